//! What stands before the gateways on a socket: it knows for whom they are, and has the page and its API.

use std::{
    future::Future,
    pin::Pin,
    task::{Context, Poll},
    time::Duration,
};

use bytes::Bytes;
use http::{Method, Request, Response, StatusCode};
use http_body::{Body, Frame, SizeHint};
use http_body_util::{BodyExt, Limited, combinators::UnsyncBoxBody};
use tokio::time::{Sleep, sleep};
use tower_service::Service;

use super::{
    api::{self, PREFIX, Said},
    guard::{host, is_cross_origin},
};
use crate::{Disconnected, Sandbox};

/// So long a request may stop within its body.
pub(crate) const PATIENCE: Duration = Duration::from_secs(30);

/// The longest request to the API: saved state.
const LONGEST: usize = 64 << 20;

type FrontBody = UnsyncBoxBody<Bytes, Disconnected>;

/// A sandbox on a socket.
#[derive(Clone)]
pub(crate) struct Front(pub(crate) Sandbox);

impl<B> Service<Request<B>> for Front
where
    B: Body<Data = Bytes, Error: std::error::Error + Send + Sync> + Unpin + Send + 'static,
{
    type Response = Response<FrontBody>;
    type Error = Disconnected;
    type Future = Pin<Box<dyn Future<Output = Result<Self::Response, Disconnected>> + Send>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Disconnected>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request<B>) -> Self::Future {
        let mut sandbox = self.0.clone();
        Box::pin(async move {
            let (head, body) = request.into_parts();
            let body = Patient::new(body);
            let named = host(&head).map(|host| without_port(host).to_owned());
            if !named.is_some_and(|host| sandbox.is_allowed(&host)) {
                return Ok(api::misdirected().map(boxed));
            }
            let path = head.uri.path();
            let is_page = path == "/" && head.method == Method::GET;
            if !is_page && !path.starts_with(PREFIX) {
                if path == "/cashier" && head.method == Method::POST && is_cross_origin(&head) {
                    return Ok(
                        api::refused(StatusCode::FORBIDDEN, "another web page may not press buttons here").map(boxed)
                    );
                }
                let answer = sandbox.call(Request::from_parts(head, body)).await?;
                return Ok(answer.map(|body| body.boxed_unsync()));
            }
            let is_safe = matches!(head.method, Method::GET | Method::HEAD);
            if !is_safe && is_cross_origin(&head) {
                return Ok(
                    api::refused(StatusCode::FORBIDDEN, "another web page may not change anything here").map(boxed)
                );
            }
            let body = match Limited::new(body, LONGEST).collect().await {
                Ok(body) => body.to_bytes(),
                Err(_) => return Err(Disconnected),
            };
            Ok(match api::answer(&sandbox, head, &body).await {
                Said::Whole(answer) => answer.map(boxed),
                Said::Events(answer) => answer.map(|events| events.boxed_unsync()),
            })
        })
    }
}

fn boxed(body: Bytes) -> FrontBody {
    http_body_util::Full::new(body).map_err(|never| match never {}).boxed_unsync()
}

/// The host without its port, and without the brackets of an IPv6 address.
fn without_port(authority: &str) -> &str {
    match authority.strip_prefix('[') {
        Some(rest) => rest.split_once(']').map_or(rest, |(host, _)| host),
        None => authority.split_once(':').map_or(authority, |(host, _)| host),
    }
}

/// A body that must not stop for long.
struct Patient<B> {
    body: B,
    patience: Pin<Box<Sleep>>,
}

impl<B> Patient<B> {
    fn new(body: B) -> Self {
        Self { body, patience: Box::pin(sleep(PATIENCE)) }
    }
}

impl<B: Body<Data = Bytes> + Unpin> Body for Patient<B> {
    type Data = Bytes;
    type Error = Disconnected;

    fn poll_frame(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Disconnected>>> {
        if let Poll::Ready(frame) = Pin::new(&mut self.body).poll_frame(cx) {
            self.patience.as_mut().reset(tokio::time::Instant::now() + PATIENCE);
            return Poll::Ready(frame.map(|frame| frame.map_err(|_| Disconnected)));
        }
        self.patience.as_mut().poll(cx).map(|()| Some(Err(Disconnected)))
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}
