//! Each placement signs, keeps its bounds, and gives its place back, however a call ends.

use std::{
    sync::{
        Condvar, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use alipay_sign::{BoxFuture, KeyId, KeyIdentity, SignAsync, Verify, VerifyError};
use tokio::{
    runtime::{Builder, Runtime},
    task::JoinSet,
    time::timeout,
};

use super::*;

/// A door that signers stop at until it is opened; counts who is before it.
#[derive(Default)]
struct Door {
    is_open: Mutex<bool>,
    opened: Condvar,
    now: AtomicUsize,
    most: AtomicUsize,
    all: AtomicUsize,
}

impl Door {
    fn pass(&self) {
        let now = self.now.fetch_add(1, Ordering::SeqCst) + 1;
        self.most.fetch_max(now, Ordering::SeqCst);
        self.all.fetch_add(1, Ordering::SeqCst);
        let mut is_open = self.is_open.lock().unwrap();
        while !*is_open {
            is_open = self.opened.wait(is_open).unwrap();
        }
        drop(is_open);
        self.now.fetch_sub(1, Ordering::SeqCst);
    }

    fn open(&self) {
        *self.is_open.lock().unwrap() = true;
        self.opened.notify_all();
    }

    /// Until so many have come.
    async fn seen(&self, all: usize) {
        while self.all.load(Ordering::SeqCst) < all {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
    }
}

/// "Signs" with what it is told to sign, and does something meanwhile.
struct Signer<F>(KeyIdentity, F);

impl<F: Fn() + Send + Sync> Sign for Signer<F> {
    fn key(&self) -> &KeyIdentity {
        &self.0
    }

    fn sign(&self, message: &[u8]) -> Result<Signature, SignError> {
        (self.1)();
        Ok(Signature::new(message.to_vec()))
    }
}

struct Nobody;

impl Verify for Nobody {
    fn verify(&self, _: Option<&KeyId>, _: &[u8], _: &[u8]) -> Result<(), VerifyError> {
        Err(VerifyError::Mismatch)
    }
}

fn credentials(meanwhile: impl Fn() + Send + Sync + 'static) -> Credentials {
    Credentials::new(Signer(KeyIdentity::new(), meanwhile), Nobody).unwrap()
}

async fn sign(places: Places, credentials: Credentials) -> Result<Signature, SignError> {
    places.wait(&credentials).await.sign(&credentials, &Bytes::from_static(b"message")).await
}

fn two() -> NonZeroUsize {
    NonZeroUsize::new(2).unwrap()
}

fn all() -> [Placement; 3] {
    [Placement::Inline, Placement::InTurn, Placement::Pool { threads: two() }]
}

fn runtimes() -> [Runtime; 2] {
    [Builder::new_current_thread(), Builder::new_multi_thread()]
        .map(|mut builder| builder.worker_threads(2).enable_all().build().unwrap())
}

#[test]
fn all_sign_on_every_runtime() {
    for runtime in runtimes() {
        for placement in all() {
            let (places, credentials) = (Places::from(placement), credentials(|| {}));
            let signed = runtime.block_on(async {
                let mut calls = JoinSet::new();
                (0..100).for_each(|_| drop(calls.spawn(sign(places.clone(), credentials.clone()))));
                calls.join_all().await
            });
            assert_eq!(signed.len(), 100);
            assert!(signed.into_iter().all(|signature| signature.unwrap().as_bytes() == b"message"), "{placement:?}");
        }
    }
}

/// As on the main task of a runtime that polls all calls itself, and where there is no runtime at all.
#[test]
fn all_sign_wherever_they_are_polled() {
    for placement in all() {
        let (places, credentials) = (Places::from(placement), credentials(|| {}));
        let [runtime, _other] = runtimes();
        runtime.block_on(async {
            let calls = [(); 3].map(|()| sign(places.clone(), credentials.clone()));
            let [a, b, c] = calls;
            let (a, b, c) = tokio::join!(a, b, c);
            assert!(a.is_ok() && b.is_ok() && c.is_ok(), "{placement:?}");
        });
        let elsewhere = std::thread::spawn(move || {
            // A handle from outside: polled on a thread that is none of the runtime's.
            runtime.handle().clone().block_on(async {
                for _ in 0..3 {
                    sign(places.clone(), credentials.clone()).await.unwrap();
                }
            });
            let mut bare = std::pin::pin!(sign(Places::InTurn, credentials));
            let mut context = std::task::Context::from_waker(std::task::Waker::noop());
            assert!(bare.as_mut().poll(&mut context).is_ready(), "without a runtime nobody is waited for");
        });
        elsewhere.join().unwrap();
    }
}

#[tokio::test]
async fn a_pool_signs_no_more_at_a_time_than_it_has_threads() {
    let door = Arc::new(Door::default());
    let credentials = credentials({
        let door = Arc::clone(&door);
        move || door.pass()
    });
    let places = Places::from(Placement::Pool { threads: two() });
    let Places::Pool(pool) = &places else { unreachable!() };
    assert_eq!(pool.started(), 0, "threads are started when they are needed");
    let mut calls = JoinSet::new();
    (0..10).for_each(|_| drop(calls.spawn(sign(places.clone(), credentials.clone()))));
    door.seen(2).await;
    assert_eq!((door.all.load(Ordering::SeqCst), pool.started()), (2, 2));
    door.open();
    assert!(calls.join_all().await.iter().all(Result::is_ok));
    assert_eq!((door.most.load(Ordering::SeqCst), door.all.load(Ordering::SeqCst)), (2, 10));
}

#[tokio::test]
async fn one_call_after_another_needs_one_thread() {
    let places = Places::from(Placement::pool());
    let Places::Pool(pool) = &places else { unreachable!() };
    for _ in 0..10 {
        sign(places.clone(), credentials(|| {})).await.unwrap();
    }
    assert_eq!(pool.started(), 1);
}

/// Neither a call that waits for its place, nor one that waits for its signature, keeps others from signing.
#[tokio::test]
async fn a_dropped_call_gives_its_place_back() {
    let door = Arc::new(Door::default());
    let stopped = credentials({
        let door = Arc::clone(&door);
        move || door.pass()
    });
    let places = Places::from(Placement::Pool { threads: NonZeroUsize::MIN });
    let signing = tokio::spawn(sign(places.clone(), stopped.clone()));
    door.seen(1).await;
    let waiting = tokio::spawn(sign(places.clone(), stopped.clone()));
    tokio::task::yield_now().await;
    waiting.abort();
    signing.abort();
    assert!(signing.await.is_err() && waiting.await.is_err());
    door.open();
    sign(places, credentials(|| {})).await.unwrap();
    assert_eq!(door.all.load(Ordering::SeqCst), 1, "who is not waited for does not sign");
}

#[tokio::test]
async fn a_turn_that_is_not_used_is_given_back() {
    let Place::Here(Some(turn)) = Places::InTurn.wait(&credentials(|| {})).await else { panic!("it is nobody's") };
    assert!(Turn::at_once().is_none());
    // A call that is dropped between taking its turn and signing.
    drop(turn);
    assert!(Turn::at_once().is_some());
}

/// The runtime looks at its timers between any two signatures, however many calls are ready to sign.
#[tokio::test]
async fn timers_fire_between_two_turns() {
    const SIGNATURE: Duration = Duration::from_millis(5);
    let signed = Arc::new(AtomicUsize::new(0));
    let credentials = credentials({
        let signed = Arc::clone(&signed);
        move || {
            std::thread::sleep(SIGNATURE);
            signed.fetch_add(1, Ordering::SeqCst);
        }
    });
    let mut calls = JoinSet::new();
    (0..20).for_each(|_| drop(calls.spawn(sign(Places::InTurn, credentials.clone()))));
    tokio::time::sleep(SIGNATURE / 2).await;
    let meanwhile = signed.load(Ordering::SeqCst);
    assert!(meanwhile <= 2, "the timer was due during the first signature, and fired after {meanwhile}");
    calls.join_all().await;
}

#[test]
fn nobody_waits_for_a_runtime_that_is_not_running() {
    let [stopped, _] = runtimes();
    let [running, _] = runtimes();
    let credentials = credentials(|| {});
    let held = stopped.block_on(async { Places::InTurn.wait(&credentials).await });
    let own = running.block_on(async { timeout(Duration::from_secs(5), sign(Places::InTurn, credentials)).await });
    assert!(own.is_ok_and(|signature| signature.is_ok()));
    drop(held);
}

/// All threads of the runtime for blocking work wait for signatures.
#[test]
fn a_full_pool_of_the_runtime_does_not_matter() {
    for placement in all() {
        let runtime =
            Builder::new_multi_thread().worker_threads(1).max_blocking_threads(2).enable_all().build().unwrap();
        let (places, credentials) = (Places::from(placement), credentials(|| {}));
        runtime.block_on(async {
            let mut blocked = JoinSet::new();
            for _ in 0..8 {
                let (signing, runtime) = (sign(places.clone(), credentials.clone()), runtime.handle().clone());
                blocked.spawn_blocking(move || runtime.block_on(signing));
            }
            let signed = timeout(Duration::from_secs(20), blocked.join_all()).await.expect("nobody waits for ever");
            assert!(signed.iter().all(Result::is_ok), "{placement:?}");
        });
    }
}

#[tokio::test]
async fn a_panic_on_a_thread_of_the_pool_is_an_error() {
    let places = Places::from(Placement::Pool { threads: NonZeroUsize::MIN });
    let panicking = credentials(|| panic!("on purpose"));
    let error = sign(places.clone(), panicking).await.unwrap_err();
    let source = std::error::Error::source(&error).expect("a reason");
    assert_eq!(source.to_string(), "the signer panicked");
    sign(places, credentials(|| {})).await.expect("the thread goes on");
}

/// Panics where the call runs, as any code of the caller does. The turn is not lost.
#[tokio::test]
async fn a_panic_in_turn_is_the_callers() {
    let panicking = credentials(|| panic!("on purpose"));
    let call = tokio::spawn(sign(Places::InTurn, panicking));
    assert!(call.await.unwrap_err().is_panic());
    sign(Places::InTurn, credentials(|| {})).await.unwrap();
}

#[tokio::test]
async fn a_signer_elsewhere_is_asked_where_the_call_runs() {
    /// A KMS: its future must not be polled on another thread than the call's.
    struct Remote(KeyIdentity);

    impl SignAsync for Remote {
        fn key(&self) -> &KeyIdentity {
            &self.0
        }

        fn sign_async(&self, _: Bytes) -> BoxFuture<'static, Result<Signature, SignError>> {
            Box::pin(async {
                tokio::task::yield_now().await;
                let name = std::thread::current().name().unwrap_or_default().to_owned();
                Ok(Signature::new(name.into_bytes()))
            })
        }
    }

    let here = std::thread::current().name().unwrap_or_default().to_owned();
    let credentials = Credentials::new(Remote(KeyIdentity::new()), Nobody).unwrap();
    for placement in all() {
        let signature = sign(placement.into(), credentials.clone()).await.unwrap();
        assert_eq!(signature.as_bytes(), here.as_bytes(), "{placement:?}");
    }
}
