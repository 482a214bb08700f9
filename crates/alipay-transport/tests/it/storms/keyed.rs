//! Many keyed calls, a third of which meet a fault.

use std::{
    collections::{HashMap, HashSet},
    sync::{Arc, Mutex},
    time::Duration,
};

use alipay_sandbox::{Fault, Sandbox};
use alipay_transport::{Body, CallService, Client, Error, Retry};
use alipay_wire::{
    Call, CodeInfo, Dws, Safety, Status,
    signed_header::code::{REPEAT_REQ_INCONSISTENT, REQUEST_TRAFFIC_EXCEED_LIMIT},
};
use tokio::task::JoinSet;
use tower::{Service, ServiceExt, layer::layer_fn, service_fn};

use crate::storms::{
    TASKS, dice,
    guide::{Guide, Row},
    payout::{DwsPayout, Payout},
};

/// At full length ten thousand: `cargo xtask soak`.
fn calls() -> usize {
    if std::env::var_os("ALIPAY_SOAK").is_some() { 10_000 } else { 1_000 }
}
const FAULTY_PERCENT: usize = 30;

/// With the letter that says that the call was turned away.
const TURNED_AWAY: CodeInfo = CodeInfo::new("REQUEST_TRAFFIC_EXCEED_LIMIT", Status::F, "");

/// The fault, the row an attempt that meets it ends in, and whether the gateway processes it.
const FAULTS: &[(Fault, Option<Row>, bool)] = &[
    (Fault::Unreachable, Some(Row::NotSent), false),
    (Fault::DropDuring, Some(Row::Sent), false),
    (Fault::DropBefore, Some(Row::Sent), false),
    (Fault::DropAfter, Some(Row::Sent), true),
    (Fault::Cut, Some(Row::Sent), true),
    (Fault::Status(503), Some(Row::Sent), false),
    (Fault::Status(404), Some(Row::Sent), false),
    (Fault::Code(TURNED_AWAY), Some(Row::TurnedAway), false),
    (Fault::Throttled, Some(Row::Unknown), false),
    (Fault::CodeAfter(REQUEST_TRAFFIC_EXCEED_LIMIT), Some(Row::Unknown), true),
    (Fault::CodeAfter(REPEAT_REQ_INCONSISTENT), Some(Row::KeyTaken), true),
    (Fault::Busy("1"), Some(Row::TooMany), false),
    (Fault::StatusAfter(429), Some(Row::TooMany), true),
    (Fault::Refused, Some(Row::Refused), false),
    (Fault::Unknown, Some(Row::Unknown), true),
    (Fault::UnsignedFailure, Some(Row::Unsigned), false),
    (Fault::FalseFailure, Some(Row::Unsigned), true),
    (Fault::WrongKey, Some(Row::NotAuthentic), true),
    (Fault::Tampered, Some(Row::NotAuthentic), true),
    (Fault::Truncated, Some(Row::NotAuthentic), true),
    (Fault::Unreadable, Some(Row::Unreadable), true),
    (Fault::StaleTime, Some(Row::NotAuthentic), true),
];

/// What the attempt of this number of the call with this number meets.
fn fate(call: usize, attempt: u32) -> (Option<Fault>, Option<Row>, bool) {
    let attempt = attempt as usize;
    if dice("faulty", [call, attempt]) % 100 >= FAULTY_PERCENT {
        return (None, None, true);
    }
    let (fault, row, processed) = FAULTS[dice("fault", [call, attempt]) % FAULTS.len()];
    (Some(fault), row, processed)
}

fn key(call: usize) -> String {
    format!("r-{call}")
}

tokio::task_local! {
    /// What the attempt under way is to meet.
    static FAULT: Option<Fault>;
}

/// The number of a call, of its attempts, and its end.
type Ended = (usize, u32, Result<(), Error>);

fn client(sandbox: &Sandbox) -> Client<Dws> {
    let choosing = layer_fn(|inner: CallService| {
        service_fn(move |call: Call| {
            let number = call.key().unwrap()[2..].parse().unwrap();
            let (fault, ..) = fate(number, call.progress().attempts() + 1);
            FAULT.scope(fault, inner.clone().oneshot(call))
        })
    });
    let (sandbox, turn) = (sandbox.clone(), Arc::new(Mutex::new(())));
    let gateway = sandbox.clone();
    let http = service_fn(move |request: http::Request<Body>| {
        // The fault is for this request and no other.
        let _turn = turn.lock().unwrap();
        FAULT.with(|fault| fault.iter().for_each(|fault| gateway.inject(*fault)));
        gateway.clone().call(request)
    });
    Client::builder(DwsPayout::protocol(&sandbox.endpoints()))
        .credentials(sandbox.credentials())
        .http(http)
        .layer_attempt(choosing)
        .retry(Retry::default().backoff(Duration::ZERO, Duration::ZERO))
        .build()
        .unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_effect_is_right_in_a_storm_of_keyed_calls() {
    let calls = calls();
    let guide = Guide::read();
    let sandbox = Sandbox::empty();
    DwsPayout::teach(&sandbox);
    let client = client(&sandbox);
    let tasks: JoinSet<Vec<Ended>> = (0..TASKS)
        .map(|task| {
            let client = client.clone();
            async move {
                let mut ends = Vec::new();
                for call in (task..calls).step_by(TASKS) {
                    let result = client.request(&DwsPayout::numbered(&key(call))).send().await;
                    let attempts = result.as_ref().map_or_else(Error::attempts, |reply| reply.attempts());
                    ends.push((call, attempts, result.map(drop)));
                }
                ends
            }
        })
        .collect();
    let ends: Vec<_> = tasks.join_all().await.into_iter().flatten().collect();
    assert_eq!(ends.len(), calls);

    let mut processed: HashMap<String, usize> = HashMap::new();
    let mut bodies: HashMap<String, HashSet<bytes::Bytes>> = HashMap::new();
    for entry in sandbox.ledger().into_iter().filter(|entry| entry.processed) {
        *processed.entry(entry.key.clone().unwrap()).or_default() += 1;
        bodies.entry(entry.key.unwrap()).or_default().insert(entry.body);
    }
    assert!(bodies.values().all(|bodies| bodies.len() == 1), "a key processed with two bodies");

    for (call, attempts, result) in &ends {
        let fates: Vec<_> = (1..=*attempts).map(|attempt| fate(*call, attempt)).collect();
        let rows: Vec<Row> = fates.iter().filter_map(|(_, row, _)| *row).collect();
        let times = processed.get(&key(*call)).copied().unwrap_or_default();
        assert_eq!(times, fates.iter().filter(|(.., processed)| *processed).count(), "{call}: {fates:?}");
        let Err(error) = result else {
            assert!(fates.last().unwrap().1.is_none(), "{call}: {fates:?}");
            continue;
        };
        assert_eq!(rows.len(), fates.len(), "{call}: {fates:?}");
        let effect = error.effect().as_str();
        assert_eq!(effect, guide.effect(&rows, Safety::Keyed), "{call}: {fates:?} {error:?}");
        assert!(times == 0 || !matches!(effect, "none" | "refused"), "{call}: {fates:?}");
    }
    let failed = ends.iter().filter(|(.., result)| result.is_err()).count();
    let attempts: u32 = ends.iter().map(|(_, attempts, _)| attempts).sum();
    println!("{calls} calls, {attempts} attempts, {failed} failed");
    assert!(failed > calls / 100 && attempts as usize > calls, "a storm");
}
