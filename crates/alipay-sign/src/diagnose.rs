//! What a key finds in a signature, for anyone who wants to know why a message does not verify.
//!
//! An RSA signature is the digest of what was signed, turned around by the private key; the public key turns it back. So
//! one look tells whether the signature was made with a key at all, and by which algorithm; and the text that was signed
//! can then be looked for by hashing alone.

use std::fmt;

use pkcs1::RsaPublicKeyRef;
use pkcs8::{SubjectPublicKeyInfoRef, der::Decode};
use rsa::{BoxedUint, RsaPublicKey, hazmat::rsa_encrypt};

use crate::{KeyId, PublicKey, keys::backend::Backend};

/// By which algorithm a signature was made, as the gateways call them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Algorithm {
    /// RSA with SHA-256: what this SDK signs with, and the only one it verifies.
    Rsa2,
    /// RSA with SHA-1: what the Open Platform calls `RSA`, and takes from old applications only.
    Rsa,
}

/// The digest that a signature was made over, as one key sees it.
///
/// **Proves nothing.** It serves to find out why a message does not verify: that a text has this digest says what was
/// signed, not that a message may be believed. [`Sealed::verify`](crate::Sealed::verify) alone says that.
#[derive(Clone, PartialEq, Eq)]
pub struct SignedDigest {
    algorithm: Algorithm,
    digest: Vec<u8>,
    backend: Backend,
}

impl Algorithm {
    const ALL: [Self; 2] = [Self::Rsa2, Self::Rsa];

    /// Its name as a `sign_type`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Rsa2 => "RSA2",
            Self::Rsa => "RSA",
        }
    }

    /// What stands before the digest in a signature: the DER of its algorithm (RFC 8017, 9.2).
    const fn prefix(self) -> &'static [u8] {
        match self {
            Self::Rsa2 => b"\x30\x31\x30\x0d\x06\x09\x60\x86\x48\x01\x65\x03\x04\x02\x01\x05\x00\x04\x20",
            Self::Rsa => b"\x30\x21\x30\x09\x06\x05\x2b\x0e\x03\x02\x1a\x05\x00\x04\x14",
        }
    }

    const fn digest_length(self) -> usize {
        match self {
            Self::Rsa2 => 32,
            Self::Rsa => 20,
        }
    }
}

impl PublicKey {
    /// The digest in a signature that was made with the other half of this key. `None` when it was made with another key,
    /// or is none.
    pub fn signed_digest(&self, signature: &[u8]) -> Option<SignedDigest> {
        let padded = self.turned_back(signature)?;
        // 00 01 ff .. ff 00, then the algorithm and the digest.
        let rest = padded.strip_prefix(&[0, 1])?;
        let end = rest.iter().position(|&byte| byte != 0xff).filter(|&filled| filled >= 8)?;
        let signed = rest.get(end..)?.strip_prefix(&[0])?;
        Algorithm::ALL.into_iter().find_map(|algorithm| {
            let digest = signed.strip_prefix(algorithm.prefix())?;
            let is_whole = digest.len() == algorithm.digest_length();
            is_whole.then(|| SignedDigest { algorithm, digest: digest.to_vec(), backend: self.backend() })
        })
    }

    /// The public operation of RSA.
    fn turned_back(&self, signature: &[u8]) -> Option<Vec<u8>> {
        let info = SubjectPublicKeyInfoRef::from_der(self.spki()).ok()?;
        let key = RsaPublicKeyRef::from_der(info.subject_public_key.as_bytes()?).ok()?;
        let [modulus, exponent] = [key.modulus, key.public_exponent].map(|number| number.as_bytes());
        if signature.len() != modulus.len() || signature >= modulus {
            return None;
        }
        let [modulus, exponent, signature] = [modulus, exponent, signature].map(BoxedUint::from_be_slice_vartime);
        let key = RsaPublicKey::new(modulus, exponent).ok()?;
        let padded = rsa_encrypt(&key, &signature).ok()?.to_be_bytes();
        // Numbers are kept in whole words.
        padded.get(padded.len().checked_sub(self.bits().div_ceil(8))?..).map(<[u8]>::to_vec)
    }
}

impl SignedDigest {
    /// By which algorithm the signature was made.
    pub fn algorithm(&self) -> Algorithm {
        self.algorithm
    }

    /// Whether this is the text that was signed.
    pub fn is_of(&self, text: &[u8]) -> bool {
        let library = self.backend.library();
        match self.algorithm {
            Algorithm::Rsa2 => library.sha256(text) == *self.digest,
            Algorithm::Rsa => library.sha1(text) == *self.digest,
        }
    }
}

/// The keys a verifier holds, each under the name by which messages name it, where it has one.
pub type HeldKeys = Vec<(Option<KeyId>, PublicKey)>;

/// Shows the algorithm.
impl fmt::Debug for SignedDigest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SignedDigest").field("algorithm", &self.algorithm).finish_non_exhaustive()
    }
}
