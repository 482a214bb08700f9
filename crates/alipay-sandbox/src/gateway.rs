//! From a request to a response, by whichever dialect its path belongs to.

use alipay_sign::{KeyRing, PrivateKey, Sign};
use alipay_wire::{CodeInfo, inbound::Reply, signed_header::code};
use bytes::Bytes;
use http::{
    HeaderValue, Response, StatusCode,
    header::{CONTENT_TYPE, RETRY_AFTER},
    request::Parts,
};
use serde_json::{Map, Value, json};

use crate::{
    Disconnected, Entry, Fault, Sandbox,
    control::is_cross_origin,
    endpoints::GATEWAY_PATH,
    locked, open_platform,
    open_platform::{
        cashier,
        multipart::{Files, Received},
        rest_v3,
    },
    routes::{Handled, Route},
    signed_header,
};

/// What a dialect makes of a request.
pub(crate) struct Exchange {
    /// The method name or path.
    pub(crate) api: String,
    pub(crate) identity: String,
    pub(crate) body: Bytes,
    pub(crate) signature: String,
}

impl Exchange {
    /// What the ledger says of it at first.
    pub(crate) fn entry(&self) -> Entry {
        Entry {
            api: self.api.clone(),
            identity: self.identity.clone(),
            body: self.body.clone(),
            signature: self.signature.clone(),
            key: None,
            processed: false,
        }
    }
}

/// Whether a request gets as far as its API.
pub(crate) enum Admission {
    /// Verified, and there is an API for it.
    Admitted(Route),
    /// Turned away with this answer, which is signed.
    Refused(Reply),
    /// Turned away with this answer, which is not signed.
    RefusedUnsigned(Reply),
}

/// How a dialect writes the answer of an API.
pub(crate) trait Answers {
    /// The answer to a processed request, dated `days` back.
    fn answer(&self, exchange: &Exchange, handled: &Handled, days: i64) -> Reply;
    /// The answer to a request that did not get as far as its API.
    fn turned_away(&self, exchange: &Exchange, code: &CodeInfo) -> Reply;
    /// A code by which a request is refused, whatever its API.
    fn refusal(&self) -> CodeInfo {
        code::PROCESS_FAIL
    }
    /// The answer to a request that was turned away because of too much traffic.
    fn throttled(&self, exchange: &Exchange) -> Reply;
    /// The answer of a gateway that lost track.
    fn unknown(&self, exchange: &Exchange) -> Reply;
    /// The same, in GBK and not saying so, where the dialect knows GBK.
    fn unknown_in_gbk(&self, exchange: &Exchange) -> Reply {
        self.unknown(exchange)
    }
    /// With which key the answer is signed, if it is.
    fn key(&self, exchange: &Exchange) -> Option<&PrivateKey>;
    /// Whether failures are signed, and successes.
    fn signs(&self, is_failure: bool) -> bool {
        let _ = is_failure;
        true
    }
    /// Removes a part of the signature.
    fn strip(&self, response: Response<Bytes>) -> Response<Bytes>;
}

impl Sandbox {
    pub(crate) async fn handle(
        self,
        head: Parts,
        received: Received,
        fault: Option<Fault>,
    ) -> Result<Response<Bytes>, Disconnected> {
        let Received { body, files } = received;
        match fault {
            Some(Fault::DropBefore) => return Err(Disconnected),
            Some(Fault::Status(status)) => return Ok(page(status)),
            Some(Fault::Busy(delay)) => return Ok(busy(delay)),
            Some(Fault::Slow(delay)) => tokio::time::sleep(delay).await,
            _ => {}
        }
        let path = head.uri.path();
        if let Some(page) = cashier::answer(&self, &head, &body) {
            return if fault == Some(Fault::DropAfter) { Err(Disconnected) } else { Ok(page) };
        }
        if is_cross_origin(&head) {
            return Ok(page(403));
        }
        if path == GATEWAY_PATH {
            let (gateway, exchange, admission) = open_platform::receive(&self, &head, &body);
            self.exchange(&gateway, &exchange, &files, admission, fault)
        } else if path.starts_with(rest_v3::PREFIX) {
            let (gateway, exchange, admission) = rest_v3::receive(&self, &head, &body);
            self.exchange(&gateway, &exchange, &files, admission, fault).map(rest_v3::traced)
        } else if let Some((gateway, exchange, admission)) = signed_header::receive(&self, &head, body) {
            self.exchange(&gateway, &exchange, &files, admission, fault)
        } else {
            Ok(page(404))
        }
    }

