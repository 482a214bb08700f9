//! Keys are rotated on both sides under a thousand calls in flight.

use std::{
    sync::{
        Arc, Mutex,
        atomic::{AtomicU32, Ordering},
    },
    time::Duration,
};

use alipay_transport::{Body, Client, Error};
use alipay_wire::WorldFirst;
use tokio::{sync::watch, task::JoinSet};
use tower::service_fn;

use crate::storms::{
    cheap::{credentials, protocol, receive},
    payout::{PaidOut, Payout, WorldFirstPayout},
};

const CALLS: usize = 1_000;

/// A gateway that keeps requests until it is told to answer, with the key of its current version.
struct Gateway {
    /// The key versions of the requests it received.
    received: Arc<Mutex<Vec<String>>>,
    version: Arc<AtomicU32>,
    open: watch::Sender<bool>,
    client: Client<WorldFirst>,
}

fn gateway() -> Gateway {
    let (received, version) = (Arc::new(Mutex::new(Vec::new())), Arc::new(AtomicU32::new(1)));
    let (open, gate) = watch::channel(false);
    let parts = (Arc::clone(&received), Arc::clone(&version), gate);
    let http = service_fn(move |request: http::Request<Body>| {
        let (received, version, mut gate) = parts.clone();
        async move {
            // Fails when the key is not the one whose version the request names.
            let request = receive(request).await?;
            received.lock().unwrap().push(request.key_version.clone());
            gate.wait_for(|open| *open).await?;
            let paid = request.paid();
            request.answer(paid, version.load(Ordering::SeqCst)).await
        }
    });
    // So that nothing is given up or repeated, however slow the machine is.
    let client = Client::builder(protocol("C"))
        .credentials(credentials("C", 1))
        .http(http)
        .retry(alipay_transport::Retry::never());
    let client = client.timeout(Duration::from_secs(600)).attempt_timeout(Duration::from_secs(600)).build().unwrap();
    Gateway { received, version, open, client }
}

impl Gateway {
    fn call(&self, tasks: &mut JoinSet<Result<PaidOut, Error>>, numbers: std::ops::Range<usize>) {
        numbers.for_each(|number| {
            drop(tasks.spawn(self.client.send(&WorldFirstPayout::numbered(&format!("r-{number}")))))
        });
    }

    async fn holds(&self, requests: usize) {
        for _ in 0..6_000 {
            if self.received.lock().unwrap().len() == requests {
                return;
            }
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        panic!("{} requests, not {requests}", self.received.lock().unwrap().len());
    }

    fn received_with(&self, version: &str) -> usize {
        self.received.lock().unwrap().iter().filter(|received| *received == version).count()
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn calls_in_flight_outlive_a_rotation() {
    let gateway = gateway();
    let mut tasks = JoinSet::new();
    gateway.call(&mut tasks, 0..CALLS / 2);
    gateway.holds(CALLS / 2).await;
    gateway.client.swap_credentials(credentials("C", 2));
    gateway.call(&mut tasks, CALLS / 2..CALLS);
    gateway.holds(CALLS).await;
    gateway.version.store(2, Ordering::SeqCst);
    gateway.open.send_replace(true);
    for result in tasks.join_all().await {
        result.unwrap();
    }
    assert_eq!((gateway.received_with("1"), gateway.received_with("2")), (CALLS / 2, CALLS / 2));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_key_is_used_under_the_version_of_another() {
    let gateway = gateway();
    gateway.open.send_replace(true);
    let mut tasks = JoinSet::new();
    gateway.call(&mut tasks, 0..CALLS);
    // Keys are also swapped between naming and using them: signing takes a while.
    for version in 2..=200 {
        gateway.client.swap_credentials(credentials("C", version));
        gateway.version.store(version, Ordering::SeqCst);
        tokio::task::yield_now().await;
    }
    for result in tasks.join_all().await {
        result.unwrap();
    }
    assert_eq!(gateway.received.lock().unwrap().len(), CALLS);
}
