//! What became of the money, in the words of an API's own answer.

use std::fmt;

/// What an answer says about the money it is about.
///
/// `Ok` is not "money moved": it says that the gateway accepted the *call*, whose verdict is [`Outcome`](crate::Outcome).
/// A transfer that was accepted is a successful call and [`Pending`](Settlement::Pending) money. What became of the money
/// stands in the fields of the answer, and every API has its own. So the responses of APIs that move money, and of those
/// that ask about it, have a method `outcome`, each from the table of its page:
///
/// | API | the answer | settlement |
/// |---|---|---|
/// | moves money at once | `S` | settled |
/// | starts to move money | `S` | pending |
/// | asks about money | `S`, and the business result says | settled, refused or pending |
/// | either | `U`, or nothing that the page documents | unknown |
///
/// Values an API does not document are [`Unknown`](Settlement::Unknown), never the nearest known one. And an API that
/// *asks* never answers `Refused` because the question was refused: that says nothing about the money.
///
/// ```
/// use alipay_wire::{Extra, Response, Settlement, Status, signed_header::ResultInfo};
///
/// /// What became of a transfer.
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
///     /// What became of the money.
///     pub fn outcome(&self) -> Settlement {
///         match (self.result.status(), self.transfer_result.status()) {
///             (Some(Status::S), Some(Status::S)) => Settlement::Settled,
///             (Some(Status::S), Some(Status::F)) => Settlement::Refused,
///             _ => Settlement::Unknown,
///         }
///     }
/// }
///
/// let found = TransferFound::new(ResultInfo::success(), ResultInfo::new().result_status("U"));
/// assert_eq!(found.outcome(), Settlement::Unknown);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Settlement {
    /// It moved. It can still come back in another movement: a refund, or a payout that the bank returns.
    Settled,
    /// It did not move and will not.
    Refused,
    /// It is on its way: ask again, or wait for the notification.
    Pending,
    /// The answer does not say.
    Unknown,
}

impl Settlement {
    /// Whether asking again cannot tell more about *this* movement.
    ///
    /// It is no promise that the money stays: a payout to a bank card can come back days later, and a payment can be
    /// refunded. Those are movements of their own, told by their own notifications and queries.
    pub const fn is_final(self) -> bool {
        matches!(self, Self::Settled | Self::Refused)
    }

    /// `settled`, `refused`, `pending` or `unknown`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Settled => "settled",
            Self::Refused => "refused",
            Self::Pending => "pending",
            Self::Unknown => "unknown",
        }
    }
}

impl fmt::Display for Settlement {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
