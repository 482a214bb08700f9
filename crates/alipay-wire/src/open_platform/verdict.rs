//! The codes in every node, and what they say.

use crate::{Answer, Call, Code, OpenError, Outcome, Status, Text, json};

crate::model! {
    /// The part of a node that all methods share.
    pub(super) struct Verdict {
        required {}
        optional {
            /// Gateway code.
            "code" code: Code,
            /// Gateway message.
            "msg" msg: String as Text,
            /// Detailed code.
            "sub_code" sub_code: Code,
            /// Detailed message.
            "sub_msg" sub_msg: String as Text,
        }
    }
}

crate::codes! {
    /// Gateway codes of the Open Platform: the `code` of every node.
    pub mod code;
    own {
        SUCCESS = "10000" S "The call was taken. Look at the business fields.";
        IN_PROGRESS = "10003" S "An order was made and its payment is in progress. Query it; do not send it again.";
        SERVICE_UNAVAILABLE = "20000" U "The outcome is unknown. Repeat a query; for anything else query first, or repeat with the same request number.";
        AUTHORISATION_INSUFFICIENT = "20001" F "The token is invalid or expired. Refresh it, then call again.";
        MISSING_PARAMETER = "40001" F "A parameter is missing. The sub-code says which one.";
        INVALID_PARAMETER = "40002" F "A parameter is wrong. The sub-code says which one.";
        CONDITION_NOT_MET = "40003" F "A condition is not met, such as a key that was never uploaded. The sub-code says which one.";
        BUSINESS_FAILED = "40004" F "A business rule failed. The sub-code says which one.";
        CALL_LIMITED = "40005" U "Too many calls: this one was not processed. Call again, later and slower.";
        INSUFFICIENT_PERMISSION = "40006" F "The application or the user may not do this. The sub-code says which one.";
    }
}

impl Verdict {
    /// Reads a node, whoever wrote it.
    pub(super) fn read(node: &[u8]) -> Result<Self, OpenError> {
        Ok(json::from_slice(node)?)
    }

    /// What the codes say about `call`. A blank code is none.
    pub(super) fn outcome(&self, call: &Call) -> Outcome {
        let (code, sub_code) = (filled(self.code.as_ref()), filled(self.sub_code.as_ref()));
        if code.is_some_and(|code| *code == code::CALL_LIMITED) || sub_code.is_some_and(is_throttle) {
            return Outcome::NotProcessed;
        }
        if sub_code.is_some_and(|sub_code| is_unknown(call, sub_code)) {
            return Outcome::Unknown;
        }
        match (code, sub_code) {
            // Old methods answer success without a code.
            (None, None) => Outcome::Success,
            (None, Some(_)) => Outcome::Refused,
            (Some(code), sub_code) => match code::ALL.iter().find(|info| code == *info).map(|info| info.status) {
                Some(Status::S) if sub_code.is_none() => Outcome::Success,
                Some(Status::F) => Outcome::Refused,
                // Success with a failure's code beside it says nothing.
                Some(Status::S | Status::U) | None => Outcome::Unknown,
            },
        }
    }

    pub(super) fn into_answer(self) -> Answer {
        let code = self.code.unwrap_or_else(|| Code::from(""));
        Answer::new(code).sub_code(self.sub_code).message(self.sub_msg.or(self.msg))
    }
}

fn filled(code: Option<&Code>) -> Option<&Code> {
    code.filter(|code| !code.as_str().trim().is_empty())
}

fn is_throttle(sub_code: &Code) -> bool {
    matches!(sub_code.as_str(), "isv.app-call-limited" | "isv.method-call-limited")
}

/// `SYSTEM_ERROR` comes with many prefixes and in either case, `unknow-error` from the gateway and from the business
/// side: each of them means that the outcome is unknown.
fn is_unknown(call: &Call, sub_code: &Code) -> bool {
    match call.api().code(sub_code) {
        Some(info) => info.status == Status::U,
        None => {
            let code = sub_code.as_str().to_ascii_lowercase().replace('_', "-");
            code.ends_with("system-error") || code.ends_with("unknow-error") || code.ends_with("unknown-error")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{ApiMeta, Safety};

    #[test]
    fn outcomes() {
        let call = Call::untyped(ApiMeta::untyped("a.b", None), &serde_json::json!({}), Safety::Query, None).unwrap();
        for (node, outcome) in [
            (r#"{"code":"10000"}"#, Outcome::Success),
            (r#"{"code":"10003","sub_code":""}"#, Outcome::Success),
            (r#"{"access_token":"x"}"#, Outcome::Success),
            (r#"{"access_token":"x","sub_code":""}"#, Outcome::Success),
            (r#"{"code":"10000","sub_code":"ACQ.ODD"}"#, Outcome::Unknown),
            (r#"{"code":"20000","sub_code":"aop.unknow-error"}"#, Outcome::Unknown),
            (r#"{"code":"20001"}"#, Outcome::Refused),
            (r#"{"code":"40004","sub_code":"ACQ.TRADE_NOT_EXIST"}"#, Outcome::Refused),
            (r#"{"code":"40004","sub_code":"ACQ.SYSTEM_ERROR"}"#, Outcome::Unknown),
            (r#"{"code":"40004","sub_code":"system_error"}"#, Outcome::Unknown),
            (r#"{"code":"40004","sub_code":"isp.unknow-error"}"#, Outcome::Unknown),
            (r#"{"sub_code":"SYSTEM_ERROR"}"#, Outcome::Unknown),
            (r#"{"sub_code":"isv.method-call-limited"}"#, Outcome::NotProcessed),
            (r#"{"code":"40005"}"#, Outcome::NotProcessed),
            (r#"{"code":"99999"}"#, Outcome::Unknown),
        ] {
            assert_eq!(Verdict::read(node.as_bytes()).unwrap().outcome(&call), outcome, "{node}");
        }
    }
}
