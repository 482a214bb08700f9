//! Nothing that can be handed in makes reading a certificate panic.

use std::time::SystemTime;

use alipay_sign::{Backend, Certificate, RootCertificates, Verify};
use proptest::prelude::*;

use super::{blocks, ca, configured, serial};

fn read_all(text: &str) {
    let _ = Certificate::from_text(text);
    let _ = RootCertificates::from_text(text);
    learn(text.as_bytes(), SystemTime::now());
}

/// Whatever it is, all backends say the same about it.
fn learn(bytes: &[u8], now: SystemTime) {
    let learn = |backend: &Backend| configured(*backend).learn(&serial("gateway_next").into(), bytes, now);
    let results: Vec<_> = Backend::ALL.iter().map(learn).collect();
    assert!(results.iter().all(|result| *result == results[0]), "{results:?}");
}

/// DER of a certificate, by way of bare base64 digits: four digits are three bytes.
fn pem(digits: &str) -> String {
    format!("-----BEGIN CERTIFICATE-----\n{digits}\n-----END CERTIFICATE-----\n")
}

proptest! {
    #[test]
    fn any_bytes(bytes: Vec<u8>, at in 0_u64..1 << 40) {
        let _ = Certificate::from_der(&bytes);
        let now = SystemTime::UNIX_EPOCH + std::time::Duration::from_secs(at);
        learn(&bytes, now);
    }

    #[test]
    fn any_text(text: String) {
        read_all(&text);
    }

    #[test]
    fn anything_like_pem(text in "(-{4,6}(BEGIN|END) ?(X509 )?CERTIFICATE-{4,6}|[A-Za-z0-9+/]{0,40}|=|\\s){0,8}") {
        read_all(&text);
    }

    #[test]
    fn altered_certificates(
        name in prop::sample::select(vec!["app", "gateway_next", "root_sm2", "root_e1", "root_g3", "odd_name"]),
        at: prop::sample::Index,
        digits in "[A-Za-z0-9+/]{1,4}",
    ) {
        let block = blocks(&ca(name))[0].clone();
        let mut body: String = block.lines().filter(|line| !line.starts_with('-')).collect();
        let at = at.index(body.len() - digits.len());
        body.replace_range(at..at + digits.len(), &digits);
        read_all(&pem(&body));
        read_all(&format!("{}{}", pem(&body), ca("class_2")));
    }
}
