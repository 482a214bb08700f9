//! The envelope of an answer: a node named after the method, and its signature beside it.

use std::fmt;

use alipay_sign::Signature;
use base64::{Engine, engine::general_purpose::STANDARD};
use bytes::Bytes;
use serde::{
    Deserialize, Deserializer,
    de::{MapAccess, Visitor},
};
use serde_json::value::RawValue;

use crate::{OpenError, json, model::key::Key};

/// The node every method may answer with when the gateway failed before it knew the method.
const ERROR_NODE: &str = "error_response";

/// An answer, split but not read: the node is the exact bytes that were signed.
pub(super) struct Envelope {
    pub(super) node: Bytes,
    /// Whether the node is the gateway's own, for failures that came before the method was known.
    pub(super) is_error: bool,
    pub(super) sign: Option<String>,
}

/// The name of the node that answers `method`.
pub(crate) fn node_name(method: &str) -> String {
    format!("{}_response", method.replace('.', "_"))
}

/// The envelope around a node.
pub(crate) fn respond(node_name: &str, node: &[u8], signature: Option<&Signature>) -> Bytes {
    let mut body = format!("{{\"{node_name}\":").into_bytes();
    body.extend_from_slice(node);
    if let Some(signature) = signature {
        body.extend_from_slice(format!(",\"sign\":\"{}\"", STANDARD.encode(signature.as_bytes())).as_bytes());
    }
    body.push(b'}');
    body.into()
}

impl Envelope {
    /// Splits the answer to `method`.
    pub(super) fn split(method: &str, body: &Bytes) -> Result<Self, OpenError> {
        json::reject_duplicates(body)?;
        let Members(members) = serde_json::from_slice(body).map_err(|_| OpenError::NotAnAnswer)?;
        let member = |name: &str| members.iter().find(|(key, _)| key.as_str() == name).map(|(_, value)| *value);

        let (node, is_error) = match (member(&node_name(method)), member(ERROR_NODE)) {
            (Some(node), None) => (node, false),
            (None, Some(node)) => (node, true),
            // Two nodes and one signature: nobody could say which one was signed.
            (Some(_), Some(_)) => return Err(OpenError::DuplicateMember),
            (None, None) => return Err(OpenError::NotAnAnswer),
        };
        let sign = match member("sign") {
            Some(sign) => {
                let text: Option<String> = serde_json::from_str(sign.get())
                    .map_err(|_| OpenError::MalformedSignature("`sign` is not a string"))?;
                text.filter(|text| !text.is_empty())
            }
            None => None,
        };
        Ok(Self { node: body.slice_ref(node.get().as_bytes()), is_error, sign })
    }
}

/// The members of an object, in order, unread.
struct Members<'a>(Vec<(Key<'a>, &'a RawValue)>);

impl<'de> Deserialize<'de> for Members<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct MembersVisitor;

        impl<'de> Visitor<'de> for MembersVisitor {
            type Value = Members<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Members<'de>, A::Error> {
                let mut members = Vec::new();
                while let Some(member) = map.next_entry()? {
                    members.push(member);
                }
                Ok(Members(members))
            }
        }

        deserializer.deserialize_map(MembersVisitor)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn split(body: &str) -> Result<(String, Option<String>), OpenError> {
        let envelope = Envelope::split("a.b", &Bytes::copy_from_slice(body.as_bytes()))?;
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
    fn ambiguous_or_foreign_answers_are_refused() {
        let cases = [
            (r#"{"a_b_response":{},"a_b_response":{},"sign":"s"}"#, OpenError::DuplicateMember),
            (r#"{"a_b_response":{"x":1,"x":2},"sign":"s"}"#, OpenError::DuplicateMember),
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

    proptest! {
        #[test]
        fn what_is_enclosed_is_split(text: String, signature in proptest::collection::vec(any::<u8>(), 1..40)) {
            let node = serde_json::json!({ "a": text, "b": [text] }).to_string();
            let body = respond("a_b_response", node.as_bytes(), Some(&Signature::new(signature.clone())));
            let (cut, sign) = split(std::str::from_utf8(&body).unwrap()).unwrap();
            prop_assert_eq!(cut, node);
            prop_assert_eq!(super::super::decode_sign(sign.unwrap().as_bytes()), Ok(signature));
        }

        #[test]
        fn nothing_panics(body: Vec<u8>) {
            let _ = Envelope::split("a.b", &body.into());
        }
    }
}
