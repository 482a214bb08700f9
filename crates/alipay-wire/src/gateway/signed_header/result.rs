//! The `result` object of every answer.

use crate::{Answer, Code, Document, Extra, Model, OpenError, Status, json};

/// The verdict on a call, as every answer of the signed-header gateways carries it.
#[derive(Clone, PartialEq, Model)]
#[model(rename_all = "camelCase")]
#[non_exhaustive]
pub struct ResultInfo {
    /// The verdict: `S` accepted, `F` failed, `U` unknown.
    #[wire(show)]
    pub result_status: Option<Code>,
    /// The code behind the verdict.
    #[wire(max = 64, show)]
    pub result_code: Option<Code>,
    /// The gateway's words. Some failures are written `resultMsg`.
    #[wire(alias = "resultMsg", with = crate::Text, max = 256)]
    pub result_message: Option<String>,
    /// A number for the code, which comes with some failures and is on no page.
    #[wire(show)]
    pub result_code_id: Option<Code>,
    /// Members this type has no field for.
    pub extra: Extra,
}

impl ResultInfo {
    /// Success.
    pub fn success() -> Self {
        Self::of(&code::SUCCESS).result_message("success.")
    }

    /// A documented code with its status.
    pub fn of(info: &crate::CodeInfo) -> Self {
        Self::new().result_status(info.status.as_str()).result_code(info)
    }

    /// The verdict. `None` when there is none, or one that is not documented.
    pub fn status(&self) -> Option<Status> {
        match self.result_status.as_ref()?.as_str() {
            "S" => Some(Status::S),
            "F" => Some(Status::F),
            "U" => Some(Status::U),
            _ => None,
        }
    }

    pub(super) fn into_answer(self) -> Answer {
        Answer::new(self.result_code.unwrap_or_else(|| Code::from(""))).message(self.result_message)
    }
}

/// The `result` of an answer. `None` when it has none.
pub(super) fn of(document: &Document) -> Result<Option<ResultInfo>, OpenError> {
    json::must_be_object(document.payload())?;
    let envelope: Envelope = document.decode()?;
    Ok(envelope.result)
}

/// The same of a body, no matter who wrote it.
pub(super) fn read(body: &[u8]) -> Result<Option<ResultInfo>, OpenError> {
    json::must_be_object(body)?;
    let envelope: Envelope = json::from_slice(body)?;
    Ok(envelope.result)
}

/// An answer, read for its verdict only.
#[derive(serde::Deserialize)]
struct Envelope {
    result: Option<ResultInfo>,
}

crate::codes! {
    /// Codes documented alike on the pages of several signed-header APIs.
    pub mod code;
    own {
        SUCCESS S "Go on.";
        PROCESS_FAIL F "A business rule failed. Do not repeat; ask the gateway's technical support.";
        PARAM_ILLEGAL F "A header or body field is malformed. Correct the request; a repetition fails the same way.";
        UNKNOWN_EXCEPTION U "The outcome is unknown. Query, or call again with the same key; if it persists, ask the gateway's technical support.";
        KEY_NOT_FOUND F "The gateway has no key for this client id. Upload the public key in the console.";
        INVALID_API | "API_INVALID" F "The API does not exist or is not active. Check path, HTTP method and contract.";
        INVALID_CLIENT | "CLIENT_INVALID" F "The client id is not known. Check it against the console.";
        INVALID_SIGNATURE | "SIGNATURE_INVALID" F "The request's signature does not fit. Check that the private key belongs to the public key in the console.";
        REQUEST_TRAFFIC_EXCEED_LIMIT U "Too many calls. With the letter U, as the pages have it, it is unknown whether this one was processed. Query, or repeat it with the same key, later and slower.";
        ACCESS_DENIED F "The client may not use this API. Ask the gateway's technical support.";
        METHOD_NOT_SUPPORTED F "The HTTP method is not served here. Use POST.";
        MEDIA_TYPE_NOT_ACCEPTABLE F "The media type is not served here. Send and accept application/json.";
        REPEAT_REQ_INCONSISTENT F "The idempotency key was used before with other fields, perhaps by an earlier attempt. Query by the key, or send the same fields again; take a new key only when the query says that nothing was done." key_taken;
        RISK_REJECT F "Risk control refused. Tell the user.";
        USER_NOT_EXIST F "The customer is not known. Check the customer id, or ask the gateway's technical support.";
        SEND_TIMES_EXCEED_LIMIT F "Too many messages were sent. Ask the gateway's technical support for the limit.";
        PAY_PASSWORD_IN_MOBILE_NO F "The PIN is part of the customer's phone number. Let the customer choose another.";
        NO_PAY_PASSWORD F "The customer has no PIN yet. Let the customer set one.";
    }
}
