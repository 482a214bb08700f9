//! How a dialect is written on the wire.

pub(crate) mod address;
pub(crate) mod body;
pub(crate) mod multipart;
pub(crate) mod nonce;

use std::{fmt, time::Duration};

use alipay_sign::{CharsetError, KeyId, KeyIdentity, Pairs, Sealed, Signature, Verified};
use bytes::Bytes;
use http::response::Parts;

use crate::{
    Answer, Call, DecodeError, Dialect, Document, EncodeError, Expected, FilePart, Nonce, Outcome, RequestBody, Stamp,
};

/// A wire format: pure, without input or output of its own.
///
/// Out: [`draft`](Protocol::draft), sign, [`seal`](Protocol::seal). Two steps, because signing between them may await,
/// and because the name of the key may be inside the signed text.
/// In: [`open`](Protocol::open), verify, [`reveal`](Protocol::reveal), [`conclude`](Protocol::conclude),
/// [`decode`](crate::decode).
pub trait Protocol: fmt::Debug + Send + Sync {
    /// Who we are: the `app_id` or `client-id`.
    fn identity(&self) -> &str;

    /// The address all requests go to. Its path and query may differ from call to call.
    fn gateway(&self) -> &http::Uri;

    /// Writes the request as far as it can be written without its signature, and the text to be signed.
    ///
    /// # Errors
    /// [`EncodeError`] when the call cannot be written in this format.
    fn draft(&self, call: &Call, signing: &Signing<'_>) -> Result<Draft, EncodeError>;

    /// Adds the signature.
    ///
    /// # Errors
    /// [`EncodeError`] when the parts make no HTTP request.
    fn seal(&self, draft: Draft, signature: &Signature) -> Result<http::Request<RequestBody>, EncodeError>;

    /// The protocol in which pages and order strings for this gateway are signed, where it has any. They are not sent from
    /// here.
    fn pages(&self) -> Option<Box<dyn Protocol>> {
        None
    }

    /// Finds payload and signature in the answer to what was sent. Trusts nothing in it.
    ///
    /// # Errors
    /// [`OpenError`] when the answer cannot be a genuine one.
    fn open(&self, call: &Call, sent: &Sent, head: &Parts, body: Bytes) -> Result<Opened, OpenError>;

    /// Makes a verified payload readable: decrypted and in UTF-8, where it is not, and every member once.
    ///
    /// # Errors
    /// [`OpenError`] when it cannot be made readable.
    fn reveal(&self, call: &Call, head: &Parts, payload: Verified<Bytes>) -> Result<Document, OpenError> {
        let _ = (call, head);
        Ok(Document::new(payload)?)
    }

    /// The call that asks the gateway for its key called `key`, where a gateway can be asked.
    fn key_request(&self, key: &KeyId) -> Option<Call> {
        let _ = key;
        None
    }

    /// Reads the certificates out of the answer to a [`key_request`](Protocol::key_request). Nobody signed them: they
    /// are for [`Verify::learn`](alipay_sign::Verify::learn), which believes what they are chained to.
    ///
    /// # Errors
    /// [`OpenError`] when there are none in it.
    fn read_key(&self, body: &Bytes) -> Result<Bytes, OpenError> {
        let _ = body;
        Err(OpenError::NotAnAnswer)
    }

    /// Reads the verdict of a verified answer. The HTTP status may only worsen it.
    ///
    /// # Errors
    /// [`OpenError`] when the document has no verdict.
    fn conclude(&self, call: &Call, head: &Parts, document: &Document) -> Result<Conclusion, OpenError>;

    /// Reads what an unsigned failure claims. Its verdict proves nothing; it may only cast doubt on what else is believed.
    fn read_failure(&self, call: &Call, head: &Parts, body: &Unverified) -> Conclusion;

    /// The number by which the gateway's support finds the exchange.
    fn trace_id<'a>(&self, head: &'a Parts) -> Option<&'a str>;
}

