//! What an answer says, as its caller reads it.

use bytes::Bytes;
use http::Response;
use serde_json::Value;

/// What an answer says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Verdict {
    /// It was done.
    Success,
    /// It is on its way: `10003`, or a result that is yet to come.
    Pending,
    /// It was not done.
    Failed,
    /// Nobody knows whether it was done.
    Unknown,
    /// The connection ended without an answer.
    Disconnected,
    /// An HTML page: of the cashier, or of what stands before the gateway.
    Page,
}

impl Verdict {
    /// Its name in JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Success => "success",
            Self::Pending => "pending",
            Self::Failed => "failed",
            Self::Unknown => "unknown",
            Self::Disconnected => "disconnected",
            Self::Page => "page",
        }
    }
}

/// What is read of an answer.
pub(super) struct Reading {
    pub(super) verdict: Verdict,
    pub(super) code: Option<String>,
    pub(super) message: Option<String>,
}

impl Reading {
    pub(super) fn disconnected() -> Self {
        Self { verdict: Verdict::Disconnected, code: None, message: None }
    }

    pub(super) fn of(protocol: &str, answer: &Response<Bytes>) -> Self {
        let body = String::from_utf8_lossy(answer.body());
        let Ok(body) = serde_json::from_str::<Value>(&body) else {
            let verdict =
                if body.trim_start().starts_with('<') || body.is_empty() { Verdict::Page } else { Verdict::Unknown };
            return Self { verdict, code: Some(answer.status().as_u16().to_string()), message: None };
        };
        match protocol {
            "v2" => Self::of_node(&body),
            "v3" => Self::of_rest(answer, &body),
            _ => Self::of_result(&body),
        }
    }

    fn of_node(body: &Value) -> Self {
        let members = body.as_object().into_iter().flatten();
        let node = members.clone().find(|(name, _)| name.ends_with("_response")).map_or(&Value::Null, |(_, node)| node);
        // An encrypted node says nothing to a third party.
        let code = text(node, "code").unwrap_or_default();
        let verdict = match code.as_str() {
            "10000" => Verdict::Success,
            "10003" => Verdict::Pending,
            "20000" => Verdict::Unknown,
            "" if node.is_string() => Verdict::Success,
            "" => Verdict::Unknown,
            _ => Verdict::Failed,
        };
        let message = text(node, "sub_msg").or_else(|| text(node, "msg"));
        Self { verdict, code: text(node, "sub_code").or(Some(code)).filter(|code| !code.is_empty()), message }
    }

    fn of_rest(answer: &Response<Bytes>, body: &Value) -> Self {
        let verdict = match answer.status().as_u16() {
            200..=299 => Verdict::Success,
            500.. => Verdict::Unknown,
            _ => Verdict::Failed,
        };
        let code = text(body, "code").unwrap_or_else(|| answer.status().as_u16().to_string());
        Self { verdict, code: Some(code), message: text(body, "message") }
    }

    fn of_result(body: &Value) -> Self {
        let result = body.get("result").unwrap_or(&Value::Null);
        let code = text(result, "resultCode");
        let verdict = match result.get("resultStatus").and_then(Value::as_str) {
            Some("S") => Verdict::Success,
            Some("F") => Verdict::Failed,
            Some("A") => Verdict::Pending,
            _ if code.as_deref().is_some_and(|code| code.contains("PROCESS")) => Verdict::Pending,
            _ => Verdict::Unknown,
        };
        Self { verdict, code, message: text(result, "resultMessage") }
    }
}

fn text(node: &Value, name: &str) -> Option<String> {
    node.get(name)?.as_str().map(str::to_owned)
}
