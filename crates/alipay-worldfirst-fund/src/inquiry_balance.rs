//! `inquiryBalance`: what is left of a prefunding deposit.
//!
//! Ask twice before a transfer: once whether the deposit has arrived, and once more whether it covers the transfer.

use alipay_wire::{Amount, Currency, Mismatch, OneOrMany, WorldFirst, signed_header::ResultInfo};

alipay_wire::request! {
    /// Asks for the prefunding balance in one currency.
    pub struct InquiryBalance {
        required {
            /// Currency of the balance.
            "currency" currency: Currency [max 3] {show},
        }
        optional {
            /// Which kind of transfer the balance is for.
            ///
            /// Required of partners who have contracted more than one kind. The page's column says "required" for all,
            /// its note says for those partners only, and the same API in another product family has no such field:
            /// the note is followed.
            "transferFactor" transfer_factor: TransferFactor {show},
        }
    }
}

alipay_wire::model! {
    /// Tells kinds of transfer apart, such as into China in yuan and to other countries.
    pub struct TransferFactor {
        required {
            /// The kind of transfer.
            "transferFundType" transfer_fund_type: TransferFundType {show},
        }
        optional {}
    }
}

impl From<TransferFundType> for TransferFactor {
    fn from(kind: TransferFundType) -> Self {
        Self::new(kind)
    }
}

alipay_wire::text! {
    /// A kind of transfer. The set is open, and the page does not list it: which ones you have is a matter of your
    /// contract.
    pub struct TransferFundType show {
        /// The kind in the page's sample.
        GLOBAL_GLOBAL_SERVICE = "GLOBAL_GLOBAL_SERVICE";
        /// A kind other partners use. Not on the page.
        GLOBAL_WORLDFIRST = "GLOBAL_WORLDFIRST";
    }
}

alipay_wire::response! {
    /// The prefunding balance.
    pub struct InquiryBalanceResponse {
        required {
            /// The verdict.
            "result" result: ResultInfo {show},
            /// What is left, in the smallest unit of the currency. The page's table calls it `balance`, its sample
            /// `balances`; a single amount is read as a list of one.
            "balance" | "balances" balances: Vec<Amount> as OneOrMany {show},
        }
        optional {
            /// The kind of transfer that was asked for. Missing where none was.
            "transferFactor" transfer_factor: TransferFactor {show},
        }
    }
}

alipay_wire::codes! {
    /// Codes of `inquiryBalance`.
    ///
    /// After a `U` code the page wants at most seven queries, 5, 10, 20, 40, 80, 160 and 320 minutes apart; then its
    /// technical support.
    pub mod code;
    shared alipay_wire::signed_header::code {
        SUCCESS,
        PROCESS_FAIL,
        PARAM_ILLEGAL,
        KEY_NOT_FOUND,
        ACCESS_DENIED,
        REQUEST_TRAFFIC_EXCEED_LIMIT,
        INVALID_API,
        INVALID_CLIENT,
        INVALID_SIGNATURE,
        METHOD_NOT_SUPPORTED,
        MEDIA_TYPE_NOT_ACCEPTABLE,
        REPEAT_REQ_INCONSISTENT,
        UNKNOWN_EXCEPTION,
    }
    own {
        UN_SUPPORT_BUSINESS F "What was asked for is not offered, such as this currency. Correct the request and send it again.";
    }
}

alipay_wire::api! {
    InquiryBalance => InquiryBalanceResponse {
        dialect: WorldFirst,
        name: "inquiryBalance",
        route: POST "/aps/api/business/fund/inquiryBalance",
        safety: Query,
        codes: code::ALL,
        correlate: |inquiry, answer| {
            for balance in &answer.balances {
                Mismatch::unless_same("balance.currency", &inquiry.currency, Some(&balance.currency))?;
            }
            let Some(asked) = &inquiry.transfer_factor else { return Ok(()) };
            let answered = answer.transfer_factor.as_ref().map(|factor| &factor.transfer_fund_type);
            Mismatch::unless_same("transferFactor.transferFundType", &asked.transfer_fund_type, answered)
        },
    }
}

#[cfg(feature = "server")]
pub use server::PrefundingBalances;

#[cfg(feature = "server")]
mod server {
    use std::collections::BTreeMap;

    use alipay_wire::{
        Amount, Currency,
        server::{Refusal, Serve, World},
        signed_header::ResultInfo,
    };

    use super::{InquiryBalance, InquiryBalanceResponse, code};

    /// The prefunding balances a gateway knows, one a currency. At first CNY 50000 as on the page, and some of USD, EUR,
    /// JPY and GBP.
    #[derive(Clone, Debug)]
    pub struct PrefundingBalances(BTreeMap<Currency, Amount>);

    impl PrefundingBalances {
        /// Sets the balance in the currency of `balance`.
        pub fn insert(&mut self, balance: Amount) {
            self.0.insert(balance.currency, balance);
        }

        /// Ends the business in `currency`.
        pub fn remove(&mut self, currency: Currency) {
            self.0.remove(&currency);
        }
    }

    impl Default for PrefundingBalances {
        fn default() -> Self {
            let mut balances = Self(BTreeMap::new());
            balances.insert(Amount::new(Currency::CNY, 50_000));
            balances.insert(Amount::new(Currency::USD, 1_250_000));
            balances.insert(Amount::new(Currency::EUR, 830_000));
            balances.insert(Amount::new(Currency::JPY, 4_000_000));
            balances.insert(Amount::new(Currency::GBP, 0));
            balances
        }
    }

    impl Serve for InquiryBalance {
        fn serve(&self, world: &mut World) -> Result<InquiryBalanceResponse, Refusal> {
            let PrefundingBalances(balances) = world.get();
            let balance = balances.get(&self.currency).ok_or(code::UN_SUPPORT_BUSINESS)?;
            let mut answer = InquiryBalanceResponse::new(ResultInfo::success(), [*balance]);
            answer.transfer_factor.clone_from(&self.transfer_factor);
            Ok(answer)
        }
    }
}
