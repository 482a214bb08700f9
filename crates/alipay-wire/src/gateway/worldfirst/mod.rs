//! What the APIs of WorldFirst share.

use crate::{Extra, Model, OtherText, StringEnum};

#[cfg(feature = "server")]
mod balances;
mod dialect;
mod quote;

#[cfg(feature = "server")]
pub use balances::{PrefundingBalances, Shortage};
pub use dialect::{WorldFirst, WorldFirstOptions};
pub use quote::{Quote, Rate};

pub use crate::dws::UserName;

/// Tells kinds of transfer apart, such as into China in yuan and to other countries.
#[derive(Clone, PartialEq, Model)]
#[model(WorldFirst)]
#[non_exhaustive]
pub struct TransferFactor {
    /// The kind of transfer.
    #[wire(show)]
    pub transfer_fund_type: TransferFundType,
    /// Members this type has no field for.
    pub extra: Extra,
}

impl From<TransferFundType> for TransferFactor {
    fn from(kind: TransferFundType) -> Self {
        Self::new(kind)
    }
}

/// A kind of transfer. The set is open, and the page does not list it: which ones you have is a matter of your
/// contract.
#[derive(Clone, StringEnum)]
#[wire(rename_all = "SCREAMING_SNAKE_CASE")]
#[non_exhaustive]
pub enum TransferFundType {
    /// The kind in the page's sample.
    GlobalGlobalService,
    /// A kind other partners use. Not on the page.
    GlobalWorldfirst,
    /// A word that is not listed here.
    Other(OtherText),
}

crate::codes! {
    /// Codes of the APIs under `/aps/api/business`, as the page of `inquiryBalance` lists them. Of its siblings' pages the
    /// lists are not known: they use this one.
    ///
    /// After a `U` code the pages want at most seven queries, 5, 10, 20, 40, 80, 160 and 320 minutes apart; then the
    /// technical support. See [`inquiry`](crate::inquiry).
    pub mod code;
    shared crate::signed_header::code {
        SUCCESS,
        PROCESS_FAIL,
        PARAM_ILLEGAL,
        KEY_NOT_FOUND,
        ACCESS_DENIED,
        REQUEST_TRAFFIC_EXCEED_LIMIT,
        INVALID_API,
        INVALID_CLIENT,
        INVALID_SIGNATURE,
        METHOD_NOT_SUPPORTED,
        MEDIA_TYPE_NOT_ACCEPTABLE,
        REPEAT_REQ_INCONSISTENT,
        UNKNOWN_EXCEPTION,
    }
    own {
        UN_SUPPORT_BUSINESS F "What was asked for is not offered, such as this currency. Correct the request and send it again.";
    }
}
