//! How a trade stands, and what that says about the payment.

use alipay_wire::{MoneyOutcome, OtherText, StringEnum, Yuan};

/// The status of a trade. The set is open.
#[derive(Clone, StringEnum)]
#[wire(rename_all = "SCREAMING_SNAKE_CASE")]
#[non_exhaustive]
pub enum TradeStatus {
    /// Made, and not yet paid.
    WaitBuyerPay,
    /// Closed unpaid, or refunded in full.
    TradeClosed,
    /// Paid. Refunds are possible.
    TradeSuccess,
    /// Paid, and no longer refundable.
    TradeFinished,
    /// A word that is not listed here.
    Other(OtherText),
}

impl TradeStatus {
    /// What happened to the payment, where `was_paid` says whether anything else tells of one.
    pub(crate) fn outcome(&self, was_paid: bool) -> MoneyOutcome {
        match self {
            Self::TradeSuccess | Self::TradeFinished => MoneyOutcome::Moved,
            Self::WaitBuyerPay => MoneyOutcome::Pending,
            Self::TradeClosed if !was_paid => MoneyOutcome::NotMoved,
            Self::TradeClosed | Self::Other(_) => MoneyOutcome::Unknown,
        }
    }
}

/// Whether there is any text.
pub(crate) fn is_filled(text: Option<&str>) -> bool {
    text.is_some_and(|text| !text.trim().is_empty())
}

/// Whether this is an amount other than nothing.
pub(crate) fn is_some_money(amount: Option<Yuan>) -> bool {
    amount.is_some_and(|amount| amount.fen() != 0)
}
