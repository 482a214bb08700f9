//! Every path of a balance inquiry, step by step.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, reason = "a test may panic")]

use crate::gateway;

use alipay_dws_accounts::{
    AccountType, BalanceInquiry,
    balance_inquiry::{AdvanceError, NeedsOtp, NeedsPin, Next, NotNow, Notice, Observed, Reason, Refused, State},
};
use alipay_dws_security::{VerifyAuthentication, code};
use alipay_wire::{
    Failure,
    dws::{ChallengeActionForm, ChallengeType, Env},
};
use gateway::{
    Line, PROCESS, Scripted, accepted, balance, challenge, challenge_by, is_failure, key, pin, refused, run, sent, sms,
    stored, taken, unknown, unsent,
};
use serde_json::{Value, json};

const CUSTOMER: &str = "2188210291658265";
const OTP: &str = "OTP-SENTINEL";
const PIN: &str = "PIN-SENTINEL";

fn inquiry() -> BalanceInquiry {
    BalanceInquiry::new(CUSTOMER, "wallet-1").unwrap()
}

/// As it is read back from where it was stored.
fn restored(inquiry: &BalanceInquiry) -> BalanceInquiry {
    serde_json::from_str(&serde_json::to_string(inquiry).unwrap()).unwrap()
}

fn query(inquiry: &mut BalanceInquiry) -> Value {
    match inquiry.next_step() {
        Next::Query(query) => json!(query),
        other => panic!("a query was to come, not {other:?}"),
    }
}

fn trigger(inquiry: &mut BalanceInquiry) -> Value {
    match inquiry.next_step() {
        Next::Trigger(trigger) => json!(trigger),
        other => panic!("a triggering was to come, not {other:?}"),
    }
}

fn verify(inquiry: &mut BalanceInquiry) -> VerifyAuthentication {
    match inquiry.next_step() {
        Next::Verify(verify) => *verify,
        other => panic!("a verification was to come, not {other:?}"),
    }
}

fn shown(inquiry: &mut BalanceInquiry) -> State {
    match inquiry.next_step() {
        Next::Show(state) => state,
        other => panic!("something to show was to come, not {other:?}"),
    }
}

fn needs_pin(inquiry: &mut BalanceInquiry) -> NeedsPin {
    match shown(inquiry) {
        State::NeedsPin(pin) => pin,
        other => panic!("a PIN was to be asked for, not {other:?}"),
    }
}

fn needs_otp(inquiry: &mut BalanceInquiry) -> NeedsOtp {
    match shown(inquiry) {
        State::NeedsOtp(otp) => otp,
        other => panic!("a code was to be asked for, not {other:?}"),
    }
}

fn end(inquiry: &mut BalanceInquiry) -> Refused {
    match shown(inquiry) {
        State::Refused(refused) => refused,
        other => panic!("a refusal was to come, not {other:?}"),
    }
}

/// An inquiry whose customer was sent a code.
fn at_otp() -> BalanceInquiry {
    let mut inquiry = inquiry();
    query(&mut inquiry);
    inquiry.queried(Ok(sms())).unwrap();
    trigger(&mut inquiry);
    inquiry.triggered(Ok(sent())).unwrap();
    inquiry
}

/// An inquiry whose customer is asked for their PIN.
fn at_pin() -> BalanceInquiry {
    let mut inquiry = inquiry();
    query(&mut inquiry);
    inquiry.queried(Ok(pin())).unwrap();
    trigger(&mut inquiry);
    inquiry.triggered(Ok(key())).unwrap();
    inquiry
}

/// An inquiry whose verification of a code is on its way.
fn verifying() -> BalanceInquiry {
    let mut inquiry = at_otp();
    inquiry.submit_otp(OTP).unwrap();
    verify(&mut inquiry);
    inquiry
}

