//! Notifications about the trades that were opened with a `notify_url`.

use std::collections::BTreeMap;

use alipay_trade::{Order, OutTradeNo, TradeNotification, TradePagePay, TradePay, TradeStatus, Trades};
use alipay_wire::Request as _;
use bytes::Bytes;
use http::{Request, request::Parts};
use serde_json::Value;

use super::{address, charset_of};
use crate::{
    Entry, Sandbox,
    control::{What, parameter},
    endpoints::GATEWAY_PATH,
    locked,
};

/// The calls that open a trade.
const OPENED_BY_CALL: [&str; 2] = ["alipay.trade.pay", "alipay.trade.precreate"];

impl Sandbox {
    /// Sends off what a call of `api` changed.
    pub(crate) fn tell_of_trades(&self, api: &str) {
        if !api.starts_with("alipay.trade.") && !api.starts_with("/v3/alipay/trade/") {
            return;
        }
        for (number, url, told) in self.news() {
            if let Some(request) = self.written(&number, &url, &told) {
                self.dispatch(number.as_str(), told.trade_status.as_str(), request, self.sends());
            }
        }
    }

    /// The trades whose state was not told yet: where to, and what.
    fn news(&self) -> Vec<(OutTradeNo, String, TradeNotification)> {
        let states = self.with_state(|trades: &mut Trades| {
            // Unless they ask for more, merchants are told of what was paid.
            let paid = trades.iter().filter(|trade| trade.paid_at().is_some());
            let paid = paid.filter(|trade| trade.status() == TradeStatus::TradeSuccess || !is_silent(trade.order()));
            let told = paid.filter_map(|trade| {
                Some((trade.order().out_trade_no().clone(), trade.order().notify_url()?.to_owned()))
            });
            let told: Vec<_> = told.collect();
            let state = |(number, url)| Some((trades.notification(&number)?, number, url));
            told.into_iter().filter_map(state).collect::<Vec<_>>()
        });
        let desk = &mut *locked(&self.cashier.desk);
        let is_news = |(state, number, url): (TradeNotification, OutTradeNo, String)| {
            let id = state.notify_id.as_str().to_owned();
            let before = desk.told.insert(number.clone(), id.clone());
            (before != Some(id)).then_some((number, url, state))
        };
        states.into_iter().filter_map(is_news).collect()
    }

    /// The notification, signed, in the charset of the order.
    fn written(&self, number: &OutTradeNo, url: &str, state: &TradeNotification) -> Option<Request<Bytes>> {
        let Ok(Value::Object(members)) = serde_json::to_value(state) else { return None };
        let params: BTreeMap<String, String> = members.into_iter().map(|(name, value)| (name, text(value))).collect();
        self.notification(&address::of(url)?).charset(charset_of(self, number)).form(params).ok()
    }

    /// Whether notifications leave over a socket.
    fn sends(&self) -> bool {
        #[cfg(feature = "listen")]
        return self.cashier.delivers;
        #[cfg(not(feature = "listen"))]
        false
    }

    /// Takes the present state of all trades as told.
    pub(crate) fn tell_nobody(&self) {
        self.news();
    }

    /// Where the notifications of a trade go stands beside the content of a call that opens one.
    pub(crate) fn learn_notify_url(&self, head: &Parts, body: &Bytes, entry: &Entry) {
        if !OPENED_BY_CALL.contains(&entry.api.as_str()) {
            return;
        }
        let (Some(url), Some(number)) = (notify_url(head, body), &entry.key) else { return };
        if self.with_state(|trades: &mut Trades| trades.notify_at(&number.as_str().into(), &url)) {
            self.happened(What::NotifiedAt { out_trade_no: number.clone(), url });
            self.tell_of_trades(&entry.api);
        }
    }
}

/// At `gateway.do` a parameter; over REST a member.
fn notify_url(head: &Parts, body: &Bytes) -> Option<String> {
    if head.uri.path() == GATEWAY_PATH {
        return parameter(head, body, "notify_url");
    }
    let members: BTreeMap<String, Value> = serde_json::from_slice(body).ok()?;
    members.get("notify_url")?.as_str().map(str::to_owned)
}

/// Whether its product tells of `TRADE_SUCCESS` only, unless the merchant asks for more: payment by code, and by page.
fn is_silent(order: &Order) -> bool {
    [&TradePay::META.name, &TradePagePay::META.name].iter().any(|name| **name == order.method())
}

/// A member of a notification as its form has it.
fn text(value: Value) -> String {
    match value {
        Value::String(text) => text,
        other => other.to_string(),
    }
}
