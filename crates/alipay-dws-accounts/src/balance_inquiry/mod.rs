//! From a customer to their balance, through whatever challenges stand before it.
//!
//! Where the law asks for it, [`QueryAccountAndBenefit`] is first answered by a challenge: for the customer's PIN, for a
//! code sent to their phone, or for both in turn. A challenge is triggered, answered by the customer and verified, and the
//! query is asked again. [`BalanceInquiry`] is that sequence as a value. It has no transport, no timer and no storage. It
//! says what to send or show next, is told the result, and is stored while the customer thinks.
//!
//! # In an application
//!
//! [`BalanceInquiry::advance`] runs until the customer is needed, over anything that [`Sends`](alipay_wire::Sends): the
//! `Client` of `alipay-transport` does, and a client of your own can. That the driver is generic, instead of standing in
//! the transport, keeps the machine and its driver in the crate of the types they use, and leaves both free of a runtime.
//!
//! ```
//! use alipay_dws_accounts::balance_inquiry::{BalanceInquiry, State};
//! use alipay_wire::{Dws, Sends};
//!
//! # fn page<T: std::fmt::Debug>(_: &str, _: T) -> String { String::new() }
//! /// The customer opens their wallet, or has typed the code they were sent. `stored` is kept with the customer's session,
//! /// on your side.
//! async fn wallet<C: Sends<Dws>>(
//!     client: &C,
//!     customer: &str,
//!     stored: &mut Option<String>,
//!     typed: Option<&str>,
//! ) -> Result<String, &'static str> {
//!     let mut inquiry: BalanceInquiry = match stored {
//!         Some(json) => serde_json::from_str(json).map_err(|_| "begin again")?,
//!         None => BalanceInquiry::new(customer, "wallet-20220112-0001").map_err(|_| "a bad id")?,
//!     };
//!     if inquiry.customer_id().as_str() != customer {
//!         return Err("begin again");
//!     }
//!     if let Some(typed) = typed {
//!         inquiry.submit_otp(typed).map_err(|_| "no code is asked for")?;
//!     }
//!     let state = inquiry.advance(client).await.map_err(|_| "try again later")?;
//!     *stored = Some(serde_json::to_string(&inquiry).map_err(|_| "cannot be stored")?);
//!     Ok(match state {
//!         State::Balance(balance) => page("balance", balance.accounts),
//!         State::NeedsPin(pin) => page("pin", pin),
//!         State::NeedsOtp(otp) => page("code", otp),
//!         State::Refused(refused) => page("refused", refused),
//!     })
//! }
//! ```
//!
//! **Keep the stored inquiry where the customer cannot change it**: on your side, or signed by you. Nothing in it is secret,
//! but it says whose wallet is asked for and how many attempts are left, and what is read back is checked for its form
//! alone. Compare [`customer_id`](BalanceInquiry::customer_id) with whom your session belongs to.
//!
//! # Without the driver
//!
//! 1. [`next_step`](BalanceInquiry::next_step) says what to send, or what to show.
//! 2. **Store** the inquiry if its [`revision`](BalanceInquiry::revision) has changed, before sending a verification.
//! 3. Send the request, with retries only as its [`Safety`](alipay_wire::Safety) allows.
//! 4. Tell the result: [`queried`](BalanceInquiry::queried), [`triggered`](BalanceInquiry::triggered) or
//!    [`verified`](BalanceInquiry::verified).
//!
//! # What is guaranteed
//!
//! * **No verification is sent twice.** What the customer typed is handed out once, and is never stored. When the result of a
//!   verification is unknown, or a process ended meanwhile, the inquiry asks the query again with its process id, which
//!   tells whether the challenge is passed. Only the customer can make a second attempt. Where several processes may
//!   handle one inquiry at a time, this needs a store that refuses to write over a revision that is not the one that was
//!   loaded: see [`advance_storing`](BalanceInquiry::advance_storing).
//! * **One SMS for one wish.** Each triggering has a number of its own, and a repetition has the same. An SMS is sent
//!   when a challenge for one comes up, and else only when [asked for](BalanceInquiry::trigger_again).
//! * **Nothing secret is stored**: neither what the customer typed, nor key material, nor accounts, nor the environment. A
//!   stored inquiry holds ids, type and render value of the challenge, and how far it came. `Debug` shows no id and no value.
//! * **Only verified refusals end it.** Codes that were not verified, and failures on the way, leave it where it stands.
//!
//! # What is inferred
//!
//! That the process id is what challenges are triggered and verified with; that wrong, used up and expired are said by the
//! codes of [`alipay_dws_security::code`]; how many attempts there are. Where a verification fails by a code that is not
//! known, the inquiry asks instead of guessing.

