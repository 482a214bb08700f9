//! What the APIs of WorldFirst share.

#[cfg(feature = "server")]
mod balances;
mod dialect;
mod quote;

#[cfg(feature = "server")]
pub use balances::{PrefundingBalances, Shortage};
pub use dialect::{WorldFirst, WorldFirstOptions};
pub use quote::{Quote, Rate};

pub use crate::dws::UserName;

crate::model! {
    /// Tells kinds of transfer apart, such as into China in yuan and to other countries.
    pub struct TransferFactor {
        required {
            /// The kind of transfer.
            "transferFundType" transfer_fund_type: TransferFundType {show},
        }
        optional {}
    }
}

impl From<TransferFundType> for TransferFactor {
    fn from(kind: TransferFundType) -> Self {
        Self::new(kind)
    }
}

crate::text! {
    /// A kind of transfer. The set is open, and the page does not list it: which ones you have is a matter of your
    /// contract.
    pub struct TransferFundType show {
        /// The kind in the page's sample.
        GLOBAL_GLOBAL_SERVICE = "GLOBAL_GLOBAL_SERVICE";
        /// A kind other partners use. Not on the page.
        GLOBAL_WORLDFIRST = "GLOBAL_WORLDFIRST";
    }
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
