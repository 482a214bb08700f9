//! Which messages are believed, and which published certificates are taken in: each rule by a test that names it.

use std::time::{Duration, SystemTime};

use alipay_sign::{
    AlipayCertificates, Backend, Certificate, KeyId, LearnError, PublicKey, RootCertificates, Sign, Verify, VerifyError,
};

use super::{blocks, ca, certificate, configured, private_key, roots, serial};

const MESSAGE: &[u8] = b"{\"code\":\"10000\"}";

fn id(name: &str) -> KeyId {
    serial(name).into()
}

fn signed_by(key: &str) -> Vec<u8> {
    private_key(key).sign(MESSAGE).unwrap().into_bytes()
}

/// 1 January of the year, or thereabouts.
fn year(year: u64) -> SystemTime {
    SystemTime::UNIX_EPOCH + Duration::from_secs((year - 1970) * 31_556_952)
}

#[track_caller]
fn learn(certificates: &AlipayCertificates, name: &str) -> Result<(), LearnError> {
    certificates.learn(&id(name), ca(name).as_bytes(), year(2030))
}

/// Refused, and nothing learned of it.
#[track_caller]
fn refused(name: &str, expected: LearnError) {
    for &backend in Backend::ALL {
        let certificates = configured(backend);
        assert_eq!(learn(&certificates, name), Err(expected), "{backend}");
        assert_unknown(&certificates, name);
    }
}

#[track_caller]
fn untrusted(name: &str, reason: &'static str) {
    refused(name, LearnError::Untrusted(reason));
}

#[track_caller]
fn assert_unknown(certificates: &AlipayCertificates, name: &str) {
    let id = id(name);
    let result = certificates.verify(Some(&id), MESSAGE, &signed_by("gateway_next_private.pem"));
    assert_eq!(result, Err(VerifyError::UnknownKey(id)));
    assert_eq!(certificates.serials(), [KeyId::from(serial("gateway_old"))]);
}

#[test]
fn a_named_serial_gets_exactly_its_key() {
    for &backend in Backend::ALL {
        let certificates = configured(backend).and(certificate("gateway_next", backend));
        let (old, next) = (signed_by("gateway_private.pem"), signed_by("gateway_next_private.pem"));
        assert_eq!(certificates.verify(Some(&id("gateway_old")), MESSAGE, &old), Ok(()));
        assert_eq!(certificates.verify(Some(&id("gateway_next")), MESSAGE, &next), Ok(()));
        assert_eq!(certificates.verify(Some(&id("gateway_old")), MESSAGE, &next), Err(VerifyError::Mismatch));
        assert_eq!(certificates.verify(Some(&id("gateway_next")), MESSAGE, &old), Err(VerifyError::Mismatch));
    }
}

#[test]
fn an_unknown_serial_is_never_another_key() {
    for &backend in Backend::ALL {
        // The key is the same, and yet.
        let (certificates, id) = (configured(backend), id("gateway_new"));
        let result = certificates.verify(Some(&id), MESSAGE, &signed_by("gateway_private.pem"));
        assert_eq!(result, Err(VerifyError::UnknownKey(id)));
    }
}

#[test]
fn without_a_serial_any_held_key_will_do() {
    for &backend in Backend::ALL {
        let certificates = configured(backend);
        let (old, next) = (signed_by("gateway_private.pem"), signed_by("gateway_next_private.pem"));
        assert_eq!(certificates.verify(None, MESSAGE, &old), Ok(()));
        assert_eq!(certificates.verify(None, MESSAGE, &next), Err(VerifyError::Mismatch));
        let certificates = certificates.and(certificate("gateway_next", backend));
        assert_eq!(certificates.verify(None, MESSAGE, &next), Ok(()));
        assert_eq!(certificates.verify(None, b"other", &old), Err(VerifyError::Mismatch));
    }
}

