//! Misbehaviour on demand.

use std::{collections::VecDeque, time::Duration};

use alipay_wire::CodeInfo;

/// One misbehaviour of the gateway, or of the way to it.
///
/// Unless a variant says otherwise, the request is processed, and what happens to its answer is all that is wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Fault {
    /// The connection ends before anything is sent over it: on a listener as soon as it is accepted, before any TLS.
    Unreachable,
    /// The connection is accepted, and nothing follows: no TLS handshake, no answer, no end.
    Stalled,
    /// What listens does not speak TLS. Needs a listener with TLS; elsewhere as [`Unreachable`](Fault::Unreachable).
    BadHandshake,
    /// The connection ends while the request is received. It is not processed.
    DropDuring,
    /// The connection ends before the request is processed.
    DropBefore,
    /// The request is processed, and the connection ends before it is answered.
    DropAfter,
    /// The answer comes this much later.
    Slow(Duration),
    /// Half of the answer's body comes, and the rest this much later.
    SlowBody(Duration),
    /// Half of the answer's body comes, and the connection ends.
    Cut,
    /// An HTML page with this status comes instead of an answer; the request is not processed.
    Status(u16),
    /// A page with status 429 and this `Retry-After` comes instead of an answer; the request is not processed.
    Busy(&'static str),
    /// The gateway is too busy; the request is not processed.
    Throttled,
    /// The gateway refuses; the request is not processed.
    Refused,
    /// The gateway answers with this code and its status; the request is not processed. On the Open Platform it is the
    /// sub-code of a business failure, or over REST its code.
    ///
    /// Meant for the failures and unknown results an API documents. Of a success it would be the verdict alone.
    Code(CodeInfo),
    /// As [`Code`](Fault::Code), and the request is processed all the same.
    CodeAfter(CodeInfo),
    /// As [`Status`](Fault::Status), and the request is processed: something on the way says so after the gateway has acted.
    StatusAfter(u16),
    /// An answer with this code and its status comes that nobody signed; the request is not processed.
    UnsignedCode(CodeInfo),
    /// The request is processed, and the answer says that the outcome is unknown.
    Unknown,
    /// As [`Unknown`](Fault::Unknown), in GBK, and not saying so: as the Open Platform does to requests in UTF-8. The
    /// other gateways know UTF-8 only.
    UnknownInGbk,
    /// The answer is signed with a key that is not the gateway's.
    WrongKey,
    /// The answer is not signed.
    Unsigned,
    /// A failure comes that nobody signed, as from a gateway that has no key for us; the request is not processed.
    UnsignedFailure,
    /// An answer comes that says the outcome is unknown, and nobody signed it.
    UnsignedUnknown,
    /// The request is processed, and an unsigned failure comes instead of its answer.
    FalseFailure,
    /// The answer lost a part of its signature on the way: `response-time`, `alipay-timestamp`, or the second half of
    /// `sign`.
    PartialSignature,
    /// The answer lost its signature on the way, and kept the headers that belong to it.
    StrippedSignature,
    /// A byte of the answer changed on the way.
    Tampered,
    /// The answer to an earlier request to the same path comes instead, if there was another one.
    Swapped,
    /// The answer is dated a day back, and so too old for its request. Answers of `gateway.do` have no date.
    StaleTime,
    /// The answer is signed and says success, and every other member of it is of a wrong type.
    Unreadable,
    /// The answer ends in the middle, as if that were its end.
    Truncated,
    /// The answer is padded on the way to at least this many bytes.
    Oversized(usize),
}

impl Fault {
    /// Whether a request that was processed is answered with a failure.
    pub(crate) fn hides_success(self) -> bool {
        matches!(
            self,
            Self::Unknown | Self::UnknownInGbk | Self::UnsignedUnknown | Self::FalseFailure | Self::CodeAfter(_)
        )
    }
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

    /// The fault that strikes a connection just made, if that is the next one.
    #[cfg(feature = "listen")]
    pub(crate) fn take_of_the_connection(&mut self) -> Option<Fault> {
        let strikes = matches!(self.0.front(), Some(Fault::Unreachable | Fault::Stalled | Fault::BadHandshake));
        strikes.then(|| self.0.pop_front()).flatten()
    }
}
