//! `queryTopup`: what became of a top-up.
//!
//! Of the answer the page shows `result`, `topupResult` and `topupDetailSummaries`. The other members are inferred from
//! [`notifyTopup`](crate::notify_topup), which tells the same of the gateway's own accord.

use alipay_wire::{
    Amount, Dws, Invalid, Mismatch, OneOrMany, Settlement, Settles, Status, Timestamp,
    dws::{ChallengeActionForm, RequestId},
    signed_header::ResultInfo,
};

use crate::topup_result::{self, TopupDetailSummary, TopupId};

alipay_wire::request! {
    /// Asks what became of a top-up. Names it by your number, by the gateway's, or by both.
    ///
    /// * **When:** [`NotifyTopup`](crate::NotifyTopup) has not come, or [`ApplyTopup`](crate::ApplyTopup) ended with an
    ///   unknown effect.
    /// * **Changes:** nothing; it is a [`Query`](alipay_wire::Safety::Query), and a client repeats it.
    /// * **Codes:** [`code`] for the question, and [`topup_result::code`](crate::topup_result::code) for the top-up
    ///   itself. A refused question says nothing about the money.
    /// * **Page:** `queryTopup`, Digital Wallet. Of its answer only a part is public.
    pub struct QueryTopup {
        required {}
        optional {
            /// The gateway's number of the top-up. Required unless `topupRequestId` is given.
            "topupId" topup_id: TopupId,
            /// Your number of the top-up: the `requestId` of `applyTopup`. Required unless `topupId` is given.
            "topupRequestId" topup_request_id: RequestId [max 64],
        }
        private new blank
    }
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

alipay_wire::response! {
    /// What became of a top-up.
    pub struct QueryTopupResponse {
        required {
            /// The verdict on the question: `S` does not mean that the wallet was topped up.
            "result" result: ResultInfo {show},
        }
        optional {
            /// The verdict on the top-up. See [`topup_result`](crate::topup_result).
            "topupResult" topup_result: ResultInfo {show},
            /// What is paid, and by which means.
            "topupDetailSummaries" topup_detail_summaries: Vec<TopupDetailSummary> as OneOrMany {show},
            /// The gateway's number of the top-up. Inferred.
            "topupId" topup_id: TopupId,
            /// Your number of the top-up. Inferred.
            "topupRequestId" topup_request_id: RequestId,
            /// What is added to the wallet, in the smallest unit of the currency. Inferred.
            "topupAmount" topup_amount: Amount {show},
            /// When the top-up was completed. Inferred.
            "completeTime" complete_time: Timestamp {show},
            /// What the customer must do before the top-up goes on. The page of `triggerChallenge` says that this answer has
            /// it; the name is inferred.
            "actionForm" action_form: ChallengeActionForm {show},
        }
    }
}

impl Settles for QueryTopupResponse {
    /// By `topupResult`, as in [`topup_result::settlement`], if the question was answered at all. Whether it was is
    /// judged by the status of `result` alone: the page's sample misspells its code.
    fn outcome(&self) -> Settlement {
        match (self.result.status(), &self.topup_result) {
            (Some(Status::S), Some(result)) => topup_result::settlement(result),
            _ => Settlement::Unknown,
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

alipay_wire::api! {
    QueryTopup => QueryTopupResponse {
        dialect: Dws,
        name: "queryTopup",
        route: POST "/ams/api/v1/topups/queryTopup",
        safety: Query,
        codes: code::ALL,
        key: |query| query.topup_request_id.as_ref().map(RequestId::as_str),
        validate: |query| {
            if query.names_a_topup() {
                return Ok(());
            }
            Err(Invalid::new("topupRequestId", "is required unless topupId is given"))
        },
        correlate: |query, answer| {
            if let Some(asked) = &query.topup_id {
                Mismatch::unless_same("topupId", asked, answer.topup_id.as_ref())?;
            }
            let Some(asked) = &query.topup_request_id else { return Ok(()) };
            Mismatch::unless_same("topupRequestId", asked, answer.topup_request_id.as_ref())
        },
    }
}
