//! `queryTopup` against what is known of its page.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, reason = "a test may panic")]

use crate::support;

use alipay_dws_topups::{QueryTopup, QueryTopupResponse, TopupDetailSummary, TopupId, topup_result};
use alipay_wire::{
    Amount, Api, Call, CodeInfo, Currency,
    MoneyOutcome::{self, Moved, NotMoved, Pending, Unknown},
    Request, Safety, Status,
    dws::ChallengeActionForm,
    signed_header::ResultInfo,
};
use serde_json::json;
use support::{PLANTED, assert_errors_quote_nothing, leaks, read, value};
use topup_result::{code, outcome};

const RESPONSE: &str = include_str!("../fixtures/query_response.json");
const REQUEST_ID: &str = "20220302190077000001163010221223552";
const TOPUP_ID: &str = "20220304190077000001165100221516728";

fn answer(topup_result: ResultInfo) -> QueryTopupResponse {
    QueryTopupResponse::new(ResultInfo::success()).topup_result(topup_result)
}

fn result(status: &str, code: &str) -> ResultInfo {
    ResultInfo::new().result_status(status).result_code(code)
}

#[test]
fn one_number_is_needed_and_both_are_allowed() {
    assert_eq!(json!(QueryTopup::new(REQUEST_ID)), json!({ "topupRequestId": REQUEST_ID }));
    assert_eq!(json!(QueryTopup::by_topup_id(TOPUP_ID)), json!({ "topupId": TOPUP_ID }));
    let both = QueryTopup::new(REQUEST_ID).topup_id(TOPUP_ID);
    for query in [QueryTopup::new(REQUEST_ID), QueryTopup::by_topup_id(TOPUP_ID), both.clone()] {
        assert_eq!(query.validate(), Ok(()));
        assert_eq!(query.safety(), Safety::Query);
    }
    let mut neither = both;
    (neither.topup_id, neither.topup_request_id) = (None, None);
    for query in [neither, QueryTopup::new(""), QueryTopup::by_topup_id("")] {
        assert_eq!(query.validate().unwrap_err().field(), "topupRequestId");
    }
    assert_eq!(QueryTopup::new("1".repeat(65)).validate().unwrap_err().field(), "topupRequestId");
    let call = Call::new(&QueryTopup::new(REQUEST_ID)).unwrap();
    assert_eq!(call.key(), Some(REQUEST_ID));
    assert_eq!(call.api().route.as_ref().unwrap().path, "/ams/api/v1/topups/queryTopup");
}

/// The sample spells the code of its `result` `SUCCES`, and its top-up is in process.
#[test]
fn the_sample_is_pending() {
    let sample: QueryTopupResponse = read(RESPONSE).unwrap();
    assert_eq!(sample.result.result_code.as_ref().unwrap().as_str(), "SUCCES");
    assert_eq!(sample.result.status(), Some(Status::S));
    assert_eq!(sample.topup_result.as_ref().unwrap().result_code.as_ref().unwrap(), &code::PAYMENT_IN_PROCESS);
    assert_eq!(sample.outcome(), Pending);
}

/// Only what the table says, and only with its status.
#[test]
fn every_row_of_the_results_table() {
    for (status, code, expected) in [
        ("S", "SUCCESS", Moved),
        // The spelling of the sample is taken for success in exactly this form, and only with the status of success.
        ("S", "SUCCES", Moved),
        ("U", "SUCCES", Unknown),
        ("F", "SUCCES", Unknown),
        ("S", "SUCCE", Unknown),
        ("S", "SUCESS", Unknown),
        ("S", "succes", Unknown),
        ("S", "SUCCESSS", Unknown),
        ("U", "SUCCESS", Unknown),
        ("F", "SUCCESS", Unknown),
        ("U", "PAYMENT_IN_PROCESS", Pending),
        ("S", "PAYMENT_IN_PROCESS", Pending),
        ("F", "PAYMENT_IN_PROCESS", Unknown),
        ("F", "PROCESS_FAIL", NotMoved),
        ("F", "RISK_REJECT", NotMoved),
        ("F", "AML_REJECT", NotMoved),
        ("F", "USER_BALANCE_EXCEED_LIMIT", NotMoved),
        ("U", "PROCESS_FAIL", Unknown),
        ("S", "RISK_REJECT", Unknown),
        ("U", "UNKNOWN_EXCEPTION", Unknown),
        ("F", "UNKNOWN_EXCEPTION", Unknown),
        // Waits for the customer: not the end.
        ("F", "RISK_CHALLENGE", Unknown),
        // About a call, not about a top-up.
        ("F", "INVALID_SIGNATURE", Unknown),
        ("F", "REPEAT_REQ_INCONSISTENT", Unknown),
        ("F", "NEW_ONE", Unknown),
        ("S", "NEW_ONE", Unknown),
        ("A", "SUCCESS", Unknown),
        ("S", "", Unknown),
    ] {
        assert_eq!(answer(result(status, code)).outcome(), expected, "{status} {code}");
    }
    assert_eq!(answer(ResultInfo::new().result_status("S")).outcome(), Unknown);
    assert_eq!(answer(ResultInfo::new().result_code("SUCCESS")).outcome(), Unknown);
    let of = |wanted: MoneyOutcome| {
        let says = |info: &&CodeInfo| outcome(&ResultInfo::of(info)) == wanted;
        code::ALL.iter().filter(says).count()
    };
    assert_eq!((of(Moved), of(Pending), of(Unknown)), (2, 1, 1));
}

