//! A message, and what is known about where it came from.

use alipay_sign::{KeyId, Sealed, Verify, VerifyError};
use base64::{Engine, engine::general_purpose::STANDARD};
use bytes::Bytes;
use http::HeaderMap;

use super::{
    Diagnosis, KeyRole, Keys,
    http_text::{self, Head},
    instead::Instead,
    reading::{self, Content, Raw, Reading, Unread},
    search,
};
use crate::inbound::{ReceiveError, signed_form};

/// A message that was signed, or should have been: a notification, what a payer's browser or phone brought back, the answer
/// to a call, a request.
///
/// ```
/// use alipay_wire::diagnose::{Keys, Message};
///
/// let answer = "HTTP/1.1 200 OK\nclient-id: 7\nresponse-time: 2026-01-01T00:00:00Z\nsignature: keyVersion=1,signature=QQ\n\n{}";
/// let message = Message::new(answer).at("POST", "/ams/api/v1/accounts/queryAccountAndBenefit");
/// assert!(!message.diagnose(&Keys::new()).verifies());
/// ```
#[derive(Clone)]
pub struct Message {
    pub(super) raw: Raw,
    pub(super) place: Place,
}

/// What the message itself does not say.
#[derive(Clone, Debug, Default)]
pub(super) struct Place {
    pub(super) method: Option<String>,
    pub(super) path: Option<String>,
    pub(super) client_id: Option<String>,
    /// What was signed of the request that it answers.
    pub(super) signed_text: Option<Bytes>,
    /// Other paths and clients it may belong to.
    pub(super) paths: Vec<String>,
    pub(super) client_ids: Vec<String>,
    /// Whether it is certain that it is something that we sent.
    pub(super) is_sent: bool,
}

