//! Backends give the same signatures, and the same verdict on everyone's.

use alipay_sign::{Backend, PrivateKey, PublicKey, Sign, Verify};
use proptest::{prelude::*, sample::Index};

use crate::support::{bytes, private, private_key, public_key};

/// The keys that sign, of every length there is.
const KEYS: [&str; 4] = ["pkcs8.pem", "other-pkcs8.pem", "pkcs8-3072.pem", "pkcs8-4096.pem"];

fn on_every_backend(name: &str) -> Vec<PrivateKey> {
    Backend::ALL.iter().map(|backend| private(name, *backend)).collect()
}

#[test]
fn signatures_are_equal_to_the_byte() {
    for name in KEYS {
        let keys = on_every_backend(name);
        for length in [0, 1, 55, 56, 63, 64, 65, 10_000] {
            let message = vec![b'm'; length];
            let signatures: Vec<_> = keys.iter().map(|key| key.sign(&message).unwrap()).collect();
            assert!(signatures.iter().all(|signature| *signature == signatures[0]), "{name}, {length} bytes");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_message(name in prop::sample::select(KEYS.as_slice()), message: Vec<u8>) {
        let keys = on_every_backend(name);
        let signature = keys[0].sign(&message).unwrap();
        for key in keys {
            prop_assert_eq!(&key.sign(&message).unwrap(), &signature, "{}", key.backend());
            prop_assert_eq!(key.public_key().verify(None, &message, signature.as_bytes()), Ok(()));
        }
    }

    #[test]
    fn any_signature(signature in prop::collection::vec(any::<u8>(), 0..300), message: Vec<u8>) {
        for &backend in Backend::ALL {
            prop_assert!(public_key(backend).verify(None, &message, &signature).is_err(), "{}", backend);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// A private key with an altered byte is refused, or is still the key that it was.
    #[test]
    fn an_altered_private_key(at: Index, byte: u8) {
        let der = altered("pkcs1.der", at, byte);
        for &backend in Backend::ALL {
            if let Ok(key) = PrivateKey::from_der_with(&der, backend) {
                prop_assert_eq!(key.sign(b"message").unwrap(), private_key(backend).sign(b"message").unwrap());
            }
        }
    }

    /// A public key with an altered byte is refused, or is another key.
    #[test]
    fn an_altered_public_key(at: Index, byte: u8) {
        let der = altered("pkcs1-public.der", at, byte);
        for &backend in Backend::ALL {
            if let Ok(key) = PublicKey::from_der_with(&der, backend) {
                let is_same = key == public_key(backend);
                let result = key.verify(None, &bytes("message.bin"), &bytes("signature.bin"));
                prop_assert_eq!(result.is_ok(), is_same, "{}", backend);
            }
        }
    }
}

fn altered(name: &str, at: Index, byte: u8) -> Vec<u8> {
    let mut der = bytes(name);
    let at = at.index(der.len());
    der[at] = byte;
    der
}
