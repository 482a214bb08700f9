//! What a `result` says about money.

use super::{ResultInfo, code};
use crate::{CodeInfo, Settlement, Status};

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
}
