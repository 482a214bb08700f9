//! The time a whole call may take.

use std::{
    task::{Context, Poll},
    time::Duration,
};

use alipay_sign::{BoxFuture, Verified};
use alipay_wire::Call;
use bytes::Bytes;
use tokio::time::timeout;
use tower::Service;
use tracing::{Instrument, Span};

use crate::{
    Error, Reply,
    error::{TransportError, TransportKind},
    tracked::Abandonment,
};

/// Bounds the time of whole calls, retries and waiting included, and gives every call its span.
///
/// The outermost layer: whatever ends the call, the error that leaves it knows all attempts.
#[derive(Clone, Debug)]
pub struct Deadline<S> {
    inner: S,
    limit: Duration,
    dialect: &'static str,
}

impl<S> Deadline<S> {
    /// Bounds calls that do not bring a limit of their own.
    pub fn new(inner: S, limit: Duration, dialect: &'static str) -> Self {
        Self { inner, limit, dialect }
    }
}

impl<S> Service<Call> for Deadline<S>
where
    S: Service<Call, Response = Reply<Verified<Bytes>>, Error = Error, Future: Send + 'static>,
{
    type Response = Reply<Verified<Bytes>>;
    type Error = Error;
    type Future = BoxFuture<'static, Result<Self::Response, Error>>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), Error>> {
        self.inner.poll_ready(cx)
    }

    fn call(&mut self, call: Call) -> Self::Future {
        let limit = call.limits().timeout.unwrap_or(self.limit);
        let span = span(&call.api().name, self.dialect);
        let answer = self.inner.call(call.clone());
        let bounded = async move {
            let abandonment = Abandonment(Some(call.clone()));
            let result = match timeout(limit, answer).await {
                Ok(result) => result,
                Err(_) => Err(Error::Transport(TransportError::over(&call, TransportKind::Deadline))),
            };
            abandonment.disarm();
            let result = result.map_err(|error| error.over(&call));
            match &result {
                Ok(reply) => tracing::info!(attempts = reply.attempts(), "call succeeded"),
                Err(error) => tell(error),
            }
            result
        };
        Box::pin(bounded.instrument(span))
    }
}

fn span(api: &str, dialect: &'static str) -> Span {
    tracing::info_span!("call", api, dialect)
}

fn tell(error: &Error) {
    tracing::warn!(kind = error.kind(), effect = error.effect().as_str(), attempts = error.attempts(), "call failed");
}

/// Tells of a failure that this layer does not see: of a call that could not be made, or of an answer whose reader refused it.
pub(crate) fn tell_outside(error: &Error, dialect: &'static str) {
    span(error.api(), dialect).in_scope(|| tell(error));
}
