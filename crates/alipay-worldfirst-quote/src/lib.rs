//! Exchange rates at WorldFirst: the APIs under `/aps/api/business/quote`.
//!
//! ```
//! use alipay_wire::{Amount, Currency, Request};
//! use alipay_worldfirst_quote::InquiryQuote;
//!
//! let inquiry = InquiryQuote::selling(Amount::new(Currency::USD, 10_000), Currency::CNY);
//! inquiry.validate()?;
//! assert_eq!(
//!     serde_json::to_value(&inquiry)?,
//!     serde_json::json!({
//!         "sellCurrency": "USD",
//!         "buyCurrency": "CNY",
//!         "sellAmount": { "currency": "USD", "value": "10000" },
//!     }),
//! );
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! These are data types: `alipay-transport` sends them, and `alipay-wire` turns them into `http::Request`s for a
//! transport of your own. With feature `server` a gateway such as `alipay-sandbox` can answer them.

alipay_wire::apis! {
    inquiry_quote: InquiryQuote;
}

#[cfg(feature = "server")]
mod exchange_rates;

pub use alipay_wire::worldfirst::{Quote, Rate, TransferFactor, TransferFundType};
#[cfg(feature = "server")]
pub use exchange_rates::ExchangeRates;
pub use inquiry_quote::{InquiryQuote, InquiryQuoteResponse};
