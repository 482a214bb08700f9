//! Requests and answers at `gateway.do`, as a client without the SDK writes and reads them.
#![allow(dead_code, reason = "not every test uses all of it")]

use alipay_sandbox::Sandbox;
use alipay_sign::{Pairs, PrivateKey, PublicKey, Sign, Verify};
use alipay_wire::{Draft, DraftForm, Protocol};
use base64::{Engine, engine::general_purpose::STANDARD};
use bytes::Bytes;
use http::Response;
use http_body_util::{BodyExt, Full};
use tower_service::Service;

pub(crate) const QUERY: &str = "alipay.fund.account.query";
pub(crate) const CONTENT: &str = r#"{"alipay_user_id":"2088301409188095","account_type":"ACCTRANS_ACCOUNT"}"#;

/// The parameters of a request for `method`, and those of its own.
pub(crate) fn params(method: &'static str, own: &[(&'static str, &[u8])]) -> Pairs {
    let mut params = Pairs::new()
        .with("app_id", Sandbox::APP_ID)
        .with("method", method)
        .with("sign_type", "RSA2")
        .with("timestamp", "2014-07-24 03:07:50")
        .with("version", "1.0");
    for (name, value) in own {
        params.push(*name, value.to_vec());
    }
    if params.get("charset").is_none() {
        params.push("charset", "utf-8");
    }
    params
}

/// Sends these parameters, signed by the client.
pub(crate) async fn send(sandbox: &Sandbox, params: Pairs) -> Answer {
    let key = PrivateKey::from_text(sandbox.client_private_key_pem()).unwrap();
    let params = params.canonical();
    let signature = key.sign(&params.message()).unwrap();
    let draft = Draft::new(params.message(), DraftForm::Params(params));
    let request = sandbox.endpoints().open_platform().seal(draft, &signature).unwrap();
    let request = request.map(|body| Full::new(body.into_bytes().unwrap()));
    let (head, body) = sandbox.clone().call(request).await.unwrap().into_parts();
    Answer(Response::from_parts(head, body.collect().await.unwrap().to_bytes()))
}

/// An answer of `gateway.do`, in the order in which the gateway writes it.
#[derive(Debug)]
pub(crate) struct Answer(pub(crate) Response<Bytes>);

impl Answer {
    pub(crate) fn content_type(&self) -> &str {
        self.0.headers()["content-type"].to_str().unwrap()
    }

    pub(crate) fn has(&self, part: impl AsRef<[u8]>) -> bool {
        let part = part.as_ref();
        self.0.body().windows(part.len()).any(|window| window == part)
    }

    /// The bytes that are signed.
    pub(crate) fn node(&self) -> &[u8] {
        let body = self.0.body();
        let find = |part: &[u8]| body.windows(part.len()).rposition(|window| window == part);
        let begin = body.windows(11).position(|window| window == b"_response\":").unwrap() + 11;
        let end = find(b",\"alipay_cert_sn\":").or_else(|| find(b",\"sign\":")).unwrap_or(body.len() - 1);
        &body[begin..end]
    }

    /// A member behind the node.
    pub(crate) fn member(&self, name: &str) -> Option<String> {
        let rest = String::from_utf8(self.0.body()[self.0.body().len() - 450..].to_vec());
        let rest = rest.unwrap_or_else(|_| String::from_utf8_lossy(self.0.body()).into_owned());
        let (_, value) = rest.rsplit_once(&format!(",\"{name}\":\""))?;
        Some(value.split('"').next().unwrap().to_owned())
    }

    /// Whether it is signed with this key.
    pub(crate) fn is_signed_by(&self, key: &PublicKey) -> bool {
        let sign = self.member("sign").map(|sign| STANDARD.decode(sign).unwrap());
        sign.is_some_and(|sign| key.verify(None, self.node(), &sign).is_ok())
    }
}

pub(crate) fn gateway_key(sandbox: &Sandbox) -> PublicKey {
    PublicKey::from_text(sandbox.gateway_public_key_pem()).unwrap()
}
