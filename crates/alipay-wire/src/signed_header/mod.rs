//! The signed-header protocol: Digital Wallet, Antom and WorldFirst.
//!
//! A JSON body, and three headers: who sent it, when, and the signature over
//! `METHOD path LF client-id.time.body`. Answers are signed the same way, over the path of the request.

mod result;
pub(crate) mod signature;

use std::{fmt, marker::PhantomData};

use alipay_sign::{Signature, Verified};
use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, Method, Uri, header::CONTENT_TYPE, response::Parts, uri::PathAndQuery};

use crate::{
    Answer, Antom, Call, Conclusion, Dialect, Draft, DraftForm, Dws, EncodeError, Invalid, OpenError, Opened, Outcome,
    Protocol, Sent, Signing, Speaks, Stamp, Status, Unverified, WorldFirst, api::gateway_url,
};

pub use result::{ResultInfo, code};
use signature::SignatureHeader;

pub(crate) const CLIENT_ID: HeaderName = HeaderName::from_static("client-id");
pub(crate) const REQUEST_TIME: HeaderName = HeaderName::from_static("request-time");
pub(crate) const RESPONSE_TIME: HeaderName = HeaderName::from_static("response-time");
pub(crate) const SIGNATURE: HeaderName = HeaderName::from_static("signature");
pub(crate) const JSON: HeaderValue = HeaderValue::from_static("application/json; charset=UTF-8");

/// China time, which the gateways' samples use.
const CHINA: i16 = 8 * 60;

/// The signed-header protocol, spoken to one gateway as one client.
///
/// `D` is the gateway family: [`Dws`], [`Antom`], [`WorldFirst`], or one of your own.
#[derive(Clone)]
pub struct SignedHeader<D> {
    gateway: Uri,
    client_id: String,
    time: TimeFormat,
    sandbox_paths: bool,
    dialect: PhantomData<fn() -> D>,
}

/// How `request-time` is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum TimeFormat {
    /// ISO 8601 to the second with a numeric offset, such as `2022-01-12T11:00:00+08:00`.
    Iso8601 {
        /// The offset to write, in minutes east of UTC.
        offset_minutes: i16,
    },
    /// Milliseconds since 1970-01-01T00:00:00Z.
    EpochMillis,
}

/// A dialect that is spoken in the signed-header protocol.
pub trait SignedHeaderDialect: Dialect {
    /// How `request-time` is written unless told otherwise.
    const TIME: TimeFormat;
}

impl SignedHeaderDialect for Dws {
    const TIME: TimeFormat = TimeFormat::Iso8601 { offset_minutes: CHINA };
}

impl SignedHeaderDialect for WorldFirst {
    const TIME: TimeFormat = TimeFormat::Iso8601 { offset_minutes: CHINA };
}

