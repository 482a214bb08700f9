//! What became of the money, in the words of an API's own answer.

use std::fmt;

use crate::{
    CodeInfo, Status,
    signed_header::{ResultInfo, code},
};

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
    /// It moved, for good.
    Settled,
    /// It did not move and will not.
    Refused,
    /// It is on its way: ask again, or wait for the notification.
    Pending,
    /// The answer does not say.
    Unknown,
}

impl Settlement {
    /// What the verdict on a call says that *begins* to move money: pending at best, since accepted is not done.
    ///
    /// A refusal because the key was used before, for something else, leaves unknown what became of that.
    pub fn of_acceptance(result: &ResultInfo) -> Self {
        let key_was_used = result.result_code.as_ref().is_some_and(|code| *code == code::REPEAT_REQ_INCONSISTENT);
        match result.status() {
            Some(Status::S) => Self::Pending,
            Some(Status::F) if !key_was_used => Self::Refused,
            Some(Status::F | Status::U) | None => Self::Unknown,
        }
    }

    /// What a business result says by the codes its page documents: `S` settled and `F` refused, where code and status are
    /// those of one entry of `codes`; pending for a code of `pending`, unless the status is `F`.
    ///
    /// Everything else is unknown: a code that is not listed, a code with another status, a result without either.
    pub fn of_result(result: &ResultInfo, codes: &[CodeInfo], pending: &[CodeInfo]) -> Self {
        let Some((code, status)) = result.result_code.as_ref().zip(result.status()) else { return Self::Unknown };
        if status != Status::F && pending.iter().any(|info| code == info) {
            return Self::Pending;
        }
        match codes.iter().find(|info| code == *info && info.status == status).map(|info| info.status) {
            Some(Status::S) => Self::Settled,
            Some(Status::F) => Self::Refused,
            Some(Status::U) | None => Self::Unknown,
        }
    }

    /// Whether no later answer can differ.
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
