//! Making connections, directly or through a proxy, in bounded time.

use std::{
    fmt, io,
    task::{Context, Poll},
    time::Duration,
};

use alipay_sign::BoxFuture;
use http::{HeaderValue, Uri, header::HeaderValue as Value};
use hyper_util::{
    client::legacy::connect::{HttpConnector, proxy::Tunnel},
    rt::TokioIo,
};
use tokio::{net::TcpStream, time::timeout};
use tower::{Service, ServiceExt};

use super::HttpSettingsError;
use crate::BoxError;

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
        if uri.scheme_str() != Some("http") || uri.host().is_none() || has_password {
            return Err(HttpSettingsError::BadProxy);
        }
        Ok(Self { uri, authorization: None })
    }

    /// Sends this `Proxy-Authorization`, such as `Basic ..`.
    #[must_use]
    pub fn authorization(mut self, mut value: Value) -> Self {
        value.set_sensitive(true);
        self.authorization = Some(value);
        self
    }
}

impl fmt::Debug for Proxy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Proxy").field("uri", &self.uri).finish_non_exhaustive()
    }
}

/// Connects directly or through the proxy.
#[derive(Clone)]
pub(super) enum TcpConnector {
    Direct(HttpConnector),
    Proxied(Tunnel<HttpConnector>),
}

impl TcpConnector {
    pub(super) fn new(proxy: Option<Proxy>) -> Self {
        let mut tcp = HttpConnector::new();
        tcp.enforce_http(false);
        tcp.set_nodelay(true);
        match proxy {
            None => Self::Direct(tcp),
            Some(Proxy { uri, authorization }) => {
                let tunnel = Tunnel::new(uri, tcp);
                Self::Proxied(match authorization {
                    Some(value) => tunnel.with_auth(value),
                    None => tunnel,
                })
            }
        }
    }
}

impl Service<Uri> for TcpConnector {
    type Response = TokioIo<TcpStream>;
    type Error = BoxError;
    type Future = BoxFuture<'static, Result<Self::Response, BoxError>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), BoxError>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, to: Uri) -> Self::Future {
        match self.clone() {
            Self::Direct(tcp) => Box::pin(async move { tcp.oneshot(to).await.map_err(Into::into) }),
            Self::Proxied(tunnel) => Box::pin(async move { tunnel.oneshot(to).await.map_err(Into::into) }),
        }
    }
}

/// Bounds the time of everything a connector does: DNS, TCP, proxy and TLS together.
#[derive(Clone)]
pub(super) struct BoundedConnector<C> {
    inner: C,
    limit: Duration,
}

impl<C> BoundedConnector<C> {
    pub(super) fn new(inner: C, limit: Duration) -> Self {
        Self { inner, limit }
    }
}

impl<C> Service<Uri> for BoundedConnector<C>
where
    C: Service<Uri, Error: Into<BoxError>, Future: Send + 'static>,
    C::Response: 'static,
{
    type Response = C::Response;
    type Error = BoxError;
    type Future = BoxFuture<'static, Result<C::Response, BoxError>>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), BoxError>> {
        self.inner.poll_ready(cx).map_err(Into::into)
    }

    fn call(&mut self, to: Uri) -> Self::Future {
        let (limit, connecting) = (self.limit, self.inner.call(to));
        Box::pin(async move {
            match timeout(limit, connecting).await {
                Ok(connection) => connection.map_err(Into::into),
                Err(_) => Err(io::Error::new(io::ErrorKind::TimedOut, "no connection in time").into()),
            }
        })
    }
}
