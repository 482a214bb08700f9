//! The time in the sandbox's world, which can be moved forward.

use std::{
    sync::{
        Arc, Mutex,
        atomic::{AtomicI64, Ordering},
    },
    time::Duration,
};

use alipay_wire::{Clock, Stamp, SystemClock};

use crate::{Sandbox, locked};

/// The time by which trades end and notifications are repeated. The time that protocols write stays that of the machine:
/// clients refuse answers from the future.
#[derive(Debug)]
pub(crate) struct MovableClock {
    base: Mutex<Arc<dyn Clock>>,
    ahead_millis: AtomicI64,
    /// While saved state is loaded: when it happened.
    replayed: Mutex<Option<Stamp>>,
}

impl Default for MovableClock {
    fn default() -> Self {
        Self { base: Mutex::new(Arc::new(SystemClock)), ahead_millis: AtomicI64::new(0), replayed: Mutex::default() }
    }
}

impl Clock for MovableClock {
    fn now(&self) -> Stamp {
        if let Some(stamp) = *locked(&self.replayed) {
            return stamp;
        }
        let now = locked(&self.base).now();
        Stamp::from_unix_millis(now.unix_millis().saturating_add(self.ahead_millis())).unwrap_or(now)
    }
}

impl MovableClock {
    pub(crate) fn set_base(&self, clock: Arc<dyn Clock>) {
        *locked(&self.base) = clock;
    }

    pub(crate) fn ahead_millis(&self) -> i64 {
        self.ahead_millis.load(Ordering::Acquire)
    }

    pub(crate) fn set_ahead_millis(&self, millis: i64) {
        self.ahead_millis.store(millis, Ordering::Release);
    }

    pub(crate) fn replay_at(&self, at: Option<Stamp>) {
        *locked(&self.replayed) = at;
    }
}

impl Sandbox {
    /// The time in the sandbox's world: by it orders end, and notifications are repeated.
    pub fn now(&self) -> Stamp {
        self.control.clock.now()
    }

    /// Moves the time in the sandbox's world forward: orders end that have waited too long, and a listener delivers the
    /// notifications that are due by then. What protocols write and check stays the time of the machine.
    pub fn advance(&self, by: Duration) {
        let by = i64::try_from(by.as_millis()).unwrap_or(i64::MAX);
        let clock = &self.control.clock;
        clock.set_ahead_millis(clock.ahead_millis().saturating_add(by));
        self.control.due.notify_one();
        self.control.changed();
    }
}
