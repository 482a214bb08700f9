//! Pages and order strings: signed as calls are, and never sent.
#![cfg(feature = "html")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, reason = "a test may panic")]

use std::{
    convert::Infallible,
    error::Error as _,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
};

use alipay_sandbox::Sandbox;
use alipay_sign::{BoxFuture, Credentials, KeyIdentity, PrivateKey, Sign, SignAsync, SignError, Signature};
use alipay_trade::{TradeAppPay, TradePagePay};
use alipay_transport::{Body, BoxError, Client, Effect, Error, EvidenceSink, SignedPage, WithoutEvidence};
use alipay_wire::{
    Evidence, FixedClock, FormV2, OpenPlatform, OpenPlatformOptions, Stamp, Yuan, inbound,
    sign::{Charset, Pairs},
};
use bytes::Bytes;
use http_body_util::Full;
use serde_json::json;
use tracing::{Event, Metadata, Subscriber, span};

const SUBJECT: &str = "SENTINEL 茶 + <点心>";

fn order() -> TradePagePay {
    TradePagePay::new("SENTINEL_order", Yuan::from_fen(8_888), SUBJECT)
}

fn options() -> OpenPlatformOptions {
    OpenPlatformOptions::new().notify_url("https://n.example/SENTINEL").app_auth_token("SENTINEL_token")
}

/// How often anything was sent, written down or logged.
#[derive(Clone, Default)]
struct Noise(Arc<AtomicUsize>);

impl Noise {
    fn make(&self) {
        self.0.fetch_add(1, Ordering::Relaxed);
    }

    #[track_caller]
    fn is_silent(&self) {
        assert_eq!(self.0.load(Ordering::Relaxed), 0);
    }
}

impl EvidenceSink for Noise {
    fn sending(&self, _: &Evidence) -> BoxFuture<'_, Result<(), BoxError>> {
        self.make();
        Box::pin(std::future::ready(Ok(())))
    }

    fn ended(&self, _: &Evidence) -> BoxFuture<'_, Result<(), BoxError>> {
        self.make();
        Box::pin(std::future::ready(Ok(())))
    }
}

impl Subscriber for Noise {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        metadata.target().starts_with("alipay")
    }
    fn new_span(&self, _: &span::Attributes<'_>) -> span::Id {
        self.make();
        span::Id::from_u64(1)
    }
    fn record(&self, _: &span::Id, _: &span::Record<'_>) {}
    fn record_follows_from(&self, _: &span::Id, _: &span::Id) {}
    fn event(&self, _: &Event<'_>) {
        self.make();
    }
    fn enter(&self, _: &span::Id) {}
    fn exit(&self, _: &span::Id) {}
}

fn client_of(protocol: FormV2, credentials: Credentials, noise: &Noise) -> Client<OpenPlatform> {
    let sent = noise.clone();
    let nowhere = tower::service_fn(move |_: http::Request<Body>| {
        sent.make();
        async { Ok::<_, Infallible>(http::Response::new(Full::<Bytes>::default())) }
    });
    Client::builder(protocol)
        .credentials(credentials)
        .http(nowhere)
        .evidence(noise.clone(), WithoutEvidence::Refuse)
        .clock(FixedClock(Stamp::from_unix_millis(1_406_142_470_000).unwrap()))
        .build()
        .unwrap()
}

fn client(noise: &Noise) -> Client<OpenPlatform> {
    let sandbox = Sandbox::new();
    client_of(sandbox.endpoints().open_platform(), sandbox.credentials(), noise)
}

/// The parameters in a query, once their signature is verified.
#[track_caller]
fn verified(query: &str) -> Pairs {
    let key = PrivateKey::from_text(Sandbox::new().client_private_key_pem()).unwrap().public_key();
    let received = inbound::form(query, b"").unwrap();
    received.sealed.verify(&key).expect("signed by the application").into_payload()
}

fn query(page: &SignedPage) -> String {
    page.url().split_once('?').unwrap().1.to_owned()
}

#[tokio::test]
async fn a_page_is_signed_and_nothing_else_happens() {
    let noise = Noise::default();
    let client = client(&noise);
    let _logs = tracing::subscriber::set_default(noise.clone());
    let page = client.page(&order()).options(options()).sign().await.unwrap();

    let params = verified(&query(&page));
    assert_eq!(params.get_str("method"), Some("alipay.trade.page.pay"));
    assert_eq!(params.get_str("timestamp"), Some("2014-07-24 03:07:50"));
    assert_eq!(params.get_str("app_auth_token"), Some("SENTINEL_token"));
    let content: serde_json::Value = serde_json::from_slice(params.get("biz_content").unwrap()).unwrap();
    assert_eq!(content["subject"], SUBJECT);
    assert_eq!(content["product_code"], "FAST_INSTANT_TRADE_PAY");

    assert!(page.url().starts_with("https://gateway.sandbox.invalid/gateway.do?"));
    assert!(page.form().into_html().contains("action=\"https://gateway.sandbox.invalid/gateway.do?app_id="));
    let order = client.page(&TradeAppPay::new("order_2", Yuan::from_fen(1), "Tea")).sign().await.unwrap();
    assert_eq!(verified(&order.order_string()).get_str("method"), Some("alipay.trade.app.pay"));
    noise.is_silent();
}

