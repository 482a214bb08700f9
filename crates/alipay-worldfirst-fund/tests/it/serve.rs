//! What a gateway answers from the parties of the page's samples.

#![cfg(feature = "server")]
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may panic")]

use alipay_wire::{
    Amount, Api, Currency,
    server::{Serve, World},
    worldfirst::Shortage,
};
use alipay_worldfirst_fund::{
    InquiryBalance, InquiryBalanceResponse, PrefundingBalances, TransferFundType, inquiry_balance::code,
};

#[test]
fn the_sample_is_answered_as_on_the_page() {
    let sample: InquiryBalanceResponse = serde_json::from_str(include_str!("../fixtures/response.json")).unwrap();
    let inquiry = InquiryBalance::new(Currency::CNY).transfer_factor(TransferFundType::GlobalGlobalService);
    let answer = inquiry.serve(&mut World::default()).unwrap();
    assert_eq!((&answer.balances, &answer.transfer_factor), (&sample.balances, &sample.transfer_factor));
    assert_eq!(inquiry.correlate(&answer), Ok(()));
}

#[test]
fn other_currencies_have_balances_of_their_own() {
    let mut world = World::default();
    for currency in [Currency::USD, Currency::EUR, Currency::JPY, Currency::GBP] {
        let answer = InquiryBalance::new(currency).serve(&mut world).unwrap();
        assert!(matches!(answer.balances[..], [balance] if balance.currency == currency));
        assert_eq!(answer.transfer_factor, None);
    }
    let refusal = InquiryBalance::new(Currency::THB).serve(&mut world).unwrap_err();
    assert_eq!(*refusal.code(), code::UN_SUPPORT_BUSINESS);
}

#[test]
fn balances_can_be_set_and_removed() {
    let mut world = World::default();
    let inquiry = InquiryBalance::new(Currency::THB);
    world.get::<PrefundingBalances>().insert(Amount::new(Currency::THB, 349_600));
    assert_eq!(inquiry.serve(&mut world).unwrap().balances, [Amount::new(Currency::THB, 349_600)]);
    world.get::<PrefundingBalances>().remove(Currency::THB);
    assert_eq!(*inquiry.serve(&mut world).unwrap_err().code(), code::UN_SUPPORT_BUSINESS);
}

/// What a transfer does to the ledger, and a failed one undoes. Clones are the same ledger.
#[test]
fn money_comes_and_goes() {
    let mut world = World::default();
    let kept = world.get::<PrefundingBalances>().clone();
    let inquiry = InquiryBalance::new(Currency::CNY);
    let mut shown = |balances: &PrefundingBalances| {
        let answer = inquiry.serve(&mut world).unwrap();
        assert_eq!(balances.get(Currency::CNY), Some(answer.balances[0]));
        answer.balances[0].value
    };
    assert_eq!(kept.withdraw(Amount::new(Currency::CNY, 50_001)), Err(Shortage::TooLittle));
    assert_eq!(kept.withdraw(Amount::new(Currency::CNY, -1)), Err(Shortage::TooLittle));
    assert_eq!(kept.withdraw(Amount::new(Currency::THB, 0)), Err(Shortage::NoBalance));
    assert_eq!(shown(&kept), 50_000);
    assert_eq!(kept.withdraw(Amount::new(Currency::CNY, 50_000)), Ok(()));
    assert_eq!(shown(&kept), 0);
    kept.deposit(Amount::new(Currency::CNY, 7));
    assert_eq!(shown(&kept), 7);
    kept.deposit(Amount::new(Currency::THB, 7));
    assert_eq!(kept.get(Currency::THB), Some(Amount::new(Currency::THB, 7)));
}
