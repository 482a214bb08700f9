//! What to do about an input that never ends.

use std::{
    path::Path,
    process,
    sync::{
        Arc, Mutex, PoisonError,
        mpsc::{self, RecvTimeoutError, Sender},
    },
    thread,
    time::{Duration, Instant},
};

/// No body takes a thousandth of it.
const TOO_LONG: Duration = Duration::from_secs(20);

/// Watches one body. An input that runs for too long is written down, and the process ends: a thread cannot be stopped.
#[derive(Debug)]
pub(super) struct Watch {
    running: Arc<Mutex<Option<Running>>>,
    /// Dropped with the watch, and that ends its thread.
    _end: Sender<()>,
}

#[derive(Debug)]
struct Running {
    since: Instant,
    input: Vec<u8>,
}

impl Watch {
    pub(super) fn new(body: &'static str, findings: &Path) -> Self {
        let running = Arc::new(Mutex::new(None::<Running>));
        let (end, ended) = mpsc::channel();
        let (watched, findings) = (Arc::clone(&running), findings.to_owned());
        thread::spawn(move || {
            while ended.recv_timeout(Duration::from_secs(1)) == Err(RecvTimeoutError::Timeout) {
                let running = watched.lock().unwrap_or_else(PoisonError::into_inner);
                if let Some(running) = running.as_ref().filter(|running| running.since.elapsed() > TOO_LONG) {
                    give_up(body, &running.input, &findings);
                }
            }
        });
        Self { running, _end: end }
    }

    /// Runs `run` under watch.
    pub(super) fn over<T>(&self, input: &[u8], run: impl FnOnce() -> T) -> T {
        {
            let mut running = self.running.lock().unwrap_or_else(PoisonError::into_inner);
            let mut kept = running.take().map(|running| running.input).unwrap_or_default();
            kept.clear();
            kept.extend_from_slice(input);
            *running = Some(Running { since: Instant::now(), input: kept });
        }
        run()
    }
}

fn give_up(body: &str, input: &[u8], findings: &Path) {
    println!("{body:<24} FAILED: an input runs for more than {} seconds", TOO_LONG.as_secs());
    match super::write(body, input, findings) {
        Ok(file) => println!("    again: cargo xtask fuzz {body} --input {}", file.display()),
        Err(error) => println!("    and it cannot be written down: {error}"),
    }
    process::exit(1);
}
