//! Reading fixtures.

use std::path::PathBuf;

use alipay_sign::{Backend, PrivateKey, PublicKey};

/// A fixture as bytes.
#[track_caller]
pub(crate) fn bytes(name: &str) -> Vec<u8> {
    let path = PathBuf::from_iter([env!("CARGO_MANIFEST_DIR"), "tests", "keys", name]);
    std::fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// A fixture as text.
#[track_caller]
pub(crate) fn text(name: &str) -> String {
    String::from_utf8(bytes(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
}

/// A private key from a fixture.
#[track_caller]
pub(crate) fn private(name: &str, backend: Backend) -> PrivateKey {
    PrivateKey::from_text_with(&text(name), backend).unwrap_or_else(|error| panic!("{name}, {backend}: {error}"))
}

/// A public key from a fixture.
#[track_caller]
pub(crate) fn public(name: &str, backend: Backend) -> PublicKey {
    PublicKey::from_text_with(&text(name), backend).unwrap_or_else(|error| panic!("{name}, {backend}: {error}"))
}

/// The key most fixtures are forms of.
#[track_caller]
pub(crate) fn private_key(backend: Backend) -> PrivateKey {
    private("pkcs8.pem", backend)
}

/// Its public half.
#[track_caller]
pub(crate) fn public_key(backend: Backend) -> PublicKey {
    public("spki.pem", backend)
}
