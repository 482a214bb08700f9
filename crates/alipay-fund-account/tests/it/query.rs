//! `alipay.fund.account.query` against its page.

#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use crate::support;

use alipay_fund_account::{
    AccountType, BalanceAccountDetail, CardStatus, ExtCardInfo, ExtInfo, FundAccountQuery, FundAccountQueryResponse,
    query::code,
};
use alipay_wire::{Call, CallError, Code, Invalid, JsonText, Request, Safety, Yuan, open_platform};
use serde_json::{Value, json};
use support::{
    PLANTED, assert_codes, assert_errors_quote_nothing, assert_fields, assert_members, leaks, page, read, value,
};

const REQUEST: &str = include_str!("../fixtures/request.json");
const RESPONSE: &str = include_str!("../fixtures/response.json");
const FAILURE: &str = include_str!("../fixtures/response_failure.json");

/// The node of an answer: what is signed, and decoded.
fn node(answer: &str) -> Value {
    value(answer)["alipay_fund_account_query_response"].take()
}

fn sample_request() -> FundAccountQuery {
    FundAccountQuery::new("2088301409188095")
        .merchant_user_id("243893499")
        .account_product_code("DING_ACCOUNT")
        .account_type(AccountType::TrusteeshipAccount)
        .account_scene_code("SCENE_000_000_000")
        .ext_info(JsonText::of(&ExtInfo::new().agreement_no("2019000000000")).unwrap())
}

fn sample_response() -> FundAccountQueryResponse {
    let card = ExtCardInfo::new()
        .card_no("2088881500000002150")
        .bank_acc_name("xxx208888")
        .card_branch("支付宝-备付金账户")
        .card_bank("支付机构备付金集中存管账户")
        .card_location("上海市-上海市")
        .card_deposit("991290000015")
        .status("1");
    FundAccountQueryResponse::new(Yuan::from_fen(2645)).code("10000").msg("Success").ext_card_info(card)
}

fn refused(query: &FundAccountQuery) -> Invalid {
    query.validate().unwrap_err()
}

#[test]
fn the_page_and_the_types_have_the_same_fields() {
    let page = page("alipay.fund.account.query");
    let instead = "alipay_open_id may stand instead, on newer pages";
    assert_fields::<FundAccountQuery>(&page["request"], &[("alipay_user_id", instead)]);
    let rest = "the REST protocol has none in a success";
    assert_fields::<FundAccountQueryResponse>(&page["response"], &[("code", rest), ("msg", rest)]);
    let models = &page["models"];
    assert_members::<ExtCardInfo>(&models["ExtCardInfo"], &[]);
    assert_members::<BalanceAccountDetail>(&models["BalanceAccountDetail"], &[]);
    for (name, max) in page["model_limits"]["ExtCardInfo"].as_object().unwrap() {
        let field = <ExtCardInfo as alipay_wire::Model>::FIELDS.iter().find(|field| field.name == name).unwrap();
        assert_eq!(json!(field.max), *max, "{name}");
    }
}

#[test]
fn the_page_and_the_code_have_the_same_codes() {
    let page = page("alipay.fund.account.query");
    let newer = "on newer pages";
    let newer = [
        ("AUTH_USERID_IS_NOT_MATCH", newer),
        ("AUTHOREE_IS_NOT_MATCH", newer),
        ("USER_AGREEMENT_STATUS_ABNORMAL", newer),
        ("USER_AGREEMENT_IS_OUT_OF_DATE", newer),
        ("MERCHANT_AGREEMENT_VERIFY_FAIL", newer),
        ("AUTH_INFO_NOT_EXISTS", newer),
        ("ALIPAY_ACCOUNT_NOT_EXIST", newer),
        ("AUTH_CODE_ERROR", newer),
        ("NO_PERMISSION", newer),
    ];
    assert_codes(&page["codes"], code::ALL, &newer);
    for code in page["gateway_codes"].as_array().unwrap() {
        assert!(open_platform::code::ALL.iter().any(|info| *code == info.code), "{code}");
    }
    assert_eq!(FundAccountQuery::META.code(&Code::from("SYSTEM_ERROR")), Some(&code::SYSTEM_ERROR));
}

#[test]
fn the_sample_request_is_what_the_builder_writes() {
    assert_eq!(json!(sample_request()), value(REQUEST));
    assert_eq!(read::<FundAccountQuery>(REQUEST).unwrap(), sample_request());
    let ext_info = sample_request().ext_info.unwrap().parse().unwrap();
    assert_eq!(ext_info, ExtInfo::new().agreement_no("2019000000000"));
}

/// The sample carries both account codes, which its own page forbids.
#[test]
fn the_sample_request_is_sent_unchecked_only() {
    let invalid = refused(&sample_request());
    assert_eq!(invalid.field(), "account_product_code");
    assert!(matches!(Call::new(&sample_request()), Err(CallError::Invalid(same)) if same == invalid));

    let call = Call::new(&sample_request().unchecked()).unwrap();
    assert_eq!(value(std::str::from_utf8(call.payload().json().unwrap()).unwrap()), value(REQUEST));
    assert_eq!((call.safety(), call.key()), (Safety::Query, None));
    assert_eq!(call.api().name, "alipay.fund.account.query");
    assert_eq!(call.api().route.as_ref().unwrap().path, "/v3/alipay/fund/account/query");
}

