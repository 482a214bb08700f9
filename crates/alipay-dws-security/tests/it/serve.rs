//! How a gateway's challenges are triggered, answered, used up and forgotten.

#![cfg(feature = "server")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, reason = "a test may panic")]

use std::{
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
    time::Duration,
};

use alipay_dws_security::{
    ChallengeData, Challenges, EncryptPin, EncryptedPin, NoSandboxKey, SandboxPin, TEST_OTP, TEST_PIN,
    TriggerChallenge, TriggerChallengeResponse, Verification, VerifyAndResume, VerifyAuthentication, code,
};
use alipay_wire::{
    Api, Clock, CodeInfo, Stamp,
    dws::{AuthenticationId, ChallengeType},
    server::{Serve, World},
    signed_header::ResultInfo,
};

const ID: &str = "20220105190077000000162140200586657";
const REQUEST: &str = "54635453532638728382372";

/// A world with one authentication, and hands on its clock.
fn world(challenges: &[ChallengeType]) -> (World, Hands) {
    let (mut world, hands) = (World::default(), Hands(Arc::new(AtomicI64::new(1_641_956_400_000))));
    world.get::<Challenges>().set_clock(hands.clone());
    world.get::<Challenges>().begin(ID, challenges);
    (world, hands)
}

#[derive(Clone, Debug)]
struct Hands(Arc<AtomicI64>);

impl Clock for Hands {
    fn now(&self) -> Stamp {
        Stamp::from_unix_millis(self.0.load(Ordering::Relaxed)).unwrap()
    }
}

impl Hands {
    fn forward(&self, time: Duration) {
        self.0.fetch_add(i64::try_from(time.as_millis()).unwrap(), Ordering::Relaxed);
    }
}

fn id() -> AuthenticationId {
    AuthenticationId::from(ID)
}

fn trigger(world: &mut World, number: &str) -> TriggerChallengeResponse {
    TriggerChallenge::new(ID).trigger_request_id(number).serve(world).unwrap()
}

fn verify(world: &mut World, data: ChallengeData) -> Result<Verification, CodeInfo> {
    let request = VerifyAuthentication::new(REQUEST, ID).challenge_data(data);
    request.serve(world).map(|answer| answer.outcome()).map_err(|refusal| *refusal.code())
}

fn otp(world: &mut World, typed: &str) -> Result<Verification, CodeInfo> {
    verify(world, ChallengeData::otp(typed))
}

fn encrypted(answer: &TriggerChallengeResponse, typed: &str) -> ChallengeData {
    ChallengeData::pin(SandboxPin::from(typed).encrypt_pin(&answer.key_material().unwrap()).unwrap())
}

#[test]
fn pin_and_code_are_passed_in_turn() {
    let (mut world, _) = world(&[ChallengeType::PaymentPassword, ChallengeType::SmsOtp]);
    let form = |world: &mut World| world.get::<Challenges>().form(&id()).and_then(|form| form.challenge_type);
    assert_eq!(form(&mut world), Some(ChallengeType::PaymentPassword));
    let key = trigger(&mut world, "t-1");
    assert_eq!(verify(&mut world, encrypted(&key, TEST_PIN)), Ok(Verification::Passed));
    assert!(!world.get::<Challenges>().is_passed(&id()));

    assert_eq!(form(&mut world), Some(ChallengeType::SmsOtp));
    let sent = trigger(&mut world, "t-2");
    assert_eq!(sent.key_material(), None);
    assert_eq!(otp(&mut world, TEST_OTP), Ok(Verification::Passed));
    assert!(world.get::<Challenges>().is_passed(&id()));
    assert_eq!(form(&mut world), None);
    // There is nothing left to answer.
    assert_eq!(otp(&mut world, TEST_OTP), Err(code::PARAM_ILLEGAL));
}

#[test]
fn what_is_out_of_order_is_refused_and_burns_nothing() {
    let (mut world, _) = world(&[ChallengeType::SmsOtp]);
    assert_eq!(otp(&mut world, TEST_OTP), Err(code::PARAM_ILLEGAL), "not triggered");
    trigger(&mut world, "t-1");
    assert_eq!(verify(&mut world, ChallengeData::pin("00")), Err(code::PARAM_ILLEGAL), "another challenge");
    let bare = ChallengeData::new(ChallengeType::SmsOtp);
    assert_eq!(verify(&mut world, bare), Err(code::PARAM_ILLEGAL), "no code");
    let refusal = |request: VerifyAuthentication, world: &mut World| *request.serve(world).unwrap_err().code();
    assert_eq!(refusal(VerifyAuthentication::new(REQUEST, ID), &mut world), code::PARAM_ILLEGAL, "no data");
    let stranger = VerifyAuthentication::otp(REQUEST, "2", TEST_OTP);
    assert_eq!(refusal(stranger, &mut world), code::PARAM_ILLEGAL, "another authentication");
    // The number of an authentication stays the same.
    let renamed = VerifyAuthentication::otp("another", ID, TEST_OTP);
    assert_eq!(refusal(renamed, &mut world), code::PARAM_ILLEGAL);
    assert_eq!(*TriggerChallenge::new("2").serve(&mut world).unwrap_err().code(), code::PARAM_ILLEGAL);
    for _ in 0..2 {
        assert_eq!(otp(&mut world, "000000"), Err(code::VERIFY_UNMATCHED));
    }
    assert_eq!(otp(&mut world, TEST_OTP), Ok(Verification::Passed));
}

