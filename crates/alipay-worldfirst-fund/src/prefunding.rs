//! What a prefunding balance says: has a deposit arrived, and does the balance cover a transfer?
//!
//! The page of `inquiryBalance` wants both asked. Each check here is a comparison of answers you already have, in the
//! smallest unit, and only ever within one currency.
//!
//! **A check is not a reservation.** Between it and the transfer another transfer may take the money, of yours or of
//! another process. The check spares you a refusal that is foreseeable; the gateway decides, when the transfer is made.
//!
//! ```
//! use alipay_wire::{Amount, Currency, signed_header::ResultInfo};
//! use alipay_worldfirst_fund::{InquiryBalanceResponse, PrefundingError, prefunding::Deposit};
//!
//! let before = InquiryBalanceResponse::new(ResultInfo::success(), [Amount::new(Currency::CNY, 0)]);
//! let now = InquiryBalanceResponse::new(ResultInfo::success(), [Amount::new(Currency::CNY, 50_000)]);
//! assert_eq!(now.shows_deposit(&before, Amount::new(Currency::CNY, 50_000))?, Deposit::Arrived);
//!
//! now.covers(Amount::new(Currency::CNY, 50_000))?;
//! let missing = Amount::new(Currency::CNY, 1);
//! assert_eq!(now.covers(Amount::new(Currency::CNY, 50_001)), Err(PrefundingError::Insufficient { missing }));
//! # Ok::<(), PrefundingError>(())
//! ```

use std::fmt;

use alipay_wire::{Amount, Currency, Field, Invalid};

use crate::InquiryBalanceResponse;

/// Whether a deposit has arrived.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[must_use]
pub enum Deposit {
    /// The balance has grown by the deposit, or by more.
    Arrived,
    /// The balance has not grown by so much.
    Awaited {
        /// What is missing, in the currency of the deposit.
        missing: Amount,
    },
}

/// Why a balance does not do.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum PrefundingError {
    /// The balance is smaller than the amount. Deposit what is missing before the transfer.
    Insufficient {
        /// What is missing, in the currency of the amount.
        missing: Amount,
    },
    /// The answer has no balance in the currency of the amount. Ask for that currency: nothing is converted here.
    OtherCurrency {
        /// The currency of the amount.
        wanted: Currency,
    },
    /// The answer has several balances in the currency of the amount. The page does not say how they add up.
    Ambiguous {
        /// The currency of the amount.
        currency: Currency,
    },
    /// The two answers are about different kinds of transfer, and so about different balances.
    OtherTransferFactor,
    /// The amount is none that a gateway takes.
    Invalid(Invalid),
}

impl InquiryBalanceResponse {
    /// The balance in `currency`.
    ///
    /// # Errors
    /// [`PrefundingError::OtherCurrency`] when there is none, [`PrefundingError::Ambiguous`] when there are several.
    pub fn balance_in(&self, currency: Currency) -> Result<Amount, PrefundingError> {
        let mut balances = self.balances.iter().filter(|balance| balance.currency == currency);
        match (balances.next(), balances.next()) {
            (Some(balance), None) => Ok(*balance),
            (None, _) => Err(PrefundingError::OtherCurrency { wanted: currency }),
            (Some(_), Some(_)) => Err(PrefundingError::Ambiguous { currency }),
        }
    }

    /// Checks before a transfer that the balance covers `amount`: all that leaves the balance, a fee included.
    ///
    /// Not a reservation, see the [module](self).
    ///
    /// # Errors
    /// [`PrefundingError::Insufficient`] with what is missing, or why the two cannot be compared.
    pub fn covers(&self, amount: Amount) -> Result<(), PrefundingError> {
        amount.check().map_err(|error| PrefundingError::Invalid(error.within("amount")))?;
        match shortfall(self.balance_in(amount.currency)?, amount.value) {
            None => Ok(()),
            Some(missing) => Err(PrefundingError::Insufficient { missing }),
        }
    }

    /// Checks after a deposit whether it has arrived: whether this balance is larger than the one `before` by the deposit.
    ///
    /// That holds if nothing else moved in between: a transfer makes the deposit look smaller, another deposit larger.
    ///
    /// # Errors
    /// [`PrefundingError`] says why the answers and the deposit cannot be compared. A deposit that has not arrived is no
    /// error.
    pub fn shows_deposit(&self, before: &Self, deposit: Amount) -> Result<Deposit, PrefundingError> {
        deposit.check().map_err(|error| PrefundingError::Invalid(error.within("deposit")))?;
        if self.transfer_factor != before.transfer_factor {
            return Err(PrefundingError::OtherTransferFactor);
        }
        let before = before.balance_in(deposit.currency)?;
        let expected = before.value.checked_add(deposit.value).ok_or_else(out_of_range)?;
        Ok(match shortfall(self.balance_in(deposit.currency)?, expected) {
            None => Deposit::Arrived,
            Some(missing) => Deposit::Awaited { missing },
        })
    }
}

/// What `balance` lacks of `needed`. Saturates where no gateway's amount reaches.
fn shortfall(balance: Amount, needed: i128) -> Option<Amount> {
    (balance.value < needed).then(|| Amount::new(balance.currency, needed.saturating_sub(balance.value)))
}

fn out_of_range() -> PrefundingError {
    PrefundingError::Invalid(Invalid::new("balance.value", "is beyond any amount of a gateway"))
}

impl fmt::Display for PrefundingError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Insufficient { missing } => {
                write!(f, "the prefunding balance in {} does not cover the amount: deposit more", missing.currency)
            }
            Self::OtherCurrency { wanted } => {
                write!(f, "the answer has no prefunding balance in {wanted}: ask for that currency")
            }
            Self::Ambiguous { currency } => {
                write!(f, "the answer has several prefunding balances in {currency}: ask for one kind of transfer")
            }
            Self::OtherTransferFactor => {
                f.write_str("the answers are about different kinds of transfer: ask twice with one transferFactor")
            }
            Self::Invalid(invalid) => invalid.fmt(f),
        }
    }
}

impl std::error::Error for PrefundingError {}
