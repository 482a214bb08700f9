//! `applyTopup`: begins a top-up.
//!
//! First [`consultTopup`](crate::consult_topup), for the means; a new card is cached before. The answer says that the
//! top-up was accepted, not that it is done: that comes with [`notifyTopup`](crate::notify_topup), or is asked for with
//! [`queryTopup`](crate::query_topup). Where the answer has an action form, the customer must prove who they are first.
//!
//! Of the page the request is known, and of the answer its `result`. What is inferred says so; the rest is in `extra`.

use alipay_wire::{
    Amount, Dws, Extra, Invalid, JsonText, Keyed, Mismatch, Model, MoneyOutcome, Request, Response, Rules, Text,
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

/// Begins a top-up.
///
/// * **When:** the customer has chosen from the answer to [`ConsultTopup`](crate::ConsultTopup).
/// * **Changes:** money, later: an answer says that it was accepted. It is [`Keyed`](alipay_wire::Safety::Keyed) by
///   `requestId`: a client repeats it, and you repeat it with the same number and the same fields.
/// * **Codes:** in [`code`]. Expect `REPEAT_REQ_INCONSISTENT` for a number that was used with other fields,
///   `RISK_CHALLENGE` where customers must say who they are, and the limits of `consultTopup`.
/// * **Page:** `applyTopup`, Digital Wallet. Of its answer little is public.
#[derive(Clone, PartialEq, Request)]
#[request(
    Dws,
    name = "applyTopup",
    route = "POST /ams/api/v1/topups/applyTopup",
    safety = Keyed,
    answer = ApplyTopupResponse,
    codes = code::ALL
)]
#[non_exhaustive]
pub struct ApplyTopup {
    /// Your number of the top-up, by which the gateway recognises a repetition. `queryTopup` and `notifyTopup` call
    /// it `topupRequestId`.
    #[wire(max = 64)]
    pub request_id: RequestId,
    /// What is topped up, for whom, and by which means.
    #[wire(show)]
    pub topup_details: Vec<TopupDetail>,
    /// The customer's device and session, for the gateway's risk control.
    #[wire(show)]
    pub env: Env,
    /// Where the gateway sends its notification.
    #[wire(with = Text)]
    pub notify_url: Option<String>,
    /// Where the customer's browser returns to.
    #[wire(with = Text)]
    pub redirect_url: Option<String>,
    /// Members this type has no field for.
    pub extra: Extra,
}

/// What is topped up, for whom, and by which means.
#[derive(Clone, PartialEq, Model)]
#[model(Dws, sent, new = blank)]
#[non_exhaustive]
pub struct TopupDetail {
    /// What is added to the wallet, in the smallest unit of the currency.
    #[wire(show)]
    pub topup_amount: Amount,
    /// What the customer pays by.
    #[wire(show)]
    pub topup_method: TopupMethod,
    /// Whose wallet. The page's text puts it here, the braces of its example into `topupMethod`.
    #[wire(max = 64)]
    pub customer_id: Option<CustomerId>,
    /// Members this type has no field for.
    pub extra: Extra,
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

/// What a customer pays by.
#[derive(Clone, PartialEq, Model)]
#[model(Dws, sent)]
#[non_exhaustive]
pub struct TopupMethod {
    /// The kind of method, from the answer to `consultTopup`.
    #[wire(show)]
    pub topup_method_type: TopupMethodType,
    /// Stands for the method itself, such as the token of a card. Anyone who has it can charge the card: keep it
    /// secret.
    #[wire(with = Text)]
    pub topup_method_id: Option<String>,
    /// More about the method.
    #[wire(show)]
    pub topup_method_meta_data: Option<TopupMethodMetaData>,
    /// Whose wallet, where the gateway wants it here, as in the page's example.
    #[wire(max = 64)]
    pub customer_id: Option<CustomerId>,
    /// Members this type has no field for.
    pub extra: Extra,
}

impl From<TopupMethodType> for TopupMethod {
    fn from(kind: TopupMethodType) -> Self {
        Self::new(kind)
    }
}

/// More about a method.
#[derive(Clone, PartialEq, Model)]
#[model(Dws, sent)]
#[non_exhaustive]
pub struct TopupMethodMetaData {
    /// What the customer's bill shows.
    pub channel_option_bill: Option<JsonText<ChannelOptionBill>>,
    /// Whether the method is to be bound with this top-up.
    #[wire(with = Text, show)]
    pub bind_payment_method: Option<bool>,
    /// Whether the method is bound already.
    #[wire(with = Text, show)]
    pub bound_payment_method: Option<bool>,
    /// Members this type has no field for.
    pub extra: Extra,
}

/// What a customer's bill shows.
#[derive(Clone, PartialEq, Model)]
#[model(Dws)]
#[non_exhaustive]
pub struct ChannelOptionBill {
    /// The card's number, masked.
    #[wire(with = Text)]
    pub mask_card_no: Option<String>,
    /// Members this type has no field for.
    pub extra: Extra,
}

/// The top-up was accepted.
#[derive(Clone, PartialEq, Response)]
#[response(Dws)]
#[non_exhaustive]
pub struct ApplyTopupResponse {
    /// The verdict on the call: `S` accepts the top-up and says nothing about its end.
    #[wire(show)]
    pub result: ResultInfo,
    /// The gateway's number of the top-up. The page of `queryTopup` says that this answer has it.
    pub topup_id: Option<TopupId>,
    /// What the customer must do before the top-up goes on. The page of `triggerChallenge` says that this answer has
    /// it; the name is inferred from `notifyTopup`.
    #[wire(show)]
    pub action_form: Option<ChallengeActionForm>,
    /// Your number of the top-up. Inferred from `notifyTopup`.
    pub topup_request_id: Option<RequestId>,
    /// Members this type has no field for.
    pub extra: Extra,
}

impl ApplyTopupResponse {
    /// Pending at best: `S` is "accepted". See [`MoneyOutcome::of_acceptance`].
    pub fn outcome(&self) -> MoneyOutcome {
        MoneyOutcome::of_acceptance(&self.result, code::ALL)
    }
}

impl Keyed for ApplyTopup {
    fn key(&self) -> Option<&str> {
        Some(self.request_id.as_str())
    }
}

impl Rules for ApplyTopup {
    fn check_rules(&self) -> Result<(), Invalid> {
        if self.topup_details.is_empty() {
            return Err(Invalid::new("topupDetails", "is required and must not be empty"));
        }
        match self.topup_details.iter().position(|detail| !detail.names_one_customer()) {
            Some(at) => Err(Invalid::new(format!("topupDetails[{at}].customerId"), "must name one customer")),
            None => Ok(()),
        }
    }

    fn correlate(&self, answer: &ApplyTopupResponse) -> Result<(), Mismatch> {
        Mismatch::unless_same("topupRequestId", &self.request_id, answer.topup_request_id.as_ref())
    }
}
