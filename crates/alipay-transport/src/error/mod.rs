//! How a call can fail, and what it may have done.

mod answered;
mod context;
mod layer;
mod transport;
mod unproven;
mod unsent;

use std::{error::Error as StdError, fmt};

use alipay_wire::{Answer, Attempt, Call, Effect, Phase, Safety};

pub(crate) use answered::read;
pub use answered::{ApiError, DecodeFailed};
use context::ErrorContext;
pub(crate) use context::RetryHint;
pub use layer::LayerError;
pub use transport::{TransportError, TransportKind};
pub use unproven::{GatewayError, KeyDiscoveryError, NotAuthentic, ProtocolError};
pub use unsent::{EncodeFailed, InvalidCall, SignFailed};

/// A call failed.
///
/// First ask [`effect`](Error::effect): what may have happened at the gateway. Then match for the reason.
#[derive(Debug)]
#[non_exhaustive]
pub enum Error {
    /// The request breaks a documented rule, and was not sent.
    Invalid(InvalidCall),
    /// The request cannot be written as the gateway wants it, and was not sent.
    Encode(EncodeFailed),
    /// The request could not be signed, and was not sent by this attempt.
    Sign(SignFailed),
    /// The gateway was not reached, or did not answer.
    Transport(TransportError),
    /// What came back is not authentic, or answers another question.
    Verify(NotAuthentic),
    /// What came back is no answer of this gateway.
    Protocol(ProtocolError),
    /// The gateway reported a failure without signing it. The code is a hint.
    Gateway(GatewayError),
    /// The gateway reported a failure, and signed it.
    Api(ApiError),
    /// The gateway accepted, but the rest of its answer could not be read.
    Decode(DecodeFailed),
    /// Your own layer failed.
    Layer(LayerError),
}

impl Error {
    /// What the call may have done at the gateway: the greatest effect of all its attempts.
    pub fn effect(&self) -> Effect {
        self.context().effect
    }

    /// What to do next, by what the whole call may have done: to query, wherever that is unknown; else what is documented about
    /// the gateway's code. `None` when there is nothing to say beyond the reason.
    pub fn advice(&self) -> Option<&'static str> {
        match self {
            Self::Api(error) => error.advice(),
            Self::Gateway(error) => error.advice(),
            _ => self.context().advice(None, None),
        }
    }

    /// The API that was called, by the gateway's name for it.
    pub fn api(&self) -> &str {
        &self.context().api
    }

    /// The number by which the gateway's support finds the exchange. `None` when no answer came, or it has none.
    pub fn trace_id(&self) -> Option<&str> {
        self.context().trace_id.as_deref()
    }

    /// How many attempts were made. 0 when the request was refused before the first.
    pub fn attempts(&self) -> u32 {
        self.context().attempts
    }

    /// The finished attempts, oldest first.
    pub fn history(&self) -> &[Attempt] {
        &self.context().history
    }

    /// Whether sending the same call again, later, can help and does no harm. The client itself has given up: what it may repeat,
    /// it has repeated.
    pub fn is_retryable(&self) -> bool {
        self.context().retry != RetryHint::Never
    }

    /// The HTTP status of the last answer, if one came.
    pub fn http_status(&self) -> Option<u16> {
        self.context().status
    }

    /// The codes the gateway gave, verified or not: those of [`Error::Gateway`] are a hint that anybody may have written. `None`
    /// when no answer came, or none that has codes.
    pub fn answer(&self) -> Option<&Answer> {
        self.context().answer.as_ref()
    }

    /// One word for the kind of error, as in its name: `invalid`, `transport`, `api`, ...
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Invalid(_) => "invalid",
            Self::Encode(_) => "encode",
            Self::Sign(_) => "sign",
            Self::Transport(_) => "transport",
            Self::Verify(_) => "verify",
            Self::Protocol(_) => "protocol",
            Self::Gateway(_) => "gateway",
            Self::Api(_) => "api",
            Self::Decode(_) => "decode",
            Self::Layer(_) => "layer",
        }
    }

    #[cfg(feature = "diagnose")]
    pub(crate) fn puzzle(&self) -> &crate::explain::Puzzle {
        &self.context().puzzle
    }

    #[cfg(feature = "diagnose")]
    pub(crate) fn puzzled(mut self, puzzle: crate::explain::Puzzle) -> Self {
        self.context_mut().puzzle = puzzle;
        self
    }

    pub(crate) fn retry_hint(&self) -> RetryHint {
        self.context().retry
    }

    fn context(&self) -> &ErrorContext {
        match self {
            Self::Invalid(error) => &error.context,
            Self::Encode(error) => &error.context,
            Self::Sign(error) => &error.context,
            Self::Transport(error) => &error.context,
            Self::Verify(error) => &error.context,
            Self::Protocol(error) => &error.context,
            Self::Gateway(error) => &error.context,
            Self::Api(error) => &error.context,
            Self::Decode(error) => &error.context,
            Self::Layer(error) => &error.context,
        }
    }

    fn context_mut(&mut self) -> &mut ErrorContext {
        match self {
            Self::Invalid(error) => &mut error.context,
            Self::Encode(error) => &mut error.context,
            Self::Sign(error) => &mut error.context,
            Self::Transport(error) => &mut error.context,
            Self::Verify(error) => &mut error.context,
            Self::Protocol(error) => &mut error.context,
            Self::Gateway(error) => &mut error.context,
            Self::Api(error) => &mut error.context,
            Self::Decode(error) => &mut error.context,
            Self::Layer(error) => &mut error.context,
        }
    }

    /// Takes the whole call into account: all attempts, and what they may have done.
    pub(crate) fn over(mut self, call: &Call) -> Self {
        let progress = call.progress();
        let context = self.context_mut();
        context.safety = call.safety();
        context.attempts = progress.attempts();
        context.history = progress.history();
        context.effect = context.effect.max(progress.effect(call.safety()));
        self
    }

    /// Of a request with this safety, which could not be made a call.
    pub(crate) fn of(mut self, safety: Safety) -> Self {
        self.context_mut().safety = safety;
        self
    }

    /// Takes into account that the same call may have been sent before.
    pub(crate) fn sent_before(mut self) -> Self {
        let context = self.context_mut();
        context.effect = context.effect.max(Effect::inconclusive(context.safety, Phase::MaybeSent));
        self
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Invalid(error) => error.fmt(f),
            Self::Encode(error) => error.fmt(f),
            Self::Sign(error) => error.fmt(f),
            Self::Transport(error) => error.fmt(f),
            Self::Verify(error) => error.fmt(f),
            Self::Protocol(error) => error.fmt(f),
            Self::Gateway(error) => error.fmt(f),
            Self::Api(error) => error.fmt(f),
            Self::Decode(error) => error.fmt(f),
            Self::Layer(error) => error.fmt(f),
        }
    }
}

impl StdError for Error {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        match self {
            Self::Invalid(error) => error.source(),
            Self::Encode(error) => error.source(),
            Self::Sign(error) => error.source(),
            Self::Transport(error) => error.source(),
            Self::Verify(error) => error.source(),
            Self::Protocol(error) => error.source(),
            Self::Gateway(error) => error.source(),
            Self::Api(error) => error.source(),
            Self::Decode(error) => error.source(),
            Self::Layer(error) => error.source(),
        }
    }
}
