//! The common parameters: which there are, and where each of them travels.

use alipay_sign::KeyId;

use crate::Invalid;

/// They travel in the query, where the gateway looks for `charset` before it reads the body.
const IN_QUERY: [&str; 19] = [
    "alipay_root_cert_sn",
    "alipay_sdk",
    "app_cert_sn",
    "app_id",
    "charset",
    "encrypt_type",
    "format",
    "method",
    "notify_url",
    "prod_code",
    "return_url",
    "sign",
    "sign_type",
    "target_app_id",
    "terminal_info",
    "terminal_type",
    "timestamp",
    "version",
    "ws_service_url",
];

/// They travel in the body: the payload, which may be long, and tokens, which must not end up in URLs.
const IN_BODY: [&str; 3] = ["app_auth_token", "auth_token", "biz_content"];

/// Those the SDK alone sets: no option may.
const OWN: [&str; 12] = [
    "alipay_root_cert_sn",
    "app_cert_sn",
    "app_id",
    "biz_content",
    "charset",
    ENCRYPT_TYPE,
    "format",
    "method",
    "sign",
    "sign_type",
    "timestamp",
    "version",
];

/// The parameter that says how the content is encrypted.
pub(crate) const ENCRYPT_TYPE: &str = "encrypt_type";
/// Its only value on the wire.
pub(crate) const AES: &str = "AES";
/// Its value in the options of a call that is not to be encrypted. Never on the wire.
pub(crate) const PLAIN: &str = "plain";

/// Whether the parameter travels in the query.
pub(super) fn is_in_query(name: &[u8]) -> bool {
    IN_QUERY.iter().any(|known| known.as_bytes() == name)
}

/// The common parameter of this name.
pub(super) fn find(name: &str) -> Option<&'static str> {
    IN_QUERY.iter().chain(&IN_BODY).find(|known| **known == name).copied()
}

/// Whether only the SDK sets the parameter.
pub(super) fn is_own(name: &str) -> bool {
    OWN.contains(&name)
}

/// Whether this can name a method at `gateway.do`.
pub(crate) fn is_method_name(name: &str) -> bool {
    let word = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || matches!(b, b'.' | b'_');
    name.contains('.') && name.len() <= 128 && name.bytes().all(word)
}

/// The id of an application, if it can be one.
pub(super) fn app_id(text: &str) -> Result<String, Invalid> {
    if text.is_empty() || text.len() > 32 || !text.bytes().all(|b| b.is_ascii_alphanumeric()) {
        return Err(Invalid::new("app_id", "must be the application id from the console: up to 32 letters and digits"));
    }
    Ok(text.to_owned())
}

/// The serial of a certificate of the gateway, if it can be one. It is shown when its key is not known: it must not be
/// anything else.
pub(crate) fn serial(text: &str) -> Option<KeyId> {
    let is_serial = text.len() <= 64 && text.bytes().all(|b| b.is_ascii_alphanumeric());
    is_serial.then(|| text.into())
}
