//! `inquiryQuote`: the exchange rate for a transfer between two currencies.

use alipay_wire::{
    Amount, Currency, Extra, Invalid, Mismatch, Request, Response, Rules, WorldFirst,
    signed_header::ResultInfo,
    worldfirst::{Quote, TransferFactor},
};

pub use alipay_wire::worldfirst::code;

/// Asks at which rate one currency can be sold for another.
///
/// * **When:** before a transfer between two currencies, to know what it will cost.
/// * **Changes:** nothing; it is a [`Query`](alipay_wire::Safety::Query), and a client repeats it.
/// * **Codes:** in [`code`]. Expect `UN_SUPPORT_BUSINESS` for a pair of currencies that is not offered.
/// * **Page:** `inquiryQuote`, WorldFirst. Only a part of it is public.
#[derive(Clone, PartialEq, Request)]
#[request(
    WorldFirst,
    name = "inquiryQuote",
    route = "POST /aps/api/business/quote/inquiryQuote",
    safety = Query,
    answer = InquiryQuoteResponse,
    codes = code::ALL,
    new = blank
)]
#[non_exhaustive]
pub struct InquiryQuote {
    /// The currency to convert from.
    #[wire(max = 3, show)]
    pub sell_currency: Currency,
    /// The currency to convert to.
    #[wire(max = 3, show)]
    pub buy_currency: Currency,
    /// How much is sold, in `sellCurrency`. Required unless `buyAmount` is given.
    #[wire(show)]
    pub sell_amount: Option<Amount>,
    /// How much is bought, in `buyCurrency`. Required unless `sellAmount` is given.
    #[wire(show)]
    pub buy_amount: Option<Amount>,
    /// Which kind of transfer the rate is for.
    ///
    /// Required of partners who have contracted more than one kind, as in `inquiryBalance`.
    #[wire(show)]
    pub transfer_factor: Option<TransferFactor>,
    /// Members this type has no field for.
    pub extra: Extra,
}

impl InquiryQuote {
    /// Asks how much of another currency is bought when this amount is sold.
    pub fn selling(amount: Amount, buy_currency: Currency) -> Self {
        Self::blank(amount.currency, buy_currency).sell_amount(amount)
    }

    /// Asks how much of another currency must be sold to buy this amount.
    pub fn buying(amount: Amount, sell_currency: Currency) -> Self {
        Self::blank(sell_currency, amount.currency).buy_amount(amount)
    }

    /// One amount at least, each in its currency.
    pub(crate) fn check_amounts(&self) -> Result<(), Invalid> {
        if self.sell_amount.is_none() && self.buy_amount.is_none() {
            return Err(Invalid::new("sellAmount", "is required unless buyAmount is given"));
        }
        let is_in = |amount: Option<Amount>, currency| amount.is_none_or(|amount| amount.currency == currency);
        if !is_in(self.sell_amount, self.sell_currency) {
            return Err(Invalid::new("sellAmount.currency", "must be sellCurrency"));
        }
        if !is_in(self.buy_amount, self.buy_currency) {
            return Err(Invalid::new("buyAmount.currency", "must be buyCurrency"));
        }
        Ok(())
    }

    fn check_echo(&self, answer: &InquiryQuoteResponse) -> Result<(), Mismatch> {
        let currency = |amount: Option<Amount>| amount.map(|amount| amount.currency);
        Mismatch::unless_same("sellAmount.currency", &self.sell_currency, currency(answer.sell_amount).as_ref())?;
        Mismatch::unless_same("buyAmount.currency", &self.buy_currency, currency(answer.buy_amount).as_ref())?;
        // Where both amounts were given, the page does not say which of them yields to the rate.
        match (self.sell_amount, self.buy_amount) {
            (Some(asked), None) => Mismatch::unless_same("sellAmount", &asked, answer.sell_amount.as_ref())?,
            (None, Some(asked)) => Mismatch::unless_same("buyAmount", &asked, answer.buy_amount.as_ref())?,
            _ => {}
        }
        let Some(asked) = &self.transfer_factor else { return Ok(()) };
        let answered = answer.transfer_factor.as_ref().map(|factor| &factor.transfer_fund_type);
        Mismatch::unless_same("transferFactor.transferFundType", &asked.transfer_fund_type, answered)
    }
}

/// An exchange rate.
#[derive(Clone, PartialEq, Response)]
#[response(WorldFirst)]
#[non_exhaustive]
pub struct InquiryQuoteResponse {
    /// The verdict.
    #[wire(show)]
    pub result: ResultInfo,
    /// The rate. Required on the pages of one product family, optional on the other's.
    #[wire(show)]
    pub foreign_exchange_quote: Option<Quote>,
    /// How much is sold.
    #[wire(show)]
    pub sell_amount: Option<Amount>,
    /// How much is bought.
    #[wire(show)]
    pub buy_amount: Option<Amount>,
    /// The kind of transfer that was asked for. Missing where none was.
    #[wire(show)]
    pub transfer_factor: Option<TransferFactor>,
    /// Members this type has no field for.
    pub extra: Extra,
}

impl Rules for InquiryQuote {
    fn check_rules(&self) -> Result<(), Invalid> {
        self.check_amounts()
    }

    fn correlate(&self, answer: &InquiryQuoteResponse) -> Result<(), Mismatch> {
        self.check_echo(answer)
    }
}
