//! Everything that is not the key it should be is refused by name, and quoted nowhere.

use alipay_sign::{Backend, KeyError, PrivateKey, PublicKey, Sign};

use crate::support::{bytes, text};

#[test]
fn private_keys() {
    use KeyError::*;

    for (name, expected) in [
        ("spki.pem", PublicKeyGiven),
        ("spki.txt", PublicKeyGiven),
        ("pkcs1-public.pem", PublicKeyGiven),
        ("pkcs1-public.txt", PublicKeyGiven),
        ("certificate.pem", Certificate),
        ("request.pem", Certificate),
        ("encrypted-pkcs8.pem", Encrypted),
        ("encrypted-pkcs1.pem", Encrypted),
        ("p256-pkcs8.pem", NotRsa { algorithm: "elliptic curve P-256" }),
        ("p256-sec1.pem", NotRsa { algorithm: "elliptic curve P-256" }),
        ("sm2-pkcs8.pem", NotRsa { algorithm: "SM2" }),
        ("sm2-sec1.pem", NotRsa { algorithm: "SM2" }),
        ("ed25519-pkcs8.pem", NotRsa { algorithm: "Ed25519" }),
        ("dsa-pkcs8.pem", NotRsa { algorithm: "DSA" }),
        ("dsa.pem", NotRsa { algorithm: "DSA" }),
        ("pss-pkcs8.pem", NotRsa { algorithm: "RSA-PSS" }),
        ("short-pkcs8.pem", TooShort { bits: 1024 }),
        ("long-pkcs8.pem", TooLong { bits: 5120, max: 4096 }),
        ("odd-length-pkcs8.pem", Unusual),
        ("exponent-pkcs8.pem", Unusual),
        ("three-primes-pkcs8.pem", Unusual),
        ("uneven-primes-pkcs1.pem", Unusual),
        ("exponent-beyond-modulus-pkcs1.pem", Inconsistent),
    ] {
        let text = text(name);
        assert_private(name, &text, &expected);
        // Without armour, only the contents tell.
        if name != "encrypted-pkcs1.pem" {
            assert_private(&format!("{name}, bare"), &without_armour(&text), &expected);
        }
    }
    for (name, text, expected) in not_a_key(&text("pkcs8.pem")) {
        assert_private(name, &text, &expected);
    }
}

#[test]
fn public_keys() {
    use KeyError::*;

    for (name, expected) in [
        ("pkcs8.pem", PrivateKeyGiven),
        ("pkcs8.txt", PrivateKeyGiven),
        ("pkcs1.pem", PrivateKeyGiven),
        ("pkcs1.txt", PrivateKeyGiven),
        ("encrypted-pkcs8.pem", PrivateKeyGiven),
        ("encrypted-pkcs1.pem", PrivateKeyGiven),
        ("certificate.pem", Certificate),
        ("request.pem", Certificate),
        ("p256-spki.pem", NotRsa { algorithm: "elliptic curve P-256" }),
        ("sm2-spki.pem", NotRsa { algorithm: "SM2" }),
        ("ed25519-spki.pem", NotRsa { algorithm: "Ed25519" }),
        ("pss-spki.pem", NotRsa { algorithm: "RSA-PSS" }),
        ("short-spki.pem", TooShort { bits: 1024 }),
    ] {
        let text = text(name);
        assert_public(name, &text, &expected);
        if name != "encrypted-pkcs1.pem" {
            assert_public(&format!("{name}, bare"), &without_armour(&text), &expected);
        }
    }
    for (name, text, expected) in not_a_key(&text("spki.pem")) {
        assert_public(name, &text, &expected);
    }
    for &backend in Backend::ALL {
        let long = PublicKey::from_der_with(&bytes("long-pkcs1-public.der"), backend).unwrap_err();
        assert_eq!(long, TooLong { bits: 8200, max: 8192 }, "{backend}");
    }
}

