//! The envelope of an answer: a node named after the method, and its signature beside it.

use alipay_sign::{KeyId, Signature};
use base64::{Engine, engine::general_purpose::STANDARD};
use bytes::Bytes;
use serde_json::value::RawValue;

use super::{charset::Written, common};
use crate::{
    OpenError,
    json::{self, Members},
    model::key::Key,
};

/// The node every method may answer with when the gateway failed before it knew the method.
const ERROR_NODE: &str = "error_response";

/// An answer, split but not read: the node is the exact bytes that were signed.
pub(crate) struct Envelope {
    pub(crate) node: Bytes,
    /// The node with plain slashes, where it has escaped ones.
    pub(crate) with_plain_slashes: Option<Bytes>,
    /// Whether the node is the gateway's own, for failures that came before the method was known.
    pub(super) is_error: bool,
    pub(crate) sign: Option<String>,
    /// Which of the gateway's certificates signed, in certificate mode.
    pub(crate) key: Option<KeyId>,
}

/// The name of the node that answers `method`.
pub(crate) fn node_name(method: &str) -> String {
    format!("{}_response", method.replace('.', "_"))
}

/// Whether this is the [`node_name`] of `method`.
fn is_node_of(name: &str, method: &str) -> bool {
    let Some(name) = name.strip_suffix("_response") else { return false };
    let written = |byte| if byte == b'.' { b'_' } else { byte };
    name.len() == method.len() && name.bytes().eq(method.bytes().map(written))
}

/// The envelope around a node. `certificate` is the serial of who signs, in certificate mode.
pub(crate) fn respond(node_name: &str, node: &[u8], certificate: Option<&str>, signature: Option<&Signature>) -> Bytes {
    let mut body = format!("{{\"{node_name}\":").into_bytes();
    body.extend_from_slice(node);
    if let Some(serial) = certificate {
        body.extend_from_slice(format!(",\"alipay_cert_sn\":\"{serial}\"").as_bytes());
    }
    if let Some(signature) = signature {
        body.extend_from_slice(format!(",\"sign\":\"{}\"", STANDARD.encode(signature.as_bytes())).as_bytes());
    }
    body.push(b'}');
    body.into()
}

impl Envelope {
    /// Splits an answer, whatever it answers: for finding out what is wrong with it.
    #[cfg(feature = "diagnose")]
    pub(crate) fn of_any(body: Bytes) -> Result<Self, OpenError> {
        let body = Written::new(alipay_sign::Charset::Utf8, body)?;
        let outline = body.outline();
        let Members(members) = serde_json::from_str(json::text(&outline)?).map_err(|_| OpenError::NotAnAnswer)?;
        let methods = members.iter().filter_map(|(name, _)| name.as_str().strip_suffix("_response"));
        let method = methods.into_iter().find(|name| *name != "error").unwrap_or_default().to_owned();
        Self::split(&method, &body)
    }

    /// Splits the answer to `method`.
    pub(super) fn split(method: &str, body: &Written) -> Result<Self, OpenError> {
        let outline = body.outline();
        let Members(members) = serde_json::from_str(json::text(&outline)?).map_err(|_| OpenError::NotAnAnswer)?;
        let member = |name: &str| only(&members, |key| key == name);

        let own = only(&members, |key| is_node_of(key, method))?;

        let (node, is_error) = match (own, member(ERROR_NODE)?) {
            (Some(node), None) => (node, false),
            (None, Some(node)) => (node, true),
            // Two nodes and one signature: nobody could say which one was signed.
            (Some(_), Some(_)) => return Err(OpenError::DuplicateMember),
            (None, None) => return Err(OpenError::NotAnAnswer),
        };
        let outline_of_node = node.get().as_bytes();
        let begin = outline_of_node.as_ptr() as usize - outline.as_ptr() as usize;
        let node = body.bytes.slice(begin..begin + outline_of_node.len());
        Ok(Self {
            with_plain_slashes: unescape_slashes(&node, outline_of_node),
            node,
            is_error,
            sign: text(member("sign")?, "`sign` is not a string")?,
            key: text(member("alipay_cert_sn")?, "`alipay_cert_sn` is not a string")?.map(serial).transpose()?,
        })
    }
}

/// The member whose name is so. Two readers must not see two of them.
fn only<'a>(
    members: &[(Key<'_>, &'a RawValue)],
    is_its_name: impl Fn(&str) -> bool,
) -> Result<Option<&'a RawValue>, OpenError> {
    let mut found = members.iter().filter(|(name, _)| is_its_name(name.as_str())).map(|(_, value)| *value);
    match (found.next(), found.next()) {
        (_, Some(_)) => Err(OpenError::DuplicateMember),
        (found, None) => Ok(found),
    }
}

/// A string that is there and not empty.
fn text(member: Option<&RawValue>, otherwise: &'static str) -> Result<Option<String>, OpenError> {
    let Some(json) = member else { return Ok(None) };
    let text: Option<String> =
        serde_json::from_str(json.get()).map_err(|_| OpenError::MalformedSignature(otherwise))?;
    Ok(text.filter(|text| !text.is_empty()))
}

fn serial(text: String) -> Result<KeyId, OpenError> {
    common::serial(&text).ok_or(OpenError::MalformedSignature("`alipay_cert_sn` is no serial of a certificate"))
}

