//! The cases: how a call ends under every fault, wherever it strikes.

use std::time::Duration;

use alipay_sandbox::Fault::{self, *};
use alipay_wire::{CodeInfo, Safety, Status as Letter, signed_header::code};

use crate::guide::Row;

/// Longer than any attempt may take.
pub(crate) const NEVER: Duration = Duration::from_secs(600);
const SECOND: Duration = Duration::from_secs(1);
/// What an attempt that is given up takes with a client's own settings.
const GIVEN_UP: Duration = Duration::from_secs(15);

pub(crate) const SAFETIES: [Safety; 3] = [Safety::Query, Safety::Keyed, Safety::Unkeyed];

/// Which attempts of a call meet the fault.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum At {
    /// The first.
    First,
    /// The second, after one that did not reach the gateway.
    Later,
    /// The second, after one that was processed and whose answer was lost.
    Lost,
    /// All.
    All,
}

/// How a call ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct End {
    pub(crate) ok: bool,
    pub(crate) attempts: u32,
    /// How often the gateway processed it, by its ledger.
    pub(crate) processed: usize,
}

const fn ok(attempts: u32, processed: usize) -> End {
    End { ok: true, attempts, processed }
}

pub(crate) const fn err(attempts: u32, processed: usize) -> End {
    End { ok: false, attempts, processed }
}

/// How calls end under a kind of fault: as `Query`, `Keyed`, `Unkeyed`.
///
/// An unkeyed call whose answer was lost is not repeated, so that no fault can strike after it.
pub(crate) struct Ends {
    first: [End; 3],
    later: [End; 3],
    lost: [End; 2],
    all: [End; 3],
}

impl Ends {
    /// All that are here: where the fault strikes, with which safety, and the end.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (At, Safety, End)> {
        let with = |at: At, ends: &[End]| {
            SAFETIES.iter().zip(ends).map(move |(safety, end)| (at, *safety, *end)).collect::<Vec<_>>()
        };
        [
            with(At::First, &self.first),
            with(At::Later, &self.later),
            with(At::Lost, &self.lost),
            with(At::All, &self.all),
        ]
        .into_iter()
        .flatten()
    }
}

/// Repeated whatever the call is.
pub(crate) const ALWAYS_REPEATED: Ends = Ends {
    first: [ok(2, 1), ok(2, 1), ok(2, 1)],
    later: [ok(3, 1), ok(3, 1), ok(3, 1)],
    lost: [ok(3, 2), ok(3, 2)],
    all: [err(3, 0), err(3, 0), err(3, 0)],
};

/// Not processed, which the caller cannot know: repeated where that does no harm.
const REPEATED: Ends = Ends {
    first: [ok(2, 1), ok(2, 1), err(1, 0)],
    later: [ok(3, 1), ok(3, 1), err(2, 0)],
    lost: [ok(3, 2), ok(3, 2)],
    all: [err(3, 0), err(3, 0), err(1, 0)],
};

/// Processed, which the caller cannot know: repeated where that does no harm.
const PROCESSED_AND_REPEATED: Ends = Ends {
    first: [ok(2, 2), ok(2, 2), err(1, 1)],
    later: [ok(3, 2), ok(3, 2), err(2, 1)],
    lost: [ok(3, 3), ok(3, 3)],
    all: [err(3, 3), err(3, 3), err(1, 1)],
};

/// Not processed, and not repeated.
const FINAL: Ends = Ends {
    first: [err(1, 0), err(1, 0), err(1, 0)],
    later: [err(2, 0), err(2, 0), err(2, 0)],
    lost: [err(2, 1), err(2, 1)],
    all: [err(1, 0), err(1, 0), err(1, 0)],
};

/// Processed, and not repeated.
const PROCESSED_AND_FINAL: Ends = Ends {
    first: [err(1, 1), err(1, 1), err(1, 1)],
    later: [err(2, 1), err(2, 1), err(2, 1)],
    lost: [err(2, 2), err(2, 2)],
    all: [err(1, 1), err(1, 1), err(1, 1)],
};

/// Does no harm.
const HARMLESS: Ends = Ends {
    first: [ok(1, 1), ok(1, 1), ok(1, 1)],
    later: [ok(2, 1), ok(2, 1), ok(2, 1)],
    lost: [ok(2, 2), ok(2, 2)],
    all: [ok(1, 1), ok(1, 1), ok(1, 1)],
};

/// How long a client waits before it repeats an attempt that met a fault.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Pause {
    /// Up to 200 ms, doubling.
    Backoff,
    /// From the full step to twice the step, and at least this long; at most 5 s.
    Slower(Duration),
}

