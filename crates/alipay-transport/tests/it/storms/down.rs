//! A gateway that is down gets little more than the calls themselves.

use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use alipay_transport::{Body, BoxError, Client};
use alipay_wire::{Safety, WorldFirst};
use http_body_util::{BodyExt, Full};
use tokio::task::JoinSet;
use tower::service_fn;

use crate::storms::{
    cheap::{credentials, protocol},
    payout::{As, Payout, WorldFirstPayout},
};

const CALLS: usize = 6_400;
const TASKS: usize = crate::storms::TASKS;
/// Repetitions that are allowed in any case, per second.
const FLOOR: usize = 10;
/// How long the budget remembers, in seconds.
const WINDOW: usize = 10;

fn client(attempts: &Arc<AtomicUsize>, takes_requests: bool) -> Client<WorldFirst> {
    let attempts = Arc::clone(attempts);
    let http = service_fn(move |request: http::Request<Body>| {
        attempts.fetch_add(1, Ordering::SeqCst);
        async move {
            if takes_requests {
                request.into_body().collect().await?;
            }
            Err::<http::Response<Full<bytes::Bytes>>, _>(BoxError::from("down"))
        }
    });
    let client = Client::builder(protocol("C")).credentials(credentials("C", 1)).http(http);
    // So that no call ends early, however long its pauses.
    client.timeout(Duration::from_secs(300)).build().unwrap()
}

#[tokio::test(start_paused = true)]
async fn a_gateway_that_is_down_is_not_stormed() {
    // All at once, and over a minute.
    for (pause, seconds) in [(0, 0), (600, 60)] {
        for (safety, takes_requests) in [(Safety::Query, true), (Safety::Keyed, true), (Safety::Unkeyed, false)] {
            let made = Arc::new(AtomicUsize::new(0));
            let client = client(&made, takes_requests);
            let tasks: JoinSet<()> = (0..TASKS)
                .map(|_| {
                    let client = client.clone();
                    async move {
                        for _ in 0..CALLS / TASKS {
                            let request = As(WorldFirstPayout::numbered("r-1"), safety);
                            client.request(&request).send().await.unwrap_err();
                            tokio::time::sleep(Duration::from_millis(pause)).await;
                        }
                    }
                })
                .collect();
            let started = tokio::time::Instant::now();
            tasks.join_all().await;
            let lasted = usize::try_from(started.elapsed().as_secs()).unwrap() + 1;
            let made = made.load(Ordering::SeqCst);
            let allowed = CALLS * 12 / 10 + FLOOR * (WINDOW + lasted);
            assert!(lasted >= seconds, "{lasted} s");
            assert!((CALLS..=allowed).contains(&made), "{safety:?}: {made} attempts, {allowed} allowed in {lasted} s");
        }
    }
}
