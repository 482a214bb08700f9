//! `notifyTopup` against what is known of its page.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, reason = "a test may panic")]

use crate::support;

use std::collections::HashSet;

use alipay_dws_topups::{ExtendInfo, NotifyTopup, NotifyType, TopupDetailSummary, TopupMethodType};
use alipay_wire::{
    Amount, Currency, JsonText,
    MoneyOutcome::{Moved, NotMoved, Pending, Unknown},
    Notification,
    dws::{ChallengeActionForm, ChallengeType},
    signed_header::ResultInfo,
};
use serde_json::json;
use support::{PLANTED, assert_errors_quote_nothing, leaks, read, value};

const NOTIFICATION: &str = include_str!("../fixtures/notification.json");

fn sample() -> NotifyTopup {
    read(NOTIFICATION).unwrap()
}

fn of(kind: &str, status: &str, code: &str) -> NotifyTopup {
    NotifyTopup::new(kind, ResultInfo::new().result_status(status).result_code(code)).topup_id("20220303194010800100")
}

#[test]
fn the_sample_is_read() {
    let sample = sample();
    let amount = Amount::new(Currency::THB, 349_600);
    assert_eq!((&sample.notify_type, sample.topup_amount), (&NotifyType::TopupResult, Some(amount)));
    assert_eq!(sample.complete_time.as_ref().unwrap().unix_millis(), Some(1_646_300_675_000));
    let [summary] = &sample.topup_detail_summaries.as_deref().unwrap() else { panic!("one, not in a list") };
    assert_eq!(
        (summary.payment_amount, &summary.payment_method_type),
        (Some(amount), &Some(TopupMethodType::Mixedcard))
    );
    let expected = ExtendInfo::new()
        .pay_provider("KASITHBK")
        .auth_code("047407")
        .card_index_no("2019070119027100165906606897704")
        .masked_card_no("439137******2494");
    assert_eq!(summary.extend_info.as_ref().unwrap().parse().unwrap(), expected);
    assert!(sample.extra.is_empty() && summary.extra.is_empty());
    assert_eq!(sample.outcome(), Moved);
    // The list the page's table speaks of.
    let mut listed = value(NOTIFICATION);
    listed["topupDetailSummaries"] = json!([listed["topupDetailSummaries"]]);
    assert_eq!(read::<NotifyTopup>(&listed.to_string()).unwrap(), sample);
}

#[test]
fn every_row_of_the_outcome_table() {
    for (kind, status, code, expected) in [
        ("TOPUP_RESULT", "S", "SUCCESS", Moved),
        ("TOPUP_RESULT", "F", "PROCESS_FAIL", NotMoved),
        ("TOPUP_RESULT", "U", "PAYMENT_IN_PROCESS", Pending),
        ("TOPUP_RESULT", "F", "NEW_ONE", Unknown),
        ("TOPUP_RESULT", "S", "NEW_ONE", Unknown),
        // A step that succeeded is not the end of the top-up.
        ("TOPUP_PROCESS", "S", "SUCCESS", Pending),
        ("TOPUP_PROCESS", "U", "PAYMENT_IN_PROCESS", Pending),
        ("TOPUP_PROCESS", "U", "NEW_ONE", Pending),
        ("TOPUP_PROCESS", "F", "PROCESS_FAIL", Unknown),
        ("TOPUP_PROCESS", "A", "SUCCESS", Unknown),
        ("TOPUP_REVERSED", "S", "SUCCESS", Unknown),
        ("topup_result", "S", "SUCCESS", Unknown),
    ] {
        assert_eq!(of(kind, status, code).outcome(), expected, "{kind} {status} {code}");
    }
    assert_eq!(NotifyTopup::new(NotifyType::TopupProcess, ResultInfo::new()).outcome(), Unknown);
}

