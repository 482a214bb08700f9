//! What was asked, and the result.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::moment::Moment;
use crate::{Code, MoneyOutcome, Proof, Stamp};

/// The place of a query in the schedule, from one.
///
/// A number and nothing more: it may travel through a queue beside the call.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Step(u8);

impl Step {
    /// Schedules have at most 32 steps, so the number always fits.
    pub(super) fn behind(steps: usize) -> Self {
        Self(u8::try_from(steps).unwrap_or(u8::MAX).saturating_add(1))
    }

    /// The number.
    pub const fn number(self) -> u8 {
        self.0
    }

    /// Where it stands in the history.
    pub(super) fn index(self) -> Option<usize> {
        usize::from(self.0).checked_sub(1)
    }
}

impl fmt::Display for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// What a query brought to light about the original call.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Observation {
    /// The gateway said, verified, that it was done. Ends the inquiry.
    #[serde(alias = "settled")]
    Moved,
    /// The gateway said, verified, that it was not done and will not be. Ends the inquiry.
    #[serde(alias = "refused")]
    NotMoved,
    /// It is being done.
    Pending,
    /// The gateway does not know, or its answer is of no use.
    Unknown,
    /// The gateway has not heard of it. Not final: the original call may still be on its way.
    NotFound,
    /// The gateway was not reached, or did not answer.
    Unreachable,
}

impl Observation {
    pub(super) fn is_final(self) -> bool {
        matches!(self, Self::Moved | Self::NotMoved)
    }
}

/// The result of one query, to be given to [`Inquiry::observe`](super::Inquiry::observe).
///
/// What ends an inquiry is the gateway's verified word, so it takes a [`Proof`]; only [`Record::answered`] can say that
/// money moved or did not:
///
/// ```
/// # use alipay_wire::{Proof, MoneyOutcome, inquiry::{Observation, Record}};
/// # fn read(verified: &alipay_wire::sign::Verified<bytes::Bytes>) {
/// let record = Record::answered(MoneyOutcome::Moved, Proof::of(verified)).with_trace_id("2188e1f1");
/// assert_eq!(record.observation(), Observation::Moved);
/// # }
/// ```
/// ```compile_fail
/// # use alipay_wire::{MoneyOutcome, inquiry::Record};
/// let record = Record::answered(MoneyOutcome::Moved);
/// ```
///
/// It can be stored and sent on; a stored one is believed, as the state of an inquiry is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Record {
    observation: Observation,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    code: Option<Code>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    trace_id: Option<String>,
}

impl Record {
    /// A verified answer that says this about the money.
    pub fn answered(outcome: MoneyOutcome, _by: Proof) -> Self {
        Self::of(match outcome {
            MoneyOutcome::Moved => Observation::Moved,
            MoneyOutcome::NotMoved => Observation::NotMoved,
            MoneyOutcome::Pending => Observation::Pending,
            MoneyOutcome::Unknown => Observation::Unknown,
        })
    }

    /// The gateway does not know, or its answer is of no use: not authentic, unreadable, a refusal of the question.
    pub fn unknown() -> Self {
        Self::of(Observation::Unknown)
    }

    /// The gateway has not heard of the original call.
    pub fn not_found() -> Self {
        Self::of(Observation::NotFound)
    }

    /// The gateway was not reached, or did not answer.
    pub fn unreachable() -> Self {
        Self::of(Observation::Unreachable)
    }

    fn of(observation: Observation) -> Self {
        Self { observation, code: None, trace_id: None }
    }

    /// Notes the code of the answer.
    #[must_use]
    pub fn with_code(mut self, code: impl Into<Code>) -> Self {
        self.code = Some(code.into());
        self
    }

    /// Notes the number by which the gateway's support finds the exchange.
    #[must_use]
    pub fn with_trace_id(mut self, trace_id: impl Into<String>) -> Self {
        self.trace_id = Some(trace_id.into());
        self
    }

    /// What was observed.
    pub fn observation(&self) -> Observation {
        self.observation
    }

    /// The code of the answer. `None` where none was noted.
    pub fn code(&self) -> Option<&Code> {
        self.code.as_ref()
    }

    /// The number by which the gateway's support finds the exchange. `None` where none was noted.
    pub fn trace_id(&self) -> Option<&str> {
        self.trace_id.as_deref()
    }
}

/// One step of an inquiry: when it was asked, and what was recorded.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StepHistory {
    pub(super) step: Step,
    pub(super) asked: Vec<Moment>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) observed: Option<Observed>,
}

/// A record and its time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Observed {
    pub(super) at: Moment,
    pub(super) record: Record,
}

impl StepHistory {
    /// Which step it is.
    pub fn step(&self) -> Step {
        self.step
    }

    /// When it was handed out to be asked. More than once where the process ended before a result was recorded: each of
    /// them counts as a query on the wire, for it may have been one.
    pub fn asked(&self) -> impl ExactSizeIterator<Item = Stamp> + '_ {
        self.asked.iter().map(|at| at.stamp())
    }

    /// What was recorded. `None` while it is on its way, and for good when its result was lost.
    pub fn record(&self) -> Option<&Record> {
        self.observed.as_ref().map(|observed| &observed.record)
    }

    /// When that was recorded.
    pub fn observed_at(&self) -> Option<Stamp> {
        self.observed.as_ref().map(|observed| observed.at.stamp())
    }
}

/// All that an inquiry found out: what a person, or the gateway's support, needs to go on.
///
/// Holds codes, trace ids and times, nothing of what was asked or answered. Serialise it into a ticket.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Findings {
    pub(super) api: String,
    pub(super) called_at: Moment,
    pub(super) steps: Vec<StepHistory>,
}

impl Findings {
    /// The API that was asked.
    pub fn api(&self) -> &str {
        &self.api
    }

    /// When the original call was made.
    pub fn called_at(&self) -> Stamp {
        self.called_at.stamp()
    }

    /// Every step that was begun, in order.
    pub fn steps(&self) -> &[StepHistory] {
        &self.steps
    }
}
