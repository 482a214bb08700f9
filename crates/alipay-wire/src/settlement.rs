//! What became of the money, in the words of an API's own answer.

use std::fmt;

use crate::{CodeInfo, Meaning, Status, signed_header::ResultInfo};

/// What an answer says about the money it is about.
///
/// Not the verdict on the call, which is [`Outcome`](crate::Outcome): a transfer that was accepted is a successful call
/// and [`Pending`](Settlement::Pending) money.
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
    /// What the verdict on a call says that *begins* to move money, by the codes of its page: pending at best, since
    /// accepted is not done.
    ///
    /// A refusal because the key is taken ([`Meaning::KeyTaken`]) leaves unknown what became of what took it.
    pub fn of_acceptance(result: &ResultInfo, codes: &[CodeInfo]) -> Self {
        let meaning = documented(result, codes).map(|info| info.meaning);
        match (result.status(), meaning) {
            (Some(Status::S | Status::U), Some(Meaning::InProgress)) | (Some(Status::S), _) => Self::Pending,
            (Some(Status::F), Some(Meaning::KeyTaken | Meaning::InProgress)) => Self::Unknown,
            (Some(Status::F), _) => Self::Refused,
            (Some(Status::U) | None, _) => Self::Unknown,
        }
    }

    /// What a business result says by the codes its page documents: `S` settled and `F` refused, where code and status are
    /// those of one entry of `codes`; pending for a code that is in progress ([`Meaning::InProgress`]), unless the status
    /// is `F`.
    ///
    /// Everything else is unknown: a code that is not listed, a code with another status, a result without either, a key
    /// that is taken.
    pub fn of_result(result: &ResultInfo, codes: &[CodeInfo]) -> Self {
        let Some((info, status)) = documented(result, codes).zip(result.status()) else { return Self::Unknown };
        match (info.meaning, status) {
            (Meaning::InProgress, Status::S | Status::U) => Self::Pending,
            (Meaning::InProgress | Meaning::KeyTaken, _) => Self::Unknown,
            (_, Status::S) if info.status == status => Self::Settled,
            (_, Status::F) if info.status == status => Self::Refused,
            _ => Self::Unknown,
        }
    }

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

/// What the page says about the code of a result.
fn documented<'a>(result: &ResultInfo, codes: &'a [CodeInfo]) -> Option<&'a CodeInfo> {
    let code = result.result_code.as_ref()?;
    codes.iter().find(|info| code == *info)
}

impl fmt::Display for Settlement {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// An answer about money.
///
/// `Ok` is not "money moved": it says that the gateway accepted the *call*. What became of the money stands in the
/// fields of the answer, and every API has its own. So the responses of APIs that move money, and of those that ask
/// about it, implement this trait, each from the table of its page:
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
/// use alipay_wire::{Settlement, Settles, Status, response, signed_header::ResultInfo};
///
/// response! {
///     /// What became of a transfer.
///     pub struct TransferFound {
///         required {
///             /// The verdict on the question.
///             "result" result: ResultInfo,
///             /// The verdict on the transfer.
///             "transferResult" transfer_result: ResultInfo,
///         }
///         optional {}
///     }
/// }
///
/// impl Settles for TransferFound {
///     fn outcome(&self) -> Settlement {
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
pub trait Settles {
    /// What this answer says about the money.
    fn outcome(&self) -> Settlement;
}
