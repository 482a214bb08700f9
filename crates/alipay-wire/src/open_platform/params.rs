//! Signed parameters, and the forms in which they travel.

use std::fmt;

use alipay_sign::{Pairs, Signature};
use base64::{Engine, engine::general_purpose::STANDARD};
use bytes::Bytes;
use http::{HeaderValue, Method, Uri, header::CONTENT_TYPE};

use crate::{EncodeError, OpenError};

const FORM: HeaderValue = HeaderValue::from_static("application/x-www-form-urlencoded;charset=utf-8");

/// Parameters that travel in the body: the payload, which may be long, and tokens, which must not end up in URLs.
const IN_BODY: [&str; 3] = ["biz_content", "app_auth_token", "auth_token"];

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

    /// A POST to `gateway`: system parameters, `charset` above all, in the query; payload and tokens in the body.
    ///
    /// # Errors
    /// [`EncodeError::Url`] when gateway and query do not make a URL.
    pub fn into_request(self, gateway: &Uri) -> Result<http::Request<Bytes>, EncodeError> {
        let in_body = |name: &[u8]| IN_BODY.iter().any(|body| body.as_bytes() == name);
        let query =
            encode(self.params.iter().filter(|(name, _)| !in_body(name)).chain([(&b"sign"[..], self.sign.as_bytes())]));
        let body = encode(self.params.iter().filter(|(name, _)| in_body(name)));

        let mut parts = gateway.clone().into_parts();
        let target = format!("{}?{query}", gateway.path());
        parts.path_and_query = Some(target.parse().map_err(|_| EncodeError::Url)?);
        let mut request = http::Request::new(Bytes::from(body));
        *request.method_mut() = Method::POST;
        *request.uri_mut() = Uri::from_parts(parts).map_err(|_| EncodeError::Url)?;
        request.headers_mut().insert(CONTENT_TYPE, FORM);
        Ok(request)
    }
}

impl fmt::Debug for SignedParams {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("SignedParams").field(&self.params).finish()
    }
}

fn encode<'a>(pairs: impl Iterator<Item = (&'a [u8], &'a [u8])>) -> String {
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