use Pause::{Backoff, Slower};

/// One fault of a kind: what an attempt that meets it takes, and the pause behind it.
pub(crate) struct Strike {
    pub(crate) fault: Fault,
    pub(crate) takes: Duration,
    pub(crate) pause: Pause,
}

const fn strike(fault: Fault) -> Strike {
    lasting(fault, Duration::ZERO)
}

const fn lasting(fault: Fault, takes: Duration) -> Strike {
    Strike { fault, takes, pause: Backoff }
}

const fn slowing(fault: Fault, asked: u64) -> Strike {
    Strike { fault, takes: Duration::ZERO, pause: Slower(Duration::from_secs(asked)) }
}

/// Faults that end alike.
pub(crate) struct Kind {
    /// The row of the guide in which an attempt that meets the fault ends. `None`: it succeeds.
    pub(crate) row: Option<Row>,
    pub(crate) ends: Ends,
    pub(crate) strikes: &'static [Strike],
}

pub(crate) const KINDS: &[Kind] = &[
    Kind {
        row: Some(Row::NotSent),
        ends: ALWAYS_REPEATED,
        strikes: &[strike(Unreachable), strike(BadHandshake), lasting(Stalled, GIVEN_UP)],
    },
    Kind {
        row: Some(Row::Sent),
        ends: REPEATED,
        strikes: &[
            strike(DropDuring),
            strike(DropBefore),
            lasting(Slow(NEVER), GIVEN_UP),
            strike(Status(500)),
            strike(Status(502)),
            strike(Status(503)),
            strike(Status(504)),
        ],
    },
    Kind {
        row: Some(Row::Sent),
        ends: PROCESSED_AND_REPEATED,
        strikes: &[strike(DropAfter), strike(Cut), lasting(SlowBody(NEVER), GIVEN_UP)],
    },
    Kind {
        row: Some(Row::Sent),
        ends: FINAL,
        strikes: &[
            strike(Status(302)),
            strike(Status(400)),
            strike(Status(401)),
            strike(Status(403)),
            strike(Status(404)),
            strike(Status(501)),
        ],
    },
    Kind { row: Some(Row::Sent), ends: PROCESSED_AND_FINAL, strikes: &[strike(Oversized(2 << 20))] },
    Kind { row: Some(Row::Refused), ends: FINAL, strikes: &[strike(Refused)] },
    Kind {
        row: Some(Row::KeyTaken),
        ends: FINAL,
        strikes: &[strike(Code(TAKEN)), strike(Code(code::REPEAT_REQ_INCONSISTENT))],
    },
    Kind { row: Some(Row::KeyTaken), ends: PROCESSED_AND_FINAL, strikes: &[strike(CodeAfter(TAKEN))] },
    Kind { row: Some(Row::TooMany), ends: PROCESSED_AND_REPEATED, strikes: &[slowing(StatusAfter(429), 0)] },
    Kind {
        row: Some(Row::TooMany),
        ends: REPEATED,
        strikes: &[
            slowing(Status(429), 0),
            slowing(Busy("2"), 2),
            slowing(Busy("86400"), 86400),
            slowing(Busy("99999999999999999999999999"), 0),
            slowing(Busy("-1"), 0),
            slowing(Busy("soon"), 0),
            slowing(Busy("Wed, 21 Oct 2037 07:28:00 GMT"), 0),
        ],
    },
    Kind { row: Some(Row::Unsigned), ends: FINAL, strikes: &[strike(UnsignedFailure)] },
    Kind { row: Some(Row::Unsigned), ends: PROCESSED_AND_FINAL, strikes: &[strike(FalseFailure)] },
    Kind {
        row: Some(Row::NotAuthentic),
        ends: PROCESSED_AND_FINAL,
        strikes: &[
            strike(Unsigned),
            strike(Tampered),
            strike(WrongKey),
            strike(PartialSignature),
            strike(StrippedSignature),
            strike(Truncated),
            strike(Swapped),
        ],
    },
    Kind { row: Some(Row::Unreadable), ends: PROCESSED_AND_FINAL, strikes: &[strike(Unreadable)] },
    Kind { row: None, ends: HARMLESS, strikes: &[lasting(Slow(SECOND), SECOND), lasting(SlowBody(SECOND), SECOND)] },
];

/// Declared by the tests' own API: the key is taken.
pub(crate) const TAKEN: CodeInfo = CodeInfo::new("ACQ.TRADE_HAS_SUCCESS", Letter::F, "Query it.").key_taken();
/// On no page.
const NEW: CodeInfo = CodeInfo::new("ACQ.REQUEST_PROCESSING", Letter::F, "");
/// With the letter that says that the call was turned away.
pub(crate) const TURNED_AWAY: CodeInfo = CodeInfo::new("REQUEST_TRAFFIC_EXCEED_LIMIT", Letter::F, "");

