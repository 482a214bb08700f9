//! Every shape the signature headers of an answer can have, with every verdict, for every signed-header dialect: over the
//! real stack and a socket, with answers written by hand.
//!
//! The official SDKs have agreed on a policy: an answer may be unsigned when it says `F` or `U`, never when it says `S`;
//! one of the two headers without the other is an error; blank headers count as none. They test it with a matrix of
//! thirteen cases - unsigned, empty values, partial, signed, tampered, and a route that they exempt - without saying which.
//! [`THIRTEEN`] is ours. The exempted route is no API of these dialects, and is not exempted here.
#![cfg(feature = "hyper")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, reason = "a test may panic")]

use crate::raw_gateway;

use std::sync::{Arc, Mutex};

use alipay_sandbox::Sandbox;
use alipay_sign::{Credentials, KeyRing, PrivateKey, Verify};
use alipay_transport::{Client, HttpTransport};
use alipay_wire::{
    Antom, Dialect, Dws, FixedClock, Safety,
    Safety::{Query, Unkeyed},
    SignedHeader, Speaks, Stamp, WorldFirst,
};
use raw_gateway::{Received, answer, listen, sign};
use serde_json::json;

const TIME: &str = "2022-01-12T11:00:01+08:00";
/// The route the official SDKs take unsigned answers from.
const EXEMPTED: &str = "/ams/api/v1/meter/uploadEvent";

/// What an answer is made of.
struct Making<'a> {
    received: &'a Received,
    body: &'a str,
    gateway: &'a PrivateKey,
    stranger: &'a PrivateKey,
}

impl Making<'_> {
    fn client(&self) -> &str {
        self.received.header("client-id")
    }

    fn text(&self) -> String {
        format!("POST {}\n{}.{TIME}.{}", self.received.target, self.client(), self.body)
    }

    /// The answer with the signature of the gateway over `text`.
    fn signed(&self, text: &str) -> Made {
        let signature = sign(self.gateway, text);
        self.with(&format!("algorithm=RSA256,keyVersion=1,signature={signature}"))
    }

    /// The answer with all headers, and this one for a signature.
    fn with(&self, signature: &str) -> Made {
        let headers = [("Client-Id", self.client()), ("Response-Time", TIME), ("Signature", signature)];
        Made {
            headers: headers.map(|(name, value)| (name.to_owned(), value.to_owned())).into(),
            body: self.body.into(),
        }
    }

    fn genuine(&self) -> Made {
        self.signed(&self.text())
    }

    /// The genuine answer, had its body been this.
    fn of(&self, body: String) -> Made {
        Made { body: body.clone(), ..Making { body: &body, ..*self }.genuine() }
    }
}

/// The headers and the body of an answer.
struct Made {
    headers: Vec<(String, String)>,
    body: String,
}

impl Made {
    fn without(mut self, name: &str) -> Self {
        self.headers.retain(|(header, _)| header != name);
        self
    }

    fn set(mut self, name: &str, value: &str) -> Self {
        let header = self.headers.iter_mut().find(|(header, _)| header == name).unwrap();
        header.1 = value.to_owned();
        self
    }
}

/// How an answer is made.
type Make = fn(&Making<'_>) -> Made;

/// A case: its name, how its answers are made, and how a call ends whose answer says `S`, `F` and `U`: kind of error, effect
/// of a call that changes something, effect of a query.
struct Row(&'static str, Make, [[&'static str; 3]; 3]);

