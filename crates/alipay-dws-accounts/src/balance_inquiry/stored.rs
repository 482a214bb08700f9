//! What is stored of an inquiry, and what is accepted back.

use alipay_dws_security::KeyMaterial;
use alipay_wire::{
    Extra, Invalid, Layout,
    dws::{AuthenticationRequestId, ChallengeActionForm, ChallengeType, CustomerId, ProcessId},
};
use serde::{Deserialize, Serialize};

use super::state::{NeedsOtp, NeedsPin, Notice, Reason, Refused, State};
use crate::AccountType;

/// Attempts at one challenge.
const ATTEMPTS: u32 = 3;

/// A `triggerRequestId` has at most 64 characters; a hyphen and the number take up to 11 of them.
const LONGEST_REQUEST: usize = 53;

/// The stored layout.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Stored {
    version: Layout<1>,
    pub(super) revision: u32,
    pub(super) customer: CustomerId,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) account_types: Vec<AccountType>,
    pub(super) request: AuthenticationRequestId,
    /// Attempts at a challenge that comes up.
    pub(super) attempts: u32,
    /// How often a challenge was triggered, the one that is to be triggered included.
    pub(super) triggers: u32,
    pub(super) phase: Phase,
}

/// How far it came.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Phase {
    /// The first query is to be made.
    Begin,
    /// The challenge is to be triggered.
    Trigger(Challenge),
    /// The customer is to type.
    Await(Challenge),
    /// What the customer typed was taken. Whether it was sent is not known here.
    Verify(Challenge),
    /// The query is to tell whether the challenge is passed.
    Recheck(Challenge),
    /// The end.
    Refused(Refused),
}

/// A challenge, and what happened to it so far.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Challenge {
    pub(super) process: ProcessId,
    pub(super) factor: Factor,
    pub(super) form: ChallengeActionForm,
    /// Whether it was triggered with success, so that there may be something to type.
    pub(super) sent: bool,
    pub(super) attempts_left: u32,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) notice: Option<Notice>,
}

/// The kinds of challenge an inquiry can make.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Factor {
    Pin,
    Otp,
}

impl Stored {
    pub(super) fn new(customer: CustomerId, request: AuthenticationRequestId) -> Self {
        Self {
            version: Layout,
            revision: 0,
            customer,
            account_types: Vec::new(),
            request,
            attempts: ATTEMPTS,
            triggers: 0,
            phase: Phase::Begin,
        }
    }

    pub(super) fn check_request(&self) -> Result<(), Invalid> {
        let length = self.request.as_str().chars().count();
        if self.request.as_str().trim().is_empty() || length > LONGEST_REQUEST {
            let rule = format!("has {length} characters; it must have one at least and {LONGEST_REQUEST} at most");
            return Err(Invalid::new("authenticationRequestId", rule));
        }
        Ok(())
    }

    /// The `triggerRequestId` of the triggering that is to be made.
    pub(super) fn trigger_number(&self) -> String {
        format!("{}-{}", self.request.as_str(), self.triggers)
    }

    pub(super) fn changed(&mut self) {
        self.revision = self.revision.saturating_add(1);
    }
}

impl Phase {
    pub(super) fn challenge(&self) -> Option<&Challenge> {
        match self {
            Self::Trigger(challenge) | Self::Await(challenge) | Self::Verify(challenge) | Self::Recheck(challenge) => {
                Some(challenge)
            }
            Self::Begin | Self::Refused(_) => None,
        }
    }
}

impl Challenge {
    pub(super) fn new(process: ProcessId, factor: Factor, form: ChallengeActionForm, attempts: u32) -> Self {
        Self { process, factor, form: known_members(form), sent: false, attempts_left: attempts, notice: None }
    }

    /// The same challenge as the gateway asks for it again.
    pub(super) fn renewed(self, process: ProcessId, form: ChallengeActionForm) -> Self {
        Self { process, form: known_members(form), ..self }
    }

    /// An attempt is used up.
    pub(super) fn failed(mut self, notice: Notice) -> Phase {
        self.attempts_left = self.attempts_left.saturating_sub(1);
        self.notice = Some(notice);
        self.awaiting()
    }

    /// It is the customer's turn, if they have attempts left.
    pub(super) fn awaiting(self) -> Phase {
        match self.attempts_left {
            0 => Phase::Refused(Refused::new(Reason::AttemptsUsedUp)),
            _ => Phase::Await(self),
        }
    }

    pub(super) fn state(&self, key: Option<&KeyMaterial>) -> State {
        let Self { attempts_left, notice, .. } = *self;
        match self.factor {
            Factor::Pin => State::NeedsPin(NeedsPin { key: key.cloned(), attempts_left, notice }),
            Factor::Otp => State::NeedsOtp(NeedsOtp { attempts_left, notice }),
        }
    }
}

impl Factor {
    pub(super) fn of(form: &ChallengeActionForm) -> Option<Self> {
        let known = [(ChallengeType::PaymentPassword, Self::Pin), (ChallengeType::SmsOtp, Self::Otp)];
        let asked = form.challenge_type.as_ref()?;
        known.into_iter().find_map(|(challenge, factor)| (challenge == *asked).then_some(factor))
    }
}

/// The form without what nobody knows the meaning of: that may be anything, and is not stored.
fn known_members(mut form: ChallengeActionForm) -> ChallengeActionForm {
    form.extra = Extra::default();
    form
}
