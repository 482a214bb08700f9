//! Section 7: what the gateway's codes say about a call.

use alipay_wire::{
    ApiMeta, Call, Code, Dialect, OpenPlatform, Outcome, Request as _, Safety, Status, UnknownAnswer,
    open_platform::{code, sub_code},
};
use serde_json::json;

use crate::open_platform::{QUERY, form, genuine, query, read_answer, untyped};

/// The verdict on an answer with these codes.
fn outcome(code: &str, sub_code: &str) -> Outcome {
    outcome_of(&query(), code, sub_code)
}

fn outcome_of(call: &Call, code: &str, sub_code: &str) -> Outcome {
    let node = json!({ "code": code, "msg": "m", "sub_code": sub_code }).to_string();
    read_answer(&form(), call, genuine(node.as_bytes())).unwrap().1.outcome
}

/// 7. paybox compares the code with `1000`; gopay knows `10003` for one API only.
#[test]
fn taken_is_10000_or_10003_and_nothing_beside_it() {
    assert_eq!(outcome("10000", ""), Outcome::Success);
    assert_eq!(outcome("10003", " "), Outcome::Success);
    for other in ["1000", "0", "SUCCESS", "100000"] {
        assert_eq!(outcome(other, ""), Outcome::Unknown, "{other}");
    }
    assert_eq!(outcome("10000", "ACQ.TRADE_NOT_EXIST"), Outcome::Unknown);
}

/// 7. `20000` is not a failure: something may have been done.
#[test]
fn service_unavailable_is_unknown() {
    for sub_code in ["isp.unknow-error", "aop.unknow-error", "", "isv.anything"] {
        assert_eq!(outcome("20000", sub_code), Outcome::Unknown, "{sub_code}");
    }
    assert_eq!(OpenPlatform::DEFAULTS.unknown, UnknownAnswer::Retry);
}

/// 7
#[test]
fn the_gateways_own_failures_are_refusals() {
    for (code, sub_code) in [
        ("20001", "aop.invalid-app-auth-token"),
        ("40001", "isv.missing-signature"),
        ("40002", "isv.invalid-signature"),
        ("40003", "isv.missing-signature-config"),
        ("40004", "isv.invalid-parameter"),
        ("40006", "isv.insufficient-isv-permissions"),
    ] {
        assert_eq!(outcome(code, sub_code), Outcome::Refused, "{code} {sub_code}");
    }
    // A business failure that no page explains may be "done before".
    for sub_code in ["ACQ.TRADE_NOT_EXIST", ""] {
        assert_eq!(outcome("40004", sub_code), Outcome::Unexplained, "{sub_code}");
    }
}

/// 7. `40005` is often left out of lists of codes, and then taken for a refusal.
#[test]
fn a_limited_call_was_not_processed() {
    assert_eq!(outcome("40005", ""), Outcome::NotProcessed);
    assert_eq!(outcome("40005", "isv.something-new"), Outcome::NotProcessed);
    for sub_code in ["isv.app-call-limited", "isv.method-call-limited", "ISV.METHOD_CALL_LIMITED", "app-call-limited"] {
        assert_eq!(outcome("40004", sub_code), Outcome::NotProcessed, "{sub_code}");
    }
}

/// 7. The gateway's table says to send these again: nothing was done.
#[test]
fn what_failed_before_processing_may_be_sent_again() {
    assert_eq!(outcome("40002", "isv.upload-fail"), Outcome::NotProcessed);
    assert_eq!(outcome("40002", "isv.invalid-encrypt"), Outcome::NotProcessed);
    assert_eq!(outcome("40003", "isv.decryption-error-unknown"), Outcome::Refused);
}

