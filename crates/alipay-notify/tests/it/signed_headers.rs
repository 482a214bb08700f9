//! Notifications of the signed-header gateways.

use alipay_notify::{Begun, MemoryInbox, NotifyError, Parties, Party, Receiver};
use alipay_sign::{
    BoxFuture, Credentials, KeyId, KeyIdentity, Sign, SignAsync, SignError, Signature, Verify, VerifyError,
};
use alipay_wire::{Antom, Dws, FixedClock, Notification, Stamp, WorldFirst, inbound::ReceiveError};
use bytes::Bytes;
use http::{Method, header::CONTENT_TYPE};
use serde::Deserialize;

use crate::support::{
    DWS_ID, Topup, WORLDFIRST_ID, app, credentials, gateway_public, golden, golden_answer, headers, now, parties,
};

const SUCCESS: &str = r#"{"result":{"resultCode":"SUCCESS","resultStatus":"S","resultMessage":"success"}}"#;

/// Where the golden notifications are sent.
const TOPUP: &str = "/notify/topup";
const TRANSFER: &str = "/notify/transfer";

fn dws() -> Receiver<Dws> {
    Receiver::at(TOPUP, parties())
}

fn refused(request: &http::Request<Bytes>) -> NotifyError {
    dws().receive(request).unwrap_err().into_reason()
}

#[test]
fn golden_topup_is_verified_read_and_acknowledged() {
    let delivery = dws().read::<Topup>(&golden("dws-topup")).unwrap();
    assert_eq!(delivery.notification().notify_type, "TOPUP_RESULT");
    assert_eq!(delivery.id().key(), "dws/T_WALLET_1/notifyTopup/TOPUP_RESULT:202203031901080000000");
    let Ok(Begun::New(processing)) = now(delivery.begin(MemoryInbox::new())) else { panic!("it is new") };
    let answer = now(processing.commit(())).unwrap().into_response();
    assert_eq!(answer.status(), 200);
    assert_eq!(answer.headers()[CONTENT_TYPE], "application/json; charset=UTF-8");
    assert!(!answer.headers().contains_key("signature"), "this gateway asks for none");
    assert_eq!(answer.body(), SUCCESS);
}

#[test]
fn the_query_of_the_url_is_not_signed() {
    let mut request = golden("dws-topup");
    *request.uri_mut() = "https://shop.example/notify/topup?shop=7".parse().unwrap();
    assert!(dws().receive(&request).is_ok());
    // A router in between changed the path; the gateway signed the one it knows.
    *request.uri_mut() = "https://shop.example/notify/other".parse().unwrap();
    assert!(dws().receive(&request).is_ok());
}

/// A genuine notification for one address of ours, sent to another.
#[test]
fn a_receiver_knows_its_own_path() {
    let request = golden("dws-topup");
    let refusal = Receiver::<Dws>::at("/notify/other", parties()).receive(&request).unwrap_err();
    assert!(matches!(refusal.reason(), NotifyError::NotAuthentic(VerifyError::Mismatch)), "{refusal:?}");
}

#[test]
fn whatever_is_signed_is_checked() {
    for (name, value) in [("client-id", WORLDFIRST_ID), ("request-time", "2022-03-03T09:44:37Z")] {
        let mut request = golden("dws-topup");
        request.headers_mut().insert(name, value.parse().unwrap());
        assert!(matches!(refused(&request), NotifyError::NotAuthentic(_)), "{name}");
    }
    let request = golden("dws-topup").map(|body| [&body[..], b" "].concat().into());
    assert!(matches!(refused(&request), NotifyError::NotAuthentic(_)));
}

#[test]
fn what_is_missing_is_named() {
    for name in ["client-id", "request-time", "signature"] {
        let mut request = golden("dws-topup");
        request.headers_mut().remove(name);
        let error = refused(&request);
        assert!(
            matches!(error, NotifyError::Malformed(ReceiveError::Missing(missing)) if missing == name),
            "{error:?}"
        );
        let mut request = golden("dws-topup");
        let value = request.headers()[name].clone();
        request.headers_mut().append(name, value);
        assert!(matches!(refused(&request), NotifyError::Malformed(_)), "{name} twice");
    }
    let mut request = golden("dws-topup");
    request.headers_mut().insert("signature", "algorithm=RSA256,keyVersion=1".parse().unwrap());
    assert!(matches!(refused(&request), NotifyError::Malformed(ReceiveError::MalformedSignature(_))));
}

#[test]
fn only_json_that_is_posted_to_one_of_ours() {
    let mut request = golden("dws-topup");
    *request.method_mut() = Method::PUT;
    assert!(matches!(refused(&request), NotifyError::Method));
    let mut request = golden("dws-topup");
    request.headers_mut().insert(CONTENT_TYPE, "text/plain".parse().unwrap());
    assert!(matches!(refused(&request), NotifyError::MediaType("application/json")));
    let request = headers("/notify", "SOMEBODY_ELSE", "{}");
    assert!(matches!(refused(&request), NotifyError::UnknownParty));
}

