//! The JSON of what is seen: the answers of the control API.

use alipay_dws_accounts::Wallets;
use alipay_dws_topups::Topups;
use alipay_fund_account::FundAccounts;
use alipay_trade::{Trade, TradeStatus, Trades};
use alipay_wire::{Amount, Currency, Stamp, worldfirst::PrefundingBalances};
use alipay_worldfirst_transfer::Transfers;
use bytes::Bytes;
use http::HeaderMap;
use serde_json::{Value, json};

use super::{AimedFault, Attempt, Call, Delivery, DeliveryState, explain, fault_name};
use crate::{Entry, Sandbox};

/// China time.
const OFFSET_MINUTES: i16 = 480;

/// The currencies in which partners have prefunded balances.
const CURRENCIES: [Currency; 8] = [
    Currency::CNY,
    Currency::USD,
    Currency::EUR,
    Currency::GBP,
    Currency::JPY,
    Currency::HKD,
    Currency::SGD,
    Currency::AUD,
];

pub(super) fn time(at: Stamp) -> Value {
    at.iso8601(OFFSET_MINUTES).into()
}

/// One line of the list of calls.
pub(super) fn call(call: &Call) -> Value {
    let reading = call.reading();
    json!({
        "id": call.id,
        "at": time(call.at),
        "at_millis": call.at.unix_millis(),
        "took_millis": call.took.as_secs_f64() * 1000.0,
        "gateway": call.gateway(),
        "protocol": call.protocol(),
        "api": call.api(),
        "identity": call.entry.as_ref().map(|entry| &entry.identity),
        "key": call.key(),
        "verdict": reading.verdict.as_str(),
        "code": reading.code,
        "message": reading.message,
        "status": call.status().map(|status| status.as_u16()),
        "processed": call.processed(),
        "changes": call.changes,
        "fault": call.fault.map(fault_name::name),
    })
}

/// Everything that is known of a call.
pub(super) fn call_in_full(sandbox: &Sandbox, wanted: &Call) -> Value {
    let attempts = sandbox.calls();
    let attempts: Vec<Value> = attempts.iter().filter(|other| other.is_same(wanted)).map(|other| call(other)).collect();
    let explanation = explain::explain(sandbox, wanted);
    let mut shown = call(wanted);
    let more = json!({
        "request": {
            "method": wanted.method.as_str(),
            "target": wanted.uri.path_and_query().map(|target| target.as_str()),
            "host": wanted.uri.authority().map(|authority| authority.as_str()),
            "headers": headers(&wanted.headers),
            "parameters": wanted.parameters(),
            "content": content(wanted),
            "body": text(&wanted.body),
            "body_length": wanted.body_length,
            "is_cut": wanted.body_length > wanted.body.len(),
            "has_files": wanted.has_files,
        },
        "answer": wanted.answer.as_ref().map(|answer| json!({
            "status": answer.status().as_u16(),
            "headers": headers(answer.headers()),
            "content": serde_json::from_str::<Value>(&text(answer.body())).ok(),
            "body": text(answer.body()),
            "body_length": wanted.answer_length,
            "is_cut": wanted.answer_length > answer.body().len(),
        })),
        "signature": wanted.signature(),
        "gateway_text": wanted.signed_text(),
        "client_text": explanation.as_ref().and_then(|explanation| explanation.client_text.as_ref()),
        "explanation": wanted.explanation.as_ref().or(explanation.as_ref().map(|explanation| &explanation.sentence)),
        "attempts": attempts,
    });
    if let (Value::Object(shown), Value::Object(more)) = (&mut shown, more) {
        shown.extend(more);
    }
    shown
}

/// What is asked, decoded: the `biz_content`, or the body.
fn content(call: &Call) -> Option<Value> {
    let parameters = call.parameters();
    let content = parameters.iter().find(|(name, _)| name == "biz_content").map(|(_, value)| value.clone());
    serde_json::from_str(&content.unwrap_or_else(|| text(&call.body))).ok()
}

