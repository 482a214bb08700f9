//! Certificate mode, as a client without the SDK meets it. Serials are those OpenSSL computed.
#![cfg(feature = "cert")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, reason = "a test may panic")]

use crate::support;

use alipay_sandbox::{GatewayCertificate, Sandbox};
use alipay_sign::{Certificate, PublicKey};
use alipay_wire::inbound::signed_form;
use base64::{Engine, engine::general_purpose::STANDARD};
use serde_json::Value;

use support::{Answer, CONTENT, QUERY, params, send};

const DOWNLOAD: &str = "alipay.open.app.alipaycert.download";
const NOBODY: &str = "00000000000000000000000000000000";
const CERTIFICATES: [(GatewayCertificate, &str); 3] = [
    (GatewayCertificate::Old, "gateway_old"),
    (GatewayCertificate::New, "gateway_new"),
    (GatewayCertificate::Next, "gateway_next"),
];

fn serial(name: &str) -> &'static str {
    let serials = include_str!("../../keys/ca/serials.txt").lines();
    serials.filter_map(|line| line.split_once(' ')).find(|(file, _)| *file == format!("{name}.crt")).unwrap().1
}

fn key_of(sandbox: &Sandbox, certificate: GatewayCertificate) -> PublicKey {
    Certificate::from_text(sandbox.gateway_certificate_pem(certificate)).unwrap().public_key().clone()
}

/// Sends a request with the application's own serials.
async fn ask(sandbox: &Sandbox, method: &'static str, content: &str) -> Answer {
    ask_as(sandbox, method, content, Some(serial("app")), Some(serial("roots"))).await
}

