//! `triggerChallenge`: send the customer a code, or get the key for their PIN.

use alipay_wire::{
    Dws, Extra, Keyed, Request, Response,
    dws::{AuthenticationId, RequestId},
    signed_header::ResultInfo,
};

use crate::{KeyMaterial, code};

/// Triggers a challenge: an SMS goes to the customer, or the key for their PIN comes back.
///
/// An SMS more is an SMS more, so a repetition is safe only with a [`trigger_request_id`](Self::trigger_request_id)
/// by which the gateway knows it: with one the call is [`Keyed`](alipay_wire::Safety::Keyed), without one
/// [`Unkeyed`](alipay_wire::Safety::Unkeyed). To send another code, take another id.
///
/// The page goes on where it is not public. If your documents name further fields, set them with `extra`:
///
/// ```
/// use alipay_dws_security::TriggerChallenge;
///
/// let trigger = TriggerChallenge::new("20220105190077000000162140200586657").extra("challengeType", "SMS_OTP");
/// # let _ = trigger;
/// ```
///
/// * **When:** an answer of another API asked for a challenge, and again when the customer wants another code.
/// * **Changes:** nothing but the number of codes that may still be sent.
/// * **Codes:** in [`code`]. Expect `SEND_TIMES_EXCEED_LIMIT` after too many codes, `NO_PAY_PASSWORD` where the
///   customer has no PIN. All of them are inferred.
/// * **Page:** `triggerChallenge`, Digital Wallet. Its end is not public.
#[derive(Clone, PartialEq, Request)]
#[request(
    Dws,
    name = "triggerChallenge",
    route = "POST /ams/api/v1/security/triggerChallenge",
    safety = Keyed,
    answer = TriggerChallengeResponse,
    codes = code::ALL
)]
#[non_exhaustive]
pub struct TriggerChallenge {
    /// The authentication, as the gateway named it in the answer that asked for one. Its length is an inference,
    /// from the pages that call it `authenticationId`.
    #[wire(max = 64)]
    pub challenge_id: AuthenticationId,
    /// The merchant's own number of this triggering: the idempotency key.
    #[wire(max = 64)]
    pub trigger_request_id: Option<RequestId>,
    /// Members this type has no field for.
    pub extra: Extra,
}

/// The challenge was triggered, or had been by a call with the same `triggerRequestId`.
///
/// Of the answer's members only the verdict is public. The others are in `extra`, and for a PIN challenge the key is
/// among them.
#[derive(Clone, PartialEq, Response)]
#[response(Dws)]
#[non_exhaustive]
pub struct TriggerChallengeResponse {
    /// The verdict.
    #[wire(show)]
    pub result: ResultInfo,
    /// Members this type has no field for.
    pub extra: Extra,
}

impl TriggerChallengeResponse {
    /// What the PIN is to be encrypted with. `None` when the answer has nothing but its verdict.
    pub fn key_material(&self) -> Option<KeyMaterial> {
        (!self.extra.is_empty()).then(|| KeyMaterial::new(self.extra.clone()))
    }
}

impl Keyed for TriggerChallenge {
    fn key(&self) -> Option<&str> {
        self.trigger_request_id.as_ref().map(RequestId::as_str)
    }
}

#[cfg(feature = "server")]
mod server {
    use alipay_wire::server::{Refusal, Serve, World};

    use super::{TriggerChallenge, TriggerChallengeResponse};
    use crate::Challenges;

    impl Serve for TriggerChallenge {
        fn serve(&self, world: &mut World) -> Result<TriggerChallengeResponse, Refusal> {
            world.get::<Challenges>().trigger(self)
        }
    }
}
