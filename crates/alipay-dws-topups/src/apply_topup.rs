//! `applyTopup`: begins a top-up.
//!
//! First [`consultTopup`](crate::consult_topup), for the means; a new card is cached before. The answer says that the
//! top-up was accepted, not that it is done: that comes with [`notifyTopup`](crate::notify_topup), or is asked for with
//! [`queryTopup`](crate::query_topup). Where the answer has an action form, the customer must prove who they are first.
//!
//! Of the page the request is known, and of the answer its `result`. What is inferred says so; the rest is in `extra`.

use alipay_wire::{
    Amount, Dws, Invalid, JsonText, Mismatch, Settlement, Settles, Text,
    dws::{ChallengeActionForm, CustomerId, Env, RequestId},
    signed_header::ResultInfo,
};

use crate::{consult_topup::TopupMethodType, topup_result::TopupId};

alipay_wire::codes! {
    /// Codes of `applyTopup`. The page's list is not known: these are those of `consultTopup`, which comes before it, and one
    /// more.
    pub mod code;
    shared crate::consult_topup::code {
        SUCCESS,
        PROCESS_FAIL,
        PARAM_ILLEGAL,
        UNKNOWN_EXCEPTION,
        USER_NOT_EXIST,
        KEY_NOT_FOUND,
        INVALID_API,
        INVALID_CLIENT,
        INVALID_SIGNATURE,
        REQUEST_TRAFFIC_EXCEED_LIMIT,
        ACCESS_DENIED,
        SEND_TIMES_EXCEED_LIMIT,
        METHOD_NOT_SUPPORTED,
        REPEAT_REQ_INCONSISTENT,
        RISK_REJECT,
        USER_STATUS_ABNORMAL,
        RISK_CHALLENGE,
        AML_REJECT,
        USER_BALANCE_EXCEED_LIMIT,
        USER_NOT_KYC,
        LOWER_EXCEED_AMOUNT_LIMIT,
        UPPER_EXCEED_AMOUNT_LIMIT,
    }
    own {
        PAYMENT_IN_PROCESS U "The top-up was accepted and is being made, or waits for the customer. Wait for the notification, or query it. Inferred from the answer to `queryTopup`, and from Antom." in_progress;
    }
}

alipay_wire::request! {
    /// Begins a top-up.
    ///
    /// * **When:** the customer has chosen from the answer to [`ConsultTopup`](crate::ConsultTopup).
    /// * **Changes:** money, later: an answer says that it was accepted. It is [`Keyed`](alipay_wire::Safety::Keyed) by
    ///   `requestId`: a client repeats it, and you repeat it with the same number and the same fields.
    /// * **Codes:** in [`code`]. Expect `REPEAT_REQ_INCONSISTENT` for a number that was used with other fields,
    ///   `RISK_CHALLENGE` where customers must say who they are, and the limits of `consultTopup`.
    /// * **Page:** `applyTopup`, Digital Wallet. Of its answer little is public.
    pub struct ApplyTopup {
        required {
            /// Your number of the top-up, by which the gateway recognises a repetition. `queryTopup` and `notifyTopup` call
            /// it `topupRequestId`.
            "requestId" request_id: RequestId [max 64],
            /// What is topped up, for whom, and by which means.
            "topupDetails" topup_details: Vec<TopupDetail> {show},
            /// The customer's device and session, for the gateway's risk control.
            "env" env: Env {show},
        }
        optional {
            /// Where the gateway sends its notification.
            "notifyUrl" notify_url: String as Text,
            /// Where the customer's browser returns to.
            "redirectUrl" redirect_url: String as Text,
        }
    }
}

alipay_wire::request! {
    /// What is topped up, for whom, and by which means.
    pub struct TopupDetail {
        required {
            /// What is added to the wallet, in the smallest unit of the currency.
            "topupAmount" topup_amount: Amount {show},
            /// What the customer pays by.
            "topupMethod" topup_method: TopupMethod {show},
        }
        optional {
            /// Whose wallet. The page's text puts it here, the braces of its example into `topupMethod`.
            "customerId" customer_id: CustomerId [max 64],
        }
        private new blank
    }
}