/// Why a message is not genuine. Quotes nothing of it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum NotGenuine {
    /// It has no signature.
    #[error("it is not signed")]
    Unsigned,
    /// It is no message of a gateway.
    #[error("it is no message of a gateway: {0}")]
    Unreadable(&'static str),
    /// It cannot be genuine.
    #[error(transparent)]
    Malformed(#[from] ReceiveError),
    /// Its signature does not fit.
    #[error(transparent)]
    Verify(#[from] VerifyError),
}

impl Message {
    /// A message as text: the body of a notification, the query of a `return_url`, the result of a phone, the answer of
    /// `gateway.do`. Where headers sign, head and body, with an empty line between them.
    pub fn new(text: impl Into<Bytes>) -> Self {
        let text = text.into();
        let (head, body) = match http_text::split(&text) {
            Some((head, body)) => (Some(head), body),
            None => (None, text),
        };
        Self { raw: Raw { head, body }, place: Place::default() }
    }

    /// An answer, by its headers and its body.
    pub fn answer(headers: &HeaderMap, body: impl Into<Bytes>) -> Self {
        Self {
            raw: Raw { head: Some(Head { request: None, headers: headers.clone() }), body: body.into() },
            place: Place::default(),
        }
    }

    /// A request as a gateway receives it. `target` is path and query.
    pub fn request(method: &str, target: &str, headers: &HeaderMap, body: impl Into<Bytes>) -> Self {
        let head = Head { request: Some((method.to_owned(), target.to_owned())), headers: headers.clone() };
        let place = Place { is_sent: true, ..Place::default() };
        Self { raw: Raw { head: Some(head), body: body.into() }, place }
    }

    /// Says to which request it is the answer, or where it was received.
    #[must_use]
    pub fn at(mut self, method: &str, path: &str) -> Self {
        self.place.method = Some(method.to_owned());
        self.place.path = Some(path.to_owned());
        self
    }

    /// Says to which client it is addressed.
    #[must_use]
    pub fn client_id(mut self, id: &str) -> Self {
        self.place.client_id = Some(id.to_owned());
        self
    }

    /// Says what was signed of the request that it answers: compared with what the gateway says that it checked, when that
    /// is what it says.
    #[must_use]
    pub fn to_signed_text(mut self, text: impl Into<Bytes>) -> Self {
        self.place.signed_text = Some(text.into());
        self
    }

    /// Says to which other paths it may belong.
    #[must_use]
    pub fn other_paths(mut self, paths: impl IntoIterator<Item = String>) -> Self {
        self.place.paths.extend(paths);
        self
    }

    /// Says to which other clients it may belong.
    #[must_use]
    pub fn other_clients(mut self, ids: impl IntoIterator<Item = String>) -> Self {
        self.place.client_ids.extend(ids);
        self
    }

    /// The text of the form: what a browser brings back is in the URL.
    fn form(&self) -> &[u8] {
        let Raw { head, body } = &self.raw;
        let query = head.as_ref().and_then(|head| head.request.as_ref()?.1.split_once('?'));
        match query {
            Some((_, query)) if body.trim_ascii().is_empty() => query.as_bytes(),
            _ => body,
        }
    }

    /// Finds the nearest thing to it that verifies with one of these keys.
    pub fn diagnose(&self, keys: &Keys) -> Diagnosis {
        search::diagnose(self, keys)
    }

    /// The text that its signature should be over. It holds what the message holds: personal data too. `None` when it cannot be
    /// read that far.
    pub fn text(&self) -> Option<String> {
        let reading = reading::read(&self.raw, &self.place).ok()?;
        Some(String::from_utf8_lossy(reading.texts().first()?).into_owned())
    }

    /// Whether it is genuine as it is, by the keys of who should have signed it. Tells so and gives nothing of it: to use a
    /// message, receive it with [`inbound`](crate::inbound) or open it with its [`Protocol`](crate::Protocol).
    ///
    /// # Errors
    /// [`NotGenuine`] when it is not.
    pub fn verify(&self, keys: &Keys) -> Result<(), NotGenuine> {
        let is_sent = reading::read(&self.raw, &self.place)?.is_sent;
        self.verify_with(&Verifier(keys, if is_sent { KeyRole::Own } else { KeyRole::Gateway }))
    }

    pub(super) fn verify_with(&self, with: &dyn Verify) -> Result<(), NotGenuine> {
        let reading = reading::read(&self.raw, &self.place)?;
        let Reading { content, signature, key, frame, is_sent } = reading;
        match content {
            Content::Form(_) if !is_sent => {
                signed_form(self.form())?.sealed.verify(with).map_err(|(error, _)| error)?;
            }
            Content::Form(form) => {
                if form.pairs.duplicate().is_some() {
                    return Err(ReceiveError::Duplicate.into());
                }
                let signature = decoded(&signature)?;
                Sealed::pairs(form.pairs, signature, key).verify(with).map_err(|(error, _)| error)?;
            }
            Content::Body { text, with_plain_slashes } => {
                let framed =
                    |text: &Bytes, signature| Sealed::framed("", frame.around(text), "", signature, key.clone());
                let sealed = framed(&text, decoded(&signature)?);
                let sealed = match &with_plain_slashes {
                    Some(text) => sealed.or(framed(text, Vec::new())),
                    None => sealed,
                };
                sealed.verify(with).map_err(|(error, _)| error)?;
            }
        }
        Ok(())
    }
}

fn decoded(signature: &str) -> Result<Vec<u8>, ReceiveError> {
    match STANDARD.decode(signature) {
        Ok(bytes) if !bytes.is_empty() => Ok(bytes),
        _ => Err(ReceiveError::MalformedSignature("it is not base64")),
    }
}

impl From<Unread> for NotGenuine {
    fn from(unread: Unread) -> Self {
        match unread {
            Unread::Unsigned => Self::Unsigned,
            unread => Self::Unreadable(unread.reason()),
        }
    }
}

impl Unread {
    pub(super) fn reason(&self) -> &'static str {
        match self {
            Self::Unsigned => "there is no signature in it",
            Self::TooMany => "it has more parameters than any message of a gateway",
            Self::NoResult => "there is no result: the payer ended it, or it failed (see `resultStatus`)",
            Self::NoPath => "its headers are signed together with the path of the request: say which it was",
            Self::NoClientId => "its headers are signed together with the client id: say which it is",
            Self::Instead(Instead::Nothing) => "it is empty",
            Self::Instead(Instead::Page) => "it is a page (HTML)",
            Self::Instead(Instead::Xml) => "it is XML, as the old gateway (mapi.alipay.com) answers with",
            Self::Instead(Instead::Compressed) => "it is compressed",
            Self::Instead(Instead::Json) => {
                "it is JSON without a signature: where headers sign, give the head of the message too"
            }
            Self::Instead(Instead::Text) => "it is neither a form nor JSON",
        }
    }
}

/// The keys of one role, as the verifier of what they should have signed.
pub(super) struct Verifier<'a>(&'a Keys, KeyRole);

impl Verify for Verifier<'_> {
    fn verify(&self, id: Option<&KeyId>, message: &[u8], signature: &[u8]) -> Result<(), VerifyError> {
        let is_named = |key: &&super::keys::Key| key.id.is_none() || id.is_none() || key.id.as_ref() == id;
        let mut named = self.0.are(self.1).filter(is_named).peekable();
        if let (None, Some(id)) = (named.peek(), id) {
            return Err(VerifyError::UnknownKey(id.clone()));
        }
        let fits = named.any(|key| key.key.verify(id, message, signature).is_ok());
        if fits { Ok(()) } else { Err(VerifyError::Mismatch) }
    }
}

/// Shows nothing of it.
impl std::fmt::Debug for Message {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Message({} bytes)", self.raw.body.len())
    }
}
