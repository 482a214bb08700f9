//! `inquiryBalance`: what is left of a prefunding deposit.
//!
//! Ask twice before a transfer: once whether the deposit has arrived, and once more whether it covers the transfer. The
//! answers are read by [`prefunding`](crate::prefunding).

use alipay_wire::{
    Amount, Currency, Extra, Mismatch, OneOrMany, Request, Response, Rules, WorldFirst, signed_header::ResultInfo,
};

pub use alipay_wire::worldfirst::{TransferFactor, TransferFundType, code};

/// Asks for the prefunding balance in one currency.
///
/// * **When:** after a deposit, and once more before a transfer.
/// * **Changes:** nothing; it is a [`Query`](alipay_wire::Safety::Query), and a client repeats it where it is safe;
///   a verified "unknown" is asked again over hours, by [`inquiry`](alipay_wire::inquiry).
/// * **Codes:** in [`code`]. Expect `UN_SUPPORT_BUSINESS` for a currency that is not in your contract,
///   `ACCESS_DENIED` and `INVALID_CLIENT` for a client that is not set up.
/// * **Page:** `inquiryBalance`, WorldFirst.
#[derive(Clone, PartialEq, Request)]
#[request(
    WorldFirst,
    name = "inquiryBalance",
    route = "POST /aps/api/business/fund/inquiryBalance",
    safety = Query,
    answer = InquiryBalanceResponse,
    codes = code::ALL
)]
#[non_exhaustive]
pub struct InquiryBalance {
    /// Currency of the balance.
    #[wire(max = 3, show)]
    pub currency: Currency,
    /// Which kind of transfer the balance is for.
    ///
    /// Required of partners who have contracted more than one kind. The page's column says "required" for all,
    /// its note says for those partners only, and the same API in another product family has no such field:
    /// the note is followed.
    #[wire(show)]
    pub transfer_factor: Option<TransferFactor>,
    /// Members this type has no field for.
    pub extra: Extra,
}

/// The prefunding balance.
#[derive(Clone, PartialEq, Response)]
#[response(WorldFirst)]
#[non_exhaustive]
pub struct InquiryBalanceResponse {
    /// The verdict.
    #[wire(show)]
    pub result: ResultInfo,
    /// What is left, in the smallest unit of the currency. The page's table calls it `balance`, its sample
    /// `balances`; a single amount is read as a list of one.
    #[wire(rename = "balance", alias = "balances", with = OneOrMany, show)]
    pub balances: Vec<Amount>,
    /// The kind of transfer that was asked for. Missing where none was.
    #[wire(show)]
    pub transfer_factor: Option<TransferFactor>,
    /// Members this type has no field for.
    pub extra: Extra,
}

impl Rules for InquiryBalance {
    fn correlate(&self, answer: &InquiryBalanceResponse) -> Result<(), Mismatch> {
        for balance in &answer.balances {
            Mismatch::unless_same("balance.currency", &self.currency, Some(&balance.currency))?;
        }
        let Some(asked) = &self.transfer_factor else { return Ok(()) };
        let answered = answer.transfer_factor.as_ref().map(|factor| &factor.transfer_fund_type);
        Mismatch::unless_same("transferFactor.transferFundType", &asked.transfer_fund_type, answered)
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
