//! Replies to signed messages.

use std::fmt;

use alipay_sign::{Charset, CharsetError, KeyId, KeyIdentity, Signature};
use base64::{Engine, engine::general_purpose::STANDARD};
use bytes::Bytes;
use http::{HeaderValue, Method, Response, StatusCode, header::CONTENT_TYPE};

use crate::{
    EncodeError, Nonce, Stamp,
    open_platform::{node_name, respond, rest_v3},
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
    Rest { status: StatusCode, timestamp: String, nonce: String, certificate: Option<KeyId> },
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

    /// Replies to a request of the REST protocol (v3), at this time. `body` is JSON, base64 of encrypted JSON, or, under
    /// 204, nothing.
    pub fn rest_v3(status: StatusCode, now: Stamp, nonce: Nonce, body: impl Into<Bytes>) -> Self {
        let (body, timestamp, nonce) = (body.into(), now.unix_millis().to_string(), nonce.to_string());
        let prefix = rest_v3::answer_prefix(&timestamp, &nonce);
        let message = [prefix.as_bytes(), &body, rest_v3::ANSWER_SUFFIX.as_bytes()].concat().into();
        Self { message, form: ReplyForm::Rest { status, timestamp, nonce, certificate: None }, body }
    }

    /// The same reply in `charset`, for a request that came in it. Only `gateway.do` knows another one than UTF-8.
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
        if let ReplyForm::Envelope { certificate, .. } | ReplyForm::Rest { certificate, .. } = &mut self.form {
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
            ReplyForm::Rest { status, timestamp, nonce, certificate } => {
                *response.status_mut() = status;
                let headers = response.headers_mut();
                match self.body.first() {
                    Some(b'{') => _ = headers.insert(CONTENT_TYPE, rest_v3::JSON),
                    Some(_) => _ = headers.insert(CONTENT_TYPE, rest_v3::PLAIN_TEXT),
                    None => {}
                }
                if let Some(signature) = signature {
                    let sign = STANDARD.encode(signature.as_bytes());
                    headers.insert(rest_v3::TIMESTAMP, header("alipay-timestamp", &timestamp)?);
                    headers.insert(rest_v3::NONCE, header("alipay-nonce", &nonce)?);
                    headers.insert(rest_v3::SIGNATURE, header("alipay-signature", &sign)?);
                    if let Some(serial) = certificate {
                        headers.insert(rest_v3::SERIAL, header("alipay-sn", serial.as_str())?);
                    }
                }
                *response.body_mut() = self.body;
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
