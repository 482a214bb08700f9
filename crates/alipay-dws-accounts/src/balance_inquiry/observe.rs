//! What happens to an inquiry by the result of its requests.

use alipay_dws_security::{TriggerChallengeResponse, Verification, VerifyAuthenticationResponse, code};
use alipay_wire::{
    Effect, Failure,
    dws::{ChallengeActionForm, ProcessId},
};

use super::{
    BalanceInquiry, NotNow, Notice, Observed, Reason, Refused,
    stored::{Challenge, Factor, Phase},
};
use crate::QueryAccountAndBenefitResponse;

impl BalanceInquiry {
    /// Tells the result of a [`Next::Query`](super::Next::Query).
    ///
    /// # Errors
    /// [`NotNow`] when no query is awaited.
    pub fn queried(&mut self, result: Result<QueryAccountAndBenefitResponse, Failure>) -> Result<Observed, NotNow> {
        let before = match &self.stored.phase {
            _ if self.balance.is_some() => return Err(NotNow),
            Phase::Begin => None,
            Phase::Recheck(challenge) => Some(challenge.clone()),
            _ => return Err(NotNow),
        };
        match result {
            Ok(QueryAccountAndBenefitResponse::Balance(balance)) => self.balance = Some(balance),
            Ok(QueryAccountAndBenefitResponse::Challenge(asked)) => {
                let process = asked.process_id.or_else(|| before.as_ref().map(|before| before.process.clone()));
                self.challenged(process, asked.action_form, before);
            }
            Err(failure) if is_refused(&failure) => self.refuse(Refused::by(&failure)),
            Err(_) => return Ok(Observed::Nothing),
        }
        Ok(Observed::Progress)
    }

    /// The gateway asks for a challenge. `before` is the one whose verification this query was to tell about.
    fn challenged(&mut self, process: Option<ProcessId>, form: ChallengeActionForm, before: Option<Challenge>) {
        let Some(process) = process else { return self.refuse(Refused::new(Reason::NoProcess)) };
        let Some(factor) = Factor::of(&form) else {
            return self.refuse(Refused::new(Reason::UnknownChallenge(form.challenge_type)));
        };
        match before {
            Some(before) if before.factor == factor => {
                self.go_on(before.renewed(process, form).failed(Notice::NotPassed));
            }
            _ => {
                self.key = None;
                self.go_on_to_trigger(Challenge::new(process, factor, form, self.stored.attempts));
            }
        }
    }

    /// Tells the result of a [`Next::Trigger`](super::Next::Trigger).
    ///
    /// # Errors
    /// [`NotNow`] when no triggering is awaited.
    pub fn triggered(&mut self, result: Result<TriggerChallengeResponse, Failure>) -> Result<Observed, NotNow> {
        let Phase::Trigger(challenge) = &self.stored.phase else { return Err(NotNow) };
        let mut challenge = challenge.clone();
        match result {
            Ok(answer) => {
                if challenge.factor == Factor::Pin {
                    self.key = answer.key_material();
                }
                challenge.sent = true;
            }
            // The SMS is on its way, and the rest of the answer is of no interest.
            Err(failure) if matches!(failure.effect(), Effect::Accepted(_)) && challenge.factor == Factor::Otp => {
                challenge.sent = true;
            }
            Err(failure) if is_refused(&failure) => {
                let refused = Refused::by(&failure);
                if !challenge.sent || *refused.reason() != Reason::TooManySends {
                    self.refuse(refused);
                    return Ok(Observed::Progress);
                }
                // The code that was sent before may still be good.
                challenge.notice = Some(Notice::TooManySends);
            }
            Err(_) => return Ok(Observed::Nothing),
        }
        self.go_on(challenge.awaiting());
        Ok(Observed::Progress)
    }

    /// Tells the result of a [`Next::Verify`](super::Next::Verify).
    ///
    /// When the request was certainly not processed, the customer's attempt is not used up, and what they typed is gone:
    /// [`Observed::Nothing`], and the customer is asked again.
    ///
    /// # Errors
    /// [`NotNow`] when no verification is awaited.
    pub fn verified(&mut self, result: Result<VerifyAuthenticationResponse, Failure>) -> Result<Observed, NotNow> {
        let Phase::Verify(challenge) = &self.stored.phase else { return Err(NotNow) };
        if !self.awaits_verdict {
            return Err(NotNow);
        }
        let challenge = challenge.clone();
        let (phase, observed) = match result {
            Ok(answer) if answer.outcome() == Verification::NotPassed => {
                (challenge.failed(Notice::Wrong), Observed::Progress)
            }
            Ok(_) => (Phase::Recheck(challenge), Observed::Progress),
            Err(failure) if failure.effect() == Effect::None => (challenge.awaiting(), Observed::Nothing),
            Err(failure) => (judged(challenge, &failure), Observed::Progress),
        };
        self.go_on(phase);
        Ok(observed)
    }
}

/// What a failed verification that may have been processed makes of its challenge.
fn judged(mut challenge: Challenge, failure: &Failure) -> Phase {
    match failure.refusal() {
        Some(code) if *code == code::VERIFY_UNMATCHED => challenge.failed(Notice::Wrong),
        Some(code) if *code == code::EXPIRED_CODE => {
            challenge.notice = Some(Notice::Expired);
            challenge.awaiting()
        }
        Some(code) if code::ALL.iter().any(|known| known == code) => Phase::Refused(Refused::by(failure)),
        // Nobody knows the result, or nobody knows this code. The query does.
        _ => Phase::Recheck(challenge),
    }
}

fn is_refused(failure: &Failure) -> bool {
    matches!(failure.effect(), Effect::Refused(_))
}