#[rustfmt::skip]
const THIRTEEN: [Row; 13] = [
    Row("unsigned", |m| m.genuine().without("Signature").without("Response-Time"),
        [["verify", "unknown", "none"], ["gateway", "unknown", "none"], ["gateway", "unknown", "none"]]),
    Row("empty values", |m| m.genuine().set("Signature", "").set("Response-Time", " "),
        [["verify", "unknown", "none"], ["gateway", "unknown", "none"], ["gateway", "unknown", "none"]]),
    Row("partial: no response-time", |m| m.genuine().without("Response-Time"),
        [["verify", "unknown", "none"], ["verify", "unknown", "none"], ["verify", "unknown", "none"]]),
    Row("partial: no signature", |m| m.genuine().without("Signature"),
        [["verify", "unknown", "none"], ["verify", "unknown", "none"], ["verify", "unknown", "none"]]),
    Row("partial: response-time empty", |m| m.genuine().set("Response-Time", ""),
        [["verify", "unknown", "none"], ["verify", "unknown", "none"], ["verify", "unknown", "none"]]),
    Row("partial: signature empty", |m| m.genuine().set("Signature", ""),
        [["verify", "unknown", "none"], ["verify", "unknown", "none"], ["verify", "unknown", "none"]]),
    Row("partial: nothing behind signature=", |m| m.with("algorithm=RSA256,keyVersion=1,signature="),
        [["verify", "unknown", "none"], ["verify", "unknown", "none"], ["verify", "unknown", "none"]]),
    Row("signed", |m| m.genuine(),
        [["ok", "", ""], ["api", "refused", "refused"], ["api", "unknown", "none"]]),
    Row("signed, written in another form, without client-id", in_another_form,
        [["ok", "", ""], ["api", "refused", "refused"], ["api", "unknown", "none"]]),
    Row("signed by another key", |m| m.with(&format!("signature={}", sign(m.stranger, &m.text()))),
        [["verify", "unknown", "none"], ["verify", "unknown", "none"], ["verify", "unknown", "none"]]),
    Row("tampered body", |m| Made { body: m.body.replace("success", "succes5"), ..m.genuine() },
        [["verify", "unknown", "none"], ["verify", "unknown", "none"], ["verify", "unknown", "none"]]),
    Row("tampered response-time", |m| m.genuine().set("Response-Time", "2022-01-12T11:00:02+08:00"),
        [["verify", "unknown", "none"], ["verify", "unknown", "none"], ["verify", "unknown", "none"]]),
    // Sent to the exempted route.
    Row("whitelist", |m| m.genuine().without("Signature").without("Response-Time"),
        [["verify", "unknown", "none"], ["gateway", "unknown", "none"], ["gateway", "unknown", "none"]]),
];

