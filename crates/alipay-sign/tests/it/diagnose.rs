//! What a key finds in a signature, measured by OpenSSL's.

use alipay_sign::{Algorithm, Backend, KeyRing, Verify};

use crate::support::{bytes, public, public_key};

#[test]
fn a_key_finds_what_was_signed_and_how() {
    for &backend in Backend::ALL {
        for (signature, algorithm) in [("signature.bin", Algorithm::Rsa2), ("signature-sha1.bin", Algorithm::Rsa)] {
            let digest = public_key(backend).signed_digest(&bytes(signature)).unwrap();
            assert_eq!(digest.algorithm(), algorithm);
            assert!(digest.is_of(&bytes("message.bin")), "{signature}, {backend}");
            assert!(!digest.is_of(b"message"), "{signature}, {backend}");
        }
        for bits in ["3072", "4096"] {
            let key = public(&format!("spki-{bits}.pem"), backend);
            let digest = key.signed_digest(&bytes(&format!("signature-{bits}.bin"))).unwrap();
            assert!(digest.is_of(&bytes("message.bin")), "{bits}, {backend}");
        }
    }
}

#[test]
fn another_key_finds_nothing() {
    let key = public("other-spki.pem", Backend::default());
    assert_eq!(key.signed_digest(&bytes("signature.bin")), None);
    let key = public_key(Backend::default());
    for signature in [&[][..], &[0; 256], &[0xff; 256], &[1; 255], &[1; 257]] {
        assert_eq!(key.signed_digest(signature), None);
    }
}

#[test]
fn rings_tell_their_keys() {
    let [one, other] = ["spki.pem", "other-spki.pem"].map(|name| public(name, Backend::default()));
    let ring = KeyRing::new("1", one.clone()).and("2", other.clone());
    assert_eq!(ring.held_keys(), [(Some("1".into()), one), (Some("2".into()), other)]);
}
