//! The business result of a top-up: `topupResult` in answers to `queryTopup`, `result` in `notifyTopup`.

use alipay_wire::{
    Amount, Extra, JsonText, MoneyOutcome, Response, StringNewtype, Text, dws::CustomerId, signed_header::ResultInfo,
};

use crate::consult_topup::TopupMethodType;

alipay_wire::codes! {
    /// Codes of a top-up's result.
    ///
    /// The pages show `PAYMENT_IN_PROCESS` and `SUCCESS`. The failures are inferred: those that `consultTopup` documents
    /// about customer and amount. Its codes about the call say nothing about a top-up.
    pub mod code;
    shared crate::consult_topup::code {
        SUCCESS,
        PROCESS_FAIL,
        UNKNOWN_EXCEPTION,
        USER_STATUS_ABNORMAL,
        USER_NOT_EXIST,
        RISK_REJECT,
        AML_REJECT,
        USER_BALANCE_EXCEED_LIMIT,
        USER_NOT_KYC,
        LOWER_EXCEED_AMOUNT_LIMIT,
        UPPER_EXCEED_AMOUNT_LIMIT,
    }
    own {
        SUCCES S "Success, as a sample of the pages spells it. Go on.";
        PAYMENT_IN_PROCESS U "The payment is being made, or waits for the customer. Wait for the notification, or ask again." in_progress;
    }
}

/// What the result of a top-up says about the money.
///
/// | code | status | the money |
/// |---|---|---|
/// | `SUCCESS`, `SUCCES` | `S` | moved |
/// | `PAYMENT_IN_PROCESS` | `S` or `U` | pending |
/// | a failure of [`code`] | `F` | not moved |
/// | `UNKNOWN_EXCEPTION` | any | unknown |
/// | any other code, or a code with another status | any | unknown |
///
/// `SUCCES` stands in a sample of `queryTopup`. It is taken for success in exactly this spelling and with the status `S`;
/// no other near miss is.
pub fn outcome(result: &ResultInfo) -> MoneyOutcome {
    MoneyOutcome::of_result(result, code::ALL)
}

/// Names a top-up: the gateway's number.
#[derive(Clone, StringNewtype)]
pub struct TopupId(String);

/// What one customer pays for a top-up, and by which means.
///
/// The members are those of `notifyTopup`. The example of `queryTopup` has those of a
/// [`TopupMethodInfo`](crate::TopupMethodInfo) instead, most likely copied from there: they would be in `extra`.
#[derive(Clone, PartialEq, Response)]
#[response(Dws)]
#[non_exhaustive]
pub struct TopupDetailSummary {
    /// Whose wallet.
    pub customer_id: Option<CustomerId>,
    /// More about the payment.
    pub extend_info: Option<JsonText<ExtendInfo>>,
    /// What the customer pays, in the smallest unit of the currency.
    #[wire(show)]
    pub payment_amount: Option<Amount>,
    /// The kind of method the customer pays by.
    #[wire(show)]
    pub payment_method_type: Option<TopupMethodType>,
    /// Members this type has no field for.
    pub extra: Extra,
}

/// More about a payment.
#[derive(Clone, PartialEq, Response)]
#[response(Dws)]
#[non_exhaustive]
pub struct ExtendInfo {
    /// Who processes the payment.
    #[wire(with = Text, show)]
    pub pay_provider: Option<String>,
    /// The issuer's code of the authorisation.
    #[wire(with = Text)]
    pub auth_code: Option<String>,
    /// The gateway's number of the card.
    #[wire(with = Text)]
    pub card_index_no: Option<String>,
    /// The card's number, masked.
    #[wire(with = Text)]
    pub masked_card_no: Option<String>,
    /// Members this type has no field for.
    pub extra: Extra,
}
