//! Asking the gateway for a certificate of its own that is not known here.

use alipay_sign::{Charset, KeyId};
use base64::{Engine, engine::general_purpose::STANDARD};
use bytes::Bytes;
use serde_json::json;

use super::{charset::Written, envelope::Envelope};
use crate::{Call, Dialect, Extra, OpenError, OpenPlatform, OpenPlatformOptions, Response, Safety, json};

const DOWNLOAD: &str = "alipay.open.app.alipaycert.download";

/// The answer, as far as it is needed.
#[derive(Clone, PartialEq, Response)]
#[response(OpenPlatform)]
struct Download {
    /// The certificate in PEM, in base64 once more.
    #[wire(rename = "alipay_cert_content")]
    content: String,
    extra: Extra,
}

/// The call that asks for the certificate with this serial. Its answer is not signed, so it is not encrypted either.
pub(super) fn request(key: &KeyId) -> Option<Call> {
    let api = OpenPlatform::untyped(DOWNLOAD).ok()?;
    let call = Call::untyped(api, &json!({ "alipay_cert_sn": key.as_str() }), Safety::Query, None).ok()?;
    Some(call.with_options(OpenPlatformOptions::new().encrypt(false)))
}

/// The certificate in the answer: PEM, of one certificate or of a chain.
pub(super) fn read(body: &Bytes) -> Result<Bytes, OpenError> {
    let body = Written::new(Charset::Utf8, body.clone())?;
    let node = Envelope::split(DOWNLOAD, &body)?.node;
    let Download { content, .. } = json::from_slice(&node).map_err(|_| OpenError::NoCertificate)?;
    let base64: String = content.split_ascii_whitespace().collect();
    match STANDARD.decode(base64) {
        Ok(pem) if !pem.is_empty() => Ok(pem.into()),
        _ => Err(OpenError::NoCertificate),
    }
}