#[tokio::test]
async fn an_api_without_types_is_signed_by_name() {
    let noise = Noise::default();
    let client = client(&noise);
    let page = client.untyped_page("alipay.user.certify.open.certify", &json!({ "certify_id": "1" })).sign().await;
    let params = verified(&query(&page.unwrap()));
    assert_eq!(params.get_str("biz_content"), Some(r#"{"certify_id":"1"}"#));
    let error = client.untyped_page("SENTINEL", &json!({})).sign().await.unwrap_err();
    assert!(matches!(error, Error::Invalid(_)) && !error.to_string().contains("SENTINEL"), "{error}");
    noise.is_silent();
}

/// Keys in another process, as a key service has them.
struct Remote {
    key: PrivateKey,
    answers: bool,
}

impl SignAsync for Remote {
    fn key(&self) -> &KeyIdentity {
        Sign::key(&self.key)
    }

    fn sign_async(&self, message: Bytes) -> BoxFuture<'static, Result<Signature, SignError>> {
        let (key, answers) = (self.key.clone(), self.answers);
        Box::pin(async move {
            tokio::task::yield_now().await;
            if answers { key.sign(&message) } else { Err(SignError::Backend) }
        })
    }
}

fn remote(answers: bool) -> Credentials {
    let sandbox = Sandbox::new();
    let key = PrivateKey::from_text(sandbox.client_private_key_pem()).unwrap();
    let gateway = alipay_sign::PublicKey::from_text(sandbox.gateway_public_key_pem()).unwrap();
    Credentials::new(Remote { key, answers }, gateway).unwrap()
}

#[tokio::test]
async fn a_signer_may_be_elsewhere() {
    let noise = Noise::default();
    let client = client_of(Sandbox::new().endpoints().open_platform(), remote(true), &noise);
    // The future borrows nothing.
    let signing = {
        let order = order();
        tokio::spawn(client.page(&order).sign())
    };
    verified(&query(&signing.await.unwrap().unwrap()));
}

#[tokio::test]
async fn whatever_fails_has_no_effect() {
    let noise = Noise::default();
    let form = || Sandbox::new().endpoints().open_platform();
    let good = client(&noise);
    let dead_signer = client_of(form(), remote(false), &noise);
    let invalid = TradePagePay::new("SENTINEL/", Yuan::from_fen(0), SUBJECT);
    let blank = OpenPlatformOptions::new().return_url(" ");
    let encrypted = options().encrypt(true);
    for (result, kind) in [
        (good.page(&invalid).sign().await, "invalid"),
        (good.page(&order()).options(blank).sign().await, "encode"),
        (good.page(&order()).options(encrypted).sign().await, "encode"),
        (dead_signer.page(&order()).sign().await, "sign"),
    ] {
        let error = result.unwrap_err();
        assert_eq!((error.kind(), error.effect(), error.attempts()), (kind, Effect::None, 0));
        assert_eq!(error.api(), "alipay.trade.page.pay");
        assert!(!error.is_retryable());
        let source = error.source().map(|source| format!("{source} {source:?}")).unwrap_or_default();
        let said = format!("{error} {error:?} {source}");
        assert!(!said.contains("SENTINEL"), "{said}");
    }
    noise.is_silent();
}

#[tokio::test]
async fn nothing_of_a_page_is_shown() {
    let client = client(&Noise::default());
    let builder = client.page(&order()).options(options());
    let shown = format!("{builder:?}");
    let page = builder.sign().await.unwrap();
    let shown = format!("{shown} {page:?} {:?} {:?}", page.form(), page.clone().into_params());
    assert!(!shown.contains("SENTINEL"), "{shown}");
}

#[tokio::test]
async fn a_page_is_signed_with_the_credentials_of_now() {
    let sandbox = Sandbox::new();
    let client = client(&Noise::default());
    sandbox.rotate_keys();
    client.swap_credentials(sandbox.credentials());
    let page = client.page(&order()).sign().await.unwrap();
    let next = PrivateKey::from_text(sandbox.client_private_key_pem()).unwrap().public_key();
    let received = inbound::form(&query(&page), b"").unwrap();
    assert!(received.sealed.verify(&next).is_ok());
}

/// Without the feature `gbk` there is one charset.
#[tokio::test]
async fn the_charset_is_the_clients() {
    let client = client(&Noise::default());
    let params = verified(&query(&client.page(&order()).sign().await.unwrap()));
    assert_eq!(params.get_str("charset"), Some(Charset::Utf8.as_str()));
}
