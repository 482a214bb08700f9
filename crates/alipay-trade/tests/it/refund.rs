//! `alipay.trade.refund` and `alipay.trade.fastpay.refund.query` against their pages.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, reason = "a test may panic")]

use crate::support;

use alipay_trade::{
    Account, AccountKind, OpenApiRoyaltyDetailInfoPojo, QueryOption, RefundGoodsDetail, TradeFastpayRefundQuery,
    TradeFastpayRefundQueryResponse, TradeRefund, TradeRefundResponse, fastpay_refund_query, refund,
};
use alipay_wire::{
    Api, Call, Code, Meaning,
    MoneyOutcome::{Moved, Pending, Unknown},
    Request, Safety, Status, Yuan,
};
use serde_json::json;
use support::{
    PLANTED, assert_errors_quote_nothing, assert_names, assert_nothing_left, leaks, read, refused, sent, value,
};

const REQUEST: &str = include_str!("../fixtures/refund.json");
const RESPONSE: &str = include_str!("../fixtures/refund_response.json");
const FOUND: &str = include_str!("../fixtures/refund_query_response.json");
const TRADE_NO: &str = "2024090622001452331432881204";

fn everything() -> TradeRefund {
    let goods = RefundGoodsDetail::new("tea-01", Yuan::from_fen(2_012))
        .out_certificate_no_list(["202407013232143241".to_owned()]);
    let share = OpenApiRoyaltyDetailInfoPojo::new(Account::from("2088101126708402"))
        .royalty_type("transfer")
        .trans_out(Account::from("2088101126765726"))
        .trans_out_type(AccountKind::UserId)
        .trans_in_type(AccountKind::UserId)
        .amount(Yuan::from_fen(10))
        .desc("share back");
    TradeRefund::new("20240906_000018", Yuan::from_fen(2_012))
        .out_request_no("RF_000018_1")
        .refund_reason("one tin was open")
        .refund_goods_detail([goods])
        .refund_royalty_parameters([share])
        .query_options([QueryOption::RefundDetailItemList])
        .related_settle_confirm_no("2024041122001495000530302869")
}

#[test]
fn the_builders_write_what_the_page_wants() {
    assert_eq!(json!(everything()), value(REQUEST));
    assert_eq!(read::<TradeRefund>(REQUEST).unwrap(), everything());
    let route = TradeRefund::META.route.as_ref().unwrap();
    assert_eq!((route.method.as_str(), &*route.path), ("POST", "/v3/alipay/trade/refund"));
    assert_eq!(TradeRefund::META.name, "alipay.trade.refund");
}

/// The gateway knows a repetition by `out_request_no` alone.
#[test]
fn safety_is_of_the_value() {
    let (_, safety, key) = sent(&everything());
    assert_eq!((safety, key.as_deref()), (Safety::Keyed, Some("RF_000018_1")));
    for without in [
        TradeRefund::new("o", Yuan::from_fen(1)),
        TradeRefund::by_trade_no(TRADE_NO, Yuan::from_fen(1)),
        TradeRefund::new("o", Yuan::from_fen(1)).out_request_no(""),
        TradeRefund::new("o", Yuan::from_fen(1)).out_request_no(" "),
    ] {
        let (_, safety, key) = sent(&without);
        assert_eq!((safety, key), (Safety::Unkeyed, None), "{without:?}");
        assert_eq!(Call::new(&without.unchecked()).unwrap().safety(), Safety::Unkeyed);
    }
}

#[test]
fn rules_of_the_page() {
    let yuan = Yuan::from_fen;
    assert_eq!(refused(&TradeRefund::new("", yuan(1))), "out_trade_no: is required unless trade_no is given");
    for fen in [0, -1, 10_000_000_001] {
        let rule = "refund_amount: must be from 0.01 to 100000000 yuan";
        assert_eq!(refused(&TradeRefund::new("o", yuan(fen))), rule);
    }
    // Accounts are named by login names too, which are longer than user ids.
    for (account, kind) in [
        ("royalty@merchant.example.com", AccountKind::LoginName),
        ("074a1CcTG1LelxKe4xQC0zgNdId0nxi95b5lsNpazWYoCo5", AccountKind::OpenId),
    ] {
        let share = OpenApiRoyaltyDetailInfoPojo::new(Account::from(account))
            .trans_in_type(kind.clone())
            .trans_out(Account::from(account))
            .trans_out_type(kind);
        assert_eq!(everything().refund_royalty_parameters([share]).validate(), Ok(()));
    }
    let rule = "out_request_no: has 65 characters, 64 are allowed";
    assert_eq!(refused(&everything().out_request_no("r".repeat(65))), rule);
    assert_eq!(
        refused(&everything().refund_reason("茶".repeat(257))),
        "refund_reason: has 257 characters, 256 are allowed"
    );
}

