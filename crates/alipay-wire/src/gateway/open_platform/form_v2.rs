//! `gateway.do`: form parameters, the signature among them.

#[cfg(feature = "encrypt")]
use alipay_sign::ContentKey;
use alipay_sign::{Charset, KeyId, Signature, Verified};
use bytes::Bytes;
use http::{Uri, response::Parts};

use super::{SignedParams, certificate, common, content::Content, request};
use crate::{
    Call, Conclusion, Document, Draft, DraftForm, EncodeError, Invalid, OpenError, OpenPlatform, Opened, Protocol,
    RequestBody, Sent, Signing, Speaks, Unverified, protocol::address::gateway_url,
};

/// The `gateway.do` protocol, spoken to one gateway as one application: signed with RSA2, in UTF-8 unless you say
/// otherwise, in certificate mode when the signing key has certificates.
#[derive(Clone, Debug)]
pub struct FormV2 {
    gateway: Uri,
    pub(super) app_id: String,
    pub(super) charset: Charset,
    pub(super) content: Content,
}

impl FormV2 {
    /// Speaks to the gateway at `url` as `app_id`.
    ///
    /// # Errors
    /// [`Invalid`] when `url` is no URL with a path, or `app_id` is empty or longer than 32 characters.
    pub fn new(url: &str, app_id: &str) -> Result<Self, Invalid> {
        let gateway = gateway_url("gateway", url)?;
        if gateway.path() == "/" || gateway.query().is_some() {
            return Err(Invalid::new(
                "gateway",
                "must have the path of the gateway, such as /gateway.do, and no query",
            ));
        }
        Ok(Self { gateway, app_id: common::app_id(app_id)?, charset: Charset::Utf8, content: Content::default() })
    }

    /// Sends requests in another charset than UTF-8. An answer may come in either, whatever this says: to a request in
    /// UTF-8 it is read in GBK only when it is no UTF-8, since nobody signs its content type.
    ///
    /// The gateway takes GBK (feature `gbk`). A request whose text GBK cannot hold is then not sent.
    #[must_use]
    pub fn charset(mut self, charset: Charset) -> Self {
        self.charset = charset;
        self
    }

    /// Encrypts `biz_content` with the AES key the console shows for this application, and reads encrypted answers.
    ///
    /// A call can be left plain with [`encrypt(false)`](crate::OpenPlatformOptions::encrypt); one whose API has no
    /// `biz_content` always is. A plain answer to an encrypted request is taken, as its signature is verified like any
    /// other: what it says is true, and only less private.
    #[cfg(feature = "encrypt")]
    #[must_use]
    pub fn content_key(mut self, key: ContentKey) -> Self {
        self.content = Content::with_key(key);
        self
    }

    /// Adds the signature to what [`draft`](Protocol::draft) wrote, for a request that is not sent from here: it becomes
    /// a URL or a form for the payer's browser, or an order string for the payer's phone.
    ///
    /// # Errors
    /// [`EncodeError::Draft`] when the draft is of another protocol, or of a request with files.
    pub fn sign_params(draft: Draft, signature: &Signature) -> Result<SignedParams, EncodeError> {
        match draft.into_form() {
            DraftForm::Params(params) => Ok(SignedParams::new(params, signature)),
            _ => Err(EncodeError::Draft),
        }
    }
}

impl Protocol for FormV2 {
    fn identity(&self) -> &str {
        &self.app_id
    }

    fn gateway(&self) -> &Uri {
        &self.gateway
    }

    fn draft(&self, call: &Call, signing: &Signing<'_>) -> Result<Draft, EncodeError> {
        let params = request::parameters(self, call, signing)?;
        let message = params.message();
        let form = match call.payload().parts() {
            (_, []) => DraftForm::Params(params),
            (_, files) => DraftForm::Parts { params, files: files.to_vec(), nonce: signing.nonce },
        };
        Ok(Draft::new(message, form))
    }

    fn seal(&self, draft: Draft, signature: &Signature) -> Result<http::Request<RequestBody>, EncodeError> {
        match draft.into_form() {
            DraftForm::Params(params) => SignedParams::new(params, signature).into_request(&self.gateway),
            DraftForm::Parts { params, files, nonce } => {
                SignedParams::new(params, signature).into_multipart(&self.gateway, files, nonce)
            }
            DraftForm::Request(_) => Err(EncodeError::Draft),
        }
    }

    fn pages(&self) -> Option<Box<dyn Protocol>> {
        Some(Box::new(self.clone()))
    }

    fn open(&self, call: &Call, _: &Sent, head: &Parts, body: Bytes) -> Result<Opened, OpenError> {
        self.open_answer(call, head, body)
    }

    fn reveal(&self, _: &Call, head: &Parts, payload: Verified<Bytes>) -> Result<Document, OpenError> {
        self.reveal_node(head, payload)
    }

    fn key_request(&self, key: &KeyId) -> Option<Call> {
        certificate::request(key)
    }

    fn read_key(&self, body: &Bytes) -> Result<Bytes, OpenError> {
        certificate::read(body)
    }

    fn conclude(&self, call: &Call, head: &Parts, document: &Document) -> Result<Conclusion, OpenError> {
        self.conclude_node(call, head, document)
    }

    fn read_failure(&self, call: &Call, head: &Parts, body: &Unverified) -> Conclusion {
        self.read_unsigned(call, head, body)
    }

    fn trace_id<'a>(&self, head: &'a Parts) -> Option<&'a str> {
        head.headers.get("trace_id")?.to_str().ok()
    }
}

impl Speaks<OpenPlatform> for FormV2 {}