mod advance;
mod next;
mod observe;
mod state;
mod stored;

use alipay_dws_security::{EncryptedPin, KeyMaterial, Otp, TriggerChallenge};
use alipay_wire::{
    Invalid,
    dws::{AuthenticationRequestId, ChallengeActionForm, CustomerId, Env, ProcessId},
};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};

use self::stored::{Challenge, Factor, Phase, Stored};
#[cfg(doc)]
use crate::QueryAccountAndBenefit;
use crate::{AccountType, Balance};

pub use self::{
    advance::AdvanceError,
    state::{NeedsOtp, NeedsPin, Next, NotNow, Notice, Observed, Reason, Refused, State},
};

/// A sequence of calls that ends with a customer's balance. See the [module](self).
///
/// Serialise it while the customer is asked, and go on from there on any server. The layout has a version; what is read back is
/// checked for its form, and otherwise trusted: keep it where the customer cannot change it. An inquiry that has come to its balance asks for it again when it is read back.
#[derive(Debug)]
pub struct BalanceInquiry {
    stored: Stored,
    environment: Option<Env>,
    complete_trigger: Option<CompleteTrigger>,
    /// What the customer typed, until it is handed out.
    typed: Option<Typed>,
    /// Whether a verification was handed out and its result is awaited.
    awaits_verdict: bool,
    key: Option<KeyMaterial>,
    balance: Option<Balance>,
    /// The revision that is known to be stored.
    kept: Option<u32>,
}

type CompleteTrigger = fn(TriggerChallenge, &ChallengeActionForm) -> TriggerChallenge;

#[derive(Debug)]
enum Typed {
    Pin(EncryptedPin),
    Otp(Otp),
}

impl BalanceInquiry {
    /// Begins to ask what is in the wallet of `customer`.
    ///
    /// `request` is the merchant's own number of this inquiry and of no other: verifications carry it as it is, and the
    /// triggering number *n* carries it with `-n` behind.
    ///
    /// # Errors
    /// [`Invalid`] when `request` is empty or longer than 53 characters, which leaves room for that number.
    pub fn new(customer: impl Into<CustomerId>, request: impl Into<AuthenticationRequestId>) -> Result<Self, Invalid> {
        let stored = Stored::new(customer.into(), request.into());
        stored.check_request()?;
        Ok(Self::from_stored(stored, None))
    }

    fn from_stored(stored: Stored, kept: Option<u32>) -> Self {
        Self {
            stored,
            environment: None,
            complete_trigger: None,
            typed: None,
            awaits_verdict: false,
            key: None,
            balance: None,
            kept,
        }
    }

    /// Asks for these kinds of account only.
    #[must_use]
    pub fn with_account_types(mut self, types: impl IntoIterator<Item = AccountType>) -> Self {
        self.stored.account_types = types.into_iter().collect();
        self.stored.changed();
        self
    }

    /// Sets how many attempts a customer has at one challenge. Three at first: the gateway's own limit is not public, and
    /// the inquiry ends before it locks the customer out.
    #[must_use]
    pub fn with_attempts(mut self, attempts: u32) -> Self {
        self.stored.attempts = attempts.max(1);
        self.stored.changed();
        self
    }

    /// Sets the customer's device and session. It is as personal as it is short-lived, so it is not stored: set the present
    /// one when the inquiry is read back.
    #[must_use]
    pub fn with_environment(mut self, environment: Env) -> Self {
        self.environment = Some(environment);
        self
    }

