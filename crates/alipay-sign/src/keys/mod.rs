//! Keys: reading every form in which they are handed out, signing and verifying with them.

pub(crate) mod backend;
pub(crate) mod encoding;
pub(crate) mod form;
#[cfg(feature = "generate")]
pub(crate) mod generate;
pub(crate) mod kind;
mod numbers;
pub(crate) mod private;
pub(crate) mod public;

/// A key could not be used, and what to do about it.
///
/// No error quotes the text it is about: that text may be a private key.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum KeyError {
    /// There is no key in the text.
    #[error("the key is empty: give its PEM text, or its base64 text without the armour lines")]
    Empty,
    /// The text is not base64, nor PEM around base64.
    #[error(
        "the key text is not base64: remove quotes, commas, file paths and written-out \\n, \
         and keep the key only"
    )]
    NotBase64,
    /// A BEGIN or END line is missing or damaged, or the two do not name the same thing.
    #[error(
        "the BEGIN or END line of the key is missing or damaged: copy both lines with all their dashes, \
         or leave out both"
    )]
    BrokenArmour,
    /// There is other text before the BEGIN line or behind the END line.
    #[error(
        "there is other text around the key: keep what stands from the BEGIN line to the END line, \
         without quotes or written-out \\n"
    )]
    StrayText,
    /// The text holds more than one PEM block.
    #[error("the text holds several PEM blocks: keep the block of the one key that is meant")]
    SeveralBlocks,
    /// The PEM block is labelled as something this crate does not know.
    #[error(
        "the PEM label is not known: give a key labelled PRIVATE KEY, RSA PRIVATE KEY, PUBLIC KEY or RSA PUBLIC KEY"
    )]
    UnknownLabel,
    /// What the text stands for is not a key, or not all of one.
    #[error("the key is damaged or cut short: copy it again from its first to its last character")]
    Malformed,
    /// A public key stands where the private key belongs.
    #[error(
        "this is a public key where the private key belongs: give the application's private key, \
         the other half of the public key registered in the console"
    )]
    PublicKeyGiven,
    /// A private key stands where a public key belongs.
    #[error(
        "this is a private key where a public key belongs: give the public key the console shows for the gateway, \
         and show the private key to nobody"
    )]
    PrivateKeyGiven,
    /// A certificate, or a request for one, stands where a key belongs.
    #[error(
        "this is a certificate or a certificate request where a key belongs: give the private key it was made with, \
         read it as a certificate (feature `cert`), or take its public key out with `openssl x509 -pubkey -noout`"
    )]
    Certificate,
    /// The private key is protected by a password.
    #[error("the private key is encrypted with a password: decrypt it first, for instance with `openssl pkey`")]
    Encrypted,
    /// The key belongs to another algorithm.
    #[error("this is a key for {algorithm}: RSA2 needs an RSA key of 2048 bits, so make or copy one of those")]
    NotRsa {
        /// The algorithm, where its name is known.
        algorithm: &'static str,
    },
    /// The key is too short to be safe.
    #[error("the RSA key has {bits} bits, RSA2 needs at least 2048: make a new key pair and register its public key")]
    TooShort {
        /// The length of the modulus.
        bits: usize,
    },
    /// The key is longer than the cryptographic libraries take.
    #[error("the RSA key has {bits} bits, at most {max} are supported here: use a key of 2048 bits")]
    TooLong {
        /// The length of the modulus.
        bits: usize,
        /// The greatest length for a key of this kind.
        max: usize,
    },
    /// The key is RSA, but built in a way a cryptographic library does not take.
    #[error(
        "the RSA key is built in an unusual way (exponent, number and length of its primes, or length): \
         use a key of 2048 bits with two primes and the exponent 65537"
    )]
    Unusual,
    /// The numbers inside the private key contradict each other.
    #[error("the parts of the private key contradict each other: it was altered, so restore it or make a new key pair")]
    Inconsistent,
    /// The operating system gave no random numbers.
    #[error("the operating system gives no random numbers: a key pair cannot be made here")]
    NoRandomness,
}
