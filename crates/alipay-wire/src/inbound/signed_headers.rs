//! Signed-header messages.

use alipay_sign::Sealed;
use bytes::Bytes;
use http::{HeaderMap, HeaderName, Method};

use super::{ReceiveError, Received};
use crate::signed_header::{CLIENT_ID, REQUEST_TIME, SIGNATURE, filled, prefix, signature::SignatureHeader};

/// Receives a signed-header message: a notification, or a request at a gateway.
///
/// `path` is the path of the receiving URL without its query, which is not signed.
///
/// # Errors
/// [`ReceiveError`] when a header is missing, appears twice or is malformed.
pub fn signed_headers(
    method: &Method,
    path: &str,
    headers: &HeaderMap,
    body: Bytes,
) -> Result<Received<Bytes>, ReceiveError> {
    let required = |name: &HeaderName, called| filled(headers, name)?.ok_or(ReceiveError::Missing(called));
    let client_id = required(&CLIENT_ID, "client-id")?;
    let time = required(&REQUEST_TIME, "request-time")?;
    let signature = required(&SIGNATURE, "signature")?;
    let sealed: Sealed<Bytes> = SignatureHeader::parse(signature)?.seal(&prefix(method, path, client_id, time), body);
    Ok(Received { identity: client_id.to_owned(), sealed })
}
