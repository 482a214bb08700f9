//! Top-ups in a gateway of this process: from application over challenge to the end.
#![cfg(feature = "server")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, reason = "a test may panic")]

use alipay_dws_topups::{
    AmountLimit, AmountLimitInfo, ApplyTopup, ApplyTopupResponse, NotifyTopup, NotifyType, QueryTopup,
    QueryTopupResponse, TopupCustomers, TopupDetail, TopupMeans, TopupMethodInfo, TopupMethodType, Topups, apply_topup,
    query_topup, topup_result,
};
use alipay_wire::{
    Amount, Api, CodeInfo, Currency,
    MoneyOutcome::{self, Moved, NotMoved, Pending},
    Notification,
    dws::{ChallengeType, CustomerId, Env, RequestId, TerminalType},
    server::{Refusal, Serve, World},
};

const BY_CARD: &str = "2165210039309494";
const BY_STORE_VALUE: &str = "2162220005743705";
const CHALLENGED: &str = "2163210007360016";
const END: &str = "2022-03-03T09:44:35Z";

fn detail(customer: &str, amount: Amount, kind: TopupMethodType) -> TopupDetail {
    TopupDetail::new(customer, amount, kind)
}

fn apply(id: &str, details: impl Into<Vec<TopupDetail>>) -> ApplyTopup {
    ApplyTopup::new(id, details, Env::new().terminal_type(TerminalType::App))
}

fn by_card(id: &str, value: i128) -> ApplyTopup {
    apply(id, [detail(BY_CARD, Amount::new(Currency::SGD, value), TopupMethodType::Mixedcard)])
}

fn challenged(id: &str) -> ApplyTopup {
    apply(id, [detail(CHALLENGED, Amount::new(Currency::PHP, 960_000), TopupMethodType::GcashEbank)])
}

fn query(world: &mut World, id: &str) -> QueryTopupResponse {
    let query = QueryTopup::new(id);
    let answer = query.serve(world).unwrap();
    assert_eq!(query.correlate(&answer), Ok(()));
    answer
}

fn notification(world: &mut World, id: &str) -> NotifyTopup {
    let body = world.get::<Topups>().notification(&RequestId::from(id)).unwrap();
    let json = serde_json::to_string(&body).unwrap();
    assert_eq!(serde_json::from_str::<NotifyTopup>(&json).unwrap(), body);
    body
}

fn code_of<T: std::fmt::Debug>(answer: Result<T, Refusal>) -> CodeInfo {
    *answer.unwrap_err().code()
}

fn credited(world: &mut World) -> i128 {
    world.get::<Topups>().credited(&CustomerId::from(BY_CARD), Currency::SGD).value
}

/// Query and notification agree at every station.
fn stands(world: &mut World, id: &str, outcome: MoneyOutcome, kind: &NotifyType) {
    let (answer, told) = (query(world, id), notification(world, id));
    assert_eq!((answer.outcome(), told.outcome()), (outcome, outcome));
    assert_eq!((&told.notify_type, &told.topup_id), (kind, &answer.topup_id));
    assert_eq!((told.complete_time, told.action_form), (answer.complete_time, answer.action_form));
    assert_eq!((Some(told.result), told.topup_amount), (answer.topup_result, answer.topup_amount));
}

#[test]
fn from_application_to_success() {
    let mut world = World::default();
    let request = by_card("r-1", 10_000);
    let accepted = request.serve(&mut world).unwrap();
    assert_eq!((accepted.outcome(), request.correlate(&accepted)), (Pending, Ok(())));
    assert_eq!(accepted.action_form, None);
    stands(&mut world, "r-1", Pending, &NotifyType::TopupProcess);
    assert_eq!(credited(&mut world), 0, "accepted is not credited");
    let before = notification(&mut world, "r-1").event();

    assert!(world.get::<Topups>().settle(&"r-1".into(), END));
    stands(&mut world, "r-1", Moved, &NotifyType::TopupResult);
    assert_eq!(query(&mut world, "r-1").complete_time.unwrap().as_str(), END);
    assert_eq!(credited(&mut world), 10_000);
    assert_ne!(notification(&mut world, "r-1").event(), before);
    assert_eq!(query(&mut world, "r-1").topup_amount, Some(Amount::new(Currency::SGD, 10_000)));

    // The end is the end.
    assert!(!world.get::<Topups>().settle(&"r-1".into(), END));
    assert!(!world.get::<Topups>().fail(&"r-1".into(), topup_result::code::PROCESS_FAIL, END));
    assert_eq!(credited(&mut world), 10_000);
}

