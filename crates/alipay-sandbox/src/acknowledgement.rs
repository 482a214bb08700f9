//! What a gateway makes of the answer to a notification.

use std::{fmt, time::Duration};

use alipay_wire::{
    ApiMeta, Call, Opened, Protocol, Route, Safety, Sent, SignedHeader, Status, WorldFirst, signed_header::ResultInfo,
};
use bytes::Bytes;
use http::{Method, Request, Response, StatusCode};
use serde::Deserialize;
use serde_json::json;

use crate::Sandbox;

/// The bytes by which the Open Platform knows that a notification arrived.
const WORD: &[u8] = b"success";

/// Why an answer to a notification acknowledges nothing: the gateway would send it again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum NotAcknowledged {
    /// The HTTP status is not 200.
    Status,
    /// The body is not exactly `success`, as the Open Platform wants it: 7 bytes, without quotes or line breaks.
    Word,
    /// The body is no JSON whose `result` has the status `S`, as the other gateways want it.
    Result,
    /// The answer is not signed, which WorldFirst insists on.
    Unsigned,
    /// The answer is signed, but not by the client, or not over what it says.
    NotAuthentic,
}

impl fmt::Display for NotAcknowledged {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Status => "the HTTP status is not 200",
            Self::Word => "the body is not exactly `success`",
            Self::Result => "the body has no `result` whose `resultStatus` is `S`",
            Self::Unsigned => "the answer is not signed, and this gateway takes signed acknowledgements only",
            Self::NotAuthentic => "the signature is not the client's over this answer",
        })
    }
}

impl std::error::Error for NotAcknowledged {}

impl Sandbox {
    /// Judges the answer to a notification that this sandbox made, as its gateway would.
    ///
    /// # Errors
    /// [`NotAcknowledged`] says why the gateway would send it again.
    ///
    /// ```
    /// use alipay_sandbox::{NotAcknowledged, Sandbox};
    /// use http::Response;
    ///
    /// let sandbox = Sandbox::new();
    /// let notification = sandbox.notification("https://shop.example/notify").form([("notify_id", "7")])?;
    /// assert_eq!(sandbox.judge(&notification, &Response::new("success".into())), Ok(()));
    /// let answer = Response::new("\"success\"".into());
    /// assert_eq!(sandbox.judge(&notification, &answer), Err(NotAcknowledged::Word));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn judge(&self, notification: &Request<Bytes>, answer: &Response<Bytes>) -> Result<(), NotAcknowledged> {
        if answer.status() != StatusCode::OK {
            return Err(NotAcknowledged::Status);
        }
        // Only signed-header notifications name a client.
        let Some(client_id) = notification.headers().get("client-id") else {
            return if answer.body() == WORD { Ok(()) } else { Err(NotAcknowledged::Word) };
        };
        if answer.headers().contains_key("signature") {
            let is_genuine = client_id.to_str().is_ok_and(|id| self.is_of(id, notification.uri().path(), answer));
            is_genuine.then_some(()).ok_or(NotAcknowledged::NotAuthentic)?;
        } else if client_id == Self::WORLDFIRST_CLIENT_ID {
            return Err(NotAcknowledged::Unsigned);
        }
        if is_success(answer.body()) { Ok(()) } else { Err(NotAcknowledged::Result) }
    }

    /// Whether the client signed this answer to what came to `path`.
    fn is_of(&self, client_id: &str, path: &str, answer: &Response<Bytes>) -> bool {
        let open = || {
            // An answer to a notification is signed like one to a request.
            let route = Route { method: Method::POST, path: path.to_owned().into() };
            let api = ApiMeta::untyped("notification", Some(route));
            let call = Call::untyped(api, &json!({}), Safety::Query, None).ok()?;
            let protocol = SignedHeader::<WorldFirst>::new("https://gateway.sandbox.invalid", client_id).ok()?;
            let (head, body) = answer.clone().into_parts();
            protocol.open(&call, &Sent::new(self.clock.now()).freshness(Duration::MAX), &head, body).ok()
        };
        match open() {
            Some(Opened::Signed(sealed)) => sealed.verify(&self.client_keys()).is_ok(),
            _ => false,
        }
    }
}

fn is_success(body: &[u8]) -> bool {
    #[derive(Deserialize)]
    struct Answer {
        result: ResultInfo,
    }

    serde_json::from_slice::<Answer>(body).is_ok_and(|answer| answer.result.status() == Some(Status::S))
}
