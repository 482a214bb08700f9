//! Where requests go.

use crate::{EncodeError, Invalid};

/// The address of a gateway: absolute, and without secrets or a fragment in it.
pub(crate) fn gateway_url(field: &'static str, url: &str) -> Result<http::Uri, Invalid> {
    let uri: http::Uri = url.parse().map_err(|_| Invalid::new(field, "is no valid URL"))?;
    let is_http = matches!(uri.scheme_str(), Some("https" | "http"));
    let (Some(authority), Some(host)) =
        (uri.authority().filter(|_| is_http), uri.host().filter(|host| !host.is_empty()))
    else {
        return Err(Invalid::new(field, "must begin with https:// and a host"));
    };
    if authority.as_str().contains('@') || url.contains('#') {
        return Err(Invalid::new(field, "must have neither a user name nor a fragment"));
    }
    if authority.as_str() != host && authority.port_u16().is_none_or(|port| port == 0) {
        return Err(Invalid::new(field, "must have a port from 1 to 65535, or none"));
    }
    Ok(uri)
}

/// The address of `target`, path and query, at this gateway: exactly as it is given, since that is what is signed.
pub(crate) fn url_at(gateway: &http::Uri, target: &str) -> Result<http::Uri, EncodeError> {
    let mut parts = gateway.clone().into_parts();
    let parsed: http::uri::PathAndQuery = target.parse().map_err(|_| EncodeError::Url)?;
    if !target.starts_with('/') || !target.is_ascii() || parsed.as_str() != target {
        return Err(EncodeError::Url);
    }
    parts.path_and_query = Some(parsed);
    http::Uri::from_parts(parts).map_err(|_| EncodeError::Url)
}
