//! The authentications of a gateway, and how far each of them has come.

use std::{collections::BTreeMap, sync::Arc, time::Duration};

use alipay_wire::{
    Clock, Stamp, SystemClock,
    dws::{AuthenticationId, AuthenticationRequestId, ChallengeActionForm, ChallengeType, RequestId},
    server::Refusal,
    signed_header::ResultInfo,
};

use super::{TEST_OTP, TEST_PIN, sandbox_pin};
use crate::{ChallengeData, TriggerChallenge, TriggerChallengeResponse, code};

/// The authentications a gateway knows.
///
/// Each is a list of challenges that are passed one after the other. A challenge is triggered, and then answered within
/// its lifetime by [`TEST_OTP`], or by [`TEST_PIN`] from a [`SandboxPin`](crate::SandboxPin). Three wrong answers to one
/// challenge end it, and three SMS are sent for one authentication. The real gateway's limits are not public.
///
/// The APIs that challenge, such as `queryAccountAndBenefit`, [begin](Self::begin) an authentication and look whether
/// it [is passed](Self::is_passed).
#[derive(Clone, Debug)]
pub struct Challenges {
    clock: Arc<dyn Clock>,
    lifetime: Duration,
    attempts: u32,
    sends: u32,
    known: BTreeMap<AuthenticationId, Authentication>,
}

#[derive(Clone, Debug)]
struct Authentication {
    /// What is still to be passed, the next one first.
    open: Vec<ChallengeType>,
    request: Option<AuthenticationRequestId>,
    triggered: Option<Triggered>,
    triggers: u32,
    sends: u32,
    /// Wrong answers to the challenge that is open.
    wrong: u32,
}

/// The challenge that waits for an answer.
#[derive(Clone, Debug)]
struct Triggered {
    at: Stamp,
    request: Option<RequestId>,
    key: String,
}

impl Challenges {
    /// Tells the time by another clock.
    pub fn set_clock(&mut self, clock: impl Clock + 'static) {
        self.clock = Arc::new(clock);
    }

    /// Sets how long a triggered challenge can be answered. Five minutes at first.
    pub fn set_lifetime(&mut self, lifetime: Duration) {
        self.lifetime = lifetime;
    }

    /// Begins an authentication that passes these challenges in turn, or begins it again.
    pub fn begin(&mut self, id: impl Into<AuthenticationId>, challenges: impl Into<Vec<ChallengeType>>) {
        let open = challenges.into();
        let begun = Authentication { open, request: None, triggered: None, triggers: 0, sends: 0, wrong: 0 };
        self.known.insert(id.into(), begun);
    }

    /// Whether there is such an authentication.
    pub fn is_known(&self, id: &AuthenticationId) -> bool {
        self.known.contains_key(id)
    }

    /// Whether every challenge of an authentication is passed.
    pub fn is_passed(&self, id: &AuthenticationId) -> bool {
        self.known.get(id).is_some_and(|known| known.open.is_empty())
    }

    /// The form of the challenge that is to be passed next, as the pages' samples have it. `None` when there is none.
    pub fn form(&self, id: &AuthenticationId) -> Option<ChallengeActionForm> {
        let challenge = self.known.get(id)?.open.first()?.clone();
        let form = ChallengeActionForm::new();
        Some(if challenge == ChallengeType::SmsOtp {
            let form = form.action_form_type("ChallengeActionForm").challenge_type(challenge);
            form.challenge_render_value("57d8c5c03bf2403591e2eace1642fbc4_us_site")
        } else {
            form.challenge_type(challenge).challenge_render_value("")
        })
    }

    /// How many SMS were sent for an authentication.
    pub fn sent(&self, id: &AuthenticationId) -> u32 {
        self.known.get(id).map_or(0, |known| known.sends)
    }

    /// Forgets an authentication, as a gateway does after a while.
    pub fn forget(&mut self, id: &AuthenticationId) {
        self.known.remove(id);
    }

