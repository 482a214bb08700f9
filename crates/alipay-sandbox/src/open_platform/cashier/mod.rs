//! The cashier: what a payer sees of the gateway, and what pressing its buttons does.

mod address;
mod client_result;
mod document;
mod notify;
mod return_url;

use std::{
    collections::HashMap,
    sync::{Arc, Mutex},
};

use alipay_sign::{Charset, Pairs};
use alipay_trade::{Order, OutTradeNo, Trade, Trades};
use alipay_wire::{CodeInfo, open_platform::sub_code::INVALID_METHOD, server::Refusal};
use bytes::Bytes;
use http::{Method, Request, Response, request::Parts};

use super::{admission::Rejection, begin, claims::Claims};
use crate::{Sandbox, endpoints::GATEWAY_PATH, locked};

/// Where the buttons of its pages lead.
const PATH: &str = "/cashier";

/// The pages that a browser can ask for.
const PAGES: [&str; 2] = ["alipay.trade.page.pay", "alipay.trade.wap.pay"];

/// The order string that a phone can bring.
pub(crate) const ORDER_STRING: &str = "alipay.trade.app.pay";

/// What the cashier remembers beside the trades themselves.
#[derive(Clone, Default)]
pub(crate) struct Cashier {
    desk: Arc<Mutex<Desk>>,
    /// Whether requests come over a socket. Then notifications leave over one.
    #[cfg(feature = "listen")]
    delivers: bool,
}

#[derive(Default)]
struct Desk {
    /// The parameters of every page and order string, as they were signed.
    received: Vec<Pairs>,
    /// In which charset an order was placed: it is answered in that one.
    charsets: HashMap<OutTradeNo, Charset>,
    /// The last notification about each trade, by its `notify_id`.
    told: HashMap<OutTradeNo, String>,
    /// Notifications that nobody has delivered.
    waiting: Vec<Request<Bytes>>,
}

/// What the payer's browser is shown. `None` when it is no browser that asks, but a program.
pub(crate) fn answer(sandbox: &Sandbox, head: &Parts, body: &Bytes) -> Option<Response<Bytes>> {
    match head.uri.path() {
        GATEWAY_PATH => {
            let claims = Claims::new(head.uri.query().unwrap_or_default(), body);
            let method = claims.get("method")?;
            PAGES.contains(&method.as_str()).then(|| match open(sandbox, &claims) {
                Ok(trade) => document::cashier(&trade),
                Err(code) => document::failure(&code),
            })
        }
        PATH if head.method == Method::POST => Some(press(sandbox, &Claims::new("", body))),
        _ => None,
    }
}

/// Checks a signed page or order string as every request is checked, and opens its trade.
fn open(sandbox: &Sandbox, claims: &Claims<'_>) -> Result<Trade, CodeInfo> {
    let (mut gateway, mut exchange) = begin(sandbox, claims);
    let mut entry = exchange.entry();
    let mut admit = || {
        let verified = gateway.check(sandbox, claims)?;
        let signed = verified.payload().clone();
        exchange.body = gateway.read(sandbox, verified)?;
        Ok::<_, Rejection>(signed)
    };
    let trade = match admit() {
        Err(Rejection::Signed(code) | Rejection::Unsigned(code)) => Err(code.info()),
        Ok(signed) => {
            entry.body = exchange.body.clone();
            let charset = gateway.charset;
            let trade = place(sandbox, &exchange.api, &exchange.body, &signed, charset);
            locked(&sandbox.cashier.desk).received.push(signed);
            trade.map_err(|refusal| *refusal.code())
        }
    };
    if let Ok(trade) = &trade {
        entry.key = Some(trade.order().out_trade_no().as_str().to_owned());
        entry.processed = true;
    }
    locked(&sandbox.ledger).note(entry);
    trade
}

/// Opens the trade of a verified page or order string.
fn place(sandbox: &Sandbox, method: &str, content: &[u8], signed: &Pairs, charset: Charset) -> Result<Trade, Refusal> {
    let order = Order::read(method, &String::from_utf8_lossy(content)).ok_or(INVALID_METHOD.info())?;
    let text = |name| signed.get(name).and_then(|value| charset.decode(value).ok());
    let order = text("notify_url").into_iter().fold(order?, Order::with_notify_url);
    let order = text("return_url").into_iter().fold(order, Order::with_return_url);
    let trade = sandbox.with_state(|trades: &mut Trades| trades.open(order).cloned())?;
    locked(&sandbox.cashier.desk).charsets.insert(trade.order().out_trade_no().clone(), charset);
    Ok(trade)
}

/// A payer pressed a button.
fn press(sandbox: &Sandbox, form: &Claims<'_>) -> Response<Bytes> {
    let number = OutTradeNo::from(form.get("out_trade_no").unwrap_or_default());
    if form.get("press").as_deref() != Some("pay") {
        let trade = sandbox.with_state(|trades: &mut Trades| trades.get(&number).cloned());
        return match trade.as_ref().and_then(|trade| trade.order().quit_url()).and_then(address::of) {
            Some(url) => document::redirect(&url),
            None => document::cancelled(),
        };
    }
    match pay(sandbox, &number) {
        Ok(trade) => match return_url::signed(sandbox, &trade) {
            Some(url) => document::redirect(&url),
            None => document::paid(&trade),
        },
        Err(refusal) => document::failure(refusal.code()),
    }
}

/// Pays a trade, and tells the merchant.
fn pay(sandbox: &Sandbox, number: &OutTradeNo) -> Result<Trade, Refusal> {
    let trade = sandbox.with_state(|trades: &mut Trades| trades.pay(number).cloned())?;
    sandbox.tell_of_trades(trade.order().method());
    Ok(trade)
}

/// In which charset the order was placed.
fn charset_of(sandbox: &Sandbox, number: &OutTradeNo) -> Charset {
    locked(&sandbox.cashier.desk).charsets.get(number).copied().unwrap_or_default()
}

impl Sandbox {
    /// The parameters of every signed page and order string that was received and verified, in the order and the charset in
    /// which they came, oldest first. What the payer's browser or phone brought is exactly this; what was signed of it is
    /// its [`canonical`](Pairs::canonical) [`message`](Pairs::message).
    pub fn pages(&self) -> Vec<Pairs> {
        locked(&self.cashier.desk).received.clone()
    }
}
