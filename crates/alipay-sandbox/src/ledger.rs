//! What the gateway received and processed: the oracle for what a call really did.

use std::collections::HashMap;

use bytes::Bytes;
use http::Response;

/// One request that reached the gateway.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Entry {
    /// The method name or path.
    pub api: String,
    /// The `app_id` or `client-id` it named.
    pub identity: String,
    /// The business payload as received.
    pub body: Bytes,
    /// The signature as received.
    pub signature: String,
    /// Its idempotency key, if its API has one.
    pub key: Option<String>,
    /// Whether it was verified, well-formed and processed. `false` for everything that was turned away.
    pub processed: bool,
}

#[derive(Debug, Default)]
pub(crate) struct Ledger {
    entries: Vec<Entry>,
    answers: HashMap<String, Response<Bytes>>,
}

impl Ledger {
    pub(crate) fn entries(&self) -> Vec<Entry> {
        self.entries.clone()
    }

    pub(crate) fn note(&mut self, entry: Entry) {
        self.entries.push(entry);
    }

    /// Keeps the answer, and gives the one before it that went to the same place.
    pub(crate) fn answered(&mut self, api: &str, answer: &Response<Bytes>) -> Option<Response<Bytes>> {
        self.answers.insert(api.to_owned(), answer.clone())
    }
}
