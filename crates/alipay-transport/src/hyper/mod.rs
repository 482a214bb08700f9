//! The default transport: hyper over rustls.

mod connector;
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
pub use connector::Proxy;
use connector::{BoundedConnector, TcpConnector};
use tls::Roots;

/// The default transport: HTTP/1.1 with keep-alive over rustls, connections bounded in time. Follows no redirects.
///
/// Neither installs nor needs a process-wide TLS provider.
#[derive(Clone)]
pub struct HttpTransport(Client<BoundedConnector<HttpsConnector<TcpConnector>>, Body>);

impl HttpTransport {
    /// Begins a transport.
    pub fn builder() -> HttpTransportBuilder {
        HttpTransportBuilder {
            roots: Roots::default(),
            proxy: None,
            connect_timeout: Duration::from_secs(5),
            idle_timeout: Duration::from_secs(60),
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
    proxy: Option<Proxy>,
    connect_timeout: Duration,
    idle_timeout: Duration,
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
        self.proxy = Some(proxy);
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

    /// Makes the transport.
    ///
    /// # Errors
    /// [`HttpSettingsError`] when there are no certificate authorities to trust.
    pub fn build(self) -> Result<HttpTransport, HttpSettingsError> {
        let tls = self.roots.client_config()?;
        let tcp = TcpConnector::new(self.proxy);
        let https =
            HttpsConnectorBuilder::new().with_tls_config(tls).https_or_http().enable_http1().wrap_connector(tcp);
        let connector = BoundedConnector::new(https, self.connect_timeout);
        let client = Client::builder(TokioExecutor::new())
            .pool_timer(TokioTimer::new())
            .pool_idle_timeout(self.idle_timeout)
            .build(connector);
        Ok(HttpTransport(client))
    }
}

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
    #[error("the proxy must be an http:// URL with a host")]
    BadProxy,
}
