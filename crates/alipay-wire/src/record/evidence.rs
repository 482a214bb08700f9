//! What was sent and what came back, in a form that can be stored and verified years later.

use std::time::Duration;

use alipay_sign::{Charset, KeyIdentity, Sealed, Verified, Verify, VerifyError};
use base64::{Engine, engine::general_purpose::STANDARD};
use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, Method, Response, StatusCode, response};
use serde::{Deserialize, Serialize};

use crate::{
    Antom, ApiMeta, Call, Conclusion, Dialect, Dws, FormV2, Invalid, OpenError, OpenPlatform, Opened, Protocol,
    RequestBody, RestV3, Route, Safety, Sent, SignedHeader, Stamp, WorldFirst, signed_header::SignedHeaderDialect,
};

/// The only layout so far.
const VERSION: u32 = 1;

/// One attempt of a call: the request as it was sent and, if one came, the answer as it was received.
///
/// Holds what the call held: customer ids, amounts and, in the signed text or the target of an Open Platform call with one, the token.
/// Who stores it decides for how long, and what to blank out. Blanking the answer makes it unverifiable; blanking the
/// request does not.
///
/// What [`verify`](Self::verify) proves is the text that the gateway signed, and nothing else in the record: see [`ProvenAnswer`].
#[derive(Clone, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Evidence {
    version: u32,
    /// The request.
    pub request: SentEvidence,
    /// The answer, if one came.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answer: Option<AnswerEvidence>,
    /// How the attempt ended: `success`, or the kind of its error. `None` before it ended.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub verdict: Option<String>,
}

/// A request, as it was sent: by the word of the record. The gateway signs none of it, so anyone who can change a record can give
/// a genuine answer another request, another API and another time.
#[derive(Clone, Serialize, Deserialize)]
#[non_exhaustive]
pub struct SentEvidence {
    /// The gateway family.
    pub dialect: String,
    /// The `app_id` or `client-id`.
    pub identity: String,
    /// Scheme, host and port of the gateway, and the path of `gateway.do`.
    pub gateway: String,
    /// The name of the API.
    pub api: String,
    /// The HTTP method.
    pub method: String,
    /// The path and query, as sent.
    pub target: String,
    /// The headers, except those that carry tokens.
    pub headers: Vec<(String, String)>,
    /// The bytes that were signed.
    pub signed: Blob,
    /// The body, as sent. Of a file there are name, content type and length, and never its content.
    pub body: Blob,
    /// Which of our keys signed: its `keyVersion`. `None` when the key has no version.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key_version: Option<u32>,
    /// Which of our keys signed: the SHA-256 of its public half, in hex. `None` where the signer does not know it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key_fingerprint: Option<String>,
    /// The idempotency key. `None` when the call has none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub idempotency_key: Option<String>,
    /// When, in milliseconds since 1970-01-01T00:00:00Z.
    pub at: i64,
}

/// An answer, as it was received. Status and time are the record's word, as are all headers but those that are signed.
#[derive(Clone, Serialize, Deserialize)]
#[non_exhaustive]
pub struct AnswerEvidence {
    /// The HTTP status.
    pub status: u16,
    /// The headers.
    pub headers: Vec<(String, String)>,
    /// The body, before anything was read from it.
    pub body: Blob,
    /// When, in milliseconds since 1970-01-01T00:00:00Z.
    pub at: i64,
}

/// Bytes that are text, mostly.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Blob {
    /// Bytes that are UTF-8.
    Text(String),
    /// Bytes that are not, in base64.
    Base64(String),
}

impl Blob {
    /// Keeps these bytes.
    pub fn new(bytes: &[u8]) -> Self {
        match std::str::from_utf8(bytes) {
            Ok(text) => Self::Text(text.to_owned()),
            Err(_) => Self::Base64(STANDARD.encode(bytes)),
        }
    }

    fn of_request(body: &RequestBody) -> Self {
        match body {
            RequestBody::Bytes(bytes) => Self::new(bytes),
            RequestBody::Multipart(multipart) => Self::new(&multipart.outline()),
        }
    }

    /// The bytes again. `None` when the base64 was spoilt.
    pub fn bytes(&self) -> Option<Bytes> {
        match self {
            Self::Text(text) => Some(Bytes::copy_from_slice(text.as_bytes())),
            Self::Base64(text) => STANDARD.decode(text).ok().map(Bytes::from),
        }
    }
}

