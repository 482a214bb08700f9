//! Signed parameters, and the forms in which they travel.

use std::fmt;

use alipay_sign::{Pairs, Signature};
use base64::{Engine, engine::general_purpose::STANDARD};
use bytes::Bytes;
use http::{HeaderValue, Method, Uri, header::CONTENT_TYPE, uri::PathAndQuery};

use super::common;
use crate::{EncodeError, FilePart, Multipart, Nonce, OpenError, RequestBody};

/// Canonical parameters and their signature: blanks dropped, sorted by name.
#[derive(Clone)]
pub struct SignedParams {
    pub(super) params: Pairs,
    pub(super) sign: String,
}

impl SignedParams {
    pub(super) fn new(params: Pairs, signature: &Signature) -> Self {
        Self { params, sign: STANDARD.encode(signature.as_bytes()) }
    }

    /// A POST to `gateway`: common parameters, `charset` above all, in the query; business parameters and tokens in the
    /// body. Values are percent-encoded in the charset of the parameters, which the content type names too.
    ///
    /// # Errors
    /// [`EncodeError::Url`] when gateway and query do not make a URL.
    pub fn into_request(self, gateway: &Uri) -> Result<http::Request<RequestBody>, EncodeError> {
        let url = self.url(gateway)?;
        let body = encode(self.in_body());
        let content_type = match self.charset() {
            "utf-8" => HeaderValue::from_static("application/x-www-form-urlencoded;charset=utf-8"),
            charset => HeaderValue::try_from(format!("application/x-www-form-urlencoded;charset={charset}"))
                .map_err(|_| EncodeError::Header("charset".to_owned()))?,
        };
        Ok(post(url, body.into(), content_type))
    }

    /// The same POST with files beside the parameters, which are unsigned. What would be in its body are parts of it, in
    /// the charset of the parameters; the files follow them.
    ///
    /// # Errors
    /// [`EncodeError`] when gateway and query do not make a URL, or a file cannot be written as a part.
    pub fn into_multipart(
        self,
        gateway: &Uri,
        files: Vec<FilePart>,
        nonce: Nonce,
    ) -> Result<http::Request<RequestBody>, EncodeError> {
        let url = self.url(gateway)?;
        let text = format!("text/plain; charset={}", self.charset());
        let mut parts = Multipart::builder(nonce);
        for (name, value) in self.in_body() {
            let name = std::str::from_utf8(name).map_err(|_| EncodeError::ParameterName)?;
            parts = parts.text(name, &text, value)?;
        }
        for file in files {
            if let Some(common) = common::find(&file.name) {
                return Err(EncodeError::CommonParameter(common));
            }
            if self.params.get(&file.name).is_some() {
                return Err(EncodeError::DuplicateParameter);
            }
            parts = parts.file(file)?;
        }
        let body = parts.finish()?;
        let content_type = body.content_type(Some(self.charset()))?;
        Ok(post(url, body.into(), content_type))
    }

    /// The address, with all that travels in its query.
    fn url(&self, gateway: &Uri) -> Result<Uri, EncodeError> {
        let in_query = self.params.iter().filter(|(name, _)| common::is_in_query(name));
        let in_query = in_query.chain([(&b"sign"[..], self.sign.as_bytes())]);
        let target = Bytes::from(encode_behind(&format!("{}?", gateway.path()), in_query));
        let mut parts = gateway.clone().into_parts();
        parts.path_and_query = Some(PathAndQuery::from_maybe_shared(target).map_err(|_| EncodeError::Url)?);
        Uri::from_parts(parts).map_err(|_| EncodeError::Url)
    }

    /// What is left for the body.
    fn in_body(&self) -> impl Iterator<Item = (&[u8], &[u8])> + Clone {
        self.params.iter().filter(|(name, _)| !common::is_in_query(name))
    }

    fn charset(&self) -> &str {
        self.params.get_str("charset").unwrap_or("utf-8")
    }
}

fn post(url: Uri, body: RequestBody, content_type: HeaderValue) -> http::Request<RequestBody> {
    let mut request = http::Request::new(body);
    *request.method_mut() = Method::POST;
    *request.uri_mut() = url;
    request.headers_mut().insert(CONTENT_TYPE, content_type);
    request
}

impl fmt::Debug for SignedParams {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("SignedParams").field(&self.params).finish()
    }
}

/// The text of a form.
pub(crate) fn encode<'a>(pairs: impl Iterator<Item = (&'a [u8], &'a [u8])> + Clone) -> String {
    encode_behind("", pairs)
}

fn encode_behind<'a>(start: &str, pairs: impl Iterator<Item = (&'a [u8], &'a [u8])> + Clone) -> String {
    let length: usize = pairs.clone().map(|(name, value)| escaped_length(name) + escaped_length(value) + 2).sum();
    let mut text = String::with_capacity((start.len() + length).saturating_sub(1));
    text.push_str(start);
    for (name, value) in pairs {
        if text.len() > start.len() {
            text.push('&');
        }
        text.extend(form_urlencoded::byte_serialize(name));
        text.push('=');
        text.extend(form_urlencoded::byte_serialize(value));
    }
    text
}

/// How long it will be, so that it is written and taken over without a copy.
fn escaped_length(text: &[u8]) -> usize {
    let escaped =
        |byte: &u8| u8::from(!byte.is_ascii_alphanumeric() && !matches!(byte, b' ' | b'*' | b'-' | b'.' | b'_'));
    // In pieces whose count is a byte: so the compiler counts many bytes at a time.
    let escaped: usize = text.chunks(255).map(|piece| usize::from(piece.iter().map(escaped).sum::<u8>())).sum();
    text.len() + 2 * escaped
}

/// The fields of a form as bytes, decoded once: their charset is not known before one of them is read.
pub(crate) fn fields(form: &[u8]) -> impl Iterator<Item = (Vec<u8>, Vec<u8>)> {
    let decoded = |text: &[u8]| -> Vec<u8> {
        let text: Vec<u8> = text.iter().map(|&byte| if byte == b'+' { b' ' } else { byte }).collect();
        percent_encoding::percent_decode(&text).collect()
    };
    form.split(|&byte| byte == b'&').filter(|field| !field.is_empty()).map(move |field| {
        let mut halves = field.splitn(2, |&byte| byte == b'=');
        let (name, value) = (halves.next().unwrap_or_default(), halves.next().unwrap_or_default());
        (decoded(name), decoded(value))
    })
}

/// Reads the base64 text of a `sign`.
pub(crate) fn decode_sign(text: &[u8]) -> Result<Vec<u8>, OpenError> {
    match STANDARD.decode(text) {
        Ok(signature) if !signature.is_empty() => Ok(signature),
        _ => Err(OpenError::MalformedSignature("it is not base64")),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn the_length_of_a_form_is_known(pairs: Vec<(Vec<u8>, Vec<u8>)>) {
            let pairs: Vec<_> = pairs.iter().map(|(name, value)| (&name[..], &value[..])).collect();
            let lengths = pairs.iter().map(|(name, value)| escaped_length(name) + escaped_length(value) + 2);
            prop_assert_eq!(encode(pairs.iter().copied()).len(), lengths.sum::<usize>().saturating_sub(1));
        }
    }
}
