//! Which failed attempts are repeated, and when.

use std::{
    fmt,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use alipay_sign::Verified;
use alipay_wire::{Call, Effect, Safety, UnknownAnswer};
use bytes::Bytes;
use tokio::time::{Instant, Sleep, sleep};
use tower::{
    retry::Policy,
    util::rng::{HasherRng, Rng},
};

use crate::{Error, Reply, error::RetryHint};

/// How calls are repeated.
///
/// Whether a repetition is safe is not a setting: it follows from what the request is, how far the attempt came and what
/// the gateway said.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub struct Retry {
    /// Attempts at most, the first one included.
    pub attempts: u32,
    /// The first delay is between zero and this. It doubles with every attempt.
    pub base: Duration,
    /// The longest delay, also when the gateway asks for more.
    pub cap: Duration,
    /// Repetitions allowed per hundred calls.
    pub budget_percent: u32,
    /// Repetitions allowed per second beside those.
    pub budget_floor: u32,
}

impl Default for Retry {
    /// 3 attempts, 200 ms base, 5 s cap, 20 % budget with a floor of 10 a second.
    fn default() -> Self {
        Self {
            attempts: 3,
            base: Duration::from_millis(200),
            cap: Duration::from_secs(5),
            budget_percent: 20,
            budget_floor: 10,
        }
    }
}

impl Retry {
    /// One attempt a call.
    pub fn never() -> Self {
        Self { attempts: 1, ..Self::default() }
    }

    /// Sets the number of attempts, at least one.
    #[must_use]
    pub fn attempts(mut self, attempts: u32) -> Self {
        self.attempts = attempts.max(1);
        self
    }

    /// Sets the first delay and the longest one.
    #[must_use]
    pub fn backoff(mut self, base: Duration, cap: Duration) -> Self {
        (self.base, self.cap) = (base, cap);
        self
    }
}

/// Your own rule for whether a failed attempt is repeated.
///
/// Any `Fn(&Call, &Error) -> Verdict` is one.
pub trait Classify: Send + Sync {
    /// What you think of this failure.
    fn classify(&self, call: &Call, error: &Error) -> Verdict;
}

impl<F: Fn(&Call, &Error) -> Verdict + Send + Sync> Classify for F {
    fn classify(&self, call: &Call, error: &Error) -> Verdict {
        self(call, error)
    }
}

/// The opinion of a [`Classify`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Verdict {
    /// As the SDK would do without you.
    NoOpinion,
    /// Repeat, although the SDK would not. Has no force where a repetition could do something twice: for an unkeyed call
    /// with an unknown effect.
    Allow,
    /// Do not repeat. Final.
    Forbid,
}

/// The policy for `tower::retry`: one clone a call.
///
/// Budgets are shared by all clones, one for queries and one for the rest, so that a storm of the one kind does not use
/// up what the other may need. First attempts never ask a budget.
#[derive(Clone)]
pub struct RetryPolicy {
    settings: Retry,
    unknown: UnknownAnswer,
    classify: Option<Arc<dyn Classify>>,
    deadline: Duration,
    budgets: Arc<Budgets>,
    rng: HasherRng,
    state: State,
}

struct Budgets {
    queries: Budget,
    others: Budget,
}

/// The state of one call.
#[derive(Clone, Copy, Default)]
struct State {
    started: Option<Instant>,
    attempts: u32,
}

impl RetryPolicy {
    /// A policy for calls that take `deadline` at most, unless they say otherwise.
    pub fn new(settings: Retry, unknown: UnknownAnswer, deadline: Duration) -> Self {
        let budgets = Arc::new(Budgets { queries: Budget::new(&settings), others: Budget::new(&settings) });
        Self { settings, unknown, classify: None, deadline, budgets, rng: HasherRng::new(), state: State::default() }
    }

    /// Asks `classify` too.
    #[must_use]
    pub fn classify(mut self, classify: Arc<dyn Classify>) -> Self {
        self.classify = Some(classify);
        self
    }

    fn budget(&self, safety: Safety) -> &Budget {
        match safety {
            Safety::Query => &self.budgets.queries,
            Safety::Keyed | Safety::Unkeyed => &self.budgets.others,
        }
    }

    /// The delay before the next attempt, if there is to be one.
    fn delay(&mut self, call: &Call, error: &Error) -> Option<Duration> {
        let limit = call.limits().attempts.unwrap_or(self.settings.attempts);
        if self.state.attempts >= limit {
            return None;
        }
        let exponent = self.state.attempts.saturating_sub(1).min(16);
        let ceiling = self.settings.base.saturating_mul(1 << exponent).min(self.settings.cap);
        let jittered = ceiling.mul_f64(self.rng.next_f64());
        match self.hint(call, error) {
            RetryHint::Safe => Some(jittered),
            RetryHint::Never => None,
            RetryHint::UnknownAnswer | RetryHint::UnknownThrottled(_) if self.unknown == UnknownAnswer::Leave => None,
            RetryHint::UnknownAnswer => Some(jittered),
            // Slower: the full step and jitter on top, and not before the gateway said, within the cap.
            RetryHint::Throttled(asked) | RetryHint::UnknownThrottled(asked) => {
                Some(ceiling.saturating_add(jittered).max(asked.unwrap_or_default()).min(self.settings.cap))
            }
        }
    }

    /// What the failure allows, in the light of the user's opinion.
    fn hint(&self, call: &Call, error: &Error) -> RetryHint {
        let hint = error.retry_hint();
        match self.classify.as_ref().map(|user| user.classify(call, error)) {
            None | Some(Verdict::NoOpinion) => hint,
            Some(Verdict::Forbid) => RetryHint::Never,
            Some(Verdict::Allow) => match hint {
                RetryHint::Never | RetryHint::UnknownAnswer | RetryHint::UnknownThrottled(_)
                    if is_harmless(call, error) =>
                {
                    RetryHint::Safe
                }
                hint => hint,
            },
        }
    }

