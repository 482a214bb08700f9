//! What the machine says about this process.

use std::{fs, time::Duration};

use rustix::{
    process::{Resource, Rlimit, getrlimit, setrlimit},
    time::{ClockId, clock_gettime},
};

/// The processor time this process has used, all threads together.
pub fn cpu_time() -> Duration {
    let used = clock_gettime(ClockId::ProcessCPUTime);
    let nanos = used.tv_sec.unsigned_abs() * 1_000_000_000 + used.tv_nsec.unsigned_abs();
    Duration::from_nanos(nanos)
}

/// The most memory this process has held, in KiB. Zero where the system does not say.
pub fn peak_memory() -> u64 {
    status("VmHWM:")
}

/// The memory this process holds, in KiB. Zero where the system does not say.
pub fn memory() -> u64 {
    status("VmRSS:")
}

fn status(field: &str) -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix(field));
    line.and_then(|rest| rest.split_whitespace().next()?.parse().ok()).unwrap_or_default()
}

/// How many processors there are.
pub fn cores() -> usize {
    std::thread::available_parallelism().map_or(1, usize::from)
}

/// Keeps this thread, and those it starts, on one processor; where there is more than one, and the system can.
pub fn pin(core: usize) {
    #[cfg(target_os = "linux")]
    if core < cores() && cores() > 1 {
        let mut set = rustix::thread::CpuSet::new();
        set.set(core);
        // Not allowed everywhere; then the numbers are noisier, and no less true.
        let _ = rustix::thread::sched_setaffinity(None, &set);
    }
    #[cfg(not(target_os = "linux"))]
    let _ = core;
}

/// Allows as many open files as the system lets this process have: each connection is one.
pub fn raise_file_limit() {
    let limit = getrlimit(Resource::Nofile);
    let _ = setrlimit(Resource::Nofile, Rlimit { current: limit.maximum, maximum: limit.maximum });
}
