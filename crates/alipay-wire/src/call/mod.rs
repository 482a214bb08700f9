//! A request, validated and encoded, ready for any number of attempts.

use std::{borrow::Cow, fmt, sync::Arc, time::Duration};

use bytes::Bytes;
use serde::Serialize;

use crate::{ApiMeta, CallOption, CallOptions, FilePart, Invalid, Progress, Request, Safety, UploadObserver, json};

pub(crate) mod effect;
pub(crate) mod money_outcome;
pub(crate) mod prepared;
pub(crate) mod progress;
pub(crate) mod send;

/// A request, validated and encoded: what every attempt sends again, byte for byte.
///
/// Cheap to clone. Clones share the [`Progress`]: they are attempts of one call.
#[derive(Clone)]
pub struct Call {
    request: Arc<Encoded>,
    limits: Limits,
    progress: Arc<Progress>,
}

#[derive(Clone)]
struct Encoded {
    api: Cow<'static, ApiMeta>,
    payload: Payload,
    options: CallOptions,
    safety: Safety,
    key: Option<String>,
    observer: Option<UploadObserver>,
}

impl Call {
    /// Validates and encodes `request`. The one place that does.
    ///
    /// # Errors
    /// [`CallError::Invalid`] when a field breaks a documented rule, [`CallError::Encode`] when it cannot be written.
    pub fn new<R: Request>(request: &R) -> Result<Self, CallError> {
        request.validate()?;
        let key = request.idempotency_key().filter(|key| !key.trim().is_empty()).map(str::to_owned);
        let safety = match request.safety() {
            // Without its key the gateway cannot recognise a repetition.
            Safety::Keyed if key.is_none() => Safety::Unkeyed,
            safety => safety,
        };
        Self::encode(Cow::Borrowed(R::META), request, request.files(), safety, key)
    }

    /// Encodes the request of an API the SDK has no types for. Who says that it is [`Safety::Keyed`] says that `body`
    /// holds a key by which the gateway recognises a repetition.
    ///
    /// # Errors
    /// [`CallError::Encode`] when `body` cannot be written as a JSON object.
    pub fn untyped(
        api: ApiMeta,
        body: &impl Serialize,
        safety: Safety,
        key: Option<String>,
    ) -> Result<Self, CallError> {
        Self::encode(Cow::Owned(api), body, Vec::new(), safety, key)
    }

    fn encode(
        api: Cow<'static, ApiMeta>,
        body: &impl Serialize,
        files: Vec<FilePart>,
        safety: Safety,
        key: Option<String>,
    ) -> Result<Self, CallError> {
        let body = serde_json::to_vec(body).map_err(|_| EncodeError::NotJson)?;
        if body.first() != Some(&b'{') {
            return Err(EncodeError::NotAnObject.into());
        }
        let payload = Payload::new(body, files)?;
        Ok(Self::from_parts(api, payload, CallOptions::default(), safety, key))
    }

    pub(crate) fn from_parts(
        api: Cow<'static, ApiMeta>,
        payload: Payload,
        options: CallOptions,
        safety: Safety,
        key: Option<String>,
    ) -> Self {
        let request = Encoded { api, payload, options, safety, key, observer: None };
        Self { request: Arc::new(request), limits: Limits::default(), progress: Arc::default() }
    }

    /// Adds options that travel beside the payload. They win over those of the same name.
    #[must_use]
    pub fn with_options(mut self, options: impl Into<CallOptions>) -> Self {
        let request = Arc::make_mut(&mut self.request);
        request.options = std::mem::take(&mut request.options).overridden_by(options.into());
        self
    }

    /// Adds a file. It takes the place of one in the same field.
    #[must_use]
    pub fn with_file(mut self, part: FilePart) -> Self {
        let request = Arc::make_mut(&mut self.request);
        request.payload = request.payload.clone().with_file(part);
        self
    }

    /// Sets who is told how far the body has come, if the call has files.
    #[must_use]
    pub fn with_upload_observer(mut self, observer: UploadObserver) -> Self {
        Arc::make_mut(&mut self.request).observer = Some(observer);
        self
    }

    /// Sets limits that override those of the client.
    #[must_use]
    pub fn with_limits(mut self, limits: Limits) -> Self {
        self.limits = limits;
        self
    }

    /// Which API is called.
    pub fn api(&self) -> &ApiMeta {
        &self.request.api
    }

    /// What is sent.
    pub fn payload(&self) -> &Payload {
        &self.request.payload
    }

    /// What travels beside the payload.
    pub fn options(&self) -> &CallOptions {
        &self.request.options
    }

    /// What sending it twice may do.
    pub fn safety(&self) -> Safety {
        self.request.safety
    }

    /// The idempotency key, if the request has one.
    pub fn key(&self) -> Option<&str> {
        self.request.key.as_deref()
    }

    /// Who is told how far the body has come. `None` unless set.
    pub fn upload_observer(&self) -> Option<&UploadObserver> {
        self.request.observer.as_ref()
    }

    /// Limits that override those of the client.
    pub fn limits(&self) -> &Limits {
        &self.limits
    }

    /// The story of the call, shared by all its clones.
    pub fn progress(&self) -> &Arc<Progress> {
        &self.progress
    }
}

/// Shows which API is called, and nothing of what is sent.
impl fmt::Debug for Call {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Call")
            .field("api", &self.api().name)
            .field("safety", &self.safety())
            .field("options", self.options())
            .finish_non_exhaustive()
    }
}

