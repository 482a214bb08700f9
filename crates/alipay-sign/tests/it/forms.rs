//! Every form in which a key may come gives the same key.

use alipay_sign::{Backend, KeyError, KeyForm, PrivateKey, PublicKey, Sign};

use crate::support::{bytes, private, private_key, public, public_key, text};

#[test]
fn private_key_text() {
    for &backend in Backend::ALL {
        for name in ["pkcs8.pem", "pkcs1.pem", "pkcs8.txt", "pkcs1.txt"] {
            for (spelling, text) in spellings(&text(name)) {
                let case = format!("{name}, {spelling}, {backend}");
                let key = PrivateKey::from_text_with(&text, backend).unwrap_or_else(|error| panic!("{case}: {error}"));
                assert_eq!(key.public_key().fingerprint().0[..], bytes("fingerprint.bin"), "{case}");
                assert_eq!(key.key().fingerprint, Some(key.public_key().fingerprint()), "{case}");
                assert_eq!((key.backend(), key.public_key().backend()), (backend, backend), "{case}");
            }
        }
    }
}

#[test]
fn public_key_text() {
    for &backend in Backend::ALL {
        for name in ["spki.pem", "pkcs1-public.pem", "spki.txt", "pkcs1-public.txt"] {
            for (spelling, text) in spellings(&text(name)) {
                let case = format!("{name}, {spelling}, {backend}");
                let key = PublicKey::from_text_with(&text, backend).unwrap_or_else(|error| panic!("{case}: {error}"));
                assert_eq!(key.fingerprint().0[..], bytes("fingerprint.bin"), "{case}");
                assert_eq!((key.bits(), key.backend()), (2048, backend), "{case}");
            }
        }
    }
}

#[test]
fn der() {
    for &backend in Backend::ALL {
        for name in ["pkcs8.der", "pkcs1.der"] {
            let key = PrivateKey::from_der_with(&bytes(name), backend).unwrap();
            assert_eq!((key.public_key(), key.backend()), (public_key(backend), backend), "{name}");
        }
        for name in ["spki.der", "pkcs1-public.der"] {
            let key = PublicKey::from_der_with(&bytes(name), backend).unwrap();
            assert_eq!((key.backend(), key), (backend, public_key(backend)), "{name}");
        }
    }
}

#[test]
fn plain_constructors_take_the_default_backend() {
    let default = Backend::default();
    assert_eq!(PrivateKey::from_text(&text("pkcs8.pem")).unwrap().backend(), default);
    assert_eq!(PrivateKey::from_der(&bytes("pkcs1.der")).unwrap().backend(), default);
    assert_eq!(PublicKey::from_text(&text("spki.pem")).unwrap().backend(), default);
    assert_eq!(PublicKey::from_der(&bytes("pkcs1-public.der")).unwrap().backend(), default);
}

#[test]
fn every_backend_has_its_name_and_the_default_is_the_first() {
    let names: Vec<_> = Backend::ALL.iter().map(|backend| backend.name()).collect();
    let expected = [("ring", cfg!(feature = "ring")), ("aws-lc-rs", cfg!(feature = "aws-lc-rs"))];
    assert_eq!(names, expected.iter().filter(|(_, is_on)| *is_on).map(|(name, _)| *name).collect::<Vec<_>>());
    assert_eq!(Backend::default(), Backend::ALL[0]);
    assert_eq!(Backend::default().to_string(), names[0]);
}

#[test]
fn the_label_may_name_the_other_form() {
    for &backend in Backend::ALL {
        let mislabelled = text("pkcs8.pem").replace("PRIVATE", "RSA PRIVATE");
        let key = PrivateKey::from_text_with(&mislabelled, backend).unwrap();
        assert_eq!(key.public_key(), public_key(backend));
        let mislabelled = text("pkcs1-public.pem").replace("RSA ", "");
        assert_eq!(PublicKey::from_text_with(&mislabelled, backend).unwrap(), public_key(backend));
    }
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
    for &backend in Backend::ALL {
        assert_eq!(public("exponent-spki.pem", backend).bits(), 2048);
        let private = PrivateKey::from_text_with(&text("exponent-pkcs8.pem"), backend);
        assert_eq!(private.unwrap_err(), KeyError::Unusual);
    }
}

#[test]
fn public_keys_are_written_as_openssl_writes_them() {
    for &backend in Backend::ALL {
        for name in ["spki.pem", "pkcs1-public.pem"] {
            let key = public(name, backend);
            assert_eq!(key.to_spki_pem(), text("spki.pem"), "{name}, {backend}");
            assert_eq!(key.to_spki_base64(), text("spki.txt"), "{name}, {backend}");
        }
        assert_eq!(private_key(backend).public_key().to_spki_pem(), text("spki.pem"), "{backend}");
    }
}

#[test]
fn a_key_is_the_same_on_every_backend_and_other_keys_differ() {
    for &backend in Backend::ALL {
        let other = public("other-spki.pem", backend);
        for &second in Backend::ALL {
            assert_eq!(public_key(backend), public_key(second));
            assert_ne!(other, public_key(second));
        }
        assert_eq!(other, private("other-pkcs8.pem", backend).public_key());
    }
}

#[test]
fn the_version_is_part_of_the_identity() {
    for &backend in Backend::ALL {
        let key = private_key(backend);
        assert_eq!(key.key().version, None);
        let key = key.version(3);
        assert_eq!(key.key().version, Some(3));
        assert_eq!(key.key().fingerprint, Some(public_key(backend).fingerprint()));
    }
}

#[test]
fn debug_shows_the_fingerprint_only() {
    for &backend in Backend::ALL {
        let fingerprint = public_key(backend).fingerprint();
        assert_eq!(
            format!("{:?}", private_key(backend)),
            format!("PrivateKey {{ fingerprint: Fingerprint({fingerprint}), bits: 2048, .. }}")
        );
        assert_eq!(format!("{:?}", public_key(backend)), format!("PublicKey(Fingerprint({fingerprint}))"));
    }
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
