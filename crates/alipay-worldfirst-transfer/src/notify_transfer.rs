//! `notifyTransfer`: WorldFirst says what became of a transfer. Some pages call it `notifyTransferResult`.
//!
//! WorldFirst sends it up to seven times more until it is acknowledged, and wants the acknowledgement signed.

use alipay_wire::{
    Notification, Settlement, Settles, Timestamp, WorldFirst, signed_header::ResultInfo, worldfirst::TransferFactor,
};

use crate::{
    transfer_detail::{TransferFromDetail, TransferId, TransferOrderAddition, TransferRequestId, TransferToDetail},
    transfer_result,
};

alipay_wire::response! {
    /// What became of a transfer.
    ///
    /// * **When:** WorldFirst sends it, and again until it is acknowledged: `alipay-notify` receives it.
    /// * **Says:** by [`outcome`](Settles::outcome) what became of the money; codes in
    ///   [`transfer_result`](crate::transfer_result).
    /// * **Page:** `notifyTransfer`, WorldFirst. Only a part of it is public.
    pub struct NotifyTransfer {
        required {
            /// The verdict on the transfer. See [`transfer_result`](crate::transfer_result).
            "transferResult" transfer_result: ResultInfo {show},
            /// Your number of the transfer.
            "transferRequestId" transfer_request_id: TransferRequestId [max 64],
            /// WorldFirst's number of the transfer.
            "transferId" transfer_id: TransferId [max 64],
        }
        optional {
            /// When the transfer ended.
            "transferFinishTime" transfer_finish_time: Timestamp {show},
            /// What the payer pays.
            "transferFromDetail" transfer_from_detail: TransferFromDetail {show},
            /// What the beneficiary is paid, and how.
            "transferToDetail" transfer_to_detail: TransferToDetail {show},
            /// The kind of transfer.
            "transferFactor" transfer_factor: TransferFactor {show},
            /// What the transfer is about. Not on these pages; the enterprise pages have it.
            "transferOrderAddition" transfer_order_addition: TransferOrderAddition {show},
        }
    }
}

impl Settles for NotifyTransfer {
    /// By `transferResult`, as in [`transfer_result::settlement`].
    fn outcome(&self) -> Settlement {
        transfer_result::settlement(&self.transfer_result)
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
