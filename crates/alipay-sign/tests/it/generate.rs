//! Keys we make ourselves.

use alipay_sign::{PrivateKey, PublicKey, Sign, Verify, generate};

#[test]
fn every_text_of_a_new_pair_is_the_pair() {
    let pair = generate().unwrap();
    let public = pair.private_key().public_key();
    assert_eq!(public.bits(), 2048);

    for text in [pair.private_pkcs8_pem(), pair.private_pkcs8_base64(), pair.private_pkcs1_pem()] {
        assert_eq!(PrivateKey::from_text(&text).unwrap().public_key(), public);
    }
    for text in [pair.public_spki_pem(), pair.public_spki_base64()] {
        assert_eq!(PublicKey::from_text(&text).unwrap(), public);
    }
    assert!(pair.private_pkcs8_pem().starts_with("-----BEGIN PRIVATE KEY-----\n"));
    assert!(pair.private_pkcs1_pem().starts_with("-----BEGIN RSA PRIVATE KEY-----\n"));
    assert!(pair.private_pkcs8_pem().lines().all(|line| line.len() <= 64));
    assert_eq!(pair.private_pkcs8_base64().lines().count(), 1);

    let signature = pair.private_key().sign(b"message").unwrap();
    assert_eq!(public.verify(None, b"message", signature.as_bytes()), Ok(()));
}

#[test]
fn debug_shows_no_key() {
    let pair = generate().unwrap();
    assert_eq!(format!("{pair:?}"), format!("KeyPair {{ key: {:?}, .. }}", pair.private_key()));
    assert_eq!(format!("{:?}", pair.private_pkcs8_pem()), "SecretText(..)");
}

#[test]
fn every_pair_is_new() {
    assert_ne!(generate().unwrap().private_key().public_key(), generate().unwrap().private_key().public_key());
}
