//! The headers of the protocol, and the text they sign.

use http::{
    HeaderMap, HeaderName, HeaderValue, Method,
    header::{CONNECTION, CONTENT_ENCODING, CONTENT_LENGTH, HOST, TE, TRAILER, TRANSFER_ENCODING, UPGRADE},
};

use crate::{EncodeError, OpenError};

pub(crate) const CLIENT_ID: HeaderName = HeaderName::from_static("client-id");
pub(crate) const REQUEST_TIME: HeaderName = HeaderName::from_static("request-time");
pub(crate) const RESPONSE_TIME: HeaderName = HeaderName::from_static("response-time");
pub(crate) const SIGNATURE: HeaderName = HeaderName::from_static("signature");
pub(crate) const JSON: HeaderValue = HeaderValue::from_static("application/json; charset=UTF-8");

/// What stands before the body in the signed text.
pub(crate) fn prefix(method: &Method, path: &str, client_id: &str, time: &str) -> String {
    format!("{method} {path}\n{client_id}.{time}.")
}

/// The value of a header, unless it is blank. Two readers must not see two values.
pub(crate) fn filled<'a>(headers: &'a HeaderMap, name: &HeaderName) -> Result<Option<&'a str>, OpenError> {
    let mut values = headers.get_all(name).iter();
    let Some(value) = values.next() else { return Ok(None) };
    if values.next().is_some() {
        return Err(OpenError::MalformedSignature("one of its headers stands twice"));
    }
    let text = value.to_str().map_err(|_| OpenError::MalformedSignature("one of its headers is not text"))?;
    Ok(Some(text.trim()).filter(|text| !text.is_empty()))
}

pub(crate) fn header(name: &str, value: &str) -> Result<HeaderValue, EncodeError> {
    HeaderValue::from_str(value).map_err(|_| EncodeError::Header(name.to_owned()))
}

/// Headers that say where a message goes and where it ends: not for options.
pub(super) fn is_framing(name: &HeaderName) -> bool {
    [CONNECTION, CONTENT_ENCODING, CONTENT_LENGTH, HOST, TE, TRAILER, TRANSFER_ENCODING, UPGRADE].contains(name)
}

/// The number by which the gateway's support finds the exchange. Pages and code of different years name three headers.
pub(super) fn trace_id(headers: &HeaderMap) -> Option<&str> {
    let texts = ["tracer-id", "trace-id", "tracerid"].iter().filter_map(|name| headers.get(*name)?.to_str().ok());
    texts.map(str::trim).find(|text| !text.is_empty())
}
