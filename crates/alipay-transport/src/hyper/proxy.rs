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
#[derive(Debug)]
pub(super) struct Detour {
    proxy: Proxy,
    /// Which connections take it; all where there is none.
    only: Option<Matcher>,
}

impl Detour {
    /// Of all connections.
    pub(super) fn of_all(proxy: Proxy) -> Self {
        Self { proxy, only: None }
    }

    /// As the environment of the process says.
    pub(super) fn from_env() -> Result<Option<Self>, HttpSettingsError> {
        Self::from_variables(|name| env::var_os(name).map(|value| value.to_string_lossy().into_owned()))
    }

    /// A matcher reads a proxy that cannot be used as none. Here it is an error: going without it could be what somebody
    /// forbade.
    fn from_variables(get: impl Fn(&str) -> Option<String>) -> Result<Option<Self>, HttpSettingsError> {
        let first = |names: [&str; 2]| names.into_iter().find_map(&get).filter(|value| !value.trim().is_empty());
        let Some(url) = first(["HTTPS_PROXY", "https_proxy"]) else { return Ok(None) };
        let exceptions = first(["NO_PROXY", "no_proxy"]).unwrap_or_default();
        if exceptions.trim() == "*" {
            return Ok(None);
        }
        let matcher = || Matcher::builder().https(url.trim());
        let found = matcher().build().intercept(&Uri::from_static("https://gateway"));
        let found = found.filter(|found| found.uri().scheme() == Some(&Scheme::HTTP));
        let found = found.ok_or(HttpSettingsError::BadProxy)?;
        let proxy = Proxy { uri: found.uri().clone(), authorization: found.basic_auth().cloned() };
        // Of several ways to write "this host and all below it", the matcher knows two.
        Ok(Some(Self { proxy, only: Some(matcher().no(exceptions.replace("*.", ".")).build()) }))
    }

    /// The proxy for connections to `to`, if they take one.
    pub(super) fn to(&self, to: &Uri) -> Option<&Proxy> {
        self.only.as_ref().is_none_or(|only| only.intercept(to).is_some()).then_some(&self.proxy)
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
        assert!(detour("http://proxy", " * ").unwrap().is_none());
        assert!(Detour::from_variables(|_| None).unwrap().is_none());
    }

    #[test]
    fn a_bad_proxy_is_not_passed_by() {
        for url in ["https://proxy", "socks5://proxy:1080", "ftp://proxy", "http://", "http://a b", "http:///path"] {
            assert_eq!(detour(url, "").unwrap_err(), HttpSettingsError::BadProxy, "{url}");
        }
    }

    #[test]
    fn exceptions_are_hosts_suffixes_addresses_and_networks() {
        let cases = [
            ("", "https://gateway.example", true),
            // What is not TLS is not meant by the variable.
            ("", "http://gateway.example", false),
            ("other.example, gateway.example", "https://gateway.example", false),
            ("gateway.example", "https://GATEWAY.example", false),
            ("gateway.example", "https://a.gateway.example", false),
            (".gateway.example", "https://a.gateway.example", false),
            ("*.gateway.example", "https://a.gateway.example", false),
            ("gateway.example", "https://notgateway.example", true),
            ("example", "https://gateway.example", false),
            ("127.0.0.1", "https://127.0.0.1:8443", false),
            // A port of an entry is not understood: the proxy is taken, not passed by.
            ("127.0.0.1:8443", "https://127.0.0.1:8443", true),
            ("gateway.example:443", "https://gateway.example", true),
            ("10.0.0.0/8", "https://10.1.2.3", false),
            ("10.0.0.0/8", "https://11.1.2.3", true),
            ("::1", "https://[::1]:8443", false),
            (",, ,", "https://gateway.example", true),
        ];
        for (except, to, detours) in cases {
            assert_eq!(takes(except, to), detours, "{to} with {except:?}");
        }
    }
}
