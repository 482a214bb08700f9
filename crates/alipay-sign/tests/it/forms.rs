//! Every form in which a key may come gives the same key.

use alipay_sign::{KeyError, KeyForm, PrivateKey, PublicKey, Sign};

use crate::support::{bytes, private_key, public_key, text};

#[test]
fn private_key_text() {
    for name in ["pkcs8.pem", "pkcs1.pem", "pkcs8.txt", "pkcs1.txt"] {
        for (spelling, text) in spellings(&text(name)) {
            let key = PrivateKey::from_text(&text).unwrap_or_else(|error| panic!("{name}, {spelling}: {error}"));
            assert_eq!(key.public_key().fingerprint().0[..], bytes("fingerprint.bin"), "{name}, {spelling}");
            assert_eq!(key.key().fingerprint, Some(key.public_key().fingerprint()), "{name}, {spelling}");
        }
    }
}

#[test]
fn public_key_text() {
    for name in ["spki.pem", "pkcs1-public.pem", "spki.txt", "pkcs1-public.txt"] {
        for (spelling, text) in spellings(&text(name)) {
            let key = PublicKey::from_text(&text).unwrap_or_else(|error| panic!("{name}, {spelling}: {error}"));
            assert_eq!(key.fingerprint().0[..], bytes("fingerprint.bin"), "{name}, {spelling}");
            assert_eq!(key.bits(), 2048, "{name}, {spelling}");
        }
    }
}

#[test]
fn der() {
    for name in ["pkcs8.der", "pkcs1.der"] {
        assert_eq!(PrivateKey::from_der(&bytes(name)).unwrap().public_key(), public_key(), "{name}");
    }
    for name in ["spki.der", "pkcs1-public.der"] {
        assert_eq!(PublicKey::from_der(&bytes(name)).unwrap(), public_key(), "{name}");
    }
}

#[test]
fn the_label_may_name_the_other_form() {
    let mislabelled = text("pkcs8.pem").replace("PRIVATE", "RSA PRIVATE");
    assert_eq!(PrivateKey::from_text(&mislabelled).unwrap().public_key(), public_key());
    let mislabelled = text("pkcs1-public.pem").replace("RSA ", "");
    assert_eq!(PublicKey::from_text(&mislabelled).unwrap(), public_key());
}

#[test]
fn the_form_is_told_from_the_key() {
    for (name, form, label) in [
        ("pkcs8", KeyForm::Pkcs8, "PRIVATE KEY"),
        ("pkcs1", KeyForm::Pkcs1Private, "RSA PRIVATE KEY"),
        ("spki", KeyForm::Spki, "PUBLIC KEY"),
        ("pkcs1-public", KeyForm::Pkcs1Public, "RSA PUBLIC KEY"),
    ] {
        assert_eq!(KeyForm::of_text(&text(&format!("{name}.txt"))), Ok(form), "{name}");
        assert_eq!(KeyForm::of_der(&bytes(&format!("{name}.der"))), Ok(form), "{name}");
        assert_eq!(form.label(), label);
        assert!(text(&format!("{name}.pem")).starts_with(&format!("-----BEGIN {label}-----")), "{name}");
    }
    assert_eq!(KeyForm::of_text(&text("pkcs8.pem").replace("PRIVATE", "RSA PRIVATE")), Ok(KeyForm::Pkcs8));
    assert_eq!(KeyForm::of_text(&text("certificate.pem")), Err(KeyError::Certificate));
}

#[test]
fn small_exponents_verify_only() {
    assert_eq!(PublicKey::from_text(&text("exponent-spki.pem")).unwrap().bits(), 2048);
}

#[test]
fn public_keys_are_written_as_openssl_writes_them() {
    for name in ["spki.pem", "pkcs1-public.pem"] {
        let key = PublicKey::from_text(&text(name)).unwrap();
        assert_eq!(key.to_spki_pem(), text("spki.pem"), "{name}");
        assert_eq!(key.to_spki_base64(), text("spki.txt"), "{name}");
    }
    assert_eq!(private_key().public_key().to_spki_pem(), text("spki.pem"));
}

#[test]
fn other_keys_differ() {
    let other = PublicKey::from_text(&text("other-spki.pem")).unwrap();
    assert_ne!(other, public_key());
    assert_eq!(other, PrivateKey::from_text(&text("other-pkcs8.pem")).unwrap().public_key());
}

#[test]
fn the_version_is_part_of_the_identity() {
    let key = private_key();
    assert_eq!(key.key().version, None);
    let key = key.version(3);
    assert_eq!(key.key().version, Some(3));
    assert_eq!(key.key().fingerprint, Some(public_key().fingerprint()));
}

#[test]
fn debug_shows_the_fingerprint_only() {
    let fingerprint = public_key().fingerprint();
    assert_eq!(
        format!("{:?}", private_key()),
        format!("PrivateKey {{ fingerprint: Fingerprint({fingerprint}), bits: 2048, .. }}")
    );
    assert_eq!(format!("{:?}", public_key()), format!("PublicKey(Fingerprint({fingerprint}))"));
}

/// The same text as editors, consoles and environment variables hand it on.
fn spellings(text: &str) -> Vec<(&'static str, String)> {
    let lines = || text.lines();
    let wrapped = |width: usize| {
        let body: Vec<char> = lines().filter(|line| !line.starts_with('-')).flat_map(str::chars).collect();
        let body: Vec<String> = body.chunks(width).map(|line| line.iter().collect()).collect();
        let armour: Vec<&str> = lines().filter(|line| line.starts_with('-')).collect();
        match armour[..] {
            [begin, end] => [begin, &body.join("\n"), end].join("\n"),
            _ => body.join("\n"),
        }
    };
    vec![
        ("as it is", text.to_owned()),
        ("CR LF", lines().collect::<Vec<_>>().join("\r\n")),
        ("CR", lines().collect::<Vec<_>>().join("\r")),
        ("trailing blanks", lines().map(|line| format!("{line} \t\n")).collect()),
        ("indented", lines().map(|line| format!("    {line}\n")).collect()),
        ("blank lines", lines().map(|line| format!("\n\n{line}\n")).collect()),
        ("blanks for line breaks", lines().collect::<Vec<_>>().join(" ")),
        ("no line breaks", lines().collect()),
        ("no blanks at all", text.split_whitespace().collect()),
        ("byte order mark", format!("\u{feff}{text}")),
        ("no-break blanks", lines().map(|line| format!("\u{a0}{line}\u{3000}\n")).collect()),
        ("wrapped at 76", wrapped(76)),
        ("wrapped at 10", wrapped(10)),
        ("no padding", text.replace('=', "")),
    ]
}
