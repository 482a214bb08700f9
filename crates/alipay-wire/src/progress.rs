//! How far a call has come, readable from outside it.

use std::{
    sync::{
        Mutex, MutexGuard, PoisonError,
        atomic::{AtomicU8, Ordering},
    },
    time::Duration,
};

use crate::{Effect, Safety};

/// How far an attempt came.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum Phase {
    /// No byte of the body was handed to the connection: the gateway has not seen the request.
    NotSent = 0,
    /// The connection took the body: the gateway may have seen the request.
    MaybeSent = 1,
    /// An answer came back.
    Answered = 2,
}

/// One finished attempt of a call.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Attempt {
    /// How far it came.
    pub phase: Phase,
    /// What it may have done.
    pub effect: Effect,
    /// How it ended, in one word: `timeout`, `connect`, `refused`, `unknown`, ...
    pub outcome: &'static str,
    /// The HTTP status, if an answer came.
    pub status: Option<u16>,
    /// How long it took.
    pub elapsed: Duration,
}

impl Attempt {
    /// A finished attempt.
    pub fn new(phase: Phase, effect: Effect, outcome: &'static str, status: Option<u16>, elapsed: Duration) -> Self {
        Self { phase, effect, outcome, status, elapsed }
    }
}

/// The story of a call so far. Shared by the call, its attempts and whoever wants to know, also after a time-out.
#[derive(Debug, Default)]
pub struct Progress {
    phase: AtomicU8,
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    running: bool,
    attempts: Vec<Attempt>,
}

impl Progress {
    /// Begins an attempt.
    pub fn begin(&self) {
        self.state().running = true;
        self.phase.store(Phase::NotSent as u8, Ordering::SeqCst);
    }

    /// Says that the running attempt came at least as far as `phase`.
    pub fn reached(&self, phase: Phase) {
        self.phase.fetch_max(phase as u8, Ordering::SeqCst);
    }

    /// How far the running or last attempt came.
    pub fn phase(&self) -> Phase {
        match self.phase.load(Ordering::SeqCst) {
            0 => Phase::NotSent,
            1 => Phase::MaybeSent,
            _ => Phase::Answered,
        }
    }

    /// Ends the running attempt.
    pub fn end(&self, attempt: Attempt) {
        let mut state = self.state();
        state.running = false;
        state.attempts.push(attempt);
    }

    /// The finished attempts.
    pub fn history(&self) -> Vec<Attempt> {
        self.state().attempts.clone()
    }

    /// How many attempts were begun.
    pub fn attempts(&self) -> u32 {
        let state = self.state();
        u32::try_from(state.attempts.len()).unwrap_or(u32::MAX).saturating_add(u32::from(state.running))
    }

    /// What the call may have done so far, a running attempt included.
    pub fn effect(&self, safety: Safety) -> Effect {
        let phase = self.phase();
        let state = self.state();
        let running = if state.running { Effect::inconclusive(safety, phase) } else { Effect::None };
        state.attempts.iter().map(|attempt| attempt.effect).max().unwrap_or(Effect::None).max(running)
    }

    /// How far the call came in any attempt.
    pub fn furthest(&self) -> Phase {
        let phase = self.phase();
        let state = self.state();
        let running = if state.running { phase } else { Phase::NotSent };
        state.attempts.iter().map(|attempt| attempt.phase).max().unwrap_or(Phase::NotSent).max(running)
    }

    /// A verified answer that is final for the key of the call settles what earlier attempts left open.
    pub fn settle(&self, effect: Effect) {
        for attempt in &mut self.state().attempts {
            attempt.effect = attempt.effect.min(effect);
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_running_attempt_counts() {
        let progress = Progress::default();
        assert_eq!(progress.effect(Safety::Unkeyed), Effect::None);
        progress.begin();
        assert_eq!((progress.attempts(), progress.effect(Safety::Unkeyed)), (1, Effect::None));
        progress.reached(Phase::MaybeSent);
        assert_eq!(progress.effect(Safety::Unkeyed), Effect::Unknown);
        assert_eq!(progress.effect(Safety::Query), Effect::None);
        progress.end(Attempt::new(Phase::MaybeSent, Effect::Unknown, "timeout", None, Duration::ZERO));
        progress.begin();
        assert_eq!((progress.attempts(), progress.phase()), (2, Phase::NotSent));
        assert_eq!((progress.effect(Safety::Keyed), progress.furthest()), (Effect::Unknown, Phase::MaybeSent));
        progress.settle(Effect::None);
        assert_eq!(progress.effect(Safety::Keyed), Effect::None);
    }
}