impl TopupDetail {
    /// Adds this amount to the customer's wallet, paid by this method.
    pub fn new(customer: impl Into<CustomerId>, amount: Amount, method: impl Into<TopupMethod>) -> Self {
        Self::blank(amount, method).customer_id(customer)
    }

    /// Whose wallet, wherever it stands. `None` when it stands nowhere.
    pub fn customer(&self) -> Option<&CustomerId> {
        self.customer_id.as_ref().or(self.topup_method.customer_id.as_ref())
    }

    fn names_one_customer(&self) -> bool {
        match (&self.customer_id, &self.topup_method.customer_id) {
            (Some(here), Some(there)) => here == there,
            (here, there) => here.is_some() || there.is_some(),
        }
    }
}

alipay_wire::request! {
    /// What a customer pays by.
    pub struct TopupMethod {
        required {
            /// The kind of method, from the answer to `consultTopup`.
            "topupMethodType" topup_method_type: TopupMethodType {show},
        }
        optional {
            /// Stands for the method itself, such as the token of a card. Whoever has it can charge the card: keep it
            /// secret.
            "topupMethodId" topup_method_id: String as Text,
            /// More about the method.
            "topupMethodMetaData" topup_method_meta_data: TopupMethodMetaData {show},
            /// Whose wallet, where the gateway wants it here, as in the page's example.
            "customerId" customer_id: CustomerId [max 64],
        }
    }
}

impl From<TopupMethodType> for TopupMethod {
    fn from(kind: TopupMethodType) -> Self {
        Self::new(kind)
    }
}

alipay_wire::request! {
    /// More about a method.
    pub struct TopupMethodMetaData {
        required {}
        optional {
            /// What the customer's bill shows.
            "channelOptionBill" channel_option_bill: JsonText<ChannelOptionBill>,
            /// Whether the method is to be bound with this top-up.
            "bindPaymentMethod" bind_payment_method: bool as Text {show},
            /// Whether the method is bound already.
            "boundPaymentMethod" bound_payment_method: bool as Text {show},
        }
    }
}

alipay_wire::model! {
    /// What a customer's bill shows.
    pub struct ChannelOptionBill {
        required {}
        optional {
            /// The card's number, masked.
            "maskCardNo" mask_card_no: String as Text,
        }
    }
}

alipay_wire::response! {
    /// The top-up was accepted.
    pub struct ApplyTopupResponse {
        required {
            /// The verdict on the call: `S` accepts the top-up and says nothing about its end.
            "result" result: ResultInfo {show},
        }
        optional {
            /// The gateway's number of the top-up. The page of `queryTopup` says that this answer has it.
            "topupId" topup_id: TopupId,
            /// What the customer must do before the top-up goes on. The page of `triggerChallenge` says that this answer has
            /// it; the name is inferred from `notifyTopup`.
            "actionForm" action_form: ChallengeActionForm {show},
            /// Your number of the top-up. Inferred from `notifyTopup`.
            "topupRequestId" topup_request_id: RequestId,
        }
    }
}

impl Settles for ApplyTopupResponse {
    /// Pending at best: `S` is "accepted". See [`Settlement::of_acceptance`].
    fn outcome(&self) -> Settlement {
        Settlement::of_acceptance(&self.result, code::ALL)
    }
}

alipay_wire::api! {
    ApplyTopup => ApplyTopupResponse {
        dialect: Dws,
        name: "applyTopup",
        route: POST "/ams/api/v1/topups/applyTopup",
        safety: Keyed,
        codes: code::ALL,
        key: |apply| Some(apply.request_id.as_str()),
        validate: |apply| {
            if apply.topup_details.is_empty() {
                return Err(Invalid::new("topupDetails", "is required and must not be empty"));
            }
            match apply.topup_details.iter().position(|detail| !detail.names_one_customer()) {
                Some(at) => Err(Invalid::new(format!("topupDetails[{at}].customerId"), "must name one customer")),
                None => Ok(()),
            }
        },
        correlate: |apply, answer| {
            Mismatch::unless_same("topupRequestId", &apply.request_id, answer.topup_request_id.as_ref())
        },
    }
}
