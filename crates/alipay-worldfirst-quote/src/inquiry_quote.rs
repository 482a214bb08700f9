//! `inquiryQuote`: the exchange rate for a transfer between two currencies.

use alipay_wire::{
    Amount, Currency, Invalid, Mismatch, WorldFirst,
    signed_header::ResultInfo,
    worldfirst::{Quote, TransferFactor},
};

pub use alipay_wire::worldfirst::code;

alipay_wire::request! {
    /// Asks at which rate one currency can be sold for another.
    ///
    /// * **When:** before a transfer between two currencies, to know what it will cost.
    /// * **Changes:** nothing; it is a [`Query`](alipay_wire::Safety::Query), and a client repeats it.
    /// * **Codes:** in [`code`]. Expect `UN_SUPPORT_BUSINESS` for a pair of currencies that is not offered.
    /// * **Page:** `inquiryQuote`, WorldFirst. Only a part of it is public.
    pub struct InquiryQuote {
        required {
            /// The currency to convert from.
            "sellCurrency" sell_currency: Currency [max 3] {show},
            /// The currency to convert to.
            "buyCurrency" buy_currency: Currency [max 3] {show},
        }
        optional {
            /// How much is sold, in `sellCurrency`. Required unless `buyAmount` is given.
            "sellAmount" sell_amount: Amount {show},
            /// How much is bought, in `buyCurrency`. Required unless `sellAmount` is given.
            "buyAmount" buy_amount: Amount {show},
            /// Which kind of transfer the rate is for.
            ///
            /// Required of partners who have contracted more than one kind, as in `inquiryBalance`.
            "transferFactor" transfer_factor: TransferFactor {show},
        }
        private new blank
    }
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

alipay_wire::response! {
    /// An exchange rate.
    pub struct InquiryQuoteResponse {
        required {
            /// The verdict.
            "result" result: ResultInfo {show},
        }
        optional {
            /// The rate. Required on the pages of one product family, optional on the other's.
            "foreignExchangeQuote" foreign_exchange_quote: Quote {show},
            /// How much is sold.
            "sellAmount" sell_amount: Amount {show},
            /// How much is bought.
            "buyAmount" buy_amount: Amount {show},
            /// The kind of transfer that was asked for. Missing where none was.
            "transferFactor" transfer_factor: TransferFactor {show},
        }
    }
}

alipay_wire::api! {
    InquiryQuote => InquiryQuoteResponse {
        dialect: WorldFirst,
        name: "inquiryQuote",
        route: POST "/aps/api/business/quote/inquiryQuote",
        safety: Query,
        codes: code::ALL,
        validate: Self::check_amounts,
        correlate: Self::check_echo,
    }
}