    fn exchange(
        &self,
        dialect: &dyn Answers,
        exchange: &Exchange,
        files: &Files,
        admission: Admission,
        fault: Option<Fault>,
    ) -> Result<Response<Bytes>, Disconnected> {
        let mut entry = exchange.entry();
        let mut is_signed = !matches!(
            fault,
            Some(
                Fault::Unsigned
                    | Fault::UnsignedFailure
                    | Fault::UnsignedUnknown
                    | Fault::UnsignedCode(_)
                    | Fault::FalseFailure
            )
        );
        let refuse = |code| dialect.turned_away(exchange, &code);
        let turned_away = match fault {
            Some(Fault::Throttled) => Some(dialect.throttled(exchange)),
            Some(Fault::Refused) => Some(refuse(dialect.refusal())),
            Some(Fault::UnsignedFailure) => Some(refuse(code::KEY_NOT_FOUND)),
            Some(Fault::Code(code) | Fault::UnsignedCode(code)) => Some(refuse(code)),
            _ => None,
        };
        let admission = turned_away.map_or(admission, Admission::Refused);
        let mut is_failure = true;
        let reply = match admission {
            Admission::Admitted(route) => {
                entry.body = files.described_in(&exchange.body);
                let mut handled = route.handle(&entry.body, files, &mut locked(&self.world));
                entry.key.clone_from(&handled.key);
                entry.processed = handled.result.is_ok();
                is_failure = handled.result.is_err() || fault.is_some_and(Fault::hides_success);
                match fault {
                    Some(Fault::Unknown | Fault::UnsignedUnknown) => dialect.unknown(exchange),
                    Some(Fault::UnknownInGbk) => dialect.unknown_in_gbk(exchange),
                    Some(Fault::FalseFailure) => refuse(dialect.refusal()),
                    Some(Fault::CodeAfter(code)) => refuse(code),
                    Some(Fault::StaleTime) => dialect.answer(exchange, &handled, 1),
                    Some(Fault::Unreadable) => {
                        handled.result = handled.result.map(unreadable);
                        dialect.answer(exchange, &handled, 0)
                    }
                    _ => dialect.answer(exchange, &handled, 0),
                }
            }
            Admission::Refused(reply) => reply,
            Admission::RefusedUnsigned(reply) => {
                is_signed = false;
                reply
            }
        };
        let processed = entry.processed;
        self.note(entry);
        if processed {
            self.tell_of_trades(&exchange.api);
        }
        match fault {
            Some(Fault::DropAfter) => return Err(Disconnected),
            Some(Fault::StatusAfter(status)) => return Ok(page(status)),
            _ => {}
        }

        let key = match fault {
            Some(Fault::WrongKey) => Some(self.keys.client()),
            _ => dialect.key(exchange).filter(|_| is_signed && dialect.signs(is_failure)),
        };
        let response = sealed(reply.clone(), key);
        if fault.is_none() && processed {
            locked(&self.ledger).answered(&exchange.api, &exchange.body, &response);
        }
        Ok(match fault {
            Some(Fault::Swapped) => {
                locked(&self.ledger).answer_to_another(&exchange.api, &exchange.body).unwrap_or(response)
            }
            Some(Fault::Tampered) => response.map(tampered),
            Some(Fault::Oversized(length)) => response.map(|body| padded(body, length)),
            Some(Fault::Truncated) => response.map(|body| body.slice(..body.len() / 2)),
            Some(Fault::PartialSignature) => dialect.strip(response),
            Some(Fault::StrippedSignature) => stripped(response, reply),
            _ => response,
        })
    }

    /// Tells whether the client signed something.
    pub(crate) fn client_keys(&self) -> KeyRing {
        self.keys.of_client()
    }
}

pub(crate) fn sealed(reply: Reply, key: Option<&PrivateKey>) -> Response<Bytes> {
    let response = match key.map(|key| key.sign(reply.message())) {
        Some(Ok(signature)) => reply.seal(&signature),
        // A key that cannot sign leaves the answer unsigned, as a gateway without a key for the client does.
        Some(Err(_)) | None => reply.unsigned(),
    };
    response.unwrap_or_else(|_| page(500))
}

/// Changes the first digit, or else the first letter, so that the answer stays well-formed.
fn tampered(body: Bytes) -> Bytes {
    let mut bytes = body.to_vec();
    let at = bytes.iter().position(u8::is_ascii_digit).or_else(|| bytes.iter().position(u8::is_ascii_alphabetic));
    if let Some(byte) = at.and_then(|at| bytes.get_mut(at)) {
        *byte = if matches!(*byte, b'9' | b'Z' | b'z') { *byte - 1 } else { *byte + 1 };
    }
    bytes.into()
}

/// The same verdict, and nothing else that can be read.
fn unreadable(success: Vec<u8>) -> Vec<u8> {
    let Ok(mut members) = serde_json::from_slice::<Map<String, Value>>(&success) else { return success };
    for (name, value) in &mut members {
        if !matches!(name.as_str(), "result" | "code" | "msg") {
            *value = json!([[]]);
        }
    }
    Value::Object(members).to_string().into()
}

/// Without the header of the signature. Where the signature is in the body, without that.
fn stripped(mut response: Response<Bytes>, reply: Reply) -> Response<Bytes> {
    let headers = response.headers_mut();
    match headers.remove("signature").or_else(|| headers.remove("alipay-signature")) {
        Some(_) => response,
        None => sealed(reply, None),
    }
}

fn padded(body: Bytes, length: usize) -> Bytes {
    let mut bytes = body.to_vec();
    bytes.resize(length.max(bytes.len()), b' ');
    bytes.into()
}

/// What stands before the gateways answers with a page.
pub(crate) fn page(status: u16) -> Response<Bytes> {
    let mut response = Response::new(Bytes::from(format!("<html><body>{status}</body></html>")));
    *response.status_mut() = StatusCode::from_u16(status).unwrap_or(StatusCode::BAD_GATEWAY);
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("text/html"));
    response
}

fn busy(delay: &'static str) -> Response<Bytes> {
    let mut response = page(429);
    if let Ok(delay) = HeaderValue::from_str(delay) {
        response.headers_mut().insert(RETRY_AFTER, delay);
    }
    response
}
