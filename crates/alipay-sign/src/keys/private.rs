//! The key that signs what we send.

use std::{fmt, sync::Arc};

use pkcs1::RsaPrivateKeyRef;
use pkcs8::{PrivateKeyInfoRef, der::Decode};
use ring::{rand::SystemRandom, rsa, signature::RSA_PKCS1_SHA256};

use super::{KeyError, encoding, kind, kind::Kind, public, public::PublicKey};
use crate::{KeyIdentity, Sign, SignError, Signature};

/// An RSA private key of 2048 to 4096 bits, for RSA2 signatures.
///
/// Cloning is cheap: all clones share one key.
///
/// Buffers this crate makes while reading a key are wiped before they are freed. The text handed in belongs to the
/// caller, and the cryptographic library keeps its own form of the key in memory, which is not wiped when dropped.
#[derive(Clone)]
pub struct PrivateKey {
    pair: Arc<rsa::KeyPair>,
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
        Self::from_der(&encoding::decode(text)?)
    }

    /// Reads a private key from PKCS#8 or PKCS#1 DER.
    ///
    /// # Errors
    /// [`KeyError`] tells what the bytes are instead, and what to do.
    pub fn from_der(der: &[u8]) -> Result<Self, KeyError> {
        match Kind::of(der)? {
            Kind::Pkcs1Private => Self::from_pkcs1(der),
            Kind::Pkcs8 => {
                let info = PrivateKeyInfoRef::from_der(der).map_err(|_| KeyError::Malformed)?;
                kind::require_rsa(&info.algorithm)?;
                Self::from_pkcs1(info.private_key.as_bytes())
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

    /// The public half, to be registered in the console.
    pub fn public_key(&self) -> PublicKey {
        self.public.clone()
    }

    fn from_pkcs1(der: &[u8]) -> Result<Self, KeyError> {
        check(&RsaPrivateKeyRef::from_der(der).map_err(|_| KeyError::Malformed)?)?;
        let pair = rsa::KeyPair::from_der(der).map_err(|_| KeyError::Inconsistent)?;
        let public = PublicKey::from_pkcs1(pair.public().as_ref())?;
        let identity = KeyIdentity::new().fingerprint(public.fingerprint());
        let key = Self { pair: Arc::new(pair), public, identity };
        // ring compares the exponents with the rest of the key only when it signs. Better now than at the first call.
        key.sign(b"").map_err(|_| KeyError::Inconsistent)?;
        Ok(key)
    }
}

/// Refuses, with its reason, what ring would refuse without one.
fn check(key: &RsaPrivateKeyRef<'_>) -> Result<(), KeyError> {
    const MAX_BITS: usize = 4096;
    const MIN_EXPONENT: u64 = 65537;
    /// ring computes with primes of whole 512-bit blocks.
    const BLOCK_BITS: usize = 2 * 512;

    let bits = public::check(&key.public_key(), MAX_BITS, MIN_EXPONENT)?;
    if key.other_prime_infos.is_some() || !bits.is_multiple_of(BLOCK_BITS) {
        return Err(KeyError::Unusual);
    }
    Ok(())
}

impl Sign for PrivateKey {
    fn key(&self) -> &KeyIdentity {
        &self.identity
    }

    fn sign(&self, message: &[u8]) -> Result<Signature, SignError> {
        let mut signature = vec![0; self.pair.public().modulus_len()];
        self.pair
            .sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), message, &mut signature)
            .map_err(|_| SignError::Backend)?;
        Ok(Signature::new(signature))
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
