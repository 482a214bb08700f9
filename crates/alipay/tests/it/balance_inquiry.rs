//! A balance behind challenges, with the real client on the embedded gateway.

use std::{
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
    time::Duration,
};

use alipay::{
    Client, CodeInfo, Dws, Error, Stamp, Status,
    dws::{
        AuthenticationId,
        accounts::balance_inquiry::{AdvanceError, BalanceInquiry, NeedsOtp, NeedsPin, Notice, Reason, State},
        security::{Challenges, EncryptPin, SandboxPin, TEST_OTP, TEST_PIN},
    },
    wire::Clock,
};
use alipay_sandbox::{Fault, Sandbox};

/// Asked for a PIN.
const PIN_CUSTOMER: &str = "2188210291658265";
/// Asked for a PIN, and then for a code.
const CUSTOMER: &str = "2188400000000012";
const PROCESS: &str = "20220112110077000000190830201925001";

const VERIFY: &str = "/ams/api/v1/security/verifyAuthentication";
const TRIGGER: &str = "/ams/api/v1/security/triggerChallenge";
const QUERY: &str = "/ams/api/v1/accounts/queryAccountAndBenefit";

fn client(sandbox: &Sandbox) -> Client<Dws> {
    let builder = Client::builder(sandbox.endpoints().dws()).credentials(sandbox.credentials());
    builder.http(sandbox.clone()).build().unwrap()
}

fn inquiry(customer: &str) -> BalanceInquiry {
    BalanceInquiry::new(customer, "wallet-1").unwrap()
}

/// As another server reads it back.
fn moved(inquiry: BalanceInquiry) -> BalanceInquiry {
    serde_json::from_str(&serde_json::to_string(&inquiry).unwrap()).unwrap()
}

/// How often an API was reached.
fn calls(sandbox: &Sandbox, api: &str) -> usize {
    sandbox.ledger().iter().filter(|entry| entry.api == api).count()
}

fn sent(sandbox: &Sandbox) -> u32 {
    sandbox.with_state(|challenges: &mut Challenges| challenges.sent(&AuthenticationId::from(PROCESS)))
}

async fn needs_pin(inquiry: &mut BalanceInquiry, client: &Client<Dws>) -> NeedsPin {
    match inquiry.advance(client).await.unwrap() {
        State::NeedsPin(pin) => pin,
        other => panic!("a PIN was to be asked for, not {other:?}"),
    }
}

async fn needs_otp(inquiry: &mut BalanceInquiry, client: &Client<Dws>) -> NeedsOtp {
    match inquiry.advance(client).await.unwrap() {
        State::NeedsOtp(otp) => otp,
        other => panic!("a code was to be asked for, not {other:?}"),
    }
}

/// Submits what the customer typed, encrypted with the key of the challenge.
fn type_pin(inquiry: &mut BalanceInquiry, pin: &NeedsPin, typed: &str) {
    let encrypted = SandboxPin::from(typed).encrypt_pin(pin.key.as_ref().unwrap()).unwrap();
    inquiry.submit_pin(encrypted).unwrap();
}

/// An inquiry whose customer has passed the PIN and was sent a code.
async fn at_the_code(client: &Client<Dws>) -> BalanceInquiry {
    to_the_code(inquiry(CUSTOMER), client).await
}

async fn to_the_code(mut inquiry: BalanceInquiry, client: &Client<Dws>) -> BalanceInquiry {
    let pin = needs_pin(&mut inquiry, client).await;
    type_pin(&mut inquiry, &pin, TEST_PIN);
    assert_eq!(needs_otp(&mut inquiry, client).await.notice, None);
    inquiry
}

#[tokio::test]
async fn a_balance_without_a_challenge_comes_at_once() {
    let sandbox = Sandbox::new();
    let state = inquiry("2162265049047338").advance(&client(&sandbox)).await.unwrap();
    assert!(matches!(state, State::Balance(balance) if balance.accounts.len() == 1));
    assert_eq!(sandbox.ledger().len(), 1);
}

#[tokio::test]
async fn pin_then_code_then_balance_on_a_server_each() {
    let sandbox = Sandbox::new();
    let mut first = inquiry(CUSTOMER);
    let pin = needs_pin(&mut first, &client(&sandbox)).await;

    let mut second = moved(first);
    type_pin(&mut second, &pin, TEST_PIN);
    needs_otp(&mut second, &client(&sandbox)).await;

    let mut third = moved(second);
    third.submit_otp(TEST_OTP).unwrap();
    let State::Balance(balance) = third.advance(&client(&sandbox)).await.unwrap() else { panic!("no balance") };
    assert_eq!(balance.accounts[0].available_amount.unwrap().value, 2_500);
    let order: Vec<_> = sandbox.ledger().into_iter().map(|entry| entry.api).collect();
    assert_eq!(order, [QUERY, TRIGGER, VERIFY, QUERY, TRIGGER, VERIFY, QUERY]);

    // Read back, it asks again: accounts are not stored.
    assert!(matches!(moved(third).advance(&client(&sandbox)).await.unwrap(), State::Balance(_)));
}