async fn ask_as(
    sandbox: &Sandbox,
    method: &'static str,
    content: &str,
    app: Option<&str>,
    root: Option<&str>,
) -> Answer {
    let mut own: Vec<(&'static str, &[u8])> = vec![("biz_content", content.as_bytes())];
    own.extend(app.map(|serial| ("app_cert_sn", serial.as_bytes())));
    own.extend(root.map(|serial| ("alipay_root_cert_sn", serial.as_bytes())));
    send(sandbox, params(method, &own)).await
}

#[tokio::test]
async fn a_request_names_the_certificates_of_its_application() {
    let sandbox = Sandbox::new().with_certificates();
    let (app, roots) = (Some(serial("app")), Some(serial("roots")));
    for (named_app, named_roots, code, sub_code) in [
        (app, roots, "10000", "available_amount"),
        (None, roots, "40001", "isv.missing-app-cert-sn"),
        (app, None, "40001", "isv.missing-alipay-root-cert-sn"),
        (Some(" "), roots, "40001", "isv.missing-app-cert-sn"),
        (Some(NOBODY), roots, "40002", "isv.app-cert-not-exist"),
        (app, Some(serial("root_r1")), "40002", "isv.invalid-alipay-root-cert-sn"),
    ] {
        let answer = ask_as(&sandbox, QUERY, CONTENT, named_app, named_roots).await;
        assert!(answer.has(format!(r#""code":"{code}""#)) && answer.has(sub_code), "{sub_code}: {answer:?}");
        assert!(answer.is_signed_by(&key_of(&sandbox, GatewayCertificate::Old)), "{sub_code}");
        assert_eq!(answer.member("alipay_cert_sn").as_deref(), Some(serial("gateway_old")), "{sub_code}");
    }
    assert_eq!(sandbox.ledger().iter().filter(|entry| entry.processed).count(), 1);
}

#[tokio::test]
async fn in_key_mode_there_are_no_certificates() {
    let sandbox = Sandbox::new();
    let answer = ask(&sandbox, QUERY, CONTENT).await;
    assert!(answer.has("isv.app-cert-not-exist"), "{answer:?}");
    assert_eq!(answer.member("alipay_cert_sn"), None);
    let answer = ask_as(&sandbox, DOWNLOAD, r#"{"alipay_cert_sn":"1"}"#, None, None).await;
    assert!(answer.has("isv.invalid-method"), "{answer:?}");
    sandbox.rotate_certificate(GatewayCertificate::Next);
    let answer = ask_as(&sandbox, QUERY, CONTENT, None, None).await;
    assert!(answer.is_signed_by(&support::gateway_key(&sandbox)));
}

#[tokio::test]
async fn certificates_are_given_to_whoever_names_them_and_unsigned() {
    let sandbox = Sandbox::new().with_certificates();
    for (certificate, name) in CERTIFICATES {
        let answer = ask(&sandbox, DOWNLOAD, &format!(r#"{{"alipay_cert_sn":"{}"}}"#, serial(name))).await;
        let node: Value = serde_json::from_slice(answer.node()).unwrap();
        let pem = STANDARD.decode(node["alipay_cert_content"].as_str().unwrap()).unwrap();
        assert_eq!(String::from_utf8(pem).unwrap(), sandbox.gateway_certificate_pem(certificate));
        assert_eq!(
            (node["code"].as_str(), answer.has("sign"), answer.has("\"alipay_cert_sn\"")),
            (Some("10000"), false, false)
        );
    }
    for unknown in [NOBODY, serial("app"), serial("class_2")] {
        let answer = ask(&sandbox, DOWNLOAD, &format!(r#"{{"alipay_cert_sn":"{unknown}"}}"#)).await;
        assert!(answer.has("isv.alipay-cert-not-exist") && !answer.has("\"sign\""), "{answer:?}");
    }
}

#[tokio::test]
async fn the_certificate_changes_while_the_gateway_runs() {
    let sandbox = Sandbox::new().with_certificates();
    for (certificate, name) in CERTIFICATES {
        // Clones are one gateway.
        sandbox.clone().rotate_certificate(certificate);
        let answer = ask(&sandbox, QUERY, CONTENT).await;
        assert_eq!(answer.member("alipay_cert_sn").as_deref(), Some(serial(name)));
        assert!(answer.is_signed_by(&key_of(&sandbox, certificate)), "{name}");
    }
    let [old, new, next] = CERTIFICATES.map(|(certificate, _)| key_of(&sandbox, certificate));
    assert!(old == new && new != next);
}

#[test]
fn notifications_name_the_certificate_unless_told_otherwise() {
    let sandbox = Sandbox::new().with_certificates();
    for (certificate, name) in CERTIFICATES {
        sandbox.rotate_certificate(certificate);
        let notification = || sandbox.notification("https://shop.example/notify");
        let key = key_of(&sandbox, certificate);
        for (named, builder) in [(true, notification()), (false, notification().without_certificate())] {
            let received = signed_form(builder.form([("notify_id", "7")]).unwrap().body()).unwrap();
            assert_eq!(received.sealed.key().map(|key| key.as_str()), named.then_some(serial(name)));
            received.sealed.verify(&key).unwrap();
        }
        // What is given is kept.
        let given = notification().form([("alipay_cert_sn", NOBODY)]).unwrap();
        assert_eq!(signed_form(given.body()).unwrap().sealed.key().unwrap().as_str(), NOBODY);
    }
    let request = Sandbox::new().notification("https://shop.example/notify").form([("notify_id", "7")]).unwrap();
    assert_eq!(signed_form(request.body()).unwrap().sealed.key(), None);
}

#[test]
fn credentials_are_those_of_the_mode() {
    let sandbox = Sandbox::new().with_certificates();
    sandbox.rotate_certificate(GatewayCertificate::Next);
    let credentials = sandbox.credentials();
    let serials = credentials.signer().key().certificates.clone().unwrap();
    assert_eq!((&*serials.app, &*serials.root), (serial("app"), serial("roots")));
    let held = |name| match credentials.verifier().verify(Some(&serial(name).into()), b"", b"") {
        Err(alipay_sign::VerifyError::UnknownKey(_)) => false,
        other => other.is_err(),
    };
    assert_eq!(CERTIFICATES.map(|(_, name)| held(name)), [true, false, false]);
    assert!(Certificate::from_text(sandbox.app_certificate_pem()).unwrap().serial() == serial("app"));
    assert_eq!(Sandbox::new().credentials().signer().key().certificates, None);
}
