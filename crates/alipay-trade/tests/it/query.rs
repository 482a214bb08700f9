//! `alipay.trade.query` and `alipay.trade.close` against their pages.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, reason = "a test may panic")]

use crate::support;

use alipay_trade::{
    QueryOption, TradeClose, TradeCloseResponse, TradeQuery, TradeQueryResponse, TradeStatus, close, query,
};
use alipay_wire::{
    Api,
    MoneyOutcome::{Moved, NotMoved, Pending, Unknown},
    Request, Safety, Status, Yuan,
};
use serde_json::{Value, json};
use support::{
    PLANTED, assert_errors_quote_nothing, assert_names, assert_nothing_left, leaks, read, refused, sent, value,
};

const RESPONSE: &str = include_str!("../fixtures/query_response.json");
const TRADE_NO: &str = "2024090622001452331432881204";

#[test]
fn a_trade_is_named_by_either_number() {
    let options = [QueryOption::FundBillList, QueryOption::TradeSettleInfo];
    let (body, safety, key) = sent(&TradeQuery::new("20240906_000018").query_options(options));
    let expected =
        json!({ "out_trade_no": "20240906_000018", "query_options": ["fund_bill_list", "trade_settle_info"] });
    assert_eq!((body, safety, key), (expected, Safety::Query, None));
    let (body, ..) = sent(&TradeQuery::by_trade_no(TRADE_NO).org_pid("2088101117952222"));
    assert_eq!(body, json!({ "trade_no": TRADE_NO, "org_pid": "2088101117952222" }));

    let rule = "out_trade_no: is required unless trade_no is given";
    for nothing in [TradeQuery::new(""), TradeQuery::by_trade_no(""), TradeQuery::new("").trade_no("")] {
        assert_eq!(refused(&nothing), rule);
    }
    assert_eq!(TradeQuery::new("").trade_no("1").validate(), Ok(()));
    assert_eq!(refused(&TradeQuery::new("o".repeat(65))), "out_trade_no: has 65 characters, 64 are allowed");
    let route = TradeQuery::META.route.as_ref().unwrap();
    assert_eq!((route.method.as_str(), &*route.path), ("POST", "/v3/alipay/trade/query"));
}

#[test]
fn the_answer_is_read() {
    let answer: TradeQueryResponse = read(RESPONSE).unwrap();
    assert_eq!((answer.outcome(), &answer.trade_status), (Moved, &TradeStatus::TradeSuccess));
    assert_eq!(answer.receipt_amount, Some(Yuan::from_fen(8_888)));
    let settled = answer.trade_settle_info.as_ref().unwrap();
    let steps = settled.trade_settle_detail_list.as_ref().unwrap();
    assert_eq!(steps[0].operation_type.as_deref(), Some("transfer"));
    assert_eq!(answer.hb_fq_pay_info.as_ref().unwrap().user_install_num.as_deref(), Some("3"));
    assert_nothing_left(&[&answer.extra, &settled.extra, &steps[0].extra]);
    assert_names::<TradeQuery>();
    assert_names::<TradeQueryResponse>();
    for required in ["out_trade_no", "trade_status"] {
        let mut answer = value(RESPONSE);
        answer.as_object_mut().unwrap().remove(required);
        let error = read::<TradeQueryResponse>(&answer.to_string()).unwrap_err();
        assert!(error.to_string().starts_with(&format!("{required} is missing")), "{error}");
    }
    let newer =
        json!({ "trade_no": 1, "out_trade_no": "o", "trade_status": "NEXT_YEAR", "intact_charge_info_list": [{}] });
    let newer: TradeQueryResponse = read(&newer.to_string()).unwrap();
    assert_eq!((newer.outcome(), newer.extra.get("intact_charge_info_list")), (Unknown, Some(&json!([{}]))));
}

#[test]
fn what_became_of_the_payment() {
    let with = |changes: Value| {
        let mut answer = json!({ "code": "10000", "trade_no": "1", "out_trade_no": "o", "total_amount": "88.88" });
        answer.as_object_mut().unwrap().extend(changes.as_object().unwrap().clone());
        read::<TradeQueryResponse>(&answer.to_string()).unwrap().outcome()
    };
    for (answer, outcome) in [
        (json!({ "trade_status": "WAIT_BUYER_PAY" }), Pending),
        (json!({ "trade_status": "TRADE_SUCCESS", "send_pay_date": "2024-09-06 15:45:57" }), Moved),
        (json!({ "trade_status": "TRADE_SUCCESS", "additional_status": "", "credit_pay_mode": " " }), Moved),
        (json!({ "trade_status": "TRADE_FINISHED" }), Moved),
        // You have not received it, or the buyer has not given it.
        (json!({ "trade_status": "TRADE_SUCCESS", "additional_status": "SELLER_NOT_RECEIVED" }), Pending),
        (json!({ "trade_status": "TRADE_SUCCESS", "credit_pay_mode": "creditAdvanceV2" }), Pending),
        (json!({ "trade_status": "TRADE_CLOSED", "credit_pay_mode": "creditAdvanceV2" }), NotMoved),
        // Closed unpaid, as gateways write it.
        (json!({ "trade_status": "TRADE_CLOSED" }), NotMoved),
        (json!({ "trade_status": "TRADE_CLOSED", "receipt_amount": "0.00", "buyer_pay_amount": "0.00" }), NotMoved),
        (json!({ "trade_status": "TRADE_CLOSED", "send_pay_date": "", "fund_bill_list": [] }), NotMoved),
        // Paid, and refunded in full.
        (json!({ "trade_status": "TRADE_CLOSED", "send_pay_date": "2024-09-06 15:45:57" }), Unknown),
        (json!({ "trade_status": "TRADE_CLOSED", "receipt_amount": "88.88" }), Unknown),
        (json!({ "trade_status": "TRADE_CLOSED", "buyer_pay_amount": "0.01" }), Unknown),
        (json!({ "trade_status": "TRADE_CLOSED", "fund_bill_list": [{}] }), Unknown),
        (json!({ "trade_status": "TRADE_CLOSED", "point_amount": "88.88", "buyer_pay_amount": "0.00" }), Unknown),
        (json!({ "trade_status": "TRADE_CLOSED", "discount_amount": "88.88" }), Unknown),
        (json!({ "trade_status": "TRADE_CLOSED", "voucher_detail_list": [{}] }), Unknown),
        // What is not documented is not guessed.
        (json!({ "trade_status": "trade_success" }), Unknown),
        (json!({ "trade_status": "" }), Unknown),
    ] {
        assert_eq!(with(answer.clone()), outcome, "{answer}");
    }
}