#[test]
fn a_balance_at_once() {
    let mut inquiry = inquiry().with_account_types([AccountType::BalanceAccount]);
    let expected = json!({ "customerId": CUSTOMER, "queryAccountConditions": [{ "accountType": "BALANCE_ACCOUNT" }] });
    assert_eq!(query(&mut inquiry), expected);
    assert_eq!(inquiry.queried(Ok(balance())), Ok(Observed::Progress));
    assert!(matches!(shown(&mut inquiry), State::Balance(balance) if balance.accounts.len() == 1));
    assert_eq!(inquiry.queried(Ok(balance())), Err(NotNow));
    assert_eq!((inquiry.process_id(), inquiry.customer_id().as_str()), (None, CUSTOMER));
    // The accounts are not stored: it asks for them again, and for the same.
    assert_eq!(query(&mut restored(&inquiry)), expected);
}

/// The whole way, and what is sent on it.
#[test]
fn pin_then_code_in_one_process() {
    let mut inquiry = inquiry().with_environment(Env::new().language("fr_FR"));
    assert_eq!(query(&mut inquiry), json!({ "customerId": CUSTOMER, "environment": { "language": "fr_FR" } }));
    inquiry.queried(Ok(pin())).unwrap();
    assert_eq!(inquiry.process_id().unwrap().as_str(), PROCESS);
    assert_eq!(trigger(&mut inquiry), json!({ "challengeId": PROCESS, "triggerRequestId": "wallet-1-1" }));
    inquiry.triggered(Ok(key())).unwrap();
    let needs = needs_pin(&mut inquiry);
    assert_eq!((needs.attempts_left, needs.notice), (3, None));
    assert_eq!(needs.key.unwrap().members().get("theKey"), Some(&json!("KEY-SENTINEL")));
    inquiry.submit_pin(PIN).unwrap();
    assert_eq!(verify(&mut inquiry), VerifyAuthentication::pin("wallet-1", PROCESS, PIN));
    inquiry.verified(Ok(taken(Some(true)))).unwrap();

    let expected = json!({ "customerId": CUSTOMER, "environment": { "language": "fr_FR" }, "processId": PROCESS });
    assert_eq!(query(&mut inquiry), expected);
    inquiry.queried(Ok(sms())).unwrap();
    assert_eq!(trigger(&mut inquiry), json!({ "challengeId": PROCESS, "triggerRequestId": "wallet-1-2" }));
    inquiry.triggered(Ok(sent())).unwrap();
    let needs = needs_otp(&mut inquiry);
    assert_eq!((needs.attempts_left, needs.notice), (3, None));
    inquiry.submit_otp(OTP).unwrap();
    // The number of the authentication stays the same.
    assert_eq!(verify(&mut inquiry), VerifyAuthentication::otp("wallet-1", PROCESS, OTP));
    inquiry.verified(Ok(taken(None))).unwrap();

    assert_eq!(query(&mut inquiry), expected);
    inquiry.queried(Ok(balance())).unwrap();
    assert!(matches!(shown(&mut inquiry), State::Balance(_)));
    assert_eq!((inquiry.submit_otp(OTP), inquiry.trigger_again()), (Err(NotNow), Err(NotNow)));
}

/// What a gateway does that wants `factors` passed, told step by step. The inquiry is read back before step `at`.
fn told_with_a_stop(factors: &[&str], at: usize) -> (usize, usize) {
    let (mut inquiry, mut passed, mut triggered) = (inquiry(), 0, None);
    let (mut submitted, mut verified) = (0, 0);
    for step in 0..60 {
        if step == at {
            inquiry = restored(&inquiry);
        }
        match inquiry.next_step() {
            Next::Query(query) => {
                assert_eq!(query.process_id.is_some(), step > 0);
                inquiry.queried(Ok(factors.get(passed).map_or_else(balance, |kind| challenge(kind)))).unwrap()
            }
            Next::Trigger(_) => {
                triggered = Some(passed);
                inquiry.triggered(Ok(key())).unwrap()
            }
            Next::Verify(_) => {
                verified += 1;
                if triggered == Some(passed) {
                    passed += 1;
                }
                inquiry.verified(Ok(taken(None))).unwrap()
            }
            Next::Show(State::NeedsPin(_)) => {
                submitted += 1;
                inquiry.submit_pin(PIN).unwrap();
                Observed::Progress
            }
            Next::Show(State::NeedsOtp(_)) => {
                submitted += 1;
                inquiry.submit_otp(OTP).unwrap();
                Observed::Progress
            }
            Next::Show(State::Balance(_)) => return (submitted, verified),
            Next::Show(State::Refused(refused)) => panic!("{refused:?}"),
        };
    }
    panic!("it never ends");
}

