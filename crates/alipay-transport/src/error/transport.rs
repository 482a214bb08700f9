//! Calls that did not reach the gateway, or got no answer.

use std::{error::Error as StdError, fmt};

use alipay_wire::{Call, Effect, Phase};

use super::context::{ErrorContext, RetryHint, again, repeat};
use crate::BoxError;

/// The gateway was not reached, or did not answer.
#[derive(Debug)]
pub struct TransportError {
    pub(super) context: Box<ErrorContext>,
    kind: TransportKind,
    phase: Phase,
    source: Option<BoxError>,
}

/// How a transport failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum TransportKind {
    /// Sending or receiving failed.
    Io,
    /// A file of the request could not be read, or was changed after the call was made. Not repeated: nothing on the way to
    /// the gateway was wrong.
    File,
    /// The attempt took too long.
    AttemptTimeout,
    /// The call took too long.
    Deadline,
    /// The answer is longer than the limit.
    TooLarge,
    /// The runtime of a detached call shut down before the call ended.
    Abandoned,
}

impl TransportError {
    /// One attempt failed, and came this far.
    pub(crate) fn new(call: &Call, kind: TransportKind, phase: Phase, source: Option<BoxError>) -> Self {
        #[cfg(feature = "http2")]
        let phase = match &source {
            // Sent, and given back: as good as not sent.
            Some(source) if phase == Phase::MaybeSent && crate::hyper::is_refused(&**source) => Phase::NotSent,
            _ => phase,
        };
        let retry = match kind {
            TransportKind::TooLarge | TransportKind::File => RetryHint::Never,
            _ => repeat(call.safety(), phase),
        };
        let effect = Effect::inconclusive(call.safety(), phase);
        Self { context: ErrorContext::new(call, effect, retry), kind, phase, source }
    }

    /// The whole call ends here. Its attempts know what it may have done.
    pub(crate) fn over(call: &Call, kind: TransportKind) -> Self {
        let progress = call.progress();
        progress.close();
        let effect = progress.effect(call.safety());
        let context = ErrorContext::new(call, effect, again(call.safety(), effect));
        Self { context, kind, phase: progress.furthest(), source: None }
    }

    pub(crate) fn answered(mut self, status: http::StatusCode, trace_id: Option<&str>) -> Self {
        self.context = self.context.answered(status, trace_id);
        self
    }

    /// How it failed.
    pub fn kind(&self) -> TransportKind {
        self.kind
    }

    /// How far the request came: [`Phase::NotSent`] means the gateway has certainly not seen it, or has given it back
    /// unprocessed, as HTTP/2 can.
    pub fn phase(&self) -> Phase {
        self.phase
    }
}

impl fmt::Display for TransportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let last = match (self.kind, self.phase) {
            (TransportKind::File, Phase::NotSent) => "a file of the request cannot be sent",
            (TransportKind::File, _) => "a file of the request could not be read to its end; only a part was sent",
            (TransportKind::Io, Phase::NotSent) => "the gateway could not be reached",
            (TransportKind::Io, Phase::MaybeSent) => "the connection broke after the request may have been sent",
            (TransportKind::Io, Phase::Answered) => "the connection broke within the answer",
            (TransportKind::AttemptTimeout | TransportKind::Deadline, Phase::NotSent) => {
                "the gateway could not be reached in time"
            }
            (TransportKind::AttemptTimeout | TransportKind::Deadline, _) => "no conclusive answer in time",
            (TransportKind::TooLarge, _) => "the answer is longer than the limit",
            (TransportKind::Abandoned, Phase::NotSent) => "the runtime shut down before the call was sent",
            (TransportKind::Abandoned, _) => "the runtime shut down before the call was answered",
        };
        // Of this attempt; of the whole call only where no other may have done anything.
        let nothing = self.phase == Phase::NotSent && !self.context.is_unknown();
        self.context.tell(f, format_args!("{last}{}", if nothing { "; nothing was sent" } else { "" }))
    }
}

impl StdError for TransportError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.source.as_deref().map(|source| source as _)
    }
}
