//! The key that signs what we send.

use std::{fmt, sync::Arc};

use pkcs1::RsaPrivateKeyRef;
use pkcs8::{
    PrivateKeyInfoRef,
    der::{Decode, Encode},
};

use super::{
    KeyError,
    backend::{Backend, SigningKey},
    encoding, kind,
    kind::Kind,
    numbers::bit_length,
    public,
    public::PublicKey,
};
use crate::{KeyIdentity, Sign, SignError, Signature, Verify};

/// An RSA private key of 2048 to 4096 bits, for RSA2 signatures.
///
/// Cloning is cheap: all clones share one key.
///
/// Buffers this crate makes while reading a key are wiped before they are freed. The text handed in belongs to the
/// caller, and the cryptographic library keeps its own form of the key in memory, which ring does not wipe when dropped.
#[derive(Clone)]
pub struct PrivateKey {
    key: Arc<dyn SigningKey>,
    public: PublicKey,
    identity: KeyIdentity,
}

impl PrivateKey {
    /// Reads a private key from text: PEM or bare base64, PKCS#8 (the form Ant calls "Java") or PKCS#1.
    ///
    /// Line breaks and blanks may be missing or stand anywhere, base64 padding may be missing, and which of the two
    /// forms it is tells the key itself, not the PEM label.
    ///
    /// ```
    /// use alipay_sign::{KeyError, PrivateKey};
    ///
    /// let error = PrivateKey::from_text("-----BEGIN CERTIFICATE-----\nMIID\n-----END CERTIFICATE-----").unwrap_err();
    /// assert_eq!(error, KeyError::Certificate);
    /// ```
    ///
    /// # Errors
    /// [`KeyError`] tells what the text is instead, and what to do.
    pub fn from_text(text: &str) -> Result<Self, KeyError> {
        Self::from_text_with(text, Backend::default())
    }

    /// Like [`from_text`](Self::from_text), for the library that `backend` names.
    ///
    /// With `Backend::AwsLcRs` (feature `aws-lc-rs`) the key signs about 1.8 times as fast as with ring, where the
    /// processor is x86-64 with AVX512-IFMA. The signatures are the same, to the byte.
    ///
    /// ```
    /// # #[cfg(feature = "generate")] {
    /// use alipay_sign::{Backend, PrivateKey, Sign};
    ///
    /// let text = alipay_sign::generate()?.private_pkcs8_pem();
    /// let key = PrivateKey::from_text(&text)?;
    /// for backend in Backend::ALL {
    ///     let other = PrivateKey::from_text_with(&text, *backend)?;
    ///     assert_eq!(other.backend(), *backend);
    ///     assert_eq!(other.sign(b"message")?, key.sign(b"message")?);
    /// }
    /// # }
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// [`KeyError`] as there.
    pub fn from_text_with(text: &str, backend: Backend) -> Result<Self, KeyError> {
        Self::from_der_with(&encoding::decode(text)?, backend)
    }

    /// Reads a private key from PKCS#8 or PKCS#1 DER.
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
        match Kind::of(der)? {
            Kind::Pkcs1Private => Self::from_pkcs1(der, backend),
            Kind::Pkcs8 => {
                let info = PrivateKeyInfoRef::from_der(der).map_err(|_| KeyError::Malformed)?;
                kind::require_rsa(&info.algorithm)?;
                Self::from_pkcs1(info.private_key.as_bytes(), backend)
            }
            Kind::Spki | Kind::Pkcs1Public => Err(KeyError::PublicKeyGiven),
        }
    }

    /// Sets the `keyVersion` by which the signed-header gateways know this key.
    #[must_use]
    pub fn version(mut self, version: u32) -> Self {
        self.identity = self.identity.version(version);
        self
    }

    /// Puts the key under a certificate, as the certificate mode of the Open Platform wants it: requests then name the
    /// serials of the application's certificate and of the roots.
    ///
    /// # Errors
    /// [`CertificateError::OtherKey`](crate::CertificateError::OtherKey) when `app` is not the certificate of this key.
    #[cfg(feature = "cert")]
    pub fn certified(
        mut self,
        app: &crate::Certificate,
        roots: &crate::RootCertificates,
    ) -> Result<Self, crate::CertificateError> {
        if *app.public_key() != self.public {
            return Err(crate::CertificateError::OtherKey);
        }
        let serials = crate::CertificateSerials::new(app.serial(), roots.serial());
        self.identity = self.identity.certificates(serials);
        Ok(self)
    }

    /// The public half, to be registered in the console. It has the same [`backend`](Self::backend).
    pub fn public_key(&self) -> PublicKey {
        self.public.clone()
    }

    /// The library that computes with the key.
    pub fn backend(&self) -> Backend {
        self.public.backend()
    }

    fn from_pkcs1(der: &[u8], backend: Backend) -> Result<Self, KeyError> {
        let numbers = RsaPrivateKeyRef::from_der(der).map_err(|_| KeyError::Malformed)?;
        check(&numbers)?;
        let public = numbers.public_key().to_der().map_err(|_| KeyError::Malformed)?;
        let public = PublicKey::from_pkcs1(&public, backend)?;
        let key = backend.library().signing_key(der).ok_or(KeyError::Inconsistent)?;
        // A library may take numbers that do not belong together. Better known now than at the first call.
        let signature = key.sign(b"").ok_or(KeyError::Inconsistent)?;
        public.verify(None, b"", &signature).map_err(|_| KeyError::Inconsistent)?;
        let identity = KeyIdentity::new().fingerprint(public.fingerprint());
        Ok(Self { key, public, identity })
    }
}

/// Refuses, with its reason, what a library would refuse without one, and what one would take and the other would not.
fn check(key: &RsaPrivateKeyRef<'_>) -> Result<(), KeyError> {
    /// As far as ring goes.
    const MAX_BITS: usize = 4096;
    const MIN_EXPONENT: u64 = 65537;
    /// ring computes with two primes of one length, in whole 512-bit blocks.
    const BLOCK_BITS: usize = 2 * 512;

    let bits = public::check(&key.public_key(), MAX_BITS, MIN_EXPONENT)?;
    let is_half = |prime: &[u8]| 2 * bit_length(prime) == bits;
    if key.other_prime_infos.is_some()
        || !bits.is_multiple_of(BLOCK_BITS)
        || ![key.prime1, key.prime2].iter().all(|prime| is_half(prime.as_bytes()))
    {
        return Err(KeyError::Unusual);
    }
    Ok(())
}

impl Sign for PrivateKey {
    fn key(&self) -> &KeyIdentity {
        &self.identity
    }

    fn sign(&self, message: &[u8]) -> Result<Signature, SignError> {
        self.key.sign(message).map(Signature::new).ok_or(SignError::Backend)
    }
}

/// Shows which key it is, and nothing of the key itself.
impl fmt::Debug for PrivateKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PrivateKey")
            .field("fingerprint", &self.public.fingerprint())
            .field("bits", &self.public.bits())
            .finish_non_exhaustive()
    }
}
