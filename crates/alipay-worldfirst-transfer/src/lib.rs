//! Transfers at WorldFirst, as data types: the APIs under `/aps/api/business/transfer`, and the notification about them.
//!
//! Pick it to pay out of a prefunding balance. A transfer is done later than it is accepted, so asking what happened to it is
//! part of making one.
//!
//! ```
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! use alipay_sandbox::Sandbox;
//! use alipay_transport::Client;
//! use alipay_wire::{Amount, Currency, MoneyOutcome, worldfirst::TransferFundType};
//! use alipay_worldfirst_transfer::{
//!     InquiryTransfer, Transfer, TransferFromDetail, TransferOrderAddition, TransferToDetail, Transfers,
//! };
//!
//! // A gateway in this process. With your own keys, see `alipay-transport`.
//! let gateway = Sandbox::new();
//! let client = Client::builder(gateway.endpoints().worldfirst())
//!     .credentials(gateway.credentials())
//!     .http(gateway.clone())
//!     .build()?;
//!
//! let amount = Amount::new(Currency::CNY, 50_000); // in fen
//! let transfer = Transfer::new(
//!     "t-1", // by it a repetition is recognised: store it before you send
//!     TransferOrderAddition::new().reference_order_id("order-1"),
//!     TransferFromDetail::new().transfer_from_amount(amount),
//!     TransferToDetail::new().transfer_to_amount(amount),
//!     TransferFundType::GlobalGlobalService,
//! );
//! let accepted = client.send(&transfer).await?;
//! assert_eq!(accepted.outcome(), MoneyOutcome::Pending);
//!
//! gateway.with_state(|transfers: &mut Transfers| transfers.settle(&"t-1".into(), "2024-03-01T09:30:00+08:00"));
//! let found = client.send(&InquiryTransfer::new("t-1")).await?;
//! assert_eq!(found.outcome(), MoneyOutcome::Moved);
//! # Ok(())
//! # }
//! ```
//!
//! | message | type | says |
//! |---|---|---|
//! | `transfer` | [`Transfer`] | whether a transfer was accepted, which is not yet done |
//! | `inquiryTransfer` | [`InquiryTransfer`] | what happened to it |
//! | `notifyTransfer` | [`NotifyTransfer`] | the same, sent by WorldFirst of its own accord: `alipay-notify` receives it |
//!
//! `outcome` of each says what happened to the money. Of the pages only a part is public. What
//! they show is typed; what is inferred from sibling pages says so; all else is in `extra`.
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
//! | `server` | the gateway's side, for `alipay-sandbox` and gateways of your own: requests can be read, responses written, and `Transfers` settles and fails them, and tells of them by notification | the second direction of serde for every type | |
//!
//! There is no socket, no runtime and no cryptography here: `alipay-transport` sends the requests and verifies the answers, `alipay-wire`
//! makes `http::Request`s of them for a transport of your own, and `alipay` has this crate as `worldfirst::transfer`.

#![cfg_attr(docsrs, feature(doc_cfg))]

pub mod inquiry_transfer;
pub mod transfer;

pub mod notify_transfer;
mod transfer_detail;
pub mod transfer_result;
#[cfg(feature = "server")]
mod transfers;

pub use alipay_wire::worldfirst::{Quote, Rate, TransferFactor, TransferFundType, UserName};
pub use inquiry_transfer::{InquiryTransfer, InquiryTransferResponse};
pub use notify_transfer::NotifyTransfer;
pub use transfer::{Transfer, TransferResponse};
pub use transfer_detail::{
    BankAccount, PaymentMethod, PaymentMethodMetaData, PaymentMethodType, TransferFromDetail, TransferId,
    TransferOrderAddition, TransferRequestId, TransferToDetail,
};
#[cfg(feature = "server")]
pub use transfers::Transfers;

/// Shows every API of this crate to `catalog`.
#[cfg(feature = "server")]
pub fn catalog(catalog: &mut impl alipay_wire::server::Catalog) {
    catalog.add::<Transfer>();
    catalog.add::<InquiryTransfer>();
}

/// Runs the README's example.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