/// 7. A business system that does not know says so under `40004`, in many spellings.
#[test]
fn a_system_error_under_a_business_failure_is_unknown() {
    for sub_code in [
        "ACQ.SYSTEM_ERROR",
        "AQC.SYSTEM_ERROR",
        "aop.ACQ.SYSTEM_ERROR",
        "SYSTEM_ERROR",
        "system-error",
        "MY_SYSTEM_ERROR",
        "isp.unknow-error",
        "isp.unknown-error",
        "UNKNOW_ERROR",
    ] {
        assert_eq!(outcome("40004", sub_code), Outcome::Unknown, "{sub_code}");
    }
}

/// 7. An API's page has the last word on its codes.
#[test]
fn an_apis_own_codes_come_first() {
    alipay_wire::codes! {
        /// Codes.
        pub mod own;
        own {
            SYSTEM_ERROR F "On this page, nothing was done.";
            STILL_RUNNING U "Ask again.";
        }
    }
    let api = ApiMeta::new(QUERY, None, own::ALL).gateway_codes(OpenPlatform::CODES);
    let call = Call::untyped(api, &json!({}), Safety::Query, None).unwrap();
    assert_eq!(outcome_of(&call, "40004", "ACQ.SYSTEM_ERROR"), Outcome::Refused);
    assert_eq!(outcome_of(&call, "40004", "STILL_RUNNING"), Outcome::Unknown);
    assert_eq!(outcome_of(&call, "40004", "still-running"), Outcome::Unknown);
    assert_eq!(call.api().code(&Code::from("SYSTEM_ERROR")), Some(&own::SYSTEM_ERROR));
}

/// 7. `not-online-app` has no prefix, `missing-encypt-key` lacks a letter.
#[test]
fn codes_are_compared_in_any_spelling() {
    for (sent, known) in [
        ("isv.invalid-signature", sub_code::INVALID_SIGNATURE),
        ("ISV.INVALID_SIGNATURE", sub_code::INVALID_SIGNATURE),
        ("invalid-signature", sub_code::INVALID_SIGNATURE),
        ("isv.not-online-app", sub_code::NOT_ONLINE_APP),
        ("app-cert-expired", sub_code::APP_CERT_EXPIRED),
        ("isv.missing-encypt-key", sub_code::MISSING_ENCRYPT_KEY),
        ("AQC.SYSTEM_ERROR", sub_code::SYSTEM_ERROR),
    ] {
        let sent = Code::from(sent);
        assert_eq!(sent, known);
        assert_eq!(sub_code::find(&sent), Some(&known));
    }
    assert_ne!(Code::from("isv.invalid-signature-type"), sub_code::INVALID_SIGNATURE);
    assert_eq!(sub_code::find(&Code::from("isv.invalid-signatures")), None);
}

/// 7
#[test]
fn every_code_of_the_gateway_has_advice_whatever_the_api() {
    let page = untyped(QUERY);
    for known in sub_code::ALL {
        let info = page.code(&Code::from(known.info().code)).unwrap();
        assert_eq!(info, &known.info());
        assert!(info.action.ends_with('.') && info.action.len() > 20, "{}", info.code);
    }
    for known in code::ALL {
        assert_eq!(page.code(&Code::from(known.code)), Some(known));
    }
    let bare = page.code(&Code::from("INVALID-APP-ID")).unwrap();
    assert_eq!(*bare, sub_code::INVALID_APP_ID.info());
    assert!(crate::open_platform::textual::OauthToken::META.code(&Code::from("isv.invalid-app-id")).is_some());
}

/// 7
#[test]
fn outcome_status_and_repetition_of_a_sub_code_agree() {
    use sub_code::Repeat;
    for known in sub_code::ALL {
        let (outcome, status) = match known.repeat() {
            Repeat::Never | Repeat::WithNewToken => (Outcome::Refused, Status::F),
            Repeat::Later => (Outcome::NotProcessed, Status::U),
            _ => (Outcome::Unknown, Status::U),
        };
        assert_eq!((known.outcome(), known.info().status), (outcome, status), "{known:?}");
    }
    assert_eq!(sub_code::APP_AUTH_TOKEN_TIME_OUT.repeat(), Repeat::WithNewToken);
}
