//! Answers that prove nothing: not authentic, not signed, or no answers at all.

use std::{error::Error as StdError, fmt, time::Duration};

use alipay_sign::VerifyError;
use alipay_wire::{Answer, Call, Effect, Mismatch, OpenError, Phase};

use super::{
    answered::Codes,
    context::{ErrorContext, RetryHint, repeat},
};

/// What came back is not authentic, or answers another question.
#[derive(Debug)]
pub struct NotAuthentic {
    pub(super) context: Box<ErrorContext>,
    source: NotAuthenticReason,
}

#[derive(Debug)]
enum NotAuthenticReason {
    Verify(VerifyError),
    Open(OpenError),
    Mismatch(Mismatch),
}

impl NotAuthentic {
    fn new(call: &Call, source: NotAuthenticReason) -> Self {
        let effect = Effect::inconclusive(call.safety(), Phase::Answered);
        Self { context: ErrorContext::new(call, effect, RetryHint::Never), source }
    }

    pub(super) fn other_question(context: Box<ErrorContext>, mismatch: Mismatch) -> Self {
        Self { context, source: NotAuthenticReason::Mismatch(mismatch) }
    }

    pub(crate) fn bad_signature(call: &Call, source: VerifyError) -> Self {
        Self::new(call, NotAuthenticReason::Verify(source))
    }

    pub(crate) fn not_an_answer(call: &Call, source: OpenError) -> Self {
        Self::new(call, NotAuthenticReason::Open(source))
    }

    pub(crate) fn answered(mut self, status: http::StatusCode, trace_id: Option<&str>) -> Self {
        self.context = self.context.answered(status, trace_id);
        self
    }

    /// The field in which an otherwise genuine answer differs from what was asked.
    pub fn mismatch(&self) -> Option<&Mismatch> {
        match &self.source {
            NotAuthenticReason::Mismatch(mismatch) => Some(mismatch),
            _ => None,
        }
    }
}

impl fmt::Display for NotAuthentic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: the answer is not authentic", self.context.api)
    }
}

impl StdError for NotAuthentic {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        Some(match &self.source {
            NotAuthenticReason::Verify(source) => source,
            NotAuthenticReason::Open(source) => source,
            NotAuthenticReason::Mismatch(source) => source,
        })
    }
}

/// What came back is no answer of this gateway: a proxy's error page, an overloaded front, a verified body that does not
/// say how the call went.
#[derive(Debug)]
pub struct ProtocolError {
    pub(super) context: Box<ErrorContext>,
    source: OpenError,
}

impl ProtocolError {
    /// A failure status without an answer of the protocol.
    pub(crate) fn failure_status(
        call: &Call,
        head: &http::response::Parts,
        trace_id: Option<&str>,
        source: OpenError,
    ) -> Self {
        let (effect, retry) = unsigned(call, head);
        Self { context: ErrorContext::new(call, effect, retry).answered(head.status, trace_id), source }
    }

    /// A verified body without a verdict.
    pub(crate) fn no_verdict(call: &Call, status: http::StatusCode, trace_id: Option<&str>, source: OpenError) -> Self {
        let effect = Effect::inconclusive(call.safety(), Phase::Answered);
        Self { context: ErrorContext::new(call, effect, RetryHint::Never).answered(status, trace_id), source }
    }

    /// Whether the gateway's front turned the call away before processing (HTTP 429).
    pub fn is_throttled(&self) -> bool {
        matches!(self.context.retry, RetryHint::Throttled(_))
    }
}

impl fmt::Display for ProtocolError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let status = self.context.status.unwrap_or_default();
        write!(f, "{}: HTTP {status} without a conclusive answer of the gateway", self.context.api)
    }
}

impl StdError for ProtocolError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        Some(&self.source)
    }
}

/// What a failure status means that nobody signed.
fn unsigned(call: &Call, head: &http::response::Parts) -> (Effect, RetryHint) {
    let (safety, phase) = (call.safety(), Phase::Answered);
    match head.status.as_u16() {
        // Turned away at the door. DWS and WorldFirst leave such answers unsigned.
        429 => (Effect::None, RetryHint::Throttled(retry_after(head))),
        500 | 502..=504 => (Effect::inconclusive(safety, phase), repeat(safety, phase)),
        _ => (Effect::inconclusive(safety, phase), RetryHint::Never),
    }
}

/// Seconds only: a date would need the server's clock, and delays are clamped anyway.
pub(super) fn retry_after(head: &http::response::Parts) -> Option<Duration> {
    let seconds = head.headers.get(http::header::RETRY_AFTER)?.to_str().ok()?.trim().parse().ok()?;
    Some(Duration::from_secs(seconds))
}

/// The gateway reported a failure without signing it, as it does when it cannot tell which key to use.
#[derive(Debug)]
pub struct GatewayError {
    pub(super) context: Box<ErrorContext>,
}

impl GatewayError {
    pub(crate) fn new(call: &Call, head: &http::response::Parts, trace_id: Option<&str>, claim: Answer) -> Self {
        let (effect, retry) = unsigned(call, head);
        // A failure the gateway words itself is its last word, unless it is too busy.
        let retry = if matches!(retry, RetryHint::Throttled(_)) { retry } else { RetryHint::Never };
        Self { context: ErrorContext::new(call, effect, retry).answered(head.status, trace_id).saying(claim) }
    }

    /// Whether the gateway turned the call away before processing (HTTP 429).
    pub fn is_throttled(&self) -> bool {
        matches!(self.context.retry, RetryHint::Throttled(_))
    }

    /// The codes it claims. Anyone on the way may have written them.
    pub fn claim(&self) -> Option<&Answer> {
        self.context.answer.as_ref()
    }
}

impl fmt::Display for GatewayError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{}: the gateway reports, without a signature: {}",
            self.context.api,
            Codes(self.context.answer.as_ref())
        )
    }
}

impl StdError for GatewayError {}
