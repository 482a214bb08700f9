//! The signed-header protocol: Digital Wallet, Antom and WorldFirst.
//!
//! A JSON body, and three headers: who sent it, when, and the signature over
//! `METHOD path LF client-id.time.body`. Answers are signed the same way, over the path of the request.

mod headers;
mod money_outcome;
mod path;
mod result;
pub(crate) mod signature;
#[cfg(test)]
mod tests;
mod time;

use std::{borrow::Cow, fmt, marker::PhantomData};

use alipay_sign::Signature;
use bytes::Bytes;
use http::{HeaderName, HeaderValue, Method, Uri, header::CONTENT_TYPE, response::Parts};

use crate::{
    Answer, Call, Conclusion, Dialect, Document, Draft, DraftForm, EncodeError, Invalid, Meaning, OpenError, Opened,
    Outcome, Protocol, RequestBody, Sent, Signing, Speaks, Status, Unverified,
    protocol::address::{gateway_url, url_at},
};

#[cfg(feature = "diagnose")]
pub(crate) use headers::text;
pub(crate) use headers::{CLIENT_ID, JSON, REQUEST_TIME, RESPONSE_TIME, SIGNATURE, filled, header, prefix, word};
use headers::{header_of, is_framing, signed_text, trace_id};
pub(crate) use path::{CODES, by_path};
pub use result::{ResultInfo, code};
use signature::SignatureHeader;
pub use time::{SignedHeaderDialect, TimeFormat};

/// The signed-header protocol, spoken to one gateway as one client.
///
/// `D` is the gateway family: [`Dws`](crate::Dws), [`Antom`](crate::Antom), [`WorldFirst`](crate::WorldFirst), or one of
/// your own.
#[derive(Clone)]
pub struct SignedHeader<D> {
    gateway: Uri,
    client_id: String,
    /// The same, as it is sent.
    client_id_header: HeaderValue,
    time: TimeFormat,
    sandbox_paths: bool,
    dialect: PhantomData<fn() -> D>,
}

/// The mainland Open Platform and its sandbox. They answer anything, in a form that no client of this protocol can read.
const MAINLAND: [&str; 3] = ["openapi.alipay.com", "openapi-sandbox.dl.alipaydev.com", "openapi.alipaydev.com"];

impl<D: SignedHeaderDialect> SignedHeader<D> {
    /// Speaks to the gateway at `base_url` as `client_id`.
    ///
    /// `base_url` is an origin, such as `https://open-sea.worldfirst.com`: the path belongs to the API.
    ///
    /// # Errors
    /// [`Invalid`] when `base_url` is no such origin or the mainland gateway, or `client_id` cannot stand in a header.
    pub fn new(base_url: &str, client_id: &str) -> Result<Self, Invalid> {
        let gateway = gateway_url("base_url", base_url)?;
        if gateway.path() != "/" || gateway.query().is_some() {
            return Err(Invalid::new("base_url", "must be an origin without a path: the path belongs to the API"));
        }
        if gateway.host().is_some_and(|host| MAINLAND.iter().any(|known| host.eq_ignore_ascii_case(known))) {
            let rule = "is the mainland Open Platform, which does not speak this protocol";
            return Err(Invalid::new("base_url", rule));
        }
        let in_ascii = "must be the client id from the console, in ASCII";
        if client_id.is_empty() || !client_id.bytes().all(|b| b.is_ascii_graphic()) {
            return Err(Invalid::new("client_id", in_ascii));
        }
        let client_id_header = HeaderValue::from_str(client_id).map_err(|_| Invalid::new("client_id", in_ascii))?;
        let (client_id, time) = (client_id.to_owned(), D::TIME);
        Ok(Self { gateway, client_id, client_id_header, time, sandbox_paths: false, dialect: PhantomData })
    }

    /// Writes `request-time` in another form.
    #[must_use]
    pub fn time_format(mut self, time: TimeFormat) -> Self {
        self.time = time;
        self
    }

    /// Calls `/ams/sandbox/api/...` instead of `/ams/api/...`, in the URL and in the signed text alike. Other paths stay as
    /// they are.
    ///
    /// Antom's sandbox is reached that way, on the production hosts, by client ids that begin with `SANDBOX_`. Nothing is
    /// concluded from the id: whether a call is a rehearsal is for the caller to say.
    #[must_use]
    pub fn sandbox_paths(mut self, on: bool) -> Self {
        self.sandbox_paths = on;
        self
    }

    /// The path as it is sent and signed.
    fn path<'a>(&self, call: &'a Call) -> Option<(&'a Method, Cow<'a, str>)> {
        let route = call.api().route.as_ref()?;
        let path = if self.sandbox_paths {
            Cow::Owned(route.path.replacen("/ams/api", "/ams/sandbox/api", 1))
        } else {
            Cow::Borrowed(&*route.path)
        };
        Some((&route.method, path))
    }
}

impl<D: SignedHeaderDialect> Protocol for SignedHeader<D> {
    fn identity(&self) -> &str {
        &self.client_id
    }

    fn gateway(&self) -> &Uri {
        &self.gateway
    }

