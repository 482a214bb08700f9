//! Top-ups at Ant's Digital Wallet gateway: the APIs under `/ams/api/v1/topups`.
//!
//! ```
//! use alipay_dws_topups::ConsultTopup;
//! use alipay_wire::{
//!     Amount, Currency, Request,
//!     dws::{Env, TerminalType},
//! };
//!
//! let consult = ConsultTopup::new("999912314213", "2165210039309494", Amount::new(Currency::SGD, 10_000))
//!     .env(Env::new().terminal_type(TerminalType::IPAY_APP));
//! consult.validate()?;
//! assert_eq!(
//!     serde_json::to_value(&consult)?,
//!     serde_json::json!({
//!         "requestId": "999912314213",
//!         "customerId": "2165210039309494",
//!         "topupAmount": { "currency": "SGD", "value": "10000" },
//!         "env": { "terminalType": "IPAY_APP" },
//!     }),
//! );
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! These are data types: `alipay-transport` sends them, and `alipay-wire` turns them into `http::Request`s for a
//! transport of your own. With feature `server` a gateway such as `alipay-sandbox` can answer them.
//!
//! A top-up is done later than it is accepted: see [`apply_topup`]. Of its page and the pages of `queryTopup` and
//! `notifyTopup` only a part is public. What they show is typed; what is inferred from sibling pages says so; all else is
//! in `extra`.

alipay_wire::apis! {
    consult_topup: ConsultTopup;
    apply_topup: ApplyTopup;
    query_topup: QueryTopup;
}

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
