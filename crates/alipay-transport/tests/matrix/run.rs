//! Runs one case and compares the result with what is written.

use std::{fmt::Debug, future::Future, time::Duration};

use alipay_sandbox::{Entry, Listener, Sandbox};
use alipay_transport::{CallHandle, Client, Error, Reply};
use alipay_wire::{Dialect, Safety};
use tokio::time::Instant;

use crate::{
    cases::{At, End, Pause, Strike, before},
    guide::{Guide, Row},
    payout::{As, Payout},
};

/// A client, and the gateway it talks to.
pub(crate) struct Scene<D> {
    pub(crate) sandbox: Sandbox,
    pub(crate) client: Client<D>,
    /// Kept while the client needs it.
    pub(crate) _listener: Option<Listener>,
}

/// A case: the fault, which attempts meet it, what the call is, and how it ends.
pub(crate) struct Case {
    pub(crate) strike: &'static Strike,
    pub(crate) row: Option<Row>,
    pub(crate) at: At,
    pub(crate) safety: Safety,
    pub(crate) end: End,
}

/// Whether time can be told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Clock {
    Paused,
    Real,
}

impl Case {
    pub(crate) fn name<P: Payout>(&self) -> String {
        format!("{} {:?} {:?} {:?}", P::Dialect::NAME, self.strike.fault, self.at, self.safety)
    }

    /// Runs it, and gives what differs from what is written.
    pub(crate) async fn run<P: Payout>(&self, guide: &Guide, scene: Scene<P::Dialect>, clock: Clock) -> Vec<String> {
        let Scene { sandbox, client, .. } = &scene;
        // An earlier call, whose answer may be swapped in.
        let earlier = client.request(&P::numbered("r-0")).options(P::options()).send().await;
        assert!(earlier.is_ok(), "without a fault: {earlier:?}");
        let known = sandbox.ledger().len();

        let before = before(self.at);
        let strikes = if self.at == At::All { 3 } else { 1 };
        let faults =
            before.map(|(fault, ..)| fault).into_iter().chain([self.strike.fault; 3].into_iter().take(strikes));
        faults.for_each(|fault| sandbox.inject(fault));

        let started = Instant::now();
        let request = As(P::numbered("r-1"), self.safety);
        let (handle, answer) = client.request(&request).options(P::options()).tracked();
        let result = answer.await;
        let elapsed = started.elapsed();

        let rows: Vec<Row> = before.map(|(_, row, _)| row).into_iter().chain(self.row).collect();
        let entries = sandbox.ledger().split_off(known);
        let mut wrong = differences(guide, &rows, self.safety, self.end, &result, &handle, &entries);
        let (least, most) = self.time();
        if clock == Clock::Paused && !(least..=most).contains(&elapsed) {
            wrong.push(format!("takes {elapsed:?}, not {least:?} to {most:?}"));
        }
        wrong
    }

    /// The least and the most time it takes.
    fn time(&self) -> (Duration, Duration) {
        let before = before(self.at).map(|(.., pause)| pause);
        let met = self.end.attempts - u32::from(before.is_some());
        // The last attempt of a call that succeeds met no fault, unless the fault does no harm.
        let met = if self.end.ok && self.row.is_some() { met - 1 } else { met };
        let met = if self.at == At::All { met } else { met.min(1) };
        let pauses = before.into_iter().chain(std::iter::repeat(self.strike.pause));
        let pauses = (1..self.end.attempts).zip(pauses).map(|(attempt, pause)| pause.range(attempt));
        let (least, most) = pauses.fold((Duration::ZERO, Duration::ZERO), |sum, next| (sum.0 + next.0, sum.1 + next.1));
        // Timers are rounded up to the millisecond.
        let rounding = Duration::from_millis(3) * self.end.attempts;
        (self.strike.takes * met + least, self.strike.takes * met + most + rounding)
    }
}

impl Pause {
    /// The shortest and the longest pause behind the attempt of this number.
    fn range(self, attempt: u32) -> (Duration, Duration) {
        let step = Duration::from_millis(200) * 2_u32.pow(attempt - 1);
        let cap = Duration::from_secs(5);
        match self {
            Self::Backoff => (Duration::ZERO, step),
            Self::Slower(asked) => (step.max(asked).min(cap), (2 * step).max(asked).min(cap)),
        }
    }
}

/// What differs between the result of a call and what is written. `rows` are those its failed attempts ended in, and
/// `entries` what the gateway received.
pub(crate) fn differences<T: Debug>(
    guide: &Guide,
    rows: &[Row],
    safety: Safety,
    end: End,
    result: &Result<Reply<T>, Error>,
    handle: &CallHandle,
    entries: &[Entry],
) -> Vec<String> {
    let mut wrong = Vec::new();
    let mut check = |fine: bool, what: String| {
        if !fine {
            wrong.push(format!("{what}; {result:?}"));
        }
    };
    let processed = entries.iter().filter(|entry| entry.processed).count();
    let attempts = result.as_ref().map_or_else(Error::attempts, Reply::attempts);
    let found = End { ok: result.is_ok(), attempts, processed };
    check(found == end, format!("ends as {found:?}, not as {end:?}"));
    check(entries.iter().all(|entry| entry.body == entries[0].body), "another body".to_owned());

    let (effect, expected) = match result {
        Ok(_) => (handle.effect(), if safety == Safety::Query { "none" } else { "accepted" }),
        Err(error) => {
            let last = *rows.last().expect("a failed call ends in a row");
            check(guide.names(last, error.kind()), format!("the guide does not call it {}", error.kind()));
            (error.effect(), guide.effect(rows, safety))
        }
    };
    check(effect.as_str() == expected, format!("effect {effect}, the guide says {expected}"));
    check(handle.effect() == effect, format!("effect {effect}, the handle says {}", handle.effect()));

    if let Some(what) = result.as_ref().err().and_then(words_against) {
        check(false, what);
    }
    let harmless = rows.iter().all(|row| matches!(row, Row::Invalid | Row::NotSent | Row::Refused | Row::TurnedAway));
    check(!(harmless && effect.as_str() == "unknown"), "unknown, and it could be known".to_owned());
    let undone = matches!(effect.as_str(), "none" | "refused") && safety != Safety::Query;
    check(!(undone && processed > 0), format!("{effect}, and processed {processed} times"));
    wrong
}

/// What the words of an error say against its effect.
fn words_against(error: &Error) -> Option<String> {
    let text = error.to_string();
    let is_unknown = error.effect().as_str() == "unknown";
    let begins = text.starts_with(&format!("{}: it is unknown whether this was done. Query before", error.api()));
    let promises = ["nothing was sent", "refused", "not processed", "try later"];
    let promises = promises.iter().any(|promise| is_unknown && text.contains(promise));
    let asks = !is_unknown || error.advice().is_some_and(|advice| advice.to_lowercase().contains("query"));
    (begins != is_unknown || promises || !asks).then(|| format!("effect {}, in words: {text}", error.effect()))
}

/// Runs a case that is made by hand.
pub(crate) async fn by_hand<T: Debug>(
    guide: &Guide,
    row: Row,
    safety: Safety,
    end: End,
    sandbox: &Sandbox,
    (handle, answer): (CallHandle, impl Future<Output = Result<Reply<T>, Error>>),
) -> Vec<String> {
    differences(guide, &[row], safety, end, &answer.await, &handle, &sandbox.ledger())
}
