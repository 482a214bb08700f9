//! Answers that prove nothing: not authentic, not signed, or no answers at all.

use std::{error::Error as StdError, fmt, sync::Arc, time::Duration};

use alipay_sign::{LearnError, VerifyError};
use alipay_wire::{Answer, Call, CodeInfo, Conclusion, Effect, Mismatch, OpenError, Outcome, Phase};

use super::{
    Error,
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
    UnknownKey(UnknownKey),
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

    pub(crate) fn unknown_key(call: &Call, refusal: VerifyError, reason: KeyDiscoveryError) -> Self {
        Self::new(call, NotAuthenticReason::UnknownKey(UnknownKey { refusal, reason }))
    }

    pub(crate) fn not_an_answer(call: &Call, source: OpenError) -> Self {
        Self::new(call, NotAuthenticReason::Open(source))
    }

    pub(crate) fn answered(mut self, status: http::StatusCode, trace_id: Option<&str>) -> Self {
        self.context = self.context.answered(status, trace_id);
        self
    }

    /// The field in which an otherwise genuine answer differs from what was asked. `None` for every other reason.
    pub fn mismatch(&self) -> Option<&Mismatch> {
        match &self.source {
            NotAuthenticReason::Mismatch(mismatch) => Some(mismatch),
            _ => None,
        }
    }

    /// Why the key the answer names, which is not held, could not be learned from the gateway. `None` for every other
    /// reason.
    pub fn key_discovery(&self) -> Option<&KeyDiscoveryError> {
        match &self.source {
            NotAuthenticReason::UnknownKey(UnknownKey { reason, .. }) => Some(reason),
            _ => None,
        }
    }
}

impl fmt::Display for NotAuthentic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.context.tell(f, "the answer is not authentic")
    }
}

impl StdError for NotAuthentic {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        Some(match &self.source {
            NotAuthenticReason::Verify(source) => source,
            NotAuthenticReason::UnknownKey(source) => source,
            NotAuthenticReason::Open(source) => source,
            NotAuthenticReason::Mismatch(source) => source,
        })
    }
}

/// The answer names a key that is not held, and the gateway was asked for it in vain.
#[derive(Debug)]
struct UnknownKey {
    refusal: VerifyError,
    reason: KeyDiscoveryError,
}

impl fmt::Display for UnknownKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}, and could not be learned from the gateway", self.refusal)
    }
}

impl StdError for UnknownKey {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        Some(&self.reason)
    }
}

/// A key that the gateway signs with could not be learned from it.
///
/// Many calls that miss the same key at the same time share one request for it, and its failure.
#[derive(Clone, Debug, thiserror::Error)]
#[non_exhaustive]
pub enum KeyDiscoveryError {
    /// The gateway could not be asked, or gave no certificate.
    #[error("the gateway did not give the certificate")]
    Download(#[source] Arc<Error>),
    /// The time of the attempt was over before the gateway gave the certificate.
    #[error("the gateway did not give the certificate in the time that was left to the attempt")]
    TimedOut,
    /// What the gateway gave is not believed, or nothing would be.
    #[error("the certificate is not taken in")]
    NotLearned(#[source] LearnError),
    /// Asking ended without a result: the runtime shut down, or the transport panicked.
    #[error("asking the gateway for the certificate was abandoned")]
    Abandoned,
}

/// What came back is no answer of this gateway: a proxy's error page, an overloaded front, a verified body that cannot be read
/// or does not say how the call went.
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

    /// A verified body without a verdict, or one that nobody can read alike.
    pub(crate) fn no_verdict(call: &Call, status: http::StatusCode, trace_id: Option<&str>, source: OpenError) -> Self {
        let effect = Effect::inconclusive(call.safety(), Phase::Answered);
        Self { context: ErrorContext::new(call, effect, RetryHint::Never).answered(status, trace_id), source }
    }

    /// Whether something on the way says that there are too many calls (HTTP 429). Nobody signed that, so that it does not
    /// say what the gateway has done.
    pub fn is_throttled(&self) -> bool {
        self.context.status == Some(429)
    }
}

impl fmt::Display for ProtocolError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let status = self.context.status.unwrap_or_default();
        self.context.tell(f, format_args!("HTTP {status} without a conclusive answer of the gateway"))
    }
}

impl StdError for ProtocolError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        Some(&self.source)
    }
}

/// What a failure status means that nobody signed.
fn unsigned(call: &Call, head: &http::response::Parts) -> (Effect, RetryHint) {
    let repeat = repeat(call.safety(), Phase::Answered);
    let retry = match head.status.as_u16() {
        // Something on the way can say so after the gateway has acted.
        429 if repeat == RetryHint::Safe => RetryHint::Throttled(retry_after(head)),
        500 | 502..=504 => repeat,
        _ => RetryHint::Never,
    };
    (Effect::inconclusive(call.safety(), Phase::Answered), retry)
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
    info: Option<&'static CodeInfo>,
}

impl GatewayError {
    pub(crate) fn new(call: &Call, head: &http::response::Parts, trace_id: Option<&str>, claim: Conclusion) -> Self {
        let Conclusion { outcome, answer: claim, .. } = claim;
        let (effect, retry) = unsigned(call, head);
        let retry = match retry {
            // A failure of its own, in its own words.
            RetryHint::Safe => RetryHint::UnknownAnswer,
            // Turned away, by its status; but its own words say that nobody knows.
            RetryHint::Throttled(asked) if outcome == Outcome::Unknown => RetryHint::UnknownThrottled(asked),
            retry => retry,
        };
        let info = call.api().code(claim.leading());
        Self { context: ErrorContext::new(call, effect, retry).answered(head.status, trace_id).saying(claim), info }
    }

    /// Whether it came with HTTP 429: too many calls. Nobody signed that, so that it does not say what the gateway has done.
    pub fn is_throttled(&self) -> bool {
        self.context.status == Some(429)
    }

    /// The codes it claims. Anyone on the way may have written them. `None` when it claims none.
    pub fn claim(&self) -> Option<&Answer> {
        self.context.answer.as_ref()
    }

    /// What to do next. Where the call may have done something, that is to query; else what is documented about the code, if
    /// the claim is true.
    pub fn advice(&self) -> Option<&'static str> {
        self.context.advice(self.info, None)
    }
}

impl fmt::Display for GatewayError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let codes = Codes(self.context.answer.as_ref());
        self.context.tell(f, format_args!("the gateway reports, without a signature: {codes}"))
    }
}

impl StdError for GatewayError {}
