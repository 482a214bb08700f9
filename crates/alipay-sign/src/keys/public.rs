//! The key that verifies what the gateway sends.

use std::{fmt, sync::Arc};

use pkcs1::RsaPublicKeyRef;
use pkcs8::{
    SubjectPublicKeyInfoRef,
    der::{Decode, Encode, asn1::BitStringRef},
};
use ring::{
    digest,
    signature::{RSA_PKCS1_2048_8192_SHA256, UnparsedPublicKey},
};

use super::{KeyError, encoding, kind, kind::Kind};
use crate::{Fingerprint, KeyId, Verify, VerifyError};

/// An RSA public key of 2048 to 8192 bits, for RSA2 signatures.
///
/// As a [`Verify`] it is the one key of the other side: it checks every message, whatever key the message names.
///
/// Cloning is cheap: all clones share one key.
#[derive(Clone)]
pub struct PublicKey(Arc<Inner>);

struct Inner {
    /// PKCS#1, the only form ring takes.
    key: UnparsedPublicKey<Box<[u8]>>,
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
        Self::from_der(&encoding::decode(text).map_err(encrypted_is_private)?)
    }

    /// Reads a public key from SubjectPublicKeyInfo or PKCS#1 DER.
    ///
    /// # Errors
    /// [`KeyError`] tells what the bytes are instead, and what to do.
    pub fn from_der(der: &[u8]) -> Result<Self, KeyError> {
        match Kind::of(der).map_err(encrypted_is_private)? {
            Kind::Pkcs1Public => Self::from_pkcs1(der),
            Kind::Spki => {
                let info = SubjectPublicKeyInfoRef::from_der(der).map_err(|_| KeyError::Malformed)?;
                kind::require_rsa(&info.algorithm)?;
                Self::from_pkcs1(info.subject_public_key.as_bytes().ok_or(KeyError::Malformed)?)
            }
            Kind::Pkcs8 | Kind::Pkcs1Private => Err(KeyError::PrivateKeyGiven),
        }
    }

    /// SHA-256 of the key in PKCS#1 DER form: the same for every form the key was read from.
    pub fn fingerprint(&self) -> Fingerprint {
        self.0.fingerprint
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

    pub(super) fn from_pkcs1(der: &[u8]) -> Result<Self, KeyError> {
        const MAX_BITS: usize = 8192;
        const MIN_EXPONENT: u64 = 3;

        let bits = check(&RsaPublicKeyRef::from_der(der).map_err(|_| KeyError::Malformed)?, MAX_BITS, MIN_EXPONENT)?;
        let mut fingerprint = [0; 32];
        fingerprint.copy_from_slice(digest::digest(&digest::SHA256, der).as_ref());
        Ok(Self(Arc::new(Inner {
            key: UnparsedPublicKey::new(&RSA_PKCS1_2048_8192_SHA256, der.into()),
            spki: to_spki(der).map_err(|_| KeyError::Malformed)?.into(),
            fingerprint: Fingerprint(fingerprint),
            bits,
        })))
    }
}

/// The length of the modulus, when ring can use the key.
///
/// ring gives no reason for refusing a key, and looks at a public key only when it verifies: a bad one would then pass
/// for a bad signature.
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
    if modulus.last().is_none_or(|byte| byte.is_multiple_of(2)) {
        return Err(KeyError::Malformed);
    }
    let exponent = to_u64(key.public_exponent.as_bytes()).ok_or(KeyError::Unusual)?;
    if exponent.is_multiple_of(2) || !(min_exponent..=MAX_EXPONENT).contains(&exponent) {
        return Err(KeyError::Unusual);
    }
    Ok(bits)
}

/// The length of a big-endian number.
fn bit_length(number: &[u8]) -> usize {
    let mut digits = number.iter().skip_while(|byte| **byte == 0);
    let Some(first) = digits.next() else { return 0 };
    let first_bits = u8::BITS - first.leading_zeros();
    digits.count() * 8 + first_bits as usize
}

/// The value of a big-endian number, when it is small.
fn to_u64(number: &[u8]) -> Option<u64> {
    number.iter().try_fold(0_u64, |value, byte| Some(value.checked_mul(256)? + u64::from(*byte)))
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
        self.0.key.verify(message, signature).map_err(|_| VerifyError::Mismatch)
    }

    fn trusts(&self, key: &Fingerprint) -> bool {
        self.0.fingerprint == *key
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_bits() {
        for (number, bits) in [(&[][..], 0), (&[0], 0), (&[1], 1), (&[0, 0x80], 8), (&[1, 0], 9), (&[0xff; 256], 2048)]
        {
            assert_eq!(bit_length(number), bits, "{number:?}");
        }
    }

    #[test]
    fn reads_small_numbers_only() {
        assert_eq!(to_u64(&[1, 0, 1]), Some(65537));
        assert_eq!(to_u64(&[0xff; 8]), Some(u64::MAX));
        assert_eq!(to_u64(&[1, 0, 0, 0, 0, 0, 0, 0, 0]), None);
    }
}
