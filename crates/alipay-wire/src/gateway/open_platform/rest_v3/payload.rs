//! A request as its gateway reads it: which API a path belongs to, and the request in path, query and body.

use std::borrow::Cow;

use bytes::Bytes;
use http::Method;
use serde_json::value::RawValue;

use super::path::Segment;
use crate::{
    Route,
    json::{self, Members},
    open_platform::fields,
};

/// The one parameter that is not part of the request: the token of a user.
pub(super) const AUTH_TOKEN: &str = "auth_token";

/// Whether a request with this method and path is for the API of `route`, whose `{name}`s stand for one segment each.
///
/// ```
/// use alipay_wire::{Route, open_platform::rest_v3};
///
/// let route = Route::new(http::Method::GET, "/v3/alipay/thing/{thing_id}");
/// assert!(rest_v3::is_route_of(&route, &http::Method::GET, "/v3/alipay/thing/a%2Fb"));
/// assert!(!rest_v3::is_route_of(&route, &http::Method::GET, "/v3/alipay/thing"));
/// ```
pub fn is_route_of(route: &Route, method: &Method, path: &str) -> bool {
    route.method == *method && path_parameters(&route.path, path).is_some()
}

/// The request that came to the API of `route`: one JSON object of what stood in path, query and body. What stood in path
/// and query is text there. `target` is path and query, `body` the JSON, decrypted if it was encrypted.
///
/// `None` when the path is of another API, the body is no JSON object, a member appears twice, or text is not UTF-8.
///
/// ```
/// use alipay_wire::{Route, open_platform::rest_v3};
///
/// let route = Route::new(http::Method::DELETE, "/v3/alipay/thing/{thing_id}");
/// let request = rest_v3::payload(&route, "/v3/alipay/thing/7?reason=too%20old", b"");
/// assert_eq!(request.unwrap(), r#"{"thing_id":"7","reason":"too old"}"#);
/// ```
pub fn payload(route: &Route, target: &str, body: &[u8]) -> Option<Bytes> {
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    let mut members: Vec<(Cow<'_, str>, Box<RawValue>)> = Vec::new();
    for (name, value) in path_parameters(&route.path, path)? {
        members.push((name.into(), text(&value)?));
    }
    for (name, value) in fields(query.as_bytes()) {
        let (name, value) = (String::from_utf8(name).ok()?, String::from_utf8(value).ok()?);
        if name != AUTH_TOKEN {
            members.push((name.into(), text(&value)?));
        }
    }
    let body = if body.is_empty() { b"{}" } else { body };
    json::reject_duplicates(body).ok()?;
    let Members(in_body) = serde_json::from_slice(body).ok()?;
    if members.is_empty() {
        return Some(Bytes::copy_from_slice(body));
    }
    members.extend(in_body.into_iter().map(|(name, value)| (name.into_string().into(), value.to_owned())));
    let request: Bytes = json::object(members.iter().map(|(name, value)| (&**name, &**value))).into();
    json::reject_duplicates(&request).ok()?;
    Some(request)
}

/// The members that a path of `template` carries, decoded. `None` when it is no such path.
fn path_parameters<'t>(template: &'t str, path: &str) -> Option<Vec<(&'t str, String)>> {
    let (mut segments, mut parameters) = (path.split('/'), Vec::new());
    for expected in Segment::all(template) {
        let segment = segments.next()?;
        match expected {
            Segment::Fixed(fixed) if fixed == segment => {}
            Segment::Member(name) if !segment.is_empty() => {
                let value = percent_encoding::percent_decode_str(segment).decode_utf8().ok()?;
                parameters.push((name, value.into_owned()));
            }
            _ => return None,
        }
    }
    segments.next().is_none().then_some(parameters)
}

fn text(value: &str) -> Option<Box<RawValue>> {
    serde_json::value::to_raw_value(value).ok()
}
