//! Calls that can be asked about after their future is gone.

use std::{
    fmt,
    future::Future,
    panic::resume_unwind,
    pin::Pin,
    task::{Context, Poll},
};

use alipay_wire::{Attempt, Call, Effect, Phase};
use tokio::task::{JoinError, JoinHandle};

use crate::{Error, Reply, TransportError, TransportKind};

/// What happened to a call, readable at any time: while it runs, after it ended, and after its future was dropped by an
/// outer timeout, a `select!` or a client that went away.
///
/// Given out by [`CallBuilder::tracked`](crate::CallBuilder::tracked).
#[derive(Clone)]
pub struct CallHandle(Option<Call>);

impl CallHandle {
    /// Of a call that could not be made, `None`: it never does anything.
    pub(crate) fn new(call: Option<Call>) -> Self {
        Self(call)
    }

    /// What the call may have done so far, a running attempt included.
    pub fn effect(&self) -> Effect {
        self.0.as_ref().map_or(Effect::None, |call| call.progress().effect(call.safety()))
    }

    /// How far it came in any attempt.
    pub fn phase(&self) -> Phase {
        self.0.as_ref().map_or(Phase::NotSent, |call| call.progress().furthest())
    }

    /// Its idempotency key, if the request has one: with it the gateway can be asked.
    pub fn key(&self) -> Option<&str> {
        self.0.as_ref()?.key()
    }

    /// The finished attempts.
    pub fn history(&self) -> Vec<Attempt> {
        self.0.as_ref().map(|call| call.progress().history()).unwrap_or_default()
    }
}

impl fmt::Debug for CallHandle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CallHandle").field("effect", &self.effect()).finish_non_exhaustive()
    }
}

/// A call that runs to its end in the background, whether anybody waits for it or not.
///
/// Given out by [`CallBuilder::send_detached`](crate::CallBuilder::send_detached). Await it for the answer, or drop it.
/// When its runtime shuts down first, it ends as [`TransportKind::Abandoned`].
pub struct Detached<T> {
    task: JoinHandle<Result<Reply<T>, Error>>,
    call: Call,
}

impl<T> Detached<T> {
    pub(crate) fn new(task: JoinHandle<Result<Reply<T>, Error>>, call: Call) -> Self {
        Self { task, call }
    }

    /// What can be asked about the call.
    pub fn handle(&self) -> CallHandle {
        CallHandle(Some(self.call.clone()))
    }
}

impl<T> Future for Detached<T> {
    type Output = Result<Reply<T>, Error>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        Pin::new(&mut self.task).poll(cx).map(|joined| match joined.map_err(JoinError::try_into_panic) {
            Ok(result) => result,
            Err(Ok(panic)) => resume_unwind(panic),
            Err(Err(_)) => {
                let error = TransportError::over(&self.call, TransportKind::Abandoned);
                Err(Error::Transport(error).over(&self.call))
            }
        })
    }
}

impl<T> fmt::Debug for Detached<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Detached").field("handle", &self.handle()).finish_non_exhaustive()
    }
}

/// Reports a call whose future was dropped before it ended, when it may have done something.
pub(crate) struct Abandonment(pub(crate) Option<Call>);

impl Abandonment {
    pub(crate) fn disarm(mut self) {
        self.0 = None;
    }
}

impl Drop for Abandonment {
    fn drop(&mut self) {
        let Some(call) = &self.0 else { return };
        let progress = call.progress();
        if progress.effect(call.safety()) == Effect::Unknown {
            tracing::warn!(effect = Effect::Unknown.as_str(), attempts = progress.attempts(), "abandoned");
        }
    }
}
