//! `queryTopup`: what happened to a top-up.
//!
//! Of the answer the page shows `result`, `topupResult` and `topupDetailSummaries`. The other members are inferred from
//! [`notifyTopup`](crate::notify_topup), which tells the same of the gateway's own accord.

use alipay_wire::{
    Amount, Dws, Extra, Invalid, Keyed, Mismatch, MoneyOutcome, OneOrMany, Request, Response, Rules, Status, Timestamp,
    dws::{ChallengeActionForm, RequestId},
    signed_header::ResultInfo,
};

use crate::topup_result::{self, TopupDetailSummary, TopupId};

/// Asks what happened to a top-up. Names it by your number, by the gateway's, or by both.
///
/// * **When:** [`NotifyTopup`](crate::NotifyTopup) has not come, or [`ApplyTopup`](crate::ApplyTopup) ended with an
///   unknown effect.
/// * **Changes:** nothing; it is a [`Query`](alipay_wire::Safety::Query), and a client repeats it.
/// * **Codes:** [`code`] for the question, and [`topup_result::code`] for the top-up
///   itself. A refused question says nothing about the money.
/// * **Page:** `queryTopup`, Digital Wallet. Of its answer only a part is public.
#[derive(Clone, PartialEq, Request)]
#[request(
    Dws,
    name = "queryTopup",
    route = "POST /ams/api/v1/topups/queryTopup",
    safety = Query,
    answer = QueryTopupResponse,
    codes = code::ALL,
    new = blank
)]
#[non_exhaustive]
pub struct QueryTopup {
    /// The gateway's number of the top-up. Required unless `topupRequestId` is given.
    pub topup_id: Option<TopupId>,
    /// Your number of the top-up: the `requestId` of `applyTopup`. Required unless `topupId` is given.
    #[wire(max = 64)]
    pub topup_request_id: Option<RequestId>,
    /// Members this type has no field for.
    pub extra: Extra,
}

impl QueryTopup {
    /// Names the top-up by your number, which you have even if `applyTopup` was not answered.
    pub fn new(request_id: impl Into<RequestId>) -> Self {
        Self::blank().topup_request_id(request_id)
    }

    /// Names the top-up by the gateway's number.
    pub fn by_topup_id(topup_id: impl Into<TopupId>) -> Self {
        Self::blank().topup_id(topup_id)
    }

    fn names_a_topup(&self) -> bool {
        let topup_id = self.topup_id.as_ref().map(TopupId::as_str);
        let request_id = self.topup_request_id.as_ref().map(RequestId::as_str);
        [topup_id, request_id].into_iter().flatten().any(|id| !id.is_empty())
    }
}

/// What happened to a top-up.
#[derive(Clone, PartialEq, Response)]
#[response(Dws)]
#[non_exhaustive]
pub struct QueryTopupResponse {
    /// The verdict on the question: `S` does not mean that the wallet was topped up.
    #[wire(show)]
    pub result: ResultInfo,
    /// The verdict on the top-up. See [`topup_result`].
    #[wire(show)]
    pub topup_result: Option<ResultInfo>,
    /// What is paid, and by which means.
    #[wire(with = OneOrMany, show)]
    pub topup_detail_summaries: Option<Vec<TopupDetailSummary>>,
    /// The gateway's number of the top-up. Inferred.
    pub topup_id: Option<TopupId>,
    /// Your number of the top-up. Inferred.
    pub topup_request_id: Option<RequestId>,
    /// What is added to the wallet, in the smallest unit of the currency. Inferred.
    #[wire(show)]
    pub topup_amount: Option<Amount>,
    /// When the top-up was completed. Inferred.
    #[wire(show)]
    pub complete_time: Option<Timestamp>,
    /// What the customer must do before the top-up goes on. The page of `triggerChallenge` says that this answer has
    /// it; the name is inferred.
    #[wire(show)]
    pub action_form: Option<ChallengeActionForm>,
    /// Members this type has no field for.
    pub extra: Extra,
}

impl QueryTopupResponse {
    /// By `topupResult`, as in [`topup_result::outcome`], if the question was answered at all. Whether it was is
    /// judged by the status of `result` alone: the page's sample misspells its code.
    pub fn outcome(&self) -> MoneyOutcome {
        match (self.result.status(), &self.topup_result) {
            (Some(Status::S), Some(result)) => topup_result::outcome(result),
            _ => MoneyOutcome::Unknown,
        }
    }
}

alipay_wire::codes! {
    /// Codes of `queryTopup`. The page's list is not known: these are those all pages of the gateway have, and one more.
    pub mod code;
    shared alipay_wire::signed_header::code {
        SUCCESS,
        PROCESS_FAIL,
        PARAM_ILLEGAL,
        UNKNOWN_EXCEPTION,
        KEY_NOT_FOUND,
        INVALID_API,
        INVALID_CLIENT,
        INVALID_SIGNATURE,
        REQUEST_TRAFFIC_EXCEED_LIMIT,
        ACCESS_DENIED,
        METHOD_NOT_SUPPORTED,
    }
    own {
        ORDER_NOT_EXIST F "No such top-up, so far: one that was applied for may still be on its way. Inferred from the inquiries of Antom.";
    }
}

impl Keyed for QueryTopup {
    fn key(&self) -> Option<&str> {
        self.topup_request_id.as_ref().map(RequestId::as_str)
    }
}

impl Rules for QueryTopup {
    fn check_rules(&self) -> Result<(), Invalid> {
        if self.names_a_topup() {
            return Ok(());
        }
        Err(Invalid::new("topupRequestId", "is required unless topupId is given"))
    }

    fn correlate(&self, answer: &QueryTopupResponse) -> Result<(), Mismatch> {
        if let Some(asked) = &self.topup_id {
            Mismatch::unless_same("topupId", asked, answer.topup_id.as_ref())?;
        }
        let Some(asked) = &self.topup_request_id else { return Ok(()) };
        Mismatch::unless_same("topupRequestId", asked, answer.topup_request_id.as_ref())
    }
}
