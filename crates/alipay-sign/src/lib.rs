//! Keys, RSA2 signatures and verification proofs for Ant's payment gateways.
//!
//! This crate owns the two things the rest of the SDK must not be able to forge:
//!
//! * [`Sealed`] holds a signed message that nobody has checked yet. It has no accessor to its payload.
//! * [`Verified`] holds a payload whose signature was checked. [`Sealed::verify`] is its only maker.
//!
//! The traits [`Sign`], [`SignAsync`] and [`Verify`] and the proof types need no cryptographic library; feature `ring`
//! (on by default) adds `PrivateKey` and `PublicKey`, which load keys in every form Ant's consoles hand out; feature
//! `cert` adds `Certificate`, `RootCertificates` and `AlipayCertificates`, for the certificate mode of the Open Platform.
//!
//! ```
//! # #[cfg(feature = "generate")] {
//! use alipay_sign::{PrivateKey, Sealed, Sign};
//!
//! let pair = alipay_sign::generate()?;
//! let key = PrivateKey::from_text(&pair.private_pkcs8_pem())?;
//! let signature = key.sign(b"{\"a\":1}")?;
//!
//! let sealed = Sealed::framed("", "{\"a\":1}", "", signature.into_bytes(), None);
//! let verified = sealed.verify(&key.public_key()).map_err(|(error, _)| error)?;
//! assert_eq!(verified.payload(), "{\"a\":1}");
//! # }
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

#[cfg(feature = "cert")]
mod certificate;
mod charset;
mod credentials;
#[cfg(feature = "encrypt")]
mod encrypt;
mod key_ring;
#[cfg(feature = "ring")]
mod keys;
mod pairs;
mod proof;
mod traits;

#[cfg(feature = "cert")]
pub use certificate::{AlipayCertificates, Certificate, CertificateError, RootCertificates, SkipReason, SkippedRoot};
pub use charset::{Charset, CharsetError};
pub use credentials::{Credentials, OwnKeyAsPeer};
#[cfg(feature = "encrypt")]
pub use encrypt::{ContentKey, ContentKeyError, DecryptError};
pub use key_ring::KeyRing;
#[cfg(feature = "generate")]
pub use keys::generate::{KeyPair, SecretText, generate};
#[cfg(feature = "ring")]
pub use keys::{KeyError, form::KeyForm, private::PrivateKey, public::PublicKey};
pub use pairs::Pairs;
pub use proof::{Sealed, Verified};
pub use traits::{
    BoxFuture, CertificateSerials, Fingerprint, KeyId, KeyIdentity, LearnError, Sign, SignAsync, SignError, Signature,
    Verify, VerifyError,
};

/// Compiles and runs the example in the README.
#[cfg(all(doctest, feature = "ring"))]
#[doc = include_str!("../README.md")]
struct Readme;
