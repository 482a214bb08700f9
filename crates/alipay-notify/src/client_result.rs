//! What the payer's application brings back.

use alipay_sign::Verified;
use alipay_wire::{
    ApiMeta, Call, DecodeError, Document, FormV2, OpenPlatform, Opened, Outcome, Protocol, Safety, Sent,
    inbound::ReceiveError, open_platform::PRODUCTION,
};
use bytes::Bytes;
use http::Response;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use crate::{NotifyError, Receiver};

/// What Alipay's application gave the merchant's application after a payment begun with `alipay.trade.app.pay`.
///
/// Came by way of the payer's phone, and can be sent again: show it, and learn what happened to the money from the
/// notification or by asking.
#[derive(Debug)]
pub struct ClientResult {
    outcome: Outcome,
    content: Document,
}

impl Receiver<OpenPlatform> {
    /// Checks the `result` text, `{"alipay_trade_app_pay_response":{..},"sign":".."}`, that the application of `app_id`
    /// sends to you.
    ///
    /// # Errors
    /// [`NotifyError`] when it is malformed, unsigned, without a `code`, another application's, or not authentic, or a value
    /// holds a `&`.
    pub fn check_client_result(&self, app_id: &str, result: &str) -> Result<ClientResult, NotifyError> {
        let party = self.parties().get(app_id).ok_or(NotifyError::UnknownParty)?;
        let protocol = FormV2::new(PRODUCTION, app_id).map_err(|_| NotifyError::UnknownParty)?;
        let api = ApiMeta::untyped("alipay.trade.app.pay", None);
        let call = Call::untyped(api, &Map::new(), Safety::Query, None);
        let call = call.map_err(|_| NotifyError::Malformed(ReceiveError::Missing("content")))?;
        let (head, ()) = Response::new(()).into_parts();

        let body = Bytes::copy_from_slice(result.as_bytes());
        let opened = protocol.open(&call, &Sent::new(self.now()), &head, body).map_err(ReceiveError::from)?;
        let Opened::Signed(sealed) = opened else { return Err(ReceiveError::Missing("sign").into()) };
        let content = party.verify(app_id, sealed)?;
        let content = protocol.reveal(&call, &head, content).map_err(ReceiveError::from)?;
        let conclusion = protocol.conclude(&call, &head, &content).map_err(ReceiveError::from)?;
        let result = ClientResult { outcome: conclusion.outcome, content };
        let named: Map<String, Value> = result.read().map_err(NotifyError::Unreadable)?;
        // Old methods answer success without a code. This is none of them, so it is not the result of a payment.
        let has_code = named.get("code").and_then(Value::as_str).is_some_and(|code| !code.trim().is_empty());
        if !has_code {
            return Err(ReceiveError::Missing("code").into());
        }
        // Ids, words, times and amounts: none has a `&`, unless it is the text of a form and no result.
        if named.values().any(|value| value.as_str().is_some_and(|text| text.contains('&'))) {
            return Err(NotifyError::Ambiguous);
        }
        if named.get("app_id").is_some_and(|named| named != app_id) {
            return Err(NotifyError::OtherParty);
        }
        Ok(result)
    }
}

impl ClientResult {
    /// The verdict: what to show, not what to book.
    pub fn outcome(&self) -> Outcome {
        self.outcome
    }

    /// The JSON that was signed: codes, order numbers and amount.
    pub fn content(&self) -> &Verified<Bytes> {
        &self.content
    }

    /// Reads that JSON.
    ///
    /// # Errors
    /// [`DecodeError`] when it is no `T`.
    pub fn read<T: DeserializeOwned>(&self) -> Result<T, DecodeError> {
        self.content.decode()
    }
}
