//! The `Authorization` header of the REST protocol (v3), as a gateway reads it.

use super::ReceiveError;
use crate::open_platform::rest_v3::{SCHEME, SIGN};

/// What the header says. Nobody has checked it.
pub(super) struct Authorization<'a> {
    /// The part that is signed, exactly.
    pub(super) signed: &'a str,
    pub(super) app_id: Option<&'a str>,
    pub(super) app_cert_sn: Option<&'a str>,
    pub(super) nonce: Option<&'a str>,
    pub(super) timestamp: Option<&'a str>,
    pub(super) sign: Option<&'a str>,
}

impl<'a> Authorization<'a> {
    /// Reads the header. The order of what is signed is free, and there may be more in it than is known here.
    pub(super) fn parse(text: &'a str) -> Result<Self, ReceiveError> {
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
