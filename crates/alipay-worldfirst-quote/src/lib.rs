//! Exchange rates at WorldFirst, as data types: the APIs under `/aps/api/business/quote`.
//!
//! Pick it to know at which rate one currency is sold for another.
//!
//! ```
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! use alipay_sandbox::Sandbox;
//! use alipay_transport::Client;
//! use alipay_wire::{Amount, Currency};
//! use alipay_worldfirst_quote::InquiryQuote;
//!
//! // A gateway in this process. With your own keys, see `alipay-transport`.
//! let gateway = Sandbox::new();
//! let client = Client::builder(gateway.endpoints().worldfirst())
//!     .credentials(gateway.credentials())
//!     .http(gateway.clone())
//!     .build()?;
//!
//! let inquiry = InquiryQuote::selling(Amount::new(Currency::USD, 10_000), Currency::CNY);
//! let answer = client.send(&inquiry).await?;
//! let rate = answer.foreign_exchange_quote.and_then(|quote| quote.quote_price).ok_or("no rate")?;
//! assert_eq!(rate.as_str(), "7.1234"); // the decimal text the gateway wrote
//! # Ok(())
//! # }
//! ```
//!
//! | API | request | answers |
//! |---|---|---|
//! | `inquiryQuote` | [`InquiryQuote`] | a rate, its number, and for how long it stands |
//!
//! Of the page only a part is public. What it shows is typed; what is inferred says so; all else is in `extra`.
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
//! | `server` | the gateway's side, for `alipay-sandbox` and gateways of your own: requests can be read, responses written, and `ExchangeRates` holds the rates | the second direction of serde for every type | |
//!
//! There is no socket, no runtime and no cryptography here: `alipay-transport` sends the requests and verifies the answers, `alipay-wire`
//! makes `http::Request`s of them for a transport of your own, and `alipay` has this crate as `worldfirst::quote`.

#![cfg_attr(docsrs, feature(doc_cfg))]

pub mod inquiry_quote;

#[cfg(feature = "server")]
mod exchange_rates;

pub use alipay_wire::worldfirst::{Quote, Rate, TransferFactor, TransferFundType};
#[cfg(feature = "server")]
pub use exchange_rates::ExchangeRates;
pub use inquiry_quote::{InquiryQuote, InquiryQuoteResponse};

/// Shows every API of this crate to `catalog`.
#[cfg(feature = "server")]
pub fn catalog(catalog: &mut impl alipay_wire::server::Catalog) {
    catalog.add::<InquiryQuote>();
}

/// Runs the README's example.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
