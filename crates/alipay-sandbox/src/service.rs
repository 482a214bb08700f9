//! The sandbox as a transport.

use std::{
    fmt,
    future::Future,
    pin::Pin,
    task::{Context, Poll},
};

use bytes::Bytes;
use http_body_util::{BodyExt, Full};
use tower_service::Service;

use crate::Sandbox;

/// The gateway ended the connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Disconnected;

impl fmt::Display for Disconnected {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the gateway ended the connection")
    }
}

impl std::error::Error for Disconnected {}

impl<B> Service<http::Request<B>> for Sandbox
where
    B: http_body::Body<Data: Send> + Send + 'static,
{
    type Response = http::Response<Full<Bytes>>;
    type Error = Disconnected;
    type Future = Pin<Box<dyn Future<Output = Result<Self::Response, Disconnected>> + Send>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Disconnected>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: http::Request<B>) -> Self::Future {
        let sandbox = self.clone();
        Box::pin(async move {
            let (head, body) = request.into_parts();
            let body = body.collect().await.map_err(|_| Disconnected)?.to_bytes();
            sandbox.handle(head, body).await.map(|response| response.map(Full::new))
        })
    }
}
