//! What a gateway answers from the parties of the page's samples.

#![cfg(feature = "server")]
#![allow(clippy::unwrap_used)]

use alipay_dws_accounts::{
    Account, AccountType, QueryAccountAndBenefit, QueryAccountAndBenefitResponse, QueryAccountCondition, Wallets,
    query_account_and_benefit::code,
};
use alipay_dws_security::{
    ChallengeData, Challenges, EncryptPin, SandboxPin, TEST_OTP, TEST_PIN, TriggerChallenge, VerifyAuthentication,
};
use alipay_wire::{
    Amount, Api, CodeInfo, Currency,
    dws::{AuthenticationId, ChallengeType, CustomerId, ProcessId},
    server::{Serve, World},
};

const PROCESS: &str = "20220112110077000000190830201924924";

fn query(customer: &str) -> QueryAccountAndBenefit {
    QueryAccountAndBenefit::new(customer)
}

fn sample(json: &str) -> QueryAccountAndBenefitResponse {
    serde_json::from_str(json).unwrap()
}

fn refusal(query: &QueryAccountAndBenefit) -> CodeInfo {
    *query.serve(&mut World::default()).unwrap_err().code()
}

#[test]
fn the_balance_sample_is_answered_as_on_the_page() {
    let query = query("2162265049047338");
    let answer = query.serve(&mut World::default()).unwrap();
    assert_eq!(answer, sample(include_str!("../fixtures/response_balance.json")));
    assert_eq!(query.correlate(&answer), Ok(()));
    let read_back: QueryAccountAndBenefitResponse = serde_json::from_value(serde_json::json!(answer)).unwrap();
    assert_eq!(read_back, answer);
}

#[test]
fn a_challenge_stands_until_it_is_passed() {
    let mut world = World::default();
    let pin = sample(include_str!("../fixtures/response_payment_password.json"));
    let first = query("2188210291658265");
    let second = first.clone().process_id(PROCESS);
    assert_eq!(first.serve(&mut world).unwrap(), pin);
    assert_eq!(second.serve(&mut world).unwrap(), pin);

    assert!(!world.get::<Wallets>().verify(&ProcessId::from("another")));
    assert!(world.get::<Wallets>().verify(&ProcessId::from(PROCESS)));
    let answer = second.serve(&mut world).unwrap();
    assert!(matches!(&answer, QueryAccountAndBenefitResponse::Balance(balance) if balance.accounts.len() == 1));
    assert_eq!(answer.process_id(), Some(&ProcessId::from(PROCESS)));
    assert_eq!(second.correlate(&answer), Ok(()));
    // The proof belongs to the process, not to the customer.
    assert_eq!(first.serve(&mut world).unwrap(), pin);
}

/// The two challenges of one process, passed in turn by the calls of a client.
#[test]
fn pin_and_code_stand_before_the_balance_of_some() {
    const PROCESS: &str = "20220112110077000000190830201925001";
    let mut world = World::default();
    let first = query("2188400000000012");
    let second = first.clone().process_id(PROCESS);
    let asked = |answer: QueryAccountAndBenefitResponse| match answer {
        QueryAccountAndBenefitResponse::Challenge(challenge) => challenge.action_form.challenge_type,
        QueryAccountAndBenefitResponse::Balance(_) => None,
    };
    let trigger = |world: &mut World| TriggerChallenge::new(PROCESS).serve(world).unwrap();
    let verify = |world: &mut World, data: ChallengeData| {
        VerifyAuthentication::new("a-1", PROCESS).challenge_data(data).serve(world).unwrap()
    };

    assert_eq!(asked(first.serve(&mut world).unwrap()), Some(ChallengeType::PaymentPassword));
    let key = trigger(&mut world).key_material().unwrap();
    let pin = SandboxPin::from(TEST_PIN).encrypt_pin(&key).unwrap();
    verify(&mut world, ChallengeData::pin(pin));
    let sms = second.serve(&mut world).unwrap();
    assert_eq!(second.correlate(&sms), Ok(()));
    let page = sample(include_str!("../fixtures/response_sms_otp.json"));
    let (QueryAccountAndBenefitResponse::Challenge(sms), QueryAccountAndBenefitResponse::Challenge(page)) = (sms, page)
    else {
        panic!("both are challenges")
    };
    assert_eq!(sms.action_form, page.action_form);
    trigger(&mut world);
    verify(&mut world, ChallengeData::otp(TEST_OTP));
    assert!(matches!(second.serve(&mut world).unwrap(), QueryAccountAndBenefitResponse::Balance(_)));

    // Without the process id it begins anew, for everyone who has that id.
    assert_eq!(asked(first.serve(&mut world).unwrap()), Some(ChallengeType::PaymentPassword));
    assert_eq!(asked(second.serve(&mut world).unwrap()), Some(ChallengeType::PaymentPassword));
    // A process that the gateway has forgotten begins anew, too.
    world.get::<Challenges>().forget(&AuthenticationId::from(PROCESS));
    assert_eq!(asked(second.serve(&mut world).unwrap()), Some(ChallengeType::PaymentPassword));
}

#[test]
fn strangers_and_unknown_processes_are_refused() {
    assert_eq!(refusal(&query("2100000000000000")), code::USER_NOT_EXIST);
    assert_eq!(refusal(&query("2188210291658265").process_id("another")), code::PARAM_ILLEGAL);
    assert_eq!(refusal(&query("2162265049047338").process_id(PROCESS)), code::PARAM_ILLEGAL);
}

#[test]
fn conditions_choose_the_accounts() {
    let answer = |kind: AccountType| {
        let query = query("2162220005743705").query_account_conditions([QueryAccountCondition::new(kind)]);
        query.serve(&mut World::default()).unwrap()
    };
    let count = |answer: QueryAccountAndBenefitResponse| match answer {
        QueryAccountAndBenefitResponse::Balance(balance) => balance.accounts.len(),
        QueryAccountAndBenefitResponse::Challenge(_) => panic!("no challenge stands before this wallet"),
    };
    assert_eq!(count(answer(AccountType::BalanceAccount)), 1);
    assert_eq!(count(answer(AccountType::from("POINTS_ACCOUNT"))), 0);
}

#[test]
fn wallets_can_be_added_changed_and_removed() {
    let mut world = World::default();
    let customer = CustomerId::from("2100000000000000");
    let account = Account::new().available_amount(Amount::new(Currency::PHP, 960_000));
    world.get::<Wallets>().insert_challenged(customer.clone(), [account.clone()], "p-1");
    let answer = query("2100000000000000").serve(&mut world).unwrap();
    assert_eq!(answer.process_id(), Some(&ProcessId::from("p-1")));
    world.get::<Wallets>().insert(customer.clone(), [account]);
    let answer = query("2100000000000000").serve(&mut world).unwrap();
    assert!(matches!(answer, QueryAccountAndBenefitResponse::Balance(_)));
    world.get::<Wallets>().remove(&customer);
    assert_eq!(*query("2100000000000000").serve(&mut world).unwrap_err().code(), code::USER_NOT_EXIST);
}
