//! The certificate mode. Fixtures are the sandbox's authority, made by OpenSSL.

mod arbitrary;
mod identity;
mod learning;
mod reading;
mod roots;

use std::path::PathBuf;

use alipay_sign::{AlipayCertificates, Backend, Certificate, PrivateKey, RootCertificates};

/// A file of the sandbox's keys.
#[track_caller]
pub(crate) fn text(name: &str) -> String {
    let path = PathBuf::from_iter([env!("CARGO_MANIFEST_DIR"), "../alipay-sandbox/keys", name]);
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// A certificate file of the authority.
#[track_caller]
pub(crate) fn ca(name: &str) -> String {
    text(&format!("ca/{name}.crt"))
}

#[track_caller]
pub(crate) fn certificate(name: &str, backend: Backend) -> Certificate {
    Certificate::from_text_with(&ca(name), backend).unwrap_or_else(|error| panic!("{name}: {error}"))
}

pub(crate) fn roots() -> RootCertificates {
    RootCertificates::from_text(&ca("roots")).unwrap()
}

/// The gateway's keys, as an application configures them.
pub(crate) fn configured(backend: Backend) -> AlipayCertificates {
    AlipayCertificates::new(certificate("gateway_old", backend), roots())
}

pub(crate) fn private_key(name: &str) -> PrivateKey {
    PrivateKey::from_text(&text(name)).unwrap()
}

/// The serials OpenSSL computed: file name, serial.
pub(crate) fn serials() -> Vec<(String, String)> {
    let line =
        |line: &str| line.split_once(".crt ").map(|(name, serial)| (name.to_owned(), serial.to_owned())).unwrap();
    text("ca/serials.txt").lines().map(line).collect()
}

#[track_caller]
pub(crate) fn serial(name: &str) -> String {
    serials().into_iter().find(|(file, _)| file == name).unwrap().1
}

/// The blocks of a PEM text, each with its armour.
pub(crate) fn blocks(pem: &str) -> Vec<String> {
    pem.split_inclusive("-----END CERTIFICATE-----\n").map(str::to_owned).collect()
}