#[tokio::test]
async fn wrong_codes_use_up_the_attempts() {
    let sandbox = Sandbox::new();
    let client = client(&sandbox);
    // The gateway has fewer than are counted here.
    let mut inquiry = to_the_code(inquiry(CUSTOMER).with_attempts(99), &client).await;
    for left in [98, 97] {
        inquiry.submit_otp("000000").unwrap();
        let otp = needs_otp(&mut inquiry, &client).await;
        assert_eq!((otp.attempts_left, otp.notice), (left, Some(Notice::Wrong)));
    }
    inquiry.submit_otp("000000").unwrap();
    let State::Refused(refused) = inquiry.advance(&client).await.unwrap() else { panic!("not refused") };
    assert_eq!(refused.reason(), &Reason::AttemptsUsedUp);
    assert_eq!(refused.code().unwrap(), "VERIFY_TIMES_EXCEED_LIMIT");
    // The right one comes too late.
    assert!(inquiry.submit_otp(TEST_OTP).is_err());
}

#[tokio::test]
async fn a_wrong_pin_can_be_corrected() {
    let sandbox = Sandbox::new();
    let client = client(&sandbox);
    let mut inquiry = inquiry(PIN_CUSTOMER);
    let pin = needs_pin(&mut inquiry, &client).await;
    type_pin(&mut inquiry, &pin, "000000");
    let pin = needs_pin(&mut inquiry, &client).await;
    assert_eq!((pin.attempts_left, pin.notice), (2, Some(Notice::Wrong)));
    type_pin(&mut inquiry, &pin, TEST_PIN);
    assert!(matches!(inquiry.advance(&client).await.unwrap(), State::Balance(_)));
}

#[tokio::test]
async fn a_key_that_is_gone_is_fetched_again() {
    let sandbox = Sandbox::new();
    let client = client(&sandbox);
    let mut first = inquiry(PIN_CUSTOMER);
    needs_pin(&mut first, &client).await;
    let mut second = moved(first);
    assert_eq!(needs_pin(&mut second, &client).await.key, None);
    second.trigger_again().unwrap();
    let pin = needs_pin(&mut second, &client).await;
    type_pin(&mut second, &pin, TEST_PIN);
    assert!(matches!(second.advance(&client).await.unwrap(), State::Balance(_)));
}

/// The verification arrives, and its answer does not; or nobody can say whether it arrived.
#[tokio::test]
async fn an_unknown_verification_is_asked_about_and_not_repeated() {
    for fault in
        [Fault::DropAfter, Fault::Unknown, Fault::Unsigned, Fault::FalseFailure, Fault::WrongKey, Fault::Status(502)]
    {
        for (typed, is_right) in [(TEST_OTP, true), ("000000", false)] {
            let sandbox = Sandbox::new();
            let client = client(&sandbox);
            let mut inquiry = at_the_code(&client).await;
            let before = calls(&sandbox, VERIFY);
            sandbox.inject(fault);
            inquiry.submit_otp(typed).unwrap();
            let state = inquiry.advance(&client).await.unwrap();
            // A page with a status stands before the gateway: the verification was not processed.
            let arrived = fault != Fault::Status(502);
            match state {
                State::Balance(_) => assert!(is_right && arrived, "{fault:?} {typed}"),
                State::NeedsOtp(otp) => {
                    assert!(!is_right || !arrived, "{fault:?} {typed}");
                    assert_eq!((otp.attempts_left, otp.notice), (2, Some(Notice::NotPassed)), "{fault:?}");
                }
                other => panic!("{fault:?}: {other:?}"),
            }
            assert_eq!(calls(&sandbox, VERIFY) - before, usize::from(arrived), "{fault:?}");
            assert_eq!(sent(&sandbox), 1, "{fault:?}: no other code was sent");
        }
    }
}

/// The process ends with the verification on its way. The next one asks.
#[tokio::test]
async fn a_verification_that_was_dropped_is_not_sent_again() {
    let sandbox = Sandbox::new();
    let client = client(&sandbox);
    let mut inquiry = at_the_code(&client).await;
    let before = calls(&sandbox, VERIFY);
    sandbox.inject(Fault::Slow(Duration::from_secs(60)));
    inquiry.submit_otp(TEST_OTP).unwrap();
    let run = tokio::time::timeout(Duration::from_millis(50), inquiry.advance(&client)).await;
    assert!(run.is_err());
    let otp = needs_otp(&mut moved(inquiry), &client).await;
    assert_eq!((otp.attempts_left, otp.notice), (2, Some(Notice::NotPassed)));
    assert_eq!(calls(&sandbox, VERIFY), before);
}

