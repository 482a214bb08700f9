//! The runner: bodies side by side, each on a thread of its own.

mod catch;
mod corpus;
mod minimise;
mod mutate;
mod random;
mod session;
mod watch;

use std::{
    fs,
    hash::{DefaultHasher, Hash, Hasher},
    io,
    path::{Path, PathBuf},
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    thread,
    time::Duration,
};

use alipay_fuzz::Body;

use self::{
    catch::Panic,
    minimise::minimised,
    session::{Report, Session},
    watch::Watch,
};

/// What to do with each body.
#[derive(Debug)]
pub(crate) struct Job {
    pub(crate) seed: u64,
    pub(crate) limit: Limit,
    /// Where inputs that fail are written.
    pub(crate) findings: PathBuf,
    /// Where every input is written before it runs.
    pub(crate) trace: Option<PathBuf>,
}

/// When to stop.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Limit {
    Time(Duration),
    Executions(u64),
}

/// Runs the bodies, so many at a time. Whether nothing was found.
pub(crate) fn run_all(bodies: &[&'static Body], jobs: usize, job: &Job) -> bool {
    let (queue, clean) = (Mutex::new(bodies.iter()), AtomicBool::new(true));
    let next = || queue.lock().unwrap_or_else(PoisonError::into_inner).next();
    thread::scope(|scope| {
        for _ in 0..jobs.clamp(1, bodies.len().max(1)) {
            scope.spawn(|| {
                while let Some(body) = next() {
                    if !run_one(body, job) {
                        clean.store(false, Ordering::Relaxed);
                    }
                }
            });
        }
    });
    clean.into_inner()
}

/// Runs one body on a thread that carries its name: the message of a stack overflow then tells which it was.
fn run_one(body: &'static Body, job: &Job) -> bool {
    let watch = Watch::new(body.name, &job.findings);
    let report = thread::scope(|scope| {
        let session = || Session::new(body, job)?.run(&watch);
        let thread = thread::Builder::new().name(body.name.to_owned()).spawn_scoped(scope, session)?;
        thread.join().unwrap_or_else(|_| Err(io::Error::other("the runner itself panicked")))
    });
    drop(watch);
    match report {
        Ok(report) => tell(body, &report, job),
        Err(error) => {
            println!("{:<24} cannot run: {error}", body.name);
            false
        }
    }
}

/// Prints at once: other bodies have something to say too.
fn tell(body: &Body, report: &Report, job: &Job) -> bool {
    let Report { executions, seconds, kept, failed } = report;
    #[allow(clippy::cast_precision_loss, reason = "a rate for people to read")]
    let rate = *executions as f64 / seconds.max(0.001);
    let line = format!("{:<24} {executions:>10} executions {rate:>9.0}/s {kept:>6} kept", body.name);
    match failed {
        None => println!("{line}  ok"),
        Some((input, panic)) => println!("{line}  FAILED\n{}", described(body, input, panic, job)),
    }
    failed.is_none()
}

/// Runs `body` with one input. Whether it passes.
pub(crate) fn replay(body: &Body, input: &[u8], job: &Job) -> bool {
    match catch::run(body, input) {
        Ok(_) => println!("{:<24} takes this input", body.name),
        Err(panic) => {
            println!("{:<24} FAILED\n{}", body.name, described(body, input, &panic, job));
            return false;
        }
    }
    true
}

/// What was found. Writes the input down in its smallest form.
fn described(body: &Body, input: &[u8], panic: &Panic, job: &Job) -> String {
    let small = minimised(body, input, panic);
    let again = match write(body.name, &small, &job.findings) {
        Ok(file) => format!("again: cargo xtask fuzz {} --input {}", body.name, file.display()),
        Err(error) => format!("and it cannot be written down: {error}"),
    };
    let (length, small) = (input.len(), small.escape_ascii());
    format!("    {panic}\n    {length} bytes, made smaller: {small}\n    {again}")
}

/// Writes an input to a file named after the body and the input.
fn write(body: &str, input: &[u8], findings: &Path) -> io::Result<PathBuf> {
    fs::create_dir_all(findings)?;
    let mut hasher = DefaultHasher::new();
    input.hash(&mut hasher);
    let file = findings.join(format!("{body}-{:016x}", hasher.finish()));
    fs::write(&file, input)?;
    Ok(file)
}
