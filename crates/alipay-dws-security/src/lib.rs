//! Challenges at Ant's Digital Wallet gateway: the APIs under `/ams/api/v1/security`.
//!
//! Before it shows or moves money, the gateway may want to know that it is the customer who asks: by their payment PIN,
//! by a code sent to their phone, or by both in turn. The answer that says so names an id. Then:
//!
//! 1. [`TriggerChallenge`] with that id sends the code, or brings the key that the PIN is to be encrypted with.
//! 2. The customer types.
//! 3. [`VerifyAuthentication`] sends what they typed; [`VerifyAndResume`] does so and goes on with what was interrupted.
//!
//! ```
//! use alipay_dws_security::{ChallengeData, TriggerChallenge, VerifyAuthentication};
//! use alipay_wire::Request;
//!
//! let id = "20220105190077000000162140200586657";
//! let trigger = TriggerChallenge::new(id).trigger_request_id("fba0b644-2f9b-4600-b761-faaed5329fc8");
//! trigger.validate()?;
//! // The customer types the code they were sent.
//! let verify = VerifyAuthentication::new("54635453532638728382372", id).challenge_data(ChallengeData::otp("472556"));
//! verify.validate()?;
//! assert!(!format!("{verify:?}").contains("472556"));
//! # Ok::<(), alipay_wire::Invalid>(())
//! ```
//!
//! To see a balance behind challenges, `BalanceInquiry` of `alipay-dws-accounts` makes all these calls in order.
//!
//! # What is known, and what is inferred
//!
//! The ends of two of the three pages are not public: the requests of `triggerChallenge` and `verifyAuthentication` may have
//! further fields, and their answers certainly do. What the pages show is typed. What they do not show is neither
//! guessed nor lost: requests send what `extra` sets, and answers keep in their `extra` what has no field. Where the types
//! say more than the pages, their documentation says *inference*.
//!
//! # Secrets
//!
//! [`Otp`] and [`EncryptedPin`] show nothing in `Debug`. There is no type for a PIN that is not encrypted: see
//! [`EncryptPin`].
//!
//! These are data types: `alipay-transport` sends them, and `alipay-wire` turns them into `http::Request`s for a
//! transport of your own. With feature `server` a gateway such as `alipay-sandbox` can answer them.

mod challenge_data;
mod pin;
#[cfg(feature = "server")]
mod server;

alipay_wire::apis! {
    trigger_challenge: TriggerChallenge;
    verify_authentication: VerifyAuthentication;
    verify_and_resume: VerifyAndResume;
}

pub use challenge_data::{ChallengeData, EncryptedPin, Otp};
pub use pin::{EncryptPin, KeyMaterial};
#[cfg(feature = "server")]
pub use server::{Challenges, NoSandboxKey, SandboxPin, TEST_OTP, TEST_PIN};
pub use trigger_challenge::{TriggerChallenge, TriggerChallengeResponse};
pub use verify_and_resume::{VerifyAndResume, VerifyAndResumeResponse};
pub use verify_authentication::{
    AuthenticationMethod, AuthenticationType, Verification, VerifyAuthentication, VerifyAuthenticationResponse,
};

alipay_wire::codes! {
    /// Codes of the three APIs.
    ///
    /// The pages' own tables of codes are not public, so all of this is *inference*. Those shared with
    /// `queryAccountAndBenefit`, where a challenge begins, are taken from its page: `SEND_TIMES_EXCEED_LIMIT`,
    /// `NO_PAY_PASSWORD` and `PAY_PASSWORD_IN_MOBILE_NO` can only come from a challenge. `VERIFY_UNMATCHED`,
    /// `VERIFY_TIMES_EXCEED_LIMIT` and `EXPIRED_CODE` are in the list of codes that the same gateway's other APIs
    /// (Antom) share. Expect others.
    pub mod code;
    shared alipay_wire::signed_header::code {
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
    }
    own {
        VERIFY_UNMATCHED F "What the customer typed is wrong. Let them try again while attempts are left.";
        VERIFY_TIMES_EXCEED_LIMIT F "The attempts are used up. Let the customer begin again later.";
        EXPIRED_CODE F "The challenge has expired. Trigger it again.";
    }
}
