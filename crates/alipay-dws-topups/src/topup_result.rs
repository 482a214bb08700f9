//! The business result of a top-up: `topupResult` in answers to `queryTopup`, `result` in `notifyTopup`.

use alipay_wire::{Amount, JsonText, Settlement, Text, dws::CustomerId, signed_header::ResultInfo};

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
/// | code | status | settlement |
/// |---|---|---|
/// | `SUCCESS`, `SUCCES` | `S` | settled |
/// | `PAYMENT_IN_PROCESS` | `S` or `U` | pending |
/// | a failure of [`code`] | `F` | refused |
/// | `UNKNOWN_EXCEPTION` | any | unknown |
/// | any other code, or a code with another status | any | unknown |
///
/// `SUCCES` stands in a sample of `queryTopup`. It is taken for success in exactly this spelling and with the status `S`;
/// no other near miss is.
pub fn settlement(result: &ResultInfo) -> Settlement {
    Settlement::of_result(result, code::ALL)
}

alipay_wire::text! {
    /// Names a top-up: the gateway's number.
    pub struct TopupId;
}

alipay_wire::response! {
    /// What one customer pays for a top-up, and by which means.
    ///
    /// The members are those of `notifyTopup`. The example of `queryTopup` has those of a
    /// [`TopupMethodInfo`](crate::TopupMethodInfo) instead, most likely copied from there: they would be in `extra`.
    pub struct TopupDetailSummary {
        required {}
        optional {
            /// Whose wallet.
            "customerId" customer_id: CustomerId,
            /// More about the payment.
            "extendInfo" extend_info: JsonText<ExtendInfo>,
            /// What the customer pays, in the smallest unit of the currency.
            "paymentAmount" payment_amount: Amount {show},
            /// The kind of method the customer pays by.
            "paymentMethodType" payment_method_type: TopupMethodType {show},
        }
    }
}

alipay_wire::response! {
    /// More about a payment.
    pub struct ExtendInfo {
        required {}
        optional {
            /// Who processes the payment.
            "payProvider" pay_provider: String as Text {show},
            /// The issuer's code of the authorisation.
            "authCode" auth_code: String as Text,
            /// The gateway's number of the card.
            "cardIndexNo" card_index_no: String as Text,
            /// The card's number, masked.
            "maskedCardNo" masked_card_no: String as Text,
        }
    }
}