#[test]
fn a_failed_topup_credits_nothing() {
    let mut world = World::default();
    by_card("r-1", 10_000).serve(&mut world).unwrap();
    assert!(world.get::<Topups>().fail(&"r-1".into(), topup_result::code::RISK_REJECT, END));
    stands(&mut world, "r-1", NotMoved, &NotifyType::TopupResult);
    assert!(!world.get::<Topups>().settle(&"r-1".into(), END));
    assert_eq!(credited(&mut world), 0);
}

#[test]
fn a_challenge_stands_before_some_topups() {
    let mut world = World::default();
    let accepted = challenged("r-1").serve(&mut world).unwrap();
    let form = accepted.action_form.clone().unwrap();
    assert_eq!((accepted.outcome(), &form.challenge_type), (Pending, &Some(ChallengeType::SmsOtp)));
    stands(&mut world, "r-1", Pending, &NotifyType::TopupProcess);
    assert_eq!(query(&mut world, "r-1").action_form, Some(form));
    assert!(!world.get::<Topups>().settle(&"r-1".into(), END), "not before the challenge is passed");

    assert!(world.get::<Topups>().pass_challenge(&"r-1".into()));
    assert!(!world.get::<Topups>().pass_challenge(&"r-1".into()));
    assert_eq!(query(&mut world, "r-1").action_form, None);
    stands(&mut world, "r-1", Pending, &NotifyType::TopupProcess);
    // A repetition is answered as at first.
    assert_eq!(challenged("r-1").serve(&mut world).unwrap(), accepted);
    assert!(world.get::<Topups>().settle(&"r-1".into(), END));
    stands(&mut world, "r-1", Moved, &NotifyType::TopupResult);

    // Who does not pass it.
    challenged("r-2").serve(&mut world).unwrap();
    assert!(world.get::<Topups>().fail(&"r-2".into(), topup_result::code::PROCESS_FAIL, END));
    stands(&mut world, "r-2", NotMoved, &NotifyType::TopupResult);

    world.get::<Topups>().challenge(BY_CARD, ChallengeType::PaymentPassword);
    let form = by_card("r-3", 1).serve(&mut world).unwrap().action_form.unwrap();
    assert_eq!((form.action_form_type, form.challenge_render_value.as_deref()), (None, Some("")));
}

#[test]
fn the_same_number_is_the_same_topup() {
    let mut world = World::default();
    let first = by_card("r-1", 10_000).serve(&mut world).unwrap();
    let again = |world: &mut World| by_card("r-1", 10_000).serve(world).unwrap();
    assert_eq!(again(&mut world), first);
    assert_eq!(code_of(by_card("r-1", 10_001).serve(&mut world)), apply_topup::code::REPEAT_REQ_INCONSISTENT);
    // Even when the other content would be refused for itself.
    assert_eq!(code_of(by_card("r-1", 0).serve(&mut world)), apply_topup::code::REPEAT_REQ_INCONSISTENT);
    assert_eq!(code_of(apply("r-1", []).serve(&mut world)), apply_topup::code::REPEAT_REQ_INCONSISTENT);
    assert!(world.get::<Topups>().settle(&"r-1".into(), END));
    assert_eq!(again(&mut world), first);
    assert_eq!(credited(&mut world), 10_000, "repeated, credited once");
    assert_ne!(by_card("r-2", 10_000).serve(&mut world).unwrap().topup_id, first.topup_id);
}