#[test]
fn a_member_must_be_named() {
    assert_eq!(FundAccountQuery::new("2088301409188095").validate(), Ok(()));
    assert_eq!(FundAccountQuery::by_open_id("074a1CcTG1LelxKe4xQC0zgNdId0nxi95b5lsNpazWYoCo5").validate(), Ok(()));
    assert_eq!(FundAccountQuery::new("").alipay_open_id("074a").validate(), Ok(()));
    for nobody in
        [FundAccountQuery::new(""), FundAccountQuery::by_open_id(""), FundAccountQuery::new("").alipay_open_id("")]
    {
        assert_eq!(refused(&nobody).field(), "alipay_user_id");
    }
}

#[test]
fn lengths_and_ext_info_are_checked() {
    let query = || FundAccountQuery::new("2088301409188095");
    assert_eq!(refused(&FundAccountQuery::new("2".repeat(29))).field(), "alipay_user_id");
    assert_eq!(refused(&query().merchant_user_id("1".repeat(65))).field(), "merchant_user_id");
    assert_eq!(refused(&query().account_scene_code("S".repeat(33))).field(), "account_scene_code");
    assert_eq!(refused(&query().account_type("T".repeat(31))).field(), "account_type");
    assert_eq!(refused(&query().ext_info(format!("\"{}\"", "x".repeat(1023)))).field(), "ext_info");
    assert_eq!(refused(&query().ext_info("agreement_no=1")).field(), "ext_info");
}

#[test]
fn the_sample_answer_is_read() {
    let sample = node(RESPONSE);
    assert_eq!(read::<FundAccountQueryResponse>(&sample.to_string()).unwrap(), sample_response());
    assert_eq!(json!(sample_response()), sample);
}

/// A failure is never decoded. Were it, it would not pass for a balance.
#[test]
fn the_sample_failure_is_no_balance() {
    let error = read::<FundAccountQueryResponse>(&node(FAILURE).to_string()).unwrap_err();
    assert!(error.to_string().starts_with("available_amount is missing"), "{error}");
}

#[test]
fn newer_members_and_lenient_forms_are_read() {
    let answer = r#"{"available_amount":"10.5","freeze_amount":3,"total_amount":"13.50","amount_detail":{"acs":"1","bank":"12.50"},
        "ext_card_info":{"status":"A","card_deposit":991290000015},"added_later":{"a":1}}"#;
    let expected = FundAccountQueryResponse::new(Yuan::from_fen(1050))
        .freeze_amount(Yuan::from_fen(300))
        .total_amount(Yuan::from_fen(1350))
        .amount_detail(BalanceAccountDetail::new().acs(Yuan::from_fen(100)).bank(Yuan::from_fen(1250)))
        .ext_card_info(ExtCardInfo::new().status(CardStatus::Normal).card_deposit("991290000015"))
        .extra("added_later", json!({ "a": 1 }));
    assert_eq!(read::<FundAccountQueryResponse>(answer).unwrap(), expected);
    for amount in ["26.455", "1e2", "", "26,45"] {
        let answer = json!({ "available_amount": amount }).to_string();
        assert_eq!(read::<FundAccountQueryResponse>(&answer).unwrap_err().path(), "available_amount", "{amount}");
    }
}

#[test]
fn debug_and_errors_show_no_values() {
    let [text, digits] = PLANTED;
    let request = FundAccountQuery::new(text)
        .alipay_open_id(text)
        .merchant_user_id(digits)
        .account_product_code("DING_ACCOUNT")
        .ext_info(json!({ "agreement_no": text }).to_string())
        .extra("more", text);
    let card = ExtCardInfo::new()
        .card_no(digits)
        .bank_acc_name(text)
        .card_branch(text)
        .card_bank(text)
        .card_location(text)
        .card_deposit(digits)
        .extra("more", text);
    let amount = Yuan::from_fen(411_122_223_333_444_400);
    let response = FundAccountQueryResponse::new(amount)
        .msg(text)
        .sub_msg(text)
        .ext_card_info(card)
        .freeze_amount(amount)
        .total_amount(amount)
        .amount_detail(BalanceAccountDetail::new().acs(amount).bank(amount))
        .extra("more", text);
    assert!(leaks(&json!(request).to_string()) && leaks(&json!(response).to_string()));
    for shown in [format!("{request:?}"), format!("{response:#?}"), format!("{:?}", ExtInfo::new().agreement_no(text))]
    {
        assert!(!leaks(&shown), "{shown}");
    }
    assert!(format!("{request:?}").contains("DING_ACCOUNT"));
    assert!(assert_errors_quote_nothing::<FundAccountQueryResponse>(&node(RESPONSE)) > 20);
}
