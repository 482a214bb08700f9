//! What the catalogue knows of a call, before it is sent.

use alipay::{ApiMeta, Dialect, OpenPlatform};
use alipay_catalogue::{Catalogue, Kind, Members, Method, Repeat};
use serde_json::{Value, json};

use super::{by_name, is_typed};
use crate::{failure::Failure, output};

/// As many remarks are enough to see what is wrong.
const MOST: usize = 8;

/// What is done about what the catalogue does not know.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Strictness {
    /// It is refused.
    pub(crate) strict: bool,
    /// It is told as JSON.
    pub(crate) json: bool,
}

/// Compares a call of the Open Platform with the catalogue. What is not there may be misspelt, or newer than the catalogue: it is
/// told, with the nearest names, and not sent only when the user says so.
pub(crate) fn check<D: Dialect>(name: &str, request: &str, strictness: Strictness) -> Result<(), Failure> {
    let Some(catalogue) = catalogue::<D>() else { return Ok(()) };
    let remarks = match by_name(catalogue, name) {
        Some(method) => members(method, request),
        None if is_typed(name) => Vec::new(),
        None => unknown(catalogue, name).into_iter().collect(),
    };
    if let (true, Some(first)) = (strictness.strict, remarks.first()) {
        return Err(Failure::usage(format!("{}, and --strict is given", first.text())));
    }
    for remark in remarks.into_iter().take(MOST) {
        let line = if strictness.json {
            json!({ "warning": { "message": remark.message, "nearest": remark.nearest } }).to_string()
        } else {
            format!("warning: {}", remark.text())
        };
        output::to_stderr(&format!("{line}\n"));
    }
    Ok(())
}

/// The API that is called by this name: as the dialect knows it, and whether its members are parameters of their own.
pub(crate) fn meta<D: Dialect>(name: &str) -> Result<ApiMeta, alipay::Invalid> {
    let meta = D::untyped(name)?;
    let is_textual =
        || catalogue::<D>().and_then(|catalogue| catalogue.method(name)).is_some_and(|known| known.is_textual());
    let textual = meta.textual || is_textual();
    Ok(meta.textual(textual))
}

/// The catalogue of a dialect. The other gateways have methods that are in none.
fn catalogue<D: Dialect>() -> Option<&'static Catalogue> {
    if D::NAME == OpenPlatform::NAME { Catalogue::open_platform().ok() } else { None }
}

struct Remark {
    message: String,
    nearest: Vec<String>,
}

impl Remark {
    fn text(&self) -> String {
        let nearest: Vec<_> = self.nearest.iter().map(String::as_str).collect();
        format!("{}{}", self.message, or_nearest(&nearest))
    }
}

/// The nearest names, to stand behind what is wrong.
pub(super) fn or_nearest(nearest: &[&str]) -> String {
    match nearest {
        [] => String::new(),
        [one] => format!("; did you mean {one}?"),
        several => format!("; did you mean one of {}?", several.join(", ")),
    }
}

/// What is said of a method that is not there. Not every path over REST is known: one that is like no other is left alone.
fn unknown(catalogue: &'static Catalogue, name: &str) -> Option<Remark> {
    let message = "the catalogue has no such method".to_owned();
    let Some(path) = name.rsplit(' ').next().and_then(|path| path.strip_prefix("/v3/")) else {
        let nearest = catalogue.nearest(name).into_iter().map(str::to_owned).collect();
        return Some(Remark { message, nearest });
    };
    let named = path.replace('/', ".");
    // The same path with another HTTP method comes first.
    let same = catalogue.method(&named).map(|method| method.name());
    let names = if same.is_some() { Vec::from_iter(same) } else { catalogue.nearest(&named) };
    let routes = names.into_iter().filter_map(|name| catalogue.method(name)?.rest());
    let nearest: Vec<_> = routes.map(|(verb, path)| format!("{verb} {path}")).collect();
    (!nearest.is_empty()).then_some(Remark { message, nearest })
}

/// Members of the request that its method does not have.
fn members(method: Method<'_>, request: &str) -> Vec<Remark> {
    let mut remarks = Vec::new();
    // What is no JSON is told by who reads it.
    if let Ok(request) = serde_json::from_str(request) {
        compare(method.request(), &request, "", &mut remarks);
    }
    remarks
}

fn compare(known: Members<'_>, given: &Value, place: &str, remarks: &mut Vec<Remark>) {
    for (name, value) in given.as_object().into_iter().flatten() {
        let place = if place.is_empty() { name.clone() } else { format!("{place}.{name}") };
        match known.get(name) {
            None => remarks.push(Remark {
                message: format!("--data: the catalogue has no member {}", shown(&place)),
                nearest: known.nearest(name).into_iter().map(str::to_owned).collect(),
            }),
            Some(member) => {
                let Kind::Model(model) = member.kind else { continue };
                let values: Vec<&Value> = match (member.repeat, value) {
                    (Repeat::List, Value::Array(items)) => items.iter().collect(),
                    (Repeat::Map, Value::Object(values)) => values.values().collect(),
                    _ => vec![value],
                };
                for value in values {
                    compare(model.members(), value, &place, remarks);
                }
            }
        }
    }
}

/// The place of a member, unless it may be a value that strayed there.
fn shown(place: &str) -> &str {
    let is_letter = |b: u8| b.is_ascii_alphanumeric() || b == b'_';
    let is_name = |part: &str| {
        part.len() <= 64 && part.starts_with(|c: char| c.is_ascii_alphabetic()) && part.bytes().all(is_letter)
    };
    if place.split('.').all(is_name) { place } else { "of that name, which is not shown: it may be a value" }
}