/// `node` with every `\/` replaced by `/`, where its outline has one. Some answers are signed with plain slashes and
/// sent with escaped ones.
fn unescape_slashes(node: &[u8], outline: &[u8]) -> Option<Bytes> {
    let escapes = outline.windows(2).enumerate().filter(|(_, pair)| *pair == br"\/").map(|(at, _)| at);
    let escapes: Vec<usize> = escapes.collect();
    if escapes.is_empty() {
        return None;
    }
    let is_escape = |at: &usize| escapes.binary_search(at).is_ok();
    Some(node.iter().enumerate().filter(|(at, _)| !is_escape(at)).map(|(_, byte)| *byte).collect())
}

#[cfg(test)]
mod tests {
    use alipay_sign::Charset;
    use proptest::prelude::*;

    use super::*;

    fn split(body: &str) -> Result<(String, Option<String>), OpenError> {
        let body = Written::new(Charset::Utf8, Bytes::copy_from_slice(body.as_bytes()))?;
        let envelope = Envelope::split("a.b", &body)?;
        Ok((String::from_utf8(envelope.node.to_vec()).unwrap(), envelope.sign))
    }

    #[test]
    fn the_node_is_cut_out_exactly() {
        let cases = [
            (r#"{"a_b_response":{"x":"}\",\"sign\":\""},"sign":"s"}"#, r#"{"x":"}\",\"sign\":\""}"#, Some("s")),
            (r#"{ "sign" : "a\/b" , "a_b_response" : { "x" : 1 } }"#, r#"{ "x" : 1 }"#, Some("a/b")),
            (r#"{"a_b_response":"b64==","alipay_cert_sn":"1","sign":"s"}"#, "\"b64==\"", Some("s")),
            (r#"{"error_response":{"code":"40002"}}"#, r#"{"code":"40002"}"#, None),
            (r#"{"error_response":{},"sign":""}"#, "{}", None),
        ];
        for (body, node, sign) in cases {
            assert_eq!(split(body), Ok((node.to_owned(), sign.map(str::to_owned))), "{body}");
        }
    }

    #[test]
    fn a_node_is_known_by_its_name() {
        for method in ["a.b", "alipay.trade.pay", "a_b", "", "."] {
            assert!(is_node_of(&node_name(method), method), "{method}");
        }
        for name in
            ["a.b_response", "a_b", "a_b_response_", "_response", "xa_b_response", "a_c_response", "error_response"]
        {
            assert!(!is_node_of(name, "a.b"), "{name}");
        }
    }

    #[test]
    fn ambiguous_or_foreign_answers_are_refused() {
        let cases = [
            (r#"{"a_b_response":{},"a_b_response":{},"sign":"s"}"#, OpenError::DuplicateMember),
            (r#"{"a_b_response":{},"sign":"s","sign":"s"}"#, OpenError::DuplicateMember),
            (r#"{"a_b_response":{},"sign":"s","\u0073ign":"s"}"#, OpenError::DuplicateMember),
            (r#"{"a_b_response":{},"error_response":{},"sign":"s"}"#, OpenError::DuplicateMember),
            (r#"{"a_b_response":{},"sign":1}"#, OpenError::MalformedSignature("`sign` is not a string")),
            (r#"{"other_response":{},"sign":"s"}"#, OpenError::NotAnAnswer),
            ("<html></html>", OpenError::NotAnAnswer),
            ("[]", OpenError::NotAnAnswer),
            ("", OpenError::NotAnAnswer),
        ];
        for (body, error) in cases {
            assert_eq!(split(body), Err(error), "{body}");
        }
    }

    #[test]
    fn escaped_slashes_are_found_by_the_outline() {
        assert_eq!(unescape_slashes(b"a/b", b"a/b"), None);
        assert_eq!(unescape_slashes(br#""a\/b\\\/c""#, br#""a\/b\\\/c""#).unwrap(), r#""a/b\\/c""#);
        // A backslash that is the second byte of a character escapes nothing.
        assert_eq!(unescape_slashes(b"\x95\x5C/", b"??/"), None);
    }

    proptest! {
        #[test]
        fn what_is_enclosed_is_split(text: String, signature in proptest::collection::vec(any::<u8>(), 1..40)) {
            let node = serde_json::json!({ "a": text, "b": [text] }).to_string();
            let body = respond("a_b_response", node.as_bytes(), None, Some(&Signature::new(signature.clone())));
            let (cut, sign) = split(std::str::from_utf8(&body).unwrap()).unwrap();
            prop_assert_eq!(cut, node);
            prop_assert_eq!(super::super::decode_sign(sign.unwrap().as_bytes()), Ok(signature));
        }

        #[test]
        fn nothing_panics(body: Vec<u8>) {
            let _ = Written::new(Charset::Utf8, body.into()).and_then(|body| Envelope::split("a.b", &body));
        }
    }

    #[cfg(feature = "gbk")]
    proptest! {
        #[test]
        fn what_is_enclosed_in_gbk_is_split(text in "[a/\"{}\\\\\u{4e00}-\u{9fff}]*") {
            let node = serde_json::json!({ "a": text, text.clone(): "b" }).to_string();
            let Ok(node) = Charset::Gbk.encode(&node) else { return Ok(()) };
            let body = respond("a_b_response", &node, None, Some(&Signature::new(vec![1])));
            let body = Written::new(Charset::Gbk, body).unwrap();
            prop_assert_eq!(Envelope::split("a.b", &body).unwrap().node, node.into_owned());
        }
    }
}
