//! The codes in every node, and what they say.

use serde::Deserialize;

use super::{
    code,
    sub_code::{self, SubCode},
};
use crate::{
    Answer, Call, Code, Document, Meaning, OpenError, Outcome, Status,
    api::{meta, spelling::canonical},
    json,
    model::codec,
};

/// The part of a node that all methods share: the rest is left unread.
#[derive(Deserialize)]
pub(super) struct Verdict {
    /// Gateway code.
    code: Option<Code>,
    /// Gateway message.
    msg: Option<Words>,
    /// Detailed code.
    sub_code: Option<Code>,
    /// Detailed message.
    sub_msg: Option<Words>,
}

/// Text, or a number as its digits.
#[derive(Deserialize)]
struct Words(#[serde(deserialize_with = "codec::text")] String);

impl Verdict {
    /// The verdict of a node.
    pub(super) fn of(node: &Document) -> Result<Self, OpenError> {
        json::must_be_object(node.payload())?;
        Ok(node.decode()?)
    }

    /// The same of a node that anybody may have written.
    pub(super) fn read(node: &[u8]) -> Result<Self, OpenError> {
        json::must_be_object(node)?;
        Ok(json::from_slice(node)?)
    }

    /// What the codes say about `call`. A blank code is none.
    pub(super) fn outcome(&self, call: &Call) -> Outcome {
        let sub_code = filled(self.sub_code.as_ref()).map(|sub_code| of_sub_code(call, sub_code));
        let code = filled(self.code.as_ref()).map(|code| match of_code(code) {
            // What failed is said by the sub-code alone.
            _ if *code == code::BUSINESS_FAILED && sub_code.is_none() => Outcome::Unexplained,
            outcome => outcome,
        });
        // Other codes say for themselves that the gateway let nothing through.
        let sub_code = sub_code.map(|outcome| match code {
            Some(Outcome::Refused) if !self.is_business() => outcome.unwrap_or(Outcome::Refused),
            _ => outcome.unwrap_or(Outcome::Unexplained),
        });
        match (code, sub_code) {
            // Old methods answer success without a code.
            (None, None) => Outcome::Success,
            (None, Some(outcome)) => outcome,
            // Success with a failure's code beside it says nothing.
            (Some(Outcome::Success), Some(_)) => Outcome::Unknown,
            // Too many calls are too many, whatever the code; but the one that says nobody knows is believed.
            (_, Some(Outcome::NotProcessed)) if !self.is_unavailable() => Outcome::NotProcessed,
            // The one code says that a business rule failed, the other that the business does not know.
            (Some(Outcome::Refused), Some(outcome)) => outcome,
            (Some(outcome), _) => outcome,
        }
    }

    fn is_business(&self) -> bool {
        self.code.as_ref().is_some_and(|code| *code == code::BUSINESS_FAILED)
    }

    fn is_unavailable(&self) -> bool {
        self.code.as_ref().is_some_and(|code| *code == code::SERVICE_UNAVAILABLE)
    }

    pub(super) fn into_answer(self) -> Answer {
        let code = self.code.unwrap_or_else(|| Code::from(""));
        Answer::new(code).sub_code(self.sub_code).message(self.sub_msg.or(self.msg).map(|Words(words)| words))
    }
}

fn filled(code: Option<&Code>) -> Option<&Code> {
    code.filter(|code| !code.as_str().trim().is_empty())
}

/// What a code says that may be either: the REST protocol has one code only.
pub(super) fn of_any_code(call: &Call, code: &Code) -> Outcome {
    match code::ALL.iter().any(|info| code == info) {
        true => of_code(code),
        false => of_sub_code(call, code).unwrap_or(Outcome::Unexplained),
    }
}

pub(super) fn of_code(code: &Code) -> Outcome {
    if *code == code::CALL_LIMITED {
        return Outcome::NotProcessed;
    }
    match code::ALL.iter().find(|info| code == *info).map(|info| info.status) {
        Some(Status::S) => Outcome::Success,
        Some(Status::F) => Outcome::Refused,
        Some(Status::U) | None => Outcome::Unknown,
    }
}

/// What the API's page says, or else the gateway's. `None` where neither says anything.
fn of_sub_code(call: &Call, sub_code: &Code) -> Option<Outcome> {
    if let Some(info) = meta::find(call.api().codes, sub_code) {
        return Some(match info.outcome() {
            // A failure that its page calls a success.
            Outcome::Success if info.meaning != Meaning::InProgress => Outcome::Unknown,
            outcome => outcome,
        });
    }
    let known = sub_code::find(sub_code).map(SubCode::outcome);
    known.or_else(|| is_unknown(sub_code).then_some(Outcome::Unknown))
}

/// Business systems have names of their own for it, which end alike.
fn is_unknown(sub_code: &Code) -> bool {
    let code = canonical(sub_code.as_str());
    code.ends_with("system-error") || code.ends_with("unknown-error")
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
            (r#"{"code":"10000","sub_code":"isv.app-call-limited"}"#, Outcome::Unknown),
            (r#"{"code":"20000","sub_code":"aop.unknow-error"}"#, Outcome::Unknown),
            (r#"{"code":"20000","sub_code":"isv.invalid-parameter"}"#, Outcome::Unknown),
            (r#"{"code":"20000","sub_code":"isv.app-call-limited"}"#, Outcome::Unknown),
            (r#"{"code":"20000","sub_code":"ACQ.UPLOAD_FAIL"}"#, Outcome::Unknown),
            (r#"{"code":"20001"}"#, Outcome::Refused),
            (r#"{"code":"40004","sub_code":"ACQ.TRADE_NOT_EXIST"}"#, Outcome::Unexplained),
            (r#"{"code":"40004","sub_code":"ACQ.SYSTEM_ERROR"}"#, Outcome::Unknown),
            (r#"{"code":"40004","sub_code":"system_error"}"#, Outcome::Unknown),
            (r#"{"code":"40004","sub_code":"isp.unknow-error"}"#, Outcome::Unknown),
            (r#"{"sub_code":"SYSTEM_ERROR"}"#, Outcome::Unknown),
            (r#"{"sub_code":"isv.method-call-limited"}"#, Outcome::NotProcessed),
            (r#"{"code":"40005"}"#, Outcome::NotProcessed),
            (r#"{"code":"99999"}"#, Outcome::Unknown),
            (r#"{"code":"99999","sub_code":"isv.app-call-limited"}"#, Outcome::NotProcessed),
        ] {
            assert_eq!(Verdict::read(node.as_bytes()).unwrap().outcome(&call), outcome, "{node}");
        }
    }

    #[test]
    fn what_no_page_explains_is_not_refused() {
        const DOCUMENTED: &[crate::CodeInfo] = &[
            crate::CodeInfo::new("ACQ.NO_BALANCE", Status::F, ""),
            crate::CodeInfo::new("ACQ.TRADE_HAS_SUCCESS", Status::F, "").key_taken(),
            crate::CodeInfo::new("ACQ.DEALING", Status::U, "").in_progress(),
        ];
        let outcome = |node: &str| {
            let mut api = ApiMeta::untyped("a.b", None);
            api.codes = DOCUMENTED;
            let call = Call::untyped(api, &serde_json::json!({}), Safety::Keyed, None).unwrap();
            Verdict::read(node.as_bytes()).unwrap().outcome(&call)
        };
        // Names of public pages, of transfers above all: in progress, or done before.
        for sub_code in [
            "REQUEST_PROCESSING",
            "TRANS_ORDER_DEALING",
            "PAYMENT_INFO_INCONSISTENCY",
            "ACQ.SYSTEM_BUSY",
            "REQUEST_TIMEOUT",
            "ANYTHING_NEW",
        ] {
            let failed = |code: &str| outcome(&format!(r#"{{{code}"sub_code":"{sub_code}"}}"#));
            assert_eq!([failed(r#""code":"40004","#), failed("")], [Outcome::Unexplained; 2], "{sub_code}");
            // The gateway itself let nothing through.
            assert_eq!(failed(r#""code":"40002","#), Outcome::Refused, "{sub_code}");
            assert_eq!(failed(r#""code":"20000","#), Outcome::Unknown, "{sub_code}");
        }
        assert_eq!(outcome(r#"{"code":"40004"}"#), Outcome::Unexplained);

        let failed = |sub_code| outcome(&format!(r#"{{"code":"40004","sub_code":"{sub_code}"}}"#));
        assert_eq!(failed("NO_BALANCE"), Outcome::Refused);
        assert_eq!(failed("ACQ.TRADE_HAS_SUCCESS"), Outcome::KeyTaken);
        assert_eq!(failed("ACQ.DEALING"), Outcome::Success);
    }

    #[test]
    fn a_verdict_is_read_as_leniently_as_any_answer() {
        let verdict = Verdict::read(br#" {"code":10000,"msg":20,"sub_code":null,"other":[{"code":"1"}]}"#).unwrap();
        assert_eq!(verdict.into_answer(), Answer::new("10000").message(Some("20".to_owned())));
        for node in [r#"["10000"]"#, r#""10000""#, "null", r#"{"code":{}}"#, r#"{"a":{"code":1,"code":1}}"#, ""] {
            assert!(Verdict::read(node.as_bytes()).is_err(), "{node}");
        }
    }
}
