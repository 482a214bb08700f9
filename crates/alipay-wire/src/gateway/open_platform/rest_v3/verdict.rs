//! What an answer says about the call: its HTTP status, as far as the body agrees.

use http::StatusCode;

use crate::{
    Answer, Call, Code, Conclusion, Document, FieldInfo, OpenError, Outcome,
    json::{self, Members},
    open_platform::verdict::{of_any_code, of_code},
};

/// `{"code":"...","message":"...","links":[...]}`, as far as it is that.
pub(super) struct ErrorBody {
    /// Unless it is blank.
    pub(super) code: Option<Code>,
    message: Option<String>,
    has_message: bool,
    /// What an error does not have: names, and whether there is a value.
    others: Vec<(String, bool)>,
}

impl ErrorBody {
    /// Reads a body, no matter who wrote it. `links` may be anything: the pages call it a text, and it is a list.
    pub(super) fn read(body: &[u8]) -> Result<Self, OpenError> {
        json::reject_duplicates(body)?;
        Self::of(body)
    }

    /// Reads a body that was looked through before.
    fn of(body: &[u8]) -> Result<Self, OpenError> {
        let Members(members) = serde_json::from_str(json::text(body)?).map_err(|_| OpenError::NotAnAnswer)?;
        let (mut code, mut message, mut has_message, mut others) = (None::<Code>, None, false, Vec::new());
        for (name, value) in members {
            match name.as_str() {
                "code" => code = serde_json::from_str(value.get()).ok(),
                "message" => (message, has_message) = (serde_json::from_str(value.get()).ok(), true),
                "links" => {}
                other => others.push((other.to_owned(), value.get() != "null")),
            }
        }
        let code = code.filter(|code| !code.as_str().trim().is_empty());
        Ok(Self { code, message, has_message, others })
    }

    /// Whether it may be an error, by its looks. A business member may be called `code` too, and where the type of the answer
    /// is known, what that must have decides.
    fn looks_like_an_error(&self, call: &Call) -> bool {
        let mut needed =
            call.api().answer.iter().filter(|field| field.required && !ERROR.contains(&field.name)).peekable();
        let is_there = |field: &FieldInfo| {
            field.spellings().any(|name| self.others.iter().any(|(other, is_filled)| other == name && *is_filled))
        };
        let is_answer = needed.peek().is_some() && needed.all(is_there);
        self.code.is_some() && !is_answer && (self.has_message || self.others.is_empty())
    }

    fn into_answer(self) -> Answer {
        Answer::new(self.code.unwrap_or_else(|| Code::from(""))).message(self.message)
    }
}

/// The members of an error.
const ERROR: [&str; 3] = ["code", "message", "links"];

/// The verdict of a verified payload. The body is signed and the status is not, so a status makes nothing out of a body that
/// another status would not: a success is one by both, a refusal is an error and nothing else, and the rest is unknown.
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
        ErrorBody { code: Some(code), .. } if status.is_success() && body.looks_like_an_error(call) => {
            contradicted(code)
        }
        _ if status.is_success() => Outcome::Success,
        ErrorBody { code: Some(code), others, .. } if others.is_empty() => failed(call, status, code),
        ErrorBody { code: Some(_), .. } => Outcome::Unknown,
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
        outcome => outcome,
    }
}

/// What an unsigned failure claims.
pub(super) fn read_failure(call: &Call, status: StatusCode, body: &[u8]) -> Conclusion {
    match ErrorBody::read(body) {
        Ok(body) => {
            let outcome = match body.code.as_ref().map_or(Outcome::Unknown, |code| failed(call, status, code)) {
                Outcome::Refused if status == StatusCode::TOO_MANY_REQUESTS => Outcome::NotProcessed,
                outcome => outcome,
            };
            Conclusion::new(outcome, body.into_answer())
        }
        Err(_) => Conclusion::unreadable(),
    }
}
