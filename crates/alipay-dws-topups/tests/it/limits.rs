//! The local check of an amount against limits: which bound is broken, and by how much.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, reason = "a test may panic")]

use alipay_dws_topups::{
    AmountLimit, AmountLimitInfo, ConsultTopupResponse, LimitAdvice, TopupOption,
    limits::{
        Bound::{self, Max, Min, Remaining},
        Limit::{self, Day, Month, Single},
        Scope,
    },
};
use alipay_wire::{Amount, Currency, signed_header::ResultInfo};

fn sgd(value: i128) -> Amount {
    Amount::new(Currency::SGD, value)
}

fn vnd(value: i128) -> Amount {
    Amount::new(Currency::VND, value)
}

/// Every limit with every bound: single 10 to 1000, a day 20 to 5000, a month 30 to 9000; less is left of each.
fn full() -> AmountLimitInfo {
    let limit =
        |min, max, remain| AmountLimit::new().min_amount(sgd(min)).max_amount(sgd(max)).remain_amount(sgd(remain));
    AmountLimitInfo::new()
        .single_limit(limit(10, 1_000, 900))
        .day_limit(limit(20, 5_000, 800))
        .month_limit(limit(30, 9_000, 700))
}

fn overall(limits: AmountLimitInfo, amount: Amount) -> LimitAdvice {
    ConsultTopupResponse::new(ResultInfo::success()).amount_limit_info(limits).advise(amount)
}

fn broken(advice: &LimitAdvice) -> Vec<(Limit, Bound, i128)> {
    advice.broken().iter().map(|one| (one.limit(), one.bound(), one.by().value)).collect()
}

#[test]
fn each_bound_of_each_limit_up_to_the_last_unit() {
    for (amount, expected) in [
        (9, vec![(Single, Min, 1), (Day, Min, 11), (Month, Min, 21)]),
        (10, vec![(Day, Min, 10), (Month, Min, 20)]),
        (19, vec![(Day, Min, 1), (Month, Min, 11)]),
        (20, vec![(Month, Min, 10)]),
        (29, vec![(Month, Min, 1)]),
        (30, vec![]),
        (700, vec![]),
        (701, vec![(Month, Remaining, 1)]),
        (800, vec![(Month, Remaining, 100)]),
        (801, vec![(Day, Remaining, 1), (Month, Remaining, 101)]),
        (900, vec![(Day, Remaining, 100), (Month, Remaining, 200)]),
        (901, vec![(Single, Remaining, 1), (Day, Remaining, 101), (Month, Remaining, 201)]),
        (1_000, vec![(Single, Remaining, 100), (Day, Remaining, 200), (Month, Remaining, 300)]),
        (1_001, vec![(Single, Max, 1), (Single, Remaining, 101), (Day, Remaining, 201), (Month, Remaining, 301)]),
        (
            9_001,
            vec![
                (Single, Max, 8_001),
                (Single, Remaining, 8_101),
                (Day, Max, 4_001),
                (Day, Remaining, 8_201),
                (Month, Max, 1),
                (Month, Remaining, 8_301),
            ],
        ),
    ] {
        let advice = overall(full(), sgd(amount));
        assert_eq!(broken(&advice), expected, "{amount}");
        assert_eq!(advice.is_clear(), expected.is_empty(), "{amount}");
        assert!(advice.not_compared().is_empty());
    }
}

#[test]
fn an_absent_limit_is_no_limit() {
    let huge = sgd(9_999_999_999_999_999);
    let bounds = [
        AmountLimit::new(),
        AmountLimit::new().min_amount(sgd(1)),
        AmountLimit::new().max_amount(huge),
        AmountLimit::new().remain_amount(huge),
    ];
    assert!(ConsultTopupResponse::new(ResultInfo::success()).advise(huge).is_clear());
    assert!(overall(AmountLimitInfo::new(), huge).is_clear());
    for bound in bounds {
        assert!(overall(AmountLimitInfo::new().day_limit(bound), huge).is_clear());
    }
    assert!(TopupOption::new().advise(huge).is_clear());
    assert!(TopupOption::new().amount_limit_info_map([]).advise(huge).is_clear());
}

