//! What a payer's application brings back.

use alipay_notify::NotifyError;
use alipay_sign::Sign;
use alipay_wire::Outcome;
use base64::{Engine, engine::general_purpose::STANDARD};
use serde_json::{Value, json};

use crate::support::{APP_ID, gateway, open_platform, parties};

fn signed(node: &Value) -> String {
    signed_text(&node.to_string())
}

fn signed_text(node: &str) -> String {
    let sign = STANDARD.encode(gateway().sign(node.as_bytes()).unwrap().as_bytes());
    format!(r#"{{"alipay_trade_app_pay_response":{node},"sign":"{sign}","sign_type":"RSA2"}}"#)
}

fn paid() -> Value {
    json!({ "code": "10000", "msg": "Success", "app_id": APP_ID, "out_trade_no": "order-1", "total_amount": "0.01" })
}

#[test]
fn a_genuine_result_is_verified_and_read() {
    let result = open_platform().check_client_result(APP_ID, &signed(&paid())).unwrap();
    assert_eq!(result.outcome(), Outcome::Success);
    assert_eq!(result.read::<Value>().unwrap()["out_trade_no"], "order-1");
    assert!(result.content().payload().starts_with(b"{"));
    let failed = signed(&json!({ "code": "40004", "msg": "Business Failed", "sub_code": "ACQ.TRADE_HAS_CLOSE" }));
    // No page is known here: the trade may be closed since it was paid and refunded.
    assert_eq!(open_platform().check_client_result(APP_ID, &failed).unwrap().outcome(), Outcome::Unexplained);
}

#[test]
fn a_result_that_is_not_genuine_is_refused() {
    let check = |app_id, text: &str| open_platform().check_client_result(app_id, text).unwrap_err();
    let text = signed(&paid());
    assert!(matches!(check(APP_ID, &text.replace("0.01", "100.00")), NotifyError::NotAuthentic(_)));
    assert!(matches!(check("2021000000000001", &text), NotifyError::UnknownParty));
    let unsigned = format!(r#"{{"alipay_trade_app_pay_response":{}}}"#, paid());
    assert!(matches!(check(APP_ID, &unsigned), NotifyError::Malformed(_)), "success without signature");
    for text in ["", "{}", "null", r#"{"sign":"x"}"#, r#"{"alipay_trade_page_pay_response":{},"sign":"AAAA"}"#] {
        assert!(matches!(check(APP_ID, text), NotifyError::Malformed(_)), "{text}");
    }
}

#[test]
fn a_result_without_a_code_is_no_success() {
    for code in [json!(null), json!(""), json!(" "), json!(10000)] {
        let mut node = paid();
        node["code"] = code;
        let error = open_platform().check_client_result(APP_ID, &signed(&node)).unwrap_err();
        assert!(matches!(error, NotifyError::Malformed(_) | NotifyError::Unreadable(_)), "{node}: {error:?}");
    }
    let mut node = paid();
    node.as_object_mut().unwrap().remove("code");
    assert!(open_platform().check_client_result(APP_ID, &signed(&node)).is_err());
}

/// Words, numbers and times have no `&`. A form has, and is signed with the same key.
#[test]
fn a_result_holds_no_parameters() {
    let mut node = paid();
    node["out_trade_no"] = json!("order-1&total_amount=888.00");
    let error = open_platform().check_client_result(APP_ID, &signed(&node)).unwrap_err();
    assert!(format!("{error:?}").contains("Ambiguous"), "{error:?}");
}

#[test]
fn a_genuine_result_that_two_readers_could_read_differently_is_refused() {
    let twice = paid().to_string().replace(r#""app_id""#, r#""total_amount":"100.00","app_id""#);
    for node in [twice.as_str(), r#"{"code":"10000","c\u006fde":"40004"}"#, r#"["10000"]"#] {
        let error = open_platform().check_client_result(APP_ID, &signed_text(node)).unwrap_err();
        assert!(matches!(error, NotifyError::Malformed(_)), "{node}: {error:?}");
    }
}

#[test]
fn a_result_of_another_application_is_refused() {
    const OTHER: &str = "2021000000000001";
    let party = parties().get(APP_ID).unwrap();
    let receiver = alipay_notify::Receiver::<alipay_wire::OpenPlatform>::new(parties().with(OTHER, party));
    let error = receiver.check_client_result(OTHER, &signed(&paid())).unwrap_err();
    assert!(matches!(error, NotifyError::OtherParty), "{error:?}");
}