#[test]
fn damaged_der() {
    let private = |der: &[u8], backend| PrivateKey::from_der_with(der, backend).map(|_| ()).unwrap_err();
    let public = |der: &[u8], backend| PublicKey::from_der_with(der, backend).map(|_| ()).unwrap_err();
    for &backend in Backend::ALL {
        for (name, read) in [
            ("pkcs8.der", &private as &dyn Fn(&[u8], Backend) -> KeyError),
            ("pkcs1.der", &private),
            ("spki.der", &public),
            ("pkcs1-public.der", &public),
        ] {
            let der = bytes(name);
            for length in 0..der.len() {
                assert_eq!(read(&der[..length], backend), KeyError::Malformed, "{name}, {length} bytes, {backend}");
            }
            let longer = [&der[..], &[0]].concat();
            assert_eq!(read(&longer, backend), KeyError::Malformed, "{name}, longer, {backend}");
        }
    }
}

#[test]
fn private_numbers_that_contradict_each_other() {
    let der = bytes("pkcs1.der");
    // From the end: coefficient, both exponents, both primes, each of 128 bytes and its header.
    for (number, from_end) in
        [("coefficient", 20), ("exponent 2", 160), ("exponent 1", 290), ("prime 2", 420), ("prime 1", 550)]
    {
        let mut altered = der.clone();
        altered[der.len() - from_end] ^= 1;
        for &backend in Backend::ALL {
            let error = PrivateKey::from_der_with(&altered, backend).unwrap_err();
            assert_eq!(error, KeyError::Inconsistent, "{number}, {backend}");
        }
    }
}

/// ring does not read it: it signs with its two reduced forms. A library that does read it refuses the key.
#[test]
fn a_private_exponent_that_contradicts_the_rest_is_refused_or_of_no_effect() {
    let mut altered = bytes("pkcs1.der");
    let at = altered.len() - 700;
    altered[at] ^= 1;
    let expected = PrivateKey::from_der(&bytes("pkcs1.der")).unwrap().sign(b"message").unwrap();
    for &backend in Backend::ALL {
        match PrivateKey::from_der_with(&altered, backend) {
            Ok(key) => assert_eq!(key.sign(b"message").unwrap(), expected, "{backend}"),
            Err(error) => assert_eq!(error, KeyError::Inconsistent, "{backend}"),
        }
    }
}

#[test]
fn a_private_key_of_another_modulus_or_exponent() {
    let der = bytes("pkcs1.der");
    // Sequence, version and the header of the modulus; the modulus; the header of the exponent and the exponent.
    let (modulus, exponent) = (4 + 3 + 5 + 100, 4 + 3 + 5 + 256 + 2 + 2);
    assert_eq!(der[exponent - 2..=exponent], [1, 0, 1], "65537 ends there");
    for (number, at, bit) in [("modulus", modulus, 1), ("public exponent", exponent, 2)] {
        let mut altered = der.clone();
        altered[at] ^= bit;
        for &backend in Backend::ALL {
            let error = PrivateKey::from_der_with(&altered, backend).unwrap_err();
            assert_eq!(error, KeyError::Inconsistent, "{number}, {backend}");
        }
    }
}

#[test]
fn a_modulus_that_cannot_be_one() {
    let mut even = bytes("pkcs1-public.der");
    // Ahead of the exponent: 02 03 01 00 01.
    let last = even.len() - 6;
    even[last] &= !1;
    let mut exponent = bytes("pkcs1-public.der");
    *exponent.last_mut().unwrap() = 2;
    for &backend in Backend::ALL {
        assert_eq!(PublicKey::from_der_with(&even, backend).unwrap_err(), KeyError::Malformed, "{backend}");
        assert_eq!(PublicKey::from_der_with(&exponent, backend).unwrap_err(), KeyError::Unusual, "{backend}");
    }
}

