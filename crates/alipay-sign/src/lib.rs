//! Keys, RSA2 signatures and verification proofs for Ant's payment gateways.
//!
//! Pick it alone to load keys, sign and verify, or to write a signer for a key service or an HSM. The other crates of the
//! SDK build on it, and name no cryptographic library themselves.
//!
//! ```
//! # #[cfg(all(feature = "generate", any(feature = "ring", feature = "aws-lc-rs")))] {
//! use alipay_sign::{PrivateKey, Sealed, Sign};
//!
//! let pair = alipay_sign::generate()?;
//! let key = PrivateKey::from_text(&pair.private_pkcs8_pem())?;
//! let signature = key.sign(b"{\"a\":1}")?;
//!
//! // Anyone who receives it has no way to the payload but through the signature.
//! let sealed = Sealed::framed("", "{\"a\":1}", "", signature.into_bytes(), None);
//! let verified = sealed.verify(&key.public_key()).map_err(|(error, _)| error)?;
//! assert_eq!(verified.payload(), "{\"a\":1}");
//! # }
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! This crate owns the two things the rest of the SDK must not be able to forge:
//!
//! * [`Sealed`] holds a signed message that nobody has checked yet. It has no accessor to its payload.
//! * [`Verified`] holds a payload whose signature was checked. [`Sealed::verify`] is its only maker.
//!
//! | you want to | start at |
//! |---|---|
//! | load a key, in any form Ant's consoles hand out | `PrivateKey::from_text`, `PublicKey::from_text` |
//! | give a client both keys | [`Credentials`] |
//! | sign with a key that is elsewhere | [`SignAsync`], and [`KeyIdentity`] for what the gateway is told about it |
//! | trust several keys of the gateway, by version | [`KeyRing`] |
//! | speak certificate mode (Open Platform) | `PrivateKey::certified`, `AlipayCertificates` |
//! | make a key pair | `generate` |
//! | choose the library that computes | `Backend` |
//!
//! # Errors
//!
//! `KeyError` and `CertificateError` tell what a text is instead of what it should be, and what to do about it. [`SignError`]
//! means that nothing was sent. [`VerifyError`] means that a message is not what its signature says, and nothing of it may be
//! used: [`Sealed::verify`] gives the sealed message back, for another key. No error quotes a key or a message.
//!
//! # Features
//!
//! | feature | brings | costs | default |
//! |---|---|---|---|
//! | `ring` | `PrivateKey` and `PublicKey`, computing with ring | a C compiler | yes |
//! | `aws-lc-rs` | the same with aws-lc-rs, beside ring or in its place: about 1.8 times as fast at signing on x86-64 with AVX512-IFMA | a C compiler, and a longer build | |
//! | `generate` | with one of them, `generate()`: new key pairs | rsa | |
//! | `cert` | with one of them, `Certificate`, `RootCertificates`, `AlipayCertificates`: the certificate mode of the Open Platform | rustls-webpki, md-5 | |
//! | `encrypt` | `ContentKey`: content encryption (AES) of the Open Platform | aes, cbc | |
//! | `gbk` | `Charset::Gbk` | encoding_rs | |
//! | `diagnose` | `PublicKey::signed_digest`: what a key finds in a signature, for anyone who asks why it does not verify | ring, rsa | |
//!
//! With neither backend there are the traits and the proof types alone, and no C compiler is needed.

#![cfg_attr(docsrs, feature(doc_cfg))]

#[cfg(all(feature = "cert", any(feature = "ring", feature = "aws-lc-rs")))]
mod certificate;
mod charset;
mod credentials;
#[cfg(feature = "diagnose")]
mod diagnose;
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
#[cfg(feature = "diagnose")]
pub use diagnose::{Algorithm, HeldKeys, SignedDigest};
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
