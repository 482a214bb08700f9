//! Replies to signed messages.

use std::fmt;

use alipay_sign::{Charset, CharsetError, KeyId, KeyIdentity, Signature};
use bytes::Bytes;
use http::{HeaderValue, Method, Response, StatusCode, header::CONTENT_TYPE};

use crate::{
    EncodeError,
    open_platform::{node_name, respond},
    signed_header::{CLIENT_ID, JSON, RESPONSE_TIME, SIGNATURE, header, prefix, signature::SignatureHeader},
};

/// A reply that lacks its signature.
#[derive(Clone)]
pub struct Reply {
    message: Bytes,
    form: ReplyForm,
    body: Bytes,
}

#[derive(Clone)]
enum ReplyForm {
    SignedHeader { client_id: String, time: String, key_version: Option<u32> },
    Envelope { node: String, charset: Charset, certificate: Option<KeyId> },
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
        let form = ReplyForm::Envelope { node: node_name(method), charset: Charset::Utf8, certificate: None };
        Self { message: body.clone(), form, body }
    }

    /// The same reply in `charset`, for a request that came in it. The signed-header gateways know UTF-8 only.
    ///
    /// # Errors
    /// [`CharsetError`] when `charset` cannot hold all of it.
    pub fn in_charset(mut self, charset: Charset) -> Result<Self, CharsetError> {
        if let ReplyForm::Envelope { charset: current, .. } = &mut self.form {
            let body = charset.encode(&current.decode(&self.body)?)?.into_owned();
            *current = charset;
            self.body = body.into();
            self.message = self.body.clone();
        }
        Ok(self)
    }

    /// Names the certificate whose key signs, as the gateway does in certificate mode. It is not part of what is signed, and
    /// is left out of an answer that nobody signs. The signed-header gateways have no certificates.
    #[must_use]
    pub fn certificate(mut self, serial: KeyId) -> Self {
        if let ReplyForm::Envelope { certificate, .. } = &mut self.form {
            *certificate = Some(serial);
        }
        self
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
            ReplyForm::Envelope { node, charset, certificate } => {
                // The gateway's own content type, although the body is JSON.
                let content_type = HeaderValue::try_from(format!("text/html;charset={charset}"));
                let content_type = content_type.map_err(|_| EncodeError::Header("charset".to_owned()))?;
                response.headers_mut().insert(CONTENT_TYPE, content_type);
                let certificate = certificate.as_ref().filter(|_| signature.is_some()).map(KeyId::as_str);
                *response.body_mut() = respond(&node, &self.body, certificate, signature);
            }
        }
        Ok(response)
    }
}

impl fmt::Debug for Reply {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Reply({} bytes)", self.body.len())
    }
}
