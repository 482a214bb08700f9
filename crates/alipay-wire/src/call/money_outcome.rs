//! What happened to the money, in the words of an API's own answer.

use std::fmt;

/// What an answer says about the money it is about.
///
/// `Ok` is not "money moved": it says that the gateway accepted the *call*, whose verdict is [`Outcome`](crate::Outcome).
/// A transfer that was accepted is a successful call and [`Pending`](MoneyOutcome::Pending) money. What happened to the money
/// stands in the fields of the answer, and every API has its own. So the responses of APIs that move money, and of those
/// that ask about it, have a method `outcome`, each from the table of its page:
///
/// | API | the answer | the money |
/// |---|---|---|
/// | moves money at once | `S` | moved |
/// | starts to move money | `S` | pending |
/// | asks about money | `S`, and the business result says | moved, not moved or pending |
/// | either | `U`, or nothing that the page documents | unknown |
///
/// Values an API does not document are [`Unknown`](MoneyOutcome::Unknown), never the nearest known one. And an API that
/// *asks* never answers [`NotMoved`](MoneyOutcome::NotMoved) because the question was refused: that says nothing about the money.
///
/// ```
/// use alipay_wire::{Extra, Response, MoneyOutcome, Status, signed_header::ResultInfo};
///
/// /// What happened to a transfer.
/// #[derive(Clone, PartialEq, Response)]
/// #[response(WorldFirst)]
/// pub struct TransferFound {
///     /// The verdict on the question.
///     pub result: ResultInfo,
///     /// The verdict on the transfer.
///     pub transfer_result: ResultInfo,
///     /// Members this type has no field for.
///     pub extra: Extra,
/// }
///
/// impl TransferFound {
///     /// What happened to the money.
///     pub fn outcome(&self) -> MoneyOutcome {
///         match (self.result.status(), self.transfer_result.status()) {
///             (Some(Status::S), Some(Status::S)) => MoneyOutcome::Moved,
///             (Some(Status::S), Some(Status::F)) => MoneyOutcome::NotMoved,
///             _ => MoneyOutcome::Unknown,
///         }
///     }
/// }
///
/// let found = TransferFound::new(ResultInfo::success(), ResultInfo::new().result_status("U"));
/// assert_eq!(found.outcome(), MoneyOutcome::Unknown);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum MoneyOutcome {
    /// It moved. It can still come back in another movement: a refund, or a payout that the bank returns.
    Moved,
    /// It did not move and will not.
    NotMoved,
    /// It is on its way: ask again, or wait for the notification.
    Pending,
    /// The answer does not say.
    Unknown,
}

impl MoneyOutcome {
    /// Whether asking again cannot tell more about *this* movement.
    ///
    /// It is no promise that the money stays: a payout to a bank card can come back days later, and a payment can be
    /// refunded. Those are movements of their own, told by their own notifications and queries.
    pub const fn is_final(self) -> bool {
        matches!(self, Self::Moved | Self::NotMoved)
    }

    /// `moved`, `not moved`, `pending` or `unknown`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Moved => "moved",
            Self::NotMoved => "not moved",
            Self::Pending => "pending",
            Self::Unknown => "unknown",
        }
    }
}

impl fmt::Display for MoneyOutcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
