//! The headers of the protocol, and the text they sign.

use http::{
    HeaderMap, HeaderName, HeaderValue, Method,
    header::{
        AsHeaderName, CONNECTION, CONTENT_ENCODING, CONTENT_LENGTH, HOST, TE, TRAILER, TRANSFER_ENCODING, UPGRADE,
    },
};

use crate::{EncodeError, OpenError};

pub(crate) const CLIENT_ID: HeaderName = HeaderName::from_static("client-id");
pub(crate) const REQUEST_TIME: HeaderName = HeaderName::from_static("request-time");
pub(crate) const RESPONSE_TIME: HeaderName = HeaderName::from_static("response-time");
pub(crate) const SIGNATURE: HeaderName = HeaderName::from_static("signature");
pub(crate) const JSON: HeaderValue = HeaderValue::from_static("application/json; charset=UTF-8");

/// What stands before the body in the signed text.
pub(crate) fn prefix(method: &Method, path: &str, client_id: &str, time: &str) -> String {
    prefix_parts(method, path, client_id, time).concat()
}

/// The signed text.
pub(super) fn signed_text(method: &Method, path: &str, client_id: &str, time: &str, body: &[u8]) -> Vec<u8> {
    let parts = prefix_parts(method, path, client_id, time);
    let length = parts.iter().map(|part| part.len()).sum::<usize>() + body.len();
    let mut text = Vec::with_capacity(length);
    parts.iter().for_each(|part| text.extend_from_slice(part.as_bytes()));
    text.extend_from_slice(body);
    text
}

fn prefix_parts<'a>(method: &'a Method, path: &'a str, client_id: &'a str, time: &'a str) -> [&'a str; 8] {
    [method.as_str(), " ", path, "\n", client_id, ".", time, "."]
}

/// The value of a header, unless it is blank. Two readers must not see two values.
pub(crate) fn filled<'a>(headers: &'a HeaderMap, name: &HeaderName) -> Result<Option<&'a str>, OpenError> {
    let mut values = headers.get_all(name).iter();
    let Some(value) = values.next() else { return Ok(None) };
    if values.next().is_some() {
        return Err(OpenError::MalformedSignature("one of its headers appears twice"));
    }
    let text = value.to_str().map_err(|_| OpenError::MalformedSignature("one of its headers is not text"))?;
    Ok(Some(text.trim()).filter(|text| !text.is_empty()))
}

pub(crate) fn header(name: &str, value: &str) -> Result<HeaderValue, EncodeError> {
    HeaderValue::from_str(value).map_err(|_| EncodeError::Header(name.to_owned()))
}

/// Like [`header`], without a copy.
pub(crate) fn header_of(name: &str, value: String) -> Result<HeaderValue, EncodeError> {
    HeaderValue::try_from(value).map_err(|_| EncodeError::Header(name.to_owned()))
}

/// Headers that say where a message goes and where it ends: not for options.
pub(super) fn is_framing(name: &HeaderName) -> bool {
    [CONNECTION, CONTENT_ENCODING, CONTENT_LENGTH, HOST, TE, TRAILER, TRANSFER_ENCODING, UPGRADE].contains(name)
}

/// The number by which the gateway's support finds the exchange. Pages and code of different years name three headers.
pub(super) fn trace_id(headers: &HeaderMap) -> Option<&str> {
    const NAMES: [HeaderName; 3] = [
        HeaderName::from_static("tracer-id"),
        HeaderName::from_static("trace-id"),
        HeaderName::from_static("tracerid"),
    ];
    NAMES.iter().find_map(|name| word(headers, name))
}

/// As [`text`], where it is a word of at most 64 characters: what is shown and logged without being signed is no more.
pub(crate) fn word(headers: &HeaderMap, name: impl AsHeaderName) -> Option<&str> {
    let is_word = |text: &&str| text.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_.:".contains(&b));
    text(headers, name).filter(|text| text.len() <= 64).filter(is_word)
}

/// The value of a header that nothing depends on, unless it is blank.
pub(crate) fn text(headers: &HeaderMap, name: impl AsHeaderName) -> Option<&str> {
    Some(headers.get(name)?.to_str().ok()?.trim()).filter(|text| !text.is_empty())
}
