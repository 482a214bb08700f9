//! `transfer`: begins a transfer out of the prefunding balance.
//!
//! The answer says that the transfer was accepted, not that it is done. What became of it comes with
//! [`notifyTransfer`](crate::notify_transfer) or is asked for with [`inquiryTransfer`](crate::inquiry_transfer): when
//! nothing came for 10 seconds, every 2 to 3 seconds, 10 to 20 times. Where the call itself ended unknown, ask by the
//! schedule of [`inquiry`](alipay_wire::inquiry), and never repeat it under another `transferRequestId`.

use alipay_wire::{Mismatch, Settlement, Settles, WorldFirst, signed_header::ResultInfo, worldfirst::TransferFactor};

use crate::transfer_detail::{
    TransferFromDetail, TransferId, TransferOrderAddition, TransferRequestId, TransferToDetail,
};

alipay_wire::request! {
    /// Begins a transfer.
    ///
    /// * **When:** the prefunding balance covers it: `inquiryBalance` of `alipay-worldfirst-fund` tells.
    /// * **Changes:** money, later: an answer says that it was accepted. It is [`Keyed`](alipay_wire::Safety::Keyed) by
    ///   `transferRequestId`: repeat it with the same number and the same fields, or ask.
    /// * **Codes:** in [`code`]. Expect `BALANCE_NOT_ENOUGH`, `REPEAT_REQ_INCONSISTENT` for a number that was used with
    ///   other fields, `UNKNOWN_EXCEPTION` where it is unknown whether it was accepted.
    /// * **Page:** `transfer`, WorldFirst. Only a part of it is public.
    pub struct Transfer {
        required {
            /// Your number of the transfer, by which the gateway recognises a repetition.
            "transferRequestId" transfer_request_id: TransferRequestId [max 64],
            /// What the transfer is about.
            "transferOrderAddition" transfer_order_addition: TransferOrderAddition {show},
            /// What the payer pays.
            "transferFromDetail" transfer_from_detail: TransferFromDetail {show},
            /// What the beneficiary is paid, and how.
            "transferToDetail" transfer_to_detail: TransferToDetail {show},
            /// Which kind of transfer.
            "transferFactor" transfer_factor: TransferFactor {show},
        }
        optional {}
    }
}

alipay_wire::response! {
    /// The transfer was accepted.
    pub struct TransferResponse {
        required {
            /// The verdict on the call: `S` accepts the transfer and says nothing about its end.
            "result" result: ResultInfo {show},
            /// WorldFirst's number of the transfer.
            "transferId" transfer_id: TransferId [max 64],
        }
        optional {
            /// The kind of transfer that was asked for.
            "transferFactor" transfer_factor: TransferFactor {show},
            /// Your number of the transfer. Not on these pages; the enterprise pages have it.
            "transferRequestId" transfer_request_id: TransferRequestId [max 64],
        }
    }
}

impl Settles for TransferResponse {
    /// Pending at best: `S` is "accepted". See [`Settlement::of_acceptance`].
    fn outcome(&self) -> Settlement {
        Settlement::of_acceptance(&self.result, code::ALL)
    }
}

alipay_wire::codes! {
    /// Codes of `transfer`. The page's list is not known: these are those of `inquiryBalance`, and one more.
    pub mod code;
    shared alipay_wire::worldfirst::code {
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
        UN_SUPPORT_BUSINESS,
    }
    own {
        BALANCE_NOT_ENOUGH F "The prefunding balance does not cover the transfer. Deposit more, then make the transfer. From the enterprise pages.";
    }
}

alipay_wire::api! {
    Transfer => TransferResponse {
        dialect: WorldFirst,
        name: "transfer",
        route: POST "/aps/api/business/transfer/transfer",
        safety: Keyed,
        codes: code::ALL,
        key: |transfer| Some(transfer.transfer_request_id.as_str()),
        correlate: |transfer, answer| {
            let answered = answer.transfer_request_id.as_ref();
            Mismatch::unless_same("transferRequestId", &transfer.transfer_request_id, answered)?;
            let answered = answer.transfer_factor.as_ref().map(|factor| &factor.transfer_fund_type);
            Mismatch::unless_same("transferFactor.transferFundType", &transfer.transfer_factor.transfer_fund_type, answered)
        },
    }
}
