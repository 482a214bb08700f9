//! What a gateway answers from its rates.
#![cfg(feature = "server")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, reason = "a test may panic")]

use alipay_wire::{
    Amount, Api, CodeInfo, Currency,
    server::{Refusal, Serve, World},
};
use alipay_worldfirst_quote::{
    ExchangeRates, InquiryQuote, InquiryQuoteResponse, TransferFundType, inquiry_quote::code,
};

fn serve(inquiry: &InquiryQuote) -> InquiryQuoteResponse {
    let answer = inquiry.serve(&mut World::default()).unwrap();
    assert_eq!(inquiry.correlate(&answer), Ok(()));
    answer
}

fn code_of(answer: Result<InquiryQuoteResponse, Refusal>) -> CodeInfo {
    *answer.unwrap_err().code()
}

/// Rounded in the gateway's favour, between currencies of two decimals and of none.
#[test]
fn amounts_follow_from_the_rate() {
    let amount = Amount::new;
    for (inquiry, sold, bought, price) in [
        (InquiryQuote::selling(amount(Currency::USD, 10_000), Currency::CNY), 10_000, 71_234, "7.1234"),
        (InquiryQuote::selling(amount(Currency::USD, 1), Currency::CNY), 1, 7, "7.1234"),
        (InquiryQuote::buying(amount(Currency::CNY, 71_234), Currency::USD), 10_000, 71_234, "7.1234"),
        (InquiryQuote::buying(amount(Currency::CNY, 71_235), Currency::USD), 10_001, 71_235, "7.1234"),
        (InquiryQuote::selling(amount(Currency::USD, 100), Currency::JPY), 100, 151, "151.25"),
        (InquiryQuote::buying(amount(Currency::JPY, 605), Currency::USD), 400, 605, "151.25"),
    ] {
        let answer = serve(&inquiry);
        let values = (answer.sell_amount.unwrap().value, answer.buy_amount.unwrap().value);
        assert_eq!(values, (sold, bought), "{inquiry:?}");
        assert_eq!(answer.foreign_exchange_quote.unwrap().quote_price.unwrap().as_str(), price);
    }
}

#[test]
fn quotes_are_numbered_and_name_their_pair() {
    let mut world = World::default();
    let inquiry = InquiryQuote::selling(Amount::new(Currency::EUR, 100), Currency::CNY)
        .transfer_factor(TransferFundType::GlobalGlobalService);
    let [first, second] = [(); 2].map(|()| inquiry.serve(&mut world).unwrap());
    assert_eq!(first.transfer_factor, inquiry.transfer_factor);
    let [first, second] = [first, second].map(|answer| answer.foreign_exchange_quote.unwrap());
    assert_ne!(first.quote_id, second.quote_id);
    assert_eq!((first.quote_currency_pair.as_deref(), first.quote_start_time), (Some("EUR/CNY"), None));
}

#[test]
fn rates_can_be_set_and_removed() {
    let mut world = World::default();
    let inquiry = InquiryQuote::selling(Amount::new(Currency::THB, 100), Currency::CNY);
    assert_eq!(code_of(inquiry.serve(&mut world)), code::UN_SUPPORT_BUSINESS);
    world.get::<ExchangeRates>().insert(Currency::THB, Currency::CNY, 2_000_000);
    let answer = inquiry.serve(&mut world).unwrap();
    assert_eq!(answer.buy_amount, Some(Amount::new(Currency::CNY, 200)));
    assert_eq!(answer.foreign_exchange_quote.unwrap().quote_price.unwrap().as_str(), "2");
    world.get::<ExchangeRates>().remove(Currency::THB, Currency::CNY);
    assert_eq!(code_of(inquiry.serve(&mut world)), code::UN_SUPPORT_BUSINESS);
    // A rate of nothing buys nothing, and nobody can buy for it.
    world.get::<ExchangeRates>().insert(Currency::THB, Currency::CNY, 0);
    assert_eq!(inquiry.serve(&mut world).unwrap().buy_amount, Some(Amount::new(Currency::CNY, 0)));
    let buying = InquiryQuote::buying(Amount::new(Currency::CNY, 1), Currency::THB);
    assert_eq!(code_of(buying.serve(&mut world)), code::UN_SUPPORT_BUSINESS);
}

#[test]
fn what_the_page_forbids_is_refused() {
    let mut inquiry = InquiryQuote::selling(Amount::new(Currency::USD, 100), Currency::CNY);
    inquiry.sell_amount = None;
    assert_eq!(code_of(inquiry.serve(&mut World::default())), code::PARAM_ILLEGAL);
    let inquiry = inquiry.sell_amount(Amount::new(Currency::EUR, 100));
    assert_eq!(code_of(inquiry.serve(&mut World::default())), code::PARAM_ILLEGAL);
}
