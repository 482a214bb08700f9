//! `--watch`: asks again and again, and tells what is new.

use std::{pin::pin, sync::Arc, time::Duration};

use alipay::{
    Stamp,
    wire::{Clock, SystemClock},
};
use tokio::time::{Instant, sleep_until};

use super::{
    args::BalanceArgs,
    board::{Board, Change},
    json,
    pace::Pace,
    plan::Question,
    prometheus,
    round::{self, Run},
    text,
};
use crate::{exit::Exit, failure::Failure, interrupt::interrupted, output};

/// How often gateways may be asked. An embedded one has no limits.
const SHORTEST: Duration = Duration::from_secs(60);
const SHORTEST_HERE: Duration = Duration::from_millis(100);
const LONGEST: Duration = Duration::from_secs(7 * 24 * 3600);

/// Runs until it is interrupted, which is no failure.
pub(super) async fn run(
    args: &BalanceArgs,
    questions: &[Arc<Question>],
    run: &Arc<Run>,
    interval: Duration,
) -> Result<(), Failure> {
    let shortest = if questions.iter().all(|question| question.stays_here()) { SHORTEST_HERE } else { SHORTEST };
    if !(shortest..=LONGEST).contains(&interval) {
        return Err(Failure::usage("--watch must be from 1m to 168h; for gateways on this machine, from 100ms"));
    }
    let interrupted =
        interrupted().map_err(|error| Failure::usage("signals cannot be received here").because(error))?;
    let mut interrupted = pin!(interrupted);
    let mut pace = Pace::new(questions, interval, Instant::now());
    let mut board = Board::new(questions, &args.min);
    let mut teller = Teller { as_lines: args.format.ndjson, is_first: true };
    while let Some(next) = pace.next() {
        let outcomes = tokio::select! {
            outcomes = async {
                sleep_until(next).await;
                round::ask(questions, pace.due(Instant::now()), run).await
            } => outcomes,
            () = &mut interrupted => return Ok(()),
        };
        let asked: Vec<usize> = outcomes.iter().map(|(at, _)| *at).collect();
        let mut changes = board.take(outcomes);
        let round: Vec<_> = asked.into_iter().map(|at| (at, board.problem(at))).collect();
        let over = pace.observe(&round, Instant::now());
        changes.extend(over.into_iter().filter_map(|at| board.give_up(at)));

        let is_read = teller.tell(&changes, SystemClock.now())?;
        if let Some(path) = &args.prometheus {
            prometheus::write(path, &board.report())?;
        }
        if !is_read {
            return Ok(());
        }
    }
    // There is nothing left that may be asked.
    Err(Failure::Told(Exit::Inconclusive))
}

struct Teller {
    as_lines: bool,
    is_first: bool,
}

impl Teller {
    /// Tells what is new. Says whether anybody reads it.
    fn tell(&mut self, changes: &[Change], now: Stamp) -> Result<bool, Failure> {
        let told = if self.as_lines { lines(changes, now) } else { self.words(changes, now) };
        self.is_first = false;
        output::to_reader(told.as_bytes())
    }

    /// Accounts on standard output, and everything else beside it.
    fn words(&self, changes: &[Change], now: Stamp) -> String {
        let (mut rows, mut gone, mut aside) = (Vec::new(), String::new(), String::new());
        for change in changes {
            match change {
                Change::New(row) | Change::Changed(row) => rows.push(row.clone()),
                Change::Gone(row) => gone.push_str(&format!("gone: {}\n", text::account_of(row))),
                Change::Failed(failed) => aside.push_str(&text::failure(failed)),
                Change::Recovered(failed) => aside.push_str(&text::recovered(failed)),
                Change::Below(below) => aside.push_str(&text::below(below)),
                Change::Reached(below) => aside.push_str(&text::reached(below)),
            }
        }
        let time = text::time(now);
        if !aside.is_empty() {
            output::to_stderr(&format!("{time}\n{aside}"));
        }
        if rows.is_empty() && gone.is_empty() {
            return String::new();
        }
        let gap = if self.is_first { "" } else { "\n" };
        let table = if rows.is_empty() { String::new() } else { text::table(&rows, now, output::has_colours()) };
        format!("{gap}{time}\n{table}{gone}")
    }
}

fn lines(changes: &[Change], now: Stamp) -> String {
    let line = |change: &Change| match change {
        Change::New(row) => json::row(row, Some("new"), now),
        Change::Changed(row) => json::row(row, Some("changed"), now),
        Change::Gone(row) => json::row(row, Some("gone"), now),
        Change::Failed(failed) => json::failure(failed, now),
        Change::Recovered(failed) => json::recovered(failed, now),
        Change::Below(below) => json::below(below, now),
        Change::Reached(below) => json::reached(below, now),
    };
    changes.iter().map(line).collect()
}
