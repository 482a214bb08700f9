//! `inquiryBalance` against its page.

#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use crate::support;

use alipay_wire::{Amount, Api, Call, Currency, Request, Safety, signed_header::ResultInfo};
use alipay_worldfirst_fund::{
    InquiryBalance, InquiryBalanceResponse, TransferFactor, TransferFundType, inquiry_balance::code,
};
use serde_json::{Value, json};
use support::{
    PLANTED, assert_codes, assert_errors_quote_nothing, assert_fields, assert_members, leaks, page, read, value,
};

const REQUEST: &str = include_str!("../fixtures/request.json");
const RESPONSE: &str = include_str!("../fixtures/response.json");

fn sample_request() -> InquiryBalance {
    InquiryBalance::new(Currency::CNY).transfer_factor(TransferFundType::GlobalGlobalService)
}

fn answer(amounts: impl Into<Vec<Amount>>) -> InquiryBalanceResponse {
    InquiryBalanceResponse::new(ResultInfo::of(&code::SUCCESS).result_message("Success"), amounts)
}

fn sample_response() -> InquiryBalanceResponse {
    answer([Amount::new(Currency::CNY, 50_000)]).transfer_factor(TransferFundType::GlobalGlobalService)
}

/// The sample answer with these members set; `null` takes one away.
fn altered(members: &Value) -> String {
    let mut answer = value(RESPONSE);
    for (name, value) in members.as_object().unwrap() {
        answer[name] = value.clone();
    }
    answer.to_string()
}

#[test]
fn the_page_and_the_types_have_the_same_fields() {
    let page = page("inquiryBalance");
    let note = "required only of partners with several kinds of transfer, by the page's note";
    assert_fields::<InquiryBalance>(&page["request"], &[("transferFactor", note)]);
    let echo = "echoes the request, which may not have it";
    assert_fields::<InquiryBalanceResponse>(&page["response"], &[("transferFactor", echo)]);
    assert_members::<TransferFactor>(&page["models"]["TransferFactor"], &[]);
}

#[test]
fn the_page_and_the_code_have_the_same_codes() {
    assert_codes(&page("inquiryBalance")["codes"], code::ALL, &[]);
}

#[test]
fn the_sample_request_is_what_the_builder_writes() {
    assert_eq!(json!(sample_request()), value(REQUEST));
    assert_eq!(read::<InquiryBalance>(REQUEST).unwrap(), sample_request());
    let call = Call::new(&sample_request()).unwrap();
    assert_eq!((call.safety(), call.key()), (Safety::Query, None));
    assert_eq!(call.api().route.as_ref().unwrap().path, "/aps/api/business/fund/inquiryBalance");
    assert_eq!(json!(InquiryBalance::new(Currency::USD)), json!({ "currency": "USD" }));
}

#[test]
fn an_empty_kind_of_transfer_is_refused() {
    let invalid = sample_request().transfer_factor(TransferFundType::from("")).validate().unwrap_err();
    assert_eq!(invalid.field(), "transferFactor.transferFundType");
}

#[test]
fn the_sample_answer_is_read() {
    assert_eq!(read::<InquiryBalanceResponse>(RESPONSE).unwrap(), sample_response());
}

/// The table says `balance`, the sample `balances`; what the table calls a list may be one amount, its value a number.
#[test]
fn balance_and_balances_one_and_many() {
    let amount = json!({ "currency": "CNY", "value": 50000 });
    for members in [
        json!({ "balances": null, "balance": [amount] }),
        json!({ "balances": null, "balance": amount }),
        json!({ "balances": amount }),
        json!({ "balance": [amount] }),
    ] {
        assert_eq!(read::<InquiryBalanceResponse>(&altered(&members)).unwrap(), sample_response(), "{members}");
    }
    let differing = altered(&json!({ "balance": [{ "currency": "CNY", "value": "4111" }] }));
    let error = read::<InquiryBalanceResponse>(&differing).unwrap_err().to_string();
    assert!(error.contains("expected both spellings of the field to agree"), "{error}");
    let error = read::<InquiryBalanceResponse>(&altered(&json!({ "balances": null }))).unwrap_err().to_string();
    assert!(error.starts_with("balance is missing"), "{error}");
}

#[test]
fn an_answer_to_another_question_is_refused() {
    let field =
        |answer: &InquiryBalanceResponse| sample_request().correlate(answer).map_err(|error| error.field().to_owned());
    assert_eq!(field(&sample_response()), Ok(()));
    assert_eq!(field(&answer([])), Ok(()));
    let other = [Amount::new(Currency::CNY, 1), Amount::new(Currency::USD, 1)];
    assert_eq!(field(&answer(other)), Err("balance.currency".to_owned()));
    let other = sample_response().transfer_factor(TransferFundType::GlobalWorldfirst);
    assert_eq!(field(&other), Err("transferFactor.transferFundType".to_owned()));
    // Nothing was asked, so nothing can differ.
    assert_eq!(InquiryBalance::new(Currency::CNY).correlate(&other), Ok(()));
}

#[test]
fn debug_and_errors_show_no_values() {
    let [text, _] = PLANTED;
    let factor = || TransferFactor::new("GLOBAL_GLOBAL_SERVICE").extra("more", text);
    let request = sample_request().transfer_factor(factor()).extra("more", text);
    let result = ResultInfo::success().result_message(text).extra("more", text);
    let response = InquiryBalanceResponse::new(result, [Amount::new(Currency::CNY, 4_111_222_233_334_444_i128)])
        .transfer_factor(factor())
        .extra("more", text);
    assert!(leaks(&json!(request).to_string()) && leaks(&json!(response).to_string()));
    for shown in [format!("{request:?}"), format!("{response:#?}")] {
        assert!(!leaks(&shown) && shown.contains("GLOBAL_GLOBAL_SERVICE"), "{shown}");
    }
    assert!(assert_errors_quote_nothing::<InquiryBalanceResponse>(&value(RESPONSE)) > 20);
}
