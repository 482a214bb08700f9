//! Content encryption: `biz_content` on the way out, the node on the way in.

use alipay_sign::Verified;
#[cfg(feature = "encrypt")]
use alipay_sign::{ContentKey, DecryptError};
use bytes::Bytes;

use super::common::{AES, ENCRYPT_TYPE, PLAIN};
use crate::{Call, EncodeError, OpenError};

/// Whether and how content is encrypted.
#[derive(Clone, Debug, Default)]
pub(super) struct Content {
    #[cfg(feature = "encrypt")]
    key: Option<ContentKey>,
}

impl Content {
    #[cfg(feature = "encrypt")]
    pub(super) fn with_key(key: ContentKey) -> Self {
        Self { key: Some(key) }
    }

    /// `biz_content` in base64, encrypted, if `call` is to be encrypted.
    pub(super) fn encrypt(&self, call: &Call, biz_content: &[u8]) -> Result<Option<String>, EncodeError> {
        if !Self::is_wanted(call)?.unwrap_or(self.has_key()) {
            return Ok(None);
        }
        #[cfg(feature = "encrypt")]
        if let Some(key) = &self.key {
            return Ok(Some(key.encrypt(biz_content)));
        }
        let _ = biz_content;
        Err(EncodeError::NoContentKey)
    }

    /// Fails when a call without `biz_content` asks to be encrypted.
    pub(super) fn leave(call: &Call) -> Result<(), EncodeError> {
        match Self::is_wanted(call)? {
            Some(true) => Err(EncodeError::NotEncryptable(call.api().name.clone().into_owned())),
            Some(false) | None => Ok(()),
        }
    }

    /// What the call itself says.
    fn is_wanted(call: &Call) -> Result<Option<bool>, EncodeError> {
        match call.options().iter().find(|option| option.name == ENCRYPT_TYPE).map(|option| option.value.as_str()) {
            None => Ok(None),
            Some(AES) => Ok(Some(true)),
            Some(PLAIN) => Ok(Some(false)),
            Some(_) => Err(EncodeError::ReservedOption(ENCRYPT_TYPE.to_owned())),
        }
    }

    fn has_key(&self) -> bool {
        #[cfg(feature = "encrypt")]
        return self.key.is_some();
        #[cfg(not(feature = "encrypt"))]
        false
    }

    /// The node in a verified ciphertext.
    pub(super) fn decrypt(&self, ciphertext: Verified<Bytes>) -> Result<Verified<Bytes>, OpenError> {
        #[cfg(feature = "encrypt")]
        if let Some(key) = &self.key {
            return ciphertext.decrypt(key).map_err(|error| {
                OpenError::Undecryptable(match error {
                    DecryptError::NotBase64 => "it is not base64",
                    _ => "the content key is not the AES key the console shows for this application",
                })
            });
        }
        let _ = ciphertext;
        Err(OpenError::NoContentKey)
    }
}
