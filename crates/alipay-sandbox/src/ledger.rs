//! What the gateway received and processed: the oracle for what a call really did.

use std::collections::{HashMap, VecDeque};

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

/// So many entries are kept, and so many bytes of payloads.
const ENTRIES: usize = 10_000;
const BYTES: usize = 64 << 20;

#[derive(Debug, Default)]
pub(crate) struct Ledger {
    entries: VecDeque<Entry>,
    bytes: usize,
    /// By API: the latest answers to two different requests, and what was asked.
    answers: HashMap<String, Vec<(Bytes, Response<Bytes>)>>,
}

impl Ledger {
    pub(crate) fn entries(&self) -> Vec<Entry> {
        self.entries.iter().cloned().collect()
    }

    pub(crate) fn note(&mut self, entry: Entry) {
        // A copy: a slice would keep all of the buffer it was read into.
        let entry = Entry { body: Bytes::copy_from_slice(&entry.body), ..entry };
        self.bytes += entry.body.len();
        self.entries.push_back(entry);
        while self.entries.len() > ENTRIES || (self.bytes > BYTES && self.entries.len() > 1) {
            let forgotten = self.entries.pop_front();
            self.bytes -= forgotten.map_or(0, |entry| entry.body.len());
        }
    }

    /// Keeps the answer.
    pub(crate) fn answered(&mut self, api: &str, asked: &Bytes, answer: &Response<Bytes>) {
        let answers = self.answers.entry(api.to_owned()).or_default();
        answers.retain(|(body, _)| body != asked);
        answers.truncate(1);
        answers.insert(0, (asked.clone(), answer.clone()));
    }

    /// The latest answer of the same API to another request.
    pub(crate) fn answer_to_another(&self, api: &str, asked: &Bytes) -> Option<Response<Bytes>> {
        self.answers.get(api)?.iter().find(|(body, _)| body != asked).map(|(_, answer)| answer.clone())
    }
}
