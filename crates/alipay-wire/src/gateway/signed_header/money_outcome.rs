//! What a `result` says about money.

use super::ResultInfo;
use crate::{CodeInfo, Meaning, MoneyOutcome, Status};

impl MoneyOutcome {
    /// What the verdict on a call says that *begins* to move money, by the codes of its page: pending at best, since
    /// accepted is not done.
    ///
    /// A refusal because the key is taken ([`Meaning::KeyTaken`]) leaves unknown what happened to what took it.
    pub fn of_acceptance(result: &ResultInfo, codes: &[CodeInfo]) -> Self {
        let meaning = documented(result, codes).map(|info| info.meaning);
        match (result.status(), meaning) {
            (Some(Status::S | Status::U), Some(Meaning::InProgress)) | (Some(Status::S), _) => Self::Pending,
            (Some(Status::F), Some(Meaning::KeyTaken | Meaning::InProgress)) => Self::Unknown,
            (Some(Status::F), _) => Self::NotMoved,
            (Some(Status::U) | None, _) => Self::Unknown,
        }
    }

    /// What a business result says by the codes its page documents: `S` moved and `F` not moved, where code and status are
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
            (_, Status::S) if info.status == status => Self::Moved,
            (_, Status::F) if info.status == status => Self::NotMoved,
            _ => Self::Unknown,
        }
    }
}

/// What the page says about the code of a result.
fn documented<'a>(result: &ResultInfo, codes: &'a [CodeInfo]) -> Option<&'a CodeInfo> {
    let code = result.result_code.as_ref()?;
    codes.iter().find(|info| code == *info)
}