impl Evidence {
    /// What is about to be sent: `request` is the sealed `draft` of `call`, and `signed` the text of that draft.
    pub fn of_request(
        dialect: &str,
        protocol: &dyn Protocol,
        call: &Call,
        key: &KeyIdentity,
        signed: &[u8],
        request: &http::Request<RequestBody>,
        now: Stamp,
    ) -> Self {
        let request = SentEvidence {
            dialect: dialect.to_owned(),
            identity: protocol.identity().to_owned(),
            gateway: protocol.gateway().to_string(),
            api: call.api().name.clone().into_owned(),
            method: request.method().to_string(),
            target: request.uri().path_and_query().map(ToString::to_string).unwrap_or_default(),
            headers: stored(request.headers()),
            signed: Blob::new(signed),
            body: Blob::of_request(request.body()),
            key_version: key.version,
            key_fingerprint: key.fingerprint.map(|print| print.0.iter().map(|byte| format!("{byte:02x}")).collect()),
            idempotency_key: call.key().map(str::to_owned),
            at: now.unix_millis(),
        };
        Self { version: VERSION, request, answer: None, verdict: None }
    }

    /// Adds what came back.
    pub fn answered(&mut self, head: &response::Parts, body: &[u8], now: Stamp) {
        self.answer = Some(AnswerEvidence {
            status: head.status.as_u16(),
            headers: stored(&head.headers),
            body: Blob::new(body),
            at: now.unix_millis(),
        });
    }

    /// Adds how the attempt ended.
    pub fn ended(&mut self, verdict: &str) {
        self.verdict = Some(verdict.to_owned());
    }

    /// Verifies the stored answer as it was verified when it came: same rules, any time later.
    ///
    /// An answer with encrypted content needs the key to be read: use [`verify_with`](Self::verify_with).
    ///
    /// # Errors
    /// [`EvidenceError`] when the record cannot be read, has no answer, or its answer is not authentic.
    pub fn verify(&self, gateway: &dyn Verify) -> Result<ProvenAnswer, EvidenceError> {
        self.check_layout()?;
        let (protocol, call) = self.request.conversation()?;
        self.verify_in(&*protocol, &call, gateway)
    }

    /// Verifies the stored answer of a dialect that is not part of this crate, or with a protocol that has the key of
    /// encrypted content. See [`verify`](Self::verify).
    ///
    /// # Errors
    /// [`EvidenceError`] as there.
    pub fn verify_with(&self, protocol: &dyn Protocol, gateway: &dyn Verify) -> Result<ProvenAnswer, EvidenceError> {
        self.check_layout()?;
        if self.request.identity != protocol.identity() {
            return Err(EvidenceError::OtherIdentity);
        }
        self.verify_in(protocol, &self.request.call()?, gateway)
    }

    fn check_layout(&self) -> Result<(), EvidenceError> {
        if self.version == VERSION { Ok(()) } else { Err(EvidenceError::Layout) }
    }

    fn verify_in(
        &self,
        protocol: &dyn Protocol,
        call: &Call,
        gateway: &dyn Verify,
    ) -> Result<ProvenAnswer, EvidenceError> {
        // When the request was sent is a claim of the record.
        let at = Stamp::from_unix_millis(self.request.at).ok_or(EvidenceError::Field("at"))?;
        let sent = Sent::new(at).freshness(Duration::MAX);
        let (head, body) = self.answer.as_ref().ok_or(EvidenceError::NoAnswer)?.response()?.into_parts();
        let sealed: Sealed<Bytes> = match protocol.open(call, &sent, &head, body)? {
            Opened::Signed(sealed) => sealed,
            Opened::Unsigned(_) => return Err(EvidenceError::Unsigned),
        };
        let document = protocol.reveal(call, &head, sealed.verify(gateway).map_err(|(error, _)| error)?)?;
        let conclusion = protocol.conclude(call, &head, &document)?;
        Ok(ProvenAnswer { conclusion, payload: document.into_verified() })
    }
}

/// A stored answer that was verified again. Proven is that the key signed `payload`, and to whom and when only where the payload
/// or what is signed with it says so: path, client id and `response-time` at the signed-header gateways, `alipay-timestamp` over
/// REST, nothing at `gateway.do`. That it answered the request beside it, that request's API, times and the HTTP status are the
/// record's word.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct ProvenAnswer {
    /// What the payload says, in the light of the HTTP status, which may only have worsened it.
    pub conclusion: Conclusion,
    /// The payload it signed.
    pub payload: Verified<Bytes>,
}

