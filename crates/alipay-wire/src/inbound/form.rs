//! Form parameters as bytes, and requests at `gateway.do`.

use alipay_sign::{Pairs, Sealed};

use super::{ReceiveError, Received};
use crate::open_platform::{decode_sign, fields};

/// Receives the parameters of a request at `gateway.do`, from query and body together.
///
/// # Errors
/// [`ReceiveError`] when a parameter appears twice, or `app_id` or `sign` is missing or malformed.
pub fn form(query: &str, body: &[u8]) -> Result<Received<Pairs>, ReceiveError> {
    let mut pairs: Pairs = fields(query.as_bytes()).chain(fields(body)).collect();
    if pairs.duplicate().is_some() {
        return Err(ReceiveError::Duplicate);
    }
    let identity = pairs.get_str("app_id").ok_or(ReceiveError::Missing("app_id"))?.to_owned();
    let sign = pairs.remove("sign").ok_or(ReceiveError::Missing("sign"))?;
    Ok(Received { identity, sealed: Sealed::pairs(pairs, decode_sign(&sign)?, None) })
}
