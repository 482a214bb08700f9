//! `gateway.do`: form parameters, the signature among them.

use alipay_sign::{Pairs, Sealed, Signature, Verified};
use bytes::Bytes;
use http::{Uri, response::Parts};

use super::{SignedParams, decode_sign, envelope::Envelope, verdict::Verdict};
use crate::{
    Answer, Call, Conclusion, Draft, DraftForm, EncodeError, Invalid, OpenError, OpenPlatform, Opened, Outcome,
    Protocol, Sent, Signing, Speaks, Unverified, api::gateway_url,
};

/// The `gateway.do` protocol, spoken to one gateway as one application. Key mode, UTF-8, RSA2.
#[derive(Clone, Debug)]
pub struct FormV2 {
    gateway: Uri,
    app_id: String,
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
        if app_id.is_empty() || app_id.len() > 32 || !app_id.bytes().all(|b| b.is_ascii_alphanumeric()) {
            return Err(Invalid::new(
                "app_id",
                "must be the application id from the console: up to 32 letters and digits",
            ));
        }
        Ok(Self { gateway, app_id: app_id.to_owned() })
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
        let mut params = Pairs::new()
            .with("app_id", self.app_id.clone())
            .with("biz_content", call.payload().json()?.clone())
            .with("charset", "utf-8")
            .with("format", "JSON")
            .with("method", call.api().name.clone().into_owned())
            .with("sign_type", "RSA2")
            .with("timestamp", signing.now.china())
            .with("version", "1.0");
        for option in call.options().iter() {
            let is_word = option.name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_');
            if !is_word || option.name == "sign" || params.get(&option.name).is_some() {
                return Err(EncodeError::ReservedOption(option.name.to_string()));
            }
            option.filled()?;
            params.push(option.name.clone().into_owned(), option.value.clone());
        }
        let params = params.canonical();
        Ok(Draft::new(params.message(), DraftForm::Params(params)))
    }

    fn seal(&self, draft: Draft, signature: &Signature) -> Result<http::Request<Bytes>, EncodeError> {
        let DraftForm::Params(params) = draft.into_form() else { return Err(EncodeError::Draft) };
        SignedParams::new(params, signature).into_request(&self.gateway)
    }

    fn open(&self, call: &Call, _: &Sent, _: &Parts, body: Bytes) -> Result<Opened, OpenError> {
        let Envelope { node, is_error, sign } = Envelope::split(&call.api().name, &body)?;
        let claims_success = |node: &Bytes| Ok::<_, OpenError>(Verdict::read(node)?.outcome(call) == Outcome::Success);
        if is_error && claims_success(&node)? {
            return Err(OpenError::NotAnAnswer);
        }
        let Some(sign) = sign else {
            return match claims_success(&node)? {
                true => Err(OpenError::UnsignedSuccess),
                false => Ok(Opened::Unsigned(Unverified::new(node))),
            };
        };
        let signature = decode_sign(sign.as_bytes())?;
        let sealed = Sealed::framed("", node.clone(), "", signature, None);
        Ok(Opened::Signed(match unescape_slashes(&node) {
            Some(plain) => sealed.or(Sealed::framed("", plain, "", Vec::new(), None)),
            None => sealed,
        }))
    }

    fn conclude(&self, call: &Call, head: &Parts, payload: &Verified<Bytes>) -> Result<Conclusion, OpenError> {
        let verdict = Verdict::read(payload.payload()).map_err(|_| OpenError::NoVerdict)?;
        let outcome = verdict.outcome(call);
        Ok(Conclusion::new(outcome, verdict.into_answer()).under(head.status))
    }

    fn read_failure(&self, _: &Parts, body: &Unverified) -> Answer {
        Verdict::read(body.untrusted_bytes()).map_or_else(|_| Answer::new(""), Verdict::into_answer)
    }

    fn trace_id<'a>(&self, head: &'a Parts) -> Option<&'a str> {
        head.headers.get("trace_id")?.to_str().ok()
    }
}

impl Speaks<OpenPlatform> for FormV2 {}

/// Some answers are signed with plain slashes and sent with escaped ones.
fn unescape_slashes(node: &Bytes) -> Option<Bytes> {
    let text = std::str::from_utf8(node).ok()?;
    text.contains(r"\/").then(|| Bytes::from(text.replace(r"\/", "/")))
}
