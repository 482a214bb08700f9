//! ring.

use std::sync::Arc;

use ::ring::{
    digest,
    rand::SystemRandom,
    rsa,
    signature::{RSA_PKCS1_2048_8192_SHA256, RSA_PKCS1_SHA256, UnparsedPublicKey},
};

#[cfg(feature = "cert")]
use super::ChainSignatures;
use super::{Library, SigningKey, VerifyingKey};

pub(super) struct Ring;

impl Library for Ring {
    fn signing_key(&self, pkcs1: &[u8]) -> Option<Arc<dyn SigningKey>> {
        Some(Arc::new(rsa::KeyPair::from_der(pkcs1).ok()?))
    }

    /// ring takes PKCS#1 only and reads it whenever it verifies: it has no public type for a key that was read.
    fn verifying_key(&self, pkcs1: &[u8]) -> Option<Box<dyn VerifyingKey>> {
        Some(Box::new(UnparsedPublicKey::<Box<[u8]>>::new(&RSA_PKCS1_2048_8192_SHA256, pkcs1.into())))
    }

    fn sha256(&self, bytes: &[u8]) -> [u8; 32] {
        let mut hash = [0; 32];
        hash.copy_from_slice(digest::digest(&digest::SHA256, bytes).as_ref());
        hash
    }

    #[cfg(feature = "diagnose")]
    fn sha1(&self, bytes: &[u8]) -> [u8; 20] {
        let mut hash = [0; 20];
        hash.copy_from_slice(digest::digest(&digest::SHA1_FOR_LEGACY_USE_ONLY, bytes).as_ref());
        hash
    }

    #[cfg(feature = "generate")]
    fn fill_random(&self, bytes: &mut [u8]) -> bool {
        use ::ring::rand::SecureRandom;

        SystemRandom::new().fill(bytes).is_ok()
    }

    #[cfg(feature = "cert")]
    fn chain_signatures(&self) -> ChainSignatures {
        use webpki::ring::{RSA_PKCS1_2048_8192_SHA256, RSA_PKCS1_2048_8192_SHA384, RSA_PKCS1_2048_8192_SHA512};

        const { &[RSA_PKCS1_2048_8192_SHA256, RSA_PKCS1_2048_8192_SHA384, RSA_PKCS1_2048_8192_SHA512] }
    }
}

impl SigningKey for rsa::KeyPair {
    fn sign(&self, message: &[u8]) -> Option<Vec<u8>> {
        let mut signature = vec![0; self.public().modulus_len()];
        self.sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), message, &mut signature).ok()?;
        Some(signature)
    }
}

impl VerifyingKey for UnparsedPublicKey<Box<[u8]>> {
    fn verify(&self, message: &[u8], signature: &[u8]) -> bool {
        self.verify(message, signature).is_ok()
    }
}
