//! `inquiryBalance`: what is left of a prefunding deposit.
//!
//! Ask twice before a transfer: once whether the deposit has arrived, and once more whether it covers the transfer. The
//! answers are read by [`prefunding`](crate::prefunding).

use alipay_wire::{Amount, Currency, Mismatch, OneOrMany, WorldFirst, signed_header::ResultInfo};

pub use alipay_wire::worldfirst::{TransferFactor, TransferFundType, code};

alipay_wire::request! {
    /// Asks for the prefunding balance in one currency.
    ///
    /// * **When:** after a deposit, and once more before a transfer.
    /// * **Changes:** nothing; it is a [`Query`](alipay_wire::Safety::Query), and a client repeats it where it is safe;
    ///   a verified "unknown" is asked again over hours, by [`inquiry`](alipay_wire::inquiry).
    /// * **Codes:** in [`code`]. Expect `UN_SUPPORT_BUSINESS` for a currency that is not in your contract,
    ///   `ACCESS_DENIED` and `INVALID_CLIENT` for a client that is not set up.
    /// * **Page:** `inquiryBalance`, WorldFirst.
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
mod server {
    use alipay_wire::{
        server::{Refusal, Serve, World},
        signed_header::ResultInfo,
        worldfirst::PrefundingBalances,
    };

    use super::{InquiryBalance, InquiryBalanceResponse, code};

    impl Serve for InquiryBalance {
        fn serve(&self, world: &mut World) -> Result<InquiryBalanceResponse, Refusal> {
            let balances: &mut PrefundingBalances = world.get();
            let balance = balances.get(self.currency).ok_or(code::UN_SUPPORT_BUSINESS)?;
            let mut answer = InquiryBalanceResponse::new(ResultInfo::success(), [balance]);
            answer.transfer_factor.clone_from(&self.transfer_factor);
            Ok(answer)
        }
    }
}
