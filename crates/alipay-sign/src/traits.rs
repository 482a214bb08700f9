//! The seams between the SDK and whatever holds the keys.

use std::{fmt, future::Future, pin::Pin, time::SystemTime};

use bytes::Bytes;

/// A boxed future, as returned by [`SignAsync`].
pub type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// Signs with a key that is at hand.
pub trait Sign: Send + Sync {
    /// Which key this is. Asked before the message is drafted, because some gateways sign the name of the key too.
    fn key(&self) -> &KeyIdentity;

    /// Signs `message` with RSASSA-PKCS1-v1_5 and SHA-256.
    ///
    /// # Errors
    /// [`SignError`] when there is no signature. Nothing is sent then.
    fn sign(&self, message: &[u8]) -> Result<Signature, SignError>;
}

/// Signs with a key that may be elsewhere: a KMS, an HSM, a thread pool.
///
/// Every [`Sign`] is a `SignAsync` whose future is ready at once.
pub trait SignAsync: Send + Sync {
    /// Which key this is. Asked before the message is drafted, because some gateways sign the name of the key too.
    fn key(&self) -> &KeyIdentity;

    /// Signs `message` with RSASSA-PKCS1-v1_5 and SHA-256.
    ///
    /// The future borrows nothing. It is dropped when the call is given up or its time is over.
    ///
    /// # Errors
    /// [`SignError`] when there is no signature; [`SignError::External`] is for failures of your own. Nothing is sent then.
    fn sign_async(&self, message: Bytes) -> BoxFuture<'static, Result<Signature, SignError>>;

    /// This signer as one that computes the signature itself, if it is one: its caller may then choose the thread that
    /// computes. A signer that waits for something else is none.
    fn as_sign(&self) -> Option<&dyn Sign> {
        None
    }
}

impl<S: Sign> SignAsync for S {
    fn key(&self) -> &KeyIdentity {
        Sign::key(self)
    }

    fn sign_async(&self, message: Bytes) -> BoxFuture<'static, Result<Signature, SignError>> {
        Box::pin(std::future::ready(self.sign(&message)))
    }

    fn as_sign(&self) -> Option<&dyn Sign> {
        Some(self)
    }
}

/// Checks signatures with the gateway's key, or with one of several.
pub trait Verify: Send + Sync {
    /// Checks that `signature` was made over `message` by the key called `key`, or by the only key when the message
    /// names none.
    ///
    /// # Errors
    /// [`VerifyError::UnknownKey`] when the message names a key that is not held; never try another one then. Any other
    /// [`VerifyError`] when the signature does not fit.
    fn verify(&self, key: Option<&KeyId>, message: &[u8], signature: &[u8]) -> Result<(), VerifyError>;

    /// Whether this verifier trusts the key with this fingerprint.
    ///
    /// Lets a client find at once that the application's own public key was configured as the gateway's.
    fn trusts(&self, key: &Fingerprint) -> bool {
        let _ = key;
        false
    }

    /// The keys it holds, for finding out why a message does not verify. None, unless an implementation tells them.
    #[cfg(feature = "diagnose")]
    fn held_keys(&self) -> crate::HeldKeys {
        Vec::new()
    }

    /// Takes in the key called `key`, from the certificates by which the gateway published it.
    ///
    /// `certificates` came over the network, unsigned: an implementation believes what they are chained to, and
    /// nothing else. On success, messages signed with that key verify from now on, for every holder of this verifier.
    ///
    /// # Errors
    /// [`LearnError`] when the certificates are not to be trusted; [`LearnError::Unsupported`], whatever they are, when
    /// this verifier learns no keys at all.
    fn learn(&self, key: &KeyId, certificates: &[u8], now: SystemTime) -> Result<(), LearnError> {
        let _ = (key, certificates, now);
        Err(LearnError::Unsupported)
    }
}

/// What a gateway has to be told about the signing key, and what the client may know of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct KeyIdentity {
    /// `keyVersion` of the signed-header gateways. Left out of the header when `None`: the gateway takes the newest.
    pub version: Option<u32>,
    /// The public half, when the signer knows it.
    pub fingerprint: Option<Fingerprint>,
    /// The certificates that vouch for the key, in the certificate mode of the Open Platform. `None` in all other modes.
    pub certificates: Option<CertificateSerials>,
}

