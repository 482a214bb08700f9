//! Trade notifications: every field, the check the merchant owes, and what happened to the money.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, reason = "a test may panic")]

use alipay_trade::{
    Expected, NotifyType, Seller, TradeNotification, TradeStatus, UncheckedTradeNotification, VoucherContribution,
};
use alipay_wire::{Model, MoneyOutcome, Notification, Yuan};
use serde_json::{Map, Value, json};

/// Every field a notification may have, as the parameters of a form are read: text.
fn everything() -> Value {
    json!({
        "notify_time": "2020-12-27 06:20:30",
        "notify_type": "trade_status_sync",
        "notify_id": "ac05099524730693a8b330c5ecf72da9786",
        "app_id": "2014072300007148",
        "auth_app_id": "2014072300007149",
        "charset": "utf-8",
        "version": "1.0",
        "sign_type": "RSA2",
        "trade_no": "2013112011001004330000121536",
        "out_trade_no": "6823789339978248",
        "out_biz_no": "HZRF001",
        "buyer_id": "2088102122524333",
        "buyer_open_id": "01501o8f93I3nJAGB1jG4ONtmN3HwGBy9kz0m",
        "buyer_logon_id": "159****5620",
        "seller_id": "2088101106499364",
        "seller_email": "seller@example.com",
        "trade_status": "TRADE_SUCCESS",
        "total_amount": "20.00",
        "receipt_amount": "15.00",
        "invoice_amount": "10.00",
        "buyer_pay_amount": "13.88",
        "point_amount": "12.00",
        "refund_fee": "2.58",
        "send_back_fee": "2.08",
        "subject": "当面付交易",
        "body": "当面付交易内容",
        "gmt_create": "2018-08-25 15:34:42",
        "gmt_payment": "2018-08-25 15:34:42",
        "gmt_refund": "2018-08-26 10:34:44.340",
        "gmt_close": "2018-08-26 16:32:30",
        "fund_bill_list": r#"[{"amount":"15.00","fundChannel":"ALIPAYACCOUNT"},{"amount":"5.00","fund_channel":"BANKCARD","bankCode":"ICBC","realAmount":"4.99"}]"#,
        "passback_params": "merchantBizType%3d3C%26merchantBizNo%3d2016010101111",
        "voucher_detail_list": r#"[{"voucherId":"2015102600073002039000002D5O","templateId":"20171030000730015359000EMZP0","name":"voucher","type":"ALIPAY_FIX_VOUCHER","amount":"10.00","merchantContribute":"9.00","otherContribute":"1.00","otherContributeDetail":[{"contributeType":"PLATFORM","contributeAmount":"8.00"}],"purchaseBuyerContribute":"2.01","purchaseMerchantContribute":"1.03","purchaseAntContribute":"0.82","memo":"for students"}]"#,
    })
}

/// Everything with some fields set, or left out where they are null.
fn with(changes: Value) -> UncheckedTradeNotification {
    let (Value::Object(mut fields), Value::Object(changes)) = (everything(), changes) else { panic!("objects") };
    fields.extend(changes);
    fields.retain(|_, value| !value.is_null());
    serde_json::from_value(Value::Object(fields)).unwrap()
}

fn expected() -> Expected {
    let seller = Seller::Id("2088101106499364".into());
    Expected::new("2014072300007148", Yuan::from_fen(2000), "6823789339978248", seller)
}

#[test]
fn every_field_has_a_place() {
    let Value::Object(fields) = everything() else { panic!("an object") };
    let unchecked = with(json!({}));
    let trade = unchecked.skip_check();
    assert!(trade.extra.is_empty());
    let known: Vec<_> = TradeNotification::FIELDS.iter().map(|field| field.name).collect();
    assert_eq!(fields.len(), known.len());
    for name in fields.keys() {
        assert!(known.contains(&name.as_str()), "{name}");
    }
    assert_eq!(trade.notify_type, NotifyType::TradeStatusSync);
    assert_eq!(trade.trade_status, TradeStatus::TradeSuccess);
    assert_eq!(trade.buyer_pay_amount, Some(Yuan::from_fen(1388)));
    assert_eq!(trade.gmt_refund.as_ref().unwrap().as_str(), "2018-08-26 10:34:44.340");
    assert_eq!(trade.passback_params.as_deref(), Some("merchantBizType%3d3C%26merchantBizNo%3d2016010101111"));
}