#[test]
fn what_is_refused_leaves_no_trace() {
    let mut world = World::default();
    let serve = |world: &mut World, request: ApplyTopup| code_of::<ApplyTopupResponse>(request.serve(world));
    let sgd = |value| Amount::new(Currency::SGD, value);
    let card = TopupMethodType::Mixedcard;
    assert_eq!(serve(&mut world, by_card("r-1", 0)), apply_topup::code::LOWER_EXCEED_AMOUNT_LIMIT);
    assert_eq!(serve(&mut world, by_card("r-1", 1_000_000_000_000)), apply_topup::code::UPPER_EXCEED_AMOUNT_LIMIT);
    let unknown = apply("r-1", [detail("2100000000000000", sgd(5), card.clone())]);
    assert_eq!(serve(&mut world, unknown), apply_topup::code::USER_NOT_EXIST);
    // No method of this kind, no customer, nothing to top up.
    let other = apply("r-1", [detail(BY_CARD, sgd(5), TopupMethodType::GcashEbank)]);
    let mut nobody = by_card("r-1", 5);
    nobody.topup_details[0].customer_id = None;
    for request in [other, nobody, apply("r-1", [])] {
        assert_eq!(serve(&mut world, request), apply_topup::code::PARAM_ILLEGAL);
    }
    // One of two details is refused: none is taken.
    let two = apply("r-1", [detail(BY_CARD, sgd(5), card.clone()), detail(BY_CARD, sgd(0), card)]);
    assert_eq!(serve(&mut world, two), apply_topup::code::LOWER_EXCEED_AMOUNT_LIMIT);
    assert_eq!(code_of(QueryTopup::new("r-1").serve(&mut world)), query_topup::code::ORDER_NOT_EXIST);
    assert_eq!(world.get::<Topups>().notification(&"r-1".into()), None);
    assert!(by_card("r-1", 5).serve(&mut world).is_ok(), "the number is still free");
}

/// What is left of a day is a limit as well.
#[test]
fn limits_whatever_the_means_apply_to_topups() {
    let mut world = World::default();
    let left = AmountLimit::new().remain_amount(Amount::new(Currency::SGD, 100));
    let means = TopupMeans {
        method_infos: vec![TopupMethodInfo::new().topup_method_type(TopupMethodType::Mixedcard)],
        options: Vec::new(),
        amount_limit_info: Some(AmountLimitInfo::new().day_limit(left)),
    };
    world.get::<TopupCustomers>().insert(BY_CARD, means);
    assert_eq!(code_of(by_card("r-1", 101).serve(&mut world)), apply_topup::code::UPPER_EXCEED_AMOUNT_LIMIT);
    assert!(by_card("r-1", 100).serve(&mut world).is_ok());
}

#[test]
fn a_topup_is_found_by_either_number_or_by_both() {
    let mut world = World::default();
    let first = by_card("r-1", 1).serve(&mut world).unwrap().topup_id.unwrap();
    let second = by_card("r-2", 2).serve(&mut world).unwrap().topup_id.unwrap();
    let mut amount = |query: QueryTopup| query.serve(&mut world).map(|answer| answer.topup_amount.unwrap().value);
    assert_eq!(amount(QueryTopup::new("r-2")), Ok(2));
    assert_eq!(amount(QueryTopup::by_topup_id(first.clone())), Ok(1));
    assert_eq!(amount(QueryTopup::new("r-2").topup_id(second)), Ok(2));
    let mixed = amount(QueryTopup::new("r-2").topup_id(first)).unwrap_err();
    assert_eq!(*mixed.code(), query_topup::code::ORDER_NOT_EXIST);
    let nameless = amount(QueryTopup::new("")).unwrap_err();
    assert_eq!(*nameless.code(), query_topup::code::PARAM_ILLEGAL);
}

#[test]
fn several_details_are_summed_in_one_currency_and_credited_each() {
    let mut world = World::default();
    let sgd = |value| Amount::new(Currency::SGD, value);
    let vnd = Amount::new(Currency::VND, 7);
    let card = TopupMethodType::Mixedcard;
    let one = apply("r-1", [detail(BY_CARD, sgd(5), card.clone()), detail(BY_CARD, sgd(6), card.clone())]);
    let wallet = TopupMethodType::PaymentAccount;
    let two = apply("r-2", [detail(BY_CARD, sgd(5), card), detail(BY_STORE_VALUE, vnd, wallet)]);
    for (request, id, total) in [(one, "r-1", Some(sgd(11))), (two, "r-2", None)] {
        request.serve(&mut world).unwrap();
        let answer = query(&mut world, id);
        assert_eq!((answer.topup_amount, answer.topup_detail_summaries.unwrap().len()), (total, 2));
        assert!(world.get::<Topups>().settle(&id.into(), END));
    }
    assert_eq!(credited(&mut world), 16);
    let topups: &mut Topups = world.get();
    assert_eq!(topups.credited(&BY_STORE_VALUE.into(), Currency::VND), vnd);
    assert_eq!(topups.credited(&BY_STORE_VALUE.into(), Currency::SGD), sgd(0));
}
