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
//! Feature `aws-lc-rs` brings a second library for the same types, beside ring or in its place: `Backend` chooses between
//! them. On x86-64 with AVX512-IFMA it signs about 1.8 times as fast as ring; it needs a C compiler, and builds longer.
//!
//! ```
//! # #[cfg(all(feature = "generate", any(feature = "ring", feature = "aws-lc-rs")))] {
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

#[cfg(all(feature = "cert", any(feature = "ring", feature = "aws-lc-rs")))]
mod certificate;
mod charset;
mod credentials;
#[cfg(any(feature = "ring", feature = "aws-lc-rs"))]
mod digest;
#[cfg(feature = "encrypt")]
mod encrypt;
mod key_ring;
#[cfg(any(feature = "ring", feature = "aws-lc-rs"))]
mod keys;
mod pairs;
mod proof;
mod traits;

#[cfg(all(feature = "cert", any(feature = "ring", feature = "aws-lc-rs")))]
pub use certificate::{AlipayCertificates, Certificate, CertificateError, RootCertificates, SkipReason, SkippedRoot};
pub use charset::{Charset, CharsetError};
pub use credentials::{Credentials, OwnKeyAsPeer};
#[cfg(any(feature = "ring", feature = "aws-lc-rs"))]
pub use digest::Sha256;
#[cfg(feature = "encrypt")]
pub use encrypt::{ContentKey, ContentKeyError, DecryptError};
pub use key_ring::KeyRing;
#[cfg(all(feature = "generate", any(feature = "ring", feature = "aws-lc-rs")))]
pub use keys::generate::{KeyPair, SecretText, generate};
#[cfg(any(feature = "ring", feature = "aws-lc-rs"))]
pub use keys::{KeyError, backend::Backend, form::KeyForm, private::PrivateKey, public::PublicKey};
pub use pairs::Pairs;
pub use proof::{Sealed, Verified};
pub use traits::{
    BoxFuture, CertificateSerials, Fingerprint, KeyId, KeyIdentity, LearnError, Sign, SignAsync, SignError, Signature,
    Verify, VerifyError,
};

/// Compiles and runs the example in the README.
#[cfg(all(doctest, any(feature = "ring", feature = "aws-lc-rs")))]
#[doc = include_str!("../README.md")]
struct Readme;
