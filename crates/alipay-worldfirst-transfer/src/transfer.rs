//! `transfer`: begins a transfer out of the prefunding balance.
//!
//! The answer says that the transfer was accepted, not that it is done. What happened to it comes with
//! [`notifyTransfer`](crate::notify_transfer) or is asked for with [`inquiryTransfer`](crate::inquiry_transfer): when
//! nothing came for 10 seconds, every 2 to 3 seconds, 10 to 20 times. Where the call itself ended unknown, ask by the
//! schedule of [`inquiry`](alipay_wire::inquiry), and never repeat it under another `transferRequestId`.

use alipay_wire::{
    Extra, Keyed, Mismatch, MoneyOutcome, Request, Response, Rules, WorldFirst, signed_header::ResultInfo,
    worldfirst::TransferFactor,
};

use crate::transfer_detail::{
    TransferFromDetail, TransferId, TransferOrderAddition, TransferRequestId, TransferToDetail,
};

/// Begins a transfer.
///
/// * **When:** the prefunding balance covers it: `inquiryBalance` of `alipay-worldfirst-fund` tells.
/// * **Changes:** money, later: an answer says that it was accepted. It is [`Keyed`](alipay_wire::Safety::Keyed) by
///   `transferRequestId`: repeat it with the same number and the same fields, or ask.
/// * **Codes:** in [`code`]. Expect `BALANCE_NOT_ENOUGH`, `REPEAT_REQ_INCONSISTENT` for a number that was used with
///   other fields, `UNKNOWN_EXCEPTION` where it is unknown whether it was accepted.
/// * **Page:** `transfer`, WorldFirst. Only a part of it is public.
#[derive(Clone, PartialEq, Request)]
#[request(
    WorldFirst,
    name = "transfer",
    route = "POST /aps/api/business/transfer/transfer",
    safety = Keyed,
    answer = TransferResponse,
    codes = code::ALL
)]
#[non_exhaustive]
pub struct Transfer {
    /// Your number of the transfer, by which the gateway recognises a repetition.
    #[wire(max = 64)]
    pub transfer_request_id: TransferRequestId,
    /// What the transfer is about.
    #[wire(show)]
    pub transfer_order_addition: TransferOrderAddition,
    /// What the payer pays.
    #[wire(show)]
    pub transfer_from_detail: TransferFromDetail,
    /// What the beneficiary is paid, and how.
    #[wire(show)]
    pub transfer_to_detail: TransferToDetail,
    /// Which kind of transfer.
    #[wire(show)]
    pub transfer_factor: TransferFactor,
    /// Members this type has no field for.
    pub extra: Extra,
}

/// The transfer was accepted.
#[derive(Clone, PartialEq, Response)]
#[response(WorldFirst)]
#[non_exhaustive]
pub struct TransferResponse {
    /// The verdict on the call: `S` accepts the transfer and says nothing about its end.
    #[wire(show)]
    pub result: ResultInfo,
    /// WorldFirst's number of the transfer.
    #[wire(max = 64)]
    pub transfer_id: TransferId,
    /// The kind of transfer that was asked for.
    #[wire(show)]
    pub transfer_factor: Option<TransferFactor>,
    /// Your number of the transfer. Not on these pages; the enterprise pages have it.
    #[wire(max = 64)]
    pub transfer_request_id: Option<TransferRequestId>,
    /// Members this type has no field for.
    pub extra: Extra,
}

impl TransferResponse {
    /// Pending at best: `S` is "accepted". See [`MoneyOutcome::of_acceptance`].
    pub fn outcome(&self) -> MoneyOutcome {
        MoneyOutcome::of_acceptance(&self.result, code::ALL)
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

impl Keyed for Transfer {
    fn key(&self) -> Option<&str> {
        Some(self.transfer_request_id.as_str())
    }
}

impl Rules for Transfer {
    fn correlate(&self, answer: &TransferResponse) -> Result<(), Mismatch> {
        let answered = answer.transfer_request_id.as_ref();
        Mismatch::unless_same("transferRequestId", &self.transfer_request_id, answered)?;
        let answered = answer.transfer_factor.as_ref().map(|factor| &factor.transfer_fund_type);
        Mismatch::unless_same("transferFactor.transferFundType", &self.transfer_factor.transfer_fund_type, answered)
    }
}
