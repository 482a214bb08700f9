//! Verified answers that are failures, or cannot be read.

use std::{error::Error as StdError, fmt};

use alipay_sign::Verified;
use alipay_wire::{
    Answer, Api, Call, CodeInfo, DecodeError, Effect, Meaning, Outcome, Phase, Proof, Safety,
    signed_header::code::REQUEST_TRAFFIC_EXCEED_LIMIT,
};
use bytes::Bytes;

use super::{
    Error, NotAuthentic,
    context::{ErrorContext, RetryHint},
    unproven::retry_after,
};
use crate::reply::Reply;

/// The gateway reported a failure, and signed it.
#[derive(Debug)]
pub struct ApiError {
    pub(super) context: Box<ErrorContext>,
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
            // The question was not answered. What changes something may be done all the same, by an earlier attempt say.
            Outcome::KeyTaken | Outcome::Unexplained if safety == Safety::Query => {
                (Effect::refused(&body), RetryHint::Never)
            }
            Outcome::KeyTaken | Outcome::Unexplained => (Effect::Unknown, RetryHint::Never),
            Outcome::NotProcessed => (Effect::None, RetryHint::Throttled(retry_after(head))),
            Outcome::Success | Outcome::Unknown => {
                let retry = match safety {
                    Safety::Unkeyed => RetryHint::Never,
                    _ if answer.code == REQUEST_TRAFFIC_EXCEED_LIMIT => RetryHint::UnknownThrottled(retry_after(head)),
                    _ => RetryHint::UnknownAnswer,
                };
                (Effect::inconclusive(safety, Phase::Answered), retry)
            }
        };
        let info = call.api().code(answer.leading());
        let context = ErrorContext::new(call, effect, retry).answered(head.status, trace_id).saying(answer);
        Self { context, outcome, info, body }
    }

    /// Whether the gateway refused, because the key is taken or for a reason that is known or not; turned the call away
    /// unprocessed; or does not know. This is about the last attempt: about the whole call, ask for the [`effect`](Error::effect).
    pub fn outcome(&self) -> Outcome {
        self.outcome
    }

    /// The code: `resultCode` or `code`. `None` when the answer has none, or a blank one.
    pub fn code(&self) -> Option<&alipay_wire::Code> {
        self.context.answer.as_ref().map(|answer| &answer.code).filter(|code| !code.is_blank())
    }

    /// The detailed code of the Open Platform. `None` at the other gateways, and where the code says all.
    pub fn sub_code(&self) -> Option<&alipay_wire::Code> {
        self.context.answer.as_ref()?.sub_code.as_ref().filter(|code| !code.is_blank())
    }

    /// The gateway's own words. They may quote what was sent. `None` when it gave none.
    pub fn message(&self) -> Option<&str> {
        self.context.answer.as_ref()?.message.as_deref()
    }

    /// What to do next: what is documented about the code. Where the call may have done something all the same, that is to
    /// query.
    pub fn advice(&self) -> Option<&'static str> {
        self.context.advice(self.info, Some(self.outcome))
    }

    /// The verified answer.
    pub fn body(&self) -> &Verified<Bytes> {
        &self.body
    }

    /// Whether this answer also settles earlier attempts with the same key.
    pub(crate) fn settles(&self, safety: Safety) -> bool {
        let is_final = self.info.is_some_and(|info| info.meaning == Meaning::FinalForKey);
        safety == Safety::Keyed && self.outcome == Outcome::Refused && is_final
    }
}

impl fmt::Display for ApiError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let codes = Codes(self.context.answer.as_ref());
        let what = match self.outcome {
            Outcome::KeyTaken if self.context.is_unknown() => "the key is taken",
            Outcome::Unexplained if self.context.is_unknown() => "failed for a reason that no page explains",
            Outcome::Success | Outcome::Unknown => "the gateway does not know",
            _ if self.context.is_unknown() => "answered",
            Outcome::Refused | Outcome::KeyTaken | Outcome::Unexplained => "refused",
            Outcome::NotProcessed => "not processed, try later",
        };
        // Where the code says no more than to ask, that was said.
        match self.advice().filter(|advice| self.info.is_some_and(|info| info.action == *advice)) {
            Some(advice) => self.context.tell(f, format_args!("{what}: {codes}. {advice}")),
            None => self.context.tell(f, format_args!("{what}: {codes}")),
        }
    }
}

impl StdError for ApiError {}

/// The codes of an answer, for a line of text.
pub(super) struct Codes<'a>(pub(super) Option<&'a Answer>);

impl fmt::Display for Codes<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let answer = self.0.map(|answer| (&answer.code, answer.sub_code.as_ref().filter(|code| !code.is_blank())));
        match answer {
            Some((code, Some(sub_code))) => write!(f, "{code} {sub_code}"),
            Some((code, None)) if !code.is_blank() => code.fmt(f),
            _ => f.write_str("no code"),
        }
    }
}

/// The gateway accepted, but the rest of its answer could not be read.
#[derive(Debug)]
pub struct DecodeFailed {
    pub(super) context: Box<ErrorContext>,
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
        self.context.tell(f, "the gateway accepted, but its answer cannot be read")
    }
}

impl StdError for DecodeFailed {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        Some(&self.source)
    }
}

/// Reads a verified success as the response of `request`, and checks that it answers `request`.
pub(crate) fn read<R: Api>(
    request: Option<&R>,
    reply: Reply<Verified<Bytes>>,
    safety: Safety,
) -> Result<Reply<R::Response>, Error> {
    let context = |effect| {
        let mut context = ErrorContext::of(&R::META.name, safety, effect, RetryHint::Never);
        context.trace_id = reply.trace_id().map(Into::into);
        context.status = Some(reply.status().as_u16());
        context.answer = Some(reply.answer().clone());
        context.attempts = reply.attempts();
        context.history = reply.history().to_vec();
        context
    };
    let response: R::Response = match reply.document().decode() {
        Ok(response) => response,
        Err(source) => {
            let context = context(Effect::accepted(safety, reply.body()));
            return Err(Error::Decode(DecodeFailed { context, source, body: reply.body().clone() }));
        }
    };
    if let Some(Err(mismatch)) = request.map(|request| request.correlate(&response)) {
        let context = context(Effect::inconclusive(safety, Phase::Answered));
        return Err(Error::Verify(NotAuthentic::other_question(context, mismatch)));
    }
    Ok(reply.with_value(response))
}
