//! Content encryption of the Open Platform: AES-CBC with an IV of zeros, as the gateway prescribes it.
//!
//! Requests are encrypted, then signed; answers are verified, then decrypted. Only a [`Verified`] ciphertext can be
//! decrypted, so nobody learns from our errors what a forged one would have held.

use std::{borrow::Cow, fmt};

use aes::{Aes128, Aes192, Aes256};
use base64ct::{Base64, Encoding};
use bytes::Bytes;
use cbc::{
    Decryptor, Encryptor,
    cipher::{BlockModeDecrypt, BlockModeEncrypt, KeyIvInit, block_padding::Pkcs7},
};
use zeroize::Zeroizing;

use crate::{Pairs, Verified};

/// The gateway's IV. Equal texts therefore have equal ciphertexts: it hides content, not repetition.
const IV: [u8; 16] = [0; 16];

/// The AES key an application shares with the gateway.
#[derive(Clone)]
pub struct ContentKey(Zeroizing<Vec<u8>>);

impl ContentKey {
    /// Reads the key as the console shows it: base64 of 16 bytes (AES-128; 24 and 32 bytes are taken too).
    ///
    /// # Errors
    /// [`ContentKeyError`] tells what is wrong. It does not quote the text.
    pub fn from_base64(text: &str) -> Result<Self, ContentKeyError> {
        let text: Zeroizing<String> = Zeroizing::new(text.split_ascii_whitespace().collect());
        let key = Zeroizing::new(Base64::decode_vec(&text).map_err(|_| ContentKeyError::NotBase64)?);
        match key.len() {
            16 | 24 | 32 => Ok(Self(key)),
            length => Err(ContentKeyError::Length(length)),
        }
    }

    /// Encrypts a text and writes it in base64, as it travels.
    pub fn encrypt(&self, plain: &[u8]) -> String {
        macro_rules! encrypt {
            ($aes:ty) => {
                Encryptor::<$aes>::new_from_slices(&self.0, &IV).map(|aes| aes.encrypt_padded_vec::<Pkcs7>(plain))
            };
        }
        let cipher = match self.0.len() {
            16 => encrypt!(Aes128),
            24 => encrypt!(Aes192),
            _ => encrypt!(Aes256),
        };
        match cipher {
            Ok(cipher) => Base64::encode_string(&cipher),
            Err(_) => unreachable!("the length of a key is checked when it is read"),
        }
    }

    fn decrypt(&self, cipher: &[u8]) -> Option<Vec<u8>> {
        macro_rules! decrypt {
            ($aes:ty) => {
                Decryptor::<$aes>::new_from_slices(&self.0, &IV).ok()?.decrypt_padded_vec::<Pkcs7>(cipher).ok()
            };
        }
        match self.0.len() {
            16 => decrypt!(Aes128),
            24 => decrypt!(Aes192),
            _ => decrypt!(Aes256),
        }
    }
}

impl fmt::Debug for ContentKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ContentKey({} bits)", self.0.len() * 8)
    }
}

/// A content key cannot be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ContentKeyError {
    /// The text is not base64.
    #[error("the content key is not base64: copy the AES key from the console, and nothing else")]
    NotBase64,
    /// The key has a length AES does not know.
    #[error("the content key has {0} bytes, an AES key has 16, 24 or 32: copy the AES key from the console")]
    Length(usize),
}

/// A genuine ciphertext cannot be decrypted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum DecryptError {
    /// It is not base64.
    #[error("the encrypted content is not base64")]
    NotBase64,
    /// The key does not open it.
    #[error("the content key does not open the content: it is not the AES key the console shows for this application")]
    WrongKey,
}

impl Verified<Bytes> {
    /// The decrypted content of a ciphertext in base64, with or without the quotes of a JSON string around it.
    ///
    /// # Errors
    /// [`DecryptError`] when it is not base64, or not encrypted with this key.
    pub fn decrypt(self, key: &ContentKey) -> Result<Self, DecryptError> {
        self.derive(|payload| {
            let cipher = Base64::decode_vec(&base64_text(&payload)?).map_err(|_| DecryptError::NotBase64)?;
            key.decrypt(&cipher).map(Bytes::from).ok_or(DecryptError::WrongKey)
        })
    }
}

impl Verified<Pairs> {
    /// The same pairs with the value of `name` decrypted: the gateway's side, where `biz_content` is a ciphertext.
    ///
    /// # Errors
    /// [`DecryptError`] when it is not base64, or not encrypted with this key.
    pub fn decrypt(self, name: &str, key: &ContentKey) -> Result<Self, DecryptError> {
        self.derive(|pairs| {
            let decrypted = pairs.into_iter().map(|(known, value)| {
                if known != name.as_bytes() {
                    return Ok((known, value));
                }
                let text = std::str::from_utf8(&value).map_err(|_| DecryptError::NotBase64)?;
                let cipher = Base64::decode_vec(text).map_err(|_| DecryptError::NotBase64)?;
                key.decrypt(&cipher).map(|plain| (known, Bytes::from(plain))).ok_or(DecryptError::WrongKey)
            });
            decrypted.collect()
        })
    }
}

/// The base64 text in a JSON string, where `/` may be escaped, or bare. Blanks around it are left out.
fn base64_text(payload: &[u8]) -> Result<Cow<'_, str>, DecryptError> {
    let text = std::str::from_utf8(payload.trim_ascii()).map_err(|_| DecryptError::NotBase64)?;
    let inner = text.strip_prefix('"').and_then(|text| text.strip_suffix('"')).unwrap_or(text);
    Ok(if inner.contains('\\') { Cow::Owned(inner.replace(r"\/", "/")) } else { Cow::Borrowed(inner) })
}
