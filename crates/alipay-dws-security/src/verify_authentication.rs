//! `verifyAuthentication`: check what the customer typed.

use alipay_wire::{
    Dws, Extra, Invalid, OtherText, Request, Response, Rules, Status, StringEnum, Text,
    dws::{AuthenticationId, AuthenticationRequestId},
    signed_header::ResultInfo,
};

use crate::{ChallengeData, EncryptedPin, Otp, code};

/// Verifies what the customer typed.
///
/// Each verification may use up one of the customer's few attempts, and nothing in it tells a repetition from the next
/// attempt: `authenticationRequestId` stays the same through all of them. So the call is
/// [`Unkeyed`](alipay_wire::Safety::Unkeyed), and never repeated once it may have left. When its result is
/// unknown, ask for the balance or the payment that the authentication is for: that tells whether it is passed.
///
/// * **When:** the customer has typed what [`TriggerChallenge`](crate::TriggerChallenge) asked for, and nothing is
///   to be resumed by the gateway: you send the call that was challenged again.
/// * **Changes:** how many attempts are left, and what the authentication is good for.
/// * **Codes:** in [`code`]. Expect `VERIFY_UNMATCHED` for a wrong code, `VERIFY_TIMES_EXCEED_LIMIT` after the last
///   attempt, `EXPIRED_CODE` when it comes too late. All of them are inferred.
/// * **Page:** `verifyAuthentication`, Digital Wallet. Its end is not public.
#[derive(Clone, PartialEq, Request)]
#[request(
    Dws,
    name = "verifyAuthentication",
    route = "POST /ams/api/v1/security/verifyAuthentication",
    safety = Unkeyed,
    answer = VerifyAuthenticationResponse,
    codes = code::ALL
)]
#[non_exhaustive]
pub struct VerifyAuthentication {
    /// The merchant's own number of the authentication, the same for every verification in it.
    #[wire(max = 128)]
    pub authentication_request_id: AuthenticationRequestId,
    /// The authentication, as the gateway named it in the answer that asked for one.
    #[wire(max = 64)]
    pub authentication_id: AuthenticationId,
    /// How the customer proves who they are.
    #[wire(max = 16, show)]
    pub authentication_method: Option<AuthenticationMethod>,
    /// The method in particular.
    #[wire(show)]
    pub authentication_type: Option<AuthenticationType>,
    /// What the customer typed.
    #[wire(show)]
    pub challenge_data: Option<ChallengeData>,
    /// Members this type has no field for.
    pub extra: Extra,
}

/// How a customer proves who they are. The set is open.
#[derive(Clone, StringEnum)]
#[wire(rename_all = "SCREAMING_SNAKE_CASE")]
#[non_exhaustive]
pub enum AuthenticationMethod {
    /// By a password: the PIN.
    Password,
    /// By a code that was sent to them.
    Otp,
    /// By another party's word.
    ThirdParty,
    /// A word that is not listed here.
    Other(OtherText),
}

/// A method in particular. The set is open.
#[derive(Clone, StringEnum)]
#[wire(rename_all = "SCREAMING_SNAKE_CASE")]
#[non_exhaustive]
pub enum AuthenticationType {
    /// The password for payments.
    Payment,
    /// The password for logging in.
    Login,
    /// A code sent by e-mail.
    Email,
    /// A code sent by SMS.
    Sms,
    /// 3-D Secure, version 2.
    Threeds,
    /// A word that is not listed here.
    Other(OtherText),
}

impl VerifyAuthentication {
    /// Verifies a code that was sent by SMS.
    pub fn otp(
        authentication_request_id: impl Into<AuthenticationRequestId>,
        authentication_id: impl Into<AuthenticationId>,
        otp: impl Into<Otp>,
    ) -> Self {
        Self::new(authentication_request_id, authentication_id)
            .authentication_method(AuthenticationMethod::Otp)
            .authentication_type(AuthenticationType::Sms)
            .challenge_data(ChallengeData::otp(otp))
    }

    /// Verifies the payment PIN.
    pub fn pin(
        authentication_request_id: impl Into<AuthenticationRequestId>,
        authentication_id: impl Into<AuthenticationId>,
        pin: impl Into<EncryptedPin>,
    ) -> Self {
        Self::new(authentication_request_id, authentication_id)
            .authentication_method(AuthenticationMethod::Password)
            .authentication_type(AuthenticationType::Payment)
            .challenge_data(ChallengeData::pin(pin))
    }
}

/// The verification was taken. That alone does not say that it is passed: see [`outcome`](Self::outcome).
#[derive(Clone, PartialEq, Response)]
#[response(Dws)]
#[non_exhaustive]
pub struct VerifyAuthenticationResponse {
    /// The verdict on the call.
    #[wire(show)]
    pub result: ResultInfo,
    /// Whether the authentication is passed. An inference: the page's answer is not public, and the gateway's API of
    /// the same name for other products has this field.
    #[wire(with = Text, show)]
    pub is_passed: Option<bool>,
    /// Members this type has no field for.
    pub extra: Extra,
}

/// What an answer says about an authentication.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Verification {
    /// It is passed.
    Passed,
    /// It is not passed: what the customer typed is wrong.
    NotPassed,
    /// The answer does not say. Ask for what the authentication is for.
    Unknown,
}

impl VerifyAuthenticationResponse {
    /// What this answer says about the authentication: what `isPassed` says, and nothing where it is missing, for `S` says
    /// only that the call was taken.
    pub fn outcome(&self) -> Verification {
        match (self.result.status(), self.is_passed) {
            (Some(Status::S), Some(true)) => Verification::Passed,
            (Some(Status::S), Some(false)) => Verification::NotPassed,
            _ => Verification::Unknown,
        }
    }
}

impl Rules for VerifyAuthentication {
    fn check_rules(&self) -> Result<(), Invalid> {
        self.challenge_data.as_ref().map_or(Ok(()), ChallengeData::check_answered)
    }
}

#[cfg(feature = "server")]
mod server {
    use alipay_wire::{
        server::{Refusal, Serve, World},
        signed_header::ResultInfo,
    };

    use super::{VerifyAuthentication, VerifyAuthenticationResponse};
    use crate::{Challenges, code};

    impl Serve for VerifyAuthentication {
        fn serve(&self, world: &mut World) -> Result<VerifyAuthenticationResponse, Refusal> {
            let challenges = world.get::<Challenges>();
            let data = self.challenge_data.as_ref().ok_or(code::PARAM_ILLEGAL)?;
            challenges.tie(&self.authentication_id, &self.authentication_request_id)?;
            challenges.verify(&self.authentication_id, data)?;
            Ok(VerifyAuthenticationResponse::new(ResultInfo::success()).is_passed(true))
        }
    }
}
