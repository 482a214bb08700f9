//! Funds at WorldFirst: the APIs under `/aps/api/business/fund`.
//!
//! ```
//! use alipay_wire::{Currency, Request};
//! use alipay_worldfirst_fund::{InquiryBalance, TransferFundType};
//!
//! let inquiry = InquiryBalance::new(Currency::CNY).transfer_factor(TransferFundType::GLOBAL_GLOBAL_SERVICE);
//! inquiry.validate()?;
//! assert_eq!(
//!     serde_json::to_string(&inquiry)?,
//!     r#"{"currency":"CNY","transferFactor":{"transferFundType":"GLOBAL_GLOBAL_SERVICE"}}"#,
//! );
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! These are data types: `alipay-transport` sends them, and `alipay-wire` turns them into `http::Request`s for a
//! transport of your own. With feature `server` a gateway such as `alipay-sandbox` can answer them.

pub mod prefunding;

alipay_wire::apis! {
    inquiry_balance: InquiryBalance;
}

#[cfg(feature = "server")]
pub use alipay_wire::worldfirst::PrefundingBalances;
pub use alipay_wire::worldfirst::{TransferFactor, TransferFundType};
pub use inquiry_balance::{InquiryBalance, InquiryBalanceResponse};
pub use prefunding::{Deposit, PrefundingError};