#[tokio::test]
async fn a_gateway_that_is_not_reached_changes_nothing() {
    let sandbox = Sandbox::new();
    let client = client(&sandbox);
    let mut inquiry = at_the_code(&client).await;
    // A client repeats what was not sent; as often as that, and once more.
    let unreached = || (0..3).for_each(|_| sandbox.inject(Fault::Unreachable));
    let before = calls(&sandbox, VERIFY);
    let turned_away = CodeInfo::new("REQUEST_TRAFFIC_EXCEED_LIMIT", Status::F, "");
    sandbox.inject(Fault::Code(turned_away));
    inquiry.submit_otp(TEST_OTP).unwrap();
    let state = inquiry.advance(&client).await;
    // Turned away with the letter F is not processed, so the client itself may repeat it.
    assert!(matches!(state, Ok(State::Balance(_))), "{state:?}");
    assert_eq!(calls(&sandbox, VERIFY) - before, 2);

    let mut inquiry = at_the_code(&client).await;
    inquiry.trigger_again().unwrap();
    unreached();
    let error = inquiry.advance(&client).await.unwrap_err();
    assert!(matches!(error, Error::Transport(_)), "{error:?}");
    needs_otp(&mut inquiry, &client).await;
}

/// A triggering has a number, so a repetition sends no other code.
#[tokio::test]
async fn a_triggering_that_is_repeated_sends_one_code() {
    let sandbox = Sandbox::new();
    let client = client(&sandbox);
    let mut inquiry = at_the_code(&client).await;
    for fault in [Fault::DropAfter, Fault::Unknown] {
        let before = (sent(&sandbox), calls(&sandbox, TRIGGER));
        inquiry.trigger_again().unwrap();
        sandbox.inject(fault);
        needs_otp(&mut inquiry, &client).await;
        assert_eq!(sent(&sandbox) - before.0, 1, "{fault:?}");
        assert_eq!(calls(&sandbox, TRIGGER) - before.1, 2, "{fault:?}");
    }
    // The fourth of three. The last code may still be good, and is.
    inquiry.trigger_again().unwrap();
    assert_eq!(needs_otp(&mut inquiry, &client).await.notice, Some(Notice::TooManySends));
    inquiry.submit_otp(TEST_OTP).unwrap();
    assert!(matches!(inquiry.advance(&client).await.unwrap(), State::Balance(_)));
}

/// A clock that is set by hand.
#[derive(Clone, Debug)]
struct Hands(Arc<AtomicI64>);

impl Clock for Hands {
    fn now(&self) -> Stamp {
        Stamp::from_unix_millis(self.0.load(Ordering::Relaxed)).unwrap()
    }
}

#[tokio::test]
async fn an_expired_code_is_replaced() {
    let sandbox = Sandbox::new();
    let hands = Hands(Arc::new(AtomicI64::new(1_641_956_400_000)));
    sandbox.with_state(|challenges: &mut Challenges| challenges.set_clock(hands.clone()));
    let client = client(&sandbox);
    let mut inquiry = at_the_code(&client).await;

    hands.0.fetch_add(5 * 60_000, Ordering::Relaxed);
    inquiry.submit_otp(TEST_OTP).unwrap();
    let otp = needs_otp(&mut inquiry, &client).await;
    assert_eq!((otp.attempts_left, otp.notice), (3, Some(Notice::Expired)));
    inquiry.trigger_again().unwrap();
    assert_eq!(needs_otp(&mut inquiry, &client).await.notice, None);
    inquiry.submit_otp(TEST_OTP).unwrap();
    assert!(matches!(inquiry.advance(&client).await.unwrap(), State::Balance(_)));
}

#[tokio::test]
async fn a_customer_who_submits_twice_at_once_is_heard_once() {
    let sandbox = Sandbox::new();
    let client = client(&sandbox);
    let inquiry = at_the_code(&client).await;
    let before = calls(&sandbox, VERIFY);
    let store = std::sync::Mutex::new((inquiry.revision(), serde_json::to_string(&inquiry).unwrap()));
    // Two servers load the same, and each hears the customer.
    let load = || -> BalanceInquiry { serde_json::from_str(&store.lock().unwrap().1).unwrap() };
    let (mut one, mut other) = (load(), load());
    for inquiry in [&mut one, &mut other] {
        inquiry.submit_otp(TEST_OTP).unwrap();
    }

    let mut results = Vec::new();
    for mut inquiry in [one, other] {
        let mut known = inquiry.revision() - 1;
        let keep = |inquiry: &BalanceInquiry| {
            let mut stored = store.lock().unwrap();
            let is_mine = stored.0 == known;
            if is_mine {
                *stored = (inquiry.revision(), serde_json::to_string(inquiry).unwrap());
                known = inquiry.revision();
            }
            std::future::ready(if is_mine { Ok(()) } else { Err("another process has changed it") })
        };
        results.push(inquiry.advance_storing(&client, keep).await);
    }
    assert!(matches!(results[0], Ok(State::Balance(_))), "{results:?}");
    assert!(matches!(results[1], Err(AdvanceError::Store(_))), "{results:?}");
    assert_eq!(calls(&sandbox, VERIFY) - before, 1);
}

/// The future can be spawned.
#[tokio::test]
async fn it_runs_on_any_thread() {
    let sandbox = Sandbox::new();
    let client = client(&sandbox);
    let run =
        tokio::spawn(async move { inquiry(PIN_CUSTOMER).advance(&client).await.map(|state| format!("{state:?}")) });
    assert!(run.await.unwrap().unwrap().starts_with("NeedsPin"));
}
