//! The first call of a client: cold, after `connect()`, and over a connection that resumes.

use std::{
    future::Future,
    time::{Duration, Instant},
};

use alipay_bench::{
    case::{Case, InquireBalance},
    clients::{Wire, sdk},
    gateway::{Gateway, Settings},
    keys::Crypto,
    machine,
    stats::median,
};
use alipay_transport::Client;
use alipay_wire::WorldFirst;

use super::{block_on, shuffled};
use crate::{Result, flags::Cold};

/// Wall time and processor time of one step.
type Cost = (Duration, Duration);

/// What is measured, in the order of the table.
const STEPS: [&str; 6] = [
    "putting a client together",
    "its first call: connects, full handshake",
    "its second call: over the same connection",
    "`connect()` of a new client",
    "its first call after that",
    "a call that connects again: resumed handshake",
];

pub(crate) fn run(flags: &Cold) -> Result {
    let rounds = flags.rounds.unwrap_or(30);
    let wire = Wire::Http1Tls;
    let keeping = Gateway::start(wire.settings())?;
    let closing = Gateway::start(Settings { closing: true, ..wire.settings() })?;
    machine::pin(0);
    let mut costs: [Vec<Cost>; 6] = Default::default();
    block_on(async {
        for _ in 0..rounds {
            for which in shuffled(0..3) {
                match which {
                    0 => {
                        let (client, built) = cost(async { new(&keeping) }).await;
                        costs[0].push(built);
                        costs[1].push(call(&client).await);
                        costs[2].push(call(&client).await);
                    }
                    1 => {
                        let client = new(&keeping);
                        let (connected, took) = cost(client.connect()).await;
                        connected?;
                        costs[3].push(took);
                        costs[4].push(call(&client).await);
                    }
                    _ => {
                        let client = new(&closing);
                        call(&client).await;
                        costs[5].push(call(&client).await);
                    }
                }
            }
        }
        Ok::<_, alipay_transport::Error>(())
    })?;
    println!("HTTP/1.1 over TLS 1.3 on loopback, signed by ring; medians of {rounds} rounds\n");
    println!("| | wall, ms | CPU, ms |\n|---|---:|---:|");
    for (step, costs) in STEPS.iter().zip(&costs) {
        let millis =
            |of: fn(&Cost) -> Duration| median(costs.iter().map(|cost| of(cost).as_secs_f64() * 1e3).collect());
        println!("| {step} | {:.2} | {:.2} |", millis(|cost| cost.0), millis(|cost| cost.1));
    }
    Ok(())
}

fn new(gateway: &Gateway) -> Client<WorldFirst> {
    sdk::<InquireBalance>(gateway, Wire::Http1Tls, Crypto::Ring).build().expect("a client")
}

async fn call(client: &Client<WorldFirst>) -> Cost {
    let (answer, took) = cost(client.send(&InquireBalance::request())).await;
    answer.expect("a successful call");
    took
}

async fn cost<T>(step: impl Future<Output = T>) -> (T, Cost) {
    let (cpu, started) = (machine::cpu_time(), Instant::now());
    let done = step.await;
    (done, (started.elapsed(), machine::cpu_time().saturating_sub(cpu)))
}
