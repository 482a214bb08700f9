//! Wallet accounts at Ant's Digital Wallet gateway, as data types: the APIs under `/ams/api/v1/accounts`.
//!
//! Pick it to show customers what is in their wallet, also where the law puts a challenge before it.
//!
//! ```
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! use alipay_dws_accounts::{QueryAccountAndBenefit, QueryAccountAndBenefitResponse::{Balance, Challenge}};
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
//! match client.send(&QueryAccountAndBenefit::new("2162265049047338")).await? {
//!     Balance(balance) => {
//!         let available = balance.accounts[0].available_amount.ok_or("no amount")?;
//!         assert_eq!(available.to_major()?, "0.23");
//!     }
//!     // Accounts may come along with a challenge. They are not to be shown: see `BalanceInquiry`.
//!     Challenge(challenge) => println!("verify first: {:?}", challenge.action_form.challenge_type),
//! }
//! # Ok(())
//! # }
//! ```
//!
//! | you want to | start at |
//! |---|---|
//! | ask once: `queryAccountAndBenefit` | [`QueryAccountAndBenefit`] |
//! | come to the balance through whatever challenges stand before it | [`BalanceInquiry`] |
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
//! | `server` | the gateway's side, for `alipay-sandbox` and gateways of your own: requests can be read, responses written, and `Wallets` holds what is in them | the second direction of serde for every type | |
//!
//! There is no socket, no runtime and no cryptography here: `alipay-transport` sends the requests and verifies the answers, `alipay-wire`
//! makes `http::Request`s of them for a transport of your own, and `alipay` has this crate as `dws::accounts`.

#![cfg_attr(docsrs, feature(doc_cfg))]

pub mod balance_inquiry;

pub mod query_account_and_benefit;

pub use balance_inquiry::BalanceInquiry;
#[cfg(feature = "server")]
pub use query_account_and_benefit::Wallets;
pub use query_account_and_benefit::{
    Account, AccountStatus, AccountType, Balance, Challenge, ChallengeActionForm, ChallengeType,
    QueryAccountAndBenefit, QueryAccountAndBenefitResponse, QueryAccountCondition,
};

/// Shows every API of this crate to `catalog`.
#[cfg(feature = "server")]
pub fn catalog(catalog: &mut impl alipay_wire::server::Catalog) {
    catalog.add::<QueryAccountAndBenefit>();
}

/// Runs the README's example.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
