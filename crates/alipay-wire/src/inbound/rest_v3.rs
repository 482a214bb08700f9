//! Requests of the REST protocol (v3), at a gateway.

use std::fmt;

use alipay_sign::Sealed;
use bytes::Bytes;
use http::{HeaderMap, HeaderName, Method, header::AUTHORIZATION};

use super::{ReceiveError, authorization::Authorization};
use crate::{
    open_platform::{
        decode_sign,
        rest_v3::{APP_AUTH_TOKEN, ENCRYPT_TYPE, REQUEST_ID, ROOT_CERT_SN, request_frame},
    },
    signed_header::filled,
};

/// A request of the REST protocol, and what it claims about itself. Nobody has checked any of it: what is blank or
/// missing is `None`, and it is for the gateway to say which of it a request must have.
#[non_exhaustive]
pub struct RestRequest {
    /// `app_id`: who says to have sent it.
    pub identity: Option<String>,
    /// `app_cert_sn`: the serial of the application's certificate, in certificate mode.
    pub app_cert_sn: Option<String>,
    /// `alipay-root-cert-sn`: the serial of the roots, in certificate mode. The only one of these that is not signed.
    pub root_cert_sn: Option<String>,
    /// Told apart by it from every other request.
    pub nonce: Option<String>,
    /// When, in milliseconds since 1970-01-01T00:00:00Z, as it is written.
    pub timestamp: Option<String>,
    /// `alipay-app-auth-token`: for which merchant.
    pub app_auth_token: Option<String>,
    /// `alipay-encrypt-type`: how the body is encrypted. Not signed.
    pub encrypt_type: Option<String>,
    /// `alipay-request-id`: the sender's own number for it. Not signed.
    pub request_id: Option<String>,
    signature: Option<String>,
    frame: [String; 2],
    body: Bytes,
}

/// Receives a request of the REST protocol. `target` is path and query, exactly as they came; `body` is what is signed of
/// the body: all of it, and of a multipart body the part `data`.
///
/// Path and query are signed with the rest: when the message is verified, they are what was sent.
///
/// # Errors
/// [`ReceiveError`] when there is no `Authorization`, it is of another scheme or malformed, or a header appears twice.
pub fn rest_v3(method: &Method, target: &str, headers: &HeaderMap, body: Bytes) -> Result<RestRequest, ReceiveError> {
    let text = |name: &HeaderName| Ok::<_, ReceiveError>(filled(headers, name)?.map(str::to_owned));
    let authorization = filled(headers, &AUTHORIZATION)?.ok_or(ReceiveError::Missing("authorization"))?;
    let Authorization { signed, app_id, app_cert_sn, nonce, timestamp, sign } = Authorization::parse(authorization)?;
    let app_auth_token = text(&APP_AUTH_TOKEN)?;
    Ok(RestRequest {
        identity: app_id.map(str::to_owned),
        app_cert_sn: app_cert_sn.map(str::to_owned),
        root_cert_sn: text(&ROOT_CERT_SN)?,
        nonce: nonce.map(str::to_owned),
        timestamp: timestamp.map(str::to_owned),
        frame: request_frame(signed, method, target, app_auth_token.as_deref()),
        app_auth_token,
        encrypt_type: text(&ENCRYPT_TYPE)?,
        request_id: text(&REQUEST_ID)?,
        signature: sign.map(str::to_owned),
        body,
    })
}

impl RestRequest {
    /// The body, to be verified together with everything that is signed beside it.
    ///
    /// # Errors
    /// [`ReceiveError`] when there is no signature, or none that can be read.
    pub fn seal(self) -> Result<Sealed<Bytes>, ReceiveError> {
        let signature = self.signature.ok_or(ReceiveError::Missing("sign"))?;
        let [prefix, suffix] = self.frame;
        Ok(Sealed::framed(prefix, self.body, suffix, decode_sign(signature.as_bytes())?, None))
    }

    /// The signature, as it is written. `None` when it is blank or missing.
    pub fn signature(&self) -> Option<&str> {
        self.signature.as_deref()
    }
}

impl fmt::Debug for RestRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "RestRequest({} bytes of body)", self.body.len())
    }
}
