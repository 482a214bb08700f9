//! Every form a certificate comes in is read, and everything else is refused by name.

use std::time::{Duration, SystemTime};

use alipay_sign::{Backend, Certificate, CertificateError, KeyError, RootCertificates};

use super::{blocks, ca, certificate, private_key, serial, serials, text};
use crate::support;

#[test]
fn serials_are_those_openssl_computed() {
    let mut compared = 0;
    for (name, expected) in serials() {
        let text = ca(&name);
        // A file of roots counts as a whole, every other by its first block.
        let text = if name == "roots" { text } else { blocks(&text)[0].clone() };
        let serial = match Certificate::from_text(&text) {
            Ok(certificate) => certificate.serial().to_owned(),
            Err(CertificateError::AuthorityGiven) => match RootCertificates::from_text(&text) {
                Ok(roots) => roots.serial().to_owned(),
                // SM2 and ECDSA: nothing here needs their serials.
                Err(error) => {
                    assert_eq!(error, CertificateError::NoRoot, "{name}");
                    continue;
                }
            },
            // No key for RSA2: nor theirs.
            Err(CertificateError::Key(_)) => continue,
            Err(error) => panic!("{name}: {error}"),
        };
        assert_eq!(serial, expected, "{name}");
        compared += 1;
    }
    assert!(compared > 20, "{compared}");
}

#[test]
fn the_first_block_is_the_certificate() {
    let both = ca("gateway_old");
    let [leaf, issuer] = &blocks(&both)[..] else { panic!("two blocks") };
    assert_eq!(certificate("gateway_old", Backend::default()).serial(), Certificate::from_text(leaf).unwrap().serial());
    assert_eq!(Certificate::from_text(&format!("{issuer}{leaf}")).unwrap_err(), CertificateError::AuthorityGiven);
}

#[test]
fn forms() {
    let expected = serial("app");
    let pem = ca("app");
    let leaf = blocks(&pem)[0].clone();
    let bare: String = leaf.lines().filter(|line| !line.starts_with('-')).collect();
    for (form, text) in [
        ("bare", bare.clone()),
        ("bare, without padding", bare.trim_end_matches('=').to_owned()),
        ("carriage returns", pem.replace('\n', "\r\n")),
        ("in one line", pem.replace('\n', "")),
        ("byte order mark", format!("\u{feff}{pem}")),
        ("text around", format!("Bag Attributes\n  friendlyName: app\n{pem}kept since 2019\n")),
    ] {
        assert_eq!(Certificate::from_text(&text).map(|read| read.serial().to_owned()), Ok(expected.clone()), "{form}");
    }
    for &backend in Backend::ALL {
        let read = Certificate::from_der_with(&der(&bare), backend).unwrap();
        assert_eq!((read.serial(), read.public_key().backend()), (&*expected, backend));
    }
    assert_eq!(Certificate::from_der(&der(&bare)).unwrap().public_key().backend(), Backend::default());
}

#[test]
fn what_it_says() {
    let app = certificate("app", Backend::default());
    assert_eq!(
        app.issuer(),
        "CN=Sandbox Financial Certification Authority Class 1 R1,OU=Certification Authority,O=Sandbox Financial,C=CN"
    );
    assert_eq!(app.subject(), "CN=2088102146225135-2014072300007148,OU=Alipay,O=沙箱商户,C=CN");
    assert_eq!(app.public_key(), &private_key("client_private.pem").public_key());
    let day = |days: u64| SystemTime::UNIX_EPOCH + Duration::from_secs(days * 86400);
    assert_eq!((app.not_before(), app.not_after()), (day(18262), day(54786)));
    let shown = format!("{app:?} {app:#?}");
    assert!(shown.contains(&serial("app")) && !shown.contains("2088") && !shown.contains("商户"), "{shown}");
}