/// What was valid when it was configured or learned need not be when it verifies.
#[test]
fn a_certificate_counts_while_it_is_valid() {
    for &backend in Backend::ALL {
        let old = signed_by("gateway_private.pem");
        let next = signed_by("gateway_next_private.pem");
        for (time, is_valid) in [(year(2019), false), (year(2030), true), (year(2121), false)] {
            let certificates = configured(backend).clock(move || time);
            learn(&certificates, "gateway_next").unwrap();
            for (name, signature) in [("gateway_old", &old), ("gateway_next", &next)] {
                let verdict = if is_valid { Ok(()) } else { Err(VerifyError::OutOfDate(id(name))) };
                assert_eq!(certificates.verify(Some(&id(name)), MESSAGE, signature), verdict);
                assert_eq!(certificates.verify(None, MESSAGE, signature), verdict);
                assert_eq!(certificates.verify(Some(&id(name)), b"other", signature), Err(VerifyError::Mismatch));
            }
        }
    }
}

/// By the machine's clock, unless told otherwise.
#[test]
fn an_expired_certificate_that_is_configured_verifies_nothing() {
    for &backend in Backend::ALL {
        let expired = certificate("refused/expired", backend);
        let key = ["gateway_private.pem", "gateway_next_private.pem"].map(private_key);
        let key = key.iter().find(|key| key.public_key() == *expired.public_key()).unwrap();
        let (serial, signature) = (KeyId::from(expired.serial()), key.sign(MESSAGE).unwrap().into_bytes());
        let certificates = AlipayCertificates::new(expired, roots());
        let verdict = certificates.verify(Some(&serial), MESSAGE, &signature);
        assert!(verdict.is_err(), "an expired certificate verified a message");
        assert!(certificates.verify(None, MESSAGE, &signature).is_err());
    }
}

#[test]
fn every_held_key_is_trusted() {
    for &backend in Backend::ALL {
        let certificates = configured(backend);
        let fingerprint = |key| private_key(key).public_key().fingerprint();
        assert!(certificates.trusts(&fingerprint("gateway_private.pem")));
        assert!(!certificates.trusts(&fingerprint("gateway_next_private.pem")));
        learn(&certificates, "gateway_next").unwrap();
        assert!(certificates.trusts(&fingerprint("gateway_next_private.pem")));
    }
}

#[test]
fn a_new_serial_for_the_same_key_is_learned() {
    for &backend in Backend::ALL {
        let certificates = configured(backend);
        let clone = certificates.clone();
        learn(&certificates, "gateway_new").unwrap();
        assert_eq!(clone.verify(Some(&id("gateway_new")), MESSAGE, &signed_by("gateway_private.pem")), Ok(()));
        assert_eq!(clone.verify(Some(&id("gateway_old")), MESSAGE, &signed_by("gateway_private.pem")), Ok(()));
    }
}

#[test]
fn a_new_key_for_the_same_merchant_is_learned() {
    for &backend in Backend::ALL {
        let certificates = configured(backend);
        learn(&certificates, "gateway_next").unwrap();
        assert_eq!(
            certificates.verify(Some(&id("gateway_next")), MESSAGE, &signed_by("gateway_next_private.pem")),
            Ok(())
        );
    }
}

#[test]
fn any_purpose_will_do() {
    for &backend in Backend::ALL {
        learn(&configured(backend), "gateway_purpose").unwrap();
    }
}

#[test]
fn the_order_of_blocks_does_not_matter_and_others_are_ignored() {
    for &backend in Backend::ALL {
        let [leaf, issuer] = &blocks(&ca("gateway_next"))[..] else { panic!("two blocks") };
        let broken = issuer.replace("MII", "AII");
        for text in [
            format!("{issuer}{leaf}"),
            format!("{}{issuer}{}{leaf}", ca("root_sm2"), ca("root_r1")),
            format!("{broken}{}{leaf}{}", ca("class_1"), ca("class_2")),
            format!("{leaf}{leaf}{issuer}{issuer}"),
        ] {
            assert_eq!(configured(backend).learn(&id("gateway_next"), text.as_bytes(), year(2030)), Ok(()));
        }
    }
}

