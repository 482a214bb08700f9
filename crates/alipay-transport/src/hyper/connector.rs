//! Making connections, directly or through a proxy, in bounded time.

use std::{
    io,
    sync::Arc,
    task::{Context, Poll},
    time::Duration,
};

use alipay_sign::BoxFuture;
use http::Uri;
use hyper_util::{
    client::legacy::connect::{HttpConnector, proxy::Tunnel},
    rt::TokioIo,
};
use tokio::{net::TcpStream, time::timeout};
use tower::{Service, ServiceExt};

use super::proxy::{Detour, port_of};
use crate::{BoxError, http_service::is_loopback};

/// Connects directly or through the proxy.
#[derive(Clone)]
pub(super) struct TcpConnector {
    tcp: HttpConnector,
    detour: Option<Arc<Detour>>,
}

impl TcpConnector {
    pub(super) fn new(detour: Option<Detour>) -> Self {
        let mut tcp = HttpConnector::new();
        tcp.enforce_http(false);
        tcp.set_nodelay(true);
        Self { tcp, detour: detour.map(Arc::new) }
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
        let tcp = self.tcp.clone();
        // What may go in the clear on this machine must not do so to a proxy, whose "this machine" is another.
        let stays_here = to.scheme_str() == Some("http") && is_loopback(&to);
        match self.detour.as_ref().filter(|_| !stays_here).and_then(|detour| detour.to(&to)) {
            None => Box::pin(async move { tcp.oneshot(to).await.map_err(Into::into) }),
            Some(proxy) => {
                let tunnel = Tunnel::new(proxy.uri().clone(), tcp);
                let tunnel = match proxy.credentials() {
                    Some(value) => tunnel.with_auth(value.clone()),
                    None => tunnel,
                };
                Box::pin(async move { tunnel.oneshot(with_port(to)?).await.map_err(Into::into) })
            }
        }
    }
}

/// The same address with its port written out: a tunnel takes 443 for granted.
fn with_port(to: Uri) -> Result<Uri, http::Error> {
    let authority = format!("{}:{}", to.host().unwrap_or_default(), port_of(&to));
    let mut parts = to.into_parts();
    parts.authority = Some(authority.parse()?);
    Ok(Uri::from_parts(parts)?)
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
