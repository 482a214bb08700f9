//! Reading fixtures.

use std::path::PathBuf;

use alipay_sign::{PrivateKey, PublicKey};

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

/// The key most fixtures are forms of.
#[track_caller]
pub(crate) fn private_key() -> PrivateKey {
    PrivateKey::from_text(&text("pkcs8.pem")).unwrap_or_else(|error| panic!("{error}"))
}

/// Its public half.
#[track_caller]
pub(crate) fn public_key() -> PublicKey {
    PublicKey::from_text(&text("spki.pem")).unwrap_or_else(|error| panic!("{error}"))
}