#[test]
fn three_wrong_answers_end_a_challenge() {
    let (mut world, _) = world(&[ChallengeType::SmsOtp]);
    trigger(&mut world, "t-1");
    assert_eq!(otp(&mut world, "1"), Err(code::VERIFY_UNMATCHED));
    trigger(&mut world, "t-2");
    assert_eq!(otp(&mut world, "2"), Err(code::VERIFY_UNMATCHED), "another code gives no further attempts");
    assert_eq!(otp(&mut world, "3"), Err(code::VERIFY_TIMES_EXCEED_LIMIT));
    assert_eq!(otp(&mut world, TEST_OTP), Err(code::VERIFY_TIMES_EXCEED_LIMIT));
    world.get::<Challenges>().begin(ID, [ChallengeType::SmsOtp]);
    trigger(&mut world, "t-3");
    assert_eq!(otp(&mut world, TEST_OTP), Ok(Verification::Passed));
}

#[test]
fn three_codes_are_sent_and_a_repetition_sends_none() {
    let (mut world, _) = world(&[ChallengeType::SmsOtp]);
    for (number, sent) in [("t-1", 1), ("t-1", 1), ("t-2", 2), ("t-3", 3), ("t-3", 3)] {
        trigger(&mut world, number);
        assert_eq!(world.get::<Challenges>().sent(&id()), sent, "{number}");
    }
    let fourth = TriggerChallenge::new(ID).trigger_request_id("t-4").serve(&mut world);
    assert_eq!(*fourth.unwrap_err().code(), code::SEND_TIMES_EXCEED_LIMIT);
    // Without a number each is another one.
    let (mut world, _) = self::world(&[ChallengeType::SmsOtp]);
    (0..2).for_each(|_| drop(TriggerChallenge::new(ID).serve(&mut world).unwrap()));
    assert_eq!(world.get::<Challenges>().sent(&id()), 2);
}

#[test]
fn a_challenge_expires_and_is_triggered_again() {
    let (mut world, hands) = world(&[ChallengeType::SmsOtp]);
    trigger(&mut world, "t-1");
    hands.forward(Duration::from_secs(5 * 60) - Duration::from_millis(1));
    assert_eq!(otp(&mut world, "1"), Err(code::VERIFY_UNMATCHED));
    hands.forward(Duration::from_millis(1));
    for typed in [TEST_OTP, "1", "2", "3"] {
        assert_eq!(otp(&mut world, typed), Err(code::EXPIRED_CODE), "and burns no attempt");
    }
    trigger(&mut world, "t-2");
    assert_eq!(otp(&mut world, TEST_OTP), Ok(Verification::Passed));

    let (mut world, hands) = self::world(&[ChallengeType::SmsOtp]);
    world.get::<Challenges>().set_lifetime(Duration::from_secs(1));
    trigger(&mut world, "t-1");
    hands.forward(Duration::from_secs(1));
    assert_eq!(otp(&mut world, TEST_OTP), Err(code::EXPIRED_CODE));
}

#[test]
fn a_pin_is_encrypted_with_the_key_of_its_triggering() {
    let (mut world, _) = world(&[ChallengeType::PaymentPassword]);
    let first = trigger(&mut world, "t-1");
    assert_eq!(trigger(&mut world, "t-1"), first, "a repetition brings the same key");
    let second = trigger(&mut world, "t-2");
    assert_eq!(world.get::<Challenges>().sent(&id()), 0, "no code is sent for a PIN");
    let blob = encrypted(&second, TEST_PIN).password_value.unwrap();
    assert!(!blob.as_str().contains(TEST_PIN));

    for typed in ["", "zz", "abc", TEST_PIN].map(|text| ChallengeData::pin(EncryptedPin::from(text))) {
        let refused = verify(&mut world, typed.clone());
        let is_hex = typed.password_value.unwrap().as_str() == TEST_PIN;
        assert_eq!(refused, Err(if is_hex { code::VERIFY_UNMATCHED } else { code::PARAM_ILLEGAL }));
    }
    assert_eq!(verify(&mut world, encrypted(&first, TEST_PIN)), Err(code::VERIFY_UNMATCHED), "the key of before");
    assert_eq!(verify(&mut world, encrypted(&second, TEST_PIN)), Ok(Verification::Passed));
}

/// A real gateway's answer has no such key.
#[test]
fn a_sandbox_pin_is_for_a_sandbox() {
    let answer = TriggerChallengeResponse::new(ResultInfo::success()).extra("publicKey", "MIIB");
    let pin = SandboxPin::from(TEST_PIN);
    assert_eq!(pin.encrypt_pin(&answer.key_material().unwrap()), Err(NoSandboxKey));
    assert!(NoSandboxKey.to_string().contains("`EncryptPin` of your own"));
    assert!(!format!("{pin:?}").contains(TEST_PIN));
}

#[test]
fn verify_and_resume_leaves_the_operation_passed() {
    let (mut world, _) = world(&[ChallengeType::PaymentPassword, ChallengeType::SmsOtp]);
    let key = trigger(&mut world, "t-1");
    let request = VerifyAndResume::new(ID, encrypted(&key, TEST_PIN)).request_id("1647251292391");
    let answer = request.serve(&mut world).unwrap();
    assert_eq!(request.correlate(&answer), Ok(()));
    assert_eq!(answer.verify_request_id, request.request_id);
    assert!(answer.challenge_info.is_some(), "a code is next");
    trigger(&mut world, "t-2");
    let wrong = VerifyAndResume::new(ID, ChallengeData::otp("000000")).serve(&mut world);
    assert_eq!(*wrong.unwrap_err().code(), code::VERIFY_UNMATCHED);
    let answer = VerifyAndResume::new(ID, ChallengeData::otp(TEST_OTP)).serve(&mut world).unwrap();
    assert_eq!(answer.challenge_info, None);
    assert!(world.get::<Challenges>().is_passed(&id()));
    world.get::<Challenges>().forget(&id());
    assert!(!world.get::<Challenges>().is_known(&id()) && !world.get::<Challenges>().is_passed(&id()));
}
