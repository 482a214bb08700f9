//! What counts as a root, and what it is known by.

use alipay_sign::{CertificateError, RootCertificates, SkipReason};

use super::{blocks, ca, roots, serial, text};

#[test]
fn the_serial_joins_the_rsa_roots() {
    assert_eq!(roots().serial(), serial("roots"));
    assert_eq!(serial("roots"), format!("{}_{}", serial("root_r1"), serial("root_g3")));
}

#[test]
fn the_order_of_the_file_counts() {
    let turned = ca("root_g3") + &ca("root_r1");
    let expected = format!("{}_{}", serial("root_g3"), serial("root_r1"));
    assert_eq!(RootCertificates::from_text(&turned).unwrap().serial(), expected);
}

#[test]
fn other_algorithms_are_skipped_with_their_reason() {
    let skipped: Vec<_> = roots().skipped().iter().map(|root| (root.position, root.reason)).collect();
    assert_eq!(skipped, [(1, SkipReason::NotRsa("SM2")), (3, SkipReason::NotRsa("ECDSA"))]);
    assert_eq!(SkipReason::NotRsa("SM2").to_string(), "signed with SM2, and only RSA counts for RSA2");
}

#[test]
fn a_block_that_cannot_be_read_does_not_fail_the_file() {
    let broken = blocks(&ca("root_r1"))[0].replace("MII", "AII");
    let not_base64 = "-----BEGIN CERTIFICATE-----\n*\n-----END CERTIFICATE-----\n";
    let roots = RootCertificates::from_text(&format!("{broken}{}{not_base64}", ca("roots"))).unwrap();
    assert_eq!(roots.serial(), serial("roots"));
    let unreadable = roots.skipped().iter().filter(|root| root.reason == SkipReason::Unreadable);
    assert_eq!(unreadable.map(|root| root.position).collect::<Vec<_>>(), [1, 6]);
}

#[test]
fn no_rsa_root_is_an_error() {
    for name in ["root_sm2", "root_e1", "app", "gateway_old"] {
        let text = blocks(&ca(name))[0].clone();
        assert_eq!(RootCertificates::from_text(&text).unwrap_err(), CertificateError::NoRoot, "{name}");
    }
    assert_eq!(RootCertificates::from_text("").unwrap_err(), CertificateError::Empty);
    assert_eq!(
        RootCertificates::from_text(&text("client_private.pem")).unwrap_err(),
        CertificateError::PrivateKeyGiven
    );
    assert_eq!(RootCertificates::from_text("aGVsbG8gd29ybGQ=").unwrap_err(), CertificateError::Malformed);
}