fn headers(headers: &HeaderMap) -> Vec<[String; 2]> {
    headers.iter().map(|(name, value)| [name.to_string(), text(value.as_bytes())]).collect()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

pub(super) fn entry(entry: &Entry) -> Value {
    json!({
        "api": entry.api,
        "identity": entry.identity,
        "key": entry.key,
        "processed": entry.processed,
        "body": text(&entry.body),
    })
}

pub(super) fn fault(aimed: &AimedFault) -> Value {
    json!({ "id": aimed.id, "api": aimed.api, "fault": fault_name::name(aimed.fault), "times": aimed.times })
}

pub(super) fn delivery(delivery: &Delivery) -> Value {
    let next = match delivery.state {
        DeliveryState::Due(at) => time(at),
        _ => Value::Null,
    };
    let url = delivery.request.uri().to_string();
    let pairs: Vec<(String, String)> = form_urlencoded::parse(delivery.request.body()).into_owned().collect();
    json!({
        "id": delivery.id,
        "about": delivery.about,
        "event": delivery.event,
        "made": time(delivery.made),
        "url": url,
        "state": delivery.state.as_str(),
        "next": next,
        "parameters": pairs,
        "body": text(delivery.request.body()),
        "attempts": delivery.attempts.iter().map(attempt).collect::<Vec<_>>(),
    })
}

pub(super) fn attempt(attempt: &Attempt) -> Value {
    let answer: &Bytes = &attempt.answer;
    json!({
        "at": time(attempt.at),
        "forged": attempt.forged,
        "status": attempt.status,
        "answer": text(answer),
        "acknowledged": attempt.reason.is_none(),
        "reason": attempt.reason,
    })
}

/// How much there is to look at.
pub(super) fn summary(sandbox: &Sandbox) -> Value {
    let waits = |trade: &&Trade| trade.status() == TradeStatus::WaitBuyerPay;
    let waiting = sandbox.with_state(|trades: &mut Trades| trades.iter().filter(waits).count());
    let deliveries = sandbox.deliveries();
    let open = deliveries.iter().filter(|delivery| delivery.state != DeliveryState::Acknowledged).count();
    json!({ "trades_to_pay": waiting, "notifications_open": open, "faults": sandbox.aimed_faults().len() })
}

/// Trades, transfers, top-ups, and the accounts beside them.
pub(super) fn money(sandbox: &Sandbox) -> Value {
    let trades: Vec<Value> = sandbox.with_state(|trades: &mut Trades| trades.iter().map(trade).collect());
    let transfers: Vec<Value> = sandbox.with_state(|transfers: &mut Transfers| {
        transfers.ids().filter_map(|id| serde_json::to_value(transfers.notification(id)?).ok()).collect()
    });
    let topups: Vec<Value> = sandbox.with_state(|topups: &mut Topups| {
        topups.ids().filter_map(|id| serde_json::to_value(topups.notification(id)?).ok()).collect()
    });
    json!({ "trades": trades, "transfers": transfers, "topups": topups, "accounts": accounts(sandbox) })
}

fn trade(trade: &Trade) -> Value {
    let order = trade.order();
    let decisions: &[&str] = match trade.status() {
        TradeStatus::WaitBuyerPay => &["pay", "close"],
        TradeStatus::TradeSuccess => &["finish"],
        _ => &[],
    };
    let refunds: Vec<Value> = trade
        .refunds()
        .map(|(number, amount, at)| json!({ "out_request_no": number, "amount": amount, "at": at }))
        .collect();
    json!({
        "out_trade_no": order.out_trade_no(),
        "trade_no": trade.trade_no(),
        "method": order.method(),
        "subject": order.subject(),
        "total_amount": order.total_amount(),
        "status": trade.status(),
        "created": trade.created(),
        "deadline": trade.deadline(),
        "paid_at": trade.paid_at(),
        "closed_at": trade.closed_at(),
        "channel": trade.paid_at().is_some().then(|| trade.channel()),
        "refunded": trade.refunded(),
        "refunds": refunds,
        "notify_url": order.notify_url(),
        "decisions": decisions,
    })
}

fn accounts(sandbox: &Sandbox) -> Vec<Value> {
    let mut all: Vec<Value> = sandbox.with_state(|accounts: &mut FundAccounts| {
        let shown = accounts.iter().map(|(account, content)| {
            json!({
                "gateway": "open-platform",
                "owner": account.alipay_user_id,
                "kind": account.account_type,
                "currency": "CNY",
                "available": content.available_amount,
                "frozen": content.freeze_amount,
                "total": content.total_amount,
            })
        });
        shown.collect()
    });
    all.extend(sandbox.with_state(|wallets: &mut Wallets| {
        let accounts =
            wallets.iter().flat_map(|(customer, accounts)| accounts.iter().map(move |account| (customer, account)));
        let shown = accounts.map(|(customer, account)| {
            json!({
                "gateway": "dws",
                "owner": customer,
                "kind": account.account_type,
                "currency": account.currency,
                "available": account.available_amount.map(major),
                "frozen": account.frozen_amount.map(major),
                "total": account.total_amount.map(major),
            })
        });
        shown.collect::<Vec<Value>>()
    }));
    let balances = sandbox.with_state(|balances: &mut PrefundingBalances| balances.clone());
    all.extend(CURRENCIES.into_iter().filter_map(|currency| balances.get(currency)).map(|balance| {
        json!({
            "gateway": "worldfirst",
            "owner": Sandbox::WORLDFIRST_CLIENT_ID,
            "kind": "PREFUNDING",
            "currency": balance.currency,
            "available": major(balance),
            "frozen": null,
            "total": null,
        })
    }));
    all
}

/// In major units, where it is known how many make one.
fn major(amount: Amount) -> String {
    amount.to_major().unwrap_or_else(|_| amount.value.to_string())
}