#[test]
fn the_issuer_may_come_from_the_configured_file() {
    for &backend in Backend::ALL {
        let leaf = &blocks(&ca("gateway_next"))[0];
        assert_eq!(configured(backend).learn(&id("gateway_next"), leaf.as_bytes(), year(2030)), Ok(()));

        let beside_another = format!("{}{leaf}", ca("class_1"));
        assert_eq!(configured(backend).learn(&id("gateway_next"), beside_another.as_bytes(), year(2030)), Ok(()));

        let alone = Certificate::from_text_with(&blocks(&ca("gateway_old"))[0], backend).unwrap();
        let certificates = AlipayCertificates::new(alone, roots());
        let expected = Err(LearnError::Untrusted("no root that is valid now vouches for it"));
        assert_eq!(certificates.learn(&id("gateway_next"), leaf.as_bytes(), year(2030)), expected);
    }
}

#[test]
fn another_serial_than_asked_for_is_refused() {
    for &backend in Backend::ALL {
        let certificates = configured(backend);
        let result = certificates.learn(&id("gateway_new"), ca("gateway_next").as_bytes(), year(2030));
        assert_eq!(result, Err(LearnError::OtherSerial));
        assert_unknown(&certificates, "gateway_new");
        assert_unknown(&certificates, "gateway_next");
    }
}

#[test]
fn another_issuer_is_refused() {
    refused("refused/other_issuer", LearnError::OtherIssuer);
}

#[test]
fn another_merchants_key_is_refused() {
    refused("refused/other_merchant", LearnError::OtherSubject);
}

#[test]
fn a_foreign_root_of_the_right_name_is_refused() {
    untrusted("refused/foreign_root", "a signature in the chain is false");
}

#[test]
fn a_root_that_comes_along_is_refused() {
    untrusted("refused/strange_root", "no root that is valid now vouches for it");
}

#[test]
fn an_expired_certificate_is_refused() {
    for &backend in Backend::ALL {
        untrusted("refused/expired", "it or its issuer has expired");
        let result =
            configured(backend).learn(&id("refused/expired"), ca("refused/expired").as_bytes(), year(2020) + DAY);
        assert_eq!(result, Ok(()), "it was valid once");
    }
}

const DAY: Duration = Duration::from_secs(86_400 * 30);

#[test]
fn a_certificate_of_the_future_is_refused() {
    untrusted("refused/not_yet", "it or its issuer is not valid yet");
}

#[test]
fn an_expired_issuer_is_refused() {
    untrusted("refused/expired_issuer", "it or its issuer has expired");
}

#[test]
fn an_expired_root_is_refused() {
    for &backend in Backend::ALL {
        let expired = RootCertificates::from_text(&ca("refused/expired_root")).unwrap();
        let certificates = AlipayCertificates::new(certificate("gateway_old", backend), expired);
        let expected = Err(LearnError::Untrusted("no root that is valid now vouches for it"));
        assert_eq!(learn(&certificates, "gateway_next"), expected);
        let while_valid = certificates.learn(&id("gateway_next"), ca("gateway_next").as_bytes(), year(2020) + DAY);
        assert_eq!(while_valid, Ok(()));
    }
}

#[test]
fn a_certificate_that_is_no_root_vouches_for_nothing() {
    for &backend in Backend::ALL {
        // In the file of the roots, and the issuer by name and key, but no authority.
        let [_, issuer] = &blocks(&ca("refused/no_authority"))[..] else { panic!("two blocks") };
        let roots = RootCertificates::from_text(&format!("{}{issuer}", ca("root_g3"))).unwrap();
        let alone = Certificate::from_text_with(&blocks(&ca("gateway_old"))[0], backend).unwrap();
        let certificates = AlipayCertificates::new(alone, roots);
        assert!(matches!(learn(&certificates, "refused/no_authority"), Err(LearnError::Untrusted(_))));
    }
}

