//! `inquiryTransfer`: what became of a transfer.
//!
//! The pages want two things of whoever waits for a result. When nothing came for 10 seconds, ask every 2 to 3 seconds,
//! 10 to 20 times. When `transferResult` is still `UNKONWN` and no notification came for two hours, ask the gateway's
//! technical support. A `transfer` that ended unknown is asked about by the schedule of [`inquiry`](alipay_wire::inquiry).

use alipay_wire::{
    Mismatch, Settlement, Settles, Status, Timestamp, WorldFirst, signed_header::ResultInfo, worldfirst::TransferFactor,
};

use crate::{
    transfer_detail::{TransferFromDetail, TransferId, TransferRequestId, TransferToDetail},
    transfer_result,
};

alipay_wire::request! {
    /// Asks what became of a transfer.
    ///
    /// * **When:** [`NotifyTransfer`](crate::NotifyTransfer) has not come, or [`Transfer`](crate::Transfer) ended with
    ///   an unknown effect.
    /// * **Changes:** nothing; it is a [`Query`](alipay_wire::Safety::Query), and a client repeats it.
    /// * **Codes:** [`code`] for the question, and [`transfer_result::code`](crate::transfer_result::code) for the
    ///   transfer itself. A refused question says nothing about the money.
    /// * **Page:** `inquiryTransfer`, WorldFirst. Only a part of it is public.
    pub struct InquiryTransfer {
        required {
            /// Your number of the transfer.
            "transferRequestId" transfer_request_id: TransferRequestId [max 64],
        }
        optional {}
    }
}

alipay_wire::response! {
    /// What became of a transfer.
    pub struct InquiryTransferResponse {
        required {
            /// The verdict on the question. It says nothing about the transfer.
            "result" result: ResultInfo {show},
            /// Your number of the transfer.
            "transferRequestId" transfer_request_id: TransferRequestId [max 64],
        }
        optional {
            /// WorldFirst's number of the transfer.
            "transferId" transfer_id: TransferId [max 64],
            /// The verdict on the transfer. See [`transfer_result`](crate::transfer_result).
            "transferResult" transfer_result: ResultInfo {show},
            /// When the transfer ended.
            "transferFinishTime" transfer_finish_time: Timestamp {show},
            /// What the payer pays.
            "transferFromDetail" transfer_from_detail: TransferFromDetail {show},
            /// What the beneficiary is paid, and how.
            "transferToDetail" transfer_to_detail: TransferToDetail {show},
            /// The kind of transfer.
            "transferFactor" transfer_factor: TransferFactor {show},
        }
    }
}

impl Settles for InquiryTransferResponse {
    /// By `transferResult`, as in [`transfer_result::settlement`], if the question was answered at all.
    fn outcome(&self) -> Settlement {
        match (self.result.status(), &self.transfer_result) {
            (Some(Status::S), Some(result)) => transfer_result::settlement(result),
            _ => Settlement::Unknown,
        }
    }
}

alipay_wire::codes! {
    /// Codes of `inquiryTransfer`. The page's list is not known: these are those of `inquiryBalance`, and one more.
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
        ORDER_NOT_EXIST F "No such transfer, so far: one that was sent may still be on its way. Inferred from the inquiries of Antom.";
    }
}

alipay_wire::api! {
    InquiryTransfer => InquiryTransferResponse {
        dialect: WorldFirst,
        name: "inquiryTransfer",
        route: POST "/aps/api/business/transfer/inquiryTransfer",
        safety: Query,
        codes: code::ALL,
        correlate: |inquiry, answer| {
            let answered = Some(&answer.transfer_request_id);
            Mismatch::unless_same("transferRequestId", &inquiry.transfer_request_id, answered)
        },
    }
}
