//! `inquiryTransfer`: what happened to a transfer.
//!
//! The pages want two things of anyone who waits for a result. When nothing came for 10 seconds, ask every 2 to 3 seconds,
//! 10 to 20 times. When `transferResult` is still `UNKONWN` and no notification came for two hours, ask the gateway's
//! technical support. A `transfer` that ended unknown is asked about by the schedule of [`inquiry`](alipay_wire::inquiry).

use alipay_wire::{
    Extra, Mismatch, MoneyOutcome, Request, Response, Rules, Status, Timestamp, WorldFirst, signed_header::ResultInfo,
    worldfirst::TransferFactor,
};

use crate::{
    transfer_detail::{TransferFromDetail, TransferId, TransferRequestId, TransferToDetail},
    transfer_result,
};

/// Asks what happened to a transfer.
///
/// * **When:** [`NotifyTransfer`](crate::NotifyTransfer) has not come, or [`Transfer`](crate::Transfer) ended with
///   an unknown effect.
/// * **Changes:** nothing; it is a [`Query`](alipay_wire::Safety::Query), and a client repeats it.
/// * **Codes:** [`code`] for the question, and [`transfer_result::code`] for the
///   transfer itself. A refused question says nothing about the money.
/// * **Page:** `inquiryTransfer`, WorldFirst. Only a part of it is public.
#[derive(Clone, PartialEq, Request)]
#[request(
    WorldFirst,
    name = "inquiryTransfer",
    route = "POST /aps/api/business/transfer/inquiryTransfer",
    safety = Query,
    answer = InquiryTransferResponse,
    codes = code::ALL
)]
#[non_exhaustive]
pub struct InquiryTransfer {
    /// Your number of the transfer.
    #[wire(max = 64)]
    pub transfer_request_id: TransferRequestId,
    /// Members this type has no field for.
    pub extra: Extra,
}

/// What happened to a transfer.
#[derive(Clone, PartialEq, Response)]
#[response(WorldFirst)]
#[non_exhaustive]
pub struct InquiryTransferResponse {
    /// The verdict on the question. It says nothing about the transfer.
    #[wire(show)]
    pub result: ResultInfo,
    /// Your number of the transfer.
    #[wire(max = 64)]
    pub transfer_request_id: TransferRequestId,
    /// WorldFirst's number of the transfer.
    #[wire(max = 64)]
    pub transfer_id: Option<TransferId>,
    /// The verdict on the transfer. See [`transfer_result`].
    #[wire(show)]
    pub transfer_result: Option<ResultInfo>,
    /// When the transfer ended.
    #[wire(show)]
    pub transfer_finish_time: Option<Timestamp>,
    /// What the payer pays.
    #[wire(show)]
    pub transfer_from_detail: Option<TransferFromDetail>,
    /// What the beneficiary is paid, and how.
    #[wire(show)]
    pub transfer_to_detail: Option<TransferToDetail>,
    /// The kind of transfer.
    #[wire(show)]
    pub transfer_factor: Option<TransferFactor>,
    /// Members this type has no field for.
    pub extra: Extra,
}

impl InquiryTransferResponse {
    /// By `transferResult`, as in [`transfer_result::outcome`], if the question was answered at all.
    pub fn outcome(&self) -> MoneyOutcome {
        match (self.result.status(), &self.transfer_result) {
            (Some(Status::S), Some(result)) => transfer_result::outcome(result),
            _ => MoneyOutcome::Unknown,
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

impl Rules for InquiryTransfer {
    fn correlate(&self, answer: &InquiryTransferResponse) -> Result<(), Mismatch> {
        let answered = Some(&answer.transfer_request_id);
        Mismatch::unless_same("transferRequestId", &self.transfer_request_id, answered)
    }
}
