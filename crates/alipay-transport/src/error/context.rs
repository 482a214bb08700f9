//! What is known about a failed call beside the reason.

use std::time::Duration;

use alipay_wire::{Answer, Attempt, Call, Effect, Phase, Safety};

/// What is known about a failed call beside the reason.
#[derive(Clone, Debug)]
pub(crate) struct ErrorContext {
    pub(super) api: Box<str>,
    pub(super) effect: Effect,
    pub(super) trace_id: Option<Box<str>>,
    pub(super) attempts: u32,
    pub(super) history: Vec<Attempt>,
    pub(super) status: Option<u16>,
    pub(super) answer: Option<Answer>,
    pub(super) retry: RetryHint,
}

/// Whether and how the same call may be sent again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum RetryHint {
    /// It does not help, or may do harm.
    Never,
    /// Safe, and may help.
    Safe,
    /// Safe, since it was not processed; but slower, and not before the time the gateway named.
    Throttled(Option<Duration>),
    /// The gateway does not know. Safe, but the dialect decides.
    UnknownAnswer,
}

impl ErrorContext {
    pub(crate) fn new(call: &Call, effect: Effect, retry: RetryHint) -> Box<Self> {
        Self::of(&call.api().name, effect, retry)
    }

    pub(super) fn of(api: &str, effect: Effect, retry: RetryHint) -> Box<Self> {
        Box::new(Self {
            api: api.into(),
            effect,
            trace_id: None,
            attempts: 0,
            history: Vec::new(),
            status: None,
            answer: None,
            retry,
        })
    }

    pub(crate) fn answered(mut self: Box<Self>, status: http::StatusCode, trace_id: Option<&str>) -> Box<Self> {
        self.status = Some(status.as_u16());
        self.trace_id = trace_id.map(Into::into);
        self
    }

    pub(super) fn saying(mut self: Box<Self>, answer: Answer) -> Box<Self> {
        self.answer = Some(answer);
        self
    }
}

/// How a failed attempt may be repeated, by what it may have done.
pub(super) fn repeat(safety: Safety, phase: Phase) -> RetryHint {
    match (safety, phase) {
        (_, Phase::NotSent) | (Safety::Query | Safety::Keyed, _) => RetryHint::Safe,
        (Safety::Unkeyed, _) => RetryHint::Never,
    }
}

/// How a call may be repeated, by what all its attempts may have done.
pub(super) fn again(safety: Safety, effect: Effect) -> RetryHint {
    match effect {
        Effect::None => RetryHint::Safe,
        Effect::Unknown => repeat(safety, Phase::MaybeSent),
        Effect::Refused(_) | Effect::Accepted(_) => RetryHint::Never,
    }
}
