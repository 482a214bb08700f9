//! RSA by hand.

use std::fmt;

use ring::{
    rand::SystemRandom,
    rsa::KeyPair,
    signature::{RSA_PKCS1_2048_8192_SHA256, RSA_PKCS1_SHA256, UnparsedPublicKey},
};
use rustls_pki_types::{PrivatePkcs8KeyDer, SubjectPublicKeyInfoDer, pem::PemObject};

use crate::keys::{APP_PRIVATE, Crypto, GATEWAY_PUBLIC, SIGNATURE_LENGTH};

/// Both keys, as the library takes them.
pub enum Keys {
    /// ring's.
    Ring {
        /// Signs.
        pair: Box<KeyPair>,
        /// Verifies.
        gateway: UnparsedPublicKey<Vec<u8>>,
    },
    /// Those of aws-lc-rs.
    #[cfg(feature = "aws-lc-rs")]
    AwsLcRs {
        /// Signs.
        pair: aws_lc_rs::rsa::KeyPair,
        /// Verifies.
        gateway: aws_lc_rs::signature::ParsedPublicKey,
    },
    /// None.
    Stored,
}

impl Keys {
    /// The same keys as the SDK is given.
    pub fn new(crypto: Crypto) -> Self {
        let private = PrivatePkcs8KeyDer::from_pem_slice(APP_PRIVATE.as_bytes()).expect("PKCS#8");
        let public = SubjectPublicKeyInfoDer::from_pem_slice(GATEWAY_PUBLIC.as_bytes()).expect("SPKI");
        match crypto {
            Crypto::Ring => {
                let pair = Box::new(KeyPair::from_pkcs8(private.secret_pkcs8_der()).expect("an RSA key"));
                let gateway = UnparsedPublicKey::new(&RSA_PKCS1_2048_8192_SHA256, pkcs1(&public).to_vec());
                Self::Ring { pair, gateway }
            }
            #[cfg(feature = "aws-lc-rs")]
            Crypto::AwsLcRs => {
                use aws_lc_rs::{rsa, signature};
                let pair = rsa::KeyPair::from_pkcs8(private.secret_pkcs8_der()).expect("an RSA key");
                let gateway = signature::ParsedPublicKey::new(&signature::RSA_PKCS1_2048_8192_SHA256, pkcs1(&public));
                Self::AwsLcRs { pair, gateway: gateway.expect("an RSA key") }
            }
            Crypto::Stored => Self::Stored,
        }
    }

    pub(super) fn sign(&self, message: &[u8]) -> Vec<u8> {
        match self {
            Self::Ring { pair, .. } => {
                let mut signature = vec![0; pair.public().modulus_len()];
                pair.sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), message, &mut signature).expect("a signature");
                signature
            }
            #[cfg(feature = "aws-lc-rs")]
            Self::AwsLcRs { pair, .. } => {
                use aws_lc_rs::{rand, signature};
                let mut signature = vec![0; pair.public_modulus_len()];
                let random = rand::SystemRandom::new();
                pair.sign(&signature::RSA_PKCS1_SHA256, &random, message, &mut signature).expect("a signature");
                signature
            }
            Self::Stored => vec![0x5A; SIGNATURE_LENGTH],
        }
    }

    pub(super) fn verify(&self, message: &[u8], signature: &[u8]) {
        match self {
            Self::Ring { gateway, .. } => gateway.verify(message, signature).expect("a genuine answer"),
            #[cfg(feature = "aws-lc-rs")]
            Self::AwsLcRs { gateway, .. } => gateway.verify_sig(message, signature).expect("a genuine answer"),
            Self::Stored => assert_eq!(signature.len(), SIGNATURE_LENGTH, "a signature"),
        }
    }
}

/// The key inside an SPKI of an RSA key of 2048 bits: behind a head of fixed length.
fn pkcs1<'a>(spki: &'a SubjectPublicKeyInfoDer<'_>) -> &'a [u8] {
    const HEAD: usize = 24;
    &spki.as_ref()[HEAD..]
}

impl fmt::Debug for Keys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Ring { .. } => "Ring",
            #[cfg(feature = "aws-lc-rs")]
            Self::AwsLcRs { .. } => "AwsLcRs",
            Self::Stored => "Stored",
        })
    }
}