#[test]
fn refusals() {
    use CertificateError::*;

    let pem = ca("app");
    let key = text("client_private.pem");
    let leaf = &blocks(&pem)[0];
    let bare = |pem: &str| pem.lines().filter(|line| !line.starts_with('-')).collect::<String>();
    for (name, text, expected) in [
        ("nothing", String::new(), Empty),
        ("blanks", " \r\n".to_owned(), Empty),
        ("armour only", "-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----".to_owned(), Empty),
        ("file name", "/etc/alipay/appCertPublicKey.crt".to_owned(), NotBase64),
        ("no END line", leaf.replace("-----END CERTIFICATE-----", ""), BrokenArmour),
        ("no BEGIN line", leaf.replace("-----BEGIN CERTIFICATE-----", ""), BrokenArmour),
        ("labels differ", leaf.replace("END CERTIFICATE", "END X509 CRL"), BrokenArmour),
        ("a revocation list", leaf.replace(" CERTIFICATE-", " X509 CRL-"), UnknownLabel),
        ("cut short", bare(leaf)[..400].to_owned(), Malformed),
        ("some base64", "aGVsbG8gd29ybGQ=".to_owned(), Malformed),
        ("private key", key.clone(), PrivateKeyGiven),
        ("private key, bare", bare(&key), PrivateKeyGiven),
        ("private key, encrypted", support::text("encrypted-pkcs8.pem"), PrivateKeyGiven),
        ("private key behind", format!("{pem}{key}"), PrivateKeyGiven),
        ("public key", support::text("spki.pem"), PublicKeyGiven),
        ("public key, bare", support::text("spki.txt"), PublicKeyGiven),
        ("public key, PKCS#1", support::text("pkcs1-public.txt"), PublicKeyGiven),
        ("request", support::text("request.pem"), RequestGiven),
        ("request, bare", bare(&support::text("request.pem")), RequestGiven),
        ("roots", ca("root_r1"), AuthorityGiven),
        ("issuer", ca("class_2"), AuthorityGiven),
        ("elliptic curve", ca("refused/elliptic"), Key(KeyError::NotRsa { algorithm: "elliptic curve P-256" })),
        ("short key", ca("refused/short"), Key(KeyError::TooShort { bits: 1024 })),
    ] {
        assert_eq!(Certificate::from_text(&text).unwrap_err(), expected, "{name}");
    }
}

#[test]
fn errors_quote_nothing() {
    let key = text("client_private.pem");
    let error = Certificate::from_text(&key).unwrap_err();
    let shown = format!("{error} {error:?}");
    assert!(key.lines().filter(|line| !line.starts_with('-')).all(|line| !shown.contains(&line[..8])), "{shown}");
}

/// It could be passed off as the certificate of either.
#[test]
fn two_common_names_are_refused() {
    let certificate =
        der(&blocks(&ca("gateway_old"))[0].lines().filter(|line| !line.starts_with('-')).collect::<String>());
    assert!(Certificate::from_der(&certificate).is_ok());
    let (unit, name) = (b"\x06\x03\x55\x04\x0b", b"\x06\x03\x55\x04\x03");
    let mut changed = certificate.clone();
    // The second organisational unit is the subject's.
    let at = certificate.windows(5).enumerate().filter(|(_, part)| part == unit).nth(1).unwrap().0;
    changed[at..at + 5].copy_from_slice(name);
    let refused = Certificate::from_der(&changed).map(|certificate| certificate.subject().to_owned());
    assert!(format!("{refused:?}").contains("TwoNames"), "{refused:?}");
}

#[test]
fn damaged_der() {
    let der = der(&blocks(&ca("app"))[0].lines().filter(|line| !line.starts_with('-')).collect::<String>());
    for length in 0..der.len() {
        assert_eq!(Certificate::from_der(&der[..length]).unwrap_err(), CertificateError::Malformed, "{length} bytes");
    }
    assert_eq!(Certificate::from_der(&[&der[..], &[0]].concat()).unwrap_err(), CertificateError::Malformed);
}

/// Base64 without the help of the code under test.
fn der(base64: &str) -> Vec<u8> {
    const DIGITS: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let digits: Vec<usize> = base64.chars().filter_map(|c| DIGITS.find(c)).collect();
    let bytes = digits.chunks(4).flat_map(|group| {
        let value = (0..4).fold(0, |value, at| value << 6 | group.get(at).copied().unwrap_or(0));
        [value >> 16, value >> 8, value].map(|byte| byte as u8).into_iter().take(group.len() - 1)
    });
    bytes.collect()
}