/// Texts that are no key, made from one that is, for either half.
fn not_a_key(pem: &str) -> Vec<(&'static str, String, KeyError)> {
    use KeyError::*;

    let bare = without_armour(pem);
    let lines: Vec<&str> = pem.lines().collect();
    let [begin, body @ .., end] = lines.as_slice() else { panic!("no PEM: {pem}") };
    let body = body.join("\n");
    vec![
        ("nothing", String::new(), Empty),
        ("blanks", " \r\n\t\u{feff}".trim_end_matches('\u{feff}').to_owned(), Empty),
        ("byte order mark", "\u{feff}\n".to_owned(), Empty),
        ("armour only", format!("{begin}\n{end}\n"), Empty),
        ("padding only", "====".to_owned(), Malformed),
        ("file name", "keys/app_private_key.pem".to_owned(), NotBase64),
        ("quoted", format!("\"{bare}\""), NotBase64),
        ("written-out line breaks", body.replace('\n', "\\n"), NotBase64),
        ("written-out line breaks, armoured", pem.replace('\n', "\\n"), StrayText),
        ("foreign letter in the body", format!("{begin}\n{body}é\n{end}"), NotBase64),
        ("two bare texts", format!("{}={}", bare.trim_end_matches('='), bare), NotBase64),
        ("quoted PEM", format!("'{pem}'"), StrayText),
        ("text before", format!("Bag Attributes\n{pem}"), StrayText),
        ("text behind", format!("{pem}\nkept since 2019"), StrayText),
        ("no BEGIN line", format!("{body}\n{end}"), BrokenArmour),
        ("no END line", format!("{begin}\n{body}"), BrokenArmour),
        ("dash lost in front", pem[1..].to_owned(), BrokenArmour),
        ("dash lost at the end", pem.trim_end()[..pem.trim_end().len() - 1].to_owned(), BrokenArmour),
        ("labels differ", format!("{begin}\n{body}\n-----END CERTIFICATE-----"), BrokenArmour),
        ("twice", format!("{pem}{pem}"), SeveralBlocks),
        (
            "unknown label",
            format!("-----BEGIN OPENSSH PRIVATE KEY-----\n{body}\n-----END OPENSSH PRIVATE KEY-----"),
            UnknownLabel,
        ),
        ("no label", format!("-----BEGIN-----\n{body}\n-----END-----"), UnknownLabel),
        ("cut short", bare[..bare.len() - 9].to_owned(), Malformed),
        ("cut to nearly nothing", bare[..1].to_owned(), Malformed),
        ("beginning lost", bare[4..].to_owned(), Malformed),
        ("some base64", "aGVsbG8gd29ybGQ=".to_owned(), Malformed),
    ]
}

fn without_armour(pem: &str) -> String {
    pem.lines().filter(|line| !line.starts_with('-')).collect()
}

#[track_caller]
fn assert_private(name: &str, text: &str, expected: &KeyError) {
    for &backend in Backend::ALL {
        match PrivateKey::from_text_with(text, backend) {
            Ok(_) => panic!("{name} was accepted by {backend}"),
            Err(error) => assert_refused(name, text, &error, expected),
        }
    }
}

#[track_caller]
fn assert_public(name: &str, text: &str, expected: &KeyError) {
    for &backend in Backend::ALL {
        match PublicKey::from_text_with(text, backend) {
            Ok(_) => panic!("{name} was accepted by {backend}"),
            Err(error) => assert_refused(name, text, &error, expected),
        }
    }
}

#[track_caller]
fn assert_refused(name: &str, text: &str, error: &KeyError, expected: &KeyError) {
    const PIECE: usize = 6;

    assert_eq!(error, expected, "{name}");
    let shown = format!("{error} {error:?} {error:#?}");
    for line in text.lines().filter(|line| !line.contains("-----")) {
        let letters: Vec<char> = line.chars().collect();
        for piece in letters.windows(PIECE) {
            let piece: String = piece.iter().collect();
            assert!(!shown.contains(&piece), "{name}: the error quotes {piece:?}");
        }
    }
}
