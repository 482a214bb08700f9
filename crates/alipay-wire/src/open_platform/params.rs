//! Signed parameters, and the forms in which they travel.

use std::fmt;

use alipay_sign::{Pairs, Signature};
use base64::{Engine, engine::general_purpose::STANDARD};
use http::{HeaderValue, Method, Uri, header::CONTENT_TYPE};

use super::common;
use crate::{EncodeError, OpenError, RequestBody};

/// Canonical parameters and their signature: blanks dropped, sorted by name.
#[derive(Clone)]
pub struct SignedParams {
    params: Pairs,
    sign: String,
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
        let (in_query, in_body): (Vec<_>, Vec<_>) = self.params.iter().partition(|(name, _)| common::is_in_query(name));
        let query = encode(in_query.into_iter().chain([(&b"sign"[..], self.sign.as_bytes())]));
        let body = encode(in_body.into_iter());
        let charset = self.params.get_str("charset").unwrap_or("utf-8");
        let content_type = HeaderValue::try_from(format!("application/x-www-form-urlencoded;charset={charset}"));

        let mut parts = gateway.clone().into_parts();
        let target = format!("{}?{query}", gateway.path());
        parts.path_and_query = Some(target.parse().map_err(|_| EncodeError::Url)?);
        let mut request = http::Request::new(RequestBody::from(body));
        *request.method_mut() = Method::POST;
        *request.uri_mut() = Uri::from_parts(parts).map_err(|_| EncodeError::Url)?;
        let content_type = content_type.map_err(|_| EncodeError::Header("charset".to_owned()))?;
        request.headers_mut().insert(CONTENT_TYPE, content_type);
        Ok(request)
    }
}

impl fmt::Debug for SignedParams {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("SignedParams").field(&self.params).finish()
    }
}

/// The text of a form.
pub(crate) fn encode<'a>(pairs: impl Iterator<Item = (&'a [u8], &'a [u8])>) -> String {
    let mut text = String::new();
    for (name, value) in pairs {
        if !text.is_empty() {
            text.push('&');
        }
        text.extend(form_urlencoded::byte_serialize(name));
        text.push('=');
        text.extend(form_urlencoded::byte_serialize(value));
    }
    text
}

/// Reads the base64 text of a `sign`.
pub(crate) fn decode_sign(text: &[u8]) -> Result<Vec<u8>, OpenError> {
    match STANDARD.decode(text) {
        Ok(signature) if !signature.is_empty() => Ok(signature),
        _ => Err(OpenError::MalformedSignature("it is not base64")),
    }
}
