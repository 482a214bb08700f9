//! Top-ups at Ant's Digital Wallet gateway, as data types: the APIs under `/ams/api/v1/topups`, and the notification about
//! them.
//!
//! Pick it to let customers put money into their wallet. A top-up is done later than it is accepted, so asking what happened to
//! it is part of making one.
//!
//! ```
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! use alipay_dws_topups::{ApplyTopup, ConsultTopup, QueryTopup, TopupDetail, Topups};
//! use alipay_sandbox::Sandbox;
//! use alipay_transport::Client;
//! use alipay_wire::{Amount, Currency, MoneyOutcome, dws::{Env, TerminalType}};
//!
//! // A gateway in this process. With your own keys, see `alipay-transport`.
//! let gateway = Sandbox::new();
//! let client = Client::builder(gateway.endpoints().dws())
//!     .credentials(gateway.credentials())
//!     .http(gateway.clone())
//!     .build()?;
//!
//! // By which means can the customer top up, and within which limits?
//! let (customer, amount) = ("2165210039309494", Amount::new(Currency::SGD, 10_000));
//! let means = client.send(&ConsultTopup::new("999912314213", customer, amount)).await?;
//! assert!(means.advise(amount).is_clear());
//! let chosen = means.topup_method_infos.unwrap_or_default().swap_remove(0);
//!
//! // Accepted is not done.
//! let detail = TopupDetail::new(customer, amount, chosen.topup_method_type.ok_or("no type")?);
//! let apply = ApplyTopup::new("topup-1", [detail], Env::new().terminal_type(TerminalType::IpayApp));
//! assert_eq!(client.send(&apply).await?.outcome(), MoneyOutcome::Pending);
//!
//! gateway.with_state(|topups: &mut Topups| topups.settle(&"topup-1".into(), "2022-01-12T11:00:00+08:00"));
//! assert_eq!(client.send(&QueryTopup::new("topup-1")).await?.outcome(), MoneyOutcome::Moved);
//! # Ok(())
//! # }
//! ```
//!
//! | message | type | says |
//! |---|---|---|
//! | `consultTopup` | [`ConsultTopup`] | by which means a customer can top up; [`limits`] compares amounts with the answer |
//! | `applyTopup` | [`ApplyTopup`] | whether a top-up was accepted, which is not yet done |
//! | `queryTopup` | [`QueryTopup`] | what happened to it |
//! | `notifyTopup` | [`NotifyTopup`] | the same, sent by the gateway of its own accord: `alipay-notify` receives it |
//!
//! `outcome` of each says what happened to the money. Of the pages of `applyTopup`, `queryTopup`
//! and `notifyTopup` only a part is public. What they show is typed; what is inferred from sibling pages says so; all else is
//! in `extra`.
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
//! | `server` | the gateway's side, for `alipay-sandbox` and gateways of your own: requests can be read, responses written, and `TopupCustomers` and `Topups` hold customers, their means and their top-ups | the second direction of serde for every type | |
//!
//! There is no socket, no runtime and no cryptography here: `alipay-transport` sends the requests and verifies the answers, `alipay-wire`
//! makes `http::Request`s of them for a transport of your own, and `alipay` has this crate as `dws::topups`.

#![cfg_attr(docsrs, feature(doc_cfg))]

pub mod apply_topup;
pub mod consult_topup;
pub mod query_topup;

pub mod limits;
pub mod notify_topup;
#[cfg(feature = "server")]
mod topup_customers;
pub mod topup_result;
#[cfg(feature = "server")]
mod topups;

pub use apply_topup::{
    ApplyTopup, ApplyTopupResponse, ChannelOptionBill, TopupDetail, TopupMethod, TopupMethodMetaData,
};
pub use consult_topup::{
    AmountLimit, AmountLimitInfo, BalanceInfo, BankInfo, BoundCard, BoundMethod, CardMetadata, CardOption,
    ConsultTopup, ConsultTopupResponse, DetailType, StoreValue, StoreValueMetadata, SupportCardBrand,
    TopupMethodCategory, TopupMethodDetail, TopupMethodInfo, TopupMethodType, TopupOption, TopupOptionDetail,
};
pub use limits::LimitAdvice;
pub use notify_topup::{NotifyTopup, NotifyType};
pub use query_topup::{QueryTopup, QueryTopupResponse};
#[cfg(feature = "server")]
pub use topup_customers::{TopupCustomers, TopupMeans};
pub use topup_result::{ExtendInfo, TopupDetailSummary, TopupId};
#[cfg(feature = "server")]
pub use topups::Topups;

/// Shows every API of this crate to `catalog`.
#[cfg(feature = "server")]
pub fn catalog(catalog: &mut impl alipay_wire::server::Catalog) {
    catalog.add::<ConsultTopup>();
    catalog.add::<ApplyTopup>();
    catalog.add::<QueryTopup>();
}

/// Runs the README's example.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
