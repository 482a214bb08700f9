//! `triggerChallenge` against what is public of its page.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, reason = "a test may panic")]

use crate::support;

use alipay_dws_security::{EncryptPin, EncryptedPin, KeyMaterial, TriggerChallenge, TriggerChallengeResponse, code};
use alipay_wire::{Call, Code, Request, Safety, Status, dws::ProcessId, signed_header::ResultInfo};
use serde_json::{Value, json};
use support::{PLANTED, assert_errors_quote_nothing, assert_fields, leaks, read, value};

const FIELDS: &str = include_str!("../fixtures/fields.json");
const CHALLENGE: &str = "20220105190077000000162140200586657";

fn trigger() -> TriggerChallenge {
    TriggerChallenge::new(CHALLENGE)
}

fn page() -> Value {
    value(FIELDS)["triggerChallenge"].take()
}

#[test]
fn the_page_and_the_types_have_the_same_fields() {
    assert_fields::<TriggerChallenge>(&page()["request"], &[]);
    assert_fields::<TriggerChallengeResponse>(&page()["response"], &[]);
}

#[test]
fn the_page_s_examples_are_written() {
    let request = trigger().trigger_request_id("fba0b644-2f9b-4600-b761-faaed5329fc8");
    let expected = json!({ "challengeId": CHALLENGE, "triggerRequestId": "fba0b644-2f9b-4600-b761-faaed5329fc8" });
    assert_eq!(json!(request), expected);
    assert_eq!(request.validate(), Ok(()));
    let call = Call::new(&request).unwrap();
    assert_eq!(call.api().route.as_ref().unwrap().path, "/ams/api/v1/security/triggerChallenge");
    // A query's process id names its authentication.
    assert_eq!(TriggerChallenge::new(ProcessId::from(CHALLENGE)), trigger());
}

/// An SMS more is an SMS more, unless the gateway knows the repetition.
#[test]
fn only_a_trigger_with_a_number_may_be_repeated() {
    let safety = |request: TriggerChallenge| {
        let call = Call::new(&request).unwrap();
        (call.safety(), call.key().map(str::to_owned))
    };
    assert_eq!(safety(trigger()), (Safety::Unkeyed, None));
    assert_eq!(safety(trigger().trigger_request_id(" ")), (Safety::Unkeyed, None));
    assert_eq!(safety(trigger().trigger_request_id("t-1")), (Safety::Keyed, Some("t-1".to_owned())));
}

#[test]
fn lengths_are_checked() {
    let refused = |request: TriggerChallenge| request.validate().unwrap_err().field().to_owned();
    assert_eq!(refused(TriggerChallenge::new("")), "challengeId");
    assert_eq!(refused(TriggerChallenge::new("1".repeat(65))), "challengeId");
    assert_eq!(refused(trigger().trigger_request_id("1".repeat(65))), "triggerRequestId");
}

/// The page goes on where it is not public.
#[test]
fn members_that_are_not_public_are_sent_and_kept() {
    let request = trigger().extra("challengeType", "SMS_OTP").extra("scene", "TOPUP");
    assert_eq!(request.validate(), Ok(()));
    assert_eq!(json!(request), json!({ "challengeId": CHALLENGE, "challengeType": "SMS_OTP", "scene": "TOPUP" }));
    assert_eq!(trigger().extra("challengeId", "2").validate().unwrap_err().field(), "challengeId");

    let verdict = json!({ "resultStatus": "S", "resultCode": "SUCCESS", "resultMessage": "success." });
    let bare: TriggerChallengeResponse = read(&json!({ "result": verdict }).to_string()).unwrap();
    assert_eq!(bare, TriggerChallengeResponse::new(ResultInfo::success()));
    assert_eq!(bare.key_material(), None);
    let more = json!({ "result": verdict, "aKey": "MIIB", "keys": [{ "id": 1 }] }).to_string();
    let key = read::<TriggerChallengeResponse>(&more).unwrap().key_material().unwrap();
    assert_eq!(key.members().get("aKey"), Some(&json!("MIIB")));
    assert_eq!(key.members().get("keys"), Some(&json!([{ "id": 1 }])));
    assert_eq!(key.members().get("result"), None);
}

#[test]
fn the_codes_have_a_status_and_an_action() {
    for info in code::ALL {
        assert!(!info.action.is_empty(), "{}", info.code);
        assert_eq!(TriggerChallenge::META.code(&Code::from(info)), Some(info));
        let unknown = ["UNKNOWN_EXCEPTION", "REQUEST_TRAFFIC_EXCEED_LIMIT"].contains(&info.code);
        let expected = if unknown { Status::U } else { Status::F };
        assert!(info.status == expected || info.code == "SUCCESS", "{}", info.code);
    }
}

/// A closure is an encryptor; so is whatever a user writes.
#[test]
fn a_closure_encrypts() {
    fn encrypted(
        with: &impl EncryptPin<Error = &'static str>,
        key: &KeyMaterial,
    ) -> Result<EncryptedPin, &'static str> {
        with.encrypt_pin(key)
    }
    let typed = "1234".to_owned();
    let encryptor = move |key: &KeyMaterial| {
        let key = key.members().get("aKey").and_then(Value::as_str).ok_or("no key")?;
        Ok(EncryptedPin::from(format!("{key}/{}", typed.len())))
    };
    let answer = |members| TriggerChallengeResponse::new(ResultInfo::success()).extra("aKey", members);
    let key = answer("MIIB").key_material().unwrap();
    assert_eq!(encrypted(&encryptor, &key).unwrap().as_str(), "MIIB/4");
    assert_eq!(encrypted(&encryptor, &answer("").extra("aKey", 1).key_material().unwrap()), Err("no key"));
}

#[test]
fn debug_and_errors_show_no_values() {
    let [text, digits] = PLANTED;
    let request = TriggerChallenge::new(digits).trigger_request_id(text).extra("more", text);
    let result = ResultInfo::success().result_message(text);
    let answer = TriggerChallengeResponse::new(result).extra("theKey", text);
    assert!(leaks(&json!(request).to_string()));
    let key = answer.key_material().unwrap();
    assert!(leaks(&key.members().get("theKey").unwrap().to_string()));
    for shown in [format!("{request:?}"), format!("{answer:#?}"), format!("{key:?}")] {
        assert!(!leaks(&shown), "{shown}");
    }
    let answer = json!({ "result": { "resultStatus": "S", "resultCode": "SUCCESS", "resultMessage": "success." } });
    assert!(assert_errors_quote_nothing::<TriggerChallengeResponse>(&answer) > 5);
}
