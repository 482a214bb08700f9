//! The Open Platform's side of `gateway.do`.

mod admission;
pub(crate) mod cashier;
#[cfg(feature = "cert")]
mod certificate_download;
#[cfg(feature = "cert")]
mod certificates;
mod claims;
mod content;
pub(crate) mod multipart;
pub(crate) mod rest_v3;

use std::{borrow::Cow, collections::BTreeMap};

use alipay_sign::{Charset, KeyId, PrivateKey};
use alipay_wire::{
    CodeInfo, Dialect, OpenPlatform, Status,
    inbound::Reply,
    open_platform::{
        code,
        sub_code::{self, SubCode},
    },
};
use bytes::Bytes;
use http::{Response, request::Parts};
use serde_json::{json, value::RawValue};

use crate::{
    Sandbox,
    gateway::{Admission, Answers, Exchange},
    routes::{Failure, Handled},
};
use admission::Rejection;
#[cfg(feature = "cert")]
pub(crate) use certificates::Certificates;
#[cfg(feature = "cert")]
pub use certificates::GatewayCertificate;
use claims::Claims;
pub(crate) use content::Content;

pub(crate) const DIALECT: &str = OpenPlatform::NAME;

/// The method of a request that names none: its node is the gateway's `error_response`.
const NO_METHOD: &str = "error";

/// Its answers are not signed: it is asked by who lacks the key.
pub(crate) const CERTIFICATE_DOWNLOAD: &str = "alipay.open.app.alipaycert.download";

/// The node of a gateway that failed, up to its message.
const UNKNOWN_IN_GBK: &[u8] =
    br#"{"code":"20000","msg":"Service Currently Unavailable","sub_code":"aop.unknow-error","sub_msg":""#;

/// A rule of the API's page is broken.
const RULE_BROKEN: CodeInfo = CodeInfo::new("INVALID_PARAMETER", Status::F, "Compare the request with its page.");

/// With what the gateway signs.
pub(crate) struct Signer {
    pub(crate) key: PrivateKey,
    /// The serial of the key's certificate, in certificate mode.
    pub(crate) certificate: Option<KeyId>,
}

impl Sandbox {
    /// With what the Open Platform gateway signs now.
    pub(crate) fn open_platform_signer(&self) -> Signer {
        #[cfg(feature = "cert")]
        if let Some(certificates) = &self.certificates {
            return certificates.signer(&self.keys);
        }
        Signer { key: self.keys.gateway().clone(), certificate: None }
    }
}

/// The gateway during one exchange.
pub(crate) struct Gateway {
    /// The charset of the request, in which it is answered.
    charset: Charset,
    signer: Signer,
    /// How the answer is encrypted, once the request was decrypted.
    encryption: Option<Content>,
}

/// Checks a request in the gateway's order: application, certificates, signature, common parameters, content, method.
pub(crate) fn receive(sandbox: &Sandbox, head: &Parts, body: &Bytes) -> (Gateway, Exchange, Admission) {
    let claims = Claims::new(head.uri.query().unwrap_or_default(), body);
    let (mut gateway, mut exchange) = begin(sandbox, &claims);
    let admission = match gateway.admit(sandbox, &claims, &mut exchange) {
        Ok(route) => Admission::Admitted(route),
        Err(Rejection::Signed(sub_code)) => {
            let words = words(sandbox, head, body, sub_code);
            Admission::Refused(gateway.turn_away(&exchange, sub_code, &words))
        }
        Err(Rejection::Unsigned(sub_code)) => {
            let words = sub_code.info().action;
            Admission::RefusedUnsigned(gateway.turn_away(&exchange, sub_code, words))
        }
    };
    (gateway, exchange, admission)
}

/// What the gateway says about a code: of a signature, why it does not hold.
pub(crate) fn words(sandbox: &Sandbox, head: &Parts, body: &Bytes, sub_code: SubCode) -> Cow<'static, str> {
    #[cfg(feature = "diagnose")]
    if sub_code == sub_code::INVALID_SIGNATURE {
        let target = head.uri.path_and_query().map_or("/", |target| target.as_str());
        return sandbox.explain(&head.method, target, &head.headers, body.clone()).into();
    }
    let _ = (sandbox, head, body);
    sub_code.info().action.into()
}

/// An exchange as a request claims it to be.
fn begin(sandbox: &Sandbox, claims: &Claims<'_>) -> (Gateway, Exchange) {
    let gateway = Gateway {
        charset: claims.get("charset").and_then(|name| Charset::named(&name).ok()).unwrap_or_default(),
        signer: sandbox.open_platform_signer(),
        encryption: None,
    };
    let exchange = Exchange {
        api: claims.get("method").unwrap_or_else(|| NO_METHOD.to_owned()),
        identity: claims.get("app_id").unwrap_or_default(),
        body: claims.get("biz_content").unwrap_or_default().into(),
        signature: claims.get("sign").unwrap_or_default(),
    };
    (gateway, exchange)
}

