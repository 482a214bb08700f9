//! Challenges at Ant's Digital Wallet gateway, as data types: the APIs under `/ams/api/v1/security`.
//!
//! Before it shows or moves money, the gateway may want to know that it is the customer who asks: by their payment PIN,
//! by a code sent to their phone, or by both in turn. Pick this crate to answer it. To see a balance behind challenges,
//! `BalanceInquiry` of `alipay-dws-accounts` makes all these calls in order.
//!
//! ```
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! use alipay_dws_security::{TriggerChallenge, Verification, VerifyAuthentication};
//! use alipay_sandbox::Sandbox;
//! use alipay_transport::Client;
//!
//! // A gateway in this process. With your own keys, see `alipay-transport`.
//! let gateway = Sandbox::new();
//! let client = Client::builder(gateway.endpoints().dws())
//!     .credentials(gateway.credentials())
//!     .http(gateway.clone())
//!     .build()?;
//!
//! # gateway.with_state(|challenges: &mut alipay_dws_security::Challenges| {
//! #     challenges.begin("20220105190077000000162140200586657", [alipay_wire::dws::ChallengeType::SmsOtp]);
//! # });
//! // An answer of another API asked for a challenge, and named this id.
//! let id = "20220105190077000000162140200586657";
//! let trigger = TriggerChallenge::new(id).trigger_request_id("fba0b644-2f9b-4600-b761-faaed5329fc8");
//! client.send(&trigger).await?;
//!
//! // The customer types the code they were sent.
//! let verify = VerifyAuthentication::otp("54635453532638728382372", id, "472556");
//! assert!(!format!("{verify:?}").contains("472556"));
//! assert_eq!(client.send(&verify).await?.outcome(), Verification::Passed);
//! # Ok(())
//! # }
//! ```
//!
//! | API | request | does |
//! |---|---|---|
//! | `triggerChallenge` | [`TriggerChallenge`] | sends the code, or brings the key that the PIN is to be encrypted with |
//! | `verifyAuthentication` | [`VerifyAuthentication`] | checks what the customer typed |
//! | `verifyAndResume` | [`VerifyAndResume`] | checks it, and goes on with what was interrupted |
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
//! # Values and errors
//!
//! What an answer lacks is `None`, which is neither zero nor "no"; members without a field are in `extra`; `Debug` shows
//! nothing personal. A request that breaks a rule of its page is refused before it is sent, unless it is
//! [`unchecked`](alipay_wire::Request::unchecked). Codes are open sets: each API has the documented ones in its module `code`, with
//! their status and what to do next. What a failed call may have done is said by the `effect` of the client's error.
//!
//! # Features
//!
//! | feature | brings | costs | default |
//! |---|---|---|---|
//! | `server` | the gateway's side, for `alipay-sandbox` and gateways of your own: requests can be read, responses written, and `Challenges` has attempts, expiry and a limit of sends; its code is always `472556`, its PIN `246810` | the second direction of serde for every type | |
//!
//! There is no socket, no runtime and no cryptography here: `alipay-transport` sends the requests and verifies the answers, `alipay-wire`
//! makes `http::Request`s of them for a transport of your own, and `alipay` has this crate as `dws::security`.

#![cfg_attr(docsrs, feature(doc_cfg))]

mod challenge_data;
mod pin;
#[cfg(feature = "server")]
mod server;

pub mod trigger_challenge;
pub mod verify_and_resume;
pub mod verify_authentication;

pub use challenge_data::{ChallengeData, EncryptedPin, Otp};
pub use pin::{EncryptPin, KeyMaterial};
#[cfg(feature = "server")]
pub use server::{Challenges, NoSandboxKey, SandboxPin, TEST_OTP, TEST_PIN};
pub use trigger_challenge::{TriggerChallenge, TriggerChallengeResponse};
pub use verify_and_resume::{VerifyAndResume, VerifyAndResumeResponse};
pub use verify_authentication::{
    AuthenticationMethod, AuthenticationType, Verification, VerifyAuthentication, VerifyAuthenticationResponse,
};

/// Shows every API of this crate to `catalog`.
#[cfg(feature = "server")]
pub fn catalog(catalog: &mut impl alipay_wire::server::Catalog) {
    catalog.add::<TriggerChallenge>();
    catalog.add::<VerifyAuthentication>();
    catalog.add::<VerifyAndResume>();
}

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

/// Runs the README's example.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
