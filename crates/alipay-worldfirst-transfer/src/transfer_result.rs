//! `transferResult`: what happened to a transfer, in answers to `inquiryTransfer` and in `notifyTransfer`.

use alipay_wire::{MoneyOutcome, signed_header::ResultInfo};

alipay_wire::codes! {
    /// Codes of `transferResult`.
    ///
    /// The pages under `/aps` name `UNKONWN` only; the others are those the gateway's enterprise pages list for the same
    /// field.
    pub mod code;
    shared crate::transfer::code {
        SUCCESS,
        PROCESS_FAIL,
        UNKNOWN_EXCEPTION,
        BALANCE_NOT_ENOUGH,
    }
    own {
        PROCESSING U "The transfer is being made. Wait for the notification, or ask again." in_progress;
        UNKONWN U "The outcome is not known; the pages spell it so. If there is no notification within two hours, ask the gateway's technical support.";
        UNKNOWN U "The outcome is not known, as other pages spell it. If there is no notification within two hours, ask the gateway's technical support.";
        USER_NOT_EXIST F "The beneficiary is not known. Make a new transfer with the right one.";
        USER_ACCOUNT_ABNORMAL F "The beneficiary's account is not in order. Make a new transfer to another one.";
        AMOUNT_EXCEED_LIMIT F "The amount is beyond a limit. Make a new transfer of another amount.";
        RISK_REJECT F "Risk control refused. Tell the customer.";
        ORDER_IS_CLOSED F "The transfer was closed: no money moved. Make a new one, under a new number.";
        ORDER_IS_REVERSED F "The transfer was reversed: the money came back. Make a new one, under a new number.";
    }
}

/// What `transferResult` says about the money.
///
/// | code | status | the money |
/// |---|---|---|
/// | `SUCCESS` | `S` | moved |
/// | `PROCESSING` | `S` or `U` | pending |
/// | a failure of [`code`] | `F` | not moved |
/// | `UNKONWN`, `UNKNOWN`, `UNKNOWN_EXCEPTION` | any | unknown |
/// | any other code, or a code with another status | any | unknown |
pub fn outcome(transfer_result: &ResultInfo) -> MoneyOutcome {
    MoneyOutcome::of_result(transfer_result, code::ALL)
}
