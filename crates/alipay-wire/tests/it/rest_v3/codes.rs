//! Section 6.5: statuses, codes, and what they say about the call.

use alipay_wire::{
    ApiMeta, Call, Code, CodeInfo, Dialect, FormV2, OpenError, OpenPlatform, Outcome, Protocol, Route, Safety, Status,
    Unverified, open_platform::sub_code, sign::Verify,
};
use http::Method;
use serde_json::json;

use crate::rest_v3::{APP_ID, Failed, answer, query, read, refund, rest, unsigned};

fn outcome(status: u16, body: &str) -> Outcome {
    read(&rest(), &refund(), answer(status, body)).unwrap().1.outcome
}

fn error(code: &str) -> String {
    json!({ "code": code, "message": "m", "links": [{"link": "https://l.example/", "desc": "d"}] }).to_string()
}

/// 6.5
#[test]
fn two_hundred_is_accepted() {
    for body in ["{}", r#"{"trade_no":"1"}"#, r#"{"message":"m"}"#, r#"{"code":"A","trade_no":"1"}"#] {
        assert_eq!(outcome(200, body), Outcome::Success, "{body}");
    }
    assert_eq!(outcome(201, "{}"), Outcome::Success);
}

/// 6.5. The page asks to repeat the same request: until then, nobody knows.
#[test]
fn two_hundred_and_two_is_unknown() {
    assert_eq!(outcome(202, "{}"), Outcome::Unknown);
    assert_eq!(read(&rest(), &query(), answer(202, "{}")).unwrap().1.outcome, Outcome::Unknown);
    // Not even the code of success makes it one.
    for body in [error("10000"), r#"{"code":"10003","message":"Success"}"#.to_owned()] {
        assert_eq!(outcome(202, &body), Outcome::Unknown, "{body}");
    }
}