    fn draft(&self, call: &Call, signing: &Signing<'_>) -> Result<Draft, EncodeError> {
        let (method, path) =
            self.path(call).ok_or_else(|| Invalid::new("api", "has no path, which this gateway goes by"))?;
        let body = call.payload().json()?;
        let time = self.time.write(signing.now);
        let message = signed_text(method, &path, &self.client_id, &time, body);

        let mut request = http::Request::new(RequestBody::from(body.clone()));
        *request.method_mut() = method.clone();
        *request.uri_mut() = url_at(&self.gateway, &path)?;
        let headers = request.headers_mut();
        headers.insert(CONTENT_TYPE, JSON);
        headers.insert(CLIENT_ID, self.client_id_header.clone());
        headers.insert(REQUEST_TIME, header_of("request-time", time)?);
        // The slot for the signature. It names the key, which is not part of the signed text here.
        headers.insert(SIGNATURE, header_of("signature", SignatureHeader::unsigned(signing.key.version))?);
        for option in call.options().iter() {
            option.filled()?;
            let name = HeaderName::from_bytes(option.name.as_bytes())
                .map_err(|_| EncodeError::Header(option.name.to_string()))?;
            let mut value = header(&option.name, &option.value)?;
            value.set_sensitive(option.secret);
            if is_framing(&name) || headers.insert(name, value).is_some() {
                return Err(EncodeError::ReservedOption(option.name.to_string()));
            }
        }
        Ok(Draft::new(message, DraftForm::Request(Box::new(request))))
    }

    fn seal(&self, draft: Draft, signature: &Signature) -> Result<http::Request<RequestBody>, EncodeError> {
        let DraftForm::Request(mut request) = draft.into_form() else { return Err(EncodeError::Draft) };
        if let Some(slot) = request.headers_mut().get_mut(SIGNATURE) {
            let unsigned = slot.to_str().unwrap_or_default();
            *slot = header_of("signature", SignatureHeader::signed(unsigned, signature))?;
        }
        Ok(*request)
    }

    fn open(&self, call: &Call, sent: &Sent, head: &Parts, body: Bytes) -> Result<Opened, OpenError> {
        let signature = filled(&head.headers, &SIGNATURE)?;
        let time = filled(&head.headers, &RESPONSE_TIME)?;
        // Ours is what is verified against; the same gateway key signs the answers of other clients too.
        if filled(&head.headers, &CLIENT_ID)?.is_some_and(|id| id != self.client_id) {
            return Err(OpenError::OtherClient);
        }
        match (signature, time) {
            (Some(signature), Some(time)) => {
                sent.refuse_older(time::read(time))?;
                let (method, path) = self.path(call).ok_or(OpenError::NotAnAnswer)?;
                let prefix = prefix(method, &path, &self.client_id, time);
                Ok(Opened::Signed(SignatureHeader::parse(signature)?.seal(&prefix, body)))
            }
            (Some(_), None) => Err(OpenError::PartialSignature { present: "signature", missing: "response-time" }),
            (None, Some(_)) => Err(OpenError::PartialSignature { present: "response-time", missing: "signature" }),
            (None, None) => unsigned(body),
        }
    }

    fn conclude(&self, call: &Call, head: &Parts, document: &Document) -> Result<Conclusion, OpenError> {
        let result = result::of(document)?.ok_or(OpenError::NoVerdict)?;
        let status = result.status().ok_or(OpenError::NoVerdict)?;
        Ok(verdict(call, Some(status), result.into_answer()).under(head.status))
    }

    fn read_failure(&self, call: &Call, _: &Parts, body: &Unverified) -> Conclusion {
        match result::read(body.untrusted_bytes()) {
            Ok(Some(result)) => verdict(call, result.status(), result.into_answer()),
            _ => Conclusion::unreadable(),
        }
    }

    fn trace_id<'a>(&self, head: &'a Parts) -> Option<&'a str> {
        trace_id(&head.headers)
    }
}

/// What letter and code say, as long as they agree. A `U` is unknown, whatever its code, unless the page of the API says of
/// the code that the call was accepted.
fn verdict(call: &Call, status: Option<Status>, answer: Answer) -> Conclusion {
    let documented = call.api().code(&answer.code);
    let outcome = match (status, documented) {
        (Some(Status::S | Status::U), Some(info)) if info.meaning == Meaning::InProgress => Outcome::Success,
        (Some(Status::F), _) if answer.code == code::REQUEST_TRAFFIC_EXCEED_LIMIT => Outcome::NotProcessed,
        (Some(Status::S), None) => Outcome::Success,
        (Some(Status::F), None) => Outcome::Refused,
        (Some(status), Some(info)) if status == info.status => info.outcome(),
        // It says so, or its letter and the page of its code contradict each other.
        _ => Outcome::Unknown,
    };
    Conclusion::new(outcome, answer)
}

/// An answer without signature: a failure or an unknown result, as gateways send them when they cannot tell which key to
/// use. Nothing else may be unsigned, whatever the path: the official SDKs exempt one, which is no API of these dialects.
fn unsigned(body: Bytes) -> Result<Opened, OpenError> {
    match result::read(&body)?.and_then(|result| result.status()) {
        Some(Status::S) => Err(OpenError::UnsignedSuccess),
        Some(Status::F | Status::U) => Ok(Opened::Unsigned(Unverified::new(body))),
        None => Err(OpenError::NotAnAnswer),
    }
}

impl<D: SignedHeaderDialect> Speaks<D> for SignedHeader<D> {}

impl<D: Dialect> fmt::Debug for SignedHeader<D> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SignedHeader")
            .field("dialect", &D::NAME)
            .field("gateway", &self.gateway)
            .field("client_id", &self.client_id)
            .finish_non_exhaustive()
    }
}
