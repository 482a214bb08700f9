//! The roots that everything is measured by.

use std::{fmt, sync::Arc};

use pkcs8::ObjectIdentifier;

use super::{CertificateError, text, x509::X509};

/// The roots of the Open Platform's certificates: what the file `alipayRootCert.crt` holds. Cloning is cheap.
///
/// The file has roots for several algorithms. Only those signed with RSA count here; the others are
/// [skipped](Self::skipped), as is what cannot be read.
#[derive(Clone)]
pub struct RootCertificates(Arc<Inner>);

struct Inner {
    serial: String,
    roots: Vec<X509>,
    skipped: Vec<SkippedRoot>,
}

/// A block of the file that does not count.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct SkippedRoot {
    /// Which block of the file it is, beginning with 1.
    pub position: usize,
    /// Why it does not count.
    pub reason: SkipReason,
}

/// Why a root does not count.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SkipReason {
    /// It is signed with another algorithm than RSA. Nothing to worry about: the file has such roots.
    #[error("signed with {0}, and only RSA counts for RSA2")]
    NotRsa(&'static str),
    /// It cannot be read. If the gateway then refuses the serial of the roots, the file is damaged.
    #[error("cannot be read as a certificate")]
    Unreadable,
}

impl RootCertificates {
    /// Reads the text of `alipayRootCert.crt`.
    ///
    /// # Errors
    /// [`CertificateError::NoRoot`] when there is no RSA root among its blocks; others tell what the text is instead.
    pub fn from_text(text: &str) -> Result<Self, CertificateError> {
        let blocks = text::blocks(text)?;
        let (mut roots, mut skipped, is_only) = (Vec::new(), Vec::new(), blocks.len() == 1);
        for (position, block) in (1..).zip(blocks) {
            let reason = match block.and_then(X509::read) {
                Ok(root) if is_rsa(root.signature_algorithm()) => {
                    roots.push(root);
                    continue;
                }
                Ok(root) => SkipReason::NotRsa(algorithm_name(root.signature_algorithm())),
                // Not the file that was meant.
                Err(error) if is_only => return Err(error),
                Err(_) => SkipReason::Unreadable,
            };
            skipped.push(SkippedRoot { position, reason });
        }
        if !roots.iter().any(X509::is_authority) {
            return Err(CertificateError::NoRoot);
        }
        let serial = roots.iter().map(X509::serial).collect::<Vec<_>>().join("_");
        Ok(Self(Arc::new(Inner { serial, roots, skipped })))
    }

    /// The name by which the Open Platform knows them (`alipay_root_cert_sn`): the serials of the RSA roots in the order
    /// of the file, joined with `_`.
    pub fn serial(&self) -> &str {
        &self.0.serial
    }

    /// The blocks of the file that do not count, and why.
    pub fn skipped(&self) -> &[SkippedRoot] {
        &self.0.skipped
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &X509> {
        self.0.roots.iter()
    }
}

/// Whether it is one of PKCS#1: the rule by which the gateway counts roots.
fn is_rsa(algorithm: ObjectIdentifier) -> bool {
    algorithm.starts_with(ObjectIdentifier::new_unwrap("1.2.840.113549.1.1"))
}

fn algorithm_name(algorithm: ObjectIdentifier) -> &'static str {
    match algorithm.to_string().as_str() {
        "1.2.156.10197.1.501" => "SM2",
        name if name.starts_with("1.2.840.10045.4.") => "ECDSA",
        _ => "another algorithm",
    }
}

/// Shows the serial.
impl fmt::Debug for RootCertificates {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RootCertificates").field("serial", &self.serial()).finish_non_exhaustive()
    }
}
