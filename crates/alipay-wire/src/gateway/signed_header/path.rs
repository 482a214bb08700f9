//! APIs that are called by their path.

use http::Method;

use super::code;
use crate::{ApiMeta, CodeInfo, Invalid, Route};

/// Their pages list the gateway's own codes among each API's: those that several pages share.
pub(crate) const CODES: &[&[CodeInfo]] = &[code::ALL];

/// The API at `path`.
pub(crate) fn by_path(path: &str) -> Result<ApiMeta, Invalid> {
    let segment = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'/' | b'-' | b'_' | b'.' | b'~');
    let is_dots = |part: &str| matches!(part, "." | "..");
    if !path.starts_with('/') || !path.bytes().all(segment) || path.split('/').any(is_dots) {
        return Err(Invalid::new("path", "is no absolute path such as /ams/api/v1/accounts/queryAccountAndBenefit"));
    }
    let route = Route { method: Method::POST, path: path.to_owned().into() };
    Ok(ApiMeta::untyped(path, Some(route)).gateway_codes(CODES))
}
