//! Funds at WorldFirst, as data types: the APIs under `/aps/api/business/fund`.
//!
//! Pick it to know what is left of a prefunding deposit before a transfer is made.
//!
//! ```
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! use alipay_sandbox::Sandbox;
//! use alipay_transport::Client;
//! use alipay_wire::{Amount, Currency};
//! use alipay_worldfirst_fund::{InquiryBalance, TransferFundType};
//!
//! // A gateway in this process. With your own keys, see `alipay-transport`.
//! let gateway = Sandbox::new();
//! let client = Client::builder(gateway.endpoints().worldfirst())
//!     .credentials(gateway.credentials())
//!     .http(gateway.clone())
//!     .build()?;
//!
//! let inquiry = InquiryBalance::new(Currency::CNY).transfer_factor(TransferFundType::GlobalGlobalService);
//! let now = client.send(&inquiry).await?;
//! assert_eq!(now.balances, [Amount::new(Currency::CNY, 50_000)]); // in fen
//!
//! // Does it cover a transfer of 500 yuan? A check is not a reservation.
//! now.covers(Amount::new(Currency::CNY, 50_000))?;
//! assert!(now.covers(Amount::new(Currency::CNY, 50_001)).is_err());
//! # Ok(())
//! # }
//! ```
//!
//! | you want to | start at |
//! |---|---|
//! | ask for the balance: `inquiryBalance` | [`InquiryBalance`] |
//! | know whether a deposit has arrived, or a balance is enough | [`prefunding`] |
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
//! | `server` | the gateway's side, for `alipay-sandbox` and gateways of your own: requests can be read, responses written, and `PrefundingBalances` holds the balances | the second direction of serde for every type | |
//!
//! There is no socket, no runtime and no cryptography here: `alipay-transport` sends the requests and verifies the answers, `alipay-wire`
//! makes `http::Request`s of them for a transport of your own, and `alipay` has this crate as `worldfirst::fund`.

#![cfg_attr(docsrs, feature(doc_cfg))]

pub mod prefunding;

pub mod inquiry_balance;

#[cfg(feature = "server")]
pub use alipay_wire::worldfirst::PrefundingBalances;
pub use alipay_wire::worldfirst::{TransferFactor, TransferFundType};
pub use inquiry_balance::{InquiryBalance, InquiryBalanceResponse};
pub use prefunding::{Deposit, PrefundingError};

/// Shows every API of this crate to `catalog`.
#[cfg(feature = "server")]
pub fn catalog(catalog: &mut impl alipay_wire::server::Catalog) {
    catalog.add::<InquiryBalance>();
}

/// Runs the README's example.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
