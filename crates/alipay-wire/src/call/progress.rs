//! How far a call has come, readable from outside it.

use std::{
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, AtomicU8, Ordering},
    },
    time::Duration,
};

use crate::{Effect, Safety};

/// How far an attempt came.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Phase {
    /// No byte of the body was handed to the connection: the gateway has not seen the request, and will not.
    NotSent,
    /// The connection took the body: the gateway may have seen the request.
    MaybeSent,
    /// An answer came back.
    Answered,
}

/// The way out of one attempt: the body of its request passes it, or finds it closed.
///
/// Anyone who gives up an attempt closes its gate. A body that has not passed by then cannot pass later, so "not sent" stays
/// true even when a transport still holds the request.
#[derive(Debug, Default)]
pub struct Gate {
    state: AtomicU8,
    is_closed: AtomicBool,
}

const OPEN: u8 = 0;
const PASSED: u8 = 1;
const ANSWERED: u8 = 2;
const CLOSED: u8 = 3;

impl Gate {
    /// Lets the body out. `false` when the attempt was given up before: nothing may leave then.
    #[must_use]
    pub fn pass(&self) -> bool {
        match self.state.compare_exchange(OPEN, PASSED, Ordering::SeqCst, Ordering::SeqCst) {
            Ok(_) => true,
            Err(state) => state != CLOSED,
        }
    }

    /// Notes that an answer came.
    pub fn answered(&self) {
        self.state.store(ANSWERED, Ordering::SeqCst);
    }

    /// Gives the attempt up, and tells how far it came.
    pub fn close(&self) -> Phase {
        self.is_closed.store(true, Ordering::SeqCst);
        let _ = self.state.compare_exchange(OPEN, CLOSED, Ordering::SeqCst, Ordering::SeqCst);
        self.phase()
    }

    /// Whether the attempt is over, one way or the other. Of a body that is still on its way, nothing more may leave.
    pub fn is_closed(&self) -> bool {
        self.is_closed.load(Ordering::SeqCst)
    }

    /// How far the attempt came. While the gate is open, it may yet come further.
    pub fn phase(&self) -> Phase {
        match self.state.load(Ordering::SeqCst) {
            PASSED => Phase::MaybeSent,
            ANSWERED => Phase::Answered,
            _ => Phase::NotSent,
        }
    }
}

/// One finished attempt of a call.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Attempt {
    /// How far it came.
    pub phase: Phase,
    /// What it may have done.
    pub effect: Effect,
    /// How it ended, in one word: `success`, the kind of its error, or `abandoned` when it was dropped.
    pub outcome: &'static str,
    /// The HTTP status, if an answer came.
    pub status: Option<u16>,
    /// How long it took. Zero for one that was dropped.
    pub elapsed: Duration,
}

impl Attempt {
    /// A finished attempt.
    pub fn new(phase: Phase, effect: Effect, outcome: &'static str, status: Option<u16>, elapsed: Duration) -> Self {
        Self { phase, effect, outcome, status, elapsed }
    }
}

/// The story of a call so far. Shared by the call, its attempts and anyone who wants to know, also after a time-out.
#[derive(Debug, Default)]
pub struct Progress {
    entries: Mutex<Vec<Entry>>,
    /// Whether the same call may have been sent before, by somebody who does not remember.
    was_sent_before: AtomicBool,
}

#[derive(Debug)]
enum Entry {
    Running(Arc<Gate>),
    Ended(Attempt),
}

impl Progress {
    /// Begins an attempt. It ends with the value returned, whichever way that goes.
    pub fn begin(self: &Arc<Self>, safety: Safety) -> Running {
        let gate = Arc::new(Gate::default());
        let mut entries = self.entries();
        entries.push(Entry::Running(Arc::clone(&gate)));
        Running { progress: Arc::clone(self), at: entries.len() - 1, gate, safety }
    }

    /// The same call may have been sent before this story began: whatever is not final for its key leaves that open.
    pub fn sent_before(&self) {
        self.was_sent_before.store(true, Ordering::SeqCst);
    }

    /// The finished attempts.
    pub fn history(&self) -> Vec<Attempt> {
        let ended = |entry: &Entry| match entry {
            Entry::Ended(attempt) => Some(attempt.clone()),
            Entry::Running(_) => None,
        };
        self.entries().iter().filter_map(ended).collect()
    }

    /// The finished attempt, when there is no other.
    pub fn only_attempt(&self) -> Option<Attempt> {
        match self.entries().as_slice() {
            [Entry::Ended(attempt)] => Some(attempt.clone()),
            _ => None,
        }
    }

