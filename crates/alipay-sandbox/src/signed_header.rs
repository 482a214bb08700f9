//! The signed-header gateways' side: Digital Wallet and WorldFirst.

use alipay_sign::{PrivateKey, Sign};
use alipay_wire::{
    CodeInfo, Dialect, Dws, Stamp, WorldFirst, inbound,
    inbound::Reply,
    signed_header::{ResultInfo, code},
};
use bytes::Bytes;
use http::{Method, Response, request::Parts};
use serde_json::json;

use crate::{
    Sandbox,
    gateway::{Admission, Answers, Exchange},
    routes::{Failure, Handled},
};

/// China time.
const OFFSET_MINUTES: i16 = 480;
const DAY_MILLIS: i64 = 24 * 60 * 60 * 1000;

pub(crate) struct Gateway {
    sandbox: Sandbox,
    method: Method,
    /// With what it signs during this exchange.
    key: PrivateKey,
}

/// Checks a request in this order: API, method, client, signature. `None` when no gateway has such a path.
pub(crate) fn receive(sandbox: &Sandbox, head: &Parts, body: Bytes) -> Option<(Gateway, Exchange, Admission)> {
    let path = head.uri.path();
    let (dialect, client_id) = if path.starts_with("/ams/") {
        (Dws::NAME, Sandbox::DWS_CLIENT_ID)
    } else if path.starts_with("/aps/") {
        (WorldFirst::NAME, Sandbox::WORLDFIRST_CLIENT_ID)
    } else {
        return None;
    };
    let header = |name: &str| head.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let key = sandbox.keys.signed_header_gateway().clone();
    let gateway = Gateway { sandbox: sandbox.clone(), method: head.method.clone(), key };
    let exchange = Exchange {
        api: path.to_owned(),
        identity: header("client-id").to_owned(),
        signature: header("signature").to_owned(),
        body: body.clone(),
    };
    let admission = match gateway.admit(dialect, client_id, head, body) {
        Ok(route) => Admission::Admitted(route),
        Err(info) => Admission::Refused(gateway.failure(&exchange, &info)),
    };
    Some((gateway, exchange, admission))
}

impl Gateway {
    fn admit(
        &self,
        dialect: &'static str,
        client_id: &str,
        head: &Parts,
        body: Bytes,
    ) -> Result<crate::routes::Route, CodeInfo> {
        let path = head.uri.path();
        let route = self.sandbox.api(dialect, path).ok_or(code::INVALID_API)?;
        if head.method != Method::POST {
            return Err(code::METHOD_NOT_SUPPORTED);
        }
        let received =
            inbound::signed_headers(&head.method, path, &head.headers, body).map_err(|_| code::INVALID_SIGNATURE)?;
        if received.identity != client_id {
            return Err(code::INVALID_CLIENT);
        }
        received.sealed.verify(&self.sandbox.client_keys()).map_err(|_| code::INVALID_SIGNATURE)?;
        Ok(route)
    }

    fn failure(&self, exchange: &Exchange, info: &CodeInfo) -> Reply {
        let result = ResultInfo::of(info).result_message(info.action);
        self.reply(exchange, json!({ "result": result }).to_string(), 0)
    }

    fn reply(&self, exchange: &Exchange, body: impl Into<Bytes>, days: i64) -> Reply {
        let now = self.sandbox.clock.now();
        let then = Stamp::from_unix_millis(now.unix_millis() - days * DAY_MILLIS).unwrap_or(now);
        let time = then.iso8601(OFFSET_MINUTES);
        Reply::signed_headers(&self.method, &exchange.api, &exchange.identity, &time, Sign::key(&self.key), body)
    }
}

impl Answers for Gateway {
    fn answer(&self, exchange: &Exchange, handled: &Handled, days: i64) -> Reply {
        match &handled.result {
            Ok(body) => self.reply(exchange, body.clone(), days),
            Err(Failure::Malformed | Failure::Rule) => self.failure(exchange, &code::PARAM_ILLEGAL),
            Err(Failure::Refused(info)) => self.failure(exchange, info),
            Err(Failure::Told(body)) => self.reply(exchange, body.to_string(), days),
        }
    }

    fn turned_away(&self, exchange: &Exchange, code: &CodeInfo) -> Reply {
        self.failure(exchange, code)
    }

    fn throttled(&self, exchange: &Exchange) -> Reply {
        self.failure(exchange, &code::REQUEST_TRAFFIC_EXCEED_LIMIT)
    }

    fn unknown(&self, exchange: &Exchange) -> Reply {
        self.failure(exchange, &code::UNKNOWN_EXCEPTION)
    }

    fn key(&self, _: &Exchange) -> Option<&PrivateKey> {
        Some(&self.key)
    }

    fn strip(&self, mut response: Response<Bytes>) -> Response<Bytes> {
        response.headers_mut().remove("response-time");
        response
    }
}
