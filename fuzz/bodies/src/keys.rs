//! Keys, as consoles, tools and configurations hand them out.

use alipay_sign::{KeyError, PrivateKey, PublicKey, Sign, Verify};

use crate::Ending;

/// Any bytes as DER, and as text when they are, where a private key belongs. A key that is taken signs, and its other
/// half verifies.
pub fn key_private(data: &[u8]) -> Ending {
    both(data, PrivateKey::from_der, PrivateKey::from_text, |key| {
        let public = key.public_key();
        written_and_read(&public);
        let signature = key.sign(b"message").expect("a key that was taken signs");
        public.verify(None, b"message", signature.as_bytes()).expect("its other half verifies");
        assert!(public.verify(None, b"massage", signature.as_bytes()).is_err(), "another message is verified");
        assert_eq!(Sign::key(key).fingerprint, Some(public.fingerprint()));
    })
}

/// Any bytes as DER, and as text when they are, where a public key belongs. A key that is taken is the same in each
/// form.
pub fn key_public(data: &[u8]) -> Ending {
    both(data, PublicKey::from_der, PublicKey::from_text, |key| {
        written_and_read(key);
        assert!(key.bits() >= 2048, "a short key was taken");
        assert!(key.verify(None, b"message", data).is_err(), "anything is a signature");
    })
}

fn both<K: std::fmt::Debug>(
    data: &[u8],
    from_der: fn(&[u8]) -> Result<K, KeyError>,
    from_text: fn(&str) -> Result<K, KeyError>,
    check: impl Fn(&K),
) -> Ending {
    let of_text = std::str::from_utf8(data).ok().map(from_text);
    [Some(from_der(data)), of_text].into_iter().flatten().fold(Ending::of(""), |ending, key| match key {
        Ok(key) => {
            check(&key);
            ending.and("a key")
        }
        Err(error) => ending.and(error),
    })
}

fn written_and_read(key: &PublicKey) {
    assert_eq!(PublicKey::from_text(&key.to_spki_pem()).as_ref(), Ok(key), "its PEM is another key");
    assert_eq!(PublicKey::from_text(&key.to_spki_base64()).as_ref(), Ok(key), "its base64 is another key");
    assert!(key.trusts(&key.fingerprint()));
}
