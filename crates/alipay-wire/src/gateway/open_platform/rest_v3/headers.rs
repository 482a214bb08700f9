//! The headers of the protocol, and the texts that are signed with them.

use http::{HeaderName, HeaderValue, Method};

pub(crate) const APP_AUTH_TOKEN: HeaderName = HeaderName::from_static("alipay-app-auth-token");
pub(crate) const ENCRYPT_TYPE: HeaderName = HeaderName::from_static("alipay-encrypt-type");
pub(crate) const NONCE: HeaderName = HeaderName::from_static("alipay-nonce");
pub(crate) const REQUEST_ID: HeaderName = HeaderName::from_static("alipay-request-id");
pub(crate) const ROOT_CERT_SN: HeaderName = HeaderName::from_static("alipay-root-cert-sn");
pub(crate) const SDK_VERSION: HeaderName = HeaderName::from_static("alipay-sdk-version");
pub(crate) const SERIAL: HeaderName = HeaderName::from_static("alipay-sn");
pub(crate) const SIGNATURE: HeaderName = HeaderName::from_static("alipay-signature");
pub(crate) const TIMESTAMP: HeaderName = HeaderName::from_static("alipay-timestamp");
pub(crate) const TRACE_ID: HeaderName = HeaderName::from_static("alipay-trace-id");

pub(crate) const JSON: HeaderValue = HeaderValue::from_static("application/json");
/// Of encrypted bodies, which are base64.
pub(crate) const PLAIN_TEXT: HeaderValue = HeaderValue::from_static("text/plain");

/// What stands before and behind the body in the signed text of a request.
pub(crate) fn request_frame(authorization: &str, method: &Method, target: &str, token: Option<&str>) -> [String; 2] {
    let prefix = format!("{authorization}\n{method}\n{target}\n");
    let suffix = token.map_or_else(|| "\n".to_owned(), |token| format!("\n{token}\n"));
    [prefix, suffix]
}

/// What stands before the body in the signed text of an answer.
pub(crate) fn answer_prefix(timestamp: &str, nonce: &str) -> String {
    format!("{timestamp}\n{nonce}\n")
}

/// What stands behind it.
pub(crate) const ANSWER_SUFFIX: &str = "\n";
