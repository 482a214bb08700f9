//! Listens to everything that is logged, at every level, and keeps what must not be said.

use std::{
    fmt::{Debug, Write},
    sync::{
        Mutex,
        atomic::{AtomicU64, Ordering},
    },
};

use tracing::{
    Event, Metadata, Subscriber,
    field::{Field, Visit},
    span,
};

/// The longest run of characters of base64 in percent encoding that is no key and no signature.
const LONGEST_RUN: usize = 63;

pub(crate) struct Recorder {
    secrets: Vec<String>,
    heard: AtomicU64,
    leaks: Mutex<Vec<String>>,
}

impl Recorder {
    pub(crate) fn new(secrets: Vec<String>) -> Self {
        Self { secrets, heard: AtomicU64::new(0), leaks: Mutex::default() }
    }

    /// How many spans and events were heard.
    pub(crate) fn heard(&self) -> u64 {
        self.heard.load(Ordering::Relaxed)
    }

    /// What was said that must not be said.
    pub(crate) fn leaks(&self) -> Vec<String> {
        self.leaks.lock().unwrap().clone()
    }

    fn hear(&self, whence: &str, record: impl FnOnce(&mut Text)) {
        let mut text = Text(whence.to_owned());
        record(&mut text);
        self.heard.fetch_add(1, Ordering::Relaxed);
        let is_leak = self.secrets.iter().any(|secret| text.0.contains(secret)) || longest_run(&text.0) > LONGEST_RUN;
        if is_leak {
            self.leaks.lock().unwrap().push(text.0);
        }
    }
}

fn longest_run(text: &str) -> usize {
    let base64 = |b: char| b.is_ascii_alphanumeric() || "+/=%".contains(b);
    text.split(|b| !base64(b)).map(str::len).max().unwrap_or(0)
}

struct Text(String);

impl Visit for Text {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        write!(self.0, " {field}={value:?}").unwrap();
    }

    fn record_str(&mut self, field: &Field, value: &str) {
        write!(self.0, " {field}={value}").unwrap();
    }
}

impl Subscriber for &'static Recorder {
    fn enabled(&self, _: &Metadata<'_>) -> bool {
        true
    }

    fn new_span(&self, attributes: &span::Attributes<'_>) -> span::Id {
        self.hear(attributes.metadata().name(), |text| attributes.record(text));
        span::Id::from_u64(1)
    }

    fn record(&self, _: &span::Id, values: &span::Record<'_>) {
        self.hear("recorded later", |text| values.record(text));
    }

    fn record_follows_from(&self, _: &span::Id, _: &span::Id) {}

    fn event(&self, event: &Event<'_>) {
        self.hear(event.metadata().target(), |text| event.record(text));
    }

    fn enter(&self, _: &span::Id) {}

    fn exit(&self, _: &span::Id) {}
}

#[test]
fn the_recorder_hears_secrets() {
    let recorder: &'static Recorder = Box::leak(Box::new(Recorder::new(vec!["6222".to_owned()])));
    tracing::subscriber::with_default(recorder, || {
        tracing::info!("nothing to hear");
        assert!(recorder.leaks().is_empty());
        tracing::trace!(account = 62_221_i64, "in a number");
        tracing::trace_span!("in a span", account = "x6222x");
        tracing::trace!(account = ?["6222"], "in a list");
        let span = tracing::trace_span!("later", account = tracing::field::Empty);
        span.record("account", "6222");
        tracing::trace!("signature={}%2B{}", "a".repeat(40), "b".repeat(40));
    });
    assert_eq!(recorder.leaks().len(), 5, "{:?}", recorder.leaks());
}
