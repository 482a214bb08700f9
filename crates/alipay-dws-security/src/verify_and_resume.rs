//! `verifyAndResume`: check what the customer typed, and go on with what was interrupted.

use alipay_wire::{
    Dws, Extra, Invalid, Mismatch, Request, Response, Rules,
    dws::{AuthenticationId, ChallengeInfo, RequestId},
    signed_header::ResultInfo,
};

use crate::ChallengeData;

/// Verifies what the customer typed, and resumes the operation that was interrupted for it: a top-up, or a new phone
/// number. [`TriggerChallenge`](crate::TriggerChallenge) comes before it.
///
/// It may use up one of the customer's attempts, and it may move money. The page calls its `requestId` optional and
/// does not call it an idempotency key, so the call is [`Unkeyed`](alipay_wire::Safety::Unkeyed), and never repeated
/// once it may have left. When its result is unknown, ask for the operation it resumes.
///
/// * **When:** the gateway is to go on by itself with what it interrupted. Where you send the challenged call
///   again, it is [`VerifyAuthentication`](crate::VerifyAuthentication).
/// * **Changes:** how many attempts are left, and whatever the resumed operation changes.
/// * **Codes:** in [`code`]. Expect those of [`VerifyAuthentication`](crate::VerifyAuthentication), and in time
///   those of what is resumed. All of them are inferred.
/// * **Page:** `verifyAndResume`, Digital Wallet.
#[derive(Clone, PartialEq, Request)]
#[request(
    Dws,
    name = "verifyAndResume",
    route = "POST /ams/api/v1/security/verifyAndResume",
    safety = Unkeyed,
    answer = VerifyAndResumeResponse,
    codes = code::ALL
)]
#[non_exhaustive]
pub struct VerifyAndResume {
    /// The authentication, as the gateway named it in the answer that asked for one.
    #[wire(max = 64)]
    pub authentication_id: AuthenticationId,
    /// What the customer typed.
    #[wire(show)]
    pub challenge_data: ChallengeData,
    /// The merchant's own number of this verification.
    #[wire(max = 64)]
    pub request_id: Option<RequestId>,
    /// Members this type has no field for.
    pub extra: Extra,
}

/// The verification was taken. Neither that it is passed nor that the operation is done: ask for the operation.
#[derive(Clone, PartialEq, Response)]
#[response(Dws)]
#[non_exhaustive]
pub struct VerifyAndResumeResponse {
    /// The verdict on the call.
    #[wire(show)]
    pub result: ResultInfo,
    /// The merchant's own number of this verification.
    #[wire(max = 64)]
    pub verify_request_id: Option<RequestId>,
    /// The authentication that was asked for.
    #[wire(max = 64)]
    pub authentication_id: Option<AuthenticationId>,
    /// For rendering a challenge. The page does not show it; that it speaks of a next challenge is an inference.
    pub challenge_info: Option<ChallengeInfo>,
    /// Members this type has no field for.
    pub extra: Extra,
}

alipay_wire::codes! {
    /// Codes of `verifyAndResume`: those of the three APIs. A challenge that is used up may have been so by an earlier attempt
    /// of yours, which then resumed the operation.
    pub mod code;
    shared crate::code {
        SUCCESS,
        PROCESS_FAIL,
        PARAM_ILLEGAL,
        UNKNOWN_EXCEPTION,
        RISK_REJECT,
        USER_NOT_EXIST,
        KEY_NOT_FOUND,
        INVALID_API,
        INVALID_CLIENT,
        INVALID_SIGNATURE,
        REQUEST_TRAFFIC_EXCEED_LIMIT,
        ACCESS_DENIED,
        SEND_TIMES_EXCEED_LIMIT,
        METHOD_NOT_SUPPORTED,
        PAY_PASSWORD_IN_MOBILE_NO,
        NO_PAY_PASSWORD,
        VERIFY_UNMATCHED,
    }
    own {
        VERIFY_TIMES_EXCEED_LIMIT F "The attempts are used up, perhaps by your own attempts whose answers were lost. Query the operation; where it was not resumed, let the customer begin again later." key_taken;
        EXPIRED_CODE F "The challenge has expired or is used up, perhaps by an earlier attempt. Query the operation; where it was not resumed, trigger the challenge again." key_taken;
    }
}

impl Rules for VerifyAndResume {
    fn check_rules(&self) -> Result<(), Invalid> {
        self.challenge_data.check_answered()
    }

    fn correlate(&self, answer: &VerifyAndResumeResponse) -> Result<(), Mismatch> {
        Mismatch::unless_same("authenticationId", &self.authentication_id, answer.authentication_id.as_ref())?;
        let Some(asked) = &self.request_id else { return Ok(()) };
        Mismatch::unless_same("verifyRequestId", asked, answer.verify_request_id.as_ref())
    }
}

#[cfg(feature = "server")]
mod server {
    use alipay_wire::{
        dws::ChallengeInfo,
        server::{Refusal, Serve, World},
        signed_header::ResultInfo,
    };

    use super::{VerifyAndResume, VerifyAndResumeResponse};
    use crate::Challenges;

    impl Serve for VerifyAndResume {
        fn serve(&self, world: &mut World) -> Result<VerifyAndResumeResponse, Refusal> {
            let challenges = world.get::<Challenges>();
            challenges.verify(&self.authentication_id, &self.challenge_data)?;
            let mut answer =
                VerifyAndResumeResponse::new(ResultInfo::success()).authentication_id(self.authentication_id.clone());
            answer.verify_request_id.clone_from(&self.request_id);
            let next = challenges.form(&self.authentication_id);
            answer.challenge_info = next.and_then(|form| form.challenge_render_value).map(ChallengeInfo::from);
            Ok(answer)
        }
    }
}
