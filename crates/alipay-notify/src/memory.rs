//! An inbox in memory.

use std::{
    collections::HashMap,
    fmt,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use alipay_sign::BoxFuture;
use alipay_wire::{Clock, SystemClock};

use crate::{Claim, EventId, Inbox, InboxError, Token};

/// An inbox in the memory of this process, for tests and for work that may be done twice. Clones share one.
///
/// It forgets: with the process, everything; and what is done, 48 hours after it was done, which is longer than gateways
/// deliver again. What it has forgotten is new when it comes again, be it from the gateway or from somebody who recorded
/// it. So look at the state of your order too, or keep an [`Inbox`] of your own in the storage your work goes to.
///
/// It holds 100,000 events. When it is full of events that are neither outdated nor given back, it refuses new ones
/// ([`InboxError::Full`]) rather than forget one that is done: the gateway delivers what was refused again.
#[derive(Clone)]
pub struct MemoryInbox {
    state: Arc<Mutex<State>>,
    capacity: usize,
    lease: i64,
    retention: i64,
    clock: Arc<dyn Clock>,
}

#[derive(Default)]
struct State {
    entries: HashMap<EventId, Entry>,
    claims: u64,
    /// Before this moment no entry is outdated.
    all_current_until: i64,
}

/// Until when it counts, in milliseconds since 1970.
struct Entry {
    /// `None` when it is done.
    claim: Option<Token>,
    until: i64,
}

impl MemoryInbox {
    /// An empty inbox.
    pub fn new() -> Self {
        Self {
            state: Arc::default(),
            capacity: 100_000,
            lease: millis(Duration::from_secs(90)),
            retention: millis(Duration::from_secs(48 * 60 * 60)),
            clock: Arc::new(SystemClock),
        }
    }

    /// How many events it holds at most.
    #[must_use]
    pub fn capacity(mut self, events: usize) -> Self {
        self.capacity = events;
        self
    }

    /// How long work may take before another delivery may begin it anew: 90 seconds unless set, which is less than the
    /// shortest pause between deliveries.
    #[must_use]
    pub fn lease(mut self, lease: Duration) -> Self {
        self.lease = millis(lease);
        self
    }

    /// How long it remembers what is done: 48 hours unless set. Gateways deliver again for up to 25.
    #[must_use]
    pub fn retention(mut self, retention: Duration) -> Self {
        self.retention = millis(retention);
        self
    }

    /// Tells the time by another clock.
    #[must_use]
    pub fn clock(mut self, clock: impl Clock + 'static) -> Self {
        self.clock = Arc::new(clock);
        self
    }

    fn claim(&self, event: &EventId) -> Result<Claim, InboxError> {
        let now = self.clock.now().unix_millis();
        let mut state = self.state();
        let known = state.entries.get(event).map(|entry| (entry.claim.is_some(), now < entry.until));
        match known {
            Some((true, true)) => return Ok(Claim::InProgress),
            Some((false, true)) => return Ok(Claim::Done),
            Some((_, false)) => {}
            None if state.has_room(self.capacity, now) => {}
            None => return Err(InboxError::Full),
        }
        state.claims += 1;
        let token = Token(state.claims);
        state.put(event, Entry { claim: Some(token), until: now.saturating_add(self.lease) });
        Ok(Claim::New(token))
    }

    fn settle(&self, event: &EventId, token: Token) -> Result<(), InboxError> {
        let now = self.clock.now().unix_millis();
        let mut state = self.state();
        if !state.holds(event, token) {
            return Err(InboxError::Lost);
        }
        state.put(event, Entry { claim: None, until: now.saturating_add(self.retention) });
        Ok(())
    }

    fn give_back(&self, event: &EventId, token: Token) {
        let mut state = self.state();
        if state.holds(event, token) {
            state.entries.remove(event);
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    /// Makes room by forgetting what is outdated, and nothing else.
    fn has_room(&mut self, capacity: usize, now: i64) -> bool {
        if self.entries.len() >= capacity && now >= self.all_current_until {
            self.entries.retain(|_, entry| now < entry.until);
            self.all_current_until = self.entries.values().map(|entry| entry.until).min().unwrap_or(i64::MAX);
        }
        self.entries.len() < capacity
    }

    fn put(&mut self, event: &EventId, entry: Entry) {
        self.all_current_until = self.all_current_until.min(entry.until);
        self.entries.insert(event.clone(), entry);
    }

    fn holds(&self, event: &EventId, token: Token) -> bool {
        self.entries.get(event).is_some_and(|entry| entry.claim == Some(token))
    }
}

impl Inbox for MemoryInbox {
    type Work = ();

    fn begin<'a>(&'a self, event: &'a EventId) -> BoxFuture<'a, Result<Claim, InboxError>> {
        Box::pin(async { self.claim(event) })
    }

    fn commit<'a>(&'a self, event: &'a EventId, token: Token, (): ()) -> BoxFuture<'a, Result<(), InboxError>> {
        Box::pin(async move { self.settle(event, token) })
    }

    fn abort<'a>(&'a self, event: &'a EventId, token: Token) -> BoxFuture<'a, Result<(), InboxError>> {
        Box::pin(async move {
            self.give_back(event, token);
            Ok(())
        })
    }

    fn abandon(&self, event: &EventId, token: Token) {
        self.give_back(event, token);
    }
}

impl Default for MemoryInbox {
    fn default() -> Self {
        Self::new()
    }
}

/// Shows how much it holds.
impl fmt::Debug for MemoryInbox {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "MemoryInbox({} of {} events)", self.state().entries.len(), self.capacity)
    }
}

fn millis(time: Duration) -> i64 {
    i64::try_from(time.as_millis()).unwrap_or(i64::MAX)
}
