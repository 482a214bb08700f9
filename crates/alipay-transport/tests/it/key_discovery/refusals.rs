//! What is not believed, and what is no certificate: the call fails, and no other key is tried.

use std::error::Error as _;

use alipay_sign::{Credentials, KeyId, KeyRing, LearnError, Verify, VerifyError};
use alipay_transport::{Client, Error, KeyDiscoveryError, TransportKind};
use alipay_wire::{Effect, Safety, WorldFirst};
use http_body_util::BodyExt;
use serde_json::json;

use crate::key_discovery::{
    DOWNLOAD, SAFETIES,
    authority::{credentials, key, serial},
    discovery_error,
    gateway::{Download, Gateway},
    pay, story,
    support::error,
};

#[tokio::test]
async fn certificates_that_are_not_to_be_believed_are_not_taken_in() {
    // Asked for, given, and refused with.
    let cases = [
        ("gateway_next", "gateway_new", LearnError::OtherSerial),
        ("refused/other_issuer", "refused/other_issuer", LearnError::OtherIssuer),
        ("refused/other_merchant", "refused/other_merchant", LearnError::OtherSubject),
        ("refused/foreign_root", "refused/foreign_root", LearnError::Untrusted("a signature in the chain is false")),
        ("refused/expired", "refused/expired", LearnError::Untrusted("it or its issuer has expired")),
    ];
    for (asked, given, expected) in cases {
        for (safety, effect) in SAFETIES {
            let gateway = Gateway::new(asked).downloading(Download::Give(given));
            let client = gateway.client();
            let failure = error(pay(&client, safety).await);
            let reason = discovery_error(&failure, &effect);
            assert!(matches!(reason, KeyDiscoveryError::NotLearned(refusal) if *refusal == expected), "{reason:?}");
            let story = story(&failure);
            assert!(story.contains(&serial(asked)) && story.contains(&expected.to_string()), "{story}");
            assert_eq!(gateway.counts(), (1, 1), "{given}: neither is repeated");
            error(pay(&client, safety).await);
            assert_eq!(gateway.counts(), (2, 2), "{given}: not learned");
        }
    }
}

#[tokio::test]
async fn a_download_that_fails_fails_the_call() {
    type Expected = fn(&Error) -> bool;
    let failure_of = |node: serde_json::Value| json!({ "alipay_open_app_alipaycert_download_response": node });
    let unsigned = failure_of(json!({ "code": "40006", "msg": "..", "sub_code": "isv.insufficient-isv-permissions" }));
    let no_certificate = failure_of(json!({ "code": "10000", "msg": "Success" }));
    let spoilt = failure_of(json!({ "code": "10000", "alipay_cert_content": "*" }));
    let cases: [(Download, Expected); 7] = [
        (Download::Disconnect, |error| matches!(error, Error::Transport(error) if error.kind() == TransportKind::Io)),
        (Download::Say(500, "<html>".to_owned()), |error| matches!(error, Error::Protocol(_))),
        (Download::Say(200, "<html>".to_owned()), |error| matches!(error, Error::Verify(_))),
        (Download::Say(200, unsigned.to_string()), |error| match error {
            Error::Gateway(error) => error.claim().unwrap().sub_code.as_ref().unwrap().as_str().contains("permissions"),
            _ => false,
        }),
        (Download::Say(200, no_certificate.to_string()), |error| matches!(error, Error::Verify(_))),
        (Download::Say(200, spoilt.to_string()), |error| matches!(error, Error::Verify(_))),
        (
            Download::Say(200, "{".repeat(2 << 20)),
            |error| matches!(error, Error::Transport(error) if error.kind() == TransportKind::TooLarge),
        ),
    ];
    for (download, expected) in cases {
        for (safety, effect) in SAFETIES {
            let gateway = Gateway::new("gateway_next").downloading(download.clone());
            let failure = error(pay(&gateway.client(), safety).await);
            match discovery_error(&failure, &effect) {
                KeyDiscoveryError::Download(source) => assert!(expected(source), "{source:?}"),
                reason => panic!("{reason:?}"),
            }
            assert!(story(&failure).contains(DOWNLOAD), "{}", story(&failure));
            assert_eq!(gateway.counts(), (1, 1), "neither is repeated");
        }
    }
}

#[tokio::test]
async fn a_refusal_the_gateway_signed_is_told() {
    let gateway = Gateway::new("gateway_next");
    // With the key that is held.
    let signer = Gateway::new("gateway_old");
    let node = r#"{"code":"40004","msg":"Business Failed","sub_code":"CERT_NOT_EXIST"}"#;
    let signed = signer.signed(node, "alipay_open_app_alipaycert_download_response");
    let signed = String::from_utf8(signed.collect().await.unwrap().to_bytes().to_vec()).unwrap();
    let gateway = gateway.downloading(Download::Say(200, signed));
    let failure = error(pay(&gateway.client(), Safety::Keyed).await);
    let KeyDiscoveryError::Download(source) = discovery_error(&failure, &Effect::Unknown) else {
        panic!("{failure:?}")
    };
    assert!(matches!(&**source, Error::Api(_)), "{source:?}");
    assert!(story(&failure).contains("CERT_NOT_EXIST"), "{}", story(&failure));
}

/// Knows no key by name, and learns none.
struct Fixed;

impl Verify for Fixed {
    fn verify(&self, key: Option<&KeyId>, _: &[u8], _: &[u8]) -> Result<(), VerifyError> {
        Err(VerifyError::UnknownKey(key.unwrap().clone()))
    }
}

#[tokio::test]
async fn a_verifier_that_learns_nothing_asks_for_nothing() {
    for (safety, effect) in SAFETIES {
        let gateway = Gateway::new("gateway_next");
        let client = gateway.builder(credentials(Fixed)).build().unwrap();
        let failure = error(pay(&client, safety).await);
        let reason = discovery_error(&failure, &effect);
        assert!(matches!(reason, KeyDiscoveryError::NotLearned(LearnError::Unsupported)), "{reason:?}");
        assert_eq!(gateway.counts(), (1, 0));
    }
}

#[tokio::test]
async fn where_nobody_can_be_asked_the_key_is_just_unknown() {
    let sandbox = alipay_sandbox::Sandbox::new();
    let ring = KeyRing::new("7", key("gateway_private.pem").public_key());
    let credentials = Credentials::new(key("client_private.pem").version(1), ring).unwrap();
    let client: Client<WorldFirst> = Client::builder(sandbox.endpoints().worldfirst())
        .credentials(credentials)
        .http(sandbox.clone())
        .build()
        .unwrap();
    let path = "/aps/api/business/fund/inquiryBalance";
    let failure = error(client.send_untyped(path, &json!({}), Safety::Query).await);
    let Error::Verify(verify) = &failure else { panic!("{failure:?}") };
    assert!(verify.key_discovery().is_none());
    assert!(matches!(verify.source().unwrap().downcast_ref(), Some(VerifyError::UnknownKey(_))), "{failure:?}");
}
