//! What the prefunding checks make of answers: tables of balances and amounts.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, reason = "a test may panic")]

use alipay_wire::{Amount, Currency, signed_header::ResultInfo};
use alipay_worldfirst_fund::{
    Deposit, InquiryBalanceResponse, PrefundingError,
    PrefundingError::{Ambiguous, Insufficient, OtherCurrency, OtherTransferFactor},
    TransferFundType,
};

fn cny(value: i128) -> Amount {
    Amount::new(Currency::CNY, value)
}

fn answer(balances: impl Into<Vec<Amount>>) -> InquiryBalanceResponse {
    InquiryBalanceResponse::new(ResultInfo::success(), balances)
}

fn field(error: PrefundingError) -> String {
    let PrefundingError::Invalid(invalid) = error else { panic!("{error:?}") };
    invalid.field().to_owned()
}

#[test]
fn the_samples_balance_covers_itself_and_not_one_fen_more() {
    let sample: InquiryBalanceResponse = serde_json::from_str(include_str!("../fixtures/response.json")).unwrap();
    assert_eq!(sample.covers(cny(50_000)), Ok(()));
    assert_eq!(sample.covers(cny(50_001)), Err(Insufficient { missing: cny(1) }));
}

#[test]
fn a_balance_covers_what_is_not_larger() {
    for (balance, amount, covers) in [
        (50_000, 0, Ok(())),
        (50_000, 49_999, Ok(())),
        (50_000, 60_000, Err(Insufficient { missing: cny(10_000) })),
        (0, 0, Ok(())),
        (0, 1, Err(Insufficient { missing: cny(1) })),
        (-5, 0, Err(Insufficient { missing: cny(5) })),
        // No gateway sends these, but a peer can.
        (i128::MAX, 9_999_999_999_999_999, Ok(())),
        (i128::MIN, 1, Err(Insufficient { missing: cny(i128::MAX) })),
    ] {
        assert_eq!(answer([cny(balance)]).covers(cny(amount)), covers, "{balance} {amount}");
    }
}

/// 50000 yen are no yuan, and no rate is known here.
#[test]
fn only_the_same_currency_counts() {
    let usd = Amount::new(Currency::USD, 1);
    assert_eq!(answer([cny(50_000)]).covers(usd), Err(OtherCurrency { wanted: Currency::USD }));
    assert_eq!(answer([]).covers(usd), Err(OtherCurrency { wanted: Currency::USD }));
    let both = answer([cny(50_000), Amount::new(Currency::USD, 1)]);
    assert_eq!((both.covers(usd), both.covers(cny(50_000))), (Ok(()), Ok(())));
    let usd = Amount::new(Currency::USD, 2);
    assert_eq!(both.covers(usd), Err(Insufficient { missing: Amount::new(Currency::USD, 1) }));
    assert_eq!(both.balance_in(Currency::CNY), Ok(cny(50_000)));
}

/// Neither is taken, nor their sum.
#[test]
fn two_balances_in_one_currency_are_ambiguous() {
    let twice = answer([cny(1), cny(50_000)]);
    assert_eq!(twice.covers(cny(1)), Err(Ambiguous { currency: Currency::CNY }));
    assert_eq!(twice.shows_deposit(&answer([cny(0)]), cny(1)), Err(Ambiguous { currency: Currency::CNY }));
}

#[test]
fn a_deposit_has_arrived_when_the_balance_has_grown_by_it() {
    for (before, deposit, now, shows) in [
        (0, 50_000, 50_000, Deposit::Arrived),
        (10, 50_000, 50_010, Deposit::Arrived),
        (10, 50_000, 60_000, Deposit::Arrived),
        (10, 50_000, 50_009, Deposit::Awaited { missing: cny(1) }),
        (10, 50_000, 10, Deposit::Awaited { missing: cny(50_000) }),
        // A transfer in between hides a deposit.
        (10, 50_000, 0, Deposit::Awaited { missing: cny(50_010) }),
        (0, 0, 0, Deposit::Arrived),
    ] {
        let shown = answer([cny(now)]).shows_deposit(&answer([cny(before)]), cny(deposit));
        assert_eq!(shown, Ok(shows), "{before} {deposit} {now}");
    }
}

#[test]
fn deposits_are_compared_within_one_currency_and_one_kind_of_transfer() {
    let (yuan, dollars) = (answer([cny(0)]), answer([Amount::new(Currency::USD, 0)]));
    let wanted = Err(OtherCurrency { wanted: Currency::CNY });
    assert_eq!(yuan.shows_deposit(&dollars, cny(1)), wanted);
    assert_eq!(dollars.shows_deposit(&yuan, cny(1)), wanted);
    let of_a_kind = |kind| answer([cny(1)]).transfer_factor(kind);
    let [global, other] = [TransferFundType::GlobalGlobalService, TransferFundType::GlobalWorldfirst].map(of_a_kind);
    assert_eq!(global.shows_deposit(&other, cny(1)), Err(OtherTransferFactor));
    assert_eq!(global.shows_deposit(&yuan, cny(1)), Err(OtherTransferFactor));
    assert_eq!(global.shows_deposit(&global, cny(0)), Ok(Deposit::Arrived));
}

#[test]
fn amounts_no_gateway_takes_are_refused() {
    let balance = answer([cny(50_000)]);
    assert_eq!(field(balance.covers(cny(-1)).unwrap_err()), "amount.value");
    assert_eq!(field(balance.covers(cny(10_000_000_000_000_000)).unwrap_err()), "amount.value");
    assert_eq!(field(balance.shows_deposit(&balance, cny(-1)).unwrap_err()), "deposit.value");
    let full = answer([cny(i128::MAX)]);
    assert_eq!(field(full.shows_deposit(&full, cny(1)).unwrap_err()), "balance.value");
}

#[test]
fn errors_say_what_to_do_and_show_no_amount() {
    let balance = answer([cny(0)]).transfer_factor(TransferFundType::GlobalWorldfirst);
    for (error, says) in [
        (balance.covers(cny(4711)).unwrap_err(), "deposit more"),
        (balance.covers(Amount::new(Currency::USD, 4711)).unwrap_err(), "ask for that currency"),
        (answer([cny(4711), cny(4711)]).covers(cny(4711)).unwrap_err(), "one kind of transfer"),
        (balance.shows_deposit(&answer([cny(4711)]), cny(4711)).unwrap_err(), "one transferFactor"),
        (balance.covers(cny(-4711)).unwrap_err(), "must not be negative"),
    ] {
        let shown = format!("{error} {error:?}");
        assert!(shown.contains(says) && !shown.contains("4711"), "{shown}");
    }
}
