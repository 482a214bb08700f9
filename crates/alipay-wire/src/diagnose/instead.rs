//! What came instead of an answer.

use std::fmt;

/// What a body is that is no answer of a gateway.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub(crate) enum Instead {
    /// There is nothing in it.
    Nothing,
    /// A page for people.
    Page,
    /// XML, which the old gateway (`mapi.alipay.com`) answers with.
    Xml,
    /// It is compressed, which was not asked for.
    Compressed,
    /// JSON, and not that of a gateway.
    Json,
    /// Text of another kind, or no text.
    Text,
}

impl Instead {
    /// What these bytes look like. `None` for what may be JSON, or a form.
    pub(crate) fn of(body: &[u8]) -> Option<Self> {
        let body = body.trim_ascii_start();
        let body = body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(body);
        match body {
            [] => Some(Self::Nothing),
            [0x1f, 0x8b, ..] | [0x78, 0x01 | 0x9c | 0xda, ..] | [0x28, 0xb5, 0x2f, 0xfd, ..] => Some(Self::Compressed),
            [b'<', b'?' | b'a', ..] if !is_page(body) => Some(Self::Xml),
            [b'<', ..] => Some(Self::Page),
            _ => None,
        }
    }
}

fn is_page(body: &[u8]) -> bool {
    let start = body.get(..body.len().min(512)).unwrap_or_default().to_ascii_lowercase();
    [&b"<html"[..], b"<!doctype html"].iter().any(|word| start.windows(word.len()).any(|part| part == *word))
}

impl fmt::Display for Instead {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Nothing => "no body",
            Self::Page => "a page (HTML)",
            Self::Xml => "XML, as the old gateway answers with",
            Self::Compressed => "compressed",
            Self::Json => "JSON that is no answer of this gateway",
            Self::Text => "a text of another kind",
        })
    }
}
