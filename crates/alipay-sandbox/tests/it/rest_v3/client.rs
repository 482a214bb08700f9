//! Requests and answers under `/v3/`, as a client without the SDK writes and reads them.

use std::sync::atomic::{AtomicU64, Ordering};

use alipay_sandbox::Sandbox;
use alipay_sign::{PrivateKey, PublicKey, Sign, Verify};
use alipay_wire::{Clock, SystemClock};
use base64::{Engine, engine::general_purpose::STANDARD};
use bytes::Bytes;
use http::{Request, Response};
use http_body_util::{BodyExt, Full};
use serde_json::Value;
use tower_service::Service;

pub(crate) const ACCOUNT: &str =
    "/v3/alipay/fund/account/query?alipay_user_id=2088301409188095&account_type=ACCTRANS_ACCOUNT";
pub(crate) const STRANGER: &str =
    "/v3/alipay/fund/account/query?alipay_user_id=2088000000000000&account_type=ACCTRANS_ACCOUNT";
const SCHEME: &str = "ALIPAY-SHA256withRSA";

/// A request, and everything that can be wrong with it.
#[derive(Clone)]
pub(crate) struct Ask {
    pub(crate) method: &'static str,
    pub(crate) target: String,
    pub(crate) body: String,
    pub(crate) scheme: &'static str,
    pub(crate) app_id: Option<&'static str>,
    pub(crate) app_cert_sn: Option<&'static str>,
    pub(crate) nonce: Option<String>,
    pub(crate) timestamp: Option<String>,
    pub(crate) token: Option<&'static str>,
    pub(crate) headers: Vec<(&'static str, &'static str)>,
    pub(crate) is_signed: bool,
    pub(crate) has_authorization: bool,
}

pub(crate) fn get(target: &str) -> Ask {
    static COUNT: AtomicU64 = AtomicU64::new(0);
    Ask {
        method: "GET",
        target: target.to_owned(),
        body: String::new(),
        scheme: SCHEME,
        app_id: Some(Sandbox::APP_ID),
        app_cert_sn: None,
        nonce: Some(format!("nonce-{}", COUNT.fetch_add(1, Ordering::Relaxed))),
        timestamp: Some(now(0)),
        token: None,
        headers: Vec::new(),
        is_signed: true,
        has_authorization: true,
    }
}

pub(crate) fn post(target: &str, body: &str) -> Ask {
    Ask { method: "POST", body: body.to_owned(), ..get(target) }
}

/// This many seconds from now, in milliseconds.
pub(crate) fn now(seconds: i64) -> String {
    (SystemClock.now().unix_millis() + seconds * 1000).to_string()
}

impl Ask {
    pub(crate) fn change(mut self, change: impl FnOnce(&mut Self)) -> Self {
        change(&mut self);
        self
    }

    pub(crate) fn header(self, name: &'static str, value: &'static str) -> Self {
        self.change(|ask| ask.headers.push((name, value)))
    }

    pub(crate) fn certified(self, app: &'static str, roots: &'static str) -> Self {
        self.change(|ask| ask.app_cert_sn = Some(app)).header("alipay-root-cert-sn", roots)
    }

    /// Signs as the client of the sandbox does, and sends.
    pub(crate) async fn send(&self, sandbox: &Sandbox) -> Answer {
        self.send_signed_by(sandbox, &PrivateKey::from_text(sandbox.client_private_key_pem()).unwrap()).await
    }

    pub(crate) async fn send_signed_by(&self, sandbox: &Sandbox, key: &PrivateKey) -> Answer {
        self.send_over(sandbox, key, &self.target).await
    }

    /// Signs one target, and sends to another.
    pub(crate) async fn send_over(&self, sandbox: &Sandbox, key: &PrivateKey, signed_target: &str) -> Answer {
        let parts = [
            self.app_id.map(|id| format!("app_id={id}")),
            self.app_cert_sn.map(|serial| format!("app_cert_sn={serial}")),
            self.nonce.as_ref().map(|nonce| format!("nonce={nonce}")),
            self.timestamp.as_ref().map(|timestamp| format!("timestamp={timestamp}")),
        ];
        let auth = parts.into_iter().flatten().collect::<Vec<_>>().join(",");
        let token = self.token.map(|token| format!("{token}\n")).unwrap_or_default();
        let signed = format!("{auth}\n{}\n{signed_target}\n{}\n{token}", self.method, self.body);
        let signature = STANDARD.encode(key.sign(signed.as_bytes()).unwrap().as_bytes());
        let sign = if self.is_signed { format!(",sign={signature}") } else { String::new() };

        let mut request = Request::builder().method(self.method).uri(&self.target);
        if self.has_authorization {
            request = request.header("Authorization", format!("{} {auth}{sign}", self.scheme));
        }
        for (name, value) in self.token.map(|token| ("alipay-app-auth-token", token)).iter().chain(&self.headers) {
            request = request.header(*name, *value);
        }
        let request = request.body(Full::new(Bytes::from(self.body.clone()))).unwrap();
        let (head, body) = sandbox.clone().call(request).await.unwrap().into_parts();
        Answer(Response::from_parts(head, body.collect().await.unwrap().to_bytes()))
    }
}

#[derive(Debug)]
pub(crate) struct Answer(pub(crate) Response<Bytes>);

impl Answer {
    pub(crate) fn status(&self) -> u16 {
        self.0.status().as_u16()
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.0.headers().get(name).map(|value| value.to_str().unwrap())
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(self.0.body()).unwrap_or_else(|_| panic!("{self:?}"))
    }

    /// The code of a failure.
    pub(crate) fn code(&self) -> String {
        let body = self.json();
        assert!(body["message"].as_str().is_some_and(|message| !message.is_empty()), "{body}");
        assert!(body["links"][0]["link"].as_str().unwrap().starts_with("https://"), "{body}");
        assert_eq!(body.as_object().unwrap().len(), 3, "{body}");
        assert_eq!(self.header("content-type"), Some("application/json"));
        body["code"].as_str().unwrap().to_owned()
    }

    pub(crate) fn is_signed(&self) -> bool {
        let names = ["alipay-timestamp", "alipay-nonce", "alipay-signature"];
        let count = names.iter().filter(|name| self.header(name).is_some()).count();
        assert!(count == 0 || count == 3, "{self:?}");
        count == 3
    }

    /// Whether it is signed with this key.
    pub(crate) fn is_signed_by(&self, key: &PublicKey) -> bool {
        let Some(signature) = self.header("alipay-signature") else { return false };
        let signature = STANDARD.decode(signature).unwrap();
        let (timestamp, nonce) = (self.header("alipay-timestamp").unwrap(), self.header("alipay-nonce").unwrap());
        let text = [format!("{timestamp}\n{nonce}\n").as_bytes(), self.0.body(), b"\n"].concat();
        key.verify(None, &text, &signature).is_ok()
    }
}

pub(crate) fn gateway_key(sandbox: &Sandbox) -> PublicKey {
    PublicKey::from_text(sandbox.gateway_public_key_pem()).unwrap()
}