impl SignedHeaderDialect for Antom {
    const TIME: TimeFormat = TimeFormat::EpochMillis;
}

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
        if gateway.host().is_some_and(|host| host.eq_ignore_ascii_case("openapi.alipay.com")) {
            let rule = "is the mainland Open Platform, which does not speak this protocol";
            return Err(Invalid::new("base_url", rule));
        }
        if client_id.is_empty() || !client_id.bytes().all(|b| b.is_ascii_graphic()) {
            return Err(Invalid::new("client_id", "must be the client id from the console, in ASCII"));
        }
        Ok(Self { gateway, client_id: client_id.to_owned(), time: D::TIME, sandbox_paths: false, dialect: PhantomData })
    }

    /// Writes `request-time` in another form.
    #[must_use]
    pub fn time_format(mut self, time: TimeFormat) -> Self {
        self.time = time;
        self
    }

    /// Calls `/ams/sandbox/api/...` instead of `/ams/api/...`, in the URL and in the signed text alike.
    #[must_use]
    pub fn sandbox_paths(mut self, on: bool) -> Self {
        self.sandbox_paths = on;
        self
    }

    /// The path as it is sent and signed.
    fn path(&self, call: &Call) -> Option<(Method, String)> {
        let route = call.api().route.as_ref()?;
        let path = if self.sandbox_paths {
            route.path.replacen("/ams/api", "/ams/sandbox/api", 1)
        } else {
            route.path.clone().into_owned()
        };
        Some((route.method.clone(), path))
    }

    fn stamp(&self, now: Stamp) -> String {
        match self.time {
            TimeFormat::Iso8601 { offset_minutes } => now.iso8601(offset_minutes),
            TimeFormat::EpochMillis => now.unix_millis().to_string(),
        }
    }

    fn url(&self, path: &str) -> Result<Uri, EncodeError> {
        let mut parts = self.gateway.clone().into_parts();
        let target: PathAndQuery = path.parse().map_err(|_| EncodeError::Url)?;
        // What is sent must be what is signed.
        if !path.starts_with('/') || target.as_str() != path {
            return Err(EncodeError::Url);
        }
        parts.path_and_query = Some(target);
        Uri::from_parts(parts).map_err(|_| EncodeError::Url)
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
            self.path(call).ok_or_else(|| EncodeError::NoRoute(call.api().name.clone().into_owned()))?;
        let body = call.payload().json()?;
        let time = self.stamp(signing.now);
        let message = [prefix(&method, &path, &self.client_id, &time).as_bytes(), body].concat();

        let mut request = http::Request::new(body.clone());
        *request.method_mut() = method;
        *request.uri_mut() = self.url(&path)?;
        let headers = request.headers_mut();
        headers.insert(CONTENT_TYPE, JSON);
        headers.insert(CLIENT_ID, header("client-id", &self.client_id)?);
        headers.insert(REQUEST_TIME, header("request-time", &time)?);
        // The slot for the signature. It names the key, which is not part of the signed text here.
        headers.insert(SIGNATURE, header("signature", &SignatureHeader::unsigned(signing.key.version))?);
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

    fn seal(&self, draft: Draft, signature: &Signature) -> Result<http::Request<Bytes>, EncodeError> {
        let DraftForm::Request(mut request) = draft.into_form() else { return Err(EncodeError::Draft) };
        if let Some(slot) = request.headers_mut().get_mut(SIGNATURE) {
            let unsigned = slot.to_str().unwrap_or_default();
            *slot = header("signature", &SignatureHeader::signed(unsigned, signature))?;
        }
        Ok(*request)
    }

    fn open(&self, call: &Call, _: &Sent, head: &Parts, body: Bytes) -> Result<Opened, OpenError> {
        let signature = filled(&head.headers, &SIGNATURE)?;
        let time = filled(&head.headers, &RESPONSE_TIME)?;
        match (signature, time) {
            (Some(signature), Some(time)) => {
                if filled(&head.headers, &CLIENT_ID)?.is_some_and(|id| id != self.client_id) {
                    return Err(OpenError::OtherClient);
                }
                let (method, path) = self.path(call).ok_or(OpenError::NotAnAnswer)?;
                let prefix = prefix(&method, &path, &self.client_id, time);
                Ok(Opened::Signed(SignatureHeader::parse(signature)?.seal(&prefix, body)))
            }
            (Some(_), None) => Err(OpenError::PartialSignature { present: "signature", missing: "response-time" }),
            (None, Some(_)) => Err(OpenError::PartialSignature { present: "response-time", missing: "signature" }),
            (None, None) => match result::read(&body) {
                Ok(Some(result)) if result.status() == Some(Status::S) => Err(OpenError::UnsignedSuccess),
                Ok(Some(result)) if result.status().is_some() => Ok(Opened::Unsigned(Unverified::new(body))),
                Ok(_) => Err(OpenError::NotAnAnswer),
                Err(error) => Err(error),
            },
        }
    }

    fn conclude(&self, call: &Call, head: &Parts, payload: &Verified<Bytes>) -> Result<Conclusion, OpenError> {
        let result = result::read(payload.payload())?.ok_or(OpenError::NoVerdict)?;
        let status = result.status().ok_or(OpenError::NoVerdict)?;
        let answer = result.into_answer();
        let outcome = match status {
            Status::S => Outcome::Success,
            _ if answer.code == code::REQUEST_TRAFFIC_EXCEED_LIMIT => Outcome::NotProcessed,
            // The page knows better than the status letter when it calls a code unknown.
            Status::F if call.api().code(&answer.code).is_some_and(|info| info.status == Status::U) => Outcome::Unknown,
            Status::F => Outcome::Refused,
            Status::U => Outcome::Unknown,
        };
        Ok(Conclusion::new(outcome, answer).under(head.status))
    }

    fn read_failure(&self, _: &Parts, body: &Unverified) -> Answer {
        let result = result::read(body.untrusted_bytes()).ok().flatten();
        result.map_or_else(|| Answer::new(""), ResultInfo::into_answer)
    }

    fn trace_id<'a>(&self, head: &'a Parts) -> Option<&'a str> {
        ["tracer-id", "trace-id", "tracerid"].iter().find_map(|name| head.headers.get(*name)?.to_str().ok())
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

/// What stands before the body in the signed text.
pub(crate) fn prefix(method: &Method, path: &str, client_id: &str, time: &str) -> String {
    format!("{method} {path}\n{client_id}.{time}.")
}

/// The value of a header, unless it is blank. Two readers must not see two values.
pub(crate) fn filled<'a>(headers: &'a HeaderMap, name: &HeaderName) -> Result<Option<&'a str>, OpenError> {
    let mut values = headers.get_all(name).iter();
    let Some(value) = values.next() else { return Ok(None) };
    if values.next().is_some() {
        return Err(OpenError::MalformedSignature("one of its headers stands twice"));
    }
    let text = value.to_str().map_err(|_| OpenError::MalformedSignature("one of its headers is not text"))?;
    Ok(Some(text.trim()).filter(|text| !text.is_empty()))
}

/// Headers that say where a message goes and where it ends: not for options.
fn is_framing(name: &HeaderName) -> bool {
    use http::header::{CONNECTION, CONTENT_ENCODING, CONTENT_LENGTH, HOST, TE, TRAILER, TRANSFER_ENCODING, UPGRADE};
    [CONNECTION, CONTENT_ENCODING, CONTENT_LENGTH, HOST, TE, TRAILER, TRANSFER_ENCODING, UPGRADE].contains(name)
}

pub(crate) fn header(name: &str, value: &str) -> Result<HeaderValue, EncodeError> {
    HeaderValue::from_str(value).map_err(|_| EncodeError::Header(name.to_owned()))
}
