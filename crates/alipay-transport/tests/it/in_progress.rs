//! "Accepted, and in progress" is a success, whatever its letter; and a call that was sent before by somebody who does not
//! remember.

use std::sync::{
    Arc,
    atomic::{AtomicU32, Ordering},
};

use alipay_transport::{Body, Client, Error, Reply};
use alipay_wire::{
    Antom, Extra, Keyed, MoneyOutcome, Request, Response, SignedHeader,
    inbound::Reply as GatewayReply,
    sign::{Credentials, KeyId, KeyIdentity, Sign, SignError, Signature, Verify, VerifyError},
    signed_header::ResultInfo,
};
use bytes::Bytes;
use http_body_util::Full;

/// Pays, as Antom does.
#[derive(Clone, PartialEq, Request)]
#[request(
    Antom,
    name = "pay",
    route = "POST /ams/api/v1/payments/pay",
    safety = Keyed,
    answer = Paying,
    codes = code::ALL
)]
struct Pay {
    /// The merchant's number.
    payment_request_id: String,
    extra: Extra,
}

/// Accepted.
#[derive(Clone, PartialEq, Response)]
#[response(Dws)]
struct Paying {
    /// The verdict.
    result: ResultInfo,
    /// Where the buyer goes on.
    #[wire(with = alipay_wire::Text)]
    normal_url: Option<String>,
    extra: Extra,
}

impl Paying {
    /// What happened to the money.
    fn outcome(&self) -> MoneyOutcome {
        MoneyOutcome::of_acceptance(&self.result, code::ALL)
    }
}

alipay_wire::codes! {
    /// Codes of `pay`.
    pub mod code;
    own {
    SUCCESS S "Go on.";
    PAYMENT_IN_PROCESS U "The buyer pays on the page of the link." in_progress;
    UNKNOWN_EXCEPTION U "Query.";
    ORDER_IS_CLOSED F "The number was used for an order that is closed. Query it." key_taken;
    NEVER_PAID F "No payment with this number was or will be made." final_for_key;
}
}

impl Keyed for Pay {
    fn key(&self) -> Option<&str> {
        Some(self.payment_request_id.as_str())
    }
}

/// A key that everybody has.
struct Key(KeyIdentity);

impl Sign for Key {
    fn key(&self) -> &KeyIdentity {
        &self.0
    }

    fn sign(&self, _: &[u8]) -> Result<Signature, SignError> {
        Ok(Signature::new(b"signed".to_vec()))
    }
}

impl Verify for Key {
    fn verify(&self, _: Option<&KeyId>, _: &[u8], signature: &[u8]) -> Result<(), VerifyError> {
        (signature == b"signed").then_some(()).ok_or(VerifyError::Mismatch)
    }
}

fn key() -> Key {
    Key(KeyIdentity::new())
}

/// A client of a gateway that always answers with this letter and code, and how often that is asked. `None`: cannot be
/// reached.
fn gateway(verdict: Option<(&'static str, &'static str)>) -> (Client<Antom>, Arc<AtomicU32>) {
    let asked = Arc::new(AtomicU32::new(0));
    let counter = Arc::clone(&asked);
    let http = tower::service_fn(move |request: http::Request<Body>| {
        counter.fetch_add(1, Ordering::SeqCst);
        let time = request.headers()["request-time"].to_str().unwrap().to_owned();
        let answer = verdict.map(|(letter, code)| {
            let _ = request.into_body().into_bytes();
            let body = serde_json::json!({
                "result": { "resultStatus": letter, "resultCode": code },
                "normalUrl": "https://pay.example/1",
            });
            let (post, path) = (http::Method::POST, "/ams/api/v1/payments/pay");
            let reply = GatewayReply::signed_headers(&post, path, "C", &time, key().key(), body.to_string());
            let signature = key().sign(reply.message()).unwrap();
            reply.seal(&signature).unwrap().map(|body: Bytes| Full::new(body))
        });
        std::future::ready(answer.ok_or("unreachable"))
    });
    let protocol = SignedHeader::<Antom>::new("https://gateway.invalid", "C").unwrap();
    let credentials = Credentials::new(key(), key()).unwrap();
    (Client::builder(protocol).credentials(credentials).http(http).build().unwrap(), asked)
}

async fn pay(verdict: Option<(&'static str, &'static str)>) -> (Result<Reply<Paying>, Error>, u32) {
    let (client, asked) = gateway(verdict);
    let answer = client.request(&Pay::new("p-1")).send().await;
    (answer, asked.load(Ordering::SeqCst))
}

#[tokio::test(start_paused = true)]
async fn accepted_and_in_progress_is_ok_and_sent_once() {
    for letter in ["U", "S"] {
        let (answer, asked) = pay(Some((letter, "PAYMENT_IN_PROCESS"))).await;
        let answer = answer.unwrap();
        assert_eq!((answer.value().outcome(), asked), (MoneyOutcome::Pending, 1), "{letter}");
        assert_eq!(answer.value().normal_url.as_deref(), Some("https://pay.example/1"));
    }
    // The letter that says "failed" contradicts the page, and nobody knows.
    let (answer, asked) = pay(Some(("F", "PAYMENT_IN_PROCESS"))).await;
    assert_eq!((answer.unwrap_err().effect().as_str(), asked), ("unknown", 3));
    // What the page does not declare so is unknown, as any `U`.
    for code in ["UNKNOWN_EXCEPTION", "SOMETHING_NEW", "REQUEST_TRAFFIC_EXCEED_LIMIT"] {
        let (answer, asked) = pay(Some(("U", code))).await;
        assert_eq!((answer.unwrap_err().effect().as_str(), asked), ("unknown", 3), "{code}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_call_that_was_sent_before_says_nothing_of_that() {
    // The verdict, the effect of a first call, and of one that was sent before.
    for (verdict, first, again) in [
        (None, "none", "unknown"),
        (Some(("F", "PROCESS_FAIL")), "refused", "unknown"),
        (Some(("F", "REQUEST_TRAFFIC_EXCEED_LIMIT")), "none", "unknown"),
        (Some(("F", "ORDER_IS_CLOSED")), "unknown", "unknown"),
        // The page says it of the number, not of the call.
        (Some(("F", "NEVER_PAID")), "refused", "refused"),
    ] {
        let (client, _) = gateway(verdict);
        let request = Pay::new("p-1");
        let error = client.request(&request).send().await.unwrap_err();
        assert_eq!(error.effect().as_str(), first, "{verdict:?}");
        let (handle, answer) = client.request(&request).sent_before().tracked();
        assert_eq!(handle.effect().as_str(), "unknown", "before anything is sent");
        let error = answer.await.unwrap_err();
        assert_eq!((error.effect().as_str(), handle.effect().as_str()), (again, again), "{verdict:?}");
        let begins = error.to_string().starts_with("pay: it is unknown whether this was done. Query before");
        assert_eq!(begins, again == "unknown", "{error}");
        assert_eq!(error.advice().unwrap_or_default().contains("Query"), again == "unknown", "{verdict:?}");
    }
    let (client, asked) = gateway(None);
    let invalid = client.untyped("/ams/api/v1/payments/pay", &[0], alipay_wire::Safety::Keyed).sent_before();
    assert_eq!(invalid.send().await.unwrap_err().effect().as_str(), "unknown");
    // A query changes nothing, however often it is sent.
    let query = client.untyped("/ams/api/v1/payments/inquiryPayment", &(), alipay_wire::Safety::Query).sent_before();
    assert_eq!((query.send().await.unwrap_err().effect().as_str(), asked.load(Ordering::SeqCst)), ("none", 0));
}