#[test]
fn a_repetition_is_the_same_event() {
    assert_eq!((NotifyTopup::NAME, sample().event()), ("notifyTopup", sample().event()));
    let event = "TOPUP_RESULT/S/SUCCESS/-/topupId/20220303194010800100165270282977819";
    assert_eq!(sample().event().as_deref(), Some(event), "what is stored must be found again by later versions");
    // Dated anew, worded anew, with members nobody knows yet.
    let mut again = sample().complete_time("2022-03-03T09:45:00Z").extra("more", 1);
    again.result.result_message = Some("success.".to_owned());
    assert_eq!(again.event(), sample().event());
}

#[test]
fn whatever_else_is_said_is_another_event() {
    let form = |kind: ChallengeType, value: &str| {
        ChallengeActionForm::new().challenge_type(kind).challenge_render_value(value)
    };
    let step = || of("TOPUP_PROCESS", "U", "PAYMENT_IN_PROCESS");
    let events = [
        step(),
        step().topup_id("20220303194010800101"),
        of("TOPUP_RESULT", "U", "PAYMENT_IN_PROCESS"),
        of("TOPUP_RESULT", "S", "SUCCESS"),
        of("TOPUP_RESULT", "F", "PROCESS_FAIL"),
        of("TOPUP_RESULT", "F", "RISK_REJECT"),
        // The PIN first, then two codes: three challenges of one top-up.
        step().action_form(form(ChallengeType::PaymentPassword, "")),
        step().action_form(form(ChallengeType::SmsOtp, "")),
        step().action_form(form(ChallengeType::SmsOtp, "first")),
        step().action_form(form(ChallengeType::SmsOtp, "second")),
    ];
    let distinct: HashSet<String> = events.iter().map(|event| event.event().unwrap()).collect();
    assert_eq!(distinct.len(), events.len());
    let [text, _] = PLANTED;
    assert!(!leaks(&step().action_form(form(ChallengeType::SmsOtp, text)).event().unwrap()));
}

/// The gateway's number, or else the merchant's, told apart; without either nothing can be recognised.
#[test]
fn an_event_needs_the_number_of_the_topup() {
    let mut one = of("TOPUP_RESULT", "S", "SUCCESS").topup_request_id("r/1");
    assert_eq!(one.event().as_deref(), Some("TOPUP_RESULT/S/SUCCESS/-/topupId/20220303194010800100"));
    one.topup_id = None;
    assert_eq!(one.event().as_deref(), Some("TOPUP_RESULT/S/SUCCESS/-/topupRequestId/r/1"));
    one.topup_request_id = None;
    assert_eq!(one.event(), None);
    // A blank number is none: by it, all top-ups would be one event.
    one = one.topup_id(" ").topup_request_id("r/1");
    assert_eq!(one.event().as_deref(), Some("TOPUP_RESULT/S/SUCCESS/-/topupRequestId/r/1"));
    assert_eq!(one.topup_request_id("").event(), None);
    let bare = NotifyTopup::new("TOPUP_RESULT", ResultInfo::new()).topup_id("1");
    assert_eq!(bare.event().as_deref(), Some("TOPUP_RESULT/-/-/-/topupId/1"));
}

#[test]
fn debug_and_errors_show_no_values() {
    let [text, digits] = PLANTED;
    let amount = Amount::new(Currency::THB, 4_111_222_233_334_444_i128);
    let extend = ExtendInfo::new().auth_code(digits).card_index_no(digits).masked_card_no(text);
    let summary = TopupDetailSummary::new()
        .customer_id(digits)
        .extend_info(JsonText::of(&extend).unwrap())
        .payment_amount(amount)
        .extra("more", text);
    let body = NotifyTopup::new(NotifyType::TopupResult, ResultInfo::success().result_message(text))
        .topup_id(digits)
        .topup_request_id(text)
        .topup_amount(amount)
        .topup_detail_summaries([summary])
        .action_form(ChallengeActionForm::new().challenge_render_value(text))
        .extra("more", text);
    assert!(leaks(&json!(body).to_string()));
    for shown in [format!("{body:#?}"), format!("{extend:?}")] {
        assert!(!leaks(&shown), "{shown}");
    }
    assert!(assert_errors_quote_nothing::<NotifyTopup>(&value(NOTIFICATION)) > 20);
}
