//! Many merchants in one process: what belongs to one never travels with another.

use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use alipay_transport::{Body, Client, HttpService};
use alipay_wire::{WorldFirst, WorldFirstOptions};
use tokio::{task::JoinSet, time::Instant};
use tower::service_fn;

use crate::storms::{
    TASKS,
    cheap::{credentials, protocol, receive},
    dice,
    payout::{Payout, WorldFirstPayout},
};

const IDENTITIES: usize = 200;
const CALLS: usize = 100;

fn client(identity: usize, http: impl HttpService) -> Client<WorldFirst> {
    let name = format!("C{identity}");
    Client::builder(protocol(&name)).credentials(credentials(&name, key_version(identity))).http(http).build().unwrap()
}

fn key_version(identity: usize) -> u32 {
    u32::try_from(identity).unwrap() + 1
}

fn options(identity: usize) -> WorldFirstOptions {
    WorldFirstOptions::new()
        .access_token(format!("T{identity}"))
        .connected_customer_id(format!("U{identity}"))
        .connected_account_id(format!("A{identity}"))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_request_carries_what_belongs_to_another() {
    let (received, strange) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
    let counters = (Arc::clone(&received), Arc::clone(&strange));
    let http = service_fn(move |request: http::Request<Body>| {
        let (received, strange) = counters.clone();
        async move {
            // Fails when key and client do not belong together.
            let request = receive(request).await.inspect_err(|_| {
                strange.fetch_add(1, Ordering::SeqCst);
            })?;
            let number = &request.client[1..];
            let identity: usize = number.parse().unwrap();
            let own = request.header("access-token") == format!("T{number}")
                && request.header("connected-customerid") == format!("U{number}")
                && request.header("connected-accountid") == format!("A{number}")
                && request.key_version == key_version(identity).to_string()
                && String::from_utf8_lossy(&request.body).contains(&format!("\"r-{number}-"));
            strange.fetch_add(usize::from(!own), Ordering::SeqCst);
            received.fetch_add(1, Ordering::SeqCst);
            // Others come in between.
            tokio::task::yield_now().await;
            let paid = request.paid();
            request.answer(paid, 1).await
        }
    });
    let clients: Arc<Vec<_>> = Arc::new((0..IDENTITIES).map(|identity| client(identity, http.clone())).collect());
    let tasks: JoinSet<()> = (0..TASKS)
        .map(|task| {
            let clients = Arc::clone(&clients);
            async move {
                for call in 0..CALLS {
                    let identity = dice("identity", [task, call]) % IDENTITIES;
                    let request = WorldFirstPayout::numbered(&format!("r-{identity}-{task}-{call}"));
                    let reply = clients[identity].request(&request).options(options(identity)).send().await.unwrap();
                    assert_eq!(reply.attempts(), 1);
                }
            }
        })
        .collect();
    tasks.join_all().await;
    assert_eq!((received.load(Ordering::SeqCst), strange.load(Ordering::SeqCst)), (TASKS * CALLS, 0));
}

#[tokio::test(start_paused = true)]
async fn one_throttled_identity_slows_no_other() {
    let http = service_fn(|request: http::Request<Body>| async move {
        let request = receive(request).await?;
        let busy = r#"{"result":{"resultStatus":"F","resultCode":"REQUEST_TRAFFIC_EXCEED_LIMIT"}}"#.to_owned();
        let body = if request.client == "C0" { busy } else { request.paid() };
        request.answer(body, 1).await
    });
    let tasks: JoinSet<(usize, Duration)> = (0..IDENTITIES)
        .map(|identity| (identity, client(identity, http)))
        .map(|(identity, client)| async move {
            let started = Instant::now();
            for call in 0..5 {
                let request = WorldFirstPayout::numbered(&format!("r-{call}"));
                let result = client.request(&request).options(options(identity)).send().await;
                assert_eq!(result.is_ok(), identity != 0, "{identity}: {result:?}");
            }
            (identity, started.elapsed())
        })
        .collect();
    for (identity, took) in tasks.join_all().await {
        // Five calls of three attempts, with at least 200 and 400 ms between them.
        let slow = took >= Duration::from_secs(3);
        assert_eq!(slow, identity == 0, "{identity} took {took:?}");
        assert!(identity == 0 || took.is_zero(), "{identity} took {took:?}");
    }
}
