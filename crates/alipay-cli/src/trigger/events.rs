//! What each event's notification says.

use alipay::{
    Amount, Currency, Stamp,
    dws::topups::{
        NotifyTopup,
        notify_topup::NotifyType,
        topup_result::code::{PAYMENT_IN_PROCESS, RISK_REJECT, SUCCESS},
    },
    wire::{Clock, SystemClock, signed_header::ResultInfo},
    worldfirst::{
        TransferFactor, TransferFundType,
        transfer::{NotifyTransfer, TransferToDetail, transfer_result},
    },
};
use alipay_sandbox::Sandbox;
use serde::Serialize;
use serde_json::{Map, Value};

use super::Event;

/// China time.
const OFFSET_MINUTES: i16 = 480;

/// A notification to be signed.
pub(super) enum Notification {
    /// Of the Open Platform.
    Form(Vec<(String, String)>),
    /// Of the other gateways.
    Json { client_id: &'static str, body: Map<String, Value> },
}

/// What the gateway says about an event that happens now.
pub(super) fn notification(event: Event) -> Notification {
    let now = SystemClock.now();
    match event {
        Event::TradeWaitBuyerPay => trade(now, "WAIT_BUYER_PAY", &[]),
        Event::TradeSuccess => trade(now, "TRADE_SUCCESS", &paid(now)),
        Event::TradeFinished => trade(now, "TRADE_FINISHED", &paid(now)),
        Event::TradeClosed => trade(now, "TRADE_CLOSED", &[("gmt_close", now.china())]),
        Event::TradeRefunded => {
            let refund = [
                ("out_biz_no", "refund-1".to_owned()),
                ("refund_fee", "10.00".to_owned()),
                ("gmt_refund", format!("{}.000", now.china())),
            ];
            trade(now, "TRADE_SUCCESS", &[&paid(now)[..], &refund].concat())
        }
        Event::TopupProcess => topup(now, NotifyType::TopupProcess, &ResultInfo::of(&PAYMENT_IN_PROCESS)),
        Event::TopupSuccess => topup(now, NotifyType::TopupResult, &ResultInfo::of(&SUCCESS)),
        Event::TopupFailed => topup(now, NotifyType::TopupResult, &ResultInfo::of(&RISK_REJECT)),
        Event::TransferSuccess => transfer(now, &ResultInfo::of(&transfer_result::code::SUCCESS)),
        Event::TransferFailed => transfer(now, &ResultInfo::of(&transfer_result::code::BALANCE_NOT_ENOUGH)),
    }
}

fn trade(now: Stamp, status: &str, more: &[(&str, String)]) -> Notification {
    // Another notification each time, about the same trade.
    let notify_id = format!("{:0>34}", now.unix_millis());
    let fields = [
        ("notify_id", notify_id.as_str()),
        ("notify_type", "trade_status_sync"),
        ("auth_app_id", Sandbox::APP_ID),
        ("version", "1.0"),
        ("trade_no", "2014072300001000010000000001"),
        ("out_trade_no", "order-1"),
        ("trade_status", status),
        ("total_amount", "26.45"),
        ("subject", "茶叶"),
        ("buyer_id", "2088301409188095"),
        ("seller_id", "2088101106499364"),
        ("gmt_create", "2014-07-24 03:07:50"),
    ];
    let fields = fields.into_iter().map(|(name, value)| (name.to_owned(), value.to_owned()));
    let more = more.iter().map(|(name, value)| ((*name).to_owned(), value.clone()));
    Notification::Form(fields.chain(more).collect())
}

fn paid(now: Stamp) -> [(&'static str, String); 4] {
    [
        ("gmt_payment", now.china()),
        ("receipt_amount", "26.45".to_owned()),
        ("buyer_pay_amount", "26.45".to_owned()),
        ("fund_bill_list", r#"[{"amount":"26.45","fundChannel":"ALIPAYACCOUNT"}]"#.to_owned()),
    ]
}

fn topup(now: Stamp, notify_type: NotifyType, result: &ResultInfo) -> Notification {
    let is_end = notify_type == NotifyType::TopupResult;
    let notification = NotifyTopup::new(notify_type, result.clone())
        .topup_id(format!("{:0>32}", now.unix_millis()))
        .topup_request_id("topup-1")
        .topup_amount(Amount::new(Currency::SGD, 10_000));
    let notification = if is_end { notification.complete_time(now.iso8601(OFFSET_MINUTES)) } else { notification };
    json(Sandbox::DWS_CLIENT_ID, &notification)
}

fn transfer(now: Stamp, result: &ResultInfo) -> Notification {
    let notification = NotifyTransfer::new(result.clone(), "transfer-1", format!("{:0>32}", now.unix_millis()))
        .transfer_finish_time(now.iso8601(OFFSET_MINUTES))
        .transfer_to_detail(TransferToDetail::new().transfer_to_amount(Amount::new(Currency::CNY, 50_000)))
        .transfer_factor(TransferFactor::new(TransferFundType::GlobalGlobalService));
    json(Sandbox::WORLDFIRST_CLIENT_ID, &notification)
}

fn json(client_id: &'static str, notification: &impl Serialize) -> Notification {
    // The SDK's own types are written as objects.
    let body = match serde_json::to_value(notification) {
        Ok(Value::Object(body)) => body,
        _ => Map::new(),
    };
    Notification::Json { client_id, body }
}