    /// Sends an SMS, or hands out a key. Does so once for one `triggerRequestId`.
    pub(crate) fn trigger(&mut self, request: &TriggerChallenge) -> Result<TriggerChallengeResponse, Refusal> {
        let now = self.clock.now();
        let authentication = self.known.get_mut(&request.challenge_id).ok_or(code::PARAM_ILLEGAL)?;
        let is_sms = *authentication.open.first().ok_or(code::PARAM_ILLEGAL)? == ChallengeType::SmsOtp;

        let wanted = request.trigger_request_id.as_ref();
        let again = authentication.triggered.clone().filter(|last| wanted.is_some() && last.request.as_ref() == wanted);
        let key = match again {
            Some(last) => last.key,
            None => {
                if is_sms && authentication.sends >= self.sends {
                    return Err(code::SEND_TIMES_EXCEED_LIMIT.into());
                }
                authentication.sends += u32::from(is_sms);
                authentication.triggers += 1;
                let key = format!("{}/{}", authentication.triggers, request.challenge_id.as_str());
                authentication.triggered = Some(Triggered { at: now, request: wanted.cloned(), key: key.clone() });
                key
            }
        };
        let mut answer = TriggerChallengeResponse::new(ResultInfo::success());
        if !is_sms {
            answer.extra = sandbox_pin::key_members(&key);
        }
        Ok(answer)
    }

    /// Holds an authentication to the request id it was first verified with.
    pub(crate) fn tie(&mut self, id: &AuthenticationId, request: &AuthenticationRequestId) -> Result<(), Refusal> {
        let authentication = self.known.get_mut(id).ok_or(code::PARAM_ILLEGAL)?;
        let first = authentication.request.get_or_insert_with(|| request.clone());
        if first == request { Ok(()) } else { Err(code::PARAM_ILLEGAL.into()) }
    }

    /// Checks an answer to the open challenge. A wrong one uses up an attempt; the last one ends the challenge.
    pub(crate) fn verify(&mut self, id: &AuthenticationId, data: &ChallengeData) -> Result<(), Refusal> {
        let now = self.clock.now();
        let authentication = self.known.get_mut(id).ok_or(code::PARAM_ILLEGAL)?;
        let challenge = authentication.open.first().ok_or(code::PARAM_ILLEGAL)?;
        let triggered = authentication.triggered.as_ref().ok_or(code::PARAM_ILLEGAL)?;
        if *challenge != data.challenge_type {
            return Err(code::PARAM_ILLEGAL.into());
        }
        let is_right = is_right(data, &triggered.key).ok_or(code::PARAM_ILLEGAL)?;
        if authentication.wrong >= self.attempts {
            return Err(code::VERIFY_TIMES_EXCEED_LIMIT.into());
        }
        if now.unix_millis().saturating_sub(triggered.at.unix_millis()) >= millis(self.lifetime) {
            return Err(code::EXPIRED_CODE.into());
        }
        if is_right {
            authentication.open.remove(0);
            authentication.triggered = None;
            authentication.wrong = 0;
            return Ok(());
        }
        authentication.wrong += 1;
        let used_up = authentication.wrong >= self.attempts;
        Err(if used_up { code::VERIFY_TIMES_EXCEED_LIMIT } else { code::VERIFY_UNMATCHED }.into())
    }
}

/// Whether the customer typed what they should. `None` when there is nothing to compare.
fn is_right(data: &ChallengeData, key: &str) -> Option<bool> {
    if data.challenge_type == ChallengeType::PaymentPassword {
        let typed = sandbox_pin::decrypted(data.password_value.as_ref()?, key)?;
        Some(typed == TEST_PIN.as_bytes())
    } else {
        let typed = data.otp_value.as_ref()?.as_str();
        (!typed.is_empty()).then(|| typed == TEST_OTP)
    }
}

fn millis(time: Duration) -> i64 {
    i64::try_from(time.as_millis()).unwrap_or(i64::MAX)
}

impl Default for Challenges {
    fn default() -> Self {
        Self {
            clock: Arc::new(SystemClock),
            lifetime: Duration::from_secs(5 * 60),
            attempts: 3,
            sends: 3,
            known: BTreeMap::new(),
        }
    }
}
