//! Which connections take a detour.

use std::{env, fmt};

use http::{HeaderValue, Uri, uri::Scheme};
use hyper_util::client::proxy::matcher::Matcher;

use super::HttpSettingsError;

/// An HTTP proxy that connections are tunnelled through (`CONNECT`).
#[derive(Clone)]
pub struct Proxy {
    uri: Uri,
    authorization: Option<HeaderValue>,
}

impl Proxy {
    /// The proxy at this `http://` URL.
    ///
    /// # Errors
    /// [`HttpSettingsError::BadProxy`] when it is no such URL, or carries a password: give that with
    /// [`authorization`](Self::authorization).
    pub fn new(url: &str) -> Result<Self, HttpSettingsError> {
        let uri: Uri = url.parse().map_err(|_| HttpSettingsError::BadProxy)?;
        let has_password = uri.authority().is_some_and(|authority| authority.as_str().contains('@'));
        if uri.scheme() != Some(&Scheme::HTTP) || uri.host().is_none() || has_password {
            return Err(HttpSettingsError::BadProxy);
        }
        Ok(Self { uri, authorization: None })
    }

    /// Sends this `Proxy-Authorization`, such as `Basic ..`.
    #[must_use]
    pub fn authorization(mut self, mut value: HeaderValue) -> Self {
        value.set_sensitive(true);
        self.authorization = Some(value);
        self
    }

    /// As environments write it: the scheme may be missing, and name and password stand in the URL.
    fn from_variable(url: &str) -> Result<Self, HttpSettingsError> {
        let matcher = Matcher::builder().https(url).build();
        let found = matcher.intercept(&Uri::from_static("https://gateway")).ok_or(HttpSettingsError::BadProxy)?;
        if found.uri().scheme() != Some(&Scheme::HTTP) {
            return Err(HttpSettingsError::BadProxy);
        }
        Ok(Self { uri: found.uri().clone(), authorization: found.basic_auth().cloned() })
    }

    pub(super) fn uri(&self) -> &Uri {
        &self.uri
    }

    pub(super) fn credentials(&self) -> Option<&HeaderValue> {
        self.authorization.as_ref()
    }
}

impl fmt::Debug for Proxy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Proxy").field("uri", &self.uri).finish_non_exhaustive()
    }
}

/// A proxy, and what is reached without it.
#[derive(Clone, Debug)]
pub(super) struct Detour {
    proxy: Proxy,
    tls_only: bool,
    exceptions: Vec<Exception>,
}

impl Detour {
    /// Of all connections.
    pub(super) fn of_all(proxy: Proxy) -> Self {
        Self { proxy, tls_only: false, exceptions: Vec::new() }
    }

    /// As the environment of the process says.
    pub(super) fn from_env() -> Result<Option<Self>, HttpSettingsError> {
        Self::from_variables(|name| env::var_os(name).map(|value| value.to_string_lossy().into_owned()))
    }

    fn from_variables(get: impl Fn(&str) -> Option<String>) -> Result<Option<Self>, HttpSettingsError> {
        let first = |names: [&str; 2]| names.into_iter().find_map(&get).filter(|value| !value.trim().is_empty());
        let Some(url) = first(["HTTPS_PROXY", "https_proxy"]) else { return Ok(None) };
        let exceptions = first(["NO_PROXY", "no_proxy"]).unwrap_or_default();
        let exceptions = exceptions.split(',').filter_map(|entry| Exception::parse(entry.trim())).collect();
        Ok(Some(Self { proxy: Proxy::from_variable(url.trim())?, tls_only: true, exceptions }))
    }

    /// The proxy for connections to `to`, if they take one.
    pub(super) fn to(&self, to: &Uri) -> Option<&Proxy> {
        let direct =
            self.tls_only && to.scheme() != Some(&Scheme::HTTPS) || self.exceptions.iter().any(|entry| entry.holds(to));
        (!direct).then_some(&self.proxy)
    }
}

/// An entry of `NO_PROXY`: a host and all below it, an address, a network or `*`; of one port or of all.
#[derive(Clone, Debug)]
struct Exception {
    host: String,
    port: Option<u16>,
}

