//! What is stored of an inquiry, and what is accepted back.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::{
    Schedule,
    moment::Moment,
    record::{Step, StepHistory},
};
use crate::{Layout, PreparedCall, Safety};

/// The stored layout. Reading one checks it: see [`State::checked`].
#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct State {
    version: Layout<1>,
    pub(super) revision: u32,
    pub(super) call: PreparedCall,
    pub(super) schedule: Schedule,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) jitter: Option<Jitter>,
    pub(super) called_at: Moment,
    /// From here the running pause counts: the original call, then the last query, by the clock as it was then.
    pub(super) since: Moment,
    pub(super) steps: Vec<StepHistory>,
}

impl State {
    pub(super) fn new(call: PreparedCall, schedule: Schedule, called_at: Moment) -> Self {
        Self {
            version: Layout,
            revision: 0,
            call,
            schedule,
            jitter: None,
            called_at,
            since: called_at,
            steps: Vec::new(),
        }
    }

    pub(super) fn changed(&mut self) {
        self.revision = self.revision.saturating_add(1);
    }

    /// Refuses what no inquiry can have become; clamps times that run backwards.
    pub(super) fn checked(mut self) -> Result<Self, StateError> {
        if self.call.safety() == Safety::Unkeyed {
            return Err(StateError::Unkeyed);
        }
        let asked: usize = self.steps.iter().map(|step| step.asked.len()).sum();
        if asked > self.schedule.steps() {
            return Err(StateError::TooManyQueries);
        }
        let mut latest = self.called_at;
        let last = self.steps.len();
        for (index, step) in self.steps.iter_mut().enumerate() {
            if step.step != Step::behind(index) || step.asked.is_empty() {
                return Err(StateError::Step);
            }
            let is_last = index + 1 == last;
            let is_final = step.record().map(|record| record.observation().is_final());
            if !is_last && is_final != Some(false) {
                return Err(StateError::Order);
            }
            let times = step.asked.iter_mut().chain(step.observed.as_mut().map(|observed| &mut observed.at));
            for at in times {
                latest = latest.max(*at);
                *at = latest;
            }
        }
        Ok(self)
    }
}

/// The stored state is none that an inquiry can be in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum StateError {
    #[error("the call of an inquiry must be a query, or carry an idempotency key")]
    Unkeyed,
    #[error("more queries were made than the schedule has")]
    TooManyQueries,
    #[error("the steps are not numbered from one, or one of them was never asked")]
    Step,
    #[error("a step follows one that is open or has ended the inquiry")]
    Order,
}

/// A delay on top of each pause. Made from a number that is stored, so that every process computes the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Jitter {
    pub(super) up_to_millis: u32,
    pub(super) seed: u32,
}

impl Jitter {
    /// The delay before the query with this number, between zero and the limit.
    pub(super) fn before(self, query: usize, limit: Duration) -> Duration {
        let limit = limit.as_millis().min(self.up_to_millis.into());
        let limit = u64::try_from(limit).unwrap_or(u64::MAX);
        let mixed = mixed((u64::from(self.seed) << 32) | u64::try_from(query).unwrap_or(u64::MAX));
        Duration::from_millis(mixed % limit.saturating_add(1))
    }
}

/// The finaliser of splitmix64: neighbouring numbers come out far apart.
fn mixed(number: u64) -> u64 {
    let mut z = number.wrapping_add(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}
