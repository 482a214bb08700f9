//! Making new keys.

use std::{fmt, ops::Deref};

use pkcs1::EncodeRsaPrivateKey;
use pkcs8::{EncodePrivateKey, SecretDocument};
use rsa::rand_core::{TryCryptoRng, TryRng, UnwrapErr};
use zeroize::Zeroizing;

use super::{KeyError, backend::Backend, encoding, private::PrivateKey};

/// Makes a new key pair of 2048 bits, the length Ant's consoles make, for the default [`Backend`].
///
/// Takes a fraction of a second in an optimised build, and many times that where dependencies are not optimised.
///
/// ```
/// use alipay_sign::{PublicKey, generate};
///
/// let pair = generate()?;
/// let registered = PublicKey::from_text(&pair.public_spki_base64())?;
/// assert_eq!(registered, pair.private_key().public_key());
/// # Ok::<(), alipay_sign::KeyError>(())
/// ```
///
/// # Errors
/// [`KeyError::NoRandomness`] when the operating system gives no random numbers.
///
/// # Panics
/// When the operating system stops giving random numbers half-way.
pub fn generate() -> Result<KeyPair, KeyError> {
    const BITS: usize = 2048;

    let mut random = OsRandom(Backend::default());
    random.try_next_u64()?;
    // A key that was just made cannot fail to be written or read; were it to, it must not be used.
    let key = rsa::RsaPrivateKey::new(&mut UnwrapErr(random), BITS).map_err(|_| KeyError::Inconsistent)?;
    let pkcs1 = key.to_pkcs1_der().map_err(|_| KeyError::Inconsistent)?;
    let pkcs8 = key.to_pkcs8_der().map_err(|_| KeyError::Inconsistent)?;
    Ok(KeyPair { key: PrivateKey::from_der(pkcs1.as_bytes())?, pkcs1, pkcs8 })
}

/// A key pair just made, in every form a console, a tool or a file may want.
pub struct KeyPair {
    key: PrivateKey,
    pkcs1: SecretDocument,
    pkcs8: SecretDocument,
}

impl KeyPair {
    /// The private key, ready to sign.
    pub fn private_key(&self) -> PrivateKey {
        self.key.clone()
    }

    /// The private key as PKCS#8 PEM (`PRIVATE KEY`).
    pub fn private_pkcs8_pem(&self) -> SecretText {
        SecretText::new(encoding::pem("PRIVATE KEY", self.pkcs8.as_bytes()))
    }

    /// The private key as one line of base64 PKCS#8, the form Ant's tools call "Java".
    pub fn private_pkcs8_base64(&self) -> SecretText {
        SecretText::new(encoding::base64(self.pkcs8.as_bytes()))
    }

    /// The private key as PKCS#1 PEM (`RSA PRIVATE KEY`).
    pub fn private_pkcs1_pem(&self) -> SecretText {
        SecretText::new(encoding::pem("RSA PRIVATE KEY", self.pkcs1.as_bytes()))
    }

    /// The public key as PEM (`PUBLIC KEY`).
    pub fn public_spki_pem(&self) -> String {
        self.key.public_key().to_spki_pem()
    }

    /// The public key as one line of base64, the form to paste into a console.
    pub fn public_spki_base64(&self) -> String {
        self.key.public_key().to_spki_base64()
    }
}

/// Shows which key it is, and nothing of the key itself.
impl fmt::Debug for KeyPair {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("KeyPair").field("key", &self.key).finish_non_exhaustive()
    }
}

/// A private key as text. Wiped when dropped, and not printed by `Debug`.
pub struct SecretText(Zeroizing<String>);

impl SecretText {
    fn new(text: String) -> Self {
        Self(Zeroizing::new(text))
    }

    /// The text, to be written where secrets are kept.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Deref for SecretText {
    type Target = str;

    fn deref(&self) -> &str {
        self.as_str()
    }
}

impl fmt::Debug for SecretText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SecretText(..)")
    }
}

/// The operating system's random numbers, as the `rsa` crate wants them.
struct OsRandom(Backend);

impl TryRng for OsRandom {
    type Error = KeyError;

    fn try_next_u32(&mut self) -> Result<u32, KeyError> {
        let mut bytes = [0; 4];
        self.try_fill_bytes(&mut bytes)?;
        Ok(u32::from_ne_bytes(bytes))
    }

    fn try_next_u64(&mut self) -> Result<u64, KeyError> {
        let mut bytes = [0; 8];
        self.try_fill_bytes(&mut bytes)?;
        Ok(u64::from_ne_bytes(bytes))
    }

    fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), KeyError> {
        if self.0.library().fill_random(bytes) { Ok(()) } else { Err(KeyError::NoRandomness) }
    }
}

impl TryCryptoRng for OsRandom {}