    fn is_in_time(&self, call: &Call, delay: Duration) -> bool {
        let limit = call.limits().timeout.unwrap_or(self.deadline);
        self.state.started.is_none_or(|started| started.elapsed().saturating_add(delay) < limit)
    }
}

impl Policy<Call, Reply<Verified<Bytes>>, Error> for RetryPolicy {
    type Future = Sleep;

    fn retry(&mut self, call: &mut Call, result: &mut Result<Reply<Verified<Bytes>>, Error>) -> Option<Sleep> {
        self.state.attempts += 1;
        if self.state.attempts == 1 {
            self.budget(call.safety()).deposit();
        }
        let Err(error) = result else { return None };
        let delay = self.delay(call, error)?;
        if !self.is_in_time(call, delay) || !self.budget(call.safety()).withdraw() {
            return None;
        }
        tracing::debug!(delay_ms = delay.as_millis() as u64, "trying again");
        Some(sleep(delay))
    }

    fn clone_request(&mut self, call: &Call) -> Option<Call> {
        // Also called on the policy that later calls are cloned from: its first call must not start their clocks.
        if self.state.attempts == 0 {
            self.state.started = Some(Instant::now());
        }
        Some(call.clone())
    }
}

/// Whether repeating the call cannot do something twice.
fn is_harmless(call: &Call, error: &Error) -> bool {
    call.safety() != Safety::Unkeyed || call.progress().effect(call.safety()).max(error.effect()) < Effect::Unknown
}

/// How many repetitions the calls of the last ten seconds allow.
///
/// Not tower's budget: that one forgets too early when it is asked seldom, and then allows up to twice its floor.
struct Budget {
    /// What a call adds, in hundredths of a repetition.
    share: i64,
    /// What is there without any call, in the same unit.
    reserve: i64,
    began: Instant,
    recent: Mutex<Recent>,
}

/// What was added and taken away, by second, and which second is the last.
#[derive(Default)]
struct Recent {
    seconds: [i64; SECONDS],
    last: u64,
}

/// Ten, and the one that has just begun.
const SECONDS: usize = 11;
/// In hundredths.
const REPETITION: i64 = 100;

impl Budget {
    fn new(settings: &Retry) -> Self {
        let reserve = i64::from(settings.budget_floor) * (SECONDS as i64 - 1) * REPETITION;
        Self { share: settings.budget_percent.into(), reserve, began: Instant::now(), recent: Mutex::default() }
    }

    /// A call was made.
    fn deposit(&self) {
        self.change(|_, now| *now += self.share);
    }

    /// Takes a repetition, if there is one.
    fn withdraw(&self) -> bool {
        self.change(|sum, now| {
            let allowed = self.reserve + sum >= REPETITION;
            *now -= if allowed { REPETITION } else { 0 };
            allowed
        })
    }

    fn change<T>(&self, change: impl FnOnce(i64, &mut i64) -> T) -> T {
        let second = self.began.elapsed().as_secs();
        let mut recent = self.recent.lock().unwrap_or_else(PoisonError::into_inner);
        // Forget what is older. A clock that was read before another call's is not older than that.
        let second = second.max(recent.last);
        for passed in (recent.last + 1..=second).rev().take(SECONDS) {
            *recent.of(passed) = 0;
        }
        recent.last = second;
        let sum = recent.seconds.iter().sum();
        change(sum, recent.of(second))
    }
}

impl Recent {
    #[expect(clippy::indexing_slicing, reason = "the remainder is within the array")]
    fn of(&mut self, second: u64) -> &mut i64 {
        &mut self.seconds[(second % SECONDS as u64) as usize]
    }
}

impl fmt::Debug for RetryPolicy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RetryPolicy")
            .field("settings", &self.settings)
            .field("unknown", &self.unknown)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use tokio::time::advance;

    use super::*;

    fn budget(percent: u32, floor: u32) -> Budget {
        Budget::new(&Retry { budget_percent: percent, budget_floor: floor, ..Retry::default() })
    }

    fn taken(budget: &Budget) -> usize {
        std::iter::repeat_with(|| budget.withdraw()).take(1000).take_while(|taken| *taken).count()
    }

    #[tokio::test(start_paused = true)]
    async fn a_budget_remembers_ten_seconds() {
        let budget = budget(20, 1);
        assert_eq!(taken(&budget), 10, "the floor of ten seconds");
        (0..100).for_each(|_| budget.deposit());
        assert_eq!(taken(&budget), 20);
        for pause in [1, 3, 5] {
            advance(Duration::from_secs(pause)).await;
            assert_eq!(taken(&budget), 0, "after {pause} s more");
        }
        (0..5).for_each(|_| budget.deposit());
        assert_eq!(taken(&budget), 1);
        // What was taken first is forgotten, what was taken last is not.
        advance(Duration::from_secs(2)).await;
        assert_eq!(taken(&budget), 10);
        advance(Duration::from_secs(1_000_000)).await;
        assert_eq!(taken(&budget), 10);
    }

    #[tokio::test(start_paused = true)]
    async fn a_budget_may_be_nothing_or_huge() {
        let nothing = budget(0, 0);
        (0..1000).for_each(|_| nothing.deposit());
        assert_eq!(taken(&nothing), 0);
        let huge = budget(u32::MAX, u32::MAX);
        huge.deposit();
        assert_eq!(taken(&huge), 1000);
    }
}