/// The page: no `trade_no` before there is a real trade. And a flaw in the items does not cost you the status.
#[test]
fn what_is_missing_does_not_cost_the_status() {
    let early = r#"{"code":"10000","out_trade_no":"o","trade_status":"WAIT_BUYER_PAY"}"#;
    let early: TradeQueryResponse = read(early).unwrap();
    assert_eq!((early.outcome(), &early.trade_no), (Pending, &None));
    assert_eq!(TradeQuery::new("o").correlate(&early), Ok(()));
    assert_eq!(TradeQuery::new("p").correlate(&early).unwrap_err().field(), "out_trade_no");
    let items = r#"{"out_trade_no":"o","trade_status":"TRADE_SUCCESS","req_goods_detail":[{"goods_id":"tea-01"}]}"#;
    assert_eq!(read::<TradeQueryResponse>(items).unwrap().outcome(), Moved);
}

#[test]
fn another_trade_is_another_question() {
    let answer: TradeQueryResponse = read(RESPONSE).unwrap();
    assert_eq!(TradeQuery::new("20240906_000018").correlate(&answer), Ok(()));
    assert_eq!(TradeQuery::by_trade_no(TRADE_NO).correlate(&answer), Ok(()));
    assert_eq!(TradeQuery::new("").trade_no(TRADE_NO).correlate(&answer), Ok(()));
    let field = |query: TradeQuery| query.correlate(&answer).unwrap_err().field().to_owned();
    assert_eq!(field(TradeQuery::new("20240906_000019")), "out_trade_no");
    assert_eq!(field(TradeQuery::by_trade_no("2")), "trade_no");
    assert_eq!(field(TradeQuery::new("20240906_000018").trade_no("2")), "trade_no");
}

#[test]
fn closing_twice_is_closing_once() {
    let (body, safety, key) = sent(&TradeClose::new("20240906_000018").operator_id("yx_001"));
    assert_eq!(body, json!({ "out_trade_no": "20240906_000018", "operator_id": "yx_001" }));
    assert_eq!((safety, key.as_deref()), (Safety::Keyed, Some("20240906_000018")));
    let (.., key) = sent(&TradeClose::by_trade_no(TRADE_NO));
    assert_eq!(key.as_deref(), Some(TRADE_NO));
    assert_eq!(refused(&TradeClose::new("")), "out_trade_no: is required unless trade_no is given");
    assert_eq!(
        refused(&TradeClose::new("o").operator_id("o".repeat(29))),
        "operator_id: has 29 characters, 28 are allowed"
    );
    let route = TradeClose::META.route.as_ref().unwrap();
    assert_eq!((route.method.as_str(), &*route.path), ("POST", "/v3/alipay/trade/close"));

    let answer: TradeCloseResponse =
        read(&json!({ "code": "10000", "msg": "Success", "trade_no": TRADE_NO, "out_trade_no": "o" }).to_string())
            .unwrap();
    assert_nothing_left(&[&answer.extra]);
    assert_eq!(TradeClose::new("o").correlate(&answer), Ok(()));
    assert_eq!(TradeClose::new("p").correlate(&answer).unwrap_err().field(), "out_trade_no");
    assert_eq!(TradeClose::by_trade_no("2").correlate(&answer).unwrap_err().field(), "trade_no");
    // An answer that repeats nothing is taken.
    assert_eq!(TradeClose::new("p").correlate(&read("{}").unwrap()), Ok(()));
}

#[test]
fn codes_say_what_to_do() {
    for codes in [query::code::ALL, close::code::ALL] {
        assert!(codes.iter().all(|info| info.code.starts_with("ACQ.") && !info.action.is_empty()));
        let unknown: Vec<_> = codes.iter().filter(|info| info.status != Status::F).map(|info| info.code).collect();
        assert_eq!(unknown, ["ACQ.SYSTEM_ERROR"]);
    }
    assert_eq!(TradeQuery::META.code(&"ACQ.TRADE_NOT_EXIST".into()), Some(&query::code::TRADE_NOT_EXIST));
}

#[test]
fn debug_and_errors_show_no_values() {
    let [text, digits] = PLANTED;
    let request = TradeQuery::new(text).trade_no(digits).org_pid(digits).extra("more", text);
    assert!(leaks(&json!(request).to_string()) && !leaks(&format!("{request:?}")));
    let mut answer = value(RESPONSE);
    for name in ["msg", "buyer_logon_id", "buyer_user_id", "subject", "body", "passback_params", "ext_infos"] {
        answer[name] = json!(text);
    }
    let shown = format!("{:?}", read::<TradeQueryResponse>(&answer.to_string()).unwrap());
    assert!(!leaks(&shown) && shown.contains("TRADE_SUCCESS"), "{shown}");
    assert!(assert_errors_quote_nothing::<TradeQueryResponse>(&value(RESPONSE)) > 50);
}