impl Exception {
    fn parse(entry: &str) -> Option<Self> {
        let (host, port) = match (entry.strip_prefix('['), entry.split_once(':')) {
            (Some(rest), _) => {
                let (host, port) = rest.split_once(']')?;
                (host, port.strip_prefix(':'))
            }
            // More than one colon: an IPv6 address as it is.
            (None, Some((host, port))) if !port.contains(':') => (host, Some(port)),
            (None, _) => (entry, None),
        };
        // Of several ways to write "this host and all below it", the matcher knows two.
        let host = host.strip_prefix("*.").unwrap_or(host);
        let port = port.map(str::parse).transpose().ok()?;
        (!host.is_empty()).then(|| Self { host: host.to_owned(), port })
    }

    fn holds(&self, to: &Uri) -> bool {
        if self.port.is_some_and(|port| port != port_of(to)) {
            return false;
        }
        let matcher = Matcher::builder().all("http://proxy").no(&self.host).build();
        self.host == "*" || matcher.intercept(to).is_none()
    }
}

/// The port, written or not.
pub(super) fn port_of(uri: &Uri) -> u16 {
    let default = if uri.scheme() == Some(&Scheme::HTTP) { 80 } else { 443 };
    uri.port_u16().unwrap_or(default)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn detour(proxy: &str, except: &str) -> Result<Option<Detour>, HttpSettingsError> {
        Detour::from_variables(|name| match name {
            "HTTPS_PROXY" => Some(proxy.to_owned()),
            "no_proxy" => Some(except.to_owned()),
            _ => None,
        })
    }

    fn takes(except: &str, to: &str) -> bool {
        detour("http://proxy:3128", except).unwrap().unwrap().to(&to.parse().unwrap()).is_some()
    }

    #[test]
    fn reads_the_proxy_and_its_password() {
        let proxy = detour(" http://Aladdin:open%20sesame@proxy.example:3128/ ", "").unwrap().unwrap().proxy;
        assert_eq!(proxy.uri(), "http://proxy.example:3128/");
        assert_eq!(proxy.credentials().unwrap(), "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==");
        assert!(!format!("{proxy:?}").contains("sesame"));
        let bare = detour("proxy.example:3128", "").unwrap().unwrap().proxy;
        assert_eq!((bare.uri().to_string().as_str(), bare.credentials()), ("http://proxy.example:3128/", None));
        assert!(detour("", "*").unwrap().is_none());
        assert!(Detour::from_variables(|_| None).unwrap().is_none());
    }

    /// A proxy that cannot be used is an error: going without it could be what somebody forbade.
    #[test]
    fn a_bad_proxy_is_not_passed_by() {
        for url in ["https://proxy", "socks5://proxy:1080", "ftp://proxy", "http://", "http://a b", "http:///path"] {
            assert_eq!(detour(url, "").unwrap_err(), HttpSettingsError::BadProxy, "{url}");
        }
    }

    #[test]
    fn exceptions_are_hosts_suffixes_addresses_and_ports() {
        let cases = [
            ("", "https://gateway.example", true),
            // What is not TLS is not meant by the variable.
            ("", "http://gateway.example", false),
            ("*", "https://gateway.example", false),
            ("*", "https://127.0.0.1", false),
            ("other.example, gateway.example", "https://gateway.example", false),
            ("gateway.example", "https://GATEWAY.example", false),
            ("gateway.example", "https://a.gateway.example", false),
            (".gateway.example", "https://a.gateway.example", false),
            ("*.gateway.example", "https://a.gateway.example", false),
            ("gateway.example", "https://notgateway.example", true),
            ("example", "https://gateway.example", false),
            ("gateway.example:443", "https://gateway.example", false),
            ("gateway.example:443", "https://gateway.example:8443", true),
            ("gateway.example:8443", "https://gateway.example:8443", false),
            ("*:8443", "https://gateway.example:8443", false),
            ("*:8443", "https://gateway.example", true),
            ("gateway.example:port", "https://gateway.example", true),
            ("127.0.0.1", "https://127.0.0.1:8443", false),
            ("127.0.0.1:8443", "https://127.0.0.1:8443", false),
            ("127.0.0.1:8443", "https://127.0.0.1:8444", true),
            ("10.0.0.0/8", "https://10.1.2.3", false),
            ("10.0.0.0/8", "https://11.1.2.3", true),
            ("::1", "https://[::1]:8443", false),
            ("[::1]", "https://[::1]", false),
            ("[::1]:8443", "https://[::1]:8443", false),
            ("[::1]:8443", "https://[::1]", true),
            ("[::1", "https://[::1]", true),
            (",, ,", "https://gateway.example", true),
        ];
        for (except, to, detours) in cases {
            assert_eq!(takes(except, to), detours, "{to} with {except:?}");
        }
    }
}