/// An answer's limits apply whatever the means, an option's in one currency each: what is broken says whose it is.
#[test]
fn overall_limits_and_those_of_an_option_are_told_apart() {
    let max = |amount| AmountLimitInfo::new().single_limit(AmountLimit::new().max_amount(amount));
    let option =
        TopupOption::new().amount_limit_info_map([(Currency::SGD, max(sgd(50))), (Currency::VND, max(vnd(7)))]);
    let answer = ConsultTopupResponse::new(ResultInfo::success()).amount_limit_info(max(sgd(40)));

    let scopes = |advice: LimitAdvice| advice.broken().iter().map(|one| (one.scope(), one.by())).collect::<Vec<_>>();
    assert_eq!(scopes(answer.advise(sgd(45))), [(Scope::Overall, sgd(5))]);
    assert_eq!(scopes(option.advise(sgd(45))), []);
    assert_eq!(scopes(option.advise(sgd(60))), [(Scope::Option, sgd(10))]);
    assert_eq!(scopes(option.advise(vnd(8))), [(Scope::Option, vnd(1))]);
    assert_eq!(scopes(option.advise(Amount::new(Currency::THB, 1_000))), []);
    let both = answer.advise(sgd(60)).and(option.advise(sgd(60)));
    assert_eq!(scopes(both), [(Scope::Overall, sgd(20)), (Scope::Option, sgd(10))]);
}

/// 8000 dong are not more than 50 dollars: nothing is converted, and what was not compared is named.
#[test]
fn another_currency_is_not_compared() {
    let advice = overall(full(), vnd(1_000_000));
    assert!(advice.is_clear());
    assert_eq!(advice.not_compared().len(), 9);
    let mixed = AmountLimitInfo::new().single_limit(AmountLimit::new().min_amount(vnd(5)).max_amount(sgd(5)));
    let advice = overall(mixed.clone(), sgd(6));
    assert_eq!(broken(&advice), [(Single, Max, 1)]);
    let [place] = advice.not_compared() else { panic!("the least is in another currency") };
    assert_eq!((place.scope(), place.limit(), place.bound()), (Scope::Overall, Single, Min));
    // An entry of an option's map that holds another currency than its own.
    let option = TopupOption::new().amount_limit_info_map([(Currency::SGD, mixed)]);
    assert_eq!(option.advise(sgd(6)).not_compared().len(), 1);
}

/// The option of the page's sample takes 1 to 999999999999.
#[test]
fn the_samples_limits() {
    let answer: ConsultTopupResponse = serde_json::from_str(include_str!("../fixtures/response.json")).unwrap();
    let option = &answer.topup_options.as_deref().unwrap()[0];
    for (amount, expected) in [
        (0, vec![(Single, Min, 1)]),
        (1, vec![]),
        (10_000, vec![]),
        (999_999_999_999, vec![]),
        (1_000_000_000_000, vec![(Single, Max, 1)]),
    ] {
        assert_eq!(broken(&answer.advise(sgd(amount)).and(option.advise(sgd(amount)))), expected, "{amount}");
    }
}

#[test]
fn amounts_beyond_all_bounds_do_not_overflow() {
    let limit = AmountLimit::new().max_amount(sgd(i128::MIN)).min_amount(sgd(i128::MAX));
    let limits = AmountLimitInfo::new().single_limit(limit);
    assert_eq!(broken(&overall(limits.clone(), sgd(i128::MAX))), [(Single, Max, i128::MAX)]);
    assert_eq!(broken(&overall(limits, sgd(i128::MIN))), [(Single, Min, i128::MAX)]);
}

#[test]
fn advice_names_the_limit_and_shows_no_amount() {
    let limits = AmountLimitInfo::new().day_limit(AmountLimit::new().remain_amount(sgd(4711)));
    let advice = overall(limits.clone(), sgd(47_110));
    let shown = format!("{} {advice:?}", advice.broken()[0]);
    assert!(
        shown.contains("amountLimitInfo.dayLimit.remainAmount") && shown.contains("the gateway decides"),
        "{shown}"
    );
    assert!(!shown.contains("4711") && !shown.contains("42399"), "{shown}");
    assert_eq!(advice.broken()[0].threshold(), sgd(4711));
    let option = TopupOption::new().amount_limit_info_map([(Currency::SGD, limits)]);
    let place = option.advise(sgd(47_110)).broken()[0].place();
    assert_eq!(place.to_string(), "amountLimitInfoMap.dayLimit.remainAmount");
}
