//! A closed loop: so many calls in flight, the next begins when one ends.

use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

use alipay_sign::BoxFuture;
use tokio::task::JoinSet;

use crate::{machine, stats::percentile};

/// Makes one call, and panics when it fails.
pub type Caller = Arc<dyn Fn() -> BoxFuture<'static, ()> + Send + Sync>;

/// What a number of calls took.
#[derive(Debug)]
pub struct Block {
    /// How many calls.
    pub calls: usize,
    /// From the first to the last.
    pub wall: Duration,
    /// Processor time of this process.
    pub cpu: Duration,
    /// How long each call took, sorted.
    pub latencies: Vec<Duration>,
}

impl Block {
    /// Calls in a second.
    pub fn rate(&self) -> f64 {
        self.calls as f64 / self.wall.as_secs_f64()
    }

    /// Microseconds of processor time for one call.
    pub fn cpu_micros(&self) -> f64 {
        self.cpu.as_secs_f64() * 1e6 / self.calls as f64
    }

    /// The latency, in milliseconds, that this share of the calls did not exceed.
    pub fn latency_millis(&self, share: f64) -> f64 {
        percentile(&self.latencies, share).as_secs_f64() * 1e3
    }
}

/// Makes `calls` calls, `in_flight` at a time.
pub async fn run(caller: &Caller, in_flight: usize, calls: usize) -> Block {
    let begun = Arc::new(AtomicUsize::new(0));
    let (cpu, started) = (machine::cpu_time(), Instant::now());
    let mut loops = JoinSet::new();
    for _ in 0..in_flight.min(calls) {
        let (caller, begun) = (Arc::clone(caller), Arc::clone(&begun));
        loops.spawn(async move {
            let mut latencies = Vec::with_capacity(2 * calls / in_flight + 1);
            while begun.fetch_add(1, Ordering::Relaxed) < calls {
                let started = Instant::now();
                caller().await;
                latencies.push(started.elapsed());
            }
            latencies
        });
    }
    let mut latencies = loops.join_all().await.concat();
    let (wall, cpu) = (started.elapsed(), machine::cpu_time().saturating_sub(cpu));
    latencies.sort_unstable();
    Block { calls, wall, cpu, latencies }
}