/// What one attempt is signed with.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Signing<'a> {
    /// The key: some formats sign its name too.
    pub key: &'a KeyIdentity,
    /// The time.
    pub now: Stamp,
    /// What tells this attempt from every other: some formats sign it too.
    pub nonce: Nonce,
}

impl<'a> Signing<'a> {
    /// Signing with this key, now, once.
    pub fn new(key: &'a KeyIdentity, now: Stamp, nonce: Nonce) -> Self {
        Self { key, now, nonce }
    }

    /// What is to be remembered of it until the answer comes.
    pub fn sent(&self) -> Sent {
        Sent::new(self.now)
    }
}

/// What is remembered of an attempt until its answer comes.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Sent {
    /// The time that was written into the request.
    pub at: Stamp,
    /// How much older than that an answer may say to be: the clocks of two machines differ.
    pub freshness: Duration,
}

impl Sent {
    /// Five minutes.
    pub const FRESHNESS: Duration = Duration::from_secs(5 * 60);

    /// A request stamped with this time.
    pub fn new(at: Stamp) -> Self {
        Self { at, freshness: Self::FRESHNESS }
    }

    /// Takes answers that say to be older than the request by up to this much.
    #[must_use]
    pub fn freshness(mut self, freshness: Duration) -> Self {
        self.freshness = freshness;
        self
    }

    /// Refuses an answer that was signed long before the request, as an old one sent again is. A time that cannot be read
    /// says nothing.
    pub(crate) fn refuse_older(&self, signed_millis: Option<i64>) -> Result<(), OpenError> {
        let age = signed_millis.map_or(0, |signed| self.at.unix_millis().saturating_sub(signed));
        let age = Duration::from_millis(u64::try_from(age).unwrap_or_default());
        if age > self.freshness { Err(OpenError::Stale { seconds: age.as_secs() }) } else { Ok(()) }
    }
}

/// A protocol that is a way to speak the dialect `D`.
pub trait Speaks<D: Dialect>: Protocol + 'static {}

/// A request that lacks only its signature.
pub struct Draft {
    message: Bytes,
    form: DraftForm,
}

/// What becomes a request once it is signed.
#[non_exhaustive]
pub enum DraftForm {
    /// A request whose signature goes into a header.
    Request(Box<http::Request<RequestBody>>),
    /// Parameters whose signature is one more parameter.
    Params(Pairs),
    /// Such parameters, and files beside them that are not signed.
    Parts {
        /// The parameters.
        params: Pairs,
        /// The files.
        files: Vec<FilePart>,
        /// What tells the boundary between the parts from everything in them.
        nonce: Nonce,
    },
}

impl Draft {
    /// A request to be completed by the signature of `message`.
    pub fn new(message: impl Into<Bytes>, form: DraftForm) -> Self {
        Self { message: message.into(), form }
    }

    /// The bytes to sign.
    pub fn message(&self) -> &Bytes {
        &self.message
    }

    /// What becomes the request.
    pub fn into_form(self) -> DraftForm {
        self.form
    }
}

impl fmt::Debug for Draft {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Draft({} bytes to sign)", self.message.len())
    }
}

impl fmt::Debug for DraftForm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Request(_) => "Request(..)",
            Self::Params(_) => "Params(..)",
            Self::Parts { .. } => "Parts(..)",
        })
    }
}

/// An answer, opened.
#[derive(Debug)]
pub enum Opened {
    /// Signed: to be verified.
    Signed(Sealed<Bytes>),
    /// A failure the gateway did not sign, as it does when it cannot tell which key to use.
    Unsigned(Unverified),
}

/// The body of an answer without signature. Only [`Protocol::read_failure`] looks into it.
pub struct Unverified(Bytes);

impl Unverified {
    /// A body that claims a failure.
    pub fn new(body: Bytes) -> Self {
        Self(body)
    }

