//! The two charsets of the Open Platform.
//!
//! Signatures are made and checked over bytes in the charset of the message. Only what was verified is transcoded.

use std::{borrow::Cow, fmt};

use bytes::Bytes;

use crate::{Pairs, Verified};

/// In which charset a message of the Open Platform is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Charset {
    /// UTF-8, the default.
    #[default]
    Utf8,
    /// GBK. Read as its superset GB 18030, as every reader of GBK does.
    #[cfg(feature = "gbk")]
    Gbk,
}

impl Charset {
    /// The name as the gateway writes it in `charset` parameters: `utf-8` or `GBK`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Utf8 => "utf-8",
            #[cfg(feature = "gbk")]
            Self::Gbk => "GBK",
        }
    }

    /// The charset that goes by this name, in any spelling the gateway uses.
    ///
    /// # Errors
    /// [`CharsetError::Unknown`] for any other name, and for GBK without feature `gbk`.
    pub fn named(name: &str) -> Result<Self, CharsetError> {
        let is = |known: &str| name.trim().eq_ignore_ascii_case(known);
        if is("utf-8") || is("utf8") {
            return Ok(Self::Utf8);
        }
        #[cfg(feature = "gbk")]
        if is("gbk") || is("gb2312") || is("gb18030") {
            return Ok(Self::Gbk);
        }
        Err(CharsetError::Unknown)
    }

    /// `text` in this charset.
    ///
    /// # Errors
    /// [`CharsetError::Unmappable`] when the charset cannot hold all of it. Nothing is replaced or escaped.
    pub fn encode(self, text: &str) -> Result<Cow<'_, [u8]>, CharsetError> {
        match self {
            Self::Utf8 => Ok(Cow::Borrowed(text.as_bytes())),
            #[cfg(feature = "gbk")]
            Self::Gbk => gbk::encode(text),
        }
    }

    /// `bytes`, written in this charset, as text.
    ///
    /// # Errors
    /// [`CharsetError::Malformed`] when they are not in this charset.
    pub fn decode(self, bytes: &[u8]) -> Result<Cow<'_, str>, CharsetError> {
        match self {
            Self::Utf8 => std::str::from_utf8(bytes).map(Cow::Borrowed).map_err(|_| CharsetError::Malformed),
            #[cfg(feature = "gbk")]
            Self::Gbk => gbk::decode(bytes),
        }
    }

    fn decode_bytes(self, bytes: Bytes) -> Result<Bytes, CharsetError> {
        match self.decode(&bytes)? {
            Cow::Borrowed(text) if text.len() == bytes.len() => Ok(bytes),
            text => Ok(text.into_owned().into()),
        }
    }
}

#[cfg(feature = "gbk")]
mod gbk {
    use std::borrow::Cow;

    use encoding_rs::GBK;

    use super::CharsetError;

    pub(super) fn encode(text: &str) -> Result<Cow<'_, [u8]>, CharsetError> {
        // The one character that systems write in different ways: what one signs, the other cannot verify.
        if text.contains('€') {
            return Err(CharsetError::Unmappable);
        }
        let (bytes, _, has_unmappable) = GBK.encode(text);
        if has_unmappable { Err(CharsetError::Unmappable) } else { Ok(bytes) }
    }

    pub(super) fn decode(bytes: &[u8]) -> Result<Cow<'_, str>, CharsetError> {
        GBK.decode_without_bom_handling_and_without_replacement(bytes).ok_or(CharsetError::Malformed)
    }
}

impl fmt::Display for Charset {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Text and charset do not fit together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum CharsetError {
    /// The charset is neither UTF-8 nor, with feature `gbk`, GBK.
    #[error("the charset is not known here: the gateway writes utf-8 or GBK, and GBK needs feature `gbk`")]
    Unknown,
    /// The text holds a character the charset does not have.
    #[error("the text holds a character that GBK cannot hold: leave it out, or send the request in UTF-8")]
    Unmappable,
    /// The bytes are not in the charset.
    #[error("the bytes are not in the charset they should be in")]
    Malformed,
}

impl Verified<Bytes> {
    /// The same text in UTF-8.
    ///
    /// # Errors
    /// [`CharsetError::Malformed`] when it is not in `charset`.
    pub fn to_utf8(self, charset: Charset) -> Result<Self, CharsetError> {
        self.derive(|payload| charset.decode_bytes(payload))
    }
}

impl Verified<Pairs> {
    /// The same pairs in UTF-8.
    ///
    /// # Errors
    /// [`CharsetError::Malformed`] when a name or value is not in `charset`.
    pub fn to_utf8(self, charset: Charset) -> Result<Self, CharsetError> {
        self.derive(|pairs| {
            let decoded =
                pairs.into_iter().map(|(name, value)| Ok((charset.decode_bytes(name)?, charset.decode_bytes(value)?)));
            decoded.collect()
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_read_in_any_spelling() {
        for name in ["utf-8", "UTF-8", "utf8", " Utf-8 "] {
            assert_eq!(Charset::named(name), Ok(Charset::Utf8));
        }
        for name in ["", "latin1", "utf-16"] {
            assert_eq!(Charset::named(name), Err(CharsetError::Unknown), "{name}");
        }
        #[cfg(feature = "gbk")]
        for name in ["GBK", "gbk", "GB2312", "gb18030"] {
            assert_eq!(Charset::named(name), Ok(Charset::Gbk));
        }
    }

    #[test]
    fn utf8_is_checked() {
        assert_eq!(Charset::Utf8.decode("余额".as_bytes()).unwrap(), "余额");
        assert_eq!(Charset::Utf8.decode(&[0xD3, 0xE0]), Err(CharsetError::Malformed));
    }

    #[cfg(feature = "gbk")]
    #[test]
    fn gbk_comes_and_goes() {
        assert_eq!(&*Charset::Gbk.encode("余额 a").unwrap(), [0xD3, 0xE0, 0xB6, 0xEE, b' ', b'a']);
        assert_eq!(Charset::Gbk.decode(&[0xD3, 0xE0, 0xB6, 0xEE]).unwrap(), "余额");
        assert_eq!(Charset::Gbk.decode(&[0xD3]), Err(CharsetError::Malformed));
    }

    #[cfg(feature = "gbk")]
    #[test]
    fn what_gbk_cannot_hold_is_an_error() {
        for text in ["😀", "€", "ไทย"] {
            assert_eq!(Charset::Gbk.encode(text), Err(CharsetError::Unmappable), "{text}");
        }
    }
}