/// The key whose version is two.
struct Second;

impl Verify for Second {
    fn verify(&self, key: Option<&KeyId>, message: &[u8], signature: &[u8]) -> Result<(), VerifyError> {
        match key {
            Some(id) if id.as_str() != "2" => Err(VerifyError::UnknownKey(id.clone())),
            _ => gateway_public().verify(key, message, signature),
        }
    }
}

#[test]
fn the_key_is_that_of_the_key_version() {
    let receiver = Receiver::<Dws>::at(TOPUP, Parties::new().with(DWS_ID, Party::new(Second)));
    let mut request = golden("dws-topup");
    let error = receiver.receive(&request).unwrap_err().into_reason();
    assert!(matches!(&error, NotifyError::UnknownKey { key, .. } if key.as_str() == "1"), "{error:?}");
    let header = request.headers()["signature"].to_str().unwrap().replace("keyVersion=1", "keyVersion=2");
    request.headers_mut().insert("signature", header.parse().unwrap());
    assert!(receiver.receive(&request).is_ok());
}

#[test]
fn raw_bytes_are_those_that_were_signed() {
    let request = headers(TOPUP, DWS_ID, r#"{ "a" : 1.0 }"#);
    let authentic = dws().receive(&request).unwrap();
    assert_eq!(authentic.content().payload(), r#"{ "a" : 1.0 }"#);
    let delivery = authentic.raw("notifySomething", "1").unwrap();
    assert_eq!(delivery.notification().payload(), r#"{ "a" : 1.0 }"#);
}

#[test]
fn what_cannot_be_read_is_refused_after_verification() {
    for body in ["{", "[]", r#"{"notifyType":1}"#, r#"{"notifyType":"A","notifyType":"B"}"#] {
        let request = headers(TOPUP, DWS_ID, body);
        let refusal = dws().read::<Topup>(&request).unwrap_err();
        assert!(matches!(refusal.reason(), NotifyError::Unreadable(_)), "{body}: {refusal:?}");
        let refusal = dws().read::<Topup>(&request.map(|body| [&body[..], b" "].concat().into())).unwrap_err();
        assert!(matches!(refusal.reason(), NotifyError::NotAuthentic(_)), "{body}: {refusal:?}");
    }
    let refusal = dws().read::<Topup>(&headers(TOPUP, DWS_ID, r#"{"notifyType":"A"}"#)).unwrap_err();
    assert!(matches!(refusal.reason(), NotifyError::NoEvent));
}

#[test]
fn a_refusal_asks_for_another_delivery_and_is_not_signed() {
    let refusal = worldfirst().receive(&headers("/notify", "SOMEBODY_ELSE", "{}")).unwrap_err();
    let response = refusal.into_response();
    assert_eq!(response.status(), 403);
    let body: serde_json::Value = serde_json::from_slice(response.body()).unwrap();
    assert_eq!(body["result"]["resultStatus"], "U");
    assert_eq!(body["result"]["resultCode"], "UNKNOWN_EXCEPTION");
    assert!(!response.headers().contains_key("signature"));
}

// --- signed acknowledgements -----------------------------------------------------------------------------------------

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Transfer {
    transfer_id: String,
}

impl Notification for Transfer {
    type Dialect = WorldFirst;
    const NAME: &'static str = "notifyTransfer";

    fn event(&self) -> Option<String> {
        Some(self.transfer_id.clone())
    }
}

/// At the moment of the golden answer.
fn worldfirst() -> Receiver<WorldFirst> {
    Receiver::at(TRANSFER, parties()).clock(FixedClock(Stamp::from_unix_millis(1_709_256_601_000).unwrap()))
}

#[test]
fn worldfirst_gets_its_golden_acknowledgement() {
    let inbox = MemoryInbox::new();
    let golden_answer = golden_answer("worldfirst-transfer");
    for delivery in 1..=2 {
        let read = worldfirst().read::<Transfer>(&golden("worldfirst-transfer")).unwrap();
        let answer = now(read.process(&inbox, async |event| {
            assert_eq!((event.notification.transfer_id.as_str(), delivery), ("2024030119", 1));
            Ok::<_, String>(())
        }));
        let answer = answer.unwrap().into_response();
        assert_eq!(answer.status(), golden_answer.status());
        assert_eq!(answer.body(), golden_answer.body());
        for name in ["client-id", "response-time", "content-type"] {
            assert_eq!(answer.headers()[name], golden_answer.headers()[name], "{name}");
        }
        // The gateway writes blanks in the header and we do not.
        let written = golden_answer.headers()["signature"].to_str().unwrap().replace(", ", ",");
        assert_eq!(answer.headers()["signature"], written.as_str());
    }
}

#[test]
fn who_cannot_sign_is_told_before_any_work() {
    let receiver =
        Receiver::<WorldFirst>::at(TRANSFER, Parties::new().with(WORLDFIRST_ID, Party::new(gateway_public())));
    let refusal = receiver.receive(&golden("worldfirst-transfer")).unwrap_err();
    assert!(matches!(refusal.reason(), NotifyError::NoSigner));
    assert!(receiver.signed_replies(false).receive(&golden("worldfirst-transfer")).is_ok());
}

#[test]
fn any_gateway_can_get_signed_acknowledgements() {
    let receiver = Receiver::<Antom>::at("/notify", Parties::new().with("ANTOM", Party::signing(credentials())));
    let authentic = receiver.signed_replies(true).receive(&headers("/notify", "ANTOM", "{}")).unwrap();
    let answer = now(authentic.raw("k", "1").unwrap().process(MemoryInbox::new(), async |_| Ok::<_, String>(())));
    let answer = answer.unwrap().into_response();
    assert_eq!(answer.headers()["client-id"], "ANTOM");
    assert!(answer.headers().contains_key("signature"));
}

/// A key elsewhere, which can be reached or not.
struct Remote {
    key: alipay_sign::PrivateKey,
    is_up: bool,
}

impl SignAsync for Remote {
    fn key(&self) -> &KeyIdentity {
        Sign::key(&self.key)
    }

    fn sign_async(&self, message: Bytes) -> BoxFuture<'static, Result<Signature, SignError>> {
        let (key, is_up) = (self.key.clone(), self.is_up);
        Box::pin(async move {
            tokio::task::yield_now().await;
            if is_up { key.sign(&message) } else { Err(SignError::External("unreachable".into())) }
        })
    }
}

#[test]
fn a_signer_may_be_elsewhere_and_may_fail_after_the_commit() {
    let inbox = MemoryInbox::new();
    let deliver = |is_up| {
        let credentials = Credentials::new(Remote { key: app(), is_up }, gateway_public()).unwrap();
        let receiver =
            Receiver::<WorldFirst>::at(TRANSFER, Parties::new().with(WORLDFIRST_ID, Party::signing(credentials)));
        let delivery = receiver.read::<Transfer>(&golden("worldfirst-transfer")).unwrap();
        let mut is_new = false;
        let answer = now(delivery.process(&inbox, async |_| {
            is_new = true;
            Ok::<_, String>(())
        }));
        (is_new, answer.map(drop).map_err(alipay_notify::Refusal::into_reason))
    };
    let (is_new, answer) = deliver(false);
    assert!(is_new && matches!(answer, Err(NotifyError::Sign(_))), "done, but not acknowledged");
    let (is_new, answer) = deliver(false);
    assert!(!is_new && matches!(answer, Err(NotifyError::Sign(_))));
    let (is_new, answer) = deliver(true);
    assert!(!is_new && answer.is_ok(), "acknowledged in the end, and done once");
}

/// .NET writes escapes in lower case, and some leave out what a header does not need escaped.
#[test]
fn escapes_of_the_signature_are_read_in_any_spelling() {
    let request = golden("dws-topup");
    let escaped = request.headers()["signature"].to_str().unwrap().to_owned();
    for (escape, other) in [("%2B", "%2b"), ("%2F", "%2f"), ("%3D", "%3d"), ("%2B", "+"), ("%2F", "/"), ("%3D", "=")] {
        assert!(escaped.contains(escape));
        let mut rewritten = request.clone();
        rewritten.headers_mut().insert("signature", escaped.replace(escape, other).parse().unwrap());
        assert!(dws().receive(&rewritten).is_ok(), "{other}");
    }
}

#[test]
fn another_text_is_not_what_was_signed() {
    let refused = |receiver: Receiver<Dws>, request: &http::Request<Bytes>| {
        let reason = receiver.receive(request).unwrap_err().into_reason();
        assert!(matches!(reason, NotifyError::NotAuthentic(VerifyError::Mismatch)), "{reason:?}");
    };
    let request = golden("dws-topup");
    // With a query, and, by way of the path, with a line that ends in CR LF.
    for path in ["/notify/topup?shop=7", "/notify/topup\r", "/notify/topup/", "notify/topup"] {
        refused(Receiver::at(path, parties()), &request);
    }
    let anew: serde_json::Value = serde_json::from_slice(request.body()).unwrap();
    refused(dws(), &request.clone().map(|_| serde_json::to_vec_pretty(&anew).unwrap().into()));
    refused(dws(), &request.map(|body| [&body[..], b"\n"].concat().into()));
}
