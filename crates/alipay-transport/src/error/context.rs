//! What is known about a failed call beside the reason, and how it is told.

use std::{fmt, time::Duration};

use alipay_wire::{Answer, Attempt, Call, CodeInfo, Effect, Outcome, Phase, Safety};

/// What is known about a failed call beside the reason.
#[derive(Clone, Debug)]
pub(crate) struct ErrorContext {
    pub(super) api: Box<str>,
    pub(super) safety: Safety,
    pub(super) effect: Effect,
    pub(super) trace_id: Option<Box<str>>,
    pub(super) attempts: u32,
    pub(super) history: Vec<Attempt>,
    pub(super) status: Option<u16>,
    pub(super) answer: Option<Answer>,
    pub(super) retry: RetryHint,
    #[cfg(feature = "diagnose")]
    pub(super) puzzle: crate::explain::Puzzle,
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
    /// The gateway does not know, and has too much to do: slower.
    UnknownThrottled(Option<Duration>),
}

impl ErrorContext {
    pub(crate) fn new(call: &Call, effect: Effect, retry: RetryHint) -> Box<Self> {
        Self::of(&call.api().name, call.safety(), effect, retry)
    }

    pub(super) fn of(api: &str, safety: Safety, effect: Effect, retry: RetryHint) -> Box<Self> {
        Box::new(Self {
            api: api.into(),
            safety,
            effect,
            trace_id: None,
            attempts: 0,
            history: Vec::new(),
            status: None,
            answer: None,
            retry,
            #[cfg(feature = "diagnose")]
            puzzle: crate::explain::Puzzle::default(),
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

    pub(super) fn is_unknown(&self) -> bool {
        self.effect == Effect::Unknown
    }

    /// What to do next: what is documented about the code of the last answer. Where the effect is unknown, that is about one
    /// attempt alone, unless it is this code that says so: then the advice is to ask.
    pub(super) fn advice(&self, code: Option<&CodeInfo>, outcome: Option<Outcome>) -> Option<&'static str> {
        let says_so = matches!(outcome, Some(Outcome::Unknown | Outcome::KeyTaken));
        match code.filter(|_| says_so || !self.is_unknown()) {
            Some(info) => Some(info.action),
            None => self.is_unknown().then(|| self.ask()),
        }
    }

    /// What to do while the effect is unknown.
    fn ask(&self) -> &'static str {
        match self.safety {
            Safety::Unkeyed => "Query before anything else. Do not send it again.",
            Safety::Keyed | Safety::Query => {
                "Query before anything else, or send it again with the same key. Never with a new key."
            }
        }
    }

    /// Writes how the call failed. Where its effect is unknown, that comes first, and `last` is about the last attempt.
    pub(super) fn tell(&self, f: &mut fmt::Formatter<'_>, last: impl fmt::Display) -> fmt::Result {
        match self.is_unknown() {
            true => write!(f, "{}: it is unknown whether this was done. {} Last: {last}", self.api, self.ask()),
            false => write!(f, "{}: {last}", self.api),
        }
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
