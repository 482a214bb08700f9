//! Fund accounts of the Alipay Open Platform, as data types: the APIs called `alipay.fund.account.*`.
//!
//! Pick it to ask what is on a member's account: a balance account, or a sub-account held in trust.
//!
//! ```
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! use alipay_fund_account::{AccountType, FundAccountQuery, query::code};
//! use alipay_sandbox::Sandbox;
//! use alipay_transport::Client;
//!
//! // A gateway in this process. With your own keys, see `alipay-transport`.
//! let gateway = Sandbox::new();
//! let client = Client::builder(gateway.endpoints().open_platform())
//!     .credentials(gateway.credentials())
//!     .http(gateway.clone())
//!     .build()?;
//!
//! let query = FundAccountQuery::new("2088301409188095").account_type(AccountType::AcctransAccount);
//! let answer = client.send(&query).await?;
//! assert_eq!(answer.available_amount.to_string(), "100.00"); // yuan
//!
//! let nobody = FundAccountQuery::new("2088000000000000").account_type(AccountType::AcctransAccount);
//! let error = client.send(&nobody).await.unwrap_err();
//! assert_eq!(error.effect().as_str(), "refused"); // and verified
//! assert_eq!(*error.answer().unwrap().leading(), code::ALIPAY_ACCOUNT_NOT_EXIST);
//! # Ok(())
//! # }
//! ```
//!
//! | API | request | answers |
//! |---|---|---|
//! | `alipay.fund.account.query` | [`FundAccountQuery`] | what can be spent, what is frozen, and the card behind a sub-account, in yuan |
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
//! | `server` | the gateway's side, for `alipay-sandbox` and gateways of your own: requests can be read, responses written, and `FundAccounts` holds what is on the accounts | the second direction of serde for every type | |
//!
//! There is no socket, no runtime and no cryptography here: `alipay-transport` sends the requests and verifies the answers, `alipay-wire`
//! makes `http::Request`s of them for a transport of your own, and `alipay` has this crate as `fund_account`.

#![cfg_attr(docsrs, feature(doc_cfg))]

pub mod query;

pub use query::{
    AccountType, BalanceAccountDetail, CardStatus, ExtCardInfo, ExtInfo, FundAccountQuery, FundAccountQueryResponse,
};

#[cfg(feature = "server")]
pub use query::FundAccounts;

/// Shows every API of this crate to `catalog`.
#[cfg(feature = "server")]
pub fn catalog(catalog: &mut impl alipay_wire::server::Catalog) {
    catalog.add::<FundAccountQuery>();
}

/// Runs the README's example.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