    /// Completes each triggering by further members, where your documents name them: the page of `triggerChallenge` goes
    /// on where it is not public. Not stored: set it again when the inquiry is read back.
    ///
    /// ```
    /// # use alipay_dws_accounts::BalanceInquiry;
    /// let inquiry = BalanceInquiry::new("2188210291658265", "wallet-20220112-0001")?.with_trigger(|trigger, form| {
    ///     let kind = form.challenge_type.as_ref().map_or("", |kind| kind.as_str());
    ///     trigger.extra("challengeType", kind)
    /// });
    /// # let _ = inquiry;
    /// # Ok::<(), alipay_wire::Invalid>(())
    /// ```
    #[must_use]
    pub fn with_trigger(mut self, complete: fn(TriggerChallenge, &ChallengeActionForm) -> TriggerChallenge) -> Self {
        self.complete_trigger = Some(complete);
        self
    }

    /// The customer has typed the code they were sent.
    ///
    /// # Errors
    /// [`NotNow`] when no code is asked for.
    pub fn submit_otp(&mut self, otp: impl Into<Otp>) -> Result<(), NotNow> {
        self.submit(Factor::Otp, Typed::Otp(otp.into()))
    }

    /// The customer has typed their PIN, and it was [encrypted](alipay_dws_security::EncryptPin).
    ///
    /// # Errors
    /// [`NotNow`] when no PIN is asked for.
    pub fn submit_pin(&mut self, pin: impl Into<EncryptedPin>) -> Result<(), NotNow> {
        self.submit(Factor::Pin, Typed::Pin(pin.into()))
    }

    fn submit(&mut self, factor: Factor, typed: Typed) -> Result<(), NotNow> {
        let challenge = self.awaited()?;
        if challenge.factor != factor {
            return Err(NotNow);
        }
        let challenge = challenge.clone();
        self.typed = Some(typed);
        self.go_on(Phase::Verify(challenge));
        Ok(())
    }

    /// Triggers the challenge once more: the customer wants another code, or the key for the PIN is gone, as it is when an
    /// inquiry is read back.
    ///
    /// # Errors
    /// [`NotNow`] when nothing is asked of the customer.
    pub fn trigger_again(&mut self) -> Result<(), NotNow> {
        let mut challenge = self.awaited()?.clone();
        challenge.notice = None;
        self.go_on_to_trigger(challenge);
        Ok(())
    }

    /// Corrects how many attempts are left, where your gateway tells. The pages name no field that does, so the inquiry
    /// counts. With none left it ends.
    ///
    /// # Errors
    /// [`NotNow`] when nothing is asked of the customer.
    pub fn set_attempts_left(&mut self, attempts: u32) -> Result<(), NotNow> {
        let mut challenge = self.awaited()?.clone();
        challenge.attempts_left = attempts;
        self.go_on(challenge.awaiting());
        Ok(())
    }

    /// Grows with every change of what is stored.
    pub fn revision(&self) -> u32 {
        self.stored.revision
    }

    /// Whose wallet it is about.
    pub fn customer_id(&self) -> &CustomerId {
        &self.stored.customer
    }

    /// The process the gateway keeps for this inquiry, once it has challenged.
    pub fn process_id(&self) -> Option<&ProcessId> {
        self.stored.phase.challenge().map(|challenge| &challenge.process)
    }

    fn awaited(&self) -> Result<&Challenge, NotNow> {
        match &self.stored.phase {
            Phase::Await(challenge) if self.balance.is_none() => Ok(challenge),
            _ => Err(NotNow),
        }
    }

    fn go_on_to_trigger(&mut self, challenge: Challenge) {
        match self.stored.triggers.checked_add(1) {
            Some(triggers) => {
                self.stored.triggers = triggers;
                self.go_on(Phase::Trigger(challenge));
            }
            // Without a number of its own it would not be known as another one.
            None => self.refuse(Refused::new(Reason::TooManySends)),
        }
    }

    fn refuse(&mut self, refused: Refused) {
        self.go_on(Phase::Refused(refused));
    }

    fn go_on(&mut self, phase: Phase) {
        self.awaits_verdict = false;
        self.stored.phase = phase;
        self.stored.changed();
    }
}

impl Serialize for BalanceInquiry {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.stored.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for BalanceInquiry {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let stored = Stored::deserialize(deserializer)?;
        stored.check_request().map_err(D::Error::custom)?;
        let kept = Some(stored.revision);
        Ok(Self::from_stored(stored, kept))
    }
}
