//! Signatures, measured by OpenSSL's.

use alipay_sign::{KeyId, PublicKey, Sign, Verify, VerifyError};

use crate::support::{bytes, private_key, public_key, text};

#[test]
fn signs_as_openssl_does() {
    assert_eq!(private_key().sign(&bytes("message.bin")).unwrap().as_bytes(), bytes("signature.bin"));
}

#[test]
fn verifies_what_openssl_signed() {
    let (message, signature) = (bytes("message.bin"), bytes("signature.bin"));
    assert_eq!(public_key().verify(None, &message, &signature), Ok(()));
    assert_eq!(private_key().public_key().verify(None, &message, &signature), Ok(()));
}

#[test]
fn verifies_whatever_key_the_message_names() {
    let key = KeyId::from("7");
    assert_eq!(public_key().verify(Some(&key), &bytes("message.bin"), &bytes("signature.bin")), Ok(()));
}

#[test]
fn verifies_with_a_small_exponent() {
    let key = PublicKey::from_text(&text("exponent-spki.pem")).unwrap();
    assert_eq!(key.verify(None, &bytes("message.bin"), &bytes("exponent-signature.bin")), Ok(()));
}

#[test]
fn refuses_every_flipped_byte() {
    let (message, signature) = (bytes("message.bin"), bytes("signature.bin"));
    let key = public_key();
    for at in 0..message.len() {
        let mut altered = message.clone();
        altered[at] ^= 1;
        assert_eq!(key.verify(None, &altered, &signature), Err(VerifyError::Mismatch), "message byte {at}");
    }
    for at in 0..signature.len() {
        let mut altered = signature.clone();
        altered[at] ^= 1;
        assert_eq!(key.verify(None, &message, &altered), Err(VerifyError::Mismatch), "signature byte {at}");
    }
}

#[test]
fn refuses_signatures_of_another_length() {
    let (message, signature) = (bytes("message.bin"), bytes("signature.bin"));
    let longer = [&signature[..], &[0]].concat();
    for signature in [&[][..], &signature[1..], &signature[..255], &longer] {
        assert_eq!(public_key().verify(None, &message, signature), Err(VerifyError::Mismatch));
    }
}

#[test]
fn refuses_another_key() {
    let other = PublicKey::from_text(&text("other-spki.pem")).unwrap();
    let refused = other.verify(None, &bytes("message.bin"), &bytes("signature.bin"));
    assert_eq!(refused, Err(VerifyError::Mismatch));
}

#[test]
fn clones_are_the_same_key_on_every_thread() {
    let key = private_key();
    let signature = std::thread::scope(|scope| {
        let clone = key.clone();
        scope.spawn(move || clone.sign(b"message").unwrap()).join().unwrap()
    });
    assert_eq!(key.sign(b"message").unwrap(), signature);
}
