//! The REST protocol (v3): JSON over a path for each API, signed in headers.
//!
//! A second way to speak the dialect [`OpenPlatform`]: the same requests, responses and codes as over
//! [`FormV2`], for the APIs that have a path there.

mod authorization;
mod files;
mod headers;
mod path;
mod payload;
mod request;
mod response;
mod target;
mod verdict;

#[cfg(feature = "encrypt")]
use alipay_sign::ContentKey;
use alipay_sign::{Signature, Verified};
use bytes::Bytes;
use http::{Uri, header::AUTHORIZATION, response::Parts};

use super::{FormV2, common, content::Content};
use crate::{
    Call, Conclusion, Document, Draft, DraftForm, EncodeError, Invalid, OpenError, OpenPlatform, Opened, Protocol,
    RequestBody, Sent, Signing, Speaks, Unverified,
    protocol::address::gateway_url,
    signed_header::{header, text},
};

pub use payload::{is_route_of, payload};

pub(crate) use authorization::{SCHEME, SIGN};
pub(crate) use headers::{
    ANSWER_SUFFIX, APP_AUTH_TOKEN, ENCRYPT_TYPE, JSON, NONCE, PLAIN_TEXT, REQUEST_ID, ROOT_CERT_SN, SERIAL, SIGNATURE,
    TIMESTAMP, answer_prefix, request_frame,
};
pub(crate) use path::is_rest_path;

/// The REST protocol (v3), spoken to one gateway as one application: signed with RSA2, in UTF-8, in certificate mode when
/// the signing key has certificates.
///
/// An API is called by its [`route`](crate::ApiMeta#structfield.route); one without a path of this protocol cannot be.
/// Pages and order strings have none: they are signed as for `gateway.do` here too.
///
/// The signature over an answer does not cover its HTTP status, nor say to which request it belongs: what is concluded
/// from a status is never better than what the body says, and that the answer is to this request rests on TLS.
#[derive(Clone, Debug)]
pub struct RestV3 {
    gateway: Uri,
    app_id: String,
    content: Content,
}

impl RestV3 {
    /// Speaks to the gateway at `base_url` as `app_id`.
    ///
    /// `base_url` is an origin, such as [`PRODUCTION_V3`](super::PRODUCTION_V3): the path belongs to the API.
    ///
    /// # Errors
    /// [`Invalid`] when `base_url` is no such origin, or `app_id` is empty or longer than 32 characters.
    pub fn new(base_url: &str, app_id: &str) -> Result<Self, Invalid> {
        let gateway = gateway_url("base_url", base_url)?;
        if gateway.path() != "/" || gateway.query().is_some() {
            let rule =
                "must be an origin without a path: the path belongs to the API, and gateway.do is of another protocol";
            return Err(Invalid::new("base_url", rule));
        }
        Ok(Self { gateway, app_id: common::app_id(app_id)?, content: Content::default() })
    }

    /// Encrypts the body of requests with the AES key the console shows for this application, and reads encrypted answers.
    ///
    /// A call can be left plain with [`encrypt(false)`](crate::OpenPlatformOptions::encrypt); one whose members travel in
    /// the URL always is. A plain answer to an encrypted request is taken, as its signature is verified like any other:
    /// what it says is true, and only less private.
    #[cfg(feature = "encrypt")]
    #[must_use]
    pub fn content_key(mut self, key: ContentKey) -> Self {
        self.content = Content::with_key(key);
        self
    }
}

impl Protocol for RestV3 {
    fn identity(&self) -> &str {
        &self.app_id
    }

    fn gateway(&self) -> &Uri {
        &self.gateway
    }

    fn draft(&self, call: &Call, signing: &Signing<'_>) -> Result<Draft, EncodeError> {
        request::draft(self, call, signing)
    }

    fn seal(&self, draft: Draft, signature: &Signature) -> Result<http::Request<RequestBody>, EncodeError> {
        let DraftForm::Request(mut request) = draft.into_form() else { return Err(EncodeError::Draft) };
        let slot = request.headers_mut().get_mut(AUTHORIZATION).ok_or(EncodeError::Draft)?;
        let unsigned = slot.to_str().unwrap_or_default();
        *slot = header("authorization", &authorization::signed(unsigned, signature))?;
        Ok(*request)
    }

    /// `gateway.do` of the same host.
    fn pages(&self) -> Option<Box<dyn Protocol>> {
        let mut form = FormV2::new(&format!("{}gateway.do", self.gateway), &self.app_id).ok()?;
        form.content = self.content.clone();
        Some(Box::new(form))
    }

    fn open(&self, _: &Call, sent: &Sent, head: &Parts, body: Bytes) -> Result<Opened, OpenError> {
        response::open(sent, head, body)
    }

    fn reveal(&self, _: &Call, head: &Parts, payload: Verified<Bytes>) -> Result<Document, OpenError> {
        response::reveal(&self.content, head, payload)
    }

    fn conclude(&self, call: &Call, head: &Parts, document: &Document) -> Result<Conclusion, OpenError> {
        verdict::conclude(call, head.status, document)
    }

    fn read_failure(&self, call: &Call, head: &Parts, body: &Unverified) -> Conclusion {
        verdict::read_failure(call, head.status, body.untrusted_bytes())
    }

    fn trace_id<'a>(&self, head: &'a Parts) -> Option<&'a str> {
        text(&head.headers, headers::TRACE_ID.as_str())
    }
}

impl Speaks<OpenPlatform> for RestV3 {}