#[test]
fn it_can_be_read_back_between_any_two_steps() {
    let factors = [ChallengeType::PaymentPassword, ChallengeType::SmsOtp];
    let factors: Vec<&str> = factors.iter().map(ChallengeType::as_str).collect();
    let mut repeated = Vec::new();
    for at in 0..20 {
        let (submitted, verified) = told_with_a_stop(&factors, at);
        assert_eq!(verified, 2, "before step {at}");
        if submitted > 2 {
            repeated.push(at);
        }
    }
    // What the customer typed is not stored, so between submitting and sending it is lost, and they are asked again.
    assert_eq!(repeated, [3, 7]);
}

/// Read back while the verification is on its way, it asks the result.
#[test]
fn a_verification_is_handed_out_once() {
    let mut inquiry = at_otp();
    inquiry.submit_otp(OTP).unwrap();
    assert_eq!(inquiry.verified(Ok(taken(Some(true)))), Err(NotNow), "not handed out yet");
    let mut elsewhere = restored(&inquiry);
    verify(&mut inquiry);
    let expected = json!({ "customerId": CUSTOMER, "processId": PROCESS });
    for inquiry in [&mut elsewhere, &mut restored(&inquiry), &mut inquiry] {
        assert_eq!(query(inquiry), expected);
        assert_eq!(inquiry.verified(Ok(taken(Some(true)))), Err(NotNow), "it has asked instead");
        inquiry.queried(Ok(sms())).unwrap();
        let needs = needs_otp(inquiry);
        assert_eq!((needs.attempts_left, needs.notice), (2, Some(Notice::NotPassed)));
    }
}

#[test]
fn a_wrong_code_leaves_the_others() {
    for wrong in [Ok(taken(Some(false))), Err(refused("VERIFY_UNMATCHED"))] {
        let mut inquiry = at_otp();
        for left in [2, 1] {
            inquiry.submit_otp(OTP).unwrap();
            verify(&mut inquiry);
            assert_eq!(inquiry.verified(wrong.clone()), Ok(Observed::Progress));
            inquiry = restored(&inquiry);
            let needs = needs_otp(&mut inquiry);
            assert_eq!((needs.attempts_left, needs.notice), (left, Some(Notice::Wrong)));
        }
        inquiry.submit_otp(OTP).unwrap();
        verify(&mut inquiry);
        inquiry.verified(wrong).unwrap();
        assert_eq!(end(&mut inquiry).reason(), &Reason::AttemptsUsedUp);
        assert_eq!(end(&mut restored(&inquiry)), end(&mut inquiry));
        assert_eq!(inquiry.submit_otp(OTP), Err(NotNow));
    }
}

#[test]
fn the_gateway_s_count_is_better_than_ours() {
    let mut inquiry = inquiry().with_attempts(5);
    query(&mut inquiry);
    inquiry.queried(Ok(pin())).unwrap();
    assert_eq!(inquiry.set_attempts_left(1), Err(NotNow));
    trigger(&mut inquiry);
    inquiry.triggered(Ok(key())).unwrap();
    assert_eq!(needs_pin(&mut inquiry).attempts_left, 5);
    inquiry.set_attempts_left(1).unwrap();
    let needs = needs_pin(&mut inquiry);
    assert_eq!(needs.attempts_left, 1);
    assert!(needs.key.is_some());
    inquiry.set_attempts_left(0).unwrap();
    assert_eq!(end(&mut inquiry).reason(), &Reason::AttemptsUsedUp);

    let mut inquiry = verifying();
    inquiry.verified(Err(refused("VERIFY_TIMES_EXCEED_LIMIT"))).unwrap();
    let refused = end(&mut inquiry);
    assert_eq!(
        (refused.reason(), refused.code().unwrap().as_str()),
        (&Reason::AttemptsUsedUp, "VERIFY_TIMES_EXCEED_LIMIT")
    );
    assert_eq!(refused.advice(), Some(code::VERIFY_TIMES_EXCEED_LIMIT.action));
}

