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
    shared crate::open_platform::verdict::nothing {}
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

mod nothing {}

impl Verdict {
    /// Reads a node, whoever wrote it.
    pub(super) fn read(node: &[u8]) -> Result<Self, OpenError> {
        Ok(json::from_slice(node)?)
    }

    /// What the codes say about `call`.
    pub(super) fn outcome(&self, call: &Call) -> Outcome {
        let Some(code) = &self.code else {
            // Old methods answer success without a code.
            return if self.sub_code.is_none() { Outcome::Success } else { Outcome::Refused };
        };
        if *code == code::SUCCESS || *code == code::IN_PROGRESS {
            return Outcome::Success;
        }
        if *code == code::CALL_LIMITED || self.sub_code.as_ref().is_some_and(is_throttle) {
            return Outcome::NotProcessed;
        }
        if self.sub_code.as_ref().is_some_and(|sub_code| is_unknown(call, sub_code)) {
            return Outcome::Unknown;
        }
        match code::ALL.iter().find(|info| code == *info).map(|info| info.status) {
            Some(Status::F) => Outcome::Refused,
            Some(Status::S | Status::U) | None => Outcome::Unknown,
        }
    }

    pub(super) fn into_answer(self) -> Answer {
        let code = self.code.unwrap_or_else(|| Code::from(""));
        Answer::new(code).sub_code(self.sub_code).message(self.sub_msg.or(self.msg))
    }
}

fn is_throttle(sub_code: &Code) -> bool {
    matches!(sub_code.as_str(), "isv.app-call-limited" | "isv.method-call-limited")
}

/// `SYSTEM_ERROR` comes with many prefixes, and means for each of them that the outcome is unknown.
fn is_unknown(call: &Call, sub_code: &Code) -> bool {
    match call.api().code(sub_code) {
        Some(info) => info.status == Status::U,
        None => sub_code.as_str().ends_with("SYSTEM_ERROR"),
    }
}
