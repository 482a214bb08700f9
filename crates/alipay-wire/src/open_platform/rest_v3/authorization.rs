//! The `Authorization` header: who signs, and when; and the signature, which is over what stands before it too.

use alipay_sign::Signature;
use base64::{Engine, engine::general_purpose::STANDARD};

use crate::{EncodeError, Signing, inbound::ReceiveError};

/// RSASSA-PKCS1-v1_5 with SHA-256, the only algorithm this SDK signs with.
const SCHEME: &str = "ALIPAY-SHA256withRSA";

/// Between what is signed and the signature.
const SIGN: &str = ",sign=";

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

/// What the header says, as a gateway reads it. Nobody has checked it.
pub(crate) struct Authorization<'a> {
    /// The part that is signed, exactly.
    pub(crate) signed: &'a str,
    pub(crate) app_id: Option<&'a str>,
    pub(crate) app_cert_sn: Option<&'a str>,
    pub(crate) nonce: Option<&'a str>,
    pub(crate) timestamp: Option<&'a str>,
    pub(crate) sign: Option<&'a str>,
}

impl<'a> Authorization<'a> {
    /// Reads the header. The order of what is signed is free, and there may be more in it than is known here.
    pub(crate) fn parse(text: &'a str) -> Result<Self, ReceiveError> {
        let (scheme, rest) = text.split_once(' ').unwrap_or((text, ""));
        if !scheme.eq_ignore_ascii_case(SCHEME) {
            return Err(ReceiveError::MalformedSignature("its scheme is not ALIPAY-SHA256withRSA"));
        }
        let (signed, sign) = match rest.rsplit_once(SIGN) {
            Some((signed, sign)) => (signed, filled(sign)),
            None => (rest, None),
        };
        let [mut app_id, mut app_cert_sn, mut nonce, mut timestamp] = [None; 4];
        for part in signed.split(',').filter(|part| !part.is_empty()) {
            let (name, value) =
                part.split_once('=').ok_or(ReceiveError::MalformedSignature("a part of the header has no `=`"))?;
            let slot = match name {
                "app_id" => &mut app_id,
                "app_cert_sn" => &mut app_cert_sn,
                "nonce" => &mut nonce,
                "timestamp" => &mut timestamp,
                _ => continue,
            };
            if slot.replace(value).is_some() {
                return Err(ReceiveError::Duplicate);
            }
        }
        let [app_id, app_cert_sn, nonce, timestamp] =
            [app_id, app_cert_sn, nonce, timestamp].map(|part| part.and_then(filled));
        Ok(Self { signed, app_id, app_cert_sn, nonce, timestamp, sign })
    }
}

fn filled(text: &str) -> Option<&str> {
    Some(text).filter(|text| !text.trim().is_empty())
}
