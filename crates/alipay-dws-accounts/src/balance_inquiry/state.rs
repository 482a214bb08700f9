//! What an inquiry says to the application.

use std::fmt;

use alipay_dws_security::{KeyMaterial, TriggerChallenge, VerifyAuthentication, code as security};
use alipay_wire::{Code, Failure, dws::ChallengeType};
use serde::{Deserialize, Serialize};

use crate::{Balance, QueryAccountAndBenefit, query_account_and_benefit::code};

/// What to do next about an inquiry.
#[derive(Clone, Debug, PartialEq)]
#[must_use = "a verification that is not sent is lost"]
pub enum Next {
    /// Send this, and tell [`queried`](super::BalanceInquiry::queried).
    Query(Box<QueryAccountAndBenefit>),
    /// Send this, and tell [`triggered`](super::BalanceInquiry::triggered).
    Trigger(TriggerChallenge),
    /// Store the inquiry, send this once, and tell [`verified`](super::BalanceInquiry::verified).
    Verify(Box<VerifyAuthentication>),
    /// Nothing to send: show this.
    Show(State),
}

/// Where an inquiry stands, for anyone who shows it.
#[derive(Clone, Debug, PartialEq)]
pub enum State {
    /// The end: what is in the wallet.
    Balance(Balance),
    /// The customer is asked for their PIN. Go on with [`submit_pin`](super::BalanceInquiry::submit_pin).
    NeedsPin(NeedsPin),
    /// The customer was sent a code and is asked for it. Go on with [`submit_otp`](super::BalanceInquiry::submit_otp).
    NeedsOtp(NeedsOtp),
    /// The end: there is no balance to be had by this inquiry.
    Refused(Refused),
}

/// The customer is asked for their PIN.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct NeedsPin {
    /// What the PIN is to be encrypted with. Not stored, so `None` once the inquiry was read back:
    /// [`trigger_again`](super::BalanceInquiry::trigger_again) gets another, unless the one who encrypts still has this one.
    pub key: Option<KeyMaterial>,
    /// How many attempts are left, by the inquiry's count.
    pub attempts_left: u32,
    /// What went before.
    pub notice: Option<Notice>,
}

/// The customer is asked for the code they were sent.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct NeedsOtp {
    /// How many attempts are left, by the inquiry's count.
    pub attempts_left: u32,
    /// What went before.
    pub notice: Option<Notice>,
}

/// What went before the customer is asked again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Notice {
    /// What they typed was wrong.
    Wrong,
    /// What they typed did not pass the challenge, or never arrived: the gateway did not say, and asks for the challenge
    /// still. It counts as an attempt, since it may have been one.
    NotPassed,
    /// The challenge has expired. [`trigger_again`](super::BalanceInquiry::trigger_again) renews it.
    Expired,
    /// No further code is sent. The last one may still be good.
    TooManySends,
}

/// Why there is no balance to be had.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Refused {
    reason: Reason,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    code: Option<Code>,
}

/// Why there is no balance to be had, in kinds that are shown differently.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Reason {
    /// The gateway refused. [`Refused::code`] says by which code.
    Rejected,
    /// The customer's attempts are used up.
    AttemptsUsedUp,
    /// The customer was sent as many codes as may be sent.
    TooManySends,
    /// The process has expired. Begin another inquiry.
    Expired,
    /// The customer has no PIN yet.
    NoPin,
    /// The customer's PIN is part of their phone number: they must choose another.
    PinInPhoneNumber,
    /// The gateway wants a challenge that this inquiry cannot make, of the kind it names.
    UnknownChallenge(Option<ChallengeType>),
    /// The gateway wants a challenge and names no process to pass it in.
    NoProcess,
}

impl Refused {
    pub(super) fn new(reason: Reason) -> Self {
        Self { reason, code: None }
    }

    pub(super) fn by(failure: &Failure) -> Self {
        let code = failure.refusal().cloned();
        let reason = code.as_ref().map_or(Reason::Rejected, Reason::of);
        Self { reason, code }
    }

    /// The kind.
    pub fn reason(&self) -> &Reason {
        &self.reason
    }

    /// The gateway's code, where it refused.
    pub fn code(&self) -> Option<&Code> {
        self.code.as_ref()
    }

    /// What to do about it, where the code is documented.
    pub fn advice(&self) -> Option<&'static str> {
        let code = self.code.as_ref()?;
        code::ALL.iter().chain(security::ALL).find(|known| *known == code).map(|known| known.action)
    }
}

impl Reason {
    fn of(code: &Code) -> Self {
        [
            (security::VERIFY_TIMES_EXCEED_LIMIT, Self::AttemptsUsedUp),
            (security::SEND_TIMES_EXCEED_LIMIT, Self::TooManySends),
            (security::EXPIRED_CODE, Self::Expired),
            (security::NO_PAY_PASSWORD, Self::NoPin),
            (security::PAY_PASSWORD_IN_MOBILE_NO, Self::PinInPhoneNumber),
        ]
        .into_iter()
        .find_map(|(known, reason)| (known == *code).then_some(reason))
        .unwrap_or(Self::Rejected)
    }
}

/// What an inquiry made of what it was told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Observed {
    /// It goes on: ask for what is next.
    Progress,
    /// Nothing was done at the gateway, or nothing that was learned of. What is next is the same again; after a
    /// verification, it is to ask the customer again.
    Nothing,
}

/// The inquiry is not waiting for this. It is as it was.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotNow;

impl fmt::Display for NotNow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the inquiry is not waiting for this; its `next_step` says what for")
    }
}

impl std::error::Error for NotNow {}
