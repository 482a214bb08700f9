//! The gateway's keys, by certificate.

use std::{
    collections::BTreeMap,
    fmt,
    ops::RangeInclusive,
    sync::{Arc, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard},
    time::SystemTime,
};

use super::{Certificate, RootCertificates, chain, text, x509::X509};
use crate::{Fingerprint, KeyId, LearnError, PublicKey, Verify, VerifyError};

/// The keys of Alipay in certificate mode, by the serials of their certificates (`alipay_cert_sn`).
///
/// * A message that names a serial is checked with exactly that key; a serial that is not held is
///   [`VerifyError::UnknownKey`].
/// * A message that names none, as notifications may be, is checked with every key that is held, and is genuine when one
///   of them fits. That is no falling back to another key: none was named, and each of these is trusted by itself.
/// * A key counts while its certificate is valid, whether it was configured or learned: see [`VerifyError::OutOfDate`].
/// * The keys of certificates that Alipay publishes later are [learned](Verify::learn), when they are certified the way
///   the configured ones are. The [`Backend`](crate::Backend) of those computes with them.
///
/// Clones share what they hold.
///
/// ```
/// use alipay_sign::{AlipayCertificates, Certificate, Credentials, PrivateKey, RootCertificates};
///
/// /// Everything certificate mode needs, from the texts of the files the console offers.
/// fn credentials(
///     private_key: &str,
///     app_cert: &str,
///     alipay_cert: &str,
///     root_certs: &str,
/// ) -> Result<Credentials, Box<dyn std::error::Error>> {
///     let roots = RootCertificates::from_text(root_certs)?;
///     let app = Certificate::from_text(app_cert)?;
///     let signer = PrivateKey::from_text(private_key)?.certified(&app, &roots)?;
///     let gateway = AlipayCertificates::new(Certificate::from_text(alipay_cert)?, roots);
///     Ok(Credentials::new(signer, gateway)?)
/// }
/// # assert!(credentials("", "", "", "").is_err());
/// ```
#[derive(Clone)]
pub struct AlipayCertificates {
    roots: RootCertificates,
    held: Arc<RwLock<Held>>,
    now: Arc<dyn Fn() -> SystemTime + Send + Sync>,
}

#[derive(Default)]
struct Held {
    /// Those that were configured. What is learned is measured by them.
    configured: Vec<Certificate>,
    /// All keys, by the serials of their certificates.
    keys: BTreeMap<Box<str>, Dated>,
}

/// A key, and when its certificate is valid.
#[derive(Clone)]
struct Dated {
    key: PublicKey,
    valid: RangeInclusive<SystemTime>,
}

impl AlipayCertificates {
    /// Begins with the certificate the console shows as Alipay's (`alipayCertPublicKey_RSA2.crt`), and the roots later
    /// ones have to lead to.
    pub fn new(certificate: Certificate, roots: RootCertificates) -> Self {
        #[expect(clippy::disallowed_methods, reason = "this crate is below the clock; `clock` sets another")]
        let now = Arc::new(SystemTime::now);
        Self { roots, held: Arc::default(), now }.and(certificate)
    }

    /// Adds a certificate you trust, for all clones: such as the next one, before Alipay begins to use it.
    #[must_use]
    pub fn and(self, certificate: Certificate) -> Self {
        let mut held = self.write();
        held.keys.insert(certificate.serial().into(), Dated::of(certificate.x509(), certificate.public_key().clone()));
        held.configured.push(certificate);
        drop(held);
        self
    }

    /// Looks at the dates of certificates by another clock than the machine's: such as by the time when stored evidence was
    /// made.
    #[must_use]
    pub fn clock(mut self, now: impl Fn() -> SystemTime + Send + Sync + 'static) -> Self {
        self.now = Arc::new(now);
        self
    }

    /// The serials of all certificates that are held, learned ones included.
    pub fn serials(&self) -> Vec<KeyId> {
        self.read().keys.keys().map(|serial| KeyId::from(serial.clone())).collect()
    }