#[test]
fn sha1_is_refused() {
    untrusted("refused/sha1", "a signature in the chain is not RSA with SHA-256 or better");
    untrusted("refused/sha1_issuer", "a signature in the chain is not RSA with SHA-256 or better");
}

#[test]
fn an_issuer_that_is_no_authority_is_refused() {
    untrusted("refused/no_authority", "its issuer is not marked as an authority that may issue certificates");
}

#[test]
fn an_authority_that_may_not_issue_is_refused() {
    untrusted("refused/no_issuing", "its issuer is not marked as an authority that may issue certificates");
}

#[test]
fn a_key_that_is_not_for_signatures_is_refused() {
    untrusted("refused/usage", "its key is not for signatures");
}

#[test]
fn an_authoritys_certificate_is_refused() {
    untrusted("refused/authority", "it is the certificate of an authority");
}

#[test]
fn an_unknown_critical_extension_is_refused() {
    untrusted("refused/critical", "it or its issuer has a critical extension that is not known");
}

#[test]
fn a_key_that_is_none_for_rsa2_is_refused() {
    untrusted("refused/elliptic", "its key is no RSA key for RSA2");
    untrusted("refused/short", "its key is no RSA key for RSA2");
}

#[test]
fn a_forged_signature_is_refused() {
    for &backend in Backend::ALL {
        // The last letters before the armour are the end of the issuer's signature.
        let text = ca("gateway_next");
        let [leaf, issuer] = &blocks(&text)[..] else { panic!("two blocks") };
        let at = leaf.find("\n-----END").unwrap() - 8;
        let letter = if &leaf[at..=at] == "A" { "B" } else { "A" };
        let forged = format!("{}{letter}{}", &leaf[..at], &leaf[at + 1..]);
        let result = configured(backend).learn(&id("gateway_next"), format!("{forged}{issuer}").as_bytes(), year(2030));
        assert_eq!(result, Err(LearnError::Untrusted("a signature in the chain is false")));
    }
}

#[test]
fn what_is_no_certificate_is_refused() {
    for &backend in Backend::ALL {
        let certificates = configured(backend);
        let text = |text: &str| certificates.learn(&id("gateway_next"), text.as_bytes(), year(2030));
        for nothing in ["", "<html></html>", "-----BEGIN CERTIFICATE-----", "aGVsbG8="] {
            assert_eq!(text(nothing), Err(LearnError::Malformed), "{nothing}");
        }
        assert_eq!(certificates.learn(&id("gateway_next"), &[0xff], year(2030)), Err(LearnError::Malformed));
    }
}

#[test]
fn length_and_number_are_bounded() {
    for &backend in Backend::ALL {
        let certificates = configured(backend);
        let learn = |text: &str| certificates.learn(&id("gateway_next"), text.as_bytes(), year(2030));
        let text = ca("gateway_next");
        assert_eq!(learn(&text.repeat(5)), Err(LearnError::TooLong), "ten blocks");
        assert_eq!(learn(&format!("{text}{}", " ".repeat(1 << 16))), Err(LearnError::TooLong), "64 KiB");
        assert_eq!(learn(&text.repeat(4)), Ok(()));
    }
}

#[test]
fn a_fixed_key_learns_nothing() {
    let key: PublicKey = private_key("gateway_private.pem").public_key();
    assert_eq!(key.learn(&id("gateway_new"), ca("gateway_new").as_bytes(), year(2030)), Err(LearnError::Unsupported));
}

#[test]
fn debug_shows_serials_only() {
    for &backend in Backend::ALL {
        let shown = format!("{:?}", configured(backend));
        assert!(shown.contains(&serial("gateway_old")) && !shown.contains("2088"), "{shown}");
    }
}
