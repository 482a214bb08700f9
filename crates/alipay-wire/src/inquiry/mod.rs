//! Asking again about a call whose result is unknown, for as long as the gateway's page says.
//!
//! WorldFirst wants seven queries, 5, 10, 20, 40, 80, 160 and 320 minutes apart, and then its support: far longer than
//! a call, and longer than many a process. [`Inquiry`] is that schedule as a value: it is told the time and what was
//! observed, and says what to do next. It has no timer, no storage and no socket; it is stored between the steps.
//!
//! # One step
//!
//! 1. **Claim**: [`Inquiry::next`] says [`Ask`](Next::Ask) and has marked the step as asked.
//! 2. **Store** the inquiry. When that fails, send nothing, and go on from what is stored.
//! 3. **Send** the call once, without retries.
//! 4. **Observe**: [`Inquiry::observe`] takes the result.
//! 5. **Store** again.
//!
//! In short: store it whenever its [`revision`](Inquiry::revision) has changed, before acting. Where several processes
//! may wake up for one inquiry, store only if the stored revision is still the one that was loaded. Anyone who loses that
//! race to claim has claimed nothing and sends nothing; anyone who loses it to observe loads again and observes again.
//!
//! # What is guaranteed
//!
//! However often the processes end and wake-ups come early, late or twice:
//!
//! * **At most as many queries reach the wire as the schedule has** (seven), after the original call. Every claim
//!   counts as one of them, whether or not it was sent: nobody can tell afterwards.
//! * **Every step is asked at least once, as long as queries are left, and none is passed over.** A claimed step
//!   without a record is asked again after [`Schedule::lease`], and that takes one query off the end of the schedule.
//!   The schedule ends when either its steps or its queries are used up: a crash calls for a person sooner, never
//!   later.
//! * **Every step is recorded once.** The first record stands.
//! * **No query comes early**, by the clock that is asked. Each pause counts from the last query: when the clock jumps
//!   forward there is one query, not a burst; when it jumps back behind the last query, the whole pause begins again.
//!   [Jitter](Inquiry::with_jitter) only ever adds.
//! * **Only the gateway's verified word ends it.** "Not found" does not: the original call may still be on its way.
//! * **The question never changes.** It is the stored call, byte for byte, with the key it has; there is no way to a
//!   new one.
//!
//! # Where a process may end
//!
//! | it ends | the stored state says | so |
//! |---|---|---|
//! | before the claim is stored | not asked | the step is claimed anew; nothing was sent |
//! | after that, before sending | asked, no record | asked again after the lease; one query less at the end |
//! | after sending, before the record is stored | asked, no record | the same: the answer is lost |
//! | after the record is stored | recorded | the next step follows |
//!
//! ```
//! use std::time::Duration;
//! use alipay_wire::{
//!     ApiMeta, Call, PreparedCall, Safety, Stamp, WorldFirst, Dialect,
//!     inquiry::{Inquiry, Next, Record, Schedule},
//! };
//!
//! let noon = Stamp::from_unix_millis(1_700_000_000_000).ok_or("no date")?;
//! let question = Call::untyped(
//!     WorldFirst::untyped("/aps/api/business/transfer/inquiryTransfer")?,
//!     &serde_json::json!({ "transferRequestId": "t-1" }),
//!     Safety::Query,
//!     None,
//! )?;
//! let question = PreparedCall::new::<WorldFirst>(&question, "my-client-id", noon)?;
//! let mut inquiry = Inquiry::new(question, Schedule::WORLDFIRST, noon)?;
//!
//! let Next::Wait(until) = inquiry.next(noon) else { return Err("the first query comes later".into()) };
//! assert_eq!(until.unix_millis() - noon.unix_millis(), 5 * 60_000);
//!
//! let Next::Ask(call, step) = inquiry.next(until) else { return Err("it is time".into()) };
//! let stored = serde_json::to_string(&inquiry)?; // before sending
//! // .. send `call` ..
//! inquiry.observe(step, Record::unknown().with_code("UNKNOWN_EXCEPTION"), until)?;
//! assert!(matches!(inquiry.next(until), Next::Wait(_)));
//! # let _ = (stored, call);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod moment;
mod record;
mod schedule;
mod state;

use std::{fmt, time::Duration};

use serde::{Deserialize, Serialize};

