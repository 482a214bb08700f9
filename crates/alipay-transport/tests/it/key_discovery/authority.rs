//! The sandbox's certificate authority, and who is configured how.

use std::path::PathBuf;

use alipay_sign::{AlipayCertificates, Certificate, Credentials, PrivateKey, RootCertificates, Verify};

fn text(name: &str) -> String {
    let path = PathBuf::from_iter([env!("CARGO_MANIFEST_DIR"), "../alipay-sandbox/keys", name]);
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

pub(crate) fn ca(name: &str) -> String {
    text(&format!("ca/{name}.crt"))
}

pub(crate) fn key(name: &str) -> PrivateKey {
    PrivateKey::from_text(&text(name)).unwrap()
}

/// The serial OpenSSL computed of a certificate.
pub(crate) fn serial(name: &str) -> String {
    let serials = text("ca/serials.txt");
    let line = serials.lines().find_map(|line| line.strip_prefix(&format!("{name}.crt ")));
    line.unwrap().to_owned()
}

pub(crate) fn roots() -> RootCertificates {
    RootCertificates::from_text(&ca("roots")).unwrap()
}

pub(crate) fn held() -> AlipayCertificates {
    AlipayCertificates::new(Certificate::from_text(&ca("gateway_old")).unwrap(), roots())
}

pub(crate) fn credentials(gateway: impl Verify + 'static) -> Credentials {
    let app = Certificate::from_text(&ca("app")).unwrap();
    Credentials::new(key("client_private.pem").certified(&app, &roots()).unwrap(), gateway).unwrap()
}
