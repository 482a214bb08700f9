//! Form parameters as bytes, and requests at `gateway.do`.

use alipay_sign::{Pairs, Sealed};

use super::{ReceiveError, Received};
use crate::open_platform::decode_sign;

/// Receives the parameters of a request at `gateway.do`, from query and body together.
///
/// # Errors
/// [`ReceiveError`] when a parameter stands twice, or `app_id` or `sign` is missing or malformed.
pub fn form(query: &str, body: &[u8]) -> Result<Received<Pairs>, ReceiveError> {
    let mut pairs: Pairs = fields(query.as_bytes()).chain(fields(body)).collect();
    if pairs.duplicate().is_some() {
        return Err(ReceiveError::Duplicate);
    }
    let identity = pairs.get_str("app_id").ok_or(ReceiveError::Missing("app_id"))?.to_owned();
    let sign = pairs.remove("sign").ok_or(ReceiveError::Missing("sign"))?;
    Ok(Received { identity, sealed: Sealed::pairs(pairs, decode_sign(&sign)?, None) })
}

/// The fields of a form as bytes, decoded once: their charset is not known before one of them is read.
pub(crate) fn fields(form: &[u8]) -> impl Iterator<Item = (Vec<u8>, Vec<u8>)> {
    let decoded = |text: &[u8]| -> Vec<u8> {
        let text: Vec<u8> = text.iter().map(|&byte| if byte == b'+' { b' ' } else { byte }).collect();
        percent_encoding::percent_decode(&text).collect()
    };
    form.split(|&byte| byte == b'&').filter(|field| !field.is_empty()).map(move |field| {
        let mut halves = field.splitn(2, |&byte| byte == b'=');
        let (name, value) = (halves.next().unwrap_or_default(), halves.next().unwrap_or_default());
        (decoded(name), decoded(value))
    })
}
