//! Sending, as a flow of several calls sees it.

use std::{fmt, future::Future};

use crate::{Api, Code, Dialect, Effect};

/// Whatever sends a request and brings its answer: a client, seen from a flow that makes several calls.
///
/// Flows such as a balance inquiry with challenges are machines without a transport. Their drivers are generic over this
/// trait, so that they need none either: `alipay-transport`'s `Client` implements it, and a client of your own can.
///
/// ```
/// use alipay_wire::{Api, Dws, Failure, Sends};
///
/// /// Notes which APIs are called.
/// struct Noting<C>(C);
///
/// impl<C: Sends<Dws>> Sends<Dws> for Noting<C> {
///     type Error = C::Error;
///
///     async fn send<R: Api<Dialect = Dws>>(&self, request: &R) -> Result<R::Response, C::Error> {
///         println!("{}", R::META.name);
///         self.0.send(request).await
///     }
///
///     fn failure(error: &C::Error) -> Failure {
///         C::failure(error)
///     }
/// }
/// ```
pub trait Sends<D: Dialect>: Sync {
    /// How a call fails.
    type Error: Send;

    /// Sends `request` and waits for its answer: verified, concluded as a success, decoded, and
    /// [compared](Api::correlate) with the request. A call that is [`Unkeyed`](crate::Safety::Unkeyed) is not repeated
    /// once it may have left.
    ///
    /// # Errors
    /// Whatever kept the answer away.
    fn send<R: Api<Dialect = D>>(&self, request: &R) -> impl Future<Output = Result<R::Response, Self::Error>> + Send;

    /// What a flow has to know about a failed call.
    fn failure(error: &Self::Error) -> Failure;
}

/// What is known about a failed call: what it may have done, and by which code it failed.
#[derive(Clone, PartialEq, Eq)]
pub struct Failure {
    effect: Effect,
    code: Option<Code>,
}

impl Failure {
    /// A call that failed with this effect.
    pub fn new(effect: Effect) -> Self {
        Self { effect, code: None }
    }

    /// Sets the code the gateway gave, verified or not.
    #[must_use]
    pub fn code(mut self, code: impl Into<Code>) -> Self {
        self.code = Some(code.into());
        self
    }

    /// What the call may have done at the gateway.
    pub fn effect(&self) -> Effect {
        self.effect
    }

    /// The code of a verified refusal, and of nothing else: what is not verified is a hint that anybody may have written.
    pub fn refusal(&self) -> Option<&Code> {
        self.code.as_ref().filter(|_| matches!(self.effect, Effect::Refused(_)))
    }
}

impl fmt::Debug for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Failure").field("effect", &self.effect).field("code", &self.code).finish()
    }
}
