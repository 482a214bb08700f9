//! Answers in UTF-8 and in GBK.
//!
//! An answer is split and verified as the bytes it came in; only what was verified is transcoded.

use std::borrow::Cow;

use alipay_sign::{Charset, CharsetError};
use bytes::Bytes;
use http::{HeaderMap, header::CONTENT_TYPE};

use crate::OpenError;

/// Bytes of the gateway, and the charset they are in.
pub(super) struct Written {
    pub(super) bytes: Bytes,
    pub(super) charset: Charset,
}

impl Written {
    /// Bytes that are in `claimed`, or else in the other charset of this gateway: an answer to a request in UTF-8 may
    /// be a failure in GBK, and say that it is UTF-8.
    pub(super) fn new(claimed: Charset, bytes: Bytes) -> Result<Self, OpenError> {
        let gbk = Charset::named("GBK");
        let charsets = [Some(claimed), Some(Charset::Utf8), gbk.ok()];
        match charsets.into_iter().flatten().find(|charset| charset.decode(&bytes).is_ok()) {
            Some(charset) => Ok(Self { bytes, charset }),
            // Without GBK it is that feature that is missing.
            None => Err(OpenError::Charset(gbk.err().unwrap_or(CharsetError::Malformed))),
        }
    }

    pub(super) fn text(&self) -> Result<Cow<'_, str>, OpenError> {
        self.charset.decode(&self.bytes).map_err(OpenError::Charset)
    }

    /// Bytes of the same length that JSON can be split by: in GBK the second byte of a character may be a brace or a
    /// backslash, so there every character of several bytes is replaced by as many question marks.
    pub(super) fn outline(&self) -> Cow<'_, [u8]> {
        match self.charset {
            Charset::Utf8 => Cow::Borrowed(&self.bytes),
            _ => Cow::Owned(gbk_outline(&self.bytes)),
        }
    }
}

/// The charset that `headers` declare, if it is one of this gateway.
pub(super) fn declared(headers: &HeaderMap) -> Option<Charset> {
    let content_type = headers.get(CONTENT_TYPE)?.to_str().ok()?;
    let parameters = content_type.split(';').skip(1).filter_map(|parameter| parameter.split_once('='));
    let charset = |(name, value): (&str, &str)| name.trim().eq_ignore_ascii_case("charset").then(|| value.to_owned());
    let value = parameters.filter_map(charset).next()?;
    Charset::named(value.trim().trim_matches('"')).ok()
}

/// Outside of strings a question mark is as little JSON as any other character, and after a backslash too.
fn gbk_outline(bytes: &[u8]) -> Vec<u8> {
    let mut outline = Vec::with_capacity(bytes.len());
    let mut rest = bytes.iter();
    while let Some(first) = rest.next() {
        match first {
            0x00..=0x7F => outline.push(*first),
            0x80 => outline.push(b'?'),
            // Two bytes; the four of GB 18030 are twice two by the same rule.
            _ => outline.extend(std::iter::once(b'?').chain(rest.next().map(|_| b'?'))),
        }
    }
    outline
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;
    use proptest::prelude::*;

    use super::*;

    fn headers(content_type: &'static str) -> HeaderMap {
        HeaderMap::from_iter([(CONTENT_TYPE, HeaderValue::from_static(content_type))])
    }

    #[test]
    fn the_charset_is_read_from_the_content_type() {
        for content_type in ["text/html;charset=utf-8", "text/html; a=b; Charset=\"UTF-8\""] {
            assert_eq!(declared(&headers(content_type)), Some(Charset::Utf8), "{content_type}");
        }
        assert_eq!(declared(&headers("text/html; charset=GB2312")), Charset::named("GBK").ok());
        for content_type in ["text/html", "text/html; charset=latin1", "charset=utf-8"] {
            assert_eq!(declared(&headers(content_type)), None, "{content_type}");
        }
    }

    #[test]
    fn an_outline_shows_structure_only() {
        // The second bytes are a backslash and both braces; then come four bytes of one character.
        let text = b"{\"a\":\"\x95\x5C\x81\x7B\x81\x7D\x81\x30\x81\x30\"}";
        assert_eq!(gbk_outline(text), b"{\"a\":\"??????????\"}");
        // The euro sign is one byte, and half a character at the end is one too.
        assert_eq!(gbk_outline(b"{\"\x80\":\"\x95"), b"{\"?\":\"?");
    }

    proptest! {
        #[test]
        fn an_outline_has_the_length_of_its_text(bytes: Vec<u8>) {
            let outline = gbk_outline(&bytes);
            prop_assert!(outline.is_ascii());
            prop_assert_eq!(outline.len(), bytes.len());
        }
    }

    #[cfg(feature = "gbk")]
    proptest! {
        /// Character by character: what JSON sees in the outline is what it sees in the transcoded text.
        #[test]
        fn an_outline_agrees_with_the_text(text in "[a\"{}\\\\:,\u{4e00}-\u{9fff}]*") {
            let Ok(bytes) = Charset::Gbk.encode(&text) else { return Ok(()) };
            let outline = String::from_utf8(gbk_outline(&bytes)).unwrap();
            let expected: String = text.chars().map(|c| if c.is_ascii() { c.to_string() } else { "??".to_owned() }).collect();
            prop_assert_eq!(outline, expected);
        }
    }
}