#[test]
fn json_in_parameters_is_read_when_asked_for() {
    let unchecked = with(json!({}));
    let trade = unchecked.skip_check();
    let bills = trade.fund_bill_list.as_ref().unwrap().parse().unwrap();
    assert_eq!(bills[0].fund_channel.as_deref(), Some("ALIPAYACCOUNT"));
    assert_eq!(bills[1].fund_channel.as_deref(), Some("BANKCARD"), "in either spelling");
    assert_eq!(bills[1].real_amount, Some(Yuan::from_fen(499)));
    let vouchers = trade.voucher_detail_list.as_ref().unwrap().parse().unwrap();
    assert_eq!(vouchers[0].voucher_id.as_deref(), Some("2015102600073002039000002D5O"));
    assert_eq!(vouchers[0].merchant_contribute, Some(Yuan::from_fen(900)));
    let shares: &[VoucherContribution] = vouchers[0].other_contribute_detail.as_ref().unwrap();
    assert_eq!(shares[0].contribute_amount, Some(Yuan::from_fen(800)));
    assert!(bills.iter().all(|bill| bill.extra.is_empty()) && vouchers[0].extra.is_empty());

    // What is wrong inside one parameter does not spoil the notification.
    let unchecked = with(json!({ "fund_bill_list": "&quot;" }));
    assert!(unchecked.check(&expected()).unwrap().fund_bill_list.as_ref().unwrap().parse().is_err());
}

#[test]
fn what_is_not_known_is_kept() {
    let unchecked = with(json!({ "field_of_next_year": "1", "trade_status": "TRADE_OF_NEXT_YEAR" }));
    let trade = unchecked.check(&expected()).unwrap();
    assert_eq!(trade.extra.get("field_of_next_year"), Some(&json!("1")));
    assert_eq!(trade.trade_status.as_str(), "TRADE_OF_NEXT_YEAR");
    assert_eq!(trade.outcome(), MoneyOutcome::Unknown);
}

#[test]
fn it_is_recognised_by_its_notify_id() {
    assert_eq!(with(json!({})).event().as_deref(), Some("ac05099524730693a8b330c5ecf72da9786"));
    for required in ["app_id", "notify_id", "notify_type", "trade_no", "out_trade_no", "trade_status"] {
        let Value::Object(mut fields) = everything() else { panic!("an object") };
        fields.remove(required);
        let read = serde_json::from_value::<UncheckedTradeNotification>(Value::Object(fields));
        assert!(read.unwrap_err().to_string().contains(required), "{required}");
    }
}

#[test]
fn the_check_compares_application_order_amount_and_seller() {
    assert!(with(json!({})).check(&expected()).is_ok());
    for (field, other) in [
        ("app_id", json!("2014072300007149")),
        ("out_trade_no", json!("6823789339978249")),
        ("total_amount", json!("20.01")),
        ("total_amount", Value::Null),
        ("seller_id", json!("2088101106499365")),
        ("seller_id", Value::Null),
    ] {
        let changes = Map::from_iter([(field.to_owned(), other)]);
        let unchecked = with(Value::Object(changes));
        let error = unchecked.check(&expected()).unwrap_err();
        assert_eq!(error.field(), field);
        assert_eq!(
            error.to_string(),
            format!("the notification is genuine, but its {field} is not that of the order: do not act on it")
        );
    }
}

#[test]
fn the_seller_goes_by_either_name() {
    let by_email = |email: &str| {
        let seller = Seller::Email(email.to_owned());
        Expected::new("2014072300007148", Yuan::from_fen(2000), "6823789339978248", seller)
    };
    let unchecked = with(json!({ "seller_id": null }));
    assert!(unchecked.check(&by_email("seller@example.com")).is_ok());
    assert_eq!(unchecked.check(&by_email("another@example.com")).unwrap_err().field(), "seller_email");
    assert_eq!(unchecked.check(&expected()).unwrap_err().field(), "seller_id");
}

#[test]
fn an_amount_is_compared_as_an_amount() {
    for amount in ["20.00", "20.0", "20"] {
        assert!(with(json!({ "total_amount": amount })).check(&expected()).is_ok(), "{amount}");
    }
}

