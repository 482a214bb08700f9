//! Where to sign: what it does to throughput, to latency, and to a neighbour on the same runtime.

use std::{
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, Instant},
};

use alipay_bench::{
    case::InquireBalance,
    clients::{Wire, sdk, sdk_caller},
    gateway::{Gateway, Settings},
    keys::Crypto,
    load::{self, Block, Caller},
    machine,
    stats::{Estimate, median, percentile},
};
use alipay_transport::Placement;
use tokio::{
    runtime::{Builder, Runtime},
    time::sleep_until,
};

use super::{calls_a_round, crypto, in_flight, shuffled};
use crate::{Result, flags};

/// How often the neighbour wants to run.
const BEAT: Duration = Duration::from_millis(1);

pub(crate) fn run(flags: &flags::Placement) -> Result {
    let crypto = crypto(flags.backend.as_deref(), Crypto::Ring)?;
    let rounds = flags.rounds.unwrap_or(if flags.quick { 3 } else { 10 });
    let gateway = Gateway::start(Settings::default())?;
    let runtimes = [
        ("current_thread", Builder::new_current_thread().enable_all().build()?),
        ("multi_thread", Builder::new_multi_thread().enable_all().build()?),
    ];
    println!(
        "signed by {} on {} cores; medians of {rounds} rounds, `[..]` is the 95 % interval\n",
        crypto.name(),
        machine::cores()
    );
    println!(
        "| runtime | in flight | placement | calls/s | of inline | CPU µs | of inline | p50 ms | p99 ms \
         | neighbour's p99 delay, ms |\n|---|---:|---|{}",
        "---:|".repeat(7)
    );
    for (name, runtime) in &runtimes {
        for in_flight in in_flight(flags.in_flight) {
            let calls = calls_a_round(in_flight, flags.quick);
            let placements = placements();
            let callers = placements.map(|(_, placement)| {
                let _inside = runtime.enter();
                let client = sdk::<InquireBalance>(&gateway, Wire::Http1, crypto).placement(placement).build();
                sdk_caller::<InquireBalance>(client.expect("a client"))
            });
            let measured = measure(runtime, &callers, in_flight, calls, rounds);
            for (placement, beats) in placements.iter().zip(&measured) {
                println!("| {name} | {in_flight} | {} {}", placement.0, row(beats, &measured[0]));
            }
        }
    }
    Ok(())
}

/// Inline comes first: the others are compared with it.
fn placements() -> [(&'static str, Placement); 3] {
    [("inline", Placement::Inline), ("in turn", Placement::InTurn), ("pool", Placement::pool())]
}

/// A round, and the 99th percentile of the neighbour's delays in it, in milliseconds.
type Round = (Block, f64);

fn measure(runtime: &Runtime, callers: &[Caller; 3], in_flight: usize, calls: usize, rounds: usize) -> [Vec<Round>; 3] {
    for caller in callers {
        runtime.block_on(load::run(caller, in_flight, 2 * in_flight));
    }
    let mut measured = [const { Vec::new() }; 3];
    for _ in 0..rounds {
        for which in shuffled(0..callers.len()) {
            let neighbour = Neighbour::move_in(runtime);
            let caller = Arc::clone(&callers[which]);
            let block = runtime.block_on(async move { load::run(&caller, in_flight, calls).await });
            measured[which].push((block, neighbour.move_out(runtime)));
        }
    }
    measured
}

fn row(rounds: &[Round], inline: &[Round]) -> String {
    let of = |rounds: &[Round], value: fn(&Round) -> f64| rounds.iter().map(value).collect::<Vec<f64>>();
    let middle = |value| median(of(rounds, value));
    let ratio = |value| Estimate::of_ratios(of(rounds, value).into_iter().zip(of(inline, value)));
    let rate = |round: &Round| round.0.rate();
    let cpu = |round: &Round| round.0.cpu_micros();
    format!(
        "| {:.0} | {:.2} | {:.0} | {:.2} | {:.2} | {:.2} | {:.2} |",
        middle(rate),
        ratio(rate),
        middle(cpu),
        ratio(cpu),
        middle(|round| round.0.latency_millis(0.5)),
        middle(|round| round.0.latency_millis(0.99)),
        middle(|round| round.1),
    )
}

/// A task on the same runtime that wants to run every millisecond, and notes how much later it did.
struct Neighbour {
    is_over: Arc<AtomicBool>,
    delays: Arc<Mutex<Vec<Duration>>>,
    task: tokio::task::JoinHandle<()>,
}

impl Neighbour {
    fn move_in(runtime: &Runtime) -> Self {
        let (is_over, delays) = (Arc::new(AtomicBool::new(false)), Arc::<Mutex<Vec<Duration>>>::default());
        let (over, noted) = (Arc::clone(&is_over), Arc::clone(&delays));
        let task = runtime.spawn(async move {
            while !over.load(Ordering::Relaxed) {
                let due = Instant::now() + BEAT;
                sleep_until(due.into()).await;
                noted.lock().expect("one task").push(due.elapsed());
            }
        });
        Self { is_over, delays, task }
    }

    fn move_out(self, runtime: &Runtime) -> f64 {
        self.is_over.store(true, Ordering::Relaxed);
        runtime.block_on(self.task).expect("the neighbour");
        let mut delays = std::mem::take(&mut *self.delays.lock().expect("one task"));
        delays.sort_unstable();
        percentile(&delays, 0.99).as_secs_f64() * 1e3
    }
}
