//! How a call can fail, and what it may have done.

use std::{error::Error as StdError, fmt, time::Duration};

use alipay_sign::{SignError, Verified, VerifyError};
use alipay_wire::{
    Answer, Api, Attempt, Call, CallError, CodeInfo, DecodeError, Effect, EncodeError, Invalid, Mismatch, OpenError,
    Outcome, Phase, Proof, Safety,
};
use bytes::Bytes;

use crate::{BoxError, reply::Reply};

/// A call failed.
///
/// First ask [`effect`](Error::effect): what may have happened at the gateway. Then match for the reason.
#[derive(Debug)]
#[non_exhaustive]
pub enum Error {
    /// The request breaks a documented rule. Nothing was sent.
    Invalid(InvalidCall),
    /// The request cannot be written as the gateway wants it. Nothing was sent.
    Encode(EncodeFailed),
    /// The request could not be signed. Nothing was sent.
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
    /// A layer of yours failed.
    Layer(LayerError),
}

impl Error {
    /// What the call may have done at the gateway: the greatest effect of all its attempts.
    pub fn effect(&self) -> Effect {
        self.context().effect
    }

    /// The API that was called.
    pub fn api(&self) -> &str {
        &self.context().api
    }

    /// The number by which the gateway's support finds the exchange.
    pub fn trace_id(&self) -> Option<&str> {
        self.context().trace_id.as_deref()
    }

    /// How many attempts were made.
    pub fn attempts(&self) -> u32 {
        self.context().attempts
    }

    /// The finished attempts.
    pub fn history(&self) -> &[Attempt] {
        &self.context().history
    }

    /// Whether sending the same call again, later, can help and does no harm.
    pub fn is_retryable(&self) -> bool {
        self.context().retry != RetryHint::Never
    }

    /// The HTTP status of the last answer, if one came.
    pub fn http_status(&self) -> Option<u16> {
        self.context().status
    }

    /// The codes the gateway gave, verified or not.
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
        context.attempts = progress.attempts();
        context.history = progress.history();
        context.effect = context.effect.max(progress.effect(call.safety()));
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

/// What is known about a failed call beside the reason.
#[derive(Clone, Debug)]
pub(crate) struct ErrorContext {
    api: Box<str>,
    effect: Effect,
    trace_id: Option<Box<str>>,
    attempts: u32,
    history: Vec<Attempt>,
    status: Option<u16>,
    answer: Option<Answer>,
    retry: RetryHint,
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

    fn of(api: &str, effect: Effect, retry: RetryHint) -> Box<Self> {
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

    fn saying(mut self: Box<Self>, answer: Answer) -> Box<Self> {
        self.answer = Some(answer);
        self
    }
}

/// How a failed attempt may be repeated, by what it may have done.
fn repeat(safety: Safety, phase: Phase) -> RetryHint {
    match (safety, phase) {
        (_, Phase::NotSent) | (Safety::Query | Safety::Keyed, _) => RetryHint::Safe,
        (Safety::Unkeyed, _) => RetryHint::Never,
    }
}

/// How a call may be repeated, by what all its attempts may have done.
fn again(safety: Safety, effect: Effect) -> RetryHint {
    match effect {
        Effect::None => RetryHint::Safe,
        Effect::Unknown => repeat(safety, Phase::MaybeSent),
        Effect::Refused(_) | Effect::Accepted(_) => RetryHint::Never,
    }
}

/// A request breaks a documented rule.
#[derive(Debug)]
pub struct InvalidCall {
    context: Box<ErrorContext>,
    source: Invalid,
}

impl InvalidCall {
    /// Which field breaks which rule.
    pub fn invalid(&self) -> &Invalid {
        &self.source
    }
}

impl Error {
    pub(crate) fn invalid(api: &str, source: Invalid) -> Self {
        Self::Invalid(InvalidCall { context: ErrorContext::of(api, Effect::None, RetryHint::Never), source })
    }

    pub(crate) fn encode(api: &str, source: EncodeError) -> Self {
        Self::Encode(EncodeFailed { context: ErrorContext::of(api, Effect::None, RetryHint::Never), source })
    }

    pub(crate) fn call(api: &str, error: CallError) -> Self {
        match error {
            CallError::Invalid(source) => Self::invalid(api, source),
            CallError::Encode(source) => Self::encode(api, source),
            // `CallError` may grow; whatever it grows, nothing was sent.
            _ => Self::encode(api, EncodeError::NotJson),
        }
    }
}

impl fmt::Display for InvalidCall {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: the request breaks a documented rule: {}", self.context.api, self.source)
    }
}

impl StdError for InvalidCall {}

/// A request cannot be written as the gateway wants it.
#[derive(Debug)]
pub struct EncodeFailed {
    context: Box<ErrorContext>,
    source: EncodeError,
}

impl EncodeFailed {
    /// What stands in the way.
    pub fn reason(&self) -> &EncodeError {
        &self.source
    }
}

impl fmt::Display for EncodeFailed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: the request cannot be written", self.context.api)
    }
}

