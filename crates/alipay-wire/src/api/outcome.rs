//! The verdict on a call.

use super::code::{CodeInfo, Meaning, Status};

/// What happened to a call, by the gateway's verified word.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Outcome {
    /// Accepted. For money, read the API's own outcome too.
    Success,
    /// Refused: this call did nothing.
    Refused,
    /// Refused because its key is taken, perhaps by an earlier attempt: that says nothing about what the attempt did.
    KeyTaken,
    /// Failed for a reason that no page explains: it may be "in progress", or "done before". A query can be taken as refused.
    Unexplained,
    /// Turned away before processing: nothing was done, and later it may be.
    NotProcessed,
    /// The gateway does not know, or does not say.
    Unknown,
}

impl CodeInfo {
    /// What happened to a call that is answered so.
    pub const fn outcome(&self) -> Outcome {
        match (self.meaning, self.status) {
            (Meaning::InProgress, _) => Outcome::Success,
            (Meaning::KeyTaken, _) => Outcome::KeyTaken,
            (_, Status::S) => Outcome::Success,
            (_, Status::F) => Outcome::Refused,
            (_, Status::U) => Outcome::Unknown,
        }
    }
}
