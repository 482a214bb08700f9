//! `verifyAuthentication` and `verifyAndResume` against what is public of their pages.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, reason = "a test may panic")]

use crate::support;

use alipay_dws_security::{
    AuthenticationMethod, AuthenticationType, ChallengeData, EncryptedPin, Otp, Verification, VerifyAndResume,
    VerifyAndResumeResponse, VerifyAuthentication, VerifyAuthenticationResponse,
};
use alipay_wire::{Api, Call, Request, Safety, dws::ChallengeType, signed_header::ResultInfo};
use serde_json::{Value, json};
use support::{PLANTED, assert_errors_quote_nothing, assert_fields, assert_members, leaks, read, value};

const FIELDS: &str = include_str!("../fixtures/fields.json");
const REQUEST: &str = "54635453532638728382372";
const ID: &str = "20220105190077000000162140200586657";
const BLOB: &str = "y+ySfvHVzoIXJw3bKckgtHdM==";

fn verify(data: ChallengeData) -> VerifyAuthentication {
    VerifyAuthentication::new(REQUEST, ID).challenge_data(data)
}

fn resume(data: ChallengeData) -> VerifyAndResume {
    VerifyAndResume::new("20220314190077000001163290221980494", data)
}

fn success(members: Value) -> Value {
    let mut answer = json!({ "result": { "resultStatus": "S", "resultCode": "SUCCESS", "resultMessage": "success." } });
    for (name, value) in members.as_object().unwrap() {
        answer[name] = value.clone();
    }
    answer
}

#[test]
fn the_pages_and_the_types_have_the_same_fields() {
    let pages = value(FIELDS);
    assert_fields::<VerifyAuthentication>(&pages["verifyAuthentication"]["request"], &[]);
    let inferred = ("isPassed", "an inference, from the gateway's API of the same name for other products");
    assert_fields::<VerifyAuthenticationResponse>(&pages["verifyAuthentication"]["response"], &[inferred]);
    assert_fields::<VerifyAndResume>(&pages["verifyAndResume"]["request"], &[]);
    assert_fields::<VerifyAndResumeResponse>(&pages["verifyAndResume"]["response"], &[]);
    assert_members::<ChallengeData>(&pages["ChallengeData"], &[]);
}

#[test]
fn the_pages_examples_are_written() {
    let expected = json!({
        "authenticationRequestId": REQUEST,
        "authenticationId": ID,
        "authenticationMethod": "OTP",
        "authenticationType": "SMS",
        "challengeData": { "challengeType": "SMS_OTP", "otpValue": "472556" },
    });
    assert_eq!(json!(VerifyAuthentication::otp(REQUEST, ID, "472556")), expected);
    let expected = json!({
        "authenticationRequestId": REQUEST,
        "authenticationId": ID,
        "authenticationMethod": "PASSWORD",
        "authenticationType": "PAYMENT",
        "challengeData": { "challengeType": "PAYMENT_PASSWORD", "passwordValue": BLOB },
    });
    assert_eq!(json!(VerifyAuthentication::pin(REQUEST, ID, BLOB)), expected);
    assert_eq!(AuthenticationMethod::ThirdParty.as_str(), "THIRD_PARTY");
    let types = [AuthenticationType::Login, AuthenticationType::Email, AuthenticationType::Threeds];
    assert_eq!(types.map(AuthenticationType::into_string), ["LOGIN", "EMAIL", "THREEDS"]);

    let expected = json!({
        "authenticationId": "20220314190077000001163290221980494",
        "requestId": "1647251292391",
        "challengeData": { "challengeType": "SMS_OTP", "otpValue": "472556" },
    });
    assert_eq!(json!(resume(ChallengeData::otp("472556")).request_id("1647251292391")), expected);
}

/// Each may burn an attempt, and nothing in it tells a repetition from the next attempt.
#[test]
fn a_verification_is_never_repeated() {
    let call = Call::new(&VerifyAuthentication::otp(REQUEST, ID, "472556")).unwrap();
    assert_eq!((call.safety(), call.key()), (Safety::Unkeyed, None));
    assert_eq!(call.api().route.as_ref().unwrap().path, "/ams/api/v1/security/verifyAuthentication");
    let call = Call::new(&resume(ChallengeData::otp("472556")).request_id("1647251292391")).unwrap();
    assert_eq!((call.safety(), call.key()), (Safety::Unkeyed, None));
    assert_eq!(call.api().route.as_ref().unwrap().path, "/ams/api/v1/security/verifyAndResume");
}

#[test]
fn lengths_are_checked() {
    let refused = |request: VerifyAuthentication| request.validate().unwrap_err().field().to_owned();
    assert_eq!(VerifyAuthentication::new("1".repeat(128), "2".repeat(64)).validate(), Ok(()));
    assert_eq!(refused(VerifyAuthentication::new("1".repeat(129), ID)), "authenticationRequestId");
    assert_eq!(refused(VerifyAuthentication::new("", ID)), "authenticationRequestId");
    assert_eq!(refused(VerifyAuthentication::new(REQUEST, "2".repeat(65))), "authenticationId");
    let method = VerifyAuthentication::new(REQUEST, ID).authentication_method("A".repeat(17).as_str());
    assert_eq!(refused(method), "authenticationMethod");
    assert_eq!(refused(verify(ChallengeData::new(""))), "challengeData.challengeType");
    let long = resume(ChallengeData::otp("1")).request_id("1".repeat(65));
    assert_eq!(long.validate().unwrap_err().field(), "requestId");
}

