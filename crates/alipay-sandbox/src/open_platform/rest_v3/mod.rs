//! The Open Platform's side of `/v3/..`: REST.

mod admission;
mod nonces;

use std::{
    collections::BTreeMap,
    hash::{BuildHasher, Hasher, RandomState},
};

use alipay_sign::PrivateKey;
use alipay_wire::{
    Code, CodeInfo, Nonce, Stamp, Status, inbound,
    inbound::Reply,
    open_platform::{
        code,
        sub_code::{self, SubCode},
    },
};
use bytes::Bytes;
use http::{HeaderValue, Response, StatusCode, request::Parts};
use serde_json::{Value, json, value::RawValue};

use super::{RULE_BROKEN, Signer, content::Content, words};
use crate::{
    Sandbox,
    gateway::{Admission, Answers, Exchange},
    routes::{Failure, Handled},
};
use admission::{Rejection, bare};
pub(crate) use nonces::Nonces;

/// Where its paths begin.
pub(crate) const PREFIX: &str = "/v3/";

const DAY_MILLIS: i64 = 24 * 60 * 60 * 1000;

/// What failures link to.
const HELP: &str = "https://opendocs.alipay.com/open-v3/054fcv";

/// The gateway during one exchange.
pub(crate) struct Gateway {
    now: Stamp,
    signer: Signer,
    signs_failures: bool,
    /// How the answer is encrypted, once the request was decrypted.
    encryption: Option<Content>,
}

/// Checks a request in the gateway's order: application, certificates, timestamp, signature, nonce, API, content.
pub(crate) fn receive(sandbox: &Sandbox, head: &Parts, body: &Bytes) -> (Gateway, Exchange, Admission) {
    let mut gateway = Gateway {
        now: sandbox.clock.now(),
        signer: sandbox.open_platform_signer(),
        signs_failures: sandbox.signs_failures,
        encryption: None,
    };
    let target = head.uri.path_and_query().map_or("/", |target| target.as_str());
    let request = inbound::rest_v3(&head.method, target, &head.headers, body.clone());
    let claimed = request.as_ref().ok();
    let known = sandbox.api_at(&head.method, head.uri.path());
    let mut exchange = Exchange {
        api: known.map_or_else(|| head.uri.path().to_owned(), |route| route.meta.name.to_string()),
        identity: claimed.and_then(|request| request.identity.clone()).unwrap_or_default(),
        body: body.clone(),
        signature: claimed.and_then(|request| request.signature()).unwrap_or_default().to_owned(),
    };
    let admission = match gateway.admit(sandbox, head, request, &mut exchange) {
        Ok(route) => Admission::Admitted(route),
        Err(Rejection::Known(sub_code)) => {
            Admission::Refused(gateway.turn_away(sub_code, &words(sandbox, head, body, sub_code)))
        }
        Err(Rejection::Unknown(sub_code)) => {
            Admission::RefusedUnsigned(gateway.turn_away(sub_code, sub_code.info().action))
        }
    };
    (gateway, exchange, admission)
}

impl Gateway {
    fn turn_away(&self, sub_code: SubCode, words: &str) -> Reply {
        let status = match sub_code {
            sub_code::INVALID_METHOD => StatusCode::NOT_FOUND,
            _ => StatusCode::BAD_REQUEST,
        };
        self.failure_saying(status, &sub_code.info(), words)
    }

    fn failure(&self, status: StatusCode, info: &CodeInfo) -> Reply {
        self.failure_saying(status, info, info.action)
    }

    /// Never encrypted.
    fn failure_saying(&self, status: StatusCode, info: &CodeInfo, words: &str) -> Reply {
        let links = json!([{ "link": HELP, "desc": "Open Platform: codes" }]);
        let body = json!({ "code": bare(info.code), "message": words, "links": links });
        self.reply(status, body.to_string(), 0)
    }

    /// A failure as `gateway.do` writes it.
    fn told(&self, node: &Value) -> Reply {
        let text = |name: &str| node.get(name).and_then(Value::as_str).filter(|text| !text.is_empty());
        let is_unknown = text("code") == Some(code::SERVICE_UNAVAILABLE.code);
        let status = if is_unknown { StatusCode::INTERNAL_SERVER_ERROR } else { StatusCode::BAD_REQUEST };
        let code = text("sub_code").or_else(|| text("code")).unwrap_or_default();
        let message = text("sub_msg").or_else(|| text("msg")).unwrap_or_default();
        self.reply(status, json!({ "code": bare(code), "message": message }).to_string(), 0)
    }

