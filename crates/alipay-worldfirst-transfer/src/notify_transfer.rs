//! `notifyTransfer`: WorldFirst says what happened to a transfer. Some pages call it `notifyTransferResult`.
//!
//! WorldFirst sends it up to seven times more until it is acknowledged, and wants the acknowledgement signed.

use alipay_wire::{
    Extra, MoneyOutcome, Notification, Response, Timestamp, WorldFirst, signed_header::ResultInfo,
    worldfirst::TransferFactor,
};

use crate::{
    transfer_detail::{TransferFromDetail, TransferId, TransferOrderAddition, TransferRequestId, TransferToDetail},
    transfer_result,
};

/// What happened to a transfer.
///
/// * **When:** WorldFirst sends it, and again until it is acknowledged: `alipay-notify` receives it.
/// * **Says:** by `outcome` what happened to the money; codes in
///   [`transfer_result`].
/// * **Page:** `notifyTransfer`, WorldFirst. Only a part of it is public.
#[derive(Clone, PartialEq, Response)]
#[response(WorldFirst)]
#[non_exhaustive]
pub struct NotifyTransfer {
    /// The verdict on the transfer. See [`transfer_result`].
    #[wire(show)]
    pub transfer_result: ResultInfo,
    /// Your number of the transfer.
    #[wire(max = 64)]
    pub transfer_request_id: TransferRequestId,
    /// WorldFirst's number of the transfer.
    #[wire(max = 64)]
    pub transfer_id: TransferId,
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
    /// What the transfer is about. Not on these pages; the enterprise pages have it.
    #[wire(show)]
    pub transfer_order_addition: Option<TransferOrderAddition>,
    /// Members this type has no field for.
    pub extra: Extra,
}

impl NotifyTransfer {
    /// By `transferResult`, as in [`transfer_result::outcome`].
    pub fn outcome(&self) -> MoneyOutcome {
        transfer_result::outcome(&self.transfer_result)
    }
}

impl Notification for NotifyTransfer {
    type Dialect = WorldFirst;
    const NAME: &'static str = "notifyTransfer";

    /// The status and code of `transferResult`, and the `transferRequestId`. `None` where that is blank.
    ///
    /// The number alone would drop a reversal that follows a success. Times are left out: a repetition may be dated anew.
    fn event(&self) -> Option<String> {
        let word = |code: &Option<alipay_wire::Code>| code.as_ref().map_or("-", |code| code.as_str()).to_owned();
        let (status, code) = (word(&self.transfer_result.result_status), word(&self.transfer_result.result_code));
        let number = Some(self.transfer_request_id.as_str()).filter(|number| !number.trim().is_empty())?;
        // The number comes last: it is the only part that may have any character.
        Some(format!("{status}/{code}/{number}"))
    }
}
