//! The sandbox as a transport.

use std::{
    fmt,
    future::{Future, pending},
    pin::{Pin, pin},
    task::{Context, Poll},
};

use http_body_util::BodyExt;
use tower_service::Service;

use crate::{
    AnswerBody, Fault, Sandbox,
    gateway::page,
    locked,
    open_platform::multipart::{self, Unread},
};

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
    B: http_body::Body<Data: Send, Error: Into<Box<dyn std::error::Error + Send + Sync>>> + Send + 'static,
{
    type Response = http::Response<AnswerBody>;
    type Error = Disconnected;
    type Future = Pin<Box<dyn Future<Output = Result<Self::Response, Disconnected>> + Send>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Disconnected>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: http::Request<B>) -> Self::Future {
        let sandbox = self.clone().noting();
        let fault = locked(&self.faults).take();
        Box::pin(async move {
            let (head, body) = request.into_parts();
            match fault {
                Some(Fault::Unreachable | Fault::BadHandshake) => return Err(Disconnected),
                Some(Fault::Stalled) => pending().await,
                Some(Fault::DropDuring) => {
                    let _ = pin!(body).frame().await;
                    return Err(Disconnected);
                }
                _ => {}
            }
            let (answer, fault) = match multipart::read(&head, body).await {
                Ok(received) => sandbox.handle_and_record(head, received, fault).await,
                Err(Unread::Disconnected) => return Err(Disconnected),
                Err(Unread::Malformed) => (Ok(page(400)), fault),
                Err(Unread::TooLong) => (Ok(page(413)), fault),
            };
            Ok(answer?.map(|body| AnswerBody::new(body, fault)))
        })
    }
}
