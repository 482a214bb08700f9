//! Who may change something.

use http::{HeaderMap, request::Parts};

/// Whether a web page of another origin lets a browser send this. Programs have no origin.
///
/// The sandbox's keys are public, so a page could sign what it sends.
pub(crate) fn is_cross_origin(head: &Parts) -> bool {
    let text = |name: &str| head.headers.get(name).and_then(|value| value.to_str().ok());
    let own = host(head);
    let is_foreign = |origin: &str| origin.split_once("://").is_none_or(|(_, authority)| Some(authority) != own);
    text("origin").is_some_and(is_foreign) || text("sec-fetch-site").is_some_and(|site| site.ends_with("-site"))
}

/// The host and port that a request names.
pub(crate) fn host(head: &Parts) -> Option<&str> {
    head.uri.authority().map(|authority| authority.as_str()).or_else(|| named(&head.headers))
}

fn named(headers: &HeaderMap) -> Option<&str> {
    headers.get("host")?.to_str().ok()
}
