//! The `Authorization` header: who signs, and when; and the signature, which is over what stands before it too.

use alipay_sign::Signature;
use base64::{Engine, engine::general_purpose::STANDARD};

use crate::{EncodeError, Signing};

/// RSASSA-PKCS1-v1_5 with SHA-256, the only algorithm this SDK signs with.
pub(crate) const SCHEME: &str = "ALIPAY-SHA256withRSA";

/// Between what is signed and the signature.
pub(crate) const SIGN: &str = ",sign=";

/// The signed part: the application, its certificate in certificate mode, the nonce, and the time in milliseconds.
pub(super) fn unsigned(app_id: &str, signing: &Signing<'_>) -> Result<String, EncodeError> {
    let certificate = match &signing.key.certificates {
        Some(serials) if serials.app.trim().is_empty() => return Err(EncodeError::NoSerial("app_cert_sn")),
        // A comma in it would begin another part.
        Some(serials) if !serials.app.bytes().all(|b| b.is_ascii_alphanumeric()) => {
            return Err(EncodeError::Header("app_cert_sn".to_owned()));
        }
        Some(serials) => format!(",app_cert_sn={}", serials.app),
        None => String::new(),
    };
    Ok(format!("app_id={app_id}{certificate},nonce={},timestamp={}", signing.nonce, signing.now.unix_millis()))
}

/// The header up to its signature.
pub(super) fn header(unsigned: &str) -> String {
    format!("{SCHEME} {unsigned}{SIGN}")
}

/// The header with its signature.
pub(super) fn signed(header: &str, signature: &Signature) -> String {
    format!("{header}{}", STANDARD.encode(signature.as_bytes()))
}