#[test]
fn an_expired_code_is_replaced_on_request() {
    let mut inquiry = verifying();
    inquiry.verified(Err(refused("EXPIRED_CODE"))).unwrap();
    let needs = needs_otp(&mut inquiry);
    assert_eq!((needs.attempts_left, needs.notice), (3, Some(Notice::Expired)));
    inquiry.trigger_again().unwrap();
    assert_eq!(trigger(&mut restored(&inquiry))["triggerRequestId"], "wallet-1-2");
    assert_eq!(trigger(&mut inquiry)["triggerRequestId"], "wallet-1-2", "the same until it is answered");
    inquiry.triggered(Ok(sent())).unwrap();
    assert_eq!(needs_otp(&mut inquiry).notice, None);
}

#[test]
fn too_many_sends() {
    // Before there is any code, that is the end.
    let mut inquiry = inquiry();
    query(&mut inquiry);
    inquiry.queried(Ok(sms())).unwrap();
    trigger(&mut inquiry);
    inquiry.triggered(Err(refused("SEND_TIMES_EXCEED_LIMIT"))).unwrap();
    assert_eq!(end(&mut inquiry).reason(), &Reason::TooManySends);

    // After one, that one may still be good.
    let mut inquiry = at_otp();
    inquiry.trigger_again().unwrap();
    trigger(&mut inquiry);
    inquiry.triggered(Err(refused("SEND_TIMES_EXCEED_LIMIT"))).unwrap();
    let needs = needs_otp(&mut inquiry);
    assert_eq!((needs.attempts_left, needs.notice), (3, Some(Notice::TooManySends)));
    inquiry.submit_otp(OTP).unwrap();
    verify(&mut inquiry);

    // The query can say it too, and so can the limit of what can be numbered.
    let mut inquiry = self::inquiry();
    inquiry.queried(Err(refused("SEND_TIMES_EXCEED_LIMIT"))).unwrap();
    assert_eq!(end(&mut inquiry).reason(), &Reason::TooManySends);
    let mut json = json!(at_otp());
    json["triggers"] = json!(u32::MAX);
    let mut inquiry: BalanceInquiry = serde_json::from_value(json).unwrap();
    inquiry.trigger_again().unwrap();
    assert_eq!(end(&mut inquiry).reason(), &Reason::TooManySends);
}

/// Whatever leaves the result open, the query settles.
#[test]
fn an_unknown_verification_is_asked_about() {
    let open: [Result<_, Failure>; 6] = [
        Ok(taken(None)),
        Ok(taken(Some(true))),
        Err(unknown("UNKNOWN_EXCEPTION")),
        // A hint nobody signed ends nothing.
        Err(unknown("VERIFY_TIMES_EXCEED_LIMIT")),
        Err(accepted()),
        // Verified, by a code that is not known here.
        Err(refused("OTP_IS_NO_GOOD")),
    ];
    for result in open {
        let asked = || {
            let mut inquiry = verifying();
            assert_eq!(inquiry.verified(result.clone()), Ok(Observed::Progress));
            assert_eq!(query(&mut inquiry)["processId"], PROCESS);
            restored(&inquiry)
        };
        let mut passed = asked();
        passed.queried(Ok(balance())).unwrap();
        assert!(matches!(shown(&mut passed), State::Balance(_)), "{result:?}");

        let mut still = asked();
        still.queried(Ok(sms())).unwrap();
        let needs = needs_otp(&mut still);
        assert_eq!((needs.attempts_left, needs.notice), (2, Some(Notice::NotPassed)), "{result:?}");

        let mut next = asked();
        next.queried(Ok(pin())).unwrap();
        assert_eq!(trigger(&mut next)["triggerRequestId"], "wallet-1-2", "another factor: the first is passed");

        // The query may fail as well, and is asked until it does not.
        let mut failing = asked();
        assert_eq!(failing.queried(Err(unsent())), Ok(Observed::Nothing));
        assert_eq!(query(&mut failing)["processId"], PROCESS);
        failing.queried(Err(refused("PARAM_ILLEGAL"))).unwrap();
        assert_eq!(end(&mut failing).code().unwrap(), "PARAM_ILLEGAL");
    }
}

