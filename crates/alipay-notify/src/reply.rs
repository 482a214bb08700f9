//! What the gateway is told.

use std::{fmt, sync::Arc};

use alipay_sign::KeyIdentity;
use alipay_wire::{
    Clock,
    inbound::Reply,
    signed_header::{ResultInfo, code},
};
use bytes::Bytes;
use http::{
    HeaderValue, Method, Response,
    header::{ALLOW, CONTENT_TYPE},
};

use crate::{NotifyError, Party, dialect::ReplyForm};

/// China time, which the gateways' samples use.
const CHINA: i16 = 8 * 60;

/// The exact bytes by which the signed-header gateways know that a notification arrived.
const SUCCESS: &str = r#"{"result":{"resultCode":"SUCCESS","resultStatus":"S","resultMessage":"success"}}"#;

/// Tells the gateway that the notification was processed, so that it is not sent again.
///
/// Only a [commit](crate::Processing::commit), or an event that was committed before, makes one:
///
/// ```
/// # async fn handle<I: alipay_notify::Inbox<Work = ()>>(processing: alipay_notify::Processing<(), I>) {
/// let acknowledgement = processing.commit(()).await;
/// # }
/// ```
/// ```compile_fail
/// let acknowledgement = alipay_notify::Acknowledgement(http::Response::new(bytes::Bytes::from("success")));
/// ```
/// ```compile_fail
/// # async fn handle<I: alipay_notify::Inbox<Work = ()>>(processing: alipay_notify::Processing<(), I>) {
/// let acknowledgement: alipay_notify::Acknowledgement = processing.abort("no").await;
/// # }
/// ```
#[must_use = "the gateway sends the notification again until it gets this answer"]
pub struct Acknowledgement(Response<Bytes>);

impl Acknowledgement {
    /// The answer to give: HTTP 200 and the body the gateway wants, signed where it wants that.
    pub fn into_response(self) -> Response<Bytes> {
        self.0
    }
}

impl fmt::Debug for Acknowledgement {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Acknowledgement")
    }
}

/// Tells the gateway that the notification was not processed, so that it sends it again. Carries the reason for you,
/// and nothing of it for the sender.
///
/// Never signed: what is not signed acknowledges nothing.
#[must_use = "the reason is for you, the answer for the gateway"]
pub struct Refusal(Box<Refused>);

struct Refused {
    why: NotifyError,
    form: ReplyForm,
}

impl Refusal {
    pub(crate) fn new(form: ReplyForm, why: NotifyError) -> Self {
        Self(Box::new(Refused { why, form }))
    }

    /// Why.
    pub fn reason(&self) -> &NotifyError {
        &self.0.why
    }

    /// Why.
    pub fn into_reason(self) -> NotifyError {
        self.0.why
    }

    /// The answer to give: a failure status, and a body that acknowledges nothing.
    pub fn into_response(self) -> Response<Bytes> {
        let (media_type, body) = match self.0.form {
            ReplyForm::Word => ("text/plain", Bytes::from_static(b"fail")),
            ReplyForm::Json => ("application/json; charset=UTF-8", unknown()),
        };
        let mut response = Response::new(body);
        *response.status_mut() = self.0.why.status();
        response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static(media_type));
        if matches!(self.0.why, NotifyError::Method) {
            response.headers_mut().insert(ALLOW, HeaderValue::from_static("POST"));
        }
        response
    }
}

/// By this the signed-header gateways know that they shall send it again.
fn unknown() -> Bytes {
    let result = ResultInfo::of(&code::UNKNOWN_EXCEPTION).result_message("not processed");
    serde_json::to_vec(&serde_json::json!({ "result": result })).unwrap_or_default().into()
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.why.fmt(f)
    }
}

impl fmt::Debug for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Refusal").field(&self.0.why).finish()
    }
}

impl std::error::Error for Refusal {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        std::error::Error::source(&self.0.why)
    }
}

/// Where an answer goes, and how it is written.
#[derive(Clone)]
pub(crate) struct ReplyTo {
    pub(crate) form: ReplyForm,
    pub(crate) identity: String,
    pub(crate) path: String,
    /// Who signs, where acknowledgements are signed.
    pub(crate) signer: Option<Party>,
    pub(crate) clock: Arc<dyn Clock>,
}

impl ReplyTo {
    pub(crate) fn refuse(&self, why: impl Into<NotifyError>) -> Refusal {
        Refusal::new(self.form, why.into())
    }

    /// The acknowledgement. The caller has seen the commit.
    pub(crate) async fn acknowledge(&self) -> Result<Acknowledgement, Refusal> {
        let response = match self.form {
            ReplyForm::Word => {
                let mut response = Response::new(Bytes::from_static(b"success"));
                response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("text/plain"));
                Ok(response)
            }
            ReplyForm::Json => self.acknowledge_in_json().await,
        };
        response.map(Acknowledgement).map_err(|why| self.refuse(why))
    }

    async fn acknowledge_in_json(&self) -> Result<Response<Bytes>, NotifyError> {
        let time = self.clock.now().iso8601(CHINA);
        let reply =
            |key: &KeyIdentity| Reply::signed_headers(&Method::POST, &self.path, &self.identity, &time, key, SUCCESS);
        let response = match self.signer.as_ref().and_then(Party::signer) {
            None => reply(&KeyIdentity::new()).unsigned(),
            Some(signer) => {
                let reply = reply(signer.key());
                let signature = signer.sign_async(reply.message().clone()).await.map_err(NotifyError::Sign)?;
                reply.seal(&signature)
            }
        };
        response.map_err(NotifyError::Reply)
    }
}

impl fmt::Debug for ReplyTo {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ReplyTo").field("identity", &self.identity).finish_non_exhaustive()
    }
}