/// The serials by which the Open Platform knows the certificates of an application. Both are part of the signed text.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct CertificateSerials {
    /// `app_cert_sn`: the application's own certificate.
    pub app: Box<str>,
    /// `alipay_root_cert_sn`: the roots the application trusts.
    pub root: Box<str>,
}

impl CertificateSerials {
    /// The serial of the application's certificate, and that of the roots.
    pub fn new(app: impl Into<Box<str>>, root: impl Into<Box<str>>) -> Self {
        Self { app: app.into(), root: root.into() }
    }
}

impl KeyIdentity {
    /// An identity that says nothing about the key.
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets the `keyVersion` sent to the signed-header gateways.
    #[must_use]
    pub fn version(mut self, version: u32) -> Self {
        self.version = Some(version);
        self
    }

    /// Sets the fingerprint of the public half.
    #[must_use]
    pub fn fingerprint(mut self, fingerprint: Fingerprint) -> Self {
        self.fingerprint = Some(fingerprint);
        self
    }

    /// Sets the serials of the certificates that vouch for the key.
    #[must_use]
    pub fn certificates(mut self, serials: CertificateSerials) -> Self {
        self.certificates = Some(serials);
        self
    }
}

/// SHA-256 of a public key in PKCS#1 DER form.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Fingerprint(pub [u8; 32]);

impl fmt::Debug for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Fingerprint({self})")
    }
}

impl fmt::Display for Fingerprint {
    /// The first eight bytes in hex: enough to compare by eye.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().take(8).try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

/// The name by which a message says which key signed it: a `keyVersion` or a certificate serial.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct KeyId(Box<str>);

impl KeyId {
    /// The text of the name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl<T: Into<Box<str>>> From<T> for KeyId {
    fn from(id: T) -> Self {
        Self(id.into())
    }
}

impl fmt::Display for KeyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The bytes of a signature. Printed neither by `Debug` nor by anything else.
#[derive(Clone, PartialEq, Eq)]
pub struct Signature(Vec<u8>);

impl Signature {
    /// Wraps the bytes a signer returned.
    pub fn new(bytes: Vec<u8>) -> Self {
        Self(bytes)
    }

    /// The raw bytes, to be written in base64 by the protocol.
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }

    /// The raw bytes.
    pub fn into_bytes(self) -> Vec<u8> {
        self.0
    }
}

impl fmt::Debug for Signature {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Signature({} bytes)", self.0.len())
    }
}

/// A signature could not be made. Nothing was sent.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SignError {
    /// The library holding the key refused to sign.
    #[error("the private key could not sign the request")]
    Backend,
    /// A remote or user-supplied signer failed.
    #[error("the external signer failed")]
    External(#[source] Box<dyn std::error::Error + Send + Sync>),
}

/// A message is not what its signature says.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum VerifyError {
    /// The signature does not belong to this message and key.
    #[error(
        "the signature does not match the message: it was altered, or signed by a key other than the configured gateway key"
    )]
    Mismatch,
    /// The message names a key this verifier does not hold.
    #[error("the message is signed with key {0}, which is not configured")]
    UnknownKey(KeyId),
    /// The message is signed with the key of a certificate that is not valid now.
    #[error(
        "the message is signed with the key of certificate {0}, which is not valid now: configure the one that is, or set the \
         clock of this machine"
    )]
    OutOfDate(KeyId),
}

/// Published certificates are not taken in. Their key stays unknown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum LearnError {
    /// The verifier has a fixed set of keys.
    #[error("the gateway's keys are fixed here: configure the new key, or the gateway's certificate and its roots")]
    Unsupported,
    /// There is no certificate in it, or not all of one.
    #[error("what the gateway published is no certificate")]
    Malformed,
    /// It is longer than a few certificates are.
    #[error("what the gateway published is longer than a few certificates")]
    TooLong,
    /// It is the certificate of another key than the one that was asked for.
    #[error("the gateway published another certificate than the one that was asked for")]
    OtherSerial,
    /// It was not issued by who issues the gateway's certificates.
    #[error("the published certificate was not issued by the issuer of the configured one")]
    OtherIssuer,
    /// It is for another key, and not for whom the configured one is: the gateway has a key for every merchant.
    #[error("the published certificate belongs to another merchant than the configured one")]
    OtherSubject,
    /// It does not chain to a trusted root, or is outside its time.
    #[error("the published certificate does not chain to a trusted root: {0}")]
    Untrusted(&'static str),
}
