//! What an answer says about the call: its HTTP status, as far as the body agrees.

use http::StatusCode;

use crate::{
    Answer, Call, Code, Conclusion, Document, OpenError, Outcome,
    json::{self, Members},
    open_platform::verdict::{of_any_code, of_code},
};

/// `{"code":"...","message":"...","links":[...]}`, as far as it is that.
pub(super) struct ErrorBody {
    /// Unless it is blank.
    pub(super) code: Option<Code>,
    message: Option<String>,
    /// Whether it is an error and nothing else.
    is_error: bool,
}

impl ErrorBody {
    /// Reads a body, whoever wrote it. `links` may be anything: the pages call it a text, and it is a list.
    pub(super) fn read(body: &[u8]) -> Result<Self, OpenError> {
        json::reject_duplicates(body)?;
        Self::of(body)
    }

    /// Reads a body that was looked through before.
    fn of(body: &[u8]) -> Result<Self, OpenError> {
        let Members(members) = serde_json::from_str(json::text(body)?).map_err(|_| OpenError::NotAnAnswer)?;
        let (mut code, mut message, mut has_message, mut links, mut others) = (None::<Code>, None, false, false, false);
        for (name, value) in members {
            match name.as_str() {
                "code" => code = serde_json::from_str(value.get()).ok(),
                "message" => (message, has_message) = (serde_json::from_str(value.get()).ok(), true),
                "links" => links = true,
                _ => others = true,
            }
        }
        let code = code.filter(|code| !code.as_str().trim().is_empty());
        // Whatever its words are: a failure is read as leniently.
        let is_error = code.is_some() && has_message && (links || !others);
        Ok(Self { code, message, is_error })
    }

    fn into_answer(self) -> Answer {
        Answer::new(self.code.unwrap_or_else(|| Code::from(""))).message(self.message)
    }
}

/// The verdict of a verified payload. What a status promises counts only if the body does not say otherwise: the one is
/// signed, the other is not.
pub(super) fn conclude(call: &Call, status: StatusCode, document: &Document) -> Result<Conclusion, OpenError> {
    let payload = document.payload();
    if payload.is_empty() {
        return match status {
            StatusCode::NO_CONTENT => Ok(Conclusion::new(Outcome::Success, Answer::new(""))),
            _ => Err(OpenError::NoVerdict),
        };
    }
    let body = ErrorBody::of(payload)?;
    let outcome = match &body {
        // To be asked again with the same request.
        _ if status == StatusCode::ACCEPTED => Outcome::Unknown,
        ErrorBody { code: Some(code), is_error: true, .. } if status.is_success() => contradicted(code),
        _ if status.is_success() => Outcome::Success,
        ErrorBody { code: Some(code), .. } => failed(call, status, code),
        _ => return Err(OpenError::NoVerdict),
    };
    Ok(Conclusion::new(outcome, body.into_answer()))
}

/// An error under a status of success.
fn contradicted(code: &Code) -> Outcome {
    if of_code(code) == Outcome::Success { Outcome::Success } else { Outcome::Unknown }
}

/// A code under a status of failure.
fn failed(call: &Call, status: StatusCode, code: &Code) -> Outcome {
    match of_any_code(call, code) {
        _ if status.is_server_error() => Outcome::Unknown,
        Outcome::Success => Outcome::Unknown,
        Outcome::Refused if status == StatusCode::TOO_MANY_REQUESTS => Outcome::NotProcessed,
        outcome => outcome,
    }
}

/// What an unsigned failure claims.
pub(super) fn read_failure(call: &Call, status: StatusCode, body: &[u8]) -> Conclusion {
    match ErrorBody::read(body) {
        Ok(body) => {
            let outcome = body.code.as_ref().map_or(Outcome::Unknown, |code| failed(call, status, code));
            Conclusion::new(outcome, body.into_answer())
        }
        Err(_) => Conclusion::unreadable(),
    }
}