#[test]
fn what_was_not_processed_costs_no_attempt() {
    let mut inquiry = verifying();
    assert_eq!(inquiry.verified(Err(unsent())), Ok(Observed::Nothing));
    assert_eq!(needs_otp(&mut inquiry).attempts_left, 3);
    // What was typed is gone: it was handed out.
    inquiry.submit_otp(OTP).unwrap();
    verify(&mut inquiry);

    let mut inquiry = self::inquiry();
    for failure in [unsent(), unknown("SEND_TIMES_EXCEED_LIMIT")] {
        let before = query(&mut inquiry);
        assert_eq!(inquiry.queried(Err(failure)), Ok(Observed::Nothing));
        assert_eq!(query(&mut inquiry), before);
    }
    inquiry.queried(Ok(sms())).unwrap();
    for failure in [unsent(), unknown("SEND_TIMES_EXCEED_LIMIT")] {
        let before = trigger(&mut inquiry);
        assert_eq!(inquiry.triggered(Err(failure)), Ok(Observed::Nothing));
        assert_eq!(trigger(&mut inquiry), before, "with the same number");
    }
}

/// A success that cannot be read: the SMS is on its way, and a key is not there.
#[test]
fn a_triggering_that_cannot_be_read() {
    let mut inquiry = inquiry();
    inquiry.queried(Ok(sms())).unwrap();
    inquiry.triggered(Err(accepted())).unwrap();
    needs_otp(&mut inquiry);

    let mut inquiry = self::inquiry();
    inquiry.queried(Ok(pin())).unwrap();
    assert_eq!(inquiry.triggered(Err(accepted())), Ok(Observed::Nothing));
    trigger(&mut inquiry);
}

#[test]
fn refusals_are_told_by_kind() {
    let reasons = [
        ("NO_PAY_PASSWORD", Reason::NoPin),
        ("PAY_PASSWORD_IN_MOBILE_NO", Reason::PinInPhoneNumber),
        ("RISK_REJECT", Reason::Rejected),
        ("USER_NOT_EXIST", Reason::Rejected),
        ("EXPIRED_CODE", Reason::Expired),
        ("A_NEW_CODE", Reason::Rejected),
    ];
    for (code, reason) in reasons {
        let mut inquiry = inquiry();
        inquiry.queried(Err(refused(code))).unwrap();
        let refused = end(&mut restored(&inquiry));
        assert_eq!((refused.reason(), refused.code().unwrap().as_str()), (&reason, code));
        assert_eq!(refused.advice().is_some(), code != "A_NEW_CODE");

        let mut inquiry = self::inquiry();
        inquiry.queried(Ok(sms())).unwrap();
        inquiry.triggered(Err(gateway::refused(code))).unwrap();
        assert_eq!(end(&mut inquiry).reason(), &reason);
    }
    // A verification is ended by every known failure that is about more than what was typed.
    for info in code::ALL.iter().filter(|info| is_failure(info)) {
        let mut inquiry = verifying();
        inquiry.verified(Err(refused(info.code))).unwrap();
        let goes_on = [code::VERIFY_UNMATCHED, code::EXPIRED_CODE].contains(info);
        assert_eq!(matches!(shown(&mut inquiry), State::NeedsOtp(_)), goes_on, "{}", info.code);
    }
}

#[test]
fn a_challenge_that_is_not_known_is_named() {
    let unknown = [
        (challenge("FINGERPRINT"), Reason::UnknownChallenge(Some(ChallengeType::from("FINGERPRINT")))),
        (challenge_by(ChallengeActionForm::new()), Reason::UnknownChallenge(None)),
    ];
    for (answer, reason) in unknown {
        let mut inquiry = inquiry();
        inquiry.queried(Ok(answer)).unwrap();
        let refused = end(&mut restored(&inquiry));
        assert_eq!((refused.reason(), refused.code(), refused.advice()), (&reason, None, None));
    }
    let alipay_dws_accounts::QueryAccountAndBenefitResponse::Challenge(mut nameless) = sms() else { unreachable!() };
    nameless.process_id = None;
    let nameless = alipay_dws_accounts::QueryAccountAndBenefitResponse::Challenge(nameless);
    let mut inquiry = inquiry();
    inquiry.queried(Ok(nameless.clone())).unwrap();
    assert_eq!(end(&mut inquiry).reason(), &Reason::NoProcess);
    // Later the process is known.
    let mut inquiry = verifying();
    inquiry.verified(Ok(taken(None))).unwrap();
    inquiry.queried(Ok(nameless)).unwrap();
    assert_eq!(needs_otp(&mut inquiry).notice, Some(Notice::NotPassed));
}

