//! When a watch asks which question again.

use std::{collections::BTreeMap, sync::Arc, time::Duration};

use alipay::{config::DialectName, wire::inquiry::Schedule};
use tokio::time::Instant;

use super::{
    plan::Question,
    problem::{Hold, Problem},
};

/// A profile that is turned away waits twice as long each time, up to this or the interval, whichever is longer.
const LONGEST_BACKOFF: Duration = Duration::from_secs(3600);

pub(super) struct Pace {
    interval: Duration,
    questions: Vec<Next>,
    /// How often in a row a profile was turned away.
    throttled: BTreeMap<Arc<str>, u32>,
}

struct Next {
    profile: Arc<str>,
    dialect: DialectName,
    /// Not before this; `None` when it is not asked any more.
    at: Option<Instant>,
    /// How often in a row the gateway did not know the answer.
    unknown: usize,
}

impl Pace {
    pub(super) fn new(questions: &[Arc<Question>], interval: Duration, now: Instant) -> Self {
        let asked = questions.iter().map(|question| (question.profile.clone(), question.dialect));
        Self::of(asked, interval, now)
    }

    fn of(questions: impl Iterator<Item = (Arc<str>, DialectName)>, interval: Duration, now: Instant) -> Self {
        let next = |(profile, dialect)| Next { profile, dialect, at: Some(now), unknown: 0 };
        Self { interval, questions: questions.map(next).collect(), throttled: BTreeMap::new() }
    }

    /// The questions to ask now.
    pub(super) fn due(&self, now: Instant) -> Vec<usize> {
        let is_due = |next: &Next| next.at.is_some_and(|at| at <= now);
        self.questions.iter().enumerate().filter(|(_, next)| is_due(next)).map(|(at, _)| at).collect()
    }

    /// When the next question is due. `None` when none is.
    pub(super) fn next(&self) -> Option<Instant> {
        self.questions.iter().filter_map(|next| next.at).min()
    }

    /// Takes how a round ended, question by question, and gives those that are not to be asked any more.
    pub(super) fn observe(&mut self, round: &[(usize, Option<&Problem>)], now: Instant) -> Vec<usize> {
        let mut over = Vec::new();
        for (at, problem) in round {
            let Some(next) = self.questions.get_mut(*at) else { continue };
            next.at = next.pause(*problem, self.interval).map(|pause| now + pause);
            if next.at.is_none() {
                over.push(*at);
            }
        }
        self.slow_down(round, now);
        over
    }

    /// Limits count calls of a client: a profile that was turned away waits with all its questions.
    fn slow_down(&mut self, round: &[(usize, Option<&Problem>)], now: Instant) {
        let mut turned_away = BTreeMap::<Arc<str>, bool>::new();
        for (at, problem) in round {
            if let Some(next) = self.questions.get(*at) {
                let throttled = problem.is_some_and(|problem| problem.hold == Hold::Throttled);
                *turned_away.entry(next.profile.clone()).or_default() |= throttled;
            }
        }
        for (profile, throttled) in turned_away {
            if !throttled {
                self.throttled.remove(&profile);
                continue;
            }
            let times = self.throttled.entry(profile.clone()).or_default();
            *times = times.saturating_add(1);
            let factor = 1_u32.checked_shl(*times).unwrap_or(u32::MAX);
            let pause = self.interval.saturating_mul(factor).min(self.interval.max(LONGEST_BACKOFF));
            for next in self.questions.iter_mut().filter(|next| next.profile == profile) {
                next.at = next.at.map(|at| at.max(now + pause));
            }
        }
    }
}