impl SentEvidence {
    /// Speaks as the request did, to open its answer.
    fn conversation(&self) -> Result<(Box<dyn Protocol>, Call), EvidenceError> {
        let protocol = match self.dialect.as_str() {
            // Its gateway is an origin, that of the other protocol has a path.
            OpenPlatform::NAME
                if self.target.starts_with("/v3/") && FormV2::new(&self.gateway, &self.identity).is_err() =>
            {
                Box::new(RestV3::new(&self.gateway, &self.identity)?)
            }
            OpenPlatform::NAME => {
                let protocol = FormV2::new(&self.gateway, &self.identity)?.charset(self.charset());
                Box::new(protocol) as Box<dyn Protocol>
            }
            Dws::NAME => self.signed_header::<Dws>()?,
            Antom::NAME => self.signed_header::<Antom>()?,
            WorldFirst::NAME => self.signed_header::<WorldFirst>()?,
            _ => return Err(EvidenceError::Field("dialect")),
        };
        Ok((protocol, self.call()?))
    }

    /// The charset of the request. An answer that fits into both may be read by it.
    fn charset(&self) -> Charset {
        let query = self.target.split_once('?').map_or("", |(_, query)| query);
        let mut params = form_urlencoded::parse(query.as_bytes());
        let charset = params.find(|(name, _)| name == "charset").and_then(|(_, value)| Charset::named(&value).ok());
        charset.unwrap_or_default()
    }

    /// The call, as far as opening its answer needs it: which API, and where.
    fn call(&self) -> Result<Call, EvidenceError> {
        let method = Method::from_bytes(self.method.as_bytes()).map_err(|_| EvidenceError::Field("method"))?;
        let path = self.target.split('?').next().unwrap_or_default().to_owned();
        let api = ApiMeta::untyped(&self.api, Some(Route { method, path: path.into() }));
        let body = serde_json::Map::new();
        Call::untyped(api, &body, Safety::Query, None).map_err(|_| EvidenceError::Field("api"))
    }

    fn signed_header<D: SignedHeaderDialect>(&self) -> Result<Box<dyn Protocol>, EvidenceError> {
        Ok(Box::new(SignedHeader::<D>::new(&self.gateway, &self.identity)?))
    }
}

impl AnswerEvidence {
    fn response(&self) -> Result<Response<Bytes>, EvidenceError> {
        let mut response = Response::new(self.body.bytes().ok_or(EvidenceError::Field("body"))?);
        *response.status_mut() = StatusCode::from_u16(self.status).map_err(|_| EvidenceError::Field("status"))?;
        for (name, value) in &self.headers {
            let name = HeaderName::from_bytes(name.as_bytes()).map_err(|_| EvidenceError::Field("headers"))?;
            let value = HeaderValue::from_str(value).map_err(|_| EvidenceError::Field("headers"))?;
            response.headers_mut().append(name, value);
        }
        Ok(response)
    }
}

/// Headers as text. Those that carry tokens are marked as sensitive, and left out.
fn stored(headers: &HeaderMap) -> Vec<(String, String)> {
    let shown = headers.iter().filter(|(_, value)| !value.is_sensitive());
    shown.map(|(name, value)| (name.to_string(), String::from_utf8_lossy(value.as_bytes()).into_owned())).collect()
}

/// A stored record does not prove what the gateway answered.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum EvidenceError {
    /// It was written by a version with another layout.
    #[error("the record has a layout this version cannot read")]
    Layout,
    /// A field cannot be read.
    #[error("the record's field {0} cannot be read")]
    Field(&'static str),
    /// Gateway or identity cannot be read.
    #[error("the record's {0}")]
    Invalid(#[from] Invalid),
    /// It belongs to another `app_id` or `client-id` than the one it is verified as.
    #[error("the record belongs to another app_id or client-id")]
    OtherIdentity,
    /// No answer came.
    #[error("the record has no answer: none came")]
    NoAnswer,
    /// The answer is a failure that the gateway did not sign.
    #[error("the answer is an unsigned failure, which proves nothing")]
    Unsigned,
    /// The answer cannot be a genuine one.
    #[error("the answer is not authentic: {0}")]
    Open(#[from] OpenError),
    /// The signature does not hold.
    #[error("the answer is not authentic: {0}")]
    Verify(#[from] VerifyError),
}

impl std::fmt::Debug for Evidence {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Evidence")
            .field("request", &self.request)
            .field("verdict", &self.verdict)
            .finish_non_exhaustive()
    }
}

impl std::fmt::Debug for SentEvidence {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SentEvidence").field("dialect", &self.dialect).field("api", &self.api).finish_non_exhaustive()
    }
}

impl std::fmt::Debug for AnswerEvidence {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("AnswerEvidence").field("status", &self.status).finish_non_exhaustive()
    }
}

impl std::fmt::Debug for Blob {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Blob(<redacted>)")
    }
}
