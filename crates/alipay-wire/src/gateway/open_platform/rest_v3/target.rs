//! What travels in the URL: members of the request in path and query, encoded once.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::value::RawValue;

use super::{
    path::{Segment, is_rest_path},
    payload::AUTH_TOKEN,
};
use crate::{EncodeError, Invalid, model::key::Key, open_platform::textual};

/// All but the unreserved characters of RFC 3986. A blank is `%20`, which path and query read alike.
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// A member of the request, and its value as JSON.
pub(super) type Member<'a> = (Key<'a>, &'a RawValue);

/// The path that `template` stands for. The members that fill it are taken out of `members`.
pub(super) fn path(template: &str, members: &mut Vec<Member<'_>>) -> Result<String, EncodeError> {
    if !is_rest_path(template) {
        return Err(
            Invalid::new("api", "has a path that is none of the REST protocol (v3): call it by gateway.do").into()
        );
    }
    let segments = Segment::all(template).map(|segment| match segment {
        Segment::Fixed(text) => Ok(text.to_owned()),
        Segment::Member(name) => segment_of(name, members),
    });
    Ok(segments.collect::<Result<Vec<_>, _>>()?.join("/"))
}

fn segment_of(name: &str, members: &mut Vec<Member<'_>>) -> Result<String, EncodeError> {
    let invalid = |rule| EncodeError::from(Invalid::new(name, rule));
    let missing = "is part of the path of this API: it must not be missing or blank";
    let at = members.iter().position(|(known, _)| known.as_str() == name).ok_or_else(|| invalid(missing))?;
    let (_, value) = members.remove(at);
    if members.iter().any(|(known, _)| known.as_str() == name) {
        return Err(EncodeError::DuplicateParameter);
    }
    if value.get().starts_with(['{', '[']) {
        return Err(invalid("is part of the path of this API: it must be a text or a number"));
    }
    match textual::text(value)?.as_str() {
        text if text.trim().is_empty() => Err(invalid(missing)),
        // However they are encoded, something on the way may take them for steps.
        "." | ".." => Err(invalid("is part of the path of this API: it must not be `.` or `..`")),
        text => Ok(encoded(text)),
    }
}

/// The members as a query, in their order, and behind them the token of a user. Empty when there is nothing in it.
pub(super) fn query(members: Vec<Member<'_>>, auth_token: Option<&str>) -> Result<String, EncodeError> {
    // A gateway could not tell it from the token.
    if members.iter().any(|(name, _)| name.as_str() == AUTH_TOKEN) {
        return Err(EncodeError::CommonParameter(AUTH_TOKEN));
    }
    let parameters = textual::texts(members)?;
    let parameters = parameters.iter().map(|(name, value)| (name.as_str(), value.as_str()));
    let pairs = parameters.chain(auth_token.map(|token| (AUTH_TOKEN, token)));
    let pairs: Vec<_> = pairs.map(|(name, value)| format!("{}={}", encoded(name), encoded(value))).collect();
    Ok(pairs.join("&"))
}

fn encoded(text: &str) -> String {
    utf8_percent_encode(text, RESERVED).to_string()
}
