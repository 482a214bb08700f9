//! One request that reached the gateway, and its answer.

use std::{fmt, time::Duration};

use alipay_sign::Pairs;
use alipay_wire::Stamp;
use bytes::Bytes;
use http::{HeaderMap, Method, Response, StatusCode, Uri, request::Parts};

use super::{Verdict, verdict::Reading};
use crate::{
    Entry, Fault,
    endpoints::GATEWAY_PATH,
    open_platform::{multipart::Received, rest_v3},
};

/// How much is kept of a body.
const KEPT: usize = 64 * 1024;

/// One request that reached the gateway, and its answer.
#[derive(Clone)]
#[non_exhaustive]
pub struct Call {
    /// Counts the calls of a sandbox.
    pub id: u64,
    /// When it came.
    pub at: Stamp,
    /// How long the answer took.
    pub took: Duration,
    /// Its HTTP method.
    pub method: Method,
    /// Its path and query.
    pub uri: Uri,
    /// Its headers.
    pub headers: HeaderMap,
    /// Its body: the first 64 KiB. Of a request with files what is signed of it.
    pub body: Bytes,
    /// How long its body was.
    pub body_length: usize,
    /// Whether it had files, which are not kept.
    pub has_files: bool,
    /// What the ledger notes of it. `None` when no gateway saw it: a button of the cashier, or a fault before that.
    pub entry: Option<Entry>,
    /// Whether it was processed and is more than a query: a lost answer leaves its caller in doubt about money.
    pub changes: bool,
    /// The fault that struck.
    pub fault: Option<Fault>,
    /// The answer, with the first 64 KiB of its body. `None` when the connection ended.
    pub answer: Option<Response<Bytes>>,
    /// How long the body of the answer was.
    pub answer_length: usize,
    /// Why the gateway refused its signature, where that is known.
    pub explanation: Option<String>,
}

impl Call {
    pub(super) fn begun(at: Stamp, head: &Parts, received: &Received, fault: Option<Fault>) -> Self {
        Self {
            id: 0,
            at,
            took: Duration::ZERO,
            method: head.method.clone(),
            uri: head.uri.clone(),
            headers: head.headers.clone(),
            body: kept(&received.body),
            body_length: received.body.len(),
            has_files: !received.files.is_empty(),
            entry: None,
            changes: false,
            fault,
            answer: None,
            answer_length: 0,
            explanation: None,
        }
    }

    pub(super) fn ended(&mut self, entry: Option<Entry>, answer: Option<&Response<Bytes>>, took: Duration) {
        self.took = took;
        self.entry = entry.map(|entry| Entry { body: Bytes::new(), ..entry });
        self.answer_length = answer.map_or(0, |answer| answer.body().len());
        self.answer = answer.map(|answer| answer.clone().map(|body| kept(&body)));
    }

    /// What is kept of it in memory, about.
    pub(super) fn bytes(&self) -> usize {
        let answer = self.answer.as_ref().map_or(0, |answer| answer.body().len());
        // Headers, and what holds all this together.
        self.body.len() + answer + 2048
    }

    /// The method name or path.
    pub fn api(&self) -> &str {
        self.entry.as_ref().map_or(self.uri.path(), |entry| &entry.api)
    }

    /// Its idempotency key, if its API has one.
    pub fn key(&self) -> Option<&str> {
        self.entry.as_ref()?.key.as_deref()
    }

    /// Whether the gateway did what it was asked, whatever it answered.
    pub fn processed(&self) -> bool {
        self.entry.as_ref().is_some_and(|entry| entry.processed)
    }

    /// Whether this is another attempt at the same: one API, and one idempotency key.
    pub fn is_same(&self, other: &Self) -> bool {
        self.key().is_some() && self.key() == other.key() && self.api() == other.api()
    }

    /// Whose gateway it came to: `open-platform`, `dws`, `worldfirst`, or `cashier` for a payer's browser.
    pub fn gateway(&self) -> &'static str {
        match self.uri.path() {
            GATEWAY_PATH => "open-platform",
            path if path.starts_with(rest_v3::PREFIX) => "open-platform",
            path if path.starts_with("/ams/") => "dws",
            path if path.starts_with("/aps/") => "worldfirst",
            _ => "cashier",
        }
    }

    /// `v2` for `gateway.do`, `v3` for REST, `signed-headers`, or `page`.
    pub fn protocol(&self) -> &'static str {
        match (self.gateway(), self.uri.path()) {
            (_, GATEWAY_PATH) => "v2",
            ("open-platform", _) => "v3",
            ("cashier", _) => "page",
            _ => "signed-headers",
        }
    }

    /// What its answer says.
    pub fn verdict(&self) -> Verdict {
        self.reading().verdict
    }

    /// The code of the answer. At `gateway.do` that is the sub-code, where there is one.
    pub fn code(&self) -> Option<String> {
        self.reading().code
    }

    pub(super) fn reading(&self) -> Reading {
        match &self.answer {
            Some(answer) => Reading::of(self.protocol(), answer),
            None => Reading::disconnected(),
        }
    }

    /// The parameters of a request at `gateway.do`, decoded, in the order in which they came.
    pub fn parameters(&self) -> Vec<(String, String)> {
        if self.uri.path() != GATEWAY_PATH {
            return Vec::new();
        }
        self.pairs().iter().map(|(name, value)| (text(name), text(value))).collect()
    }

    fn pairs(&self) -> Pairs {
        let query = self.uri.query().unwrap_or_default();
        let both = form_urlencoded::parse(query.as_bytes()).chain(form_urlencoded::parse(&self.body));
        both.map(|(name, value)| (name.into_owned(), value.into_owned())).collect()
    }

    /// The text over which the gateway looks for a signature. `None` when too little of the request was there.
    pub fn signed_text(&self) -> Option<String> {
        let header = |name| self.headers.get(name).and_then(|value| value.to_str().ok());
        let body = text(&self.body);
        match self.protocol() {
            "v2" => Some(text(&self.pairs().without("sign").canonical().message())),
            "v3" => {
                let signed = header("authorization")?.split_once(' ')?.1.rsplit_once(",sign=")?.0;
                let target = self.uri.path_and_query()?;
                let token = header("alipay-app-auth-token").map_or_else(String::new, |token| format!("{token}\n"));
                Some(format!("{signed}\n{}\n{target}\n{body}\n{token}", self.method))
            }
            "signed-headers" => {
                let (client, time) = (header("client-id")?, header("request-time")?);
                Some(format!("{} {}\n{client}.{time}.{body}", self.method, self.uri.path()))
            }
            _ => None,
        }
    }

    /// The signature as it came.
    pub fn signature(&self) -> Option<&str> {
        self.entry.as_ref().map(|entry| entry.signature.as_str()).filter(|signature| !signature.is_empty())
    }

    /// The HTTP status of the answer.
    pub fn status(&self) -> Option<StatusCode> {
        self.answer.as_ref().map(Response::status)
    }
}

fn kept(body: &Bytes) -> Bytes {
    // A copy: a slice would keep all of the buffer it was read into.
    Bytes::copy_from_slice(body.get(..KEPT).unwrap_or(body))
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// Shows what was called, and nothing of what was said.
impl fmt::Debug for Call {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Call")
            .field("id", &self.id)
            .field("api", &self.api())
            .field("fault", &self.fault)
            .finish_non_exhaustive()
    }
}
