//! When the queries are made.

use std::{borrow::Cow, time::Duration};

use serde::{Deserialize, Serialize};

const MINUTE: u32 = 60;

/// Longer than any call takes: a query without a record for this long is taken for lost.
const SHORTEST_LEASE: Duration = Duration::from_secs(60);

/// The pauses between queries, as a gateway prescribes them. One query follows each pause.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(into = "Vec<u32>", try_from = "Vec<u32>")]
pub struct Schedule {
    /// At least one, each within the bounds.
    seconds: Cow<'static, [u32]>,
}

impl Schedule {
    /// WorldFirst's: seven queries, 5, 10, 20, 40, 80, 160 and 320 minutes apart, 635 minutes in all.
    pub const WORLDFIRST: Self = Self {
        seconds: Cow::Borrowed(&[
            5 * MINUTE,
            10 * MINUTE,
            20 * MINUTE,
            40 * MINUTE,
            80 * MINUTE,
            160 * MINUTE,
            320 * MINUTE,
        ]),
    };

    /// The most queries a schedule may have.
    pub const MAX_STEPS: usize = 32;
    /// The shortest pause.
    pub const MIN_INTERVAL: Duration = Duration::from_secs(1);
    /// The longest pause: 30 days.
    pub const MAX_INTERVAL: Duration = Duration::from_secs(30 * 24 * 3600);

    /// A schedule of these pauses: the first from the original call to the first query, the others from query to query.
    /// Parts of a second are rounded up.
    ///
    /// # Errors
    /// [`ScheduleError`] when there are none or more than [`MAX_STEPS`](Self::MAX_STEPS), or when one is shorter than
    /// [`MIN_INTERVAL`](Self::MIN_INTERVAL) or longer than [`MAX_INTERVAL`](Self::MAX_INTERVAL).
    pub fn new(intervals: impl IntoIterator<Item = Duration>) -> Result<Self, ScheduleError> {
        let mut seconds = Vec::new();
        // One more than allowed is enough to see that there are too many.
        for interval in intervals.into_iter().take(Self::MAX_STEPS + 1) {
            if !(Self::MIN_INTERVAL..=Self::MAX_INTERVAL).contains(&interval) {
                return Err(ScheduleError::Interval);
            }
            let rounded = interval.as_secs() + u64::from(interval.subsec_nanos() > 0);
            seconds.push(u32::try_from(rounded).map_err(|_| ScheduleError::Interval)?);
        }
        if seconds.is_empty() || seconds.len() > Self::MAX_STEPS {
            return Err(ScheduleError::Steps);
        }
        Ok(Self { seconds: seconds.into() })
    }

    /// How many queries it has.
    pub fn steps(&self) -> usize {
        self.seconds.len()
    }

    /// The pauses in order.
    pub fn intervals(&self) -> impl Iterator<Item = Duration> + '_ {
        self.seconds.iter().map(|seconds| Duration::from_secs((*seconds).into()))
    }

    /// How long it takes, without jitter and delays.
    pub fn total(&self) -> Duration {
        self.intervals().sum()
    }

    /// After this long, a query that was handed out and has no record is taken for lost: the shortest pause, so that a
    /// repetition keeps the distance the gateway wants, and at least a minute, so that it does not overtake a slow
    /// call.
    pub fn lease(&self) -> Duration {
        self.shortest().max(SHORTEST_LEASE)
    }

    pub(super) fn shortest(&self) -> Duration {
        self.intervals().min().unwrap_or(Self::MIN_INTERVAL)
    }
}

impl From<Schedule> for Vec<u32> {
    /// The pauses in seconds.
    fn from(schedule: Schedule) -> Self {
        schedule.seconds.into_owned()
    }
}

impl TryFrom<Vec<u32>> for Schedule {
    type Error = ScheduleError;

    /// As [`Schedule::new`], from seconds.
    fn try_from(seconds: Vec<u32>) -> Result<Self, ScheduleError> {
        Self::new(seconds.into_iter().map(|seconds| Duration::from_secs(seconds.into())))
    }
}

/// These pauses do not make a schedule.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ScheduleError {
    /// There are none, or too many.
    #[error("a schedule has between 1 and {} queries", Schedule::MAX_STEPS)]
    Steps,
    /// One is too short or too long.
    #[error("the pause before a query is between 1 second and 30 days")]
    Interval,
}
