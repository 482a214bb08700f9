//! Misbehaviour on demand.

use std::{collections::VecDeque, time::Duration};

/// One misbehaviour of the gateway, or of the way to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Fault {
    /// The connection ends before the request is processed.
    DropBefore,
    /// The request is processed, and the connection ends before it is answered.
    DropAfter,
    /// The answer comes this much later.
    Slow(Duration),
    /// An HTML page with this status comes instead of an answer; the request is not processed.
    Status(u16),
    /// The gateway is too busy; the request is not processed.
    Throttled,
    /// The request is processed, and the answer says that the outcome is unknown.
    Unknown,
    /// The answer is signed with a key that is not the gateway's.
    WrongKey,
    /// The answer is not signed.
    Unsigned,
    /// The answer lost a part of its signature on the way.
    PartialSignature,
    /// A byte of the answer changed on the way.
    Tampered,
    /// The answer to an earlier request to the same path comes instead.
    Swapped,
    /// The answer is dated a day back.
    StaleTime,
    /// The answer ends in the middle.
    Truncated,
    /// The answer is padded on the way to at least this many bytes.
    Oversized(usize),
}

#[derive(Debug, Default)]
pub(crate) struct Faults(VecDeque<Fault>);

impl Faults {
    pub(crate) fn push(&mut self, fault: Fault) {
        self.0.push_back(fault);
    }

    pub(crate) fn take(&mut self) -> Option<Fault> {
        self.0.pop_front()
    }
}
