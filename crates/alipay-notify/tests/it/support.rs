//! Golden notifications, and notifications made to order.

use std::{
    collections::BTreeMap,
    fs,
    path::PathBuf,
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
};

use alipay_notify::{Parties, Party, Receiver};
use alipay_sign::{Credentials, Pairs, PrivateKey, PublicKey, Sign, Signature};
use alipay_wire::{
    Clock, Dws, Notification, OpenPlatform, Stamp,
    inbound::{FormRule, Notice},
};
use base64::{Engine, engine::general_purpose::STANDARD};
use bytes::Bytes;
use http::{HeaderName, HeaderValue, Request, Response};
use serde::Deserialize;

pub(crate) const APP_ID: &str = "2014072300007148";
pub(crate) const DWS_ID: &str = "T_WALLET_1";
pub(crate) const WORLDFIRST_ID: &str = "T_PARTNER_1";
pub(crate) const SERIAL: &str = "7513daaaa48aa3ba2e4018d84402479c";

fn file(path: &str) -> Vec<u8> {
    let vectors = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../vectors");
    fs::read(vectors.join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

fn key_text(name: &str) -> String {
    String::from_utf8(file(&format!("keys/{name}.pem"))).unwrap()
}

/// Signs what the gateway sends.
pub(crate) fn gateway() -> PrivateKey {
    PrivateKey::from_text(&key_text("gateway_private")).unwrap().version(1)
}

pub(crate) fn gateway_public() -> PublicKey {
    PublicKey::from_text(&key_text("gateway_public")).unwrap()
}

/// Signs what we answer.
pub(crate) fn app() -> PrivateKey {
    PrivateKey::from_text(&key_text("app_private")).unwrap().version(1)
}

pub(crate) fn credentials() -> Credentials {
    Credentials::new(app(), gateway_public()).unwrap()
}

/// Everybody the golden notifications are addressed to.
pub(crate) fn parties() -> Parties {
    Parties::new()
        .with(APP_ID, Party::new(gateway_public()))
        .with(DWS_ID, Party::new(gateway_public()))
        .with(WORLDFIRST_ID, Party::signing(credentials()))
}

pub(crate) fn open_platform() -> Receiver<OpenPlatform> {
    Receiver::new(parties())
}

/// A golden notification as it comes in.
pub(crate) fn golden(case: &str) -> Request<Bytes> {
    let (first, headers, body) = message(&format!("notify/{case}/request.http"));
    let mut words = first.split(' ');
    let mut request = Request::new(body);
    *request.method_mut() = words.next().unwrap().parse().unwrap();
    *request.uri_mut() = words.next().unwrap().parse().unwrap();
    request.headers_mut().extend(headers);
    request
}

/// Our golden answer to it.
pub(crate) fn golden_answer(case: &str) -> Response<Bytes> {
    let (first, headers, body) = message(&format!("notify/{case}/response.http"));
    let mut response = Response::new(body);
    *response.status_mut() = first.split(' ').nth(1).unwrap().parse().unwrap();
    response.headers_mut().extend(headers);
    response
}

fn message(path: &str) -> (String, Vec<(HeaderName, HeaderValue)>, Bytes) {
    let message = file(path);
    let end = message.windows(4).position(|window| window == b"\r\n\r\n").unwrap();
    let head = std::str::from_utf8(&message[..end]).unwrap();
    let mut lines = head.split("\r\n");
    let first = lines.next().unwrap().to_owned();
    let header = |line: &str| {
        let (name, value) = line.split_once(": ").unwrap();
        (name.parse().unwrap(), value.parse().unwrap())
    };
    (first, lines.map(header).collect(), Bytes::copy_from_slice(&message[end + 4..]))
}

/// A form notification signed as the gateway does.
pub(crate) fn form(rule: FormRule, pairs: &[(&str, &str)]) -> Request<Bytes> {
    let pairs: Pairs = pairs.iter().map(|(name, value)| (name.to_string(), value.to_string())).collect();
    let notice = Notice::form(&"https://shop.example/notify".parse().unwrap(), rule, pairs);
    let signature = gateway().sign(notice.message()).unwrap();
    notice.seal(&signature).unwrap()
}

/// A form with these parameters as they stand, and the signature of `text`.
pub(crate) fn form_signing(text: &str, pairs: &[(&str, &str)]) -> Request<Bytes> {
    let sign = STANDARD.encode(gateway().sign(text.as_bytes()).unwrap().as_bytes());
    post(&encoded(pairs.iter().copied().chain([("sign", sign.as_str())])))
}

pub(crate) fn encoded<'a>(pairs: impl Iterator<Item = (&'a str, &'a str)>) -> String {
    form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish()
}

/// A form as it stands.
pub(crate) fn post(body: &str) -> Request<Bytes> {
    let request = Request::post("/notify").header("content-type", "application/x-www-form-urlencoded");
    request.body(Bytes::copy_from_slice(body.as_bytes())).unwrap()
}

/// A signed-header notification.
pub(crate) fn headers(url: &str, client_id: &str, body: &str) -> Request<Bytes> {
    let key = gateway();
    let url = url.parse().unwrap();
    let notice = Notice::signed_headers(&url, client_id, "2024-03-01T09:30:00+08:00", Sign::key(&key), body.to_owned());
    let signature: Signature = key.sign(notice.message()).unwrap();
    notice.seal(&signature).unwrap()
}

/// A notification of the wallet, as somebody outside of this workspace would declare it.
#[derive(Debug, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Topup {
    pub(crate) notify_type: String,
    pub(crate) topup_id: Option<String>,
}

impl Notification for Topup {
    type Dialect = Dws;
    const NAME: &'static str = "notifyTopup";

    fn event(&self) -> Option<String> {
        self.topup_id.as_ref().map(|id| format!("{}:{id}", self.notify_type))
    }
}

/// Names of everything in verified pairs.
pub(crate) fn names(pairs: &Pairs) -> Vec<String> {
    pairs.iter().map(|(name, _)| String::from_utf8(name.to_vec()).unwrap()).collect()
}

pub(crate) fn texts(pairs: &Pairs) -> BTreeMap<String, String> {
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    pairs.iter().map(|(name, value)| (text(name), text(value))).collect()
}

/// A clock that is set by hand. Clones tell the same time.
#[derive(Clone, Debug)]
pub(crate) struct HandClock(Arc<AtomicI64>);

impl HandClock {
    pub(crate) fn new() -> Self {
        Self(Arc::new(AtomicI64::new(1_700_000_000_000)))
    }

    pub(crate) fn advance(&self, millis: i64) {
        self.0.fetch_add(millis, Ordering::SeqCst);
    }
}

impl Clock for HandClock {
    fn now(&self) -> Stamp {
        Stamp::from_unix_millis(self.0.load(Ordering::SeqCst)).unwrap()
    }
}

/// Runs a future whose waits are all over at once.
pub(crate) fn now<T>(future: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(future)
}