    /// How many attempts were begun.
    pub fn attempts(&self) -> u32 {
        u32::try_from(self.entries().len()).unwrap_or(u32::MAX)
    }

    /// What the call may have done so far, running attempts included.
    pub fn effect(&self, safety: Safety) -> Effect {
        let effect = |entry: &Entry| match entry {
            Entry::Ended(attempt) => attempt.effect,
            Entry::Running(gate) => Effect::inconclusive(safety, gate.phase()),
        };
        let before = if self.was_sent_before.load(Ordering::SeqCst) { Phase::MaybeSent } else { Phase::NotSent };
        self.entries().iter().map(effect).fold(Effect::inconclusive(safety, before), Effect::max)
    }

    /// How far the call came in any attempt.
    pub fn furthest(&self) -> Phase {
        let phase = |entry: &Entry| match entry {
            Entry::Ended(attempt) => attempt.phase,
            Entry::Running(gate) => gate.phase(),
        };
        self.entries().iter().map(phase).max().unwrap_or(Phase::NotSent)
    }

    /// Gives all running attempts up.
    pub fn close(&self) {
        for entry in self.entries().iter() {
            if let Entry::Running(gate) = entry {
                gate.close();
            }
        }
    }

    /// A verified answer that is final for the key of the call settles what earlier attempts left open.
    pub fn settle(&self, effect: Effect) {
        for entry in self.entries().iter_mut() {
            if let Entry::Ended(attempt) = entry {
                attempt.effect = attempt.effect.min(effect);
            }
        }
        if effect < Effect::Unknown {
            self.was_sent_before.store(false, Ordering::SeqCst);
        }
    }

    fn entries(&self) -> MutexGuard<'_, Vec<Entry>> {
        self.entries.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// An attempt under way. Dropped before it is ended, it counts as abandoned, with all that it may have done.
#[derive(Debug)]
pub struct Running {
    progress: Arc<Progress>,
    at: usize,
    gate: Arc<Gate>,
    safety: Safety,
}

impl Running {
    /// The way out of this attempt.
    pub fn gate(&self) -> &Arc<Gate> {
        &self.gate
    }

    /// Ends the attempt. `outcome` is a word for how, `status` that of the answer if one came.
    pub fn end(self, effect: Effect, outcome: &'static str, status: Option<u16>, elapsed: Duration) {
        self.record(Attempt::new(self.gate.close(), effect, outcome, status, elapsed));
        // `drop` finds the entry ended, and leaves it.
    }

    fn record(&self, attempt: Attempt) {
        if let Some(entry @ Entry::Running(_)) = self.progress.entries().get_mut(self.at) {
            *entry = Entry::Ended(attempt);
        }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let phase = self.gate.close();
        let effect = Effect::inconclusive(self.safety, phase);
        self.record(Attempt::new(phase, effect, "abandoned", None, Duration::ZERO));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_closed_gate_lets_nothing_out() {
        let gate = Gate::default();
        assert_eq!(gate.close(), Phase::NotSent);
        assert!(!gate.pass());
        assert_eq!(gate.phase(), Phase::NotSent);

        let gate = Gate::default();
        assert!(gate.pass() && gate.pass() && !gate.is_closed());
        assert_eq!(gate.close(), Phase::MaybeSent);
        assert!(gate.is_closed(), "what follows stays here, also when something has left");
        gate.answered();
        assert_eq!(gate.close(), Phase::Answered);
    }

    #[test]
    fn every_attempt_counts_for_itself() {
        let progress = Arc::new(Progress::default());
        assert_eq!(progress.effect(Safety::Unkeyed), Effect::None);
        let first = progress.begin(Safety::Unkeyed);
        assert_eq!((progress.attempts(), progress.effect(Safety::Unkeyed)), (1, Effect::None));
        assert!(first.gate().pass());
        assert_eq!(progress.effect(Safety::Unkeyed), Effect::Unknown);
        assert_eq!(progress.effect(Safety::Query), Effect::None);
        // Another attempt, at the same time or later, does not undo what the first may have done.
        let second = progress.begin(Safety::Unkeyed);
        second.end(Effect::None, "transport", None, Duration::ZERO);
        assert_eq!((progress.attempts(), progress.effect(Safety::Unkeyed)), (2, Effect::Unknown));
        drop(first);
        let history = progress.history();
        assert_eq!((history[0].outcome, history[0].phase), ("abandoned", Phase::MaybeSent));
        assert_eq!((progress.effect(Safety::Unkeyed), progress.furthest()), (Effect::Unknown, Phase::MaybeSent));
        progress.settle(Effect::None);
        assert_eq!(progress.effect(Safety::Unkeyed), Effect::None);
    }
}
