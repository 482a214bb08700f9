//! Why a question has no answer, as it is shown.

use std::borrow::Cow;

use alipay::{
    Error, Phase,
    dws::accounts::balance_inquiry::{Reason, Refused},
};

use crate::{exit::Exit, failure::Failure};

/// Why a question has no answer. Quotes no value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Problem {
    /// One word: that of the SDK's error, or `config`, `output`, `challenge`.
    pub(super) kind: &'static str,
    /// The gateway's code.
    pub(super) code: Option<Box<str>>,
    pub(super) message: String,
    /// What the call may have done.
    pub(super) effect: &'static str,
    pub(super) advice: Option<Cow<'static, str>>,
    pub(super) trace_id: Option<Box<str>>,
    pub(super) attempts: u32,
    /// How a program ends that has nothing else to tell.
    pub(super) exit: Exit,
}

impl Problem {
    /// A challenge that cannot be answered here and now.
    pub(super) fn challenge(message: impl Into<String>, advice: impl Into<Cow<'static, str>>) -> Self {
        Self {
            kind: "challenge",
            code: None,
            message: message.into(),
            effect: "none",
            advice: Some(advice.into()),
            trace_id: None,
            attempts: 0,
            exit: Exit::Challenge,
        }
    }

    /// The gateway refused in a sequence of calls; `told` is what is known of the call that it refused.
    pub(super) fn refused(refused: &Refused, told: Option<Self>) -> Self {
        let (message, advice) = match refused.reason() {
            Reason::AttemptsUsedUp => ("the attempts at the challenge are used up", "Begin again later."),
            Reason::TooManySends => ("the customer was sent as many codes as may be sent", "Begin again later."),
            Reason::Expired => ("the challenge has expired", "Begin again."),
            Reason::NoPin => ("the customer has no PIN", "Let the customer set one."),
            Reason::PinInPhoneNumber => ("the PIN is part of the phone number", "Let the customer choose another."),
            Reason::UnknownChallenge(_) => {
                ("the gateway wants a challenge of a kind that is not known here", "Ask the gateway's support.")
            }
            Reason::NoProcess => ("the gateway wants a challenge and names no process", "Ask the gateway's support."),
            _ => ("the gateway refused", "Correct what is asked, or ask the gateway's support."),
        };
        let told = told.filter(|told| told.code.as_deref() == refused.code().map(alipay::Code::as_str));
        let advice = refused.advice().unwrap_or(advice);
        Self {
            kind: "api",
            code: refused.code().map(|code| code.to_string().into()),
            message: told.as_ref().map_or_else(|| message.to_owned(), |told| told.message.clone()),
            effect: "refused",
            advice: Some(advice.into()),
            trace_id: told.as_ref().and_then(|told| told.trace_id.clone()),
            attempts: told.as_ref().map_or(0, |told| told.attempts),
            exit: Exit::Refused,
        }
    }

    /// As several lines for people.
    pub(super) fn to_text(&self, whose: &str) -> String {
        let mut text = format!("error: {whose}: {}\n", self.message);
        let mut line = |name: &str, value: &str| text.push_str(&format!("  {name}: {value}\n"));
        if let Some(code) = &self.code {
            line("code", code);
        }
        line("kind", self.kind);
        line("effect", self.effect);
        if self.attempts > 0 {
            line("attempts", &self.attempts.to_string());
        }
        if let Some(trace_id) = &self.trace_id {
            line("trace id", trace_id);
        }
        // Some messages end with it.
        if let Some(advice) = self.advice.as_ref().filter(|advice| !self.message.contains(&***advice)) {
            line("advice", advice);
        }
        text
    }
}

impl From<&Failure> for Problem {
    fn from(failure: &Failure) -> Self {
        let call = failure.call();
        Self {
            kind: failure.kind(),
            code: failure.code().map(Into::into),
            message: failure.message(),
            effect: call.map_or("none", |error| error.effect().as_str()),
            advice: match failure {
                Failure::Config(_) | Failure::Profile(_) => Some("Correct the settings of the profile.".into()),
                _ => call.map(advice),
            },
            trace_id: call.and_then(Error::trace_id).map(Into::into),
            attempts: call.map_or(0, Error::attempts),
            exit: failure.exit(),
        }
    }
}

impl From<Failure> for Problem {
    fn from(failure: Failure) -> Self {
        Self::from(&failure)
    }
}

impl From<Error> for Problem {
    fn from(error: Error) -> Self {
        Self::from(Failure::Call(error))
    }
}

/// What to do about a failed query. A code that is documented has advice of its own.
fn advice(error: &Error) -> Cow<'static, str> {
    match error {
        Error::Api(refusal) => refusal.advice().unwrap_or("Look the code up, or ask the gateway's support."),
        Error::Invalid(_) | Error::Encode(_) => "Correct what is asked, in the balance table of the profile.",
        Error::Sign(_) => "Check the private key of the profile.",
        Error::Transport(broken) if broken.phase() == Phase::NotSent => {
            "Nothing was sent. Check the address, the network and the proxy, then ask again."
        }
        Error::Transport(_) => "Ask again: a query does no harm.",
        Error::Protocol(page) if page.is_throttled() => "Ask again later, and less often.",
        Error::Gateway(claim) if claim.is_throttled() => "Ask again later, and less often.",
        Error::Protocol(_) => "Ask again later; if it persists, check the address.",
        Error::Gateway(_) => "Nobody signed this. Check the identity and the keys at the gateway's console.",
        Error::Verify(_) => "Trust nothing in this answer. Check the gateway's public key and the way to the gateway.",
        Error::Decode(_) => "The answer is genuine, and of a form that is not known here. Report it.",
        _ => "Ask again later.",
    }
    .into()
}