impl StdError for EncodeFailed {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        Some(&self.source)
    }
}

/// A request could not be signed.
#[derive(Debug)]
pub struct SignFailed {
    context: Box<ErrorContext>,
    source: SignError,
}

impl SignFailed {
    pub(crate) fn new(call: &Call, source: SignError) -> Self {
        Self { context: ErrorContext::new(call, Effect::None, RetryHint::Never), source }
    }
}

impl fmt::Display for SignFailed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: the request could not be signed", self.context.api)
    }
}

impl StdError for SignFailed {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        Some(&self.source)
    }
}

/// The gateway was not reached, or did not answer.
#[derive(Debug)]
pub struct TransportError {
    context: Box<ErrorContext>,
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
            TransportKind::TooLarge => RetryHint::Never,
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
        let what = match (self.kind, self.phase) {
            (TransportKind::Io, Phase::NotSent) => "the gateway could not be reached; nothing was sent",
            (TransportKind::Io, Phase::MaybeSent) => "the connection broke after the request may have been sent",
            (TransportKind::Io, Phase::Answered) => "the connection broke within the answer",
            (TransportKind::AttemptTimeout | TransportKind::Deadline, Phase::NotSent) => {
                "the gateway could not be reached in time; nothing was sent"
            }
            (TransportKind::AttemptTimeout | TransportKind::Deadline, _) => match self.context.effect {
                Effect::Unknown => "no conclusive answer in time; the request may have been processed",
                _ => "no conclusive answer in time",
            },
            (TransportKind::TooLarge, _) => "the answer is longer than the limit",
            (TransportKind::Abandoned, Phase::NotSent) => "the runtime shut down before the call was sent",
            (TransportKind::Abandoned, _) => "the runtime shut down before the call was answered",
        };
        write!(f, "{}: {what}", self.context.api)
    }
}

impl StdError for TransportError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.source.as_deref().map(|source| source as _)
    }
}

/// What came back is not authentic, or answers another question.
#[derive(Debug)]
pub struct NotAuthentic {
    context: Box<ErrorContext>,
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
    context: Box<ErrorContext>,
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
fn retry_after(head: &http::response::Parts) -> Option<Duration> {
    let seconds = head.headers.get(http::header::RETRY_AFTER)?.to_str().ok()?.trim().parse().ok()?;
    Some(Duration::from_secs(seconds))
}

/// The gateway reported a failure without signing it, as it does when it cannot tell which key to use.
#[derive(Debug)]
pub struct GatewayError {
    context: Box<ErrorContext>,
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

/// The gateway reported a failure, and signed it.
#[derive(Debug)]
pub struct ApiError {
    context: Box<ErrorContext>,
    outcome: Outcome,
    info: Option<&'static CodeInfo>,
    body: Verified<Bytes>,
}

impl ApiError {
    pub(crate) fn new(
        call: &Call,
        head: &http::response::Parts,
        trace_id: Option<&str>,
        outcome: Outcome,
        answer: Answer,
        body: Verified<Bytes>,
    ) -> Self {
        let safety = call.safety();
        let (effect, retry) = match outcome {
            Outcome::Refused => (Effect::refused(&body), RetryHint::Never),
            Outcome::NotProcessed => (Effect::None, RetryHint::Throttled(retry_after(head))),
            Outcome::Success | Outcome::Unknown => {
                let retry = match safety {
                    Safety::Query | Safety::Keyed => RetryHint::UnknownAnswer,
                    Safety::Unkeyed => RetryHint::Never,
                };
                (Effect::inconclusive(safety, Phase::Answered), retry)
            }
        };
        let info = call.api().code(answer.leading());
        let context = ErrorContext::new(call, effect, retry).answered(head.status, trace_id).saying(answer);
        Self { context, outcome, info, body }
    }

    /// Whether the gateway refused, turned the call away unprocessed, or does not know.
    pub fn outcome(&self) -> Outcome {
        self.outcome
    }

    /// The code: `resultCode` or `code`.
    pub fn code(&self) -> Option<&alipay_wire::Code> {
        self.context.answer.as_ref().map(|answer| &answer.code)
    }

    /// The detailed code of the Open Platform.
    pub fn sub_code(&self) -> Option<&alipay_wire::Code> {
        self.context.answer.as_ref()?.sub_code.as_ref()
    }