impl Next {
    /// How long to wait after such an outcome. `None` when WorldFirst's schedule is used up.
    ///
    /// Its page wants a question whose result is unknown asked again after the pauses of its schedule and never sooner.
    /// Every further question counts as one of the schedule until one has a result.
    fn pause(&mut self, problem: Option<&Problem>, interval: Duration) -> Option<Duration> {
        let is_unknown =
            |problem: &Problem| problem.hold == Hold::Unknown || (self.unknown > 0 && !problem.is_refusal());
        if self.dialect != DialectName::WorldFirst || !problem.is_some_and(is_unknown) {
            self.unknown = 0;
            return Some(interval);
        }
        let prescribed = Schedule::WORLDFIRST.intervals().nth(self.unknown)?;
        self.unknown += 1;
        Some(interval.max(prescribed))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exit::Exit;

    const MINUTE: Duration = Duration::from_secs(60);

    fn problem(hold: Hold, effect: &'static str) -> Problem {
        let exit = Exit::Inconclusive;
        let message = String::new();
        Problem { kind: "api", code: None, message, effect, advice: None, trace_id: None, attempts: 1, exit, hold }
    }

    /// One question at WorldFirst, two of a second profile there, and one at DWS.
    fn pace(interval: Duration, now: Instant) -> Pace {
        let questions = [
            ("one", DialectName::WorldFirst),
            ("two", DialectName::WorldFirst),
            ("two", DialectName::WorldFirst),
            ("wallet", DialectName::Dws),
        ];
        Pace::of(questions.into_iter().map(|(profile, dialect)| (profile.into(), dialect)), interval, now)
    }

    #[test]
    fn everything_is_asked_again_after_the_interval() {
        let now = Instant::now();
        let mut pace = pace(MINUTE, now);
        assert_eq!(pace.due(now), [0, 1, 2, 3]);
        assert!(pace.observe(&[(0, None), (1, None), (2, None), (3, None)], now).is_empty());
        assert!(pace.due(now + MINUTE - Duration::from_millis(1)).is_empty());
        assert_eq!(pace.next(), Some(now + MINUTE));
        assert_eq!(pace.due(now + MINUTE), [0, 1, 2, 3]);
    }

    /// The page of `inquiryBalance`: 7 queries at most, 5m, 10m, 20m, 40m, 80m, 160m and 320m apart.
    #[test]
    fn worldfirst_is_not_asked_sooner_than_its_page_says() {
        let mut now = Instant::now();
        let mut pace = pace(MINUTE, now);
        let (unknown, lost) = (problem(Hold::Unknown, "none"), problem(Hold::No, "none"));
        for (number, minutes) in [5, 10, 20, 40, 80, 160, 320].into_iter().enumerate() {
            // A query that got no answer is one of the seven.
            let outcome = if number == 3 { &lost } else { &unknown };
            assert!(pace.observe(&[(0, Some(outcome))], now).is_empty());
            assert!(!pace.due(now + minutes * MINUTE - Duration::from_millis(1)).contains(&0), "{minutes}");
            now += minutes * MINUTE;
            assert!(pace.due(now).contains(&0), "{minutes}");
        }
        assert_eq!(pace.observe(&[(0, Some(&unknown))], now), [0]);
        assert!(!pace.due(now + 10_000 * MINUTE).contains(&0));
    }

    #[test]
    fn a_result_ends_the_schedule_and_a_longer_interval_stands() {
        let now = Instant::now();
        let unknown = problem(Hold::Unknown, "none");
        let refused = problem(Hold::No, "refused");
        for result in [None, Some(&refused)] {
            let mut pace = pace(MINUTE, now);
            pace.observe(&[(0, Some(&unknown))], now);
            pace.observe(&[(0, Some(&unknown))], now);
            pace.observe(&[(0, result)], now);
            assert!(pace.due(now + MINUTE).contains(&0));
            pace.observe(&[(0, Some(&unknown))], now);
            assert!(!pace.due(now + 4 * MINUTE).contains(&0) && pace.due(now + 5 * MINUTE).contains(&0));
        }
        let mut slow = pace(60 * MINUTE, now);
        slow.observe(&[(0, Some(&unknown))], now);
        assert!(!slow.due(now + 59 * MINUTE).contains(&0) && slow.due(now + 60 * MINUTE).contains(&0));
        // Other gateways may be asked again at once.
        let mut pace = pace(MINUTE, now);
        pace.observe(&[(3, Some(&unknown))], now);
        assert!(pace.due(now + MINUTE).contains(&3));
    }

    #[test]
    fn a_profile_that_is_turned_away_slows_down_with_all_its_questions() {
        let now = Instant::now();
        let mut pace = pace(MINUTE, now);
        let throttled = problem(Hold::Throttled, "none");
        for minutes in [2, 4, 8, 16, 32, 60, 60] {
            pace.observe(&[(0, None), (1, Some(&throttled)), (2, None), (3, None)], now);
            assert_eq!(pace.due(now + MINUTE), [0, 3]);
            assert_eq!(pace.due(now + minutes * MINUTE - Duration::from_millis(1)), [0, 3], "{minutes}");
            assert_eq!(pace.due(now + minutes * MINUTE), [0, 1, 2, 3], "{minutes}");
        }
        pace.observe(&[(1, None), (2, None)], now);
        pace.observe(&[(1, Some(&throttled)), (2, None)], now);
        assert!(pace.due(now + 2 * MINUTE).contains(&1), "from the beginning");
    }
}
