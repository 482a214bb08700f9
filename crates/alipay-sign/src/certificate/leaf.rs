//! The certificate of one party.

use std::{fmt, sync::Arc, time::SystemTime};

use super::{CertificateError, text, x509::X509};
use crate::{Backend, PublicKey};

/// The certificate of an application or of Alipay: who says so, and until when, that an RSA key is theirs.
///
/// Reading it checks nothing but its form: it is believed because you configured it. Cloning is cheap.
///
/// ```
/// use alipay_sign::{Certificate, CertificateError};
///
/// let error = Certificate::from_text("-----BEGIN CERTIFICATE REQUEST-----\nMIIC\n-----END CERTIFICATE REQUEST-----");
/// assert_eq!(error.unwrap_err(), CertificateError::RequestGiven);
/// ```
#[derive(Clone)]
pub struct Certificate(Arc<Inner>);

struct Inner {
    leaf: X509,
    key: PublicKey,
    /// What followed it in its file: its issuer, usually.
    others: Vec<Vec<u8>>,
}

impl Certificate {
    /// Reads a certificate from the text of a `.crt` file: PEM, or base64 without armour.
    ///
    /// Where the file has several blocks, the first is the certificate and the others are its issuers. Line breaks and
    /// blanks may be missing or stand anywhere.
    ///
    /// # Errors
    /// [`CertificateError`] tells what the text is instead, and what to do.
    pub fn from_text(text: &str) -> Result<Self, CertificateError> {
        Self::from_text_with(text, Backend::default())
    }

    /// Like [`from_text`](Self::from_text), for the library that `backend` names: it computes with the certificate's key.
    ///
    /// # Errors
    /// [`CertificateError`] as there.
    pub fn from_text_with(text: &str, backend: Backend) -> Result<Self, CertificateError> {
        let mut blocks = text::blocks(text)?.into_iter();
        let leaf = blocks.next().unwrap_or(Err(CertificateError::Empty))?;
        // Anyone who needs the others finds out whether they are of use.
        Self::read(leaf, blocks.flatten().collect(), backend)
    }

    /// Reads a certificate from DER.
    ///
    /// # Errors
    /// [`CertificateError`] tells what the bytes are instead, and what to do.
    pub fn from_der(der: &[u8]) -> Result<Self, CertificateError> {
        Self::from_der_with(der, Backend::default())
    }

    /// Like [`from_der`](Self::from_der), for the library that `backend` names: it computes with the certificate's key.
    ///
    /// # Errors
    /// [`CertificateError`] as there.
    pub fn from_der_with(der: &[u8], backend: Backend) -> Result<Self, CertificateError> {
        Self::read(der.to_vec(), Vec::new(), backend)
    }

    fn read(der: Vec<u8>, others: Vec<Vec<u8>>, backend: Backend) -> Result<Self, CertificateError> {
        let leaf = X509::read(der)?;
        if leaf.is_authority() {
            return Err(CertificateError::AuthorityGiven);
        }
        let key = leaf.public_key(backend).map_err(CertificateError::Key)?;
        Ok(Self(Arc::new(Inner { leaf, key, others })))
    }

    /// The name by which the Open Platform knows it (`app_cert_sn`, `alipay_cert_sn`): MD5 of issuer and serial number,
    /// 32 hexadecimal digits. Not the serial number of X.509.
    pub fn serial(&self) -> &str {
        self.0.leaf.serial()
    }

    /// Who issued it: the distinguished name as RFC 2253 writes it.
    pub fn issuer(&self) -> &str {
        self.0.leaf.issuer()
    }

    /// Whose it is: the distinguished name as RFC 2253 writes it. Holds the merchant's name.
    pub fn subject(&self) -> &str {
        self.0.leaf.subject()
    }

    /// The key it is for.
    pub fn public_key(&self) -> &PublicKey {
        &self.0.key
    }

    /// When it begins to be valid.
    pub fn not_before(&self) -> SystemTime {
        self.0.leaf.not_before()
    }

    /// When it ceases to be valid.
    pub fn not_after(&self) -> SystemTime {
        self.0.leaf.not_after()
    }

    pub(super) fn x509(&self) -> &X509 {
        &self.0.leaf
    }

    /// What followed it in its file, as DER that nobody has looked at.
    pub(super) fn others(&self) -> impl Iterator<Item = &[u8]> {
        self.0.others.iter().map(Vec::as_slice)
    }
}

/// Shows which one it is, and nothing of whose.
impl fmt::Debug for Certificate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Certificate").field("serial", &self.serial()).finish_non_exhaustive()
    }
}
