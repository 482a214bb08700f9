//! `alipay.trade.pay` against its page.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, reason = "a test may panic")]

use crate::support;

use alipay_trade::{
    AgreementParams, AuthConfirmMode, BusinessParams, ProductCode, PromoParam, QueryOption, Scene, TradePay,
    TradePayResponse, pay::code,
};
use alipay_wire::{
    Api, Code, Meaning,
    MoneyOutcome::{Moved, Pending, Unknown},
    Request, Safety, Status, Yuan,
};
use serde_json::{Value, json};
use support::{
    PLANTED, assert_errors_quote_nothing, assert_names, assert_nothing_left, leaks, read, refused, sent, value,
};

const RESPONSE: &str = include_str!("../fixtures/pay_response.json");

fn order() -> TradePay {
    TradePay::new("20240906_000018", Yuan::from_fen(12_088), "tea")
}

fn by_code() -> TradePay {
    order().auth_code("28763443825664394")
}

#[test]
fn a_payment_by_code() {
    let request = by_code()
        .scene(Scene::BarCode)
        .product_code(ProductCode::FaceToFacePayment)
        .store_id("NJ_001")
        .operator_id("yx_001")
        .terminal_id("NJ_T_001")
        .is_async_pay(false)
        .business_params(BusinessParams::new().mc_create_trade_ip("192.0.2.17"))
        .promo_params(PromoParam::new().actual_order_time("2024-09-06 15:00:00"))
        .query_options([QueryOption::FundBillList, QueryOption::VoucherDetailList]);
    let (body, safety, key) = sent(&request);
    assert_eq!(
        body,
        json!({
            "out_trade_no": "20240906_000018", "total_amount": "120.88", "subject": "tea",
            "auth_code": "28763443825664394", "scene": "bar_code", "product_code": "FACE_TO_FACE_PAYMENT",
            "store_id": "NJ_001", "operator_id": "yx_001", "terminal_id": "NJ_T_001", "is_async_pay": false,
            "business_params": { "mc_create_trade_ip": "192.0.2.17" },
            "promo_params": { "actual_order_time": "2024-09-06 15:00:00" },
            "query_options": ["fund_bill_list", "voucher_detail_list"],
        })
    );
    assert_eq!((safety, key.as_deref()), (Safety::Keyed, Some("20240906_000018")));
    assert_eq!(TradePay::META.name, "alipay.trade.pay");
    let route = TradePay::META.route.as_ref().unwrap();
    assert_eq!((route.method.as_str(), &*route.path), ("POST", "/v3/alipay/trade/pay"));
}

#[test]
fn the_payer_is_named_in_one_way() {
    let agreement = || AgreementParams::new("20170322450983769228");
    let one = "auth_code: must be given, or agreement_params, or auth_no, and one of them only";
    assert_eq!(by_code().validate(), Ok(()));
    assert_eq!(refused(&order()), one);
    assert_eq!(refused(&by_code().agreement_params(agreement())), one);
    assert_eq!(refused(&by_code().auth_no("2016110310002001760201905725")), one);

    let by_agreement = order().agreement_params(agreement());
    assert_eq!(refused(&by_agreement), "product_code: is required with agreement_params and auth_no");
    assert_eq!(by_agreement.product_code(ProductCode::CyclePayAuth).validate(), Ok(()));

    let by_authority = order()
        .auth_no("2016110310002001760201905725")
        .auth_confirm_mode(AuthConfirmMode::Complete)
        .product_code(ProductCode::PreAuth);
    assert_eq!(refused(&by_authority), "buyer_id: is required with auth_no, unless buyer_open_id is given");
    let by_authority = by_authority.buyer_open_id("074a1CcTG1LelxKe4xQC0zgNdId0nxi95b5lsNpazWYoCo5");
    assert_eq!(refused(&by_authority), "seller_id: is required with auth_no");
    assert_eq!(by_authority.seller_id("2088102146225135").validate(), Ok(()));
}

