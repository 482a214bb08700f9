//! The lower bound: the same calls by hand, with nothing between a request and its answer but what any client must do.
//!
//! Same HTTP client, keys and RSA as the SDK: write the JSON, sign, send, collect, verify, read the same type. No retry,
//! no deadline, no story of the call, no error that tells anything.

mod crypto;
mod form;
mod signed_header;

use std::{fmt::Write, time::SystemTime};

use alipay_wire::{Clock, SystemClock};
use bytes::Bytes;
use http::{Request, Response, response::Parts};
use http_body_util::{BodyExt, Full};
use serde::{Serialize, de::DeserializeOwned};
use time::{OffsetDateTime, UtcOffset};
use tower_service::Service;

pub use crypto::Keys;
pub use form::Form;
pub use signed_header::SignedHeader;

/// How a dialect is written and read by hand.
pub trait Format: Send + Sync + 'static {
    /// The signed request with this JSON in it.
    fn write(&self, json: Vec<u8>, keys: &Keys) -> Request<Full<Bytes>>;

    /// The verified JSON of an answer.
    fn read(&self, head: &Parts, body: &Bytes, keys: &Keys) -> Bytes;
}

/// A hand-written client.
#[derive(Debug)]
pub struct Bound<S, F> {
    http: S,
    keys: Keys,
    format: F,
}

impl<S, B, F> Bound<S, F>
where
    S: Service<Request<Full<Bytes>>, Response = Response<B>> + Clone,
    S::Error: std::fmt::Debug,
    B: http_body::Body<Error: std::fmt::Debug>,
    F: Format,
{
    /// Calls over this HTTP client.
    pub fn new(http: S, keys: Keys, format: F) -> Self {
        Self { http, keys, format }
    }

    /// Sends a request, and reads its answer.
    pub async fn send<A: DeserializeOwned>(&self, request: &impl Serialize) -> A {
        let json = serde_json::to_vec(request).expect("JSON");
        let request = self.format.write(json, &self.keys);
        let response = self.http.clone().call(request).await.expect("an answer");
        let (head, body) = response.into_parts();
        let body = body.collect().await.expect("a body").to_bytes();
        let json = self.format.read(&head, &body, &self.keys);
        serde_json::from_slice(&json).expect("the answer of the API")
    }
}

/// The time in China to the second, with this between day and hour, and this behind it.
fn china_time(between: char, zone: &str) -> String {
    let utc = OffsetDateTime::from(SystemTime::from(SystemClock.now()));
    let at = utc.to_offset(UtcOffset::from_hms(8, 0, 0).expect("an offset"));
    let (year, month, day) = at.to_calendar_date();
    let (hour, minute, second) = at.to_hms();
    let mut text = String::with_capacity(25);
    write!(text, "{year}-{:02}-{day:02}{between}{hour:02}:{minute:02}:{second:02}{zone}", u8::from(month))
        .expect("text");
    text
}
