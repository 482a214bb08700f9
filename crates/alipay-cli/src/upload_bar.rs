//! How far an upload is: one line on the terminal, which is gone when the upload is over.

use std::{
    io::{self, IsTerminal, Write},
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};

use alipay::UploadProgress;

/// How often it is drawn at most.
const EVERY: Duration = Duration::from_millis(100);
/// How wide the bar itself is.
const WIDTH: u64 = 24;

/// One line on standard error. Erased when it is dropped.
pub(crate) struct UploadBar(Arc<Mutex<Option<Instant>>>);

impl UploadBar {
    /// `None` where standard error is no terminal, or one that cannot rewrite a line.
    pub(crate) fn on_terminal() -> Option<Self> {
        let is_dumb = std::env::var_os("TERM").is_some_and(|term| term == "dumb");
        (io::stderr().is_terminal() && !is_dumb).then(|| Self(Arc::default()))
    }

    /// Draws it, now and then.
    pub(crate) fn observer(&self) -> impl Fn(UploadProgress) + Send + Sync + 'static {
        let drawn = Arc::clone(&self.0);
        move |now| {
            let mut drawn = drawn.lock().unwrap_or_else(PoisonError::into_inner);
            let is_due = drawn.is_none_or(|drawn| drawn.elapsed() >= EVERY);
            if is_due || now.sent == 0 || now.sent == now.total {
                *drawn = Some(Instant::now());
                write(&line(now));
            }
        }
    }
}

impl Drop for UploadBar {
    fn drop(&mut self) {
        if self.0.lock().unwrap_or_else(PoisonError::into_inner).is_some() {
            write("\r\x1b[K");
        }
    }
}

/// There is nowhere to tell when that fails.
fn write(text: &str) {
    let mut stderr = io::stderr().lock();
    let _ = stderr.write_all(text.as_bytes()).and_then(|()| stderr.flush());
}

fn line(now: UploadProgress) -> String {
    let share = |whole: u64| (u128::from(now.sent) * u128::from(whole) / u128::from(now.total.max(1))) as usize;
    let done = share(WIDTH);
    let bar = format!("{}{}", "#".repeat(done), ".".repeat(WIDTH as usize - done.min(WIDTH as usize)));
    let attempt = if now.attempt > 1 { format!(", attempt {}", now.attempt) } else { String::new() };
    format!("\r[{bar}] {:3} % of {}{attempt}\x1b[K", share(100), size(now.total))
}

fn size(bytes: u64) -> String {
    let mib = bytes as f64 / f64::from(1 << 20);
    if mib < 0.1 { format!("{:.1} KiB", mib * 1024.0) } else { format!("{mib:.1} MiB") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_says_how_far_it_is() {
        let text = |attempt, sent, total| line(UploadProgress::new(attempt, sent, total));
        assert_eq!(text(1, 0, 2 << 20), "\r[........................]   0 % of 2.0 MiB\x1b[K");
        assert_eq!(text(1, 1 << 20, 2 << 20), "\r[############............]  50 % of 2.0 MiB\x1b[K");
        assert_eq!(text(2, 2048, 2048), "\r[########################] 100 % of 2.0 KiB, attempt 2\x1b[K");
        assert!(text(1, u64::MAX, u64::MAX).contains("100 %") && text(1, 0, 0).contains("  0 %"));
    }
}
