//! Taking turns: one signature on a thread between two looks at timers and sockets.

use std::{
    cell::RefCell,
    future::Future,
    pin::pin,
    sync::Arc,
    task::{Context, Wake, Waker},
};

use tokio::{
    runtime::{Handle, Id},
    sync::{OwnedSemaphorePermit, Semaphore},
    task::yield_now,
};

thread_local! {
    /// The turn of this thread, and of which runtime: calls of a runtime that is not running must not hold up those of
    /// another one that has come to the same thread.
    static TURN: RefCell<(Option<Id>, Arc<Semaphore>)> = RefCell::new((None, one()));
}

fn one() -> Arc<Semaphore> {
    Arc::new(Semaphore::new(1))
}

/// The turn to sign on a thread.
pub(crate) struct Turn {
    _permit: Option<OwnedSemaphorePermit>,
}

impl Turn {
    /// Waits for the turn on this thread. A call that is moved to another one meanwhile signs there.
    pub(super) async fn wait() -> Self {
        let turn = of_this_thread();
        // Nobody closes it.
        Self { _permit: turn.acquire_owned().await.ok() }
    }

    /// The turn on this thread, if nobody has it.
    #[cfg(test)]
    pub(super) fn at_once() -> Option<Self> {
        of_this_thread().try_acquire_owned().ok().map(|permit| Self { _permit: Some(permit) })
    }

    /// Ends the turn as soon as the runtime has looked at its timers and sockets, and at once outside of one.
    ///
    /// The call goes on meanwhile.
    pub(super) fn end(self) {
        let waker = Waker::from(Arc::new(End { _turn: self }));
        // The runtime keeps the waker until it has looked, and then uses it up.
        let _ = pin!(yield_now()).poll(&mut Context::from_waker(&waker));
    }
}

/// Ends the turn when it is dropped.
struct End {
    _turn: Turn,
}

impl Wake for End {
    fn wake(self: Arc<Self>) {}

    fn wake_by_ref(self: &Arc<Self>) {}
}

fn of_this_thread() -> Arc<Semaphore> {
    let runtime = Handle::try_current().ok().map(|handle| handle.id());
    let turn = TURN.try_with(|known| {
        let mut known = known.borrow_mut();
        if known.0 != runtime {
            *known = (runtime, one());
        }
        Arc::clone(&known.1)
    });
    // A thread that is ending takes no turns.
    turn.unwrap_or_else(|_| one())
}
