//! The Open Platform's side of `gateway.do`.

use alipay_wire::{CodeInfo, Dialect, OpenPlatform, Status, inbound, inbound::Reply, open_platform::code};
use bytes::Bytes;
use http::{Response, request::Parts};
use serde_json::json;

use crate::{
    Sandbox,
    gateway::{Admission, Answers, Exchange},
    locked,
    routes::{Failure, Handled},
};

pub(crate) const DIALECT: &str = OpenPlatform::NAME;

/// The method of a request that names none: its node is the gateway's `error_response`.
const NO_METHOD: &str = "error";

pub(crate) struct Gateway;

/// Checks a request in the gateway's order: application, signature, method, common parameters.
pub(crate) fn receive(sandbox: &Sandbox, head: &Parts, body: &Bytes) -> (Exchange, Admission) {
    let query = head.uri.query().unwrap_or_default();
    let claimed = |wanted: &str| claimed(query, body, wanted);
    let method = claimed("method").unwrap_or_else(|| NO_METHOD.to_owned());
    let admission = admit(sandbox, query, body, &method);
    let exchange = Exchange {
        identity: claimed("app_id").unwrap_or_default(),
        body: claimed("biz_content").unwrap_or_default().into(),
        signature: claimed("sign").unwrap_or_default(),
        api: method,
    };
    (exchange, admission)
}

/// A parameter as it is claimed, verified or not.
fn claimed(query: &str, body: &[u8], wanted: &str) -> Option<String> {
    let mut both = form_urlencoded::parse(query.as_bytes()).chain(form_urlencoded::parse(body));
    both.find(|(name, _)| name == wanted).map(|(_, value)| value.into_owned())
}

fn admit(sandbox: &Sandbox, query: &str, body: &[u8], method: &str) -> Admission {
    let refuse = |info: &CodeInfo, sub_code: &str| Admission::Refused(failure(method, info, sub_code));
    match claimed(query, body, "app_id").as_deref() {
        // Without a known application there is no key to sign with.
        None => return Admission::RefusedUnsigned(failure(method, &code::MISSING_PARAMETER, "isv.missing-app-id")),
        Some(Sandbox::APP_ID) => {}
        Some(_) => return Admission::RefusedUnsigned(failure(method, &code::INVALID_PARAMETER, "isv.invalid-app-id")),
    }
    if claimed(query, body, "sign").is_none_or(|sign| sign.is_empty()) {
        return refuse(&code::MISSING_PARAMETER, "isv.missing-signature");
    }
    let verified = inbound::form(query, body).ok().and_then(|form| form.sealed.verify(sandbox.client_key()).ok());
    let Some(verified) = verified else {
        return refuse(&code::INVALID_PARAMETER, "isv.invalid-signature");
    };
    let params = verified.payload();
    let rules = [
        ("sign_type", "RSA2", "isv.invalid-signature-type"),
        ("charset", "utf-8", "isv.invalid-charset"),
        ("version", "1.0", "isv.invalid-version"),
    ];
    for (name, value, sub_code) in rules {
        if !params.get_str(name).is_some_and(|given| given.eq_ignore_ascii_case(value)) {
            return refuse(&code::INVALID_PARAMETER, sub_code);
        }
    }
    if params.get("timestamp").is_none() {
        return refuse(&code::MISSING_PARAMETER, "isv.missing-timestamp");
    }
    match locked(&sandbox.routes).find(DIALECT, method) {
        Some(route) => Admission::Admitted(route),
        None => refuse(&code::INVALID_PARAMETER, "isv.invalid-method"),
    }
}

impl Answers for Gateway {
    fn answer(&self, exchange: &Exchange, handled: &Handled, _: i64) -> Reply {
        match &handled.result {
            Ok(node) => Reply::envelope(&exchange.api, node.clone()),
            Err(Failure::Malformed) => failure(&exchange.api, &code::INVALID_PARAMETER, "isv.illegal-json"),
            Err(Failure::Rule) => failure(&exchange.api, &code::BUSINESS_FAILED, "INVALID_PARAMETER"),
            Err(Failure::Refused(info)) => failure(&exchange.api, &code::BUSINESS_FAILED, info.code),
        }
    }

    fn throttled(&self, exchange: &Exchange) -> Reply {
        failure(&exchange.api, &code::CALL_LIMITED, "isv.app-call-limited")
    }

    fn unknown(&self, exchange: &Exchange) -> Reply {
        failure(&exchange.api, &code::SERVICE_UNAVAILABLE, "isp.unknow-error")
    }

    fn strip(&self, response: Response<Bytes>) -> Response<Bytes> {
        // Half a signature: cut within the base64 text, before the closing `"}`.
        response.map(|body| {
            let mut cut = body.slice(..body.len().saturating_sub(100)).to_vec();
            cut.extend_from_slice(b"\"}");
            cut.into()
        })
    }
}

fn failure(method: &str, info: &CodeInfo, sub_code: &str) -> Reply {
    let msg = match info.status {
        Status::U => "Service Currently Unavailable",
        Status::S | Status::F => "Request Failed",
    };
    let node = json!({ "code": info.code, "msg": msg, "sub_code": sub_code, "sub_msg": info.action });
    Reply::envelope(method, node.to_string())
}