use self::{
    moment::Moment,
    record::Observed as StoredRecord,
    state::{Jitter, State, StateError},
};
use crate::{Invalid, PreparedCall, Safety, Stamp};

pub use self::{
    record::{Findings, Observation, Record, Step, StepHistory},
    schedule::{Schedule, ScheduleError},
};

/// The clocks of several machines, and of one that is set right, differ by so much without being wrong.
const CLOCK_SKEW: Duration = Duration::from_secs(60);

/// Asks again about a call whose result is unknown. See the [module](self).
///
/// Serialise it before each query and after each observation. The layout has a version; what is read back is checked.
#[derive(Clone, Serialize, Deserialize)]
#[serde(try_from = "State")]
pub struct Inquiry(State);

/// What to do next about an inquiry.
#[derive(Debug)]
#[must_use = "a query that is not made is lost"]
pub enum Next {
    /// Nothing before this time.
    Wait(Stamp),
    /// Store the inquiry, then send this call once, and observe the result under this step. The step is claimed: it is
    /// not handed out again before its [lease](Schedule::lease) is over.
    Ask(Box<PreparedCall>, Step),
    /// Nothing: the gateway has said what happened to the original call.
    Done(Ended),
    /// Call for a person: the schedule has ended without a result.
    Escalate(Findings),
}

/// How an inquiry ended, by the gateway's verified word.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Ended {
    /// The original call was done.
    Moved,
    /// The original call was not done and will not be.
    NotMoved,
}

/// What [`Inquiry::observe`] made of a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Observed {
    /// It is recorded.
    Recorded,
    /// The step has the very same record already.
    Already,
}

/// A record was not taken. The inquiry is as it was.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ObserveError {
    /// The step was not handed out, or not by an inquiry that was stored.
    #[error("step {0} of the inquiry was not asked")]
    NotAsked(Step),
    /// The step has another record, which stands.
    #[error("step {0} of the inquiry has another record, which stands")]
    Conflict(Step),
}

impl Inquiry {
    /// Begins to ask with `call` about a call that was made at `called_at`.
    ///
    /// `call` is the query that belongs to the original call, or, where the page wants that, the original call itself
    /// with its idempotency key.
    ///
    /// # Errors
    /// [`Invalid`] when `call` is [`Unkeyed`](Safety::Unkeyed): asking would do it again.
    pub fn new(call: PreparedCall, schedule: Schedule, called_at: Stamp) -> Result<Self, Invalid> {
        if call.safety() == Safety::Unkeyed {
            return Err(Invalid::new("call", StateError::Unkeyed.to_string()));
        }
        Ok(Self(State::new(call, schedule, called_at.into())))
    }

    /// Delays each query by up to `up_to`, and never by more than the shortest pause, so that many inquiries that began
    /// together do not ask together. The delays follow from `seed`, which should differ from inquiry to inquiry.
    #[must_use]
    pub fn with_jitter(mut self, up_to: Duration, seed: u32) -> Self {
        let up_to_millis = u32::try_from(up_to.as_millis()).unwrap_or(u32::MAX);
        self.0.jitter = Some(Jitter { up_to_millis, seed });
        self
    }

    /// Says what to do at `now`, and claims the step it hands out.
    ///
    /// Safe to call at any time and any number of times. Store the inquiry before acting on [`Next::Ask`]. It changes
    /// on [`Next::Wait`] only when the clock has jumped back; store it then too, so that the pause runs on.
    pub fn next(&mut self, now: Stamp) -> Next {
        if let Some(ended) = self.ended() {
            return Next::Done(ended);
        }
        if self.is_used_up() && self.open_step().is_none() {
            return Next::Escalate(self.findings());
        }
        let due = self.due(now.into());
        if Moment::from(now) < due {
            return Next::Wait(due.stamp());
        }
        if self.is_used_up() {
            return Next::Escalate(self.findings());
        }
        let step = self.claim(now.into());
        Next::Ask(Box::new(self.0.call.clone()), step)
    }

