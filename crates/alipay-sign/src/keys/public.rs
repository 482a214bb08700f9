//! The key that verifies what the gateway sends.

use std::{fmt, sync::Arc};

use pkcs1::RsaPublicKeyRef;
use pkcs8::{
    SubjectPublicKeyInfoRef,
    der::{Decode, Encode, asn1::BitStringRef},
};

use super::{
    KeyError,
    backend::{Backend, VerifyingKey},
    encoding, kind,
    kind::Kind,
    numbers::{bit_length, is_odd, to_u64},
};
use crate::{Fingerprint, KeyId, Verify, VerifyError};

/// An RSA public key of 2048 to 8192 bits, for RSA2 signatures.
///
/// As a [`Verify`] it is the one key of the other side: it checks every message, whatever key the message names.
///
/// Two of them are equal when they are the same key, whichever [`Backend`] computes with them.
///
/// Cloning is cheap: all clones share one key.
#[derive(Clone)]
pub struct PublicKey(Arc<Inner>);

struct Inner {
    key: Box<dyn VerifyingKey>,
    backend: Backend,
    spki: Box<[u8]>,
    fingerprint: Fingerprint,
    bits: usize,
}

impl PublicKey {
    /// Reads a public key from text: PEM or bare base64, SubjectPublicKeyInfo (the form Ant's consoles show) or PKCS#1.
    ///
    /// Line breaks and blanks may be missing or stand anywhere, base64 padding may be missing, and which of the two
    /// forms it is tells the key itself, not the PEM label.
    ///
    /// ```
    /// use alipay_sign::{KeyError, PublicKey};
    ///
    /// let error = PublicKey::from_text("alipay_public_key.pem").unwrap_err();
    /// assert_eq!(error, KeyError::NotBase64);
    /// ```
    ///
    /// # Errors
    /// [`KeyError`] tells what the text is instead, and what to do.
    pub fn from_text(text: &str) -> Result<Self, KeyError> {
        Self::from_text_with(text, Backend::default())
    }

    /// Like [`from_text`](Self::from_text), for the library that `backend` names.
    ///
    /// # Errors
    /// [`KeyError`] as there.
    pub fn from_text_with(text: &str, backend: Backend) -> Result<Self, KeyError> {
        Self::from_der_with(&encoding::decode(text).map_err(encrypted_is_private)?, backend)
    }

    /// Reads a public key from SubjectPublicKeyInfo or PKCS#1 DER.
    ///
    /// # Errors
    /// [`KeyError`] tells what the bytes are instead, and what to do.
    pub fn from_der(der: &[u8]) -> Result<Self, KeyError> {
        Self::from_der_with(der, Backend::default())
    }

    /// Like [`from_der`](Self::from_der), for the library that `backend` names.
    ///
    /// # Errors
    /// [`KeyError`] as there.
    pub fn from_der_with(der: &[u8], backend: Backend) -> Result<Self, KeyError> {
        match Kind::of(der).map_err(encrypted_is_private)? {
            Kind::Pkcs1Public => Self::from_pkcs1(der, backend),
            Kind::Spki => {
                let info = SubjectPublicKeyInfoRef::from_der(der).map_err(|_| KeyError::Malformed)?;
                kind::require_rsa(&info.algorithm)?;
                Self::from_pkcs1(info.subject_public_key.as_bytes().ok_or(KeyError::Malformed)?, backend)
            }
            Kind::Pkcs8 | Kind::Pkcs1Private => Err(KeyError::PrivateKeyGiven),
        }
    }

    /// SHA-256 of the key in PKCS#1 DER form: the same for every form the key was read from.
    pub fn fingerprint(&self) -> Fingerprint {
        self.0.fingerprint
    }

    /// The library that computes with the key.
    pub fn backend(&self) -> Backend {
        self.0.backend
    }

    /// The length of the modulus.
    pub fn bits(&self) -> usize {
        self.0.bits
    }

    /// The key as PEM (`PUBLIC KEY`).
    pub fn to_spki_pem(&self) -> String {
        encoding::pem("PUBLIC KEY", &self.0.spki)
    }

    /// The key as one line of base64, the form to paste into a console.
    pub fn to_spki_base64(&self) -> String {
        encoding::base64(&self.0.spki)
    }

    #[cfg(feature = "diagnose")]
    pub(crate) fn spki(&self) -> &[u8] {
        &self.0.spki
    }

    pub(super) fn from_pkcs1(der: &[u8], backend: Backend) -> Result<Self, KeyError> {
        const MAX_BITS: usize = 8192;
        const MIN_EXPONENT: u64 = 3;

        let bits = check(&RsaPublicKeyRef::from_der(der).map_err(|_| KeyError::Malformed)?, MAX_BITS, MIN_EXPONENT)?;
        let library = backend.library();
        Ok(Self(Arc::new(Inner {
            key: library.verifying_key(der).ok_or(KeyError::Malformed)?,
            backend,
            spki: to_spki(der).map_err(|_| KeyError::Malformed)?.into(),
            fingerprint: Fingerprint(library.sha256(der)),
            bits,
        })))
    }
}

/// The length of the modulus, when every library can use the key.
///
/// They give no reason for refusing a key, ring looks at a public key only when it verifies, and one takes what the
/// other does not: a key would then pass for a bad signature, or for a good key until the backend is changed.
pub(super) fn check(key: &RsaPublicKeyRef<'_>, max_bits: usize, min_exponent: u64) -> Result<usize, KeyError> {
    const MIN_BITS: usize = 2048;
    const MAX_EXPONENT: u64 = (1 << 33) - 1;

    let modulus = key.modulus.as_bytes();
    let bits = bit_length(modulus);
    if bits < MIN_BITS {
        return Err(KeyError::TooShort { bits });
    }
    if bits > max_bits {
        return Err(KeyError::TooLong { bits, max: max_bits });
    }
    if !is_odd(modulus) {
        return Err(KeyError::Malformed);
    }
    let exponent = to_u64(key.public_exponent.as_bytes()).ok_or(KeyError::Unusual)?;
    if exponent.is_multiple_of(2) || !(min_exponent..=MAX_EXPONENT).contains(&exponent) {
        return Err(KeyError::Unusual);
    }
    Ok(bits)
}

fn to_spki(pkcs1: &[u8]) -> pkcs8::der::Result<Vec<u8>> {
    let subject_public_key = BitStringRef::from_bytes(pkcs1)?;
    SubjectPublicKeyInfoRef { algorithm: pkcs1::ALGORITHM_ID, subject_public_key }.to_der()
}

/// Decrypting it would not help here.
fn encrypted_is_private(error: KeyError) -> KeyError {
    match error {
        KeyError::Encrypted => KeyError::PrivateKeyGiven,
        error => error,
    }
}

impl Verify for PublicKey {
    fn verify(&self, _key: Option<&KeyId>, message: &[u8], signature: &[u8]) -> Result<(), VerifyError> {
        if self.0.key.verify(message, signature) { Ok(()) } else { Err(VerifyError::Mismatch) }
    }

    fn trusts(&self, key: &Fingerprint) -> bool {
        self.0.fingerprint == *key
    }

    #[cfg(feature = "diagnose")]
    fn held_keys(&self) -> crate::HeldKeys {
        vec![(None, self.clone())]
    }
}

impl PartialEq for PublicKey {
    fn eq(&self, other: &Self) -> bool {
        self.0.fingerprint == other.0.fingerprint
    }
}

impl Eq for PublicKey {}

/// Shows which key it is.
impl fmt::Debug for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("PublicKey").field(&self.0.fingerprint).finish()
    }
}
