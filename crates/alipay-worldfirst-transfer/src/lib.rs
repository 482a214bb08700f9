//! Transfers at WorldFirst: the APIs under `/aps/api/business/transfer`, and the notification about them.
//!
//! ```
//! use alipay_wire::{Amount, Currency, Request, worldfirst::TransferFundType};
//! use alipay_worldfirst_transfer::{Transfer, TransferFromDetail, TransferOrderAddition, TransferToDetail};
//!
//! let transfer = Transfer::new(
//!     "t-1",
//!     TransferOrderAddition::new().reference_order_id("order-1"),
//!     TransferFromDetail::new().transfer_from_amount(Amount::new(Currency::CNY, 50_000)),
//!     TransferToDetail::new().transfer_to_amount(Amount::new(Currency::CNY, 50_000)),
//!     TransferFundType::GLOBAL_GLOBAL_SERVICE,
//! );
//! transfer.validate()?;
//! assert_eq!(transfer.idempotency_key(), Some("t-1"));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! A transfer is done later than it is accepted: see [`transfer`]. These are data types: `alipay-transport` sends them, and
//! `alipay-wire` turns them into `http::Request`s for a transport of your own. With feature `server` a gateway such as
//! `alipay-sandbox` can answer them.
//!
//! Of these pages only a part is public. What they show is typed; what is inferred from sibling pages says so; all else
//! is in `extra`.

alipay_wire::apis! {
    transfer: Transfer;
    inquiry_transfer: InquiryTransfer;
}

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