    /// Takes the result of the query made for `step`.
    ///
    /// The first record of a step stands. It is taken whenever it comes, also after the step was given up for lost.
    ///
    /// # Errors
    /// [`ObserveError`] when the step was not asked, or has a different record.
    pub fn observe(&mut self, step: Step, record: Record, now: Stamp) -> Result<Observed, ObserveError> {
        let Some(history) = step.index().and_then(|index| self.0.steps.get_mut(index)) else {
            return Err(ObserveError::NotAsked(step));
        };
        match &history.observed {
            Some(observed) if observed.record == record => Ok(Observed::Already),
            Some(_) => Err(ObserveError::Conflict(step)),
            None => {
                let at = history.asked.iter().copied().fold(Moment::from(now), Moment::max);
                history.observed = Some(StoredRecord { at, record });
                self.0.changed();
                Ok(Observed::Recorded)
            }
        }
    }

    /// The call that asks.
    pub fn call(&self) -> &PreparedCall {
        &self.0.call
    }

    /// The schedule.
    pub fn schedule(&self) -> &Schedule {
        &self.0.schedule
    }

    /// Every step that was begun, in order.
    pub fn steps(&self) -> &[StepHistory] {
        &self.0.steps
    }

    /// How many queries were handed out. As many as may have reached the wire, and never more than the schedule has.
    pub fn queries(&self) -> usize {
        self.0.steps.iter().map(|step| step.asked.len()).sum()
    }

    /// The step that was handed out and has no record.
    pub fn open_step(&self) -> Option<Step> {
        self.0.steps.last().filter(|last| last.observed.is_none()).map(StepHistory::step)
    }

    /// How the inquiry ended, if the gateway has said.
    pub fn ended(&self) -> Option<Ended> {
        match self.0.steps.last()?.record()?.observation() {
            Observation::Moved => Some(Ended::Moved),
            Observation::NotMoved => Some(Ended::NotMoved),
            _ => None,
        }
    }

    /// All that was found out so far.
    pub fn findings(&self) -> Findings {
        Findings { api: self.0.call.api().to_owned(), called_at: self.0.called_at, steps: self.0.steps.clone() }
    }

    /// Grows with every change: a claim, a record, a clock that jumped back.
    pub fn revision(&self) -> u32 {
        self.0.revision
    }

    /// Whether no query is left.
    fn is_used_up(&self) -> bool {
        self.queries() >= self.0.schedule.steps()
    }

    /// When the running pause ends.
    fn due(&mut self, now: Moment) -> Moment {
        // The clock has jumped back behind the last query. How long ago that was nobody can tell, so the whole pause
        // begins again: too long, but never too short, and not as long as the clock was wrong.
        if now.after(CLOCK_SKEW) < self.0.since {
            self.0.since = now;
            self.0.changed();
        }
        let state = &self.0;
        let pause = match self.open_step() {
            Some(_) => state.schedule.lease(),
            // With as many records as steps there is no pause left; the caller has looked.
            None => state.schedule.intervals().nth(state.steps.len()).unwrap_or_default(),
        };
        let jitter = state.jitter.map(|jitter| jitter.before(self.queries(), state.schedule.shortest()));
        state.since.after(pause + jitter.unwrap_or_default())
    }

    /// Marks the open step as asked again, or the next one as asked.
    fn claim(&mut self, now: Moment) -> Step {
        // The history runs forward even where the clock does not.
        let at = self.latest().max(now);
        self.0.since = now;
        self.0.changed();
        if let Some(open) = self.0.steps.last_mut().filter(|last| last.observed.is_none()) {
            open.asked.push(at);
            return open.step;
        }
        let step = Step::behind(self.0.steps.len());
        self.0.steps.push(StepHistory { step, asked: vec![at], observed: None });
        step
    }

    /// The last time in the history.
    fn latest(&self) -> Moment {
        let last = self.0.steps.last();
        let asked = last.and_then(|last| last.asked.last().copied());
        let observed = last.and_then(|last| last.observed.as_ref()).map(|observed| observed.at);
        observed.or(asked).unwrap_or(self.0.called_at)
    }
}

impl TryFrom<State> for Inquiry {
    type Error = StateError;

    fn try_from(state: State) -> Result<Self, StateError> {
        state.checked().map(Self)
    }
}

/// Shows the API and how far it came. What is asked stays hidden.
impl fmt::Debug for Inquiry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Inquiry")
            .field("call", &self.0.call)
            .field("schedule", &self.0.schedule)
            .field("called_at", &self.0.called_at)
            .field("steps", &self.0.steps)
            .finish_non_exhaustive()
    }
}