/// A refused question says nothing about the top-up.
#[test]
fn the_verdict_on_the_question_is_not_the_one_on_the_topup() {
    let asked = |call: ResultInfo| QueryTopupResponse::new(call).topup_result(ResultInfo::success()).outcome();
    assert_eq!(asked(ResultInfo::success()), Moved);
    assert_eq!(asked(result("S", "SUCCES")), Moved);
    assert_eq!(asked(result("F", "ACCESS_DENIED")), Unknown);
    assert_eq!(asked(result("U", "UNKNOWN_EXCEPTION")), Unknown);
    assert_eq!(asked(ResultInfo::new()), Unknown);
    assert_eq!(QueryTopupResponse::new(ResultInfo::success()).outcome(), Unknown);
}

#[test]
fn an_answer_about_another_topup_is_refused() {
    let about = |topup_id: &str, request_id: &str| {
        QueryTopupResponse::new(ResultInfo::success()).topup_id(topup_id).topup_request_id(request_id)
    };
    let both = QueryTopup::new(REQUEST_ID).topup_id(TOPUP_ID);
    let field = |query: &QueryTopup, answer: &QueryTopupResponse| {
        query.correlate(answer).map_err(|error| error.field().to_owned())
    };
    assert_eq!(field(&both, &about(TOPUP_ID, REQUEST_ID)), Ok(()));
    assert_eq!(field(&both, &about("1", REQUEST_ID)), Err("topupId".to_owned()));
    assert_eq!(field(&both, &about(TOPUP_ID, "1")), Err("topupRequestId".to_owned()));
    assert_eq!(field(&QueryTopup::new(REQUEST_ID), &about("1", REQUEST_ID)), Ok(()));
    assert_eq!(field(&QueryTopup::by_topup_id(TOPUP_ID), &about(TOPUP_ID, "1")), Ok(()));
    assert_eq!(field(&both, &QueryTopupResponse::new(ResultInfo::success())), Ok(()));
}

/// The example of the page has the members of another model, and one or many of them.
#[test]
fn summaries_come_alone_or_in_a_list_and_keep_what_they_do_not_know() {
    let with = |summaries: serde_json::Value| {
        let mut answer = value(RESPONSE);
        answer["topupDetailSummaries"] = summaries;
        read::<QueryTopupResponse>(&answer.to_string()).unwrap().topup_detail_summaries.unwrap()
    };
    let copied = json!({ "enabled": true, "topUpMethodType": "MIXEDCARD" });
    let summaries = with(copied.clone());
    assert_eq!(summaries, with(json!([copied])));
    assert_eq!(summaries[0].extra.get("topUpMethodType"), Some(&json!("MIXEDCARD")));
    let amount = json!({ "paymentAmount": { "currency": "THB", "value": 349_600 } });
    assert_eq!(with(amount), [TopupDetailSummary::new().payment_amount(Amount::new(Currency::THB, 349_600))]);
}

#[test]
fn debug_and_errors_show_no_values() {
    let [text, digits] = PLANTED;
    let amount = Amount::new(Currency::SGD, 4_111_222_233_334_444_i128);
    let summary = TopupDetailSummary::new().customer_id(digits).extend_info(text).payment_amount(amount);
    let request = QueryTopup::new(digits).topup_id(TopupId::from(digits)).extra("more", text);
    let response = answer(ResultInfo::success().result_message(text))
        .topup_detail_summaries([summary])
        .topup_id(digits)
        .topup_request_id(digits)
        .topup_amount(amount)
        .complete_time("2022-03-03T09:44:35Z")
        .action_form(ChallengeActionForm::new().challenge_render_value(text))
        .extra("more", text);
    assert!(leaks(&json!(request).to_string()) && leaks(&json!(response).to_string()));
    for shown in [format!("{request:?}"), format!("{response:#?}")] {
        assert!(!leaks(&shown), "{shown}");
    }
    assert!(assert_errors_quote_nothing::<QueryTopupResponse>(&json!(response)) > 20);
}