    /// The gateway's own words. They may quote what was sent.
    pub fn message(&self) -> Option<&str> {
        self.context.answer.as_ref()?.message.as_deref()
    }

    /// What to do next, when the code is documented.
    pub fn advice(&self) -> Option<&'static str> {
        self.info.map(|info| info.action)
    }

    /// The verified answer.
    pub fn body(&self) -> &Verified<Bytes> {
        &self.body
    }

    /// Whether this answer also settles earlier attempts with the same key.
    pub(crate) fn settles(&self, safety: Safety) -> bool {
        safety == Safety::Keyed && self.outcome == Outcome::Refused && self.info.is_some_and(|info| info.final_for_key)
    }
}

impl fmt::Display for ApiError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let what = match self.outcome {
            Outcome::Refused => "refused",
            Outcome::NotProcessed => "not processed, try later",
            Outcome::Success | Outcome::Unknown => "outcome unknown",
        };
        write!(f, "{}: {what}: {}", self.context.api, Codes(self.context.answer.as_ref()))?;
        self.advice().map_or(Ok(()), |advice| write!(f, ". {advice}"))
    }
}

impl StdError for ApiError {}

struct Codes<'a>(Option<&'a Answer>);

impl fmt::Display for Codes<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Some(Answer { code, sub_code: Some(sub_code), .. }) => write!(f, "{code} {sub_code}"),
            Some(Answer { code, .. }) => code.fmt(f),
            None => f.write_str("no code"),
        }
    }
}

/// The gateway accepted, but the rest of its answer could not be read.
#[derive(Debug)]
pub struct DecodeFailed {
    context: Box<ErrorContext>,
    source: DecodeError,
    body: Verified<Bytes>,
}

impl DecodeFailed {
    /// Where the answer differs from what was expected.
    pub fn reason(&self) -> &DecodeError {
        &self.source
    }

    /// The verified answer, to be read by other means.
    pub fn body(&self) -> &Verified<Bytes> {
        &self.body
    }

    /// Witness that the gateway accepted.
    pub fn proof(&self) -> Proof {
        Proof::of(&self.body)
    }
}

impl fmt::Display for DecodeFailed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: the gateway accepted, but its answer cannot be read", self.context.api)
    }
}

impl StdError for DecodeFailed {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        Some(&self.source)
    }
}

/// A layer of yours failed.
#[derive(Debug)]
pub struct LayerError {
    context: Box<ErrorContext>,
    source: BoxError,
}

impl LayerError {
    /// Something of the user's stopped the call before it was sent.
    pub(crate) fn before_sending(call: &Call, source: BoxError) -> Self {
        Self { context: ErrorContext::new(call, Effect::None, RetryHint::Never), source }
    }

    /// Takes an error out of a stack of layers: one of ours as it is, a foreign one as a [`LayerError`].
    pub(crate) fn unwrap(call: &Call, error: BoxError) -> Error {
        match error.downcast::<Error>() {
            Ok(ours) => *ours,
            Err(source) => {
                let effect = call.progress().effect(call.safety());
                let context = ErrorContext::new(call, effect, again(call.safety(), effect));
                Error::Layer(Self { context, source })
            }
        }
    }
}

impl fmt::Display for LayerError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: a layer around the call failed", self.context.api)
    }
}

impl StdError for LayerError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        Some(&*self.source)
    }
}

/// Reads a verified success as the response of `request`, and checks that it answers `request`.
pub(crate) fn read<R: Api>(
    request: Option<&R>,
    reply: Reply<Verified<Bytes>>,
    safety: Safety,
) -> Result<Reply<R::Response>, Error> {
    let context = |effect| {
        let mut context = ErrorContext::of(&R::META.name, effect, RetryHint::Never);
        context.trace_id = reply.trace_id().map(Into::into);
        context.status = Some(reply.status().as_u16());
        context.answer = Some(reply.answer().clone());
        context.attempts = reply.attempts();
        context.history = reply.history().to_vec();
        context
    };
    let response: R::Response = match alipay_wire::decode(reply.body()) {
        Ok(response) => response,
        Err(source) => {
            let context = context(Effect::accepted(safety, reply.body()));
            return Err(Error::Decode(DecodeFailed { context, source, body: reply.body().clone() }));
        }
    };
    if let Some(Err(mismatch)) = request.map(|request| request.correlate(&response)) {
        let context = context(Effect::inconclusive(safety, Phase::Answered));
        return Err(Error::Verify(NotAuthentic { context, source: NotAuthenticReason::Mismatch(mismatch) }));
    }
    Ok(reply.with_value(response))
}