#[test]
fn a_pin_s_key_is_not_stored_and_can_be_had_again() {
    let mut inquiry = at_pin();
    assert!(needs_pin(&mut inquiry).key.is_some());
    let mut inquiry = restored(&inquiry);
    assert_eq!(needs_pin(&mut inquiry).key, None);
    // Anyone who has it already, such as the customer's device, goes on without.
    inquiry.submit_pin(PIN).unwrap();
    verify(&mut inquiry);
    inquiry.verified(Ok(taken(Some(false)))).unwrap();
    inquiry.trigger_again().unwrap();
    assert_eq!(trigger(&mut inquiry)["triggerRequestId"], "wallet-1-2");
    inquiry.triggered(Ok(key())).unwrap();
    let needs = needs_pin(&mut inquiry);
    assert_eq!((needs.key.is_some(), needs.attempts_left, needs.notice), (true, 2, None));
}

#[test]
fn the_wrong_word_at_the_wrong_time_changes_nothing() {
    let mut inquiry = at_otp();
    let before = serde_json::to_string(&inquiry).unwrap();
    assert_eq!(inquiry.submit_pin(PIN), Err(NotNow));
    assert_eq!(inquiry.queried(Ok(balance())), Err(NotNow));
    assert_eq!(inquiry.triggered(Ok(sent())), Err(NotNow));
    assert_eq!(inquiry.verified(Ok(taken(Some(true)))), Err(NotNow));
    assert_eq!(serde_json::to_string(&inquiry).unwrap(), before);
    let mut inquiry = self::inquiry();
    assert_eq!(inquiry.submit_otp(OTP), Err(NotNow));
    assert_eq!(inquiry.trigger_again(), Err(NotNow));
    assert!(NotNow.to_string().contains("next_step"));
}

/// Documents that are not public may name further members of a triggering.
#[test]
fn a_triggering_can_be_completed_but_not_renumbered() {
    let mut inquiry = inquiry().with_trigger(|trigger, form| {
        let value = form.challenge_render_value.clone().unwrap_or_default();
        trigger.extra("challengeRenderValue", value).trigger_request_id("mine")
    });
    inquiry.queried(Ok(sms())).unwrap();
    let expected = json!({
        "challengeId": PROCESS,
        "triggerRequestId": "wallet-1-1",
        "challengeRenderValue": "57d8c5c0_us_site",
    });
    assert_eq!(trigger(&mut inquiry), expected);
    // The form is stored, for the next time.
    let complete = |trigger: alipay_dws_security::TriggerChallenge, form: &ChallengeActionForm| {
        trigger.extra("challengeType", form.challenge_type.clone().unwrap().as_str())
    };
    assert_eq!(trigger(&mut restored(&inquiry).with_trigger(complete))["challengeType"], "SMS_OTP");
}

#[test]
fn the_merchant_s_number_leaves_room_for_ours() {
    for bad in [String::new(), " ".to_owned(), "1".repeat(54)] {
        let error = BalanceInquiry::new(CUSTOMER, bad.as_str()).unwrap_err();
        assert_eq!(error.field(), "authenticationRequestId");
        let mut json = json!(inquiry());
        json["request"] = json!(bad);
        assert!(serde_json::from_value::<BalanceInquiry>(json).is_err());
    }
    let mut json = json!(BalanceInquiry::new(CUSTOMER, "1".repeat(53)).unwrap());
    json["triggers"] = json!(u32::MAX - 1);
    let mut inquiry: BalanceInquiry = serde_json::from_value(json).unwrap();
    inquiry.queried(Ok(sms())).unwrap();
    let Next::Trigger(request) = inquiry.next_step() else { panic!("no triggering") };
    assert_eq!(alipay_wire::Request::validate(&request), Ok(()));
}

