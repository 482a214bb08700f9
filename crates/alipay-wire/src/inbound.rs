//! The other direction: messages that gateways send, and requests as a gateway sees them.
//!
//! Receiving gives a [`Sealed`] message, never its payload. Replies are drafted and sealed like requests.

use alipay_sign::{KeyIdentity, Pairs, Sealed, Signature};
use bytes::Bytes;
use http::{HeaderMap, HeaderValue, Method, Response, StatusCode, header::CONTENT_TYPE};

use crate::{
    EncodeError, OpenError,
    open_platform::{decode_sign, node_name, respond},
    signed_header::{
        CLIENT_ID, JSON, REQUEST_TIME, RESPONSE_TIME, SIGNATURE, filled, header, prefix, signature::SignatureHeader,
    },
};

/// A message that came in, and who says to have sent it.
#[derive(Debug)]
#[non_exhaustive]
pub struct Received<P> {
    /// The `app_id` or `client-id` the message names. A claim, until the message is verified with that party's key.
    pub identity: String,
    /// The message.
    pub sealed: Sealed<P>,
}

/// Receives a signed-header message: a notification, or a request at a gateway.
///
/// `path` is the path of the receiving URL without its query, which is not signed.
///
/// # Errors
/// [`OpenError`] when a header is missing or malformed.
pub fn signed_headers(
    method: &Method,
    path: &str,
    headers: &HeaderMap,
    body: Bytes,
) -> Result<Received<Bytes>, OpenError> {
    let missing = |present, missing| OpenError::PartialSignature { present, missing };
    let client_id = filled(headers, &CLIENT_ID)?.ok_or(missing("a body", "client-id"))?;
    let time = filled(headers, &REQUEST_TIME)?.ok_or(missing("client-id", "request-time"))?;
    let signature = filled(headers, &SIGNATURE)?.ok_or(missing("client-id", "signature"))?;
    let sealed = SignatureHeader::parse(signature)?.seal(&prefix(method, path, client_id, time), body);
    Ok(Received { identity: client_id.to_owned(), sealed })
}

/// Receives the parameters of a request at `gateway.do`, from query and body together.
///
/// # Errors
/// [`OpenError`] when a parameter stands twice, or `app_id` or `sign` is missing or malformed.
pub fn form(query: &str, body: &[u8]) -> Result<Received<Pairs>, OpenError> {
    let mut pairs: Pairs = fields(query.as_bytes()).chain(fields(body)).collect();
    if pairs.duplicate().is_some() {
        return Err(OpenError::DuplicateMember);
    }
    let missing = |missing| OpenError::PartialSignature { present: "the parameters", missing };
    let identity = pairs.get_str("app_id").ok_or(missing("app_id"))?.to_owned();
    let sign = pairs.remove("sign").ok_or(missing("sign"))?;
    Ok(Received { identity, sealed: Sealed::pairs(pairs, decode_sign(&sign)?, None) })
}

/// The fields of a form as bytes: their charset is not known before one of them is read.
fn fields(form: &[u8]) -> impl Iterator<Item = (Vec<u8>, Vec<u8>)> {
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

/// A reply that lacks its signature.
#[derive(Clone, Debug)]
pub struct Reply {
    message: Bytes,
    form: ReplyForm,
    body: Bytes,
}

#[derive(Clone, Debug)]
enum ReplyForm {
    SignedHeader { client_id: String, time: String, key_version: Option<u32> },
    Envelope { node: String },
}

impl Reply {
    /// Replies to a signed-header message that came to `path`.
    pub fn signed_headers(
        method: &Method,
        path: &str,
        client_id: &str,
        time: &str,
        key: &KeyIdentity,
        body: impl Into<Bytes>,
    ) -> Self {
        let body = body.into();
        let message = [prefix(method, path, client_id, time).as_bytes(), &body].concat().into();
        let form = ReplyForm::SignedHeader {
            client_id: client_id.to_owned(),
            time: time.to_owned(),
            key_version: key.version,
        };
        Self { message, form, body }
    }

    /// Replies to a request for `method` at `gateway.do`. `node` is the JSON that answers it.
    pub fn envelope(method: &str, node: impl Into<Bytes>) -> Self {
        let body = node.into();
        Self { message: body.clone(), form: ReplyForm::Envelope { node: node_name(method) }, body }
    }

    /// The bytes to sign.
    pub fn message(&self) -> &Bytes {
        &self.message
    }

    /// The reply, signed.
    ///
    /// # Errors
    /// [`EncodeError`] when client id or time cannot stand in a header.
    pub fn seal(self, signature: &Signature) -> Result<Response<Bytes>, EncodeError> {
        self.finish(Some(signature))
    }

    /// The reply without a signature, as gateways send it when they cannot tell which key to use.
    ///
    /// # Errors
    /// [`EncodeError`] when client id or time cannot stand in a header.
    pub fn unsigned(self) -> Result<Response<Bytes>, EncodeError> {
        self.finish(None)
    }

    fn finish(self, signature: Option<&Signature>) -> Result<Response<Bytes>, EncodeError> {
        let mut response = Response::new(Bytes::new());
        *response.status_mut() = StatusCode::OK;
        match self.form {
            ReplyForm::SignedHeader { client_id, time, key_version } => {
                let headers = response.headers_mut();
                headers.insert(CONTENT_TYPE, JSON);
                if let Some(signature) = signature {
                    let value = SignatureHeader::signed(&SignatureHeader::unsigned(key_version), signature);
                    headers.insert(CLIENT_ID, header("client-id", &client_id)?);
                    headers.insert(RESPONSE_TIME, header("response-time", &time)?);
                    headers.insert(SIGNATURE, header("signature", &value)?);
                }
                *response.body_mut() = self.body;
            }
            ReplyForm::Envelope { node } => {
                // The gateway's own content type, although the body is JSON.
                response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("text/html;charset=utf-8"));
                *response.body_mut() = respond(&node, &self.body, signature);
            }
        }
        Ok(response)
    }
}
