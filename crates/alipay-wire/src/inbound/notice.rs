//! Notifications, as a gateway writes them.

use std::fmt;

use alipay_sign::{KeyIdentity, Pairs, Signature};
use base64::{Engine, engine::general_purpose::STANDARD};
use bytes::Bytes;
use http::{HeaderValue, Method, Request, Uri, header::CONTENT_TYPE};

use super::FormRule;
use crate::{
    EncodeError,
    open_platform::encode,
    signed_header::{CLIENT_ID, JSON, REQUEST_TIME, SIGNATURE, header, prefix, signature::SignatureHeader},
};

/// A notification that lacks its signature. For gateways, and for tests of those who receive.
///
/// ```
/// use alipay_wire::{
///     inbound::{FormRule, Notice, signed_form},
///     sign::{Pairs, Signature},
/// };
///
/// let pairs = Pairs::new().with("app_id", "2014072300007148").with("notify_id", "7");
/// let notice = Notice::form(&"https://shop.example/notify".parse()?, FormRule::V1, pairs);
/// assert_eq!(notice.message(), "app_id=2014072300007148&notify_id=7");
/// let request = notice.seal(&Signature::new(b"signature".to_vec()))?;
/// assert_eq!(signed_form(request.body())?.identity, "2014072300007148");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone)]
pub struct Notice {
    to: Uri,
    message: Bytes,
    form: NoticeForm,
}

#[derive(Clone)]
enum NoticeForm {
    Form { pairs: Pairs },
    SignedHeader { client_id: String, time: String, key_version: Option<u32>, body: Bytes },
}

impl Notice {
    /// A form notification of the Open Platform.
    ///
    /// `pairs` are in the charset that their `charset` names. `sign_type` is set to `RSA2`. Blank values are sent but
    /// not signed, as is `alipay_cert_sn`.
    pub fn form(to: &Uri, rule: FormRule, pairs: Pairs) -> Self {
        let pairs = pairs.without("sign").without("sign_type").with("sign_type", "RSA2");
        let message = rule.signed(&pairs).canonical().message();
        Self { to: to.clone(), message, form: NoticeForm::Form { pairs } }
    }

    /// A signed-header notification. The query of `to` is sent, but not signed.
    pub fn signed_headers(to: &Uri, client_id: &str, time: &str, key: &KeyIdentity, body: impl Into<Bytes>) -> Self {
        let body = body.into();
        let message = [prefix(&Method::POST, to.path(), client_id, time).as_bytes(), &body].concat().into();
        let form = NoticeForm::SignedHeader {
            client_id: client_id.to_owned(),
            time: time.to_owned(),
            key_version: key.version,
            body,
        };
        Self { to: to.clone(), message, form }
    }

    /// The bytes to sign.
    pub fn message(&self) -> &Bytes {
        &self.message
    }

    /// The notification, signed: a POST to its receiver.
    ///
    /// # Errors
    /// [`EncodeError`] when client id or time cannot stand in a header.
    pub fn seal(self, signature: &Signature) -> Result<Request<Bytes>, EncodeError> {
        let mut request = Request::new(Bytes::new());
        *request.method_mut() = Method::POST;
        *request.uri_mut() = self.to;
        let headers = request.headers_mut();
        match self.form {
            NoticeForm::Form { pairs } => {
                let charset = pairs.get_str("charset").unwrap_or("utf-8");
                let media_type = format!("application/x-www-form-urlencoded; charset={charset}");
                let media_type = HeaderValue::from_str(&media_type);
                headers.insert(CONTENT_TYPE, media_type.map_err(|_| EncodeError::Header("charset".to_owned()))?);
                let pairs = pairs.with("sign", STANDARD.encode(signature.as_bytes()));
                *request.body_mut() = encode(pairs.iter()).into();
            }
            NoticeForm::SignedHeader { client_id, time, key_version, body } => {
                let value = SignatureHeader::signed(&SignatureHeader::unsigned(key_version), signature);
                headers.insert(CONTENT_TYPE, JSON);
                headers.insert(CLIENT_ID, header("client-id", &client_id)?);
                headers.insert(REQUEST_TIME, header("request-time", &time)?);
                headers.insert(SIGNATURE, header("signature", &value)?);
                *request.body_mut() = body;
            }
        }
        Ok(request)
    }
}

/// Shows where to, and nothing of what.
impl fmt::Debug for Notice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Notice").field("to", &self.to.authority()).finish_non_exhaustive()
    }
}