#[test]
fn the_stored_layout_has_a_version() {
    let json = json!(at_otp());
    assert_eq!(json["version"], 1);
    let read = |json: &Value| serde_json::from_value::<BalanceInquiry>(json.clone()).map_err(|error| error.to_string());
    let mut other = json.clone();
    other["version"] = json!(2);
    assert_eq!(read(&other).unwrap_err(), "the stored value has a layout this version cannot read");
    let mut more = json.clone();
    more["otp"] = json!(OTP);
    assert!(!read(&more).unwrap_err().contains(OTP));
    let mut less = json;
    less.as_object_mut().unwrap().remove("phase");
    assert!(read(&less).is_err());
}

#[test]
fn the_revision_grows_with_what_is_stored() {
    let mut inquiry = inquiry();
    let mut last = (inquiry.revision(), serde_json::to_string(&inquiry).unwrap());
    let mut grows = |inquiry: &BalanceInquiry, expected: bool| {
        let now = (inquiry.revision(), serde_json::to_string(inquiry).unwrap());
        assert_eq!((now.0 > last.0, now.1 != last.1), (expected, expected));
        last = now;
    };
    query(&mut inquiry);
    grows(&inquiry, false);
    inquiry.queried(Ok(sms())).unwrap();
    grows(&inquiry, true);
    trigger(&mut inquiry);
    grows(&inquiry, false);
    inquiry.triggered(Ok(sent())).unwrap();
    grows(&inquiry, true);
    inquiry.submit_otp(OTP).unwrap();
    grows(&inquiry, true);
    verify(&mut inquiry);
    grows(&inquiry, false);
    inquiry.verified(Ok(taken(None))).unwrap();
    grows(&inquiry, true);
}

/// Nothing the customer typed, no key, no account: not in what is stored, not in `Debug`, not in errors.
#[test]
fn no_secret_gets_out() {
    let sentinels = [OTP, PIN, "KEY-SENTINEL", "6222020011223344556", "ENV-SENTINEL", "FORM-SENTINEL"];
    let environment = || Env::new().session_id("ENV-SENTINEL").client_ip("ENV-SENTINEL");
    let form = ChallengeActionForm::new().challenge_type("SMS_OTP").extra("phone", "FORM-SENTINEL");
    let mut said = Vec::new();
    let mut note = |inquiry: &mut BalanceInquiry, stores: bool| {
        if stores {
            said.push(serde_json::to_string(&inquiry).unwrap());
        }
        said.push(format!("{inquiry:?} {inquiry:#?}"));
        if !matches!(inquiry.next_step(), Next::Verify(_)) {
            said.push(format!("{:?}", inquiry.next_step()));
        }
        said.push(format!("{inquiry:?}"));
    };
    let mut inquiry = inquiry().with_environment(environment());
    note(&mut inquiry, true);
    inquiry.queried(Ok(pin())).unwrap();
    note(&mut inquiry, true);
    inquiry.triggered(Ok(key())).unwrap();
    note(&mut inquiry, true);
    inquiry.submit_pin(PIN).unwrap();
    let json = serde_json::to_string(&inquiry).unwrap();
    assert!(!sentinels.iter().any(|sentinel| json.contains(sentinel)), "{json}");
    note(&mut inquiry, true);
    inquiry.verified(Ok(taken(None))).unwrap();
    inquiry.queried(Ok(challenge_by(form))).unwrap();
    note(&mut inquiry, true);
    inquiry.triggered(Ok(key())).unwrap();
    inquiry.submit_otp(OTP).unwrap();
    note(&mut inquiry, true);
    inquiry.verified(Err(unknown("OTP-SENTINEL and more"))).unwrap();
    note(&mut inquiry, true);
    inquiry.queried(Ok(balance())).unwrap();
    note(&mut inquiry, true);
    let errors: [AdvanceError<Failure, NotNow>; 2] =
        [AdvanceError::Call(unknown("OTP-SENTINEL and more")), AdvanceError::Store(NotNow)];
    said.extend(errors.iter().map(|error| format!("{error} {error:?}")));
    for text in said {
        assert!(!sentinels.iter().any(|sentinel| text.contains(sentinel)), "{text}");
    }
}