impl Gateway {
    /// The answer to a request that got no further than the gateway. Never encrypted.
    fn turn_away(&self, exchange: &Exchange, sub_code: SubCode, words: &str) -> Reply {
        let sub_code = sub_code.info();
        let is_missing = sub_code.code.contains("missing");
        let code = if is_missing { &code::MISSING_PARAMETER } else { &code::INVALID_PARAMETER };
        self.enclosed(exchange, failure_saying(code, &sub_code, words), self.charset)
    }

    /// The answer to a request that was read: in its charset, and encrypted if it was.
    fn reply(&self, exchange: &Exchange, node: &str) -> Reply {
        let (node_bytes, charset) = match self.charset.encode(node) {
            Ok(bytes) => (bytes, self.charset),
            // What the charset of the request cannot hold is answered in UTF-8.
            Err(_) => (node.as_bytes().into(), Charset::Utf8),
        };
        match &self.encryption {
            Some(content) => self.enclosed(exchange, content.seal(&node_bytes), charset),
            None => self.enclosed(exchange, node.to_owned(), charset),
        }
    }

    /// `node` is in UTF-8 and becomes part of an answer in `charset`.
    fn enclosed(&self, exchange: &Exchange, node: impl Into<Bytes>, charset: Charset) -> Reply {
        let reply = Reply::envelope(&exchange.api, node);
        self.certified(reply.clone().in_charset(charset).unwrap_or(reply))
    }

    fn certified(&self, reply: Reply) -> Reply {
        match &self.signer.certificate {
            Some(serial) => reply.certificate(serial.clone()),
            None => reply,
        }
    }
}

/// The node of a success, with the members that the gateway writes into every node, unless the API wrote them.
fn with_verdict(node: String) -> String {
    let members = serde_json::from_str::<BTreeMap<&str, &RawValue>>(&node);
    match node.strip_prefix('{') {
        Some(rest) if members.is_ok_and(|members| !members.contains_key("code")) => {
            let comma = if rest.trim_start().starts_with('}') { "" } else { "," };
            format!(r#"{{"code":"{}","msg":"Success"{comma}{rest}"#, code::SUCCESS.code)
        }
        _ => node,
    }
}

fn failure(code: &CodeInfo, sub_code: &CodeInfo) -> String {
    failure_saying(code, sub_code, sub_code.action)
}

fn failure_saying(code: &CodeInfo, sub_code: &CodeInfo, words: &str) -> String {
    let msg = match code.status {
        Status::U => "Service Currently Unavailable",
        Status::S | Status::F => "Request Failed",
    };
    json!({ "code": code.code, "msg": msg, "sub_code": sub_code.code, "sub_msg": words }).to_string()
}

impl Answers for Gateway {
    fn answer(&self, exchange: &Exchange, handled: &Handled, _: i64) -> Reply {
        let node = match &handled.result {
            Ok(node) => with_verdict(String::from_utf8_lossy(node).into_owned()),
            Err(Failure::Malformed) => failure(&code::INVALID_PARAMETER, &sub_code::ILLEGAL_JSON.info()),
            Err(Failure::Rule) => failure(&code::BUSINESS_FAILED, &RULE_BROKEN),
            Err(Failure::Refused(info)) => failure(&code::BUSINESS_FAILED, info),
            Err(Failure::Told(node)) => node.to_string(),
        };
        self.reply(exchange, &node)
    }

    fn turned_away(&self, exchange: &Exchange, code: &CodeInfo) -> Reply {
        self.enclosed(exchange, failure(&code::BUSINESS_FAILED, code), self.charset)
    }

    fn refusal(&self) -> CodeInfo {
        sub_code::INSUFFICIENT_ISV_PERMISSIONS.info()
    }

    fn throttled(&self, exchange: &Exchange) -> Reply {
        self.enclosed(exchange, failure(&code::CALL_LIMITED, &sub_code::APP_CALL_LIMITED.info()), self.charset)
    }

    fn unknown(&self, exchange: &Exchange) -> Reply {
        self.reply(exchange, &failure(&code::SERVICE_UNAVAILABLE, &sub_code::ISP_UNKNOWN_ERROR.info()))
    }

    fn unknown_in_gbk(&self, exchange: &Exchange) -> Reply {
        // "The gateway runs abnormally". The second byte of the third character is a backslash.
        let message = b"\xBE\x57\xEA\x50\xDF\x5C\xD0\xD0\xAE\x90\xB3\xA3";
        self.certified(Reply::envelope(&exchange.api, [UNKNOWN_IN_GBK, message, b"\"}"].concat()))
    }

    fn key(&self, exchange: &Exchange) -> Option<&PrivateKey> {
        (exchange.api != CERTIFICATE_DOWNLOAD).then_some(&self.signer.key)
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

#[cfg(test)]
mod tests {
    use super::with_verdict;

    #[test]
    fn the_gateway_writes_code_and_msg_where_the_api_did_not() {
        for (node, expected) in [
            (r#"{"a":1}"#, r#"{"code":"10000","msg":"Success","a":1}"#),
            ("{}", r#"{"code":"10000","msg":"Success"}"#),
            (r#"{"a":1,"code":"10003"}"#, r#"{"a":1,"code":"10003"}"#),
            ("no object", "no object"),
        ] {
            assert_eq!(with_verdict(node.to_owned()), expected);
        }
    }
}