    fn success(&self, answer: &[u8], days: i64) -> Reply {
        let answer = without_verdict(answer);
        match &self.encryption {
            Some(content) => self.reply(StatusCode::OK, content.encrypt(&answer), days),
            None => self.reply(StatusCode::OK, answer, days),
        }
    }

    /// Dated `days` back.
    fn reply(&self, status: StatusCode, body: impl Into<Bytes>, days: i64) -> Reply {
        let then = Stamp::from_unix_millis(self.now.unix_millis() - days * DAY_MILLIS).unwrap_or(self.now);
        let reply = Reply::rest_v3(status, then, nonce(), body);
        match &self.signer.certificate {
            Some(serial) => reply.certificate(serial.clone()),
            None => reply,
        }
    }
}

impl Answers for Gateway {
    fn answer(&self, _: &Exchange, handled: &Handled, days: i64) -> Reply {
        match &handled.result {
            Ok(answer) => self.success(answer, days),
            Err(Failure::Malformed) => self.turn_away(sub_code::ILLEGAL_JSON, sub_code::ILLEGAL_JSON.info().action),
            Err(Failure::Rule) => self.failure(StatusCode::BAD_REQUEST, &RULE_BROKEN),
            Err(Failure::Refused(info)) => self.failure(status_of(info), info),
            Err(Failure::Told(node)) => self.told(node),
        }
    }

    fn turned_away(&self, _: &Exchange, code: &CodeInfo) -> Reply {
        self.failure(status_of(code), code)
    }

    fn refusal(&self) -> CodeInfo {
        sub_code::INSUFFICIENT_ISV_PERMISSIONS.info()
    }

    fn throttled(&self, _: &Exchange) -> Reply {
        self.failure(StatusCode::TOO_MANY_REQUESTS, &sub_code::APP_CALL_LIMITED.info())
    }

    fn unknown(&self, _: &Exchange) -> Reply {
        self.failure(StatusCode::INTERNAL_SERVER_ERROR, &sub_code::AOP_UNKNOWN_ERROR.info())
    }

    fn key(&self, _: &Exchange) -> Option<&PrivateKey> {
        Some(&self.signer.key)
    }

    fn signs(&self, is_failure: bool) -> bool {
        !is_failure || self.signs_failures
    }

    fn strip(&self, mut response: Response<Bytes>) -> Response<Bytes> {
        response.headers_mut().remove("alipay-timestamp");
        response
    }
}

/// The number by which the gateway's support would find the exchange.
pub(crate) fn traced(mut response: Response<Bytes>) -> Response<Bytes> {
    if let Ok(trace_id) = HeaderValue::try_from(nonce().to_string()) {
        response.headers_mut().insert("alipay-trace-id", trace_id);
    }
    response
}

/// A business failure is a bad request, unless the business itself does not know.
fn status_of(info: &CodeInfo) -> StatusCode {
    match info.status {
        Status::S | Status::F => StatusCode::BAD_REQUEST,
        Status::U => StatusCode::INTERNAL_SERVER_ERROR,
    }
}

/// The answer without the codes that `gateway.do` writes into every node: here the HTTP status is in their place.
fn without_verdict(answer: &[u8]) -> Vec<u8> {
    let Ok(mut members) = serde_json::from_slice::<BTreeMap<&str, &RawValue>>(answer) else { return answer.to_vec() };
    let code = members.get("code").and_then(|code| serde_json::from_str::<String>(code.get()).ok()).map(Code::from);
    if code.is_some_and(|code| code::ALL.iter().any(|known| code == *known)) {
        members.retain(|name, _| !matches!(*name, "code" | "msg"));
    }
    serde_json::to_vec(&members).unwrap_or_else(|_| answer.to_vec())
}

/// Unlike any other. Anyone who needs a secret one needs another source.
fn nonce() -> Nonce {
    let half = || RandomState::new().build_hasher().finish().to_be_bytes();
    let mut bytes = [0; 16];
    for (to, from) in bytes.iter_mut().zip(half().into_iter().chain(half())) {
        *to = from;
    }
    Nonce::from_random(bytes)
}

impl Sandbox {
    /// Has the Open Platform gateway sign its failures over REST too.
    ///
    /// The real one leaves its business failures unsigned there, and so does this one: then they prove nothing, and what
    /// became of a call that changes something is not known. Failures of `gateway.do` are signed in any case.
    #[must_use]
    pub fn with_signed_failures(mut self) -> Self {
        self.signs_failures = true;
        self
    }
}