#[test]
fn what_became_of_the_payment() {
    // As it is before the payment: nothing says that anything was paid.
    let unpaid = [
        "gmt_refund",
        "refund_fee",
        "send_back_fee",
        "gmt_payment",
        "receipt_amount",
        "buyer_pay_amount",
        "point_amount",
        "invoice_amount",
        "fund_bill_list",
        "voucher_detail_list",
    ];
    let unpaid = Value::from_iter(unpaid.map(|name| (name, Value::Null)));
    let outcome = |changes: Value| {
        let Value::Object(mut all) = unpaid.clone() else { panic!("an object") };
        all.extend(changes.as_object().unwrap().clone());
        let unchecked = with(Value::Object(all));
        (unchecked.skip_check().outcome(), unchecked.skip_check().is_refund())
    };
    for (changes, expected, is_refund) in [
        (json!({ "trade_status": "WAIT_BUYER_PAY" }), MoneyOutcome::Pending, false),
        (json!({ "trade_status": "TRADE_SUCCESS", "gmt_payment": "2018-08-25 15:34:42" }), MoneyOutcome::Moved, false),
        (json!({ "trade_status": "TRADE_FINISHED" }), MoneyOutcome::Moved, false),
        (json!({ "trade_status": "TRADE_SUCCESS", "refund_fee": "2.58" }), MoneyOutcome::Moved, true),
        (json!({ "trade_status": "TRADE_SUCCESS", "refund_fee": "0.00" }), MoneyOutcome::Moved, false),
        (json!({ "trade_status": "TRADE_CLOSED" }), MoneyOutcome::NotMoved, false),
        (json!({ "trade_status": "TRADE_CLOSED", "gmt_payment": "2018-08-25 15:34:42" }), MoneyOutcome::Unknown, false),
        (json!({ "trade_status": "TRADE_CLOSED", "refund_fee": "20.00" }), MoneyOutcome::Unknown, true),
        (json!({ "trade_status": "TRADE_CLOSED", "gmt_refund": "2018-08-26 10:34:44" }), MoneyOutcome::Unknown, true),
        // Closed after a full refund: when it was paid is optional, and what was paid says that it was.
        (json!({ "trade_status": "TRADE_CLOSED", "receipt_amount": "20.00" }), MoneyOutcome::Unknown, false),
        (json!({ "trade_status": "TRADE_CLOSED", "buyer_pay_amount": "20.00" }), MoneyOutcome::Unknown, false),
        (json!({ "trade_status": "TRADE_CLOSED", "send_back_fee": "20.00" }), MoneyOutcome::Unknown, false),
        (json!({ "trade_status": "TRADE_CLOSED", "fund_bill_list": "[{}]" }), MoneyOutcome::Unknown, false),
        (json!({ "trade_status": "TRADE_CLOSED", "point_amount": "20.00" }), MoneyOutcome::Unknown, false),
        (json!({ "trade_status": "TRADE_CLOSED", "invoice_amount": "20.00" }), MoneyOutcome::Unknown, false),
        (json!({ "trade_status": "TRADE_CLOSED", "voucher_detail_list": "[{}]" }), MoneyOutcome::Unknown, false),
        (
            json!({ "trade_status": "TRADE_CLOSED", "receipt_amount": "0.00", "buyer_pay_amount": "0.00" }),
            MoneyOutcome::NotMoved,
            false,
        ),
        (json!({ "trade_status": "trade_success" }), MoneyOutcome::Unknown, false),
    ] {
        assert_eq!(outcome(changes.clone()), (expected, is_refund), "{changes}");
    }
}

#[test]
fn debug_shows_status_and_times_and_nobody() {
    let unchecked = with(json!({}));
    assert_eq!(format!("{unchecked:?}"), "UncheckedTradeNotification { app_id: AppId(2014072300007148), .. }");
    let shown = format!("{:?}", unchecked.skip_check());
    assert!(shown.contains("TRADE_SUCCESS") && shown.contains("2018-08-25"));
    for secret in
        ["2088", "20.00", "2000", "159****", "seller@", "当面付", "merchantBizType", "6823789", "ALIPAYACCOUNT"]
    {
        assert!(!shown.contains(secret), "{secret}");
    }
    let expected = format!("{:?} {:?}", expected(), Seller::Email("seller@example.com".into()));
    for secret in ["2088", "2000", "6823789", "seller@"] {
        assert!(!expected.contains(secret), "{secret}");
    }
}