    fn read(&self) -> RwLockReadGuard<'_, Held> {
        self.held.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn write(&self) -> RwLockWriteGuard<'_, Held> {
        self.held.write().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Dated {
    fn of(certificate: &X509, key: PublicKey) -> Self {
        Self { key, valid: certificate.not_before()..=certificate.not_after() }
    }
}

impl Held {
    /// Checks a published certificate, and gives its key.
    fn check(
        &self,
        published: &X509,
        others: &[X509],
        roots: &RootCertificates,
        now: SystemTime,
    ) -> Result<PublicKey, LearnError> {
        let of_same_issuer = self.configured.iter().find(|known| known.issuer() == published.issuer());
        let backend = of_same_issuer.ok_or(LearnError::OtherIssuer)?.public_key().backend();
        let key = published.public_key(backend).map_err(|_| LearnError::Untrusted("its key is no RSA key for RSA2"))?;
        if !self.configured.iter().any(|known| is_successor(published, &key, known)) {
            return Err(LearnError::OtherSubject);
        }
        // Where the gateway publishes a certificate without its issuer, that is the one in the configured file.
        let is_complete = others.iter().any(|other| other.subject() == published.issuer());
        let known = self.configured.iter().flat_map(Certificate::others).filter(|_| !is_complete);
        chain::check(published, others.iter().map(X509::der).chain(known), roots.iter(), now, backend)?;
        Ok(key)
    }
}

/// Whether a certificate can follow the configured one: for the same key, or for whom that was.
///
/// Alipay has a key for every merchant, certified by one issuer: without this rule, what Alipay signs for any of them
/// could be passed off as signed for this one.
fn is_successor(published: &X509, key: &PublicKey, known: &Certificate) -> bool {
    let name = published.common_name();
    key == known.public_key() || (name.is_some() && name == known.x509().common_name())
}

impl Verify for AlipayCertificates {
    fn verify(&self, key: Option<&KeyId>, message: &[u8], signature: &[u8]) -> Result<(), VerifyError> {
        let (held, now) = (self.read(), (self.now)());
        if let Some(id) = key {
            let dated = held.keys.get(id.as_str()).cloned().ok_or_else(|| VerifyError::UnknownKey(id.clone()))?;
            drop(held);
            dated.key.verify(None, message, signature)?;
            return if dated.valid.contains(&now) { Ok(()) } else { Err(VerifyError::OutOfDate(id.clone())) };
        }
        // Certificates follow each other with the same key: those that are valid count.
        let mut keys: Vec<(KeyId, Dated)> = Vec::new();
        let (valid, others): (Vec<_>, Vec<_>) = held.keys.iter().partition(|(_, dated)| dated.valid.contains(&now));
        for (serial, dated) in valid.into_iter().chain(others) {
            if keys.iter().all(|(_, known)| known.key != dated.key) {
                keys.push((serial.clone().into(), dated.clone()));
            }
        }
        drop(held);
        match keys.into_iter().find(|(_, dated)| dated.key.verify(None, message, signature).is_ok()) {
            Some((_, dated)) if dated.valid.contains(&now) => Ok(()),
            Some((serial, _)) => Err(VerifyError::OutOfDate(serial)),
            None => Err(VerifyError::Mismatch),
        }
    }

    fn trusts(&self, key: &Fingerprint) -> bool {
        self.read().keys.values().any(|held| held.key.fingerprint() == *key)
    }

    #[cfg(feature = "diagnose")]
    fn held_keys(&self) -> crate::HeldKeys {
        self.read().keys.iter().map(|(serial, key)| (Some(serial.clone().into()), key.key.clone())).collect()
    }

    /// Takes in a certificate that Alipay published under the serial `key`: PEM, of the certificate and its issuers, in
    /// any order.
    ///
    /// It has to be the one that was asked for, by its own computed serial; issued by the issuer of a configured one,
    /// for the same key or for whom that was; and to lead to one of the roots, with RSA and SHA-256 or better, through
    /// authorities, with everything valid `now`.
    fn learn(&self, key: &KeyId, certificates: &[u8], now: SystemTime) -> Result<(), LearnError> {
        let (published, others) = find(key, certificates)?;
        let public_key = self.read().check(&published, &others, &self.roots, now)?;
        self.write().keys.insert(published.serial().into(), Dated::of(&published, public_key));
        Ok(())
    }
}

/// The certificate with this serial, and the others.
fn find(serial: &KeyId, certificates: &[u8]) -> Result<(X509, Vec<X509>), LearnError> {
    const MAX_LENGTH: usize = 64 << 10;
    const MAX_BLOCKS: usize = 8;

    if certificates.len() > MAX_LENGTH {
        return Err(LearnError::TooLong);
    }
    let text = std::str::from_utf8(certificates).map_err(|_| LearnError::Malformed)?;
    let blocks = text::blocks(text).map_err(|_| LearnError::Malformed)?;
    if blocks.len() > MAX_BLOCKS {
        return Err(LearnError::TooLong);
    }
    let mut found: Vec<X509> = blocks.into_iter().flatten().flat_map(X509::read).collect();
    if found.is_empty() {
        return Err(LearnError::Malformed);
    }
    let at = found.iter().position(|found| found.serial() == serial.as_str()).ok_or(LearnError::OtherSerial)?;
    Ok((found.swap_remove(at), found))
}

/// Shows the serials.
impl fmt::Debug for AlipayCertificates {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AlipayCertificates").field("serials", &self.serials()).finish_non_exhaustive()
    }
}