#[test]
fn the_answer_is_read() {
    let answer: TradeRefundResponse = read(RESPONSE).unwrap();
    assert_eq!((answer.outcome(), answer.refund_fee), (Moved, Some(Yuan::from_fen(4_024))));
    let charges = answer.refund_charge_info_list.as_ref().unwrap();
    let parts = charges[0].refund_sub_fee_detail_list.as_ref().unwrap();
    let tools = answer.refund_preset_paytool_list.as_ref().unwrap();
    assert_eq!(tools[0].amount.as_deref(), Some(&["12.21".to_owned()][..]), "one is a list of one");
    assert_nothing_left(&[&answer.extra, &charges[0].extra, &parts[0].extra, &tools[0].extra]);
    assert_names::<TradeRefund>();
    assert_names::<TradeRefundResponse>();
    assert_names::<TradeFastpayRefundQueryResponse>();
}

/// `10000` says that the request was taken. Nothing but `Y` says that money moved, and nothing says that none will.
#[test]
fn whether_it_was_refunded() {
    for (change, outcome) in [
        (json!("Y"), Moved),
        (json!("N"), Unknown),
        (json!(""), Unknown),
        (json!("y"), Unknown),
        (json!(null), Unknown),
    ] {
        let answer =
            json!({ "code": "10000", "trade_no": "1", "out_trade_no": "o", "fund_change": change, "refund_fee": "1" });
        assert_eq!(read::<TradeRefundResponse>(&answer.to_string()).unwrap().outcome(), outcome, "{answer}");
    }
    for (status, outcome) in [
        (json!("REFUND_SUCCESS"), Moved),
        (json!("REFUND_PROCESSING"), Pending),
        (json!("REFUND_FAIL"), Unknown),
        (json!(""), Unknown),
        (json!(null), Unknown),
        (json!("refund_success"), Unknown),
    ] {
        let answer = json!({ "code": "10000", "out_request_no": "r", "refund_status": status, "refund_amount": "1" });
        assert_eq!(
            read::<TradeFastpayRefundQueryResponse>(&answer.to_string()).unwrap().outcome(),
            outcome,
            "{answer}"
        );
    }
    // Of several means of a medical insurance, some were not refunded.
    for (channels, outcome) in [("SUCCESS", Moved), ("", Moved), ("PART_SUCCESS", Unknown), ("FAIL", Unknown)] {
        let answer = json!({ "refund_status": "REFUND_SUCCESS", "refund_channel_status": channels });
        let answer: TradeFastpayRefundQueryResponse = read(&answer.to_string()).unwrap();
        assert_eq!(answer.outcome(), outcome, "{channels}");
    }
    // A number the gateway does not know.
    let nothing: TradeFastpayRefundQueryResponse = read(r#"{"code":"10000","msg":"Success"}"#).unwrap();
    assert_eq!(nothing.outcome(), Unknown);
}

#[test]
fn a_refund_is_asked_for_by_its_number() {
    let query = TradeFastpayRefundQuery::new("20240906_000018", "RF_000018_1")
        .query_options([QueryOption::GmtRefundPay, QueryOption::DepositBackInfo]);
    let (body, safety, key) = sent(&query);
    let expected = json!({
        "out_request_no": "RF_000018_1", "out_trade_no": "20240906_000018",
        "query_options": ["gmt_refund_pay", "deposit_back_info"],
    });
    assert_eq!((body, safety, key), (expected, Safety::Query, None));
    let rule = "out_request_no: is required and must not be empty";
    assert_eq!(refused(&TradeFastpayRefundQuery::new("o", "")), rule);
    let rule = "out_trade_no: is required unless trade_no is given";
    assert_eq!(refused(&TradeFastpayRefundQuery::by_trade_no("", "r")), rule);
    let route = TradeFastpayRefundQuery::META.route.as_ref().unwrap();
    assert_eq!((route.method.as_str(), &*route.path), ("POST", "/v3/alipay/trade/fastpay/refund/query"));

    let answer: TradeFastpayRefundQueryResponse = read(FOUND).unwrap();
    assert_eq!(answer.outcome(), Moved);
    let card = answer.deposit_back_info.as_ref().unwrap();
    let shares = answer.refund_royaltys.as_ref().unwrap();
    assert_eq!(card.dback_status.as_deref(), Some("P"));
    assert_nothing_left(&[&answer.extra, &card.extra, &shares[0].extra]);
}

#[test]
fn another_refund_is_another_question() {
    let answer: TradeRefundResponse = read(RESPONSE).unwrap();
    assert_eq!(everything().correlate(&answer), Ok(()));
    let field = |refund: TradeRefund| refund.correlate(&answer).unwrap_err().field().to_owned();
    assert_eq!(field(TradeRefund::new("o", Yuan::from_fen(1))), "out_trade_no");
    assert_eq!(field(TradeRefund::by_trade_no("1", Yuan::from_fen(1))), "trade_no");

    let answer: TradeFastpayRefundQueryResponse = read(FOUND).unwrap();
    let ask = |order: &str, refund: &str| {
        let query = TradeFastpayRefundQuery::new(order, refund);
        query.correlate(&answer).map_err(|mismatch| mismatch.field().to_owned())
    };
    assert_eq!(ask("20240906_000018", "RF_000018_1"), Ok(()));
    assert_eq!(ask("20240906_000018", "RF_000018_2"), Err("out_request_no".to_owned()));
    assert_eq!(ask("20240906_000019", "RF_000018_1"), Err("out_trade_no".to_owned()));
    let other = TradeFastpayRefundQuery::by_trade_no("2", "RF_000018_1").correlate(&answer);
    assert_eq!(other.unwrap_err().field(), "trade_no");
    // Nothing is repeated about a refund the gateway does not know.
    assert_eq!(TradeFastpayRefundQuery::new("o", "r").correlate(&read("{}").unwrap()), Ok(()));
}

#[test]
fn an_answer_about_another_amount_is_another_question() {
    let asked = TradeRefund::new("o", Yuan::from_fen(200)).refund_currency("CNY");
    let answered = |fund_change: &str, refund_fee: &str, currency: &str| {
        let answer = json!({
            "trade_no": "t", "out_trade_no": "o", "fund_change": fund_change, "refund_fee": refund_fee,
            "refund_currency": currency,
        });
        let mismatch = asked.correlate(&read(&answer.to_string()).unwrap()).err();
        mismatch.map(|mismatch| mismatch.field().to_owned())
    };
    // It is the sum of all refunds of the trade.
    assert_eq!(
        [answered("Y", "2.00", "CNY"), answered("Y", "3.50", "CNY"), answered("N", "0.00", "CNY")],
        [const { None }; 3]
    );
    assert_eq!(answered("Y", "1.99", "CNY").as_deref(), Some("refund_fee"));
    assert_eq!(answered("Y", "2.00", "USD").as_deref(), Some("refund_currency"));
}

#[test]
fn what_an_earlier_refund_may_have_caused_is_not_refused() {
    let taken = refund::code::ALL.iter().filter(|info| info.meaning == Meaning::KeyTaken);
    let expected = [
        "REFUND_AMT_NOT_EQUAL_TOTAL",
        "TRADE_HAS_FINISHED",
        "TRADE_STATUS_ERROR",
        "DISCORDANT_REPEAT_REQUEST",
        "REASON_TRADE_REFUND_FEE_ERR",
        "TRADE_NOT_ALLOW_REFUND",
        "REFUND_FEE_ERROR",
        "TRADE_HAS_CLOSE",
        "REASON_TRADE_STATUS_INVALID",
        "ALLOC_AMOUNT_VALIDATE_ERROR",
    ];
    assert_eq!(taken.map(|info| info.code.trim_start_matches("ACQ.")).collect::<Vec<_>>(), expected);
}

#[test]
fn codes_say_what_to_do() {
    for (codes, count) in [(refund::code::ALL, 31), (fastpay_refund_query::code::ALL, 4)] {
        assert_eq!(codes.len(), count);
        assert!(codes.iter().all(|info| info.code.starts_with("ACQ.") && !info.action.is_empty()));
        let unknown: Vec<_> = codes.iter().filter(|info| info.status != Status::F).map(|info| info.code).collect();
        assert_eq!(unknown, ["ACQ.SYSTEM_ERROR"]);
        assert!(codes.iter().all(|info| info.meaning != Meaning::FinalForKey), "no answer settles an earlier attempt");
    }
    let known = TradeRefund::META.code(&Code::from("ACQ.DISCORDANT_REPEAT_REQUEST"));
    assert_eq!(known, Some(&refund::code::DISCORDANT_REPEAT_REQUEST));
}

#[test]
fn debug_and_errors_show_no_values() {
    let [text, digits] = PLANTED;
    let request = TradeRefund::new(text, Yuan::from_fen(1))
        .trade_no(digits)
        .out_request_no(text)
        .refund_reason(text)
        .refund_advance_account(text)
        .extra("more", text);
    assert!(leaks(&json!(request).to_string()) && !leaks(&format!("{request:?}")));
    for json in [RESPONSE, FOUND] {
        let mut answer = value(json);
        for name in ["msg", "buyer_logon_id", "buyer_user_id", "store_name", "refund_reason"] {
            answer[name] = json!(text);
        }
        let refund = read::<TradeRefundResponse>(&answer.to_string()).map(|answer| format!("{answer:?}"));
        let found = read::<TradeFastpayRefundQueryResponse>(&answer.to_string()).map(|answer| format!("{answer:?}"));
        for shown in [refund, found].into_iter().flatten() {
            assert!(!leaks(&shown), "{shown}");
        }
    }
    assert!(assert_errors_quote_nothing::<TradeRefundResponse>(&value(RESPONSE)) > 40);
    assert!(assert_errors_quote_nothing::<TradeFastpayRefundQueryResponse>(&value(FOUND)) > 40);
}