#[test]
fn amounts_add_up() {
    let yuan = Yuan::from_fen;
    let parts = by_code().discountable_amount(yuan(8_000)).undiscountable_amount(yuan(4_088));
    assert_eq!(parts.validate(), Ok(()));
    assert!(refused(&parts.undiscountable_amount(yuan(4_087))).starts_with("discountable_amount: must make up"));
    assert_eq!(by_code().discountable_amount(yuan(1)).validate(), Ok(()));
    // Merchants write that all of it, or nothing, may be lowered.
    assert_eq!(by_code().undiscountable_amount(yuan(0)).validate(), Ok(()));
    assert_eq!(by_code().discountable_amount(yuan(0)).undiscountable_amount(yuan(12_088)).validate(), Ok(()));
    assert!(refused(&by_code().discountable_amount(yuan(-1))).starts_with("discountable_amount: must be from 0.00"));
    assert!(refused(&by_code().undiscountable_amount(yuan(i64::MAX))).starts_with("undiscountable_amount: must be"));
    let mut free = by_code();
    free.total_amount = yuan(0);
    assert!(refused(&free).starts_with("total_amount: must be from 0.01"));
    assert!(refused(&by_code().timeout_express("1.5h")).starts_with("timeout_express:"));
}

#[test]
fn the_answer_is_read() {
    let answer: TradePayResponse = read(RESPONSE).unwrap();
    assert_eq!(answer.outcome(), Moved);
    assert_eq!(answer.buyer_pay_amount, Some(Yuan::from_fen(8_076)));
    let bills = answer.fund_bill_list.as_ref().unwrap();
    assert_eq!(bills[0].bank_code.as_deref(), Some("CEB"));
    let vouchers = answer.voucher_detail_list.as_ref().unwrap();
    assert_eq!(vouchers[0].merchant_contribute, Some(Yuan::from_fen(3_000)));
    let charges = answer.charge_info_list.as_ref().unwrap();
    assert_eq!((charges.len(), charges[0].charge_fee), (1, Some(Yuan::from_fen(53))), "one is a list of one");
    let sent_along = answer.business_params.as_ref().unwrap().parse().unwrap();
    assert_eq!(sent_along.mc_create_trade_ip.as_deref(), Some("192.0.2.17"));
    assert_nothing_left(&[&answer.extra, &bills[0].extra, &vouchers[0].extra, &charges[0].extra]);
    assert_names::<TradePay>();
    assert_names::<TradePayResponse>();
}

#[test]
fn what_became_of_the_payment() {
    let with = |changes: Value| {
        let mut answer = json!({ "trade_no": "1", "out_trade_no": "20240906_000018" });
        answer.as_object_mut().unwrap().extend(changes.as_object().unwrap().clone());
        read::<TradePayResponse>(&answer.to_string()).unwrap().outcome()
    };
    for (answer, expected) in [
        (json!({ "code": "10000" }), Moved),
        (json!({ "code": 10000, "gmt_payment": "2024-09-06 15:45:57" }), Moved),
        (json!({ "code": "10003" }), Pending),
        (json!({ "code": "10003", "gmt_payment": "2024-09-06 15:45:57" }), Pending),
        // The buyer pays later.
        (json!({ "code": "10000", "async_pay_apply_status": "S" }), Pending),
        (json!({ "code": "10000", "async_pay_apply_status": "S", "gmt_payment": "2024-09-06 15:45:57" }), Moved),
        (
            json!({ "code": "10000", "credit_pay_mode": "creditAdvanceV2", "gmt_payment": "2024-09-06 15:45:57" }),
            Pending,
        ),
        (json!({ "code": "10000", "async_payment_mode": "NORMAL_ASYNC_PAY" }), Pending),
        (
            json!({ "code": "10000", "async_payment_mode": "NORMAL_ASYNC_PAY", "gmt_payment": "2024-09-06 15:45:57" }),
            Moved,
        ),
        (json!({ "code": "10000", "async_payment_mode": "SYNC_DIRECT_PAY" }), Moved),
        (json!({ "code": "10000", "credit_pay_mode": "", "async_pay_apply_status": " " }), Moved),
        // Over REST there is no code.
        (json!({ "gmt_payment": "2024-09-06 15:45:57" }), Moved),
        (json!({ "gmt_payment": "" }), Unknown),
        (json!({}), Unknown),
        (json!({ "async_pay_apply_status": "S" }), Pending),
        (json!({ "code": "10004" }), Unknown),
        (json!({ "code": "" }), Unknown),
        (json!({ "code": "40004", "sub_code": "ACQ.PAYMENT_FAIL" }), Unknown),
    ] {
        assert_eq!(with(answer.clone()), expected, "{answer}");
    }
}

#[test]
fn another_order_is_another_question() {
    let answer: TradePayResponse = read(RESPONSE).unwrap();
    assert_eq!(by_code().correlate(&answer), Ok(()));
    let other = TradePay::new("20240906_000019", Yuan::from_fen(1), "tea").correlate(&answer);
    assert_eq!(other.unwrap_err().field(), "out_trade_no");
}

