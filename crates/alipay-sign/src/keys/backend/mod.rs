//! The libraries that compute with keys. Everything around the computing is shared: reading keys, and refusing them.

#[cfg(feature = "aws-lc-rs")]
mod aws_lc_rs;
#[cfg(feature = "ring")]
mod ring;

use std::{fmt, sync::Arc};

/// The library that computes with a key: signs, verifies, digests.
///
/// Each is a feature of this crate and its variant is there when the feature is on. What they compute is the same, to the
/// byte, and so is what they refuse; they differ in speed and in what they need to be built:
///
/// | | `ring` (default) | `aws-lc-rs` |
/// |---|---|---|
/// | signing, on x86-64 with AVX512-IFMA | | about 1.8 times as fast |
/// | signing, elsewhere | | about equal |
/// | building a whole client on two cores | 53 s | 86 s |
///
/// A key keeps the library it was loaded with. [`PrivateKey::from_text`](crate::PrivateKey::from_text) and the other
/// plain constructors take [`Backend::default`]; those that end in `_with` take the one they are told.
///
/// ```
/// use alipay_sign::Backend;
///
/// /// The backend a setting names.
/// fn named(name: &str) -> Option<Backend> {
///     Backend::ALL.iter().copied().find(|backend| backend.name() == name)
/// }
/// # assert_eq!(named(Backend::default().name()), Some(Backend::default()));
/// # assert_eq!(named("openssl"), None);
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Backend {
    /// The library ring (feature `ring`): the default, wherever it is built in.
    #[cfg(feature = "ring")]
    #[default]
    Ring,
    /// The library aws-lc-rs (feature `aws-lc-rs`).
    ///
    /// Signs RSA-2048 about 1.8 times as fast as ring where the processor is x86-64 with AVX512-IFMA (most servers since
    /// 2019), and about as fast elsewhere. Building it needs a C compiler, and more time.
    #[cfg(feature = "aws-lc-rs")]
    #[cfg_attr(not(feature = "ring"), default)]
    AwsLcRs,
}

impl Backend {
    /// Those that were built in, the default one first.
    pub const ALL: &'static [Self] = &[
        #[cfg(feature = "ring")]
        Self::Ring,
        #[cfg(feature = "aws-lc-rs")]
        Self::AwsLcRs,
    ];

    /// The name of the library, which is that of the feature: `ring` or `aws-lc-rs`.
    pub const fn name(self) -> &'static str {
        match self {
            #[cfg(feature = "ring")]
            Self::Ring => "ring",
            #[cfg(feature = "aws-lc-rs")]
            Self::AwsLcRs => "aws-lc-rs",
        }
    }

    /// The code behind the name.
    pub(crate) fn library(self) -> &'static dyn Library {
        match self {
            #[cfg(feature = "ring")]
            Self::Ring => &ring::Ring,
            #[cfg(feature = "aws-lc-rs")]
            Self::AwsLcRs => &aws_lc_rs::AwsLcRs,
        }
    }
}

/// Its name.
impl fmt::Display for Backend {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// What a library does for this crate. RSA means RSASSA-PKCS1-v1_5 with SHA-256 here.
pub(crate) trait Library: Sync {
    /// A private key from PKCS#1. `None` when the library refuses it.
    fn signing_key(&self, pkcs1: &[u8]) -> Option<Arc<dyn SigningKey>>;

    /// A public key from PKCS#1. `None` when the library refuses it.
    fn verifying_key(&self, pkcs1: &[u8]) -> Option<Box<dyn VerifyingKey>>;

    fn sha256(&self, bytes: &[u8]) -> [u8; 32];

    #[cfg(feature = "diagnose")]
    fn sha1(&self, bytes: &[u8]) -> [u8; 20];

    /// Fills `bytes` with random numbers of the operating system, or says that it has none.
    #[cfg(feature = "generate")]
    fn fill_random(&self, bytes: &mut [u8]) -> bool;

    /// The signatures that are believed in a chain of certificates: RSA with SHA-256 or better.
    #[cfg(feature = "cert")]
    fn chain_signatures(&self) -> ChainSignatures;
}

#[cfg(feature = "cert")]
type ChainSignatures = &'static [&'static dyn rustls_pki_types::SignatureVerificationAlgorithm];

/// A private key in the form of its library.
pub(crate) trait SigningKey: Send + Sync {
    /// The signature over `message`. `None` when the library refuses, as it does when parts of the key contradict each
    /// other: it verifies each signature before it gives it away.
    fn sign(&self, message: &[u8]) -> Option<Vec<u8>>;
}

/// A public key in the form of its library.
pub(crate) trait VerifyingKey: Send + Sync {
    #[must_use]
    fn verify(&self, message: &[u8], signature: &[u8]) -> bool;
}