/// What a request carries, before a protocol wraps it.
#[derive(Clone)]
#[non_exhaustive]
pub enum Payload {
    /// A JSON object.
    Json(Bytes),
    /// A JSON object, and files beside it.
    Parts {
        /// The JSON object. Its files are not in it.
        json: Bytes,
        /// The files, each in a field of its own.
        files: Vec<FilePart>,
    },
}

impl Payload {
    /// `request` describes its files: what is sent holds them instead.
    fn new(request: Vec<u8>, files: Vec<FilePart>) -> Result<Self, EncodeError> {
        if files.is_empty() {
            return Ok(Self::Json(request.into()));
        }
        let is_file = |name: &str| files.iter().any(|part| part.name == name);
        let json = json::without(&request, is_file).map_err(|_| EncodeError::NotJson)?;
        Ok(Self::Parts { json: json.into(), files })
    }

    fn with_file(self, part: FilePart) -> Self {
        let (json, mut files) = match self {
            Self::Json(json) => (json, Vec::new()),
            Self::Parts { json, files } => (json, files),
        };
        files.retain(|known| known.name != part.name);
        files.push(part);
        Self::Parts { json, files }
    }

    /// The JSON object, for protocols that carry nothing else.
    ///
    /// # Errors
    /// [`EncodeError::Payload`] when there are files beside it.
    pub fn json(&self) -> Result<&Bytes, EncodeError> {
        match self {
            Self::Json(json) => Ok(json),
            Self::Parts { .. } => Err(EncodeError::Payload),
        }
    }

    /// The JSON object, and the files beside it if there are any, for protocols that carry both.
    pub fn parts(&self) -> (&Bytes, &[FilePart]) {
        match self {
            Self::Json(json) => (json, &[]),
            Self::Parts { json, files } => (json, files),
        }
    }
}

impl fmt::Debug for Payload {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Json(json) => write!(f, "Payload({} bytes of JSON)", json.len()),
            Self::Parts { json, files } => write!(f, "Payload({} bytes of JSON, {} files)", json.len(), files.len()),
        }
    }
}

/// Limits of one call. What is `None` is taken from the client.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Limits {
    /// Time for the whole call, retries and waiting included.
    pub timeout: Option<Duration>,
    /// Time for one attempt.
    pub attempt_timeout: Option<Duration>,
    /// Attempts at most, at least one.
    pub attempts: Option<u32>,
}

/// A request was not sent because it could not be made.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum CallError {
    /// A field breaks a documented rule.
    #[error(transparent)]
    Invalid(#[from] Invalid),
    /// The request cannot be written the way the gateway wants it.
    #[error(transparent)]
    Encode(#[from] EncodeError),
}

/// A request cannot be written the way the gateway wants it. Nothing was sent.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum EncodeError {
    /// Serialising failed.
    #[error("the request cannot be written as JSON")]
    NotJson,
    /// The request is JSON, but no object.
    #[error("the request must be a JSON object")]
    NotAnObject,
    /// The protocol does not serve this API, or not with these options.
    #[error(transparent)]
    Invalid(#[from] Invalid),
    /// An option holds characters that cannot stand in an HTTP header.
    #[error("the option {0} holds characters an HTTP header cannot carry")]
    Header(String),
    /// Gateway address and path do not make a URL.
    #[error("gateway address and path do not make a valid URL")]
    Url,
    /// An option would overwrite a parameter or header the protocol sets itself.
    #[error("the option {0} is set by the SDK itself")]
    ReservedOption(String),
    /// An option has no value: it would be dropped, and the call would mean something else.
    #[error("the option {0} is blank")]
    BlankOption(String),
    /// The protocol cannot carry a payload of this kind.
    #[error("this protocol cannot carry files")]
    Payload,
    /// A call with files cannot be stored.
    #[error("a call with files cannot be stored: what a file holds when it is read again may be something else")]
    FilesNotStored,
    /// A call with files asks to be encrypted.
    #[error("files cannot be encrypted: send the call with `encrypt(false)`")]
    FilesNotEncryptable,
    /// A member of the request of a textual API is called like a common parameter.
    #[error("the member {0} is called like a common parameter: give it as an option of the call")]
    CommonParameter(&'static str),
    /// A member of the request of a textual API cannot be a parameter. Not named here: it may be anything.
    #[error("a member of the request cannot be a parameter: its name must be of ASCII letters, digits, _, - and .")]
    ParameterName,
    /// A member of the request of a textual API appears twice.
    #[error("a member of the request appears twice")]
    DuplicateParameter,
    /// A value holds a character that the charset of the request does not have. Nothing is replaced or escaped.
    #[error("{0} holds a character that GBK cannot hold: leave it out, or send the request in UTF-8")]
    Charset(String),
    /// A certificate the key is vouched for by has no serial.
    #[error("{0} is blank: take the serials from the certificates")]
    NoSerial(&'static str),
    /// The call asks to be encrypted, and there is no key to do it with.
    #[error(
        "the call asks to be encrypted: give the protocol the AES key of the console with `content_key` (feature `encrypt`)"
    )]
    NoContentKey,
    /// The call asks to be encrypted, and has nothing that could be.
    #[error(
        "{0} has neither a biz_content nor a body, which is all that can be encrypted: send it without the option `encrypt`"
    )]
    NotEncryptable(String),
    /// A draft of another protocol was given to be sealed.
    #[error("the draft belongs to another protocol")]
    Draft,
}

impl CallOption {
    /// Fails when there is no value.
    pub(crate) fn filled(&self) -> Result<&Self, EncodeError> {
        if self.value.trim().is_empty() { Err(EncodeError::BlankOption(self.name.to_string())) } else { Ok(self) }
    }
}
