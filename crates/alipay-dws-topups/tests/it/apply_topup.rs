//! `applyTopup` against what is known of its page.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, reason = "a test may panic")]

use crate::support;

use alipay_dws_topups::{
    ApplyTopup, ApplyTopupResponse, ChannelOptionBill, TopupDetail, TopupMethod, TopupMethodMetaData, TopupMethodType,
    apply_topup::code,
};
use alipay_wire::{
    Amount, Api, Call, CodeInfo, Currency, JsonText,
    MoneyOutcome::{self, NotMoved, Pending, Unknown},
    Request, Safety,
    dws::{ChallengeActionForm, ChallengeType, Env, TerminalType},
    signed_header::ResultInfo,
};
use serde_json::json;
use support::{PLANTED, assert_errors_quote_nothing, leaks, read, value};

const REQUEST: &str = include_str!("../fixtures/apply_request.json");
const CUSTOMER: &str = "2163210007360016";

fn method() -> TopupMethod {
    let more = TopupMethodMetaData::new()
        .channel_option_bill(r#"{"maskCardNo":"*********3012"}"#)
        .bind_payment_method(false)
        .bound_payment_method(true);
    TopupMethod::new(TopupMethodType::GcashEbank).topup_method_id("ALIPAYcAEuXghSHz5O==").topup_method_meta_data(more)
}

fn apply(details: impl Into<Vec<TopupDetail>>) -> ApplyTopup {
    ApplyTopup::new("20220302190077000001163010221223552", details, Env::new().terminal_type(TerminalType::App))
}

fn sample() -> ApplyTopup {
    apply([TopupDetail::new(CUSTOMER, Amount::new(Currency::PHP, 960_000), method())])
}

fn refused_field(request: &ApplyTopup) -> String {
    request.validate().unwrap_err().field().to_owned()
}

/// The example has the amount as a number; the page wants every scalar as a string, and that is followed.
#[test]
fn the_example_is_what_the_builder_writes_but_for_the_bare_amount() {
    let mut expected = value(REQUEST);
    let amount = expected.pointer_mut("/topupDetails/0/topupAmount/value").unwrap();
    assert_eq!(*amount, json!(960_000));
    *amount = json!("960000");
    assert_eq!(json!(sample()), expected);
    assert_eq!(sample().validate(), Ok(()));
    assert_eq!(read::<ApplyTopup>(REQUEST).unwrap(), sample());
    let bill = sample().topup_details[0].topup_method.topup_method_meta_data.clone().unwrap().channel_option_bill;
    assert_eq!(bill.unwrap().parse().unwrap(), ChannelOptionBill::new().mask_card_no("*********3012"));
}

#[test]
fn the_request_id_makes_it_keyed() {
    let call = Call::new(&sample()).unwrap();
    assert_eq!((call.safety(), call.key()), (Safety::Keyed, Some("20220302190077000001163010221223552")));
    assert_eq!(call.api().route.as_ref().unwrap().path, "/ams/api/v1/topups/applyTopup");
    let mut unnamed = sample();
    unnamed.request_id = "".into();
    assert_eq!(refused_field(&unnamed), "requestId");
}

#[test]
fn there_must_be_something_to_top_up() {
    assert_eq!(refused_field(&apply([])), "topupDetails");
    let negative = TopupDetail::new(CUSTOMER, Amount::new(Currency::PHP, -1), method());
    assert_eq!(refused_field(&apply([negative])), "topupDetails[0].topupAmount.value");
    let unnamed = TopupDetail::new(CUSTOMER, Amount::new(Currency::PHP, 1), TopupMethodType::from(""));
    assert_eq!(refused_field(&apply([unnamed])), "topupDetails[0].topupMethod.topupMethodType");
    let mut broken = sample();
    broken.topup_details[0].topup_method.topup_method_meta_data =
        Some(TopupMethodMetaData::new().channel_option_bill("no JSON"));
    assert_eq!(refused_field(&broken), "topupDetails[0].topupMethod.topupMethodMetaData.channelOptionBill");
}

/// The page's text puts the customer beside the method, the braces of its example into it.
#[test]
fn the_customer_stands_in_one_of_two_places() {
    let mut moved = sample();
    moved.topup_details[0].customer_id = None;
    assert_eq!(refused_field(&moved), "topupDetails[0].customerId");
    moved.topup_details[0].topup_method.customer_id = Some(CUSTOMER.into());
    assert_eq!((moved.validate(), moved.topup_details[0].customer().unwrap().as_str()), (Ok(()), CUSTOMER));
    assert_eq!(json!(moved)["topupDetails"][0]["topupMethod"]["customerId"], CUSTOMER);
    moved.topup_details[0].customer_id = Some(CUSTOMER.into());
    assert_eq!(moved.validate(), Ok(()));
    moved.topup_details[0].customer_id = Some("2188210291658265".into());
    assert_eq!(refused_field(&moved), "topupDetails[0].customerId");
}

#[test]
fn accepted_is_not_done() {
    let of = |info: &CodeInfo| ApplyTopupResponse::new(ResultInfo::of(info));
    for (answer, outcome) in [
        (of(&code::SUCCESS), Pending),
        (of(&code::RISK_REJECT), NotMoved),
        (of(&code::UPPER_EXCEED_AMOUNT_LIMIT), NotMoved),
        // NotMoved because the number is taken: what happened to the top-up that took it is not said.
        (of(&code::REPEAT_REQ_INCONSISTENT), Unknown),
        (of(&code::UNKNOWN_EXCEPTION), Unknown),
        (of(&code::REQUEST_TRAFFIC_EXCEED_LIMIT), Unknown),
        (ApplyTopupResponse::new(ResultInfo::new().result_status("F")), NotMoved),
        (ApplyTopupResponse::new(ResultInfo::new().result_status("A")), Unknown),
        (ApplyTopupResponse::new(ResultInfo::new()), Unknown),
    ] {
        assert_eq!(answer.outcome(), outcome, "{answer:?}");
    }
    let settled = code::ALL.iter().filter(|info| of(info).outcome() == MoneyOutcome::Moved);
    assert_eq!(settled.count(), 0, "no answer to an application says that money moved");
}

#[test]
fn the_answer_is_read_with_what_is_inferred_and_what_is_not_known() {
    let json = r#"{"result":{"resultCode":"SUCCESS","resultStatus":"S"},"topupId":20220304190077,"actionForm":
        {"actionFormType":"ChallengeActionForm","challengeRenderValue":"v","challengeType":"SMS_OTP"},"more":1}"#;
    let answer: ApplyTopupResponse = read(json).unwrap();
    assert_eq!(answer.topup_id.as_ref().unwrap().as_str(), "20220304190077");
    assert_eq!(answer.action_form.as_ref().unwrap().challenge_type, Some(ChallengeType::SmsOtp));
    assert_eq!(answer.extra.get("more"), Some(&json!(1)));
    assert_eq!(read::<ApplyTopupResponse>(r#"{"result":{"resultStatus":"S"}}"#).unwrap().outcome(), Pending);
}

#[test]
fn an_answer_to_another_application_is_refused() {
    let field = |id: &str| {
        let answer = ApplyTopupResponse::new(ResultInfo::success()).topup_request_id(id);
        sample().correlate(&answer).map_err(|error| error.field().to_owned())
    };
    assert_eq!(field("20220302190077000001163010221223552"), Ok(()));
    assert_eq!(field("another"), Err("topupRequestId".to_owned()));
    assert_eq!(sample().correlate(&ApplyTopupResponse::new(ResultInfo::success())), Ok(()));
}

#[test]
fn debug_and_errors_show_no_values() {
    let [text, digits] = PLANTED;
    let bill = JsonText::of(&ChannelOptionBill::new().mask_card_no(text)).unwrap();
    let more = TopupMethodMetaData::new().channel_option_bill(bill).extra("more", text);
    let method = TopupMethod::new("MIXEDCARD").topup_method_id(text).topup_method_meta_data(more).customer_id(digits);
    let detail = TopupDetail::new(digits, Amount::new(Currency::PHP, 4_111_222_233_334_444_i128), method);
    let request = ApplyTopup::new(digits, [detail], Env::new().client_ip(text)).notify_url(text).redirect_url(text);
    let response = ApplyTopupResponse::new(ResultInfo::success().result_message(text))
        .topup_id(digits)
        .topup_request_id(digits)
        .action_form(ChallengeActionForm::new().challenge_render_value(text));
    assert!(leaks(&json!(request).to_string()) && leaks(&json!(response).to_string()));
    for shown in [format!("{request:?}"), format!("{response:#?}")] {
        assert!(!leaks(&shown), "{shown}");
    }
    assert!(assert_errors_quote_nothing::<ApplyTopupResponse>(&json!(response)) > 10);
}