    /// The raw bytes. Anyone may have written them.
    pub fn untrusted_bytes(&self) -> &Bytes {
        &self.0
    }
}

impl fmt::Debug for Unverified {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Unverified({} bytes)", self.0.len())
    }
}

/// The verdict of a verified answer.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Conclusion {
    /// What happened.
    pub outcome: Outcome,
    /// The codes behind it.
    pub answer: Answer,
}

impl Conclusion {
    /// A verdict and the codes behind it.
    pub fn new(outcome: Outcome, answer: Answer) -> Self {
        Self { outcome, answer }
    }

    /// What is concluded from what cannot be read: nothing.
    pub(crate) fn unreadable() -> Self {
        Self::new(Outcome::Unknown, Answer::new(""))
    }

    /// The verdict in the light of the HTTP status, which may only worsen it: success under a failure status is unknown.
    #[must_use]
    pub fn under(mut self, status: http::StatusCode) -> Self {
        if self.outcome == Outcome::Success && !status.is_success() {
            self.outcome = Outcome::Unknown;
        }
        self
    }
}

/// An answer cannot be a genuine one. Says what is wrong with its shape, never what it contains.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum OpenError {
    /// The body is not what this gateway answers with.
    #[error("the body is not an answer of this gateway")]
    NotAnAnswer,
    /// A member appears twice, so that two readers may see different things.
    #[error("the answer has a member twice")]
    DuplicateMember,
    /// It claims success without a signature.
    #[error("the answer claims success but is not signed")]
    UnsignedSuccess,
    /// One of the two headers of a signature is missing.
    #[error("the answer has {present} but no {missing}")]
    PartialSignature {
        /// The header that is there.
        present: &'static str,
        /// The header that is not.
        missing: &'static str,
    },
    /// The signature cannot be read.
    #[error("the signature of the answer cannot be read: {0}")]
    MalformedSignature(&'static str),
    /// It says to be signed long before the request was.
    #[error(
        "the answer is dated {seconds} s before the request: it is an old one sent again, or the clock of this machine is \
         ahead by that much"
    )]
    Stale {
        /// By how much.
        seconds: u64,
    },
    /// It is addressed to another party.
    #[error("the answer is addressed to another client-id")]
    OtherClient,
    /// It is verified, but does not say how the call went.
    #[error("the answer does not say how the call went")]
    NoVerdict,
    /// It is written in a charset that cannot be read here.
    #[error("the answer cannot be read: {0}")]
    Charset(CharsetError),
    /// It is verified and encrypted, and there is no key to read it with.
    #[error(
        "the answer is encrypted: give the protocol the AES key of the console with `content_key` (feature `encrypt`)"
    )]
    NoContentKey,
    /// It is verified and encrypted, and the key does not open it.
    #[error("the answer is encrypted and cannot be read: {0}")]
    Undecryptable(&'static str),
    /// The gateway was asked for a certificate, and there is none in its answer.
    #[error("the gateway did not publish the certificate it was asked for")]
    NoCertificate,
}

impl From<DecodeError> for OpenError {
    fn from(error: DecodeError) -> Self {
        match error.expected() {
            Expected::UniqueMembers => Self::DuplicateMember,
            _ => Self::NotAnAnswer,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_draft_shows_nothing_of_what_is_sent() {
        let request = http::Request::builder().header("agent-token", "SECRET").body("SECRET".into()).unwrap();
        let params = Pairs::new().with("biz_content", "SECRET");
        let files = vec![FilePart::new("f", crate::Upload::from_bytes("SECRET", "SECRET"))];
        let parts = DraftForm::Parts { params: params.clone(), files, nonce: Nonce::from_random([7; 16]) };
        for form in [DraftForm::Request(Box::new(request)), DraftForm::Params(params), parts] {
            let shown = format!("{form:?}");
            assert!(!shown.contains("SECRET"), "{shown}");
        }
    }
}
