//! Both sides over loopback, interleaved.

use alipay_bench::{
    case::Case,
    clients::{Wire, bound_caller, sdk, sdk_caller},
    gateway::Gateway,
    keys::Crypto,
    load::{self, Block, Caller},
    machine,
    stats::{Estimate, median},
};

use alipay_transport::Placement;

use super::{block_on, calls_a_round, crypto, in_flight, mib, of_dialect, peak, shuffled};
use crate::{Result, flags::E2e};

pub(crate) fn run(flags: &E2e) -> Result {
    of_dialect!(flags.dialect, all(flags))
}

fn all<C: Case>(flags: &E2e) -> Result {
    let wires = match &flags.wire {
        None => Wire::ALL.to_vec(),
        Some(name) => vec![Wire::named(name).ok_or("--wire is one of: http1, http1-tls, http2, http2-tls")?],
    };
    let crypto = crypto(flags.backend.as_deref(), Crypto::Ring)?;
    // The lower bound signs inline: so does the SDK, where the two are to be compared.
    let placement = if flags.default_placement { Placement::default() } else { Placement::Inline };
    let rounds = flags.rounds.unwrap_or(if flags.quick { 5 } else { 20 });
    // Processes start where their parent is: all of them before this thread keeps to one processor.
    let mut rows = Vec::new();
    for wire in wires {
        let gateway = Gateway::start(wire.settings())?;
        for in_flight in in_flight(flags.in_flight) {
            let calls = calls_a_round(in_flight, flags.quick);
            let peak = |side| peak::measure(side, wire, in_flight, 2 * calls, crypto);
            rows.push((gateway.clone(), wire, in_flight, calls, [peak("sdk")?, peak("bound")?]));
        }
    }
    machine::pin(0);
    println!(
        "{}, signed by {} ({placement:?}); medians of {rounds} rounds, `[..]` is the 95 % interval\n",
        C::NAME,
        crypto.name()
    );
    println!(
        "| wire | in flight | calls/s, SDK | limit | CPU µs, SDK | limit | CPU, SDK / limit | the SDK adds, µs \
         | p50 ms, SDK | limit | p99 ms, SDK | limit | p99, SDK / limit | peak MiB, SDK | limit |"
    );
    println!("|---|{}", "---:|".repeat(14));
    for (gateway, wire, in_flight, calls, peaks) in rows {
        let sdk = sdk_caller::<C>(sdk::<C>(&gateway, wire, crypto).placement(placement).build()?);
        let callers = [sdk, bound_caller::<C>(&gateway, wire, crypto)];
        let measured = block_on(compare(&callers, in_flight, calls, rounds));
        println!("| {} | {in_flight} {}", wire.name(), row(&measured, peaks));
    }
    Ok(())
}

/// Rounds of both sides, in random order within each.
async fn compare(callers: &[Caller; 2], in_flight: usize, calls: usize, rounds: usize) -> [Vec<Block>; 2] {
    for caller in callers {
        load::run(caller, in_flight, 2 * in_flight).await;
    }
    let mut measured = [Vec::new(), Vec::new()];
    for _ in 0..rounds {
        for side in shuffled([0, 1]) {
            measured[side].push(load::run(&callers[side], in_flight, calls).await);
        }
    }
    measured
}

fn row(measured: &[Vec<Block>; 2], peaks: [u64; 2]) -> String {
    let of = |side: usize, value: fn(&Block) -> f64| measured[side].iter().map(value).collect::<Vec<f64>>();
    let cell = |value: fn(&Block) -> f64, digits: usize| {
        let [sdk, limit] = [0, 1].map(|side| median(of(side, value)));
        format!("| {sdk:.digits$} | {limit:.digits$} ")
    };
    let ratio = |value| Estimate::of_ratios(of(0, value).into_iter().zip(of(1, value)));
    let adds: Vec<f64> =
        of(0, Block::cpu_micros).into_iter().zip(of(1, Block::cpu_micros)).map(|(a, b)| a - b).collect();
    let p99 = |block: &Block| block.latency_millis(0.99);
    let [sdk, limit] = peaks.map(mib);
    format!(
        "{}{}| {:.3} | {:.1} {}{}| {:.3} | {sdk:.1} | {limit:.1} |",
        cell(Block::rate, 0),
        cell(Block::cpu_micros, 1),
        ratio(Block::cpu_micros),
        Estimate::of(&adds),
        cell(|block| block.latency_millis(0.5), 2),
        cell(p99, 2),
        ratio(p99),
    )
}