/// How the Digital Wallet says things: "call again" when it does not know, also with too many calls.
pub(crate) const DWS: &[Kind] = &[
    STALE,
    UNSIGNED_UNKNOWN,
    Kind { row: Some(Row::Unknown), ends: PROCESSED_AND_REPEATED, strikes: &[strike(Unknown)] },
    Kind { row: Some(Row::Unknown), ends: REPEATED, strikes: &[slowing(Throttled, 0)] },
    Kind {
        row: Some(Row::Unknown),
        ends: PROCESSED_AND_REPEATED,
        strikes: &[slowing(CodeAfter(code::REQUEST_TRAFFIC_EXCEED_LIMIT), 0)],
    },
    Kind { row: Some(Row::TurnedAway), ends: ALWAYS_REPEATED, strikes: &[slowing(Code(TURNED_AWAY), 0)] },
];

/// Where answers are dated, an old one proves nothing.
const STALE: Kind = Kind { row: Some(Row::NotAuthentic), ends: PROCESSED_AND_FINAL, strikes: &[strike(StaleTime)] };

/// At `gateway.do` they are not.
const UNDATED: Kind = Kind { row: None, ends: HARMLESS, strikes: &[strike(StaleTime)] };

/// WorldFirst prescribes queries, minutes apart.
pub(crate) const WORLDFIRST: &[Kind] = &[
    STALE,
    UNSIGNED_UNKNOWN,
    Kind {
        row: Some(Row::Unknown),
        ends: PROCESSED_AND_FINAL,
        strikes: &[strike(Unknown), strike(CodeAfter(code::REQUEST_TRAFFIC_EXCEED_LIMIT))],
    },
    Kind { row: Some(Row::Unknown), ends: FINAL, strikes: &[strike(Throttled)] },
    Kind { row: Some(Row::TurnedAway), ends: ALWAYS_REPEATED, strikes: &[slowing(Code(TURNED_AWAY), 0)] },
];

/// How the Open Platform says things at `gateway.do`.
pub(crate) const GATEWAY_DO: &[Kind] = &[
    UNDATED,
    UNSIGNED_UNKNOWN,
    Kind { row: Some(Row::Unknown), ends: PROCESSED_AND_REPEATED, strikes: &[strike(Unknown)] },
    Kind { row: Some(Row::TurnedAway), ends: ALWAYS_REPEATED, strikes: &[slowing(Throttled, 0)] },
    UNDOCUMENTED,
];

/// The same over REST, where an unsigned "unknown" is an HTTP 500.
pub(crate) const REST: &[Kind] = &[
    STALE,
    Kind { row: Some(Row::Unsigned), ends: PROCESSED_AND_REPEATED, strikes: &[strike(UnsignedUnknown)] },
    Kind { row: Some(Row::Unknown), ends: PROCESSED_AND_REPEATED, strikes: &[strike(Unknown)] },
    Kind { row: Some(Row::TurnedAway), ends: ALWAYS_REPEATED, strikes: &[slowing(Throttled, 0)] },
    UNDOCUMENTED,
];

const UNDOCUMENTED: Kind = Kind { row: Some(Row::Undocumented), ends: FINAL, strikes: &[strike(Code(NEW))] };

/// "Unknown" without a signature, in an answer like any other.
const UNSIGNED_UNKNOWN: Kind =
    Kind { row: Some(Row::Unsigned), ends: PROCESSED_AND_FINAL, strikes: &[strike(UnsignedUnknown)] };

/// What a gateway words over REST and leaves unsigned, as the real one does.
pub(crate) const UNSIGNED_OVER_REST: &[Kind] = &[
    Kind { row: Some(Row::Unsigned), ends: FINAL, strikes: &[strike(Refused)] },
    Kind { row: Some(Row::Unsigned), ends: PROCESSED_AND_REPEATED, strikes: &[strike(Unknown)] },
    Kind { row: Some(Row::TooMany), ends: REPEATED, strikes: &[slowing(Throttled, 0)] },
];

/// What goes before the fault: the fault, the row in which its attempt ends, and the pause behind it.
pub(crate) fn before(at: At) -> Option<(Fault, Row, Pause)> {
    match at {
        At::First | At::All => None,
        At::Later => Some((Unreachable, Row::NotSent, Backoff)),
        At::Lost => Some((DropAfter, Row::Sent, Backoff)),
    }
}