#[test]
fn another_amount_currency_or_buyer_is_another_question() {
    let asked = by_code().trans_currency("CNY").settle_currency("CNY").buyer_id("2088101117955611").buyer_open_id("o1");
    let answered = |change: Value| {
        let mut answer = value(RESPONSE);
        let same = json!({
            "trans_currency": "CNY", "settle_currency": "CNY", "buyer_user_id": "2088101117955611", "buyer_open_id": "o1",
        });
        for changed in [same, change] {
            changed.as_object().unwrap().iter().for_each(|(name, value)| answer[name] = value.clone());
        }
        asked.correlate(&read(&answer.to_string()).unwrap()).map_err(|mismatch| mismatch.field().to_owned())
    };
    assert_eq!(answered(json!({})), Ok(()));
    for (name, other) in [
        ("total_amount", "888.00"),
        ("trans_currency", "USD"),
        ("settle_currency", "USD"),
        ("buyer_user_id", "2088101117955612"),
        ("buyer_open_id", "o2"),
    ] {
        assert_eq!(answered(json!({ name: other })), Err(name.to_owned()));
        // What is not repeated cannot differ.
        assert_eq!(answered(json!({ name: null })), Ok(()), "{name}");
    }
}

#[test]
fn a_status_that_is_not_paid_is_not_paid() {
    let outcome = |status: Value| {
        let mut answer = value(RESPONSE);
        answer["trade_status"] = status;
        read::<TradePayResponse>(&answer.to_string()).unwrap().outcome()
    };
    assert_eq!([outcome(json!("TRADE_SUCCESS")), outcome(json!("TRADE_FINISHED"))], [Moved; 2]);
    assert_eq!(outcome(json!("WAIT_BUYER_PAY")), Pending);
    for status in [json!("TRADE_CLOSED"), json!("SOMETHING_NEW"), json!(""), json!(1)] {
        assert_eq!(outcome(status), Unknown);
    }
}

#[test]
fn a_taken_order_is_not_refused() {
    let taken: Vec<_> =
        code::ALL.iter().filter(|info| info.meaning == Meaning::KeyTaken).map(|info| info.code).collect();
    let expected = [
        "ACQ.PAYMENT_AUTH_CODE_INVALID",
        "ACQ.CONTEXT_INCONSISTENT",
        "ACQ.TRADE_HAS_SUCCESS",
        "ACQ.TRADE_HAS_CLOSE",
        "ACQ.TRADE_BUYER_NOT_MATCH",
        "ACQ.AUTH_ORDER_HAS_FINISHED",
        "ACQ.TRADE_STATUS_ERROR",
    ];
    assert_eq!(taken, expected);
    for info in code::ALL.iter().filter(|info| info.meaning == Meaning::KeyTaken) {
        assert!(info.action.contains("Query"), "{}: {}", info.code, info.action);
    }
}

#[test]
fn codes_say_what_to_do() {
    assert!(code::ALL.len() > 80);
    assert!(code::ALL.iter().all(|info| info.code.starts_with("ACQ.") && !info.action.is_empty()));
    let unknown: Vec<_> = code::ALL.iter().filter(|info| info.status != Status::F).map(|info| info.code).collect();
    assert_eq!(unknown, ["ACQ.SYSTEM_ERROR"]);
    assert!(code::ALL.iter().all(|info| info.meaning != Meaning::FinalForKey), "no answer settles an earlier attempt");
    let mut codes: Vec<_> = code::ALL.iter().map(|info| info.code).collect();
    codes.sort_unstable();
    codes.dedup();
    assert_eq!(codes.len(), code::ALL.len());
    // The REST protocol writes the same codes.
    assert_eq!(TradePay::META.code(&Code::from("ACQ.TRADE_HAS_SUCCESS")), Some(&code::TRADE_HAS_SUCCESS));
}

#[test]
fn debug_and_errors_show_no_values() {
    let [text, digits] = PLANTED;
    let request = TradePay::new(text, Yuan::from_fen(1), text)
        .auth_code(digits)
        .buyer_id(digits)
        .terminal_params(text)
        .extra("pay_params", text);
    assert!(leaks(&json!(request).to_string()) && !leaks(&format!("{request:?}")));
    let mut answer = value(RESPONSE);
    for name in ["msg", "buyer_logon_id", "buyer_user_id", "store_name", "discount_goods_detail", "business_params"] {
        answer[name] = json!(text);
    }
    let shown = format!("{:?}", read::<TradePayResponse>(&answer.to_string()).unwrap());
    assert!(!leaks(&shown), "{shown}");
    assert!(assert_errors_quote_nothing::<TradePayResponse>(&value(RESPONSE)) > 50);
}
