//! Files on their way out: read in steps on the threads for blocking work, one step ahead of the connection.

use std::{
    future::Future,
    io, mem,
    pin::Pin,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    task::{Context, Poll, ready},
};

use alipay_wire::{Call, Chunks, Gate, Multipart, RequestBody, UploadObserver, UploadProgress};
use bytes::Bytes;
use tokio::{
    runtime::Handle,
    task::{JoinError, JoinHandle},
};

use crate::{Body, BodyError};

/// Makes the body that passes `gate`. Files are opened now: one that is not there keeps the request from being sent.
pub(crate) async fn begin(body: RequestBody, call: &Call, gate: &Arc<Gate>) -> io::Result<(Body, Option<Watched>)> {
    let gate = Arc::clone(gate);
    match body {
        RequestBody::Bytes(bytes) => Ok((Body::new(bytes, gate), None)),
        RequestBody::Multipart(multipart) => {
            let (watch, watched) = Watch::begin(call);
            Ok((Body::streamed(Streamed::open(*multipart, watch).await?, gate), Some(watched)))
        }
        _ => Err(io::Error::other("the protocol made a body of a kind that is not known here")),
    }
}

/// A body that is read while it is sent. Two chunks of it are in memory at most: the one that was read last, and the one
/// the connection took last.
pub(crate) struct Streamed {
    runtime: Handle,
    reading: Reading,
    total: u64,
    left: u64,
    watch: Watch,
}

enum Reading {
    Idle(Chunks),
    Ahead(JoinHandle<(Option<io::Result<Bytes>>, Chunks)>),
    Ended,
}

impl Streamed {
    /// Opens all files.
    async fn open(multipart: Multipart, watch: Watch) -> io::Result<Self> {
        let runtime = Handle::current();
        let total = multipart.len();
        let chunks = runtime.spawn_blocking(move || multipart.open()).await.map_err(abandoned)??;
        Ok(Self { runtime, reading: Reading::Idle(chunks), total, left: total, watch })
    }

    /// How many bytes are still to come.
    pub(crate) fn left(&self) -> u64 {
        self.left
    }

    /// The request cannot be sent by who has it now.
    pub(crate) fn refuse(self, reason: BodyError) {
        self.watch.fail(io::Error::other(reason));
    }

    /// The next piece. `None` when that was all, or a file cannot be read.
    pub(crate) fn poll_chunk(&mut self, cx: &mut Context<'_>) -> Poll<Option<Bytes>> {
        match mem::replace(&mut self.reading, Reading::Ended) {
            Reading::Idle(chunks) => {
                // Nothing has left yet.
                self.watch.tell(0, self.total);
                self.read_ahead(chunks);
            }
            reading => self.reading = reading,
        }
        let Reading::Ahead(task) = &mut self.reading else { return Poll::Ready(None) };
        let read = ready!(Pin::new(task).poll(cx)).map_err(abandoned);
        self.reading = Reading::Ended;
        match read {
            Ok((Some(Ok(chunk)), chunks)) => {
                self.left = self.left.saturating_sub(chunk.len() as u64);
                if self.left > 0 {
                    self.read_ahead(chunks);
                }
                self.watch.tell(self.total - self.left, self.total);
                return Poll::Ready(Some(chunk));
            }
            Ok((Some(Err(error)), _)) | Err(error) => self.watch.fail(error),
            Ok((None, _)) => {}
        }
        Poll::Ready(None)
    }

    fn read_ahead(&mut self, mut chunks: Chunks) {
        let read = move || (chunks.next(), chunks);
        self.reading = Reading::Ahead(self.runtime.spawn_blocking(read));
    }
}

/// The runtime shut down, or the source of a file panicked.
fn abandoned(_: JoinError) -> io::Error {
    io::Error::other("reading the file was abandoned")
}

/// What the body of one attempt tells, until the attempt ends.
struct Watch {
    attempt: u32,
    shared: Arc<Shared>,
}

struct Shared {
    observer: Mutex<Option<UploadObserver>>,
    failure: Mutex<Option<io::Error>>,
}

impl Watch {
    /// Watches the latest attempt of `call`.
    fn begin(call: &Call) -> (Self, Watched) {
        let observer = Mutex::new(call.upload_observer().cloned());
        let shared = Arc::new(Shared { observer, failure: Mutex::default() });
        (Self { attempt: call.progress().attempts(), shared: Arc::clone(&shared) }, Watched(shared))
    }

    fn tell(&self, sent: u64, total: u64) {
        // Held meanwhile, so that the end of the attempt waits for it: nothing is told afterwards.
        if let Some(observer) = &*locked(&self.shared.observer) {
            observer(UploadProgress::new(self.attempt, sent, total));
        }
    }

    fn fail(&self, error: io::Error) {
        *locked(&self.shared.failure) = Some(error);
    }
}

/// The sender's end of a body with files. Once it is dropped, nothing is told to the observer any more.
pub(crate) struct Watched(Arc<Shared>);

impl Watched {
    /// Why the body ended early, if it did for a reason of its own. Transports do not all pass that on.
    pub(crate) fn failure(&self) -> Option<io::Error> {
        locked(&self.0.failure).take()
    }
}

impl Drop for Watched {
    fn drop(&mut self) {
        *locked(&self.0.observer) = None;
    }
}

/// A panic of an observer is its own.
fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
