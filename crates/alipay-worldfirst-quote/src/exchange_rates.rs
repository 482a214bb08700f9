//! The exchange rates of a gateway in this process.

use std::collections::BTreeMap;

use alipay_wire::{
    Amount, Currency,
    server::{Refusal, Serve, World},
    signed_header::ResultInfo,
    worldfirst::{Quote, Rate},
};

use crate::{
    InquiryQuote, InquiryQuoteResponse,
    inquiry_quote::code::{PARAM_ILLEGAL, UN_SUPPORT_BUSINESS},
};

const MILLION: i128 = 1_000_000;

/// The exchange rates a gateway knows, one for each direction of a pair. At first USD and EUR into CNY, and USD into JPY.
///
/// Quotes are numbered, and have no times: they hold until the rate is changed.
#[derive(Clone, Debug)]
pub struct ExchangeRates {
    /// Millionths of one `buy` unit for one `sell` unit, in major units.
    rates: BTreeMap<(Currency, Currency), i128>,
    quotes: u64,
}

impl ExchangeRates {
    /// Sets the rate at which `sell` is sold for `buy`: millionths of a major unit, so that 7.1234 is `7_123_400`.
    pub fn insert(&mut self, sell: Currency, buy: Currency, millionths: u32) {
        self.rates.insert((sell, buy), millionths.into());
    }

    /// Ends the business in a pair.
    pub fn remove(&mut self, sell: Currency, buy: Currency) {
        self.rates.remove(&(sell, buy));
    }
}

impl Default for ExchangeRates {
    fn default() -> Self {
        let mut rates = Self { rates: BTreeMap::new(), quotes: 0 };
        rates.insert(Currency::USD, Currency::CNY, 7_123_400);
        rates.insert(Currency::EUR, Currency::CNY, 7_812_500);
        rates.insert(Currency::USD, Currency::JPY, 151_250_000);
        rates
    }
}

impl Serve for InquiryQuote {
    fn serve(&self, world: &mut World) -> Result<InquiryQuoteResponse, Refusal> {
        self.check_amounts().map_err(|_| PARAM_ILLEGAL)?;
        let known: &mut ExchangeRates = world.get();
        let rate = *known.rates.get(&(self.sell_currency, self.buy_currency)).ok_or(UN_SUPPORT_BUSINESS)?;
        let (sell, buy) = self.exchange(rate).ok_or(UN_SUPPORT_BUSINESS)?;
        known.quotes += 1;
        let quote = Quote::new()
            .quote_id(format!("{:018}", known.quotes))
            .quote_currency_pair(format!("{}/{}", self.sell_currency, self.buy_currency))
            .quote_price(decimal(rate));
        let mut answer = InquiryQuoteResponse::new(ResultInfo::success())
            .foreign_exchange_quote(quote)
            .sell_amount(sell)
            .buy_amount(buy);
        answer.transfer_factor.clone_from(&self.transfer_factor);
        Ok(answer)
    }
}

impl InquiryQuote {
    /// Both amounts, rounded in the gateway's favour. Where both were given, what is sold counts. `None` where a
    /// currency's smallest unit is not known, or an amount is beyond all bounds.
    fn exchange(&self, rate: i128) -> Option<(Amount, Amount)> {
        let unit = |currency: Currency| 10_i128.checked_pow(currency.exponent().ok()?.into());
        let numerator = rate.checked_mul(unit(self.buy_currency)?)?;
        let denominator = unit(self.sell_currency)?.checked_mul(MILLION)?;
        match (self.sell_amount, self.buy_amount) {
            (Some(sell), _) => {
                let bought = sell.value.checked_mul(numerator)?.checked_div(denominator)?;
                Some((sell, Amount::new(self.buy_currency, bought)))
            }
            (None, Some(buy)) => {
                let scaled = buy.value.checked_mul(denominator)?;
                let rest = i128::from(scaled.checked_rem(numerator)? != 0);
                Some((Amount::new(self.sell_currency, scaled.checked_div(numerator)? + rest), buy))
            }
            (None, None) => None,
        }
    }
}

/// Millionths as a decimal number: `7123400` is `7.1234`.
fn decimal(millionths: i128) -> Rate {
    let text = format!("{}.{:06}", millionths / MILLION, millionths % MILLION);
    Rate::from(text.trim_end_matches('0').trim_end_matches('.'))
}
