//! Content encryption of the Open Platform.

#[cfg(feature = "encrypt")]
use alipay_sign::ContentKey;
use alipay_sign::{Pairs, Verified};
#[cfg(feature = "encrypt")]
use alipay_wire::open_platform::sub_code::DECRYPTION_ERROR_UNKNOWN;
use alipay_wire::open_platform::sub_code::{
    DECRYPTION_ERROR_MISSING_ENCRYPT_TYPE, DECRYPTION_ERROR_NOT_VALID_ENCRYPT_TYPE, INVALID_ENCRYPT_TYPE,
    MISSING_ENCRYPT_KEY, SubCode,
};
use bytes::Bytes;

#[cfg(feature = "encrypt")]
use crate::Sandbox;

/// The AES key of the application, if it has one.
#[derive(Clone, Default)]
pub(crate) struct Content {
    #[cfg(feature = "encrypt")]
    key: Option<ContentKey>,
}

impl Content {
    /// The request as it was before its content was encrypted, if that is so, and whether it is.
    pub(super) fn open(&self, request: Verified<Pairs>) -> Result<(Verified<Pairs>, bool), SubCode> {
        let content = request.payload().get("biz_content");
        match (request.payload().get("encrypt_type"), content) {
            (None, Some(content)) if is_ciphertext(content) => Err(DECRYPTION_ERROR_MISSING_ENCRYPT_TYPE),
            (None, _) => Ok((request, false)),
            (Some(b"AES"), Some(_)) => self.decrypt(request).map(|request| (request, true)),
            (Some(b"AES"), None) => Err(INVALID_ENCRYPT_TYPE),
            (Some(_), _) => Err(DECRYPTION_ERROR_NOT_VALID_ENCRYPT_TYPE),
        }
    }

    /// The same of a body over REST, where a header says whether it is encrypted. Where the header stands on a request
    /// without a body, there is nothing to decrypt, and the answer is encrypted.
    pub(super) fn open_body(
        &self,
        body: Verified<Bytes>,
        encrypt_type: Option<&str>,
    ) -> Result<(Verified<Bytes>, bool), SubCode> {
        match encrypt_type {
            None if is_ciphertext(body.payload()) => Err(DECRYPTION_ERROR_MISSING_ENCRYPT_TYPE),
            None => Ok((body, false)),
            Some("AES") => self.decrypt_body(body).map(|body| (body, true)),
            Some(_) => Err(DECRYPTION_ERROR_NOT_VALID_ENCRYPT_TYPE),
        }
    }

    fn decrypt_body(&self, body: Verified<Bytes>) -> Result<Verified<Bytes>, SubCode> {
        #[cfg(feature = "encrypt")]
        if let Some(key) = &self.key {
            let is_empty = body.payload().is_empty();
            return if is_empty { Ok(body) } else { body.decrypt(key).map_err(|_| DECRYPTION_ERROR_UNKNOWN) };
        }
        let _ = body;
        Err(MISSING_ENCRYPT_KEY)
    }

    fn decrypt(&self, request: Verified<Pairs>) -> Result<Verified<Pairs>, SubCode> {
        #[cfg(feature = "encrypt")]
        if let Some(key) = &self.key {
            let decrypted = request.decrypt("biz_content", key);
            return decrypted.map_err(|_| DECRYPTION_ERROR_UNKNOWN);
        }
        let _ = request;
        Err(MISSING_ENCRYPT_KEY)
    }

    /// The node that stands for this one: a string, its ciphertext.
    pub(super) fn seal(&self, node: &[u8]) -> Vec<u8> {
        #[cfg(feature = "encrypt")]
        if let Some(key) = &self.key {
            return format!("\"{}\"", key.encrypt(node)).into();
        }
        node.to_vec()
    }

    /// The ciphertext of an answer over REST.
    pub(super) fn encrypt(&self, answer: &[u8]) -> Vec<u8> {
        #[cfg(feature = "encrypt")]
        if let Some(key) = &self.key {
            return key.encrypt(answer).into();
        }
        answer.to_vec()
    }
}

/// Whether this is what AES makes of a text: base64 of at least one block, which no JSON object is.
fn is_ciphertext(content: &[u8]) -> bool {
    let base64 = |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'/' | b'=');
    content.len() >= 24 && content.iter().all(base64)
}

#[cfg(feature = "encrypt")]
impl Sandbox {
    /// The AES key that [`with_content_key`](Self::with_content_key) gives the application, as a console shows it.
    pub const CONTENT_KEY: &'static str = "c2FuZGJveCBjb250ZW50IQ==";

    /// Gives the application at the Open Platform an AES key. Requests may then be encrypted with it, and are answered
    /// encrypted; what is wrong with a request before it is decrypted is answered plain.
    #[must_use]
    pub fn with_content_key(mut self) -> Self {
        self.content = Content { key: Some(self.content_key()) };
        self
    }

    /// [`CONTENT_KEY`](Self::CONTENT_KEY), read.
    #[expect(clippy::missing_panics_doc, reason = "the key is part of this crate")]
    pub fn content_key(&self) -> ContentKey {
        #[expect(clippy::expect_used, reason = "the key is part of this crate")]
        ContentKey::from_base64(Self::CONTENT_KEY).expect("the built-in key is readable")
    }
}
