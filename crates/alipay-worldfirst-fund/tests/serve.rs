//! What a gateway answers from the parties of the page's samples.

#![cfg(feature = "server")]
#![allow(clippy::unwrap_used)]

use alipay_wire::{
    Amount, Api, Currency,
    server::{Serve, World},
};
use alipay_worldfirst_fund::{
    InquiryBalance, InquiryBalanceResponse, PrefundingBalances, TransferFundType, inquiry_balance::code,
};

#[test]
fn the_sample_is_answered_as_on_the_page() {
    let sample: InquiryBalanceResponse = serde_json::from_str(include_str!("fixtures/response.json")).unwrap();
    let inquiry = InquiryBalance::new(Currency::CNY).transfer_factor(TransferFundType::GLOBAL_GLOBAL_SERVICE);
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