/// It could only burn an attempt.
#[test]
fn an_answer_without_its_value_is_not_sent() {
    let cases = [
        (ChallengeData::new(ChallengeType::SmsOtp), "challengeData.otpValue"),
        (ChallengeData::otp(""), "challengeData.otpValue"),
        (ChallengeData::otp(" ").password_value(BLOB), "challengeData.otpValue"),
        (ChallengeData::new(ChallengeType::PaymentPassword).otp_value("1"), "challengeData.passwordValue"),
        (ChallengeData::pin(""), "challengeData.passwordValue"),
    ];
    for (data, field) in cases {
        assert_eq!(verify(data.clone()).validate().unwrap_err().field(), field);
        assert_eq!(resume(data.clone()).validate().unwrap_err().field(), field);
        assert!(Call::new(&verify(data).unchecked()).is_ok());
    }
    // What kinds there are beyond these two, and what they are answered with, is open.
    assert_eq!(verify(ChallengeData::new("FINGERPRINT")).validate(), Ok(()));
    let card = ChallengeData::new("CARD_EXPIRE_DATE").card_token("ALIPAY==").extra("expiryDate", "0130");
    assert_eq!(verify(card).validate(), Ok(()));
    assert_eq!(VerifyAuthentication::new(REQUEST, ID).validate(), Ok(()));
}

/// `S` says that the call was taken. Only `isPassed` says more.
#[test]
fn success_is_not_passed() {
    let outcome = |answer: Value| read::<VerifyAuthenticationResponse>(&answer.to_string()).unwrap().outcome();
    assert_eq!(outcome(success(json!({}))), Verification::Unknown);
    assert_eq!(outcome(success(json!({ "isPassed": null }))), Verification::Unknown);
    assert_eq!(outcome(success(json!({ "isPassed": "true" }))), Verification::Passed);
    assert_eq!(outcome(success(json!({ "isPassed": true }))), Verification::Passed);
    assert_eq!(outcome(success(json!({ "isPassed": "false" }))), Verification::NotPassed);
    let unknown = json!({ "result": { "resultStatus": "U" }, "isPassed": true });
    assert_eq!(outcome(unknown), Verification::Unknown);
}

#[test]
fn an_answer_about_another_authentication_is_refused() {
    let request = resume(ChallengeData::otp("472556"));
    let answer = |members: Value| read::<VerifyAndResumeResponse>(&success(members).to_string()).unwrap();
    assert_eq!(request.correlate(&answer(json!({}))), Ok(()));
    let same = answer(json!({ "authenticationId": "20220314190077000001163290221980494", "verifyRequestId": "1" }));
    assert_eq!(request.correlate(&same), Ok(()));
    let mismatch = request.correlate(&answer(json!({ "authenticationId": ID }))).unwrap_err();
    assert_eq!(mismatch.field(), "authenticationId");
}

/// The page names it and does not show it.
#[test]
fn challenge_info_is_kept_in_any_shape() {
    for info in [json!("57d8c5c0"), json!({ "a": [1] }), json!(["b"])] {
        let answer: VerifyAndResumeResponse = read(&success(json!({ "challengeInfo": info })).to_string()).unwrap();
        assert_eq!(answer.challenge_info, Some(info));
    }
}

#[test]
fn debug_and_errors_show_no_secrets() {
    let [text, digits] = PLANTED;
    let data = ChallengeData::otp(digits).password_value(text).card_token(text).extra("more", text);
    let verify = VerifyAuthentication::new(digits, text).challenge_data(data.clone()).extra("more", text);
    let resume = VerifyAndResume::new(text, data.clone()).request_id(digits).extra("more", text);
    assert!(leaks(&json!(verify).to_string()) && leaks(&json!(resume).to_string()));
    let result = ResultInfo::success().result_message(text);
    let resumed = VerifyAndResumeResponse::new(result.clone())
        .verify_request_id(digits)
        .authentication_id(text)
        .challenge_info(json!({ "a": text }))
        .extra("more", text);
    let verified = VerifyAuthenticationResponse::new(result).is_passed(false).extra("more", digits);
    let call = Call::new(&verify.clone().unchecked()).unwrap();
    for shown in [
        format!("{data:?} {verify:#?} {resume:?} {:?} {call:?}", verify.clone().unchecked()),
        format!("{resumed:?} {verified:#?}"),
        format!("{:?} {:?}", Otp::from(digits), EncryptedPin::from(text)),
        format!("{:?}", verify.challenge_data(ChallengeData::otp("").extra("otpValue", text)).validate()),
    ] {
        assert!(!leaks(&shown), "{shown}");
    }
    let answer = success(json!({ "isPassed": true }));
    assert!(assert_errors_quote_nothing::<VerifyAuthenticationResponse>(&answer) > 5);
    let answer = success(json!({ "verifyRequestId": "1", "authenticationId": ID, "challengeInfo": "x" }));
    assert!(assert_errors_quote_nothing::<VerifyAndResumeResponse>(&answer) > 5);
}
