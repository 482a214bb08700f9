//! Notifications about the trades that were opened with a `notify_url`.

use std::collections::BTreeMap;

use alipay_trade::{Order, OutTradeNo, TradeNotification, TradePagePay, TradePay, TradeStatus, Trades};
use alipay_wire::Request as _;
use bytes::Bytes;
use http::Request;
use serde_json::Value;

use super::{address, charset_of};
use crate::{Sandbox, locked};

impl Sandbox {
    /// Takes the notifications that wait to be delivered, oldest first: of a sandbox inside this process all of them, of a
    /// listener those that nobody acknowledged, or whose URL does not begin with `http://`.
    ///
    /// A trade that was opened with a `notify_url` is told of when it is paid, and again with every refund that changes it; by
    /// code and by page, only while it stays `TRADE_SUCCESS`: there a full refund is silent. A `notify_url` that is no address
    /// of the web is told nothing.
    pub fn take_notifications(&self) -> Vec<Request<Bytes>> {
        std::mem::take(&mut locked(&self.cashier.desk).waiting)
    }

    /// Sends off what a call of `api` changed.
    pub(crate) fn tell_of_trades(&self, api: &str) {
        if !api.starts_with("alipay.trade.") && !api.starts_with("/v3/alipay/trade/") {
            return;
        }
        for (number, url, told) in self.news() {
            if let Some(request) = self.written(&number, &url, &told) {
                self.send_off(request);
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

    fn send_off(&self, notification: Request<Bytes>) {
        #[cfg(feature = "listen")]
        if self.cashier.delivers {
            tokio::spawn(self.clone().deliver_or_keep(notification));
            return;
        }
        self.keep(notification);
    }

    fn keep(&self, notification: Request<Bytes>) {
        locked(&self.cashier.desk).waiting.push(notification);
    }
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

#[cfg(feature = "listen")]
mod delivery {
    use std::time::Duration;

    use super::*;
    use crate::NotDelivered;

    /// How long to wait before another try. The real gateway goes on for a day.
    const PAUSES: [Duration; 2] = [Duration::from_millis(200), Duration::from_secs(1)];

    impl Sandbox {
        /// The same sandbox for requests over a socket: it delivers its notifications itself.
        pub(crate) fn delivering(mut self) -> Self {
            self.cashier.delivers = true;
            self
        }

        pub(super) async fn deliver_or_keep(self, notification: Request<Bytes>) {
            let mut pauses = PAUSES.iter();
            loop {
                match self.deliver(&notification).await {
                    Ok(answer) if self.judge(&notification, &answer).is_ok() => return,
                    Err(NotDelivered::Url) => break,
                    _ => {}
                }
                let Some(pause) = pauses.next() else { break };
                tokio::time::sleep(*pause).await;
            }
            self.keep(notification);
        }
    }
}
