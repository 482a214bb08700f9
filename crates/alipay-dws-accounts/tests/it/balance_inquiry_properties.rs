//! Whatever a gateway answers, in whatever order it is told: nothing panics, and no verification is sent twice.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, reason = "a test may panic")]

use crate::gateway;

use std::collections::BTreeSet;

use alipay_dws_accounts::{
    BalanceInquiry, QueryAccountAndBenefitResponse,
    balance_inquiry::{Next, Observed, State},
};
use alipay_dws_security::{TriggerChallengeResponse, VerifyAuthentication, VerifyAuthenticationResponse};
use alipay_wire::{Failure, Request};
use gateway::{accepted, balance, challenge, key, pin, refused, sent, sms, taken, unknown, unsent};
use proptest::{prelude::*, sample::select};
use serde_json::json;

/// What happens to an inquiry.
#[derive(Clone, Debug)]
enum Event {
    Next,
    SubmitPin,
    SubmitOtp,
    TriggerAgain,
    AttemptsLeft(u32),
    ReadBack,
    Queried(Result<QueryAccountAndBenefitResponse, Failure>),
    Triggered(Result<TriggerChallengeResponse, Failure>),
    Verified(Result<VerifyAuthenticationResponse, Failure>),
}

fn failure() -> impl Strategy<Value = Failure> {
    const CODES: &[&str] = &[
        "VERIFY_UNMATCHED",
        "VERIFY_TIMES_EXCEED_LIMIT",
        "EXPIRED_CODE",
        "SEND_TIMES_EXCEED_LIMIT",
        "PROCESS_FAIL",
        "A_NEW_CODE",
        "",
    ];
    prop_oneof![Just(unsent()), Just(accepted()), select(CODES).prop_map(unknown), select(CODES).prop_map(refused),]
}

fn event() -> impl Strategy<Value = Event> {
    let queried = prop_oneof![Just(balance()), Just(pin()), Just(sms()), Just(challenge("FINGERPRINT"))];
    let triggered = prop_oneof![Just(key()), Just(sent())];
    let verified = select(vec![None, Some(true), Some(false)]).prop_map(taken);
    prop_oneof![
        6 => Just(Event::Next),
        3 => Just(Event::SubmitPin),
        3 => Just(Event::SubmitOtp),
        1 => Just(Event::TriggerAgain),
        1 => (0..4_u32).prop_map(Event::AttemptsLeft),
        1 => Just(Event::ReadBack),
        4 => queried.prop_map(|answer| Event::Queried(Ok(answer))),
        1 => failure().prop_map(|failure| Event::Queried(Err(failure))),
        3 => triggered.prop_map(|answer| Event::Triggered(Ok(answer))),
        1 => failure().prop_map(|failure| Event::Triggered(Err(failure))),
        2 => verified.prop_map(|answer| Event::Verified(Ok(answer))),
        2 => failure().prop_map(|failure| Event::Verified(Err(failure))),
    ]
}

/// What has been seen of one inquiry.
#[derive(Default)]
struct Seen {
    typed: usize,
    verified: BTreeSet<String>,
    /// The number of the triggering that was handed out and is not answered.
    trigger: Option<String>,
    answered: BTreeSet<String>,
}

impl Seen {
    /// No two are alike.
    fn type_something(&mut self) -> String {
        self.typed += 1;
        format!("typed-{}-SENTINEL", self.typed)
    }

    fn verification(&mut self, request: &VerifyAuthentication) -> Result<(), TestCaseError> {
        prop_assert_eq!(request.validate(), Ok(()));
        prop_assert_eq!(request.authentication_request_id.as_str(), "wallet-1");
        let data = json!(request)["challengeData"].clone();
        let typed = data["otpValue"].as_str().or(data["passwordValue"].as_str()).unwrap().to_owned();
        prop_assert!(self.verified.insert(typed), "what was typed once was sent twice");
        prop_assert!(self.verified.len() <= self.typed);
        Ok(())
    }
}

fn happen(mut inquiry: BalanceInquiry, event: Event, seen: &mut Seen) -> Result<BalanceInquiry, TestCaseError> {
    match event {
        Event::Next => match inquiry.next_step() {
            Next::Query(query) => prop_assert_eq!(query.validate(), Ok(())),
            Next::Trigger(trigger) => {
                let number = trigger.trigger_request_id.clone().unwrap().into_string();
                prop_assert!(!seen.answered.contains(&number), "a number that was used up is used again");
                seen.trigger = Some(number);
            }
            Next::Verify(verify) => seen.verification(&verify)?,
            Next::Show(State::NeedsPin(needs)) => prop_assert!(needs.attempts_left > 0),
            Next::Show(State::NeedsOtp(needs)) => prop_assert!(needs.attempts_left > 0),
            Next::Show(_) => {}
        },
        Event::SubmitPin => drop(inquiry.submit_pin(seen.type_something())),
        Event::SubmitOtp => drop(inquiry.submit_otp(seen.type_something())),
        Event::TriggerAgain => drop(inquiry.trigger_again()),
        Event::AttemptsLeft(attempts) => drop(inquiry.set_attempts_left(attempts)),
        Event::ReadBack => inquiry = serde_json::from_str(&serde_json::to_string(&inquiry).unwrap()).unwrap(),
        Event::Queried(result) => drop(inquiry.queried(result)),
        Event::Triggered(result) => {
            if inquiry.triggered(result) == Ok(Observed::Progress) {
                seen.answered.extend(seen.trigger.take());
            }
        }
        Event::Verified(result) => drop(inquiry.verified(result)),
    }
    let stored = serde_json::to_string(&inquiry).unwrap();
    let shown = format!("{inquiry:?}");
    prop_assert!(!stored.contains("SENTINEL") && !shown.contains("SENTINEL"), "{} {}", stored, shown);
    Ok(inquiry)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_verification_is_sent_twice(events in prop::collection::vec(event(), 0..80)) {
        let mut inquiry = BalanceInquiry::new("2188210291658265", "wallet-1").unwrap();
        let mut seen = Seen::default();
        for event in events {
            inquiry = happen(inquiry, event, &mut seen)?;
        }
    }

    /// What is stored may be anything by the time it is read back.
    #[test]
    fn no_stored_text_panics(at in 0..400_usize, byte: u8) {
        let mut inquiry = BalanceInquiry::new("2188210291658265", "wallet-1").unwrap();
        inquiry.queried(Ok(sms())).unwrap();
        let mut stored = serde_json::to_vec(&inquiry).unwrap();
        let place = at % stored.len();
        stored[place] = byte;
        if let Ok(mut inquiry) = serde_json::from_slice::<BalanceInquiry>(&stored) {
            let _ = inquiry.next_step();
        }
    }
}
