//! The default transport: hyper over rustls.

mod connector;
mod proxy;
#[cfg(feature = "http2")]
mod refused;
mod tls;

use std::{
    fmt,
    task::{Context, Poll},
    time::Duration,
};

use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::{
    client::legacy::{Client, ResponseFuture},
    rt::{TokioExecutor, TokioTimer},
};
use tower::Service;

use crate::Body;
use connector::{BoundedConnector, TcpConnector};
use proxy::Detour;
pub use proxy::Proxy;
#[cfg(feature = "http2")]
pub(crate) use refused::is_refused;
use tls::Roots;

/// The default transport: HTTP/1.1 with keep-alive over rustls, connections bounded in time. Follows no redirects.
///
/// A connection that is made anew resumes the TLS session of an earlier one, where the gateway lets it.
///
/// With feature `http2` it offers HTTP/2 as well, and the gateway chooses. All calls then share one connection, which is
/// given up when a ping is not answered while calls wait.
///
/// Neither installs nor needs a process-wide TLS provider.
#[derive(Clone)]
pub struct HttpTransport(Client<BoundedConnector<HttpsConnector<TcpConnector>>, Body>);

impl HttpTransport {
    /// Begins a transport.
    pub fn builder() -> HttpTransportBuilder {
        HttpTransportBuilder {
            roots: Roots::default(),
            detour: Ok(None),
            #[cfg(feature = "http2")]
            http1_only: false,
            connect_timeout: Duration::from_secs(5),
            idle_timeout: Duration::from_secs(60),
            max_idle_connections: usize::MAX,
        }
    }
}

impl Service<http::Request<Body>> for HttpTransport {
    type Response = http::Response<::hyper::body::Incoming>;
    type Error = hyper_util::client::legacy::Error;
    type Future = ResponseFuture;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: http::Request<Body>) -> ResponseFuture {
        self.0.request(request)
    }
}

impl fmt::Debug for HttpTransport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("HttpTransport")
    }
}

/// Settings of the default transport.
#[derive(Debug)]
pub struct HttpTransportBuilder {
    roots: Roots,
    detour: Result<Option<Detour>, HttpSettingsError>,
    #[cfg(feature = "http2")]
    http1_only: bool,
    connect_timeout: Duration,
    idle_timeout: Duration,
    max_idle_connections: usize,
}

impl HttpTransportBuilder {
    /// Trusts the certificate authorities of the operating system.
    #[cfg(feature = "platform-roots")]
    #[must_use]
    pub fn platform_roots(mut self) -> Self {
        self.roots = Roots::Platform;
        self
    }

    /// Trusts the certificate authorities in this PEM text, and no others.
    #[must_use]
    pub fn ca_pem(mut self, pem: impl Into<Vec<u8>>) -> Self {
        self.roots = Roots::Pem(pem.into());
        self
    }

    /// Connects through a proxy.
    #[must_use]
    pub fn proxy(mut self, proxy: Proxy) -> Self {
        self.detour = Ok(Some(Detour::of_all(proxy)));
        self
    }

    /// Connects through the proxy that the environment names, if it names one. Without this call no variable is read.
    ///
    /// `HTTPS_PROXY` or `https_proxy` is the URL of an `http://` proxy for `https://` gateways; a name and a password in
    /// it become `Proxy-Authorization`. `NO_PROXY` or `no_proxy` lists, with commas, what is reached directly: hosts (with
    /// all hosts below them), addresses and networks such as `10.0.0.0/8`; or it is `*` for everything.
    ///
    /// The variables are read now. A URL that is not usable is an error of [`build`](Self::build), never a reason to
    /// connect directly.
    #[must_use]
    pub fn proxy_from_env(mut self) -> Self {
        self.detour = Detour::from_env();
        self
    }

    /// Offers HTTP/1.1 only.
    #[cfg(feature = "http2")]
    #[must_use]
    pub fn http1_only(mut self) -> Self {
        self.http1_only = true;
        self
    }

    /// Sets the time for DNS, TCP and TLS together: 5 seconds by default.
    #[must_use]
    pub fn connect_timeout(mut self, timeout: Duration) -> Self {
        self.connect_timeout = timeout;
        self
    }

    /// Sets how long an idle connection is kept: 60 seconds by default.
    #[must_use]
    pub fn idle_timeout(mut self, timeout: Duration) -> Self {
        self.idle_timeout = timeout;
        self
    }

    /// Sets how many idle connections are kept, for each gateway: by default all that calls have needed at the same time.
    ///
    /// With HTTP/1.1 each call in flight has a connection of its own. Where fewer are kept than are in flight, the others
    /// are made anew, TLS and all, again and again.
    #[must_use]
    pub fn max_idle_connections(mut self, connections: usize) -> Self {
        self.max_idle_connections = connections;
        self
    }

    /// Makes the transport.
    ///
    /// # Errors
    /// [`HttpSettingsError`] when there are no certificate authorities to trust, or the proxy's address is not usable.
    pub fn build(self) -> Result<HttpTransport, HttpSettingsError> {
        let tls = self.roots.client_config()?;
        let tcp = TcpConnector::new(self.detour?);
        let https = HttpsConnectorBuilder::new().with_tls_config(tls).https_or_http();
        #[cfg(feature = "http2")]
        let https = match self.http1_only {
            true => https.enable_http1().wrap_connector(tcp),
            false => https.enable_all_versions().wrap_connector(tcp),
        };
        #[cfg(not(feature = "http2"))]
        let https = https.enable_http1().wrap_connector(tcp);
        let connector = BoundedConnector::new(https, self.connect_timeout);

        let mut client = Client::builder(TokioExecutor::new());
        client.pool_timer(TokioTimer::new()).pool_idle_timeout(self.idle_timeout);
        client.pool_max_idle_per_host(self.max_idle_connections);
        #[cfg(feature = "http2")]
        client.timer(TokioTimer::new()).http2_keep_alive_interval(PING_EVERY).http2_keep_alive_timeout(PONG_WITHIN);
        Ok(HttpTransport(client.build(connector)))
    }
}

/// How long a connection with calls on it may be silent before it is asked whether it still lives, and how long the
/// answer may take. Together shorter than an attempt, so that the attempt after it does not meet the same dead connection.
#[cfg(feature = "http2")]
const PING_EVERY: Duration = Duration::from_secs(10);
#[cfg(feature = "http2")]
const PONG_WITHIN: Duration = Duration::from_secs(4);

/// The default transport cannot be made from these settings.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum HttpSettingsError {
    /// There is no certificate authority to trust.
    #[error("no certificate authority to trust: enable feature `webpki-roots` or `platform-roots`, or give one in PEM")]
    NoRoots,
    /// The PEM text holds no certificate, or a broken one.
    #[error("the CA file holds no readable PEM certificate")]
    BadCaPem,
    /// The TLS library refuses the settings.
    #[error("the TLS settings are not usable")]
    Tls,
    /// The proxy's address cannot be read.
    #[error("the proxy must be an http:// URL with a host and no password: give that as its authorization")]
    BadProxy,
}
