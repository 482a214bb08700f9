//! Threads that sign.
//!
//! Not those of the runtime for blocking work: they may all be busy with what waits for a signature.

use std::{
    collections::VecDeque,
    fmt,
    num::NonZeroUsize,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError},
    thread,
};

use alipay_sign::{Credentials, SignError, Signature};
use bytes::Bytes;
use tokio::sync::{OwnedSemaphorePermit, Semaphore, oneshot};

/// A number of threads, started when they are first needed. They end with the pool and its last slot.
#[derive(Clone)]
pub(crate) struct Pool {
    slots: Arc<Semaphore>,
    most: usize,
    threads: Arc<Threads>,
}

impl Pool {
    pub(super) fn new(threads: NonZeroUsize) -> Self {
        let most = threads.get().min(Semaphore::MAX_PERMITS);
        Self { slots: Arc::new(Semaphore::new(most)), most, threads: Arc::default() }
    }

    /// Waits for a thread.
    pub(super) async fn slot(&self) -> Slot {
        // Nobody closes it.
        let permit = Arc::clone(&self.slots).acquire_owned().await.ok();
        Slot { permit, pool: self.clone() }
    }

    #[cfg(test)]
    pub(super) fn started(&self) -> usize {
        self.threads.0.state().threads
    }
}

impl fmt::Debug for Pool {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Pool({} threads)", self.most)
    }
}

/// The right to have one signature made. Its thread is free for the next one when the signature is made, also when nobody
/// waits for it any more.
pub(crate) struct Slot {
    permit: Option<OwnedSemaphorePermit>,
    pool: Pool,
}

impl Slot {
    pub(super) async fn sign(self, credentials: Credentials, message: Bytes) -> Result<Signature, SignError> {
        let Self { permit, pool } = self;
        let (answer, signature) = oneshot::channel();
        let taken = pool.most.saturating_sub(pool.slots.available_permits());
        pool.threads.run(Job { credentials, message, answer, permit }, taken);
        signature.await.unwrap_or_else(|_| Err(failure(PoolError::Ended)))
    }
}

/// The threads' owner: they end when it is dropped.
#[derive(Default)]
struct Threads(Arc<Queue>);

impl Threads {
    /// Has a thread do it; there are as many threads as slots are `taken`.
    fn run(&self, job: Job, taken: usize) {
        let mut state = self.0.state();
        if state.threads < taken {
            let queue = Arc::clone(&self.0);
            match thread::Builder::new().name("alipay-sign".to_owned()).spawn(move || queue.serve()) {
                Ok(_) => state.threads += 1,
                // The system has no more threads to give. Those that are there will do.
                Err(_) if state.threads > 0 => {}
                Err(_) => {
                    drop(state);
                    return job.run();
                }
            }
        }
        state.jobs.push_back(job);
        drop(state);
        self.0.changed.notify_one();
    }
}

impl Drop for Threads {
    fn drop(&mut self) {
        self.0.state().is_over = true;
        self.0.changed.notify_all();
    }
}

#[derive(Default)]
struct Queue {
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Default)]
struct State {
    jobs: VecDeque<Job>,
    threads: usize,
    is_over: bool,
}

impl Queue {
    /// Does one job after another until it is over.
    fn serve(&self) {
        let mut state = self.state();
        while !state.is_over {
            state = match state.jobs.pop_front() {
                Some(job) => {
                    drop(state);
                    job.run();
                    self.state()
                }
                None => self.changed.wait(state).unwrap_or_else(PoisonError::into_inner),
            };
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

struct Job {
    credentials: Credentials,
    message: Bytes,
    answer: oneshot::Sender<Result<Signature, SignError>>,
    permit: Option<OwnedSemaphorePermit>,
}

impl Job {
    fn run(self) {
        let Self { credentials, message, answer, permit } = self;
        if answer.is_closed() {
            return;
        }
        let sign = || credentials.signer().as_sign().map_or(Err(SignError::Backend), |signer| signer.sign(&message));
        let signature = catch_unwind(AssertUnwindSafe(sign)).unwrap_or_else(|_| Err(failure(PoolError::Panicked)));
        // The thread is free from here on, and anyone who is told may want it.
        drop(permit);
        let _ = answer.send(signature);
    }
}

/// The signature was not made.
#[derive(Clone, Copy, Debug, thiserror::Error)]
enum PoolError {
    /// The signer panicked.
    #[error("the signer panicked")]
    Panicked,
    /// The threads are gone, and the job with them.
    #[error("the threads that sign have ended")]
    Ended,
}

fn failure(error: PoolError) -> SignError {
    SignError::External(Box::new(error))
}
