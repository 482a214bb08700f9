//! `verifyAuthentication`: check what the customer typed.

use alipay_wire::{
    Dws, Status, Text,
    dws::{AuthenticationId, AuthenticationRequestId},
    signed_header::ResultInfo,
};

use crate::{ChallengeData, EncryptedPin, Otp, code};

alipay_wire::request! {
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
    pub struct VerifyAuthentication {
        required {
            /// The merchant's own number of the authentication, the same for every verification in it.
            "authenticationRequestId" authentication_request_id: AuthenticationRequestId [max 128],
            /// The authentication, as the gateway named it in the answer that asked for one.
            "authenticationId" authentication_id: AuthenticationId [max 64],
        }
        optional {
            /// How the customer proves who they are.
            "authenticationMethod" authentication_method: AuthenticationMethod [max 16] {show},
            /// The method in particular.
            "authenticationType" authentication_type: AuthenticationType {show},
            /// What the customer typed.
            "challengeData" challenge_data: ChallengeData {show},
        }
    }
}

alipay_wire::text! {
    /// How a customer proves who they are. The set is open.
    pub struct AuthenticationMethod show {
        /// By a password: the PIN.
        PASSWORD = "PASSWORD";
        /// By a code that was sent to them.
        OTP = "OTP";
        /// By another party's word.
        THIRD_PARTY = "THIRD_PARTY";
    }
}

alipay_wire::text! {
    /// A method in particular. The set is open.
    pub struct AuthenticationType show {
        /// The password for payments.
        PAYMENT = "PAYMENT";
        /// The password for logging in.
        LOGIN = "LOGIN";
        /// A code sent by e-mail.
        EMAIL = "EMAIL";
        /// A code sent by SMS.
        SMS = "SMS";
        /// 3-D Secure, version 2.
        THREEDS = "THREEDS";
    }
}

impl VerifyAuthentication {
    /// Verifies a code that was sent by SMS.
    pub fn otp(
        authentication_request_id: impl Into<AuthenticationRequestId>,
        authentication_id: impl Into<AuthenticationId>,
        otp: impl Into<Otp>,
    ) -> Self {
        Self::new(authentication_request_id, authentication_id)
            .authentication_method(AuthenticationMethod::OTP)
            .authentication_type(AuthenticationType::SMS)
            .challenge_data(ChallengeData::otp(otp))
    }

    /// Verifies the payment PIN.
    pub fn pin(
        authentication_request_id: impl Into<AuthenticationRequestId>,
        authentication_id: impl Into<AuthenticationId>,
        pin: impl Into<EncryptedPin>,
    ) -> Self {
        Self::new(authentication_request_id, authentication_id)
            .authentication_method(AuthenticationMethod::PASSWORD)
            .authentication_type(AuthenticationType::PAYMENT)
            .challenge_data(ChallengeData::pin(pin))
    }
}

alipay_wire::response! {
    /// The verification was taken. That alone does not say that it is passed: see [`outcome`](Self::outcome).
    pub struct VerifyAuthenticationResponse {
        required {
            /// The verdict on the call.
            "result" result: ResultInfo {show},
        }
        optional {
            /// Whether the authentication is passed. An inference: the page's answer is not public, and the gateway's API of
            /// the same name for other products has this field.
            "isPassed" is_passed: bool as Text {show},
        }
    }
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

alipay_wire::api! {
    VerifyAuthentication => VerifyAuthenticationResponse {
        dialect: Dws,
        name: "verifyAuthentication",
        route: POST "/ams/api/v1/security/verifyAuthentication",
        safety: Unkeyed,
        codes: code::ALL,
        validate: |request| request.challenge_data.as_ref().map_or(Ok(()), ChallengeData::check_answered),
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