#[test]
fn the_driver_runs_until_the_customer_is_needed() {
    let pin = Line::challenge("PAYMENT_PASSWORD");
    let client = Scripted::new([pin, Line::success(&json!({ "theKey": "k" }))]);
    let mut inquiry = inquiry();
    assert!(matches!(run(inquiry.advance(&client)), Ok(State::NeedsPin(_))));
    // Nothing is asked while the customer thinks.
    assert!(matches!(run(inquiry.advance(&client)), Ok(State::NeedsPin(_))));
    assert_eq!(client.apis(), ["queryAccountAndBenefit", "triggerChallenge"]);

    let client = Scripted::new([
        Line::success(&json!({ "isPassed": "true" })),
        Line::challenge("SMS_OTP"),
        Line::success(&json!({})),
    ]);
    inquiry.submit_pin(PIN).unwrap();
    assert!(matches!(run(inquiry.advance(&client)), Ok(State::NeedsOtp(_))));
    assert_eq!(client.apis(), ["verifyAuthentication", "queryAccountAndBenefit", "triggerChallenge"]);

    let client = Scripted::new([Line::Fail(unknown("")), Line::success(&json!({ "accounts": [] }))]);
    inquiry.submit_otp(OTP).unwrap();
    assert!(matches!(run(inquiry.advance(&client)), Ok(State::Balance(_))));
    assert_eq!(client.apis(), ["verifyAuthentication", "queryAccountAndBenefit"]);
}

#[test]
fn the_driver_stops_where_nothing_is_learned() {
    let mut inquiry = inquiry();
    let client = Scripted::new([Line::Fail(unsent())]);
    assert_eq!(run(inquiry.advance(&client)), Err(unsent()));
    let client = Scripted::new([Line::challenge("SMS_OTP"), Line::Fail(unknown(""))]);
    assert_eq!(run(inquiry.advance(&client)), Err(unknown("")));
    // The same triggering again, and no query in between.
    let client = Scripted::new([Line::success(&json!({})), Line::Fail(unsent())]);
    assert!(matches!(run(inquiry.advance(&client)), Ok(State::NeedsOtp(_))));
    inquiry.submit_otp(OTP).unwrap();
    assert_eq!(run(inquiry.advance(&client)), Err(unsent()));
    assert_eq!(needs_otp(&mut inquiry).attempts_left, 3);
    let client = Scripted::new([Line::Fail(unknown("")), Line::Fail(unsent())]);
    inquiry.submit_otp(OTP).unwrap();
    assert_eq!(run(inquiry.advance(&client)), Err(unsent()), "the error of the query that was to tell");
    let client = Scripted::new([Line::Fail(refused("RISK_REJECT"))]);
    assert!(matches!(run(inquiry.advance(&client)), Ok(State::Refused(_))));
}

#[test]
fn what_cannot_be_stored_is_not_verified() {
    let mut inquiry = restored(&at_otp());
    inquiry.submit_otp(OTP).unwrap();
    let client = Scripted::new([]);
    let result = run(inquiry.advance_storing(&client, |_| std::future::ready(Err("full"))));
    assert!(matches!(result, Err(AdvanceError::Store("full"))), "{result:?}");
    assert_eq!(client.apis(), Vec::<String>::new());

    // When it can be stored, it is sent after all; and it is stored whenever it has changed, and only then.
    let client = Scripted::new([Line::success(&json!({})), Line::success(&json!({ "accounts": [] }))]);
    let mut kept = Vec::new();
    let result = run(inquiry.advance_storing(&client, |inquiry| {
        kept.push((inquiry.revision(), client.apis().len()));
        stored()
    }));
    assert!(matches!(result, Ok(State::Balance(_))));
    let revision = kept[0].0;
    assert_eq!(kept, [(revision, 0), (revision + 1, 1)]);
    // An inquiry that was read back is stored already.
    let mut calls = 0;
    let run = run(restored(&at_otp()).advance_storing(&client, |_| {
        calls += 1;
        stored()
    }));
    assert!(matches!(run, Ok(State::NeedsOtp(_))));
    assert_eq!(calls, 0);
}