/// Beyond the thirteen: what official SDKs have been caught by.
#[rustfmt::skip]
const MORE: [Row; 15] = [
    Row("signed for another client", |m| m.signed(&m.text().replace(m.client(), "OTHER")).set("Client-Id", "OTHER"),
        [["verify", "unknown", "none"], ["verify", "unknown", "none"], ["verify", "unknown", "none"]]),
    Row("signed for us, named after another client", |m| m.genuine().set("Client-Id", "OTHER"),
        [["verify", "unknown", "none"], ["verify", "unknown", "none"], ["verify", "unknown", "none"]]),
    Row("unsigned, named after another client",
        |m| m.genuine().without("Signature").without("Response-Time").set("Client-Id", "OTHER"),
        [["verify", "unknown", "none"], ["verify", "unknown", "none"], ["verify", "unknown", "none"]]),
    Row("signed over another path", |m| m.signed(&m.text().replacen("/api/", "/api2/", 1)),
        [["verify", "unknown", "none"], ["verify", "unknown", "none"], ["verify", "unknown", "none"]]),
    Row("signed over the time of the request", |m| m.signed(&m.text().replace(TIME, m.received.header("request-time"))),
        [["verify", "unknown", "none"], ["verify", "unknown", "none"], ["verify", "unknown", "none"]]),
    Row("signed with CRLF", |m| m.signed(&m.text().replace('\n', "\r\n")),
        [["verify", "unknown", "none"], ["verify", "unknown", "none"], ["verify", "unknown", "none"]]),
    Row("signed over the body written anew", |m| m.signed(&m.text().replace(",", ", ")),
        [["verify", "unknown", "none"], ["verify", "unknown", "none"], ["verify", "unknown", "none"]]),
    Row("another algorithm", |m| m.with(&format!("algorithm=ECC224,signature={}", sign(m.gateway, &m.text()))),
        [["verify", "unknown", "none"], ["verify", "unknown", "none"], ["verify", "unknown", "none"]]),
    Row("cut short", |m| m.with(&format!("signature={}%xxxx", &sign(m.gateway, &m.text())[..40])),
        [["verify", "unknown", "none"], ["verify", "unknown", "none"], ["verify", "unknown", "none"]]),
    Row("base64url, as the pages call it by mistake", |m| m.with(&in_base64url(&sign(m.gateway, &m.text()))),
        [["verify", "unknown", "none"], ["verify", "unknown", "none"], ["verify", "unknown", "none"]]),
    Row("two signatures", twice,
        [["verify", "unknown", "none"], ["verify", "unknown", "none"], ["verify", "unknown", "none"]]),
    Row("a byte order mark before the body, signed with it", |m| m.of(format!("\u{feff}{}", m.body)),
        [["protocol", "unknown", "none"], ["protocol", "unknown", "none"], ["protocol", "unknown", "none"]]),
    Row("a list of the members, signed as one", |m| m.of(m.body.replacen(r#"{"result":{"#, "[{", 1).replace("}}", "}]")),
        [["protocol", "unknown", "none"], ["protocol", "unknown", "none"], ["protocol", "unknown", "none"]]),
    Row("a verdict twice, signed with both", |m| m.of(with_two_verdicts(m.body)),
        [["protocol", "unknown", "none"], ["protocol", "unknown", "none"], ["protocol", "unknown", "none"]]),
    Row("a verdict twice, unsigned", |m| m.of(with_two_verdicts(m.body)).without("Signature").without("Response-Time"),
        [["verify", "unknown", "none"], ["verify", "unknown", "none"], ["verify", "unknown", "none"]]),
];

/// Another order, other cases, blanks, and base64 as it is.
fn in_another_form(making: &Making<'_>) -> Made {
    let raw = sign(making.gateway, &making.text()).replace("%2B", "+").replace("%2F", "/").replace("%3D", "=");
    making.with(&format!("SIGNATURE={raw} , keyversion = 1,Algorithm=rsa256")).without("Client-Id")
}

/// The other one says `S`, in a name that is spelt with an escape.
fn with_two_verdicts(body: &str) -> String {
    body.replacen(r#"{"result":{"#, r#"{"result":{"resultSt\u0061tus":"S","#, 1)
}

/// One of them is genuine.
fn twice(making: &Making<'_>) -> Made {
    let mut made = making.genuine();
    made.headers.push(("Signature".to_owned(), format!("signature={}", sign(making.stranger, &making.text()))));
    made
}

/// What the pages call "base64UrlEncode" and never meant. Ends in a character that standard base64 does not have, so that
/// no signature happens to read the same.
fn in_base64url(escaped: &str) -> String {
    format!("signature={}-", escaped.replace("%2B", "-").replace("%2F", "_").replace("%3D", ""))
}

/// What the gateway answers next.
type Next = Arc<Mutex<Option<(Make, &'static str)>>>;

struct Keys {
    client: PrivateKey,
    gateway: PrivateKey,
    stranger: PrivateKey,
}

impl Keys {
    fn new() -> Arc<Self> {
        let new = || alipay_sign::generate().unwrap().private_key();
        let client = PrivateKey::from_text(Sandbox::new().client_private_key_pem()).unwrap().version(1);
        Arc::new(Self { client, gateway: new(), stranger: new() })
    }
}

/// A gateway that makes its answers by `next`, from requests that are signed as they should be.
async fn gateway(keys: &Arc<Keys>, next: &Next) -> String {
    let (keys, next) = (Arc::clone(keys), Arc::clone(next));
    listen(move |received| {
        assert!(received.is_signed_with(&keys.client.public_key()));
        let (make, status) = next.lock().unwrap().take().expect("one answer for one request");
        let code = match status {
            "S" => "SUCCESS",
            "F" => "PROCESS_FAIL",
            _ => "UNKNOWN_EXCEPTION",
        };
        let body =
            format!(r#"{{"result":{{"resultCode":"{code}","resultMessage":"success.","resultStatus":"{status}"}}}}"#);
        let (gateway, stranger) = (&keys.gateway, &keys.stranger);
        let made = make(&Making { received, body: &body, gateway, stranger });
        answer(&made.headers, &made.body)
    })
    .await
}

fn client<D: Dialect>(keys: &Keys, trusted: impl Verify + 'static, protocol: impl Speaks<D>) -> Client<D> {
    let credentials = Credentials::new(keys.client.clone(), trusted).unwrap();
    let http = HttpTransport::builder().build().unwrap();
    let clock = FixedClock(Stamp::from_unix_millis(1_641_956_400_000).unwrap());
    Client::builder(protocol).credentials(credentials).http(http).clock(clock).build().unwrap()
}

/// How a call ends: kind of error and effect.
async fn end<D: Dialect>(client: &Client<D>, path: &str, safety: Safety) -> (&'static str, String) {
    let call = client.untyped(path, &json!({ "a": 1 }), safety).attempts(1);
    match call.send().await {
        Ok(_) => ("ok", String::new()),
        Err(error) => (error.kind(), error.effect().to_string()),
    }
}

async fn every_case<D: Dialect, P: Speaks<D>>(path: &str, protocol: impl Fn(&str) -> P) {
    let (keys, next) = (Keys::new(), Next::default());
    let base_url = gateway(&keys, &next).await;
    let client = client(&keys, keys.gateway.public_key(), protocol(&base_url));
    for Row(case, make, ends) in THIRTEEN.iter().chain(&MORE) {
        for (status, [kind, otherwise, query]) in ["S", "F", "U"].into_iter().zip(ends) {
            for (safety, effect) in [(Unkeyed, otherwise), (Query, query)] {
                *next.lock().unwrap() = Some((*make, status));
                let path = if *case == "whitelist" { EXEMPTED } else { path };
                let seen = end(&client, path, safety).await;
                assert_eq!((seen.0, seen.1.as_str()), (*kind, *effect), "{}: {case}, {status}, {safety:?}", D::NAME);
                assert!(next.lock().unwrap().is_none(), "the gateway was asked");
            }
        }
    }
}

#[tokio::test]
async fn dws() {
    let protocol = |base: &str| SignedHeader::<Dws>::new(base, "T_WALLET_1").unwrap();
    every_case("/ams/api/v1/accounts/queryAccountAndBenefit", protocol).await;
}

#[tokio::test]
async fn antom() {
    let protocol = |base: &str| SignedHeader::<Antom>::new(base, "SANDBOX_5X0").unwrap().sandbox_paths(true);
    every_case("/ams/api/v1/payments/inquiryPayment", protocol).await;
}

#[tokio::test]
async fn worldfirst() {
    let protocol = |base: &str| SignedHeader::<WorldFirst>::new(base, "T_PARTNER_1").unwrap();
    every_case("/aps/api/business/fund/inquiryBalance", protocol).await;
}

/// While the gateway changes its key, both are trusted, each under its version.
#[tokio::test]
async fn keys_by_version() {
    let (keys, next) = (Keys::new(), Next::default());
    let base_url = gateway(&keys, &next).await;
    let ring = KeyRing::new("1", keys.gateway.public_key()).and("2", keys.stranger.public_key());
    let protocol = SignedHeader::<Dws>::new(&base_url, "T_WALLET_1").unwrap();
    let client = client(&keys, ring, protocol);
    let cases: [(Make, &str); 6] = [
        (|m| m.with(&format!("keyVersion=1,signature={}", sign(m.gateway, &m.text()))), "ok"),
        (|m| m.with(&format!("keyVersion=2,signature={}", sign(m.stranger, &m.text()))), "ok"),
        (|m| m.with(&format!("keyVersion=1,signature={}", sign(m.stranger, &m.text()))), "verify"),
        (|m| m.with(&format!("keyVersion=3,signature={}", sign(m.gateway, &m.text()))), "verify"),
        (|m| m.with(&format!("signature={}", sign(m.gateway, &m.text()))), "ok"),
        (|m| m.with(&format!("signature={}", sign(m.stranger, &m.text()))), "ok"),
    ];
    for (at, (make, kind)) in cases.into_iter().enumerate() {
        *next.lock().unwrap() = Some((make, "S"));
        assert_eq!(end(&client, "/ams/api/v1/x", Query).await.0, kind, "case {at}");
    }
}
