//! Certificate mode. Serials are those OpenSSL computed.

use alipay_sandbox::{GatewayCertificate, Sandbox};
use alipay_sign::{Certificate, PublicKey};

use crate::rest_v3::client::{ACCOUNT, STRANGER, get};

fn serial(name: &str) -> &'static str {
    let serials = include_str!("../../../keys/ca/serials.txt").lines();
    serials.filter_map(|line| line.split_once(' ')).find(|(file, _)| *file == format!("{name}.crt")).unwrap().1
}

fn key_of(sandbox: &Sandbox, certificate: GatewayCertificate) -> PublicKey {
    Certificate::from_text(sandbox.gateway_certificate_pem(certificate)).unwrap().public_key().clone()
}

#[tokio::test]
async fn a_request_names_the_certificates_of_its_application() {
    let sandbox = Sandbox::new().with_certificates();
    let (app, roots) = (serial("app"), serial("roots"));
    let certified = get(ACCOUNT).certified(app, roots).send(&sandbox).await;
    assert_eq!(certified.status(), 200, "{certified:?}");
    for (ask, code) in [
        (get(ACCOUNT), "missing-app-cert-sn"),
        (get(ACCOUNT).header("alipay-root-cert-sn", roots), "missing-app-cert-sn"),
        (get(ACCOUNT).change(|ask| ask.app_cert_sn = Some(app)), "missing-alipay-root-cert-sn"),
        (get(ACCOUNT).certified(roots, roots), "app-cert-not-exist"),
        (get(ACCOUNT).certified(app, serial("root_r1")), "invalid-alipay-root-cert-sn"),
    ] {
        let answer = ask.send(&sandbox).await;
        assert_eq!((answer.status(), answer.code().as_str(), answer.is_signed()), (400, code, false));
    }
}

#[tokio::test]
async fn answers_name_the_certificate_they_are_signed_with_while_it_changes() {
    let sandbox = Sandbox::new().with_certificates().with_signed_failures();
    for (certificate, name) in [
        (GatewayCertificate::Old, "gateway_old"),
        (GatewayCertificate::New, "gateway_new"),
        (GatewayCertificate::Next, "gateway_next"),
    ] {
        sandbox.rotate_certificate(certificate);
        for (target, status) in [(ACCOUNT, 200), (STRANGER, 400)] {
            let answer = get(target).certified(serial("app"), serial("roots")).send(&sandbox).await;
            assert_eq!((answer.status(), answer.header("alipay-sn")), (status, Some(serial(name))));
            assert!(answer.is_signed_by(&key_of(&sandbox, certificate)), "{name}");
        }
    }
}
