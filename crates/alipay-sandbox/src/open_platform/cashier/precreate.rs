//! `alipay.trade.precreate`: an order whose code the payer scans.

use alipay_trade::{Order, TradePay, Trades, pay};
use alipay_wire::{Request as _, server::World};
use bytes::Bytes;
use http::{Response, request::Parts};
use serde_json::json;

use super::{
    PATH,
    document::{self, Words},
};
use crate::{
    Sandbox, locked,
    open_platform::DIALECT,
    routes::{Failure, Handled, Route},
    untyped::meta,
};

const METHOD: &str = "alipay.trade.precreate";

impl Sandbox {
    /// Answers it, until the API has a crate of its own.
    pub(crate) fn answer_precreate(&self) {
        let control = std::sync::Arc::clone(&self.control);
        let answer = move |body: &[u8], world: &mut World| precreate(&control.origin(), body, world);
        locked(&self.routes).insert_route(DIALECT, METHOD.to_owned(), Route::raw(meta(DIALECT, METHOD), answer));
    }
}

/// An order by a code has the fields of one by the payer's code, without that.
fn precreate(origin: &str, body: &[u8], world: &mut World) -> Handled {
    let Ok(request) = serde_json::from_slice::<TradePay>(body) else {
        return Handled { key: None, result: Err(Failure::Malformed) };
    };
    let number = request.out_trade_no.clone();
    let is_valid = request.clone().auth_code(Trades::PAYS_AT_ONCE).validate().is_ok();
    let opened = match is_valid {
        true => world
            .get::<Trades>()
            .open(Order::from(&request).placed_by(METHOD))
            .map(|_| ())
            .map_err(|refusal| *refusal.code()),
        false => Err(pay::code::INVALID_PARAMETER),
    };
    let result = opened.map_err(Failure::Refused).map(|()| {
        let query = form_urlencoded::Serializer::new(String::new()).append_pair("qr", number.as_str()).finish();
        let code = format!("{origin}{PATH}?{query}");
        json!({ "code": "10000", "msg": "Success", "out_trade_no": number, "qr_code": code }).to_string().into_bytes()
    });
    Handled { key: Some(number.as_str().to_owned()), result }
}

/// What the payer's phone shows that has scanned a code. `None` when there is no such order.
pub(super) fn scanned(sandbox: &Sandbox, words: &Words, head: &Parts) -> Option<Response<Bytes>> {
    let mut query = form_urlencoded::parse(head.uri.query()?.as_bytes());
    let (_, number) = query.find(|(name, _)| name == "qr")?;
    let trade = sandbox.with_state(|trades: &mut Trades| trades.get(&(&*number).into()).cloned())?;
    Some(document::cashier(words, &trade))
}
