//! `inquiryQuote` against what is known of its pages.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, reason = "a test may panic")]

use crate::support;

use alipay_wire::{Amount, Api, Call, Currency, Request, Safety, signed_header::ResultInfo};
use alipay_worldfirst_quote::{InquiryQuote, InquiryQuoteResponse, Quote, TransferFundType};
use serde_json::json;
use support::{PLANTED, assert_errors_quote_nothing, leaks, read};

const KIND: TransferFundType = TransferFundType::GlobalGlobalService;

fn usd(value: i128) -> Amount {
    Amount::new(Currency::USD, value)
}

fn cny(value: i128) -> Amount {
    Amount::new(Currency::CNY, value)
}

fn answer() -> InquiryQuoteResponse {
    let quote = Quote::new().quote_id("1").quote_currency_pair("USD/CNY").quote_price("7.1234");
    InquiryQuoteResponse::new(ResultInfo::success()).foreign_exchange_quote(quote)
}

#[test]
fn either_amount_may_be_asked_for() {
    let selling = InquiryQuote::selling(usd(100), Currency::CNY).transfer_factor(KIND);
    assert_eq!(
        json!(selling),
        json!({
            "sellCurrency": "USD",
            "buyCurrency": "CNY",
            "sellAmount": { "currency": "USD", "value": "100" },
            "transferFactor": { "transferFundType": "GLOBAL_GLOBAL_SERVICE" },
        })
    );
    let buying = InquiryQuote::buying(cny(100), Currency::USD);
    assert_eq!(
        json!(buying),
        json!({
            "sellCurrency": "USD",
            "buyCurrency": "CNY",
            "buyAmount": { "currency": "CNY", "value": "100" },
        })
    );
    let call = Call::new(&buying).unwrap();
    assert_eq!((call.safety(), call.key()), (Safety::Query, None));
    assert_eq!(call.api().route.as_ref().unwrap().path, "/aps/api/business/quote/inquiryQuote");
}

#[test]
fn one_amount_at_least_each_in_its_currency() {
    let field = |quote: &InquiryQuote| quote.validate().map_err(|error| error.field().to_owned());
    let refused = |field: &str| Err(field.to_owned());
    let good = InquiryQuote::selling(usd(100), Currency::CNY);
    assert_eq!(field(&good.clone().buy_amount(cny(712))), Ok(()));
    let mut neither = good.clone();
    neither.sell_amount = None;
    assert_eq!(field(&neither), refused("sellAmount"));
    assert_eq!(field(&good.clone().sell_amount(cny(1))), refused("sellAmount.currency"));
    assert_eq!(field(&good.clone().buy_amount(usd(1))), refused("buyAmount.currency"));
    assert_eq!(field(&good.clone().sell_amount(usd(-1))), refused("sellAmount.value"));
    assert_eq!(field(&good.transfer_factor(TransferFundType::from(""))), refused("transferFactor.transferFundType"));
}

/// A price may be a number, and no digit of it changes; amounts may be numbers too.
#[test]
fn an_answer_is_read_with_numbers_or_strings() {
    let json = |price: &str, value: &str| {
        format!(
            r#"{{"result":{{"resultStatus":"S","resultCode":"SUCCESS"}},"sellAmount":{{"currency":"USD","value":{value}}},
            "foreignExchangeQuote":{{"quoteId":1,"quoteCurrencyPair":"USD/CNY","quotePrice":{price},"guaranteed":"true",
            "quoteUnit":"100"}}}}"#
        )
    };
    let price = |price: &str| {
        let answer: InquiryQuoteResponse = read(&json(price, "100")).unwrap();
        answer.foreign_exchange_quote.unwrap().quote_price.unwrap().as_str().to_owned()
    };
    assert_eq!((price("7.1234"), price("\"7.12340\""), price("7")), ("7.1234".into(), "7.12340".into(), "7".into()));
    let [number, text] = ["100", "\"100\""].map(|value| read::<InquiryQuoteResponse>(&json("7", value)).unwrap());
    assert_eq!((&number, number.sell_amount), (&text, Some(usd(100))));
    let quote = number.foreign_exchange_quote.unwrap();
    assert_eq!((quote.quote_id.as_deref(), quote.guaranteed), (Some("1"), Some(true)));
    assert_eq!(quote.extra.get("quoteUnit"), Some(&json!("100")));
    // One product family has no quote in some answers.
    assert!(read::<InquiryQuoteResponse>(r#"{"result":{"resultStatus":"S"}}"#).is_ok());
}

#[test]
fn an_answer_to_another_question_is_refused() {
    let selling = InquiryQuote::selling(usd(100), Currency::CNY).transfer_factor(KIND);
    let buying = InquiryQuote::buying(cny(712), Currency::USD);
    let both = InquiryQuote::selling(usd(100), Currency::CNY).buy_amount(cny(712));
    let field = |asked: &InquiryQuote, answer: InquiryQuoteResponse| {
        asked.correlate(&answer).map_err(|error| error.field().to_owned())
    };
    let refused = |field: &str| Err(field.to_owned());
    assert_eq!(field(&selling, answer()), Ok(()));
    assert_eq!(field(&selling, answer().sell_amount(usd(100)).buy_amount(cny(712))), Ok(()));
    assert_eq!(field(&selling, answer().sell_amount(usd(101))), refused("sellAmount"));
    assert_eq!(field(&selling, answer().sell_amount(cny(100))), refused("sellAmount.currency"));
    assert_eq!(field(&selling, answer().buy_amount(usd(1))), refused("buyAmount.currency"));
    assert_eq!(field(&buying, answer().buy_amount(cny(713))), refused("buyAmount"));
    // Of two amounts that do not fit the rate, one must yield.
    assert_eq!(field(&both, answer().sell_amount(usd(99)).buy_amount(cny(712))), Ok(()));
    let other = answer().transfer_factor(TransferFundType::GlobalWorldfirst);
    assert_eq!(field(&selling, other.clone()), refused("transferFactor.transferFundType"));
    assert_eq!(field(&buying, other), Ok(()));
}

#[test]
fn debug_and_errors_show_no_values() {
    let [text, digits] = PLANTED;
    let amount = usd(4_111_222_233_334_444);
    let request = InquiryQuote::selling(amount, Currency::CNY).extra("more", text);
    let quote = Quote::new().quote_id(digits).quote_price("7.1234").extra("more", text);
    let response = answer().foreign_exchange_quote(quote).sell_amount(amount).buy_amount(amount).extra("more", text);
    assert!(leaks(&json!(request).to_string()) && leaks(&json!(response).to_string()));
    for shown in [format!("{request:?}"), format!("{response:#?}")] {
        assert!(!leaks(&shown), "{shown}");
    }
    assert!(assert_errors_quote_nothing::<InquiryQuoteResponse>(&json!(response)) > 20);
}
