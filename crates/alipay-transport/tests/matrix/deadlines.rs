//! Calls that their own deadline ends, within an attempt.

use std::time::Duration;

use alipay_sandbox::Fault;
use alipay_wire::Safety;
use tokio::time::Instant;

use crate::{
    GUIDE, Report,
    carriers::memory,
    cases::{End, NEVER, SAFETIES, TURNED_AWAY, err},
    guide::Row,
    payout::{As, DwsPayout, Payout},
    run::differences,
};

const DEADLINE: Duration = Duration::from_secs(5);

/// What the attempts meet, the rows they end in, and the end of the call. The last attempt is under way at the deadline.
const CASES: &[(&[Fault], &[Row], End)] = &[
    (&[Fault::Stalled], &[Row::NotSent], err(1, 0)),
    (&[Fault::Slow(NEVER)], &[Row::Sent], err(1, 0)),
    (&[Fault::SlowBody(NEVER)], &[Row::Sent], err(1, 1)),
    (&[Fault::Unreachable, Fault::Stalled], &[Row::NotSent, Row::NotSent], err(2, 0)),
    (&[Fault::Code(TURNED_AWAY), Fault::Stalled], &[Row::TurnedAway, Row::NotSent], err(2, 0)),
    (&[Fault::Code(TURNED_AWAY), Fault::SlowBody(NEVER)], &[Row::TurnedAway, Row::Sent], err(2, 1)),
    (&[Fault::DropAfter, Fault::Stalled], &[Row::Sent, Row::NotSent], err(2, 1)),
];

pub(crate) async fn run(report: &mut Report) {
    for (faults, rows, end) in CASES {
        for safety in SAFETIES {
            // An unkeyed call is not repeated after a lost answer.
            if safety == Safety::Unkeyed && faults.first() == Some(&Fault::DropAfter) {
                continue;
            }
            let scene = memory::<DwsPayout>();
            faults.iter().for_each(|fault| scene.sandbox.inject(*fault));
            let request = As(DwsPayout::numbered("r-1"), safety);
            let (handle, answer) = scene.client.request(&request).timeout(DEADLINE).tracked();
            let started = Instant::now();
            let result = answer.await;
            let mut wrong = differences(&GUIDE, rows, safety, *end, &result, &handle, &scene.sandbox.ledger());
            let elapsed = started.elapsed();
            if elapsed != DEADLINE {
                wrong.push(format!("takes {elapsed:?}"));
            }
            report.add(format!("deadline: {faults:?} {safety:?}"), rows.last().copied(), wrong);
        }
    }
}