/// 6.5. The status is signed by nobody: a signed error is none the better for a status of success.
#[test]
fn an_error_under_a_status_of_success_is_no_success() {
    for body in [error("ACQ.TRADE_NOT_EXIST"), r#"{"code":"X","message":"m"}"#.to_owned(), error("app-call-limited")] {
        for status in [200, 202, 204] {
            assert_eq!(outcome(status, &body), Outcome::Unknown, "{status} {body}");
        }
    }
    // Its words may be missing or odd, as in a failure.
    for message in ["null", r#"{"text":"m"}"#] {
        let body = format!(r#"{{"code":"ACQ.TRADE_NOT_EXIST","message":{message},"links":[]}}"#);
        assert_eq!(outcome(200, &body), Outcome::Unknown, "{body}");
    }
    assert_eq!(outcome(200, r#"{"code":"10000","message":"Success"}"#), Outcome::Success);
}

/// 6.5. And a signed success none the worse known for one of failure.
#[test]
fn a_success_under_a_status_of_failure_is_no_verdict() {
    for body in ["{}", r#"{"trade_no":"1"}"#, r#"{"code":" "}"#] {
        assert_eq!(
            read(&rest(), &refund(), answer(400, body)).unwrap_err(),
            Failed::Open(OpenError::NoVerdict),
            "{body}"
        );
    }
    assert_eq!(outcome(400, &error("10000")), Outcome::Unknown);
}

/// 6.5
#[test]
fn links_may_be_anything_or_missing() {
    for links in [r#""https://l.example/""#, "[]", "{}", "null", "7", r#"[{"link":"x","desc":"y"}]"#] {
        let body = format!(r#"{{"code":"ACQ.TRADE_NOT_EXIST","message":"m","links":{links}}}"#);
        assert_eq!(outcome(400, &body), Outcome::Refused, "{body}");
    }
    assert_eq!(outcome(400, r#"{"code":"ACQ.TRADE_NOT_EXIST","message":"m"}"#), Outcome::Refused);
    assert_eq!(outcome(400, r#"{"code":"ACQ.TRADE_NOT_EXIST"}"#), Outcome::Refused);
    assert_eq!(outcome(400, r#"{"code":"ACQ.TRADE_NOT_EXIST","message":{"text":"m"}}"#), Outcome::Refused);
}

/// 6.5, 7
#[test]
fn a_code_is_judged_by_the_gateways_table_in_any_spelling() {
    for (code, expected) in [
        ("invalid-app-id", Outcome::Refused),
        ("isv.invalid-app-id", Outcome::Refused),
        ("INVALID_SIGNATURE", Outcome::Refused),
        ("missing-timestamp", Outcome::Refused),
        ("app-auth-token-time-out", Outcome::Refused),
        ("insufficient-isv-permissions", Outcome::Refused),
        ("app-call-limited", Outcome::NotProcessed),
        ("method-call-limited", Outcome::NotProcessed),
        ("unknow-error", Outcome::Unknown),
        ("SYSTEM_ERROR", Outcome::Unknown),
        ("ACQ.SYSTEM_ERROR", Outcome::Unknown),
        ("40005", Outcome::NotProcessed),
        ("20000", Outcome::Unknown),
        ("ACQ.TRADE_NOT_EXIST", Outcome::Refused),
        // No page explains it: it may be "done before".
        ("NEVER_HEARD_OF", Outcome::Unexplained),
        ("app-key-security-risk, app-cert-expired", Outcome::Unexplained),
    ] {
        assert_eq!(outcome(400, &error(code)), expected, "{code}");
    }
}

/// 6.5
#[test]
fn a_status_only_makes_it_worse() {
    for status in [500, 502, 503, 504] {
        for code in ["ACQ.TRADE_NOT_EXIST", "app-call-limited", "invalid-app-id", "SYSTEM_ERROR"] {
            assert_eq!(outcome(status, &error(code)), Outcome::Unknown, "{status} {code}");
        }
    }
    for status in [401, 403, 404, 409, 422] {
        assert_eq!(outcome(status, &error("ACQ.TRADE_NOT_EXIST")), Outcome::Refused, "{status}");
        assert_eq!(outcome(status, &error("app-call-limited")), Outcome::NotProcessed, "{status}");
        assert_eq!(outcome(status, &error("SYSTEM_ERROR")), Outcome::Unknown, "{status}");
    }
}

/// 6.5
#[test]
fn too_many_requests_were_not_processed() {
    assert_eq!(outcome(429, &error("app-call-limited")), Outcome::NotProcessed);
    // The status is signed by nobody, so it is the code that says so.
    assert_eq!(outcome(429, &error("TOO_MANY")), outcome(400, &error("TOO_MANY")));
    assert_eq!(outcome(429, &error("SYSTEM_ERROR")), Outcome::Unknown);
}

/// 6.5. Missing `Authorization` is a 400: the code says what is wrong, the status does not.
#[test]
fn codes_say_more_than_statuses() {
    for status in [400, 401] {
        assert_eq!(
            read(&rest(), &refund(), unsigned(status, &error("missing-timestamp"))).unwrap_err(),
            Failed::Unsigned("missing-timestamp".to_owned())
        );
    }
}

const PAGE: &[CodeInfo] = &[
    CodeInfo::new("app-call-limited", Status::F, "Of the page."),
    CodeInfo::new("ODD_BUT_UNKNOWN", Status::U, "Of the page."),
    CodeInfo::new("ALIPAY_ACCOUNT_NOT_EXIST", Status::F, "Check the member."),
];

fn documented() -> Call {
    let route = Route::new(Method::GET, "/v3/alipay/fund/account/query");
    let api = ApiMeta::new("alipay.fund.account.query", Some(route), PAGE).gateway_codes(OpenPlatform::CODES);
    Call::untyped(api, &json!({}), Safety::Query, None).unwrap()
}

/// 7
#[test]
fn an_apis_own_page_has_the_last_word() {
    for (code, expected) in [
        ("app-call-limited", Outcome::Refused),
        ("ODD_BUT_UNKNOWN", Outcome::Unknown),
        ("ALIPAY_ACCOUNT_NOT_EXIST", Outcome::Refused),
    ] {
        assert_eq!(read(&rest(), &documented(), answer(400, &error(code))).unwrap().1.outcome, expected, "{code}");
    }
}

/// 6.5, 7. One code, one piece of advice, one outcome: whichever protocol brings it.
#[test]
fn both_protocols_lead_with_the_same_code() {
    let form = FormV2::new("https://openapi.alipay.com/gateway.do", APP_ID).unwrap();
    for (v2, v3) in [
        ("ALIPAY_ACCOUNT_NOT_EXIST", "ALIPAY_ACCOUNT_NOT_EXIST"),
        ("isv.invalid-app-id", "invalid-app-id"),
        ("isv.method-call-limited", "method-call-limited"),
        ("aop.invalid-app-auth-token", "invalid-app-auth-token"),
        ("ACQ.SYSTEM_ERROR", "ACQ.SYSTEM_ERROR"),
    ] {
        let node = json!({ "code": "40004", "msg": "m", "sub_code": v2, "sub_msg": "s" }).to_string();
        let (head, _) = http::Response::new(()).into_parts();
        let old = form.read_failure(&documented(), &head, &Unverified::new(node.clone().into())).answer;
        let new = rest().read_failure(&documented(), &head, &Unverified::new(error(v3).into())).answer;
        let info = |code: &Code| documented().api().code(code).map(|info| info.action);
        assert_eq!(info(new.leading()), info(old.leading()), "{v2} {v3}");
        assert!(info(new.leading()).is_some(), "{v3}");
        assert_eq!(new.leading(), &v3);
        assert_eq!(old.leading(), &v2);
        if let Some(known) = sub_code::find(old.leading()) {
            assert_eq!(sub_code::find(new.leading()), Some(known));
        }

        let verified = alipay_wire::sign::Sealed::framed("", node, "", Vec::new(), None).verify(&Anybody).unwrap();
        let document = form.reveal(&documented(), &head, verified).unwrap();
        let old = form.conclude(&documented(), &head, &document).unwrap().outcome;
        assert_eq!(read(&rest(), &documented(), answer(400, &error(v3))).unwrap().1.outcome, old, "{v2} {v3}");
    }
}

struct Anybody;

impl Verify for Anybody {
    fn verify(
        &self,
        _: Option<&alipay_wire::sign::KeyId>,
        _: &[u8],
        _: &[u8],
    ) -> Result<(), alipay_wire::sign::VerifyError> {
        Ok(())
    }
}
