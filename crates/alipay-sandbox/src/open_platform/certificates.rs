//! The certificate mode of the Open Platform.

use std::sync::Mutex;

use alipay_sign::{AlipayCertificates, Certificate, Credentials, KeyId, PrivateKey, RootCertificates};
use alipay_wire::open_platform::sub_code::{
    APP_CERT_NOT_EXIST, INVALID_ALIPAY_ROOT_CERT_SN, MISSING_ALIPAY_ROOT_CERT_SN, MISSING_APP_CERT_SN, SubCode,
};

use super::{Signer, certificate_download};
use crate::{Sandbox, keys::Keys, locked};

const APP: &str = include_str!("../../keys/ca/app.crt");
const ROOTS: &str = include_str!("../../keys/ca/roots.crt");

/// A certificate of the Open Platform gateway.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum GatewayCertificate {
    /// The one that clients are configured with.
    #[default]
    Old,
    /// A later one of the same key.
    New,
    /// A later one, of another key.
    Next,
}

impl GatewayCertificate {
    const ALL: [Self; 3] = [Self::Old, Self::New, Self::Next];

    const fn pem(self) -> &'static str {
        match self {
            Self::Old => include_str!("../../keys/ca/gateway_old.crt"),
            Self::New => include_str!("../../keys/ca/gateway_new.crt"),
            Self::Next => include_str!("../../keys/ca/gateway_next.crt"),
        }
    }

    fn serial(self) -> KeyId {
        read(self.pem()).serial().into()
    }

    /// The text of the certificate with this serial, and of its issuer.
    pub(crate) fn find(serial: &str) -> Option<&'static str> {
        Self::ALL.into_iter().find(|certificate| certificate.serial().as_str() == serial).map(Self::pem)
    }
}

/// What an application in certificate mode and its gateway have.
pub(crate) struct Certificates {
    app: Certificate,
    roots: RootCertificates,
    /// Which one the gateway signs with.
    current: Mutex<GatewayCertificate>,
}

impl Certificates {
    fn built_in() -> Self {
        #[expect(clippy::expect_used, reason = "the roots are part of this crate")]
        let roots = RootCertificates::from_text(ROOTS).expect("the built-in roots are readable");
        Self { app: read(APP), roots, current: Mutex::default() }
    }

    /// The client's certified key, and the gateway's certificate that clients begin with.
    pub(crate) fn credentials(&self, client: &PrivateKey) -> Credentials {
        let gateway = AlipayCertificates::new(read(GatewayCertificate::Old.pem()), self.roots.clone());
        let client = client.clone().certified(&self.app, &self.roots);
        #[expect(clippy::expect_used, reason = "keys and certificates are part of this crate")]
        Credentials::new(client.expect("the certificate is that of the key"), gateway)
            .expect("the sandbox has different key pairs")
    }

    /// What is wrong with the serials that a request names.
    pub(crate) fn refuse(&self, app: Option<&str>, root: Option<&str>) -> Option<SubCode> {
        match (app, root) {
            (None, _) => Some(MISSING_APP_CERT_SN),
            (Some(app), _) if app != self.app.serial() => Some(APP_CERT_NOT_EXIST),
            (_, None) => Some(MISSING_ALIPAY_ROOT_CERT_SN),
            (_, Some(root)) if root != self.roots.serial() => Some(INVALID_ALIPAY_ROOT_CERT_SN),
            _ => None,
        }
    }

    /// The key of the current certificate, and its serial.
    pub(crate) fn signer(&self, keys: &Keys) -> Signer {
        let current = *locked(&self.current);
        let key = match current {
            GatewayCertificate::Old | GatewayCertificate::New => keys.gateway(),
            GatewayCertificate::Next => keys.next_gateway(),
        };
        Signer { key: key.clone(), certificate: Some(current.serial()) }
    }
}

#[expect(clippy::expect_used, reason = "the certificates are part of this crate")]
fn read(pem: &str) -> Certificate {
    Certificate::from_text(pem).expect("a built-in certificate is readable")
}

impl Sandbox {
    /// Puts the application at the Open Platform into certificate mode.
    ///
    /// Requests must then name the serials of the application's certificate and of the roots. Answers and notifications
    /// name the gateway's certificate, and those the sandbox has can be downloaded with
    /// `alipay.open.app.alipaycert.download`. [`credentials`](Self::credentials) are those of this mode, so the other
    /// gateways want a sandbox without it.
    #[must_use]
    pub fn with_certificates(self) -> Self {
        certificate_download::serve(&self);
        Self { certificates: Some(Certificates::built_in().into()), ..self }
    }

    /// Changes the certificate that the Open Platform gateway signs with, while it runs. Nothing but certificate mode is
    /// concerned.
    pub fn rotate_certificate(&self, to: GatewayCertificate) {
        if let Some(certificates) = &self.certificates {
            *locked(&certificates.current) = to;
        }
    }

    /// The application's certificate and its issuer: what the console calls `appCertPublicKey`.
    pub fn app_certificate_pem(&self) -> &'static str {
        APP
    }

    /// A certificate of the gateway and its issuer: what the console calls `alipayCertPublicKey_RSA2.crt` is the
    /// [old one](GatewayCertificate::Old).
    pub fn gateway_certificate_pem(&self, certificate: GatewayCertificate) -> &'static str {
        certificate.pem()
    }

    /// The roots: what the console calls `alipayRootCert.crt`.
    pub fn root_certificates_pem(&self) -> &'static str {
        ROOTS
    }
}
