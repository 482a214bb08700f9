//! Signatures, measured by OpenSSL's.

use alipay_sign::{Backend, KeyId, Sign, Verify, VerifyError};

use crate::support::{bytes, private, private_key, public, public_key};

/// Private key, public key, signature over `message.bin`.
const SIGNED: [(&str, &str, &str); 3] = [
    ("pkcs8.pem", "spki.pem", "signature.bin"),
    ("pkcs8-3072.pem", "spki-3072.pem", "signature-3072.bin"),
    ("pkcs8-4096.pem", "spki-4096.pem", "signature-4096.bin"),
];

#[test]
fn signs_as_openssl_does() {
    for &backend in Backend::ALL {
        for (key, _, signature) in SIGNED {
            let signed = private(key, backend).sign(&bytes("message.bin")).unwrap();
            assert_eq!(signed.as_bytes(), bytes(signature), "{key}, {backend}");
        }
    }
}

#[test]
fn signs_with_the_lesser_prime_first() {
    for &backend in Backend::ALL {
        let signed = private("lesser-prime-first-pkcs1.pem", backend).sign(&bytes("message.bin")).unwrap();
        assert_eq!(signed.as_bytes(), bytes("lesser-prime-first-signature.bin"), "{backend}");
    }
}

#[test]
fn verifies_what_openssl_signed() {
    for &backend in Backend::ALL {
        for (private_key, public_key, signature) in SIGNED {
            let (message, signature) = (bytes("message.bin"), bytes(signature));
            for key in [public(public_key, backend), private(private_key, backend).public_key()] {
                assert_eq!(key.verify(None, &message, &signature), Ok(()), "{public_key}, {backend}");
            }
        }
    }
}

#[test]
fn verifies_whatever_key_the_message_names() {
    let key = KeyId::from("7");
    for &backend in Backend::ALL {
        let result = public_key(backend).verify(Some(&key), &bytes("message.bin"), &bytes("signature.bin"));
        assert_eq!(result, Ok(()), "{backend}");
    }
}

#[test]
fn verifies_with_a_small_exponent() {
    for &backend in Backend::ALL {
        let key = public("exponent-spki.pem", backend);
        let result = key.verify(None, &bytes("message.bin"), &bytes("exponent-signature.bin"));
        assert_eq!(result, Ok(()), "{backend}");
    }
}

#[test]
fn refuses_every_flipped_byte() {
    let (message, signature) = (bytes("message.bin"), bytes("signature.bin"));
    for key in Backend::ALL.iter().map(|backend| public_key(*backend)) {
        let backend = key.backend();
        for at in 0..message.len() {
            let mut altered = message.clone();
            altered[at] ^= 1;
            let result = key.verify(None, &altered, &signature);
            assert_eq!(result, Err(VerifyError::Mismatch), "message byte {at}, {backend}");
        }
        for at in 0..signature.len() {
            let mut altered = signature.clone();
            altered[at] ^= 1;
            let result = key.verify(None, &message, &altered);
            assert_eq!(result, Err(VerifyError::Mismatch), "signature byte {at}, {backend}");
        }
    }
}

#[test]
fn refuses_signatures_of_another_length() {
    let (message, signature) = (bytes("message.bin"), bytes("signature.bin"));
    let longer = [&signature[..], &[0]].concat();
    let longer_in_front = [&[0], &signature[..]].concat();
    for key in Backend::ALL.iter().map(|backend| public_key(*backend)) {
        for signature in [&[][..], &signature[1..], &signature[..255], &longer, &longer_in_front] {
            let result = key.verify(None, &message, signature);
            assert_eq!(result, Err(VerifyError::Mismatch), "{} bytes, {}", signature.len(), key.backend());
        }
    }
}

#[test]
fn refuses_signatures_that_are_no_number_below_the_modulus() {
    for key in Backend::ALL.iter().map(|backend| public_key(*backend)) {
        for signature in [[0; 256], [0xff; 256]] {
            let result = key.verify(None, &bytes("message.bin"), &signature);
            assert_eq!(result, Err(VerifyError::Mismatch), "{}", key.backend());
        }
    }
}

#[test]
fn refuses_another_key() {
    for &backend in Backend::ALL {
        let other = public("other-spki.pem", backend);
        let refused = other.verify(None, &bytes("message.bin"), &bytes("signature.bin"));
        assert_eq!(refused, Err(VerifyError::Mismatch), "{backend}");
    }
}

#[test]
fn clones_are_the_same_key() {
    for &backend in Backend::ALL {
        let key = private_key(backend);
        let clone = key.clone();
        let signature = std::thread::spawn(move || clone.sign(b"message").unwrap()).join().unwrap();
        assert_eq!(key.sign(b"message").unwrap(), signature, "{backend}");
    }
}

#[test]
fn one_key_signs_and_verifies_on_eight_threads_at_once() {
    const THREADS: u8 = 8;
    const EACH: u8 = 10;

    for &backend in Backend::ALL {
        let key = private_key(backend);
        let public = key.public_key();
        let start = std::sync::Barrier::new(usize::from(THREADS));
        let signed: Vec<_> = std::thread::scope(|scope| {
            let threads: Vec<_> = (0..THREADS)
                .map(|thread| {
                    let (key, public, start) = (&key, &public, &start);
                    scope.spawn(move || {
                        start.wait();
                        (0..EACH)
                            .map(|number| {
                                let message = [thread, number];
                                let signature = key.sign(&message).unwrap();
                                assert_eq!(public.verify(None, &message, signature.as_bytes()), Ok(()), "{backend}");
                                (message, signature)
                            })
                            .collect::<Vec<_>>()
                    })
                })
                .collect();
            threads.into_iter().flat_map(|thread| thread.join().unwrap()).collect()
        });
        assert_eq!(signed.len(), usize::from(THREADS * EACH));
        for (message, signature) in signed {
            assert_eq!(key.sign(&message).unwrap(), signature, "the same key on one thread, {backend}");
        }
    }
}
