//! The keys of both sides: the public test keys of `vectors/`, or none at all.

use std::{fmt, sync::Arc};

use alipay_sign::{
    Backend, Credentials, KeyId, KeyIdentity, PrivateKey, PublicKey, Sign, SignError, Signature, Verify, VerifyError,
};

pub(crate) const APP_PRIVATE: &str = include_str!("../../../vectors/keys/app_private.pem");
pub(crate) const GATEWAY_PUBLIC: &str = include_str!("../../../vectors/keys/gateway_public.pem");

/// Who signs and verifies, on both sides of a comparison alike.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Crypto {
    /// ring.
    Ring,
    /// aws-lc-rs.
    #[cfg(feature = "aws-lc-rs")]
    AwsLcRs,
    /// Nobody: the same 256 bytes for every request, and a look at the length of the answer's signature. Leaves what is
    /// not RSA.
    Stored,
}

impl Crypto {
    /// All of them.
    pub fn all() -> Vec<Self> {
        vec![
            Self::Ring,
            #[cfg(feature = "aws-lc-rs")]
            Self::AwsLcRs,
            Self::Stored,
        ]
    }

    /// Its name on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Self::Ring => "ring",
            #[cfg(feature = "aws-lc-rs")]
            Self::AwsLcRs => "aws-lc-rs",
            Self::Stored => "stored",
        }
    }

    /// The keys as the SDK takes them.
    pub fn credentials(self) -> Credentials {
        let backend = match self {
            Self::Ring => Backend::Ring,
            #[cfg(feature = "aws-lc-rs")]
            Self::AwsLcRs => Backend::AwsLcRs,
            Self::Stored => {
                let (signer, verifier) = (Arc::new(Stored::default()), Arc::new(Stored::default()));
                return Credentials::shared(signer, verifier).expect("no keys at all");
            }
        };
        let key = PrivateKey::from_text_with(APP_PRIVATE, backend).expect("the private key of the vectors");
        let gateway = PublicKey::from_text_with(GATEWAY_PUBLIC, backend).expect("the gateway's key of the vectors");
        Credentials::new(key.version(1), gateway).expect("two different keys")
    }
}

impl fmt::Display for Crypto {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// The length of every signature here: the keys have 2048 bits.
pub(crate) const SIGNATURE_LENGTH: usize = 256;

/// Signs and verifies nothing.
#[derive(Default)]
struct Stored(KeyIdentity);

impl Sign for Stored {
    fn key(&self) -> &KeyIdentity {
        &self.0
    }

    fn sign(&self, _: &[u8]) -> Result<Signature, SignError> {
        Ok(Signature::new(vec![0x5A; SIGNATURE_LENGTH]))
    }
}

impl Verify for Stored {
    fn verify(&self, _: Option<&KeyId>, _: &[u8], signature: &[u8]) -> Result<(), VerifyError> {
        if signature.len() == SIGNATURE_LENGTH { Ok(()) } else { Err(VerifyError::Mismatch) }
    }
}
