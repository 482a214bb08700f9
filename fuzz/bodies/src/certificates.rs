//! Certificates: ours, the gateway's, the roots, and those the gateway publishes.

use std::{
    fs,
    path::Path,
    sync::LazyLock,
    time::{Duration, SystemTime},
};

use alipay_sign::{AlipayCertificates, Certificate, KeyId, PublicKey, RootCertificates, Verify};

use crate::{Ending, oracle::variant};

/// What an application has configured, and the keys an authority it trusts has certified.
struct Configured {
    certificate: Certificate,
    roots: RootCertificates,
    genuine: Vec<PublicKey>,
}

static CONFIGURED: LazyLock<Configured> = LazyLock::new(|| {
    let file = |name: &str| {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../crates/alipay-sandbox/keys/ca").join(name);
        fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
    };
    let certificate = |name: &str| Certificate::from_text(&file(name)).expect("a certificate of the sandbox");
    let genuine = ["gateway_old.crt", "gateway_new.crt", "gateway_next.crt", "gateway_purpose.crt"];
    Configured {
        certificate: certificate("gateway_old.crt"),
        roots: RootCertificates::from_text(&file("roots.crt")).expect("the roots of the sandbox"),
        genuine: genuine.map(|name| certificate(name).public_key().clone()).into(),
    }
});

/// Any bytes as a certificate, as a file of roots, and as what the gateway publishes. Nothing is learned but what a
/// trusted authority has certified.
pub fn certificates(data: &[u8]) -> Ending {
    let mut ending = match Certificate::from_der(data) {
        Ok(certificate) => Ending::of(looked_at(&certificate)),
        Err(error) => Ending::of(variant(&error)),
    };
    let Ok(text) = std::str::from_utf8(data) else { return ending };
    ending = match RootCertificates::from_text(text) {
        Ok(roots) => {
            assert!(roots.serial().split('_').all(is_serial), "the roots have no proper serial");
            ending.and("roots").times(roots.skipped().len())
        }
        Err(error) => ending.and(variant(&error)),
    };
    match Certificate::from_text(text) {
        Ok(certificate) => {
            ending = ending.and(looked_at(&certificate));
            ending.and(learned(&certificate, data))
        }
        Err(error) => ending.and(variant(&error)),
    }
}

fn looked_at(certificate: &Certificate) -> &'static str {
    assert!(is_serial(certificate.serial()), "a certificate has no proper serial");
    assert!(certificate.public_key().bits() >= 2048, "a certificate for a short key was taken");
    let shown = format!("{certificate:?}");
    assert!(certificate.subject().len() < 8 || !shown.contains(certificate.subject()), "Debug shows whose it is");
    let _ = (certificate.issuer(), certificate.not_before(), certificate.not_after());
    "certificate"
}

/// Offers it under its own serial, and under another.
fn learned(certificate: &Certificate, published: &[u8]) -> String {
    let Configured { certificate: configured, roots, genuine } = &*CONFIGURED;
    let now = SystemTime::UNIX_EPOCH + Duration::from_secs(1_900_000_000);
    let trusted = || AlipayCertificates::new(configured.clone(), roots.clone());
    let other = KeyId::from("00000000000000000000000000000000");
    assert!(trusted().learn(&other, published, now).is_err(), "another certificate than the one asked for was learned");

    let (trusted, serial) = (trusted(), KeyId::from(certificate.serial()));
    let before = trusted.serials();
    match trusted.learn(&serial, published, now) {
        Ok(()) => {
            assert!(genuine.contains(certificate.public_key()), "a key nobody certified was learned");
            assert!(trusted.serials().contains(&serial));
            "learned".to_owned()
        }
        Err(error) => {
            assert_eq!(trusted.serials(), before, "what was refused was learned");
            error.to_string()
        }
    }
}

fn is_serial(text: &str) -> bool {
    text.len() == 32 && text.bytes().all(|byte| byte.is_ascii_hexdigit())
}
