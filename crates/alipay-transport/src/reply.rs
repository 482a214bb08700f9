//! A successful answer.

use std::{fmt, slice};

use alipay_sign::Verified;
use alipay_wire::{Answer, Attempt, DecodeError, Document, Progress};
use bytes::Bytes;
use serde::de::DeserializeOwned;

/// A successful answer: its value, the verified bytes it was read from, and the story of the call.
#[derive(Clone)]
pub struct Reply<T> {
    value: T,
    document: Document,
    receipt: Receipt,
}

/// What is known about the exchange beside its content.
#[derive(Clone, Debug)]
pub(crate) struct Receipt {
    pub(crate) answer: Answer,
    pub(crate) status: http::StatusCode,
    pub(crate) headers: http::HeaderMap,
    pub(crate) trace_id: Option<String>,
    pub(crate) history: History,
}

/// The attempts of a call: one, in most cases, which then needs no list.
#[derive(Clone, Debug)]
pub(crate) enum History {
    One(Attempt),
    Several(Vec<Attempt>),
}

impl History {
    pub(crate) fn of(progress: &Progress) -> Self {
        progress.only_attempt().map_or_else(|| Self::Several(progress.history()), Self::One)
    }

    fn attempts(&self) -> &[Attempt] {
        match self {
            Self::One(attempt) => slice::from_ref(attempt),
            Self::Several(attempts) => attempts,
        }
    }
}

impl Reply<Verified<Bytes>> {
    pub(crate) fn verified(document: Document, receipt: Receipt) -> Self {
        Self { value: Verified::clone(&document), document, receipt }
    }
}

impl<T> Reply<T> {
    /// The answer.
    pub fn value(&self) -> &T {
        &self.value
    }

    /// The answer, without the rest.
    pub fn into_value(self) -> T {
        self.value
    }

    /// The verified business payload, exactly as the gateway wrote it.
    pub fn body(&self) -> &Verified<Bytes> {
        &self.document
    }

    /// Reads the verified business payload as a `U`, such as your own struct for an API without types here.
    ///
    /// # Errors
    /// [`DecodeError`] says where and what was expected, and quotes nothing.
    pub fn json<U: DeserializeOwned>(&self) -> Result<U, DecodeError> {
        self.document.decode()
    }

    pub(crate) fn document(&self) -> &Document {
        &self.document
    }

    /// The codes of the answer.
    pub fn answer(&self) -> &Answer {
        &self.receipt.answer
    }

    /// The number by which the gateway's support finds the exchange. `None` when the answer has none.
    pub fn trace_id(&self) -> Option<&str> {
        self.receipt.trace_id.as_deref()
    }

    /// When the gateway answered, as it wrote it (`response-time`). `None` where the protocol does not say.
    pub fn response_time(&self) -> Option<&str> {
        self.header("response-time")
    }

    /// A header of the answer. `None` when there is none of this name, or it is not text. Headers are not signed.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.receipt.headers.get(name)?.to_str().ok()
    }

    /// How many attempts it took.
    pub fn attempts(&self) -> u32 {
        u32::try_from(self.history().len()).unwrap_or(u32::MAX)
    }

    /// Every attempt, the successful one included.
    pub fn history(&self) -> &[Attempt] {
        self.receipt.history.attempts()
    }

    pub(crate) fn status(&self) -> http::StatusCode {
        self.receipt.status
    }

    pub(crate) fn receipt_mut(&mut self) -> &mut Receipt {
        &mut self.receipt
    }

    pub(crate) fn with_value<U>(self, value: U) -> Reply<U> {
        Reply { value, document: self.document, receipt: self.receipt }
    }
}

impl<T: fmt::Debug> fmt::Debug for Reply<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Reply")
            .field("value", &self.value)
            .field("trace_id", &self.receipt.trace_id)
            .field("attempts", &self.attempts())
            .finish_non_exhaustive()
    }
}
