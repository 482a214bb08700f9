//! Our own key under its certificate.

use alipay_sign::{AlipayCertificates, Backend, CertificateError, Credentials, Sign};

use super::{certificate, configured, private_key, roots, serial};

#[test]
fn a_certified_key_names_its_certificates() {
    for &backend in Backend::ALL {
        let app = certificate("app", backend);
        assert_eq!(app.public_key().backend(), backend);
        // The certificate may be on another backend than the key.
        let key = private_key("client_private.pem").version(3).certified(&app, &roots()).unwrap();
        let serials = key.key().certificates.clone().unwrap();
        assert_eq!((&*serials.app, &*serials.root), (&*serial("app"), &*serial("roots")));
        assert_eq!(key.key().version, Some(3));
        assert_eq!(key.key().fingerprint, Some(key.public_key().fingerprint()));
    }
}

#[test]
fn the_certificate_of_another_key_is_refused() {
    for &backend in Backend::ALL {
        let key = private_key("gateway_private.pem");
        let error = key.certified(&certificate("app", backend), &roots()).unwrap_err();
        assert_eq!(error, CertificateError::OtherKey);
    }
}

#[test]
fn our_own_certificate_is_not_the_gateways() {
    for &backend in Backend::ALL {
        let key = private_key("client_private.pem").certified(&certificate("app", backend), &roots()).unwrap();
        assert!(Credentials::new(key.clone(), configured(backend)).is_ok());
        let mixed_up = AlipayCertificates::new(certificate("app", backend), roots());
        assert!(Credentials::new(key, mixed_up).is_err());
    }
}
