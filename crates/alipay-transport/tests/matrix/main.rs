//! The fault matrix: every fault, at every attempt, for every kind of call, over every transport. What is expected is
//! read from the table in the guide. And all the while, everything that is logged is searched for secrets.
#![cfg(feature = "hyper")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, reason = "a test may panic")]

mod carriers;
mod cases;
mod deadlines;
mod drops;
#[path = "../it/support/guide.rs"]
mod guide;
#[path = "../it/support/payout.rs"]
mod payout;
mod recorder;
mod run;
mod unreached;
mod unsent;

use std::{
    collections::{BTreeMap, BTreeSet},
    future::Future,
    io::Write,
    pin::Pin,
    sync::{Arc, LazyLock},
};

use alipay_sandbox::Sandbox;
use carriers::{custom, memory, sockets, unsigned};
use cases::{DWS, GATEWAY_DO, KINDS, Kind, REST, UNSIGNED_OVER_REST, WORLDFIRST};
use guide::{Guide, Row};
use payout::{ACCOUNT, AMOUNT, CUSTOMER, DwsPayout, OTP, OpenPayout, Payout, RestPayout, TOKEN, WorldFirstPayout};
use recorder::Recorder;
use run::{Case, Clock, Scene};
use tokio::{runtime, sync::Semaphore, task::JoinSet};

static GUIDE: LazyLock<Guide> = LazyLock::new(Guide::read);

static RECORDER: LazyLock<Recorder> = LazyLock::new(|| {
    let sandbox = Sandbox::empty();
    let key = sandbox.client_private_key_pem().lines().skip(1).take(5).map(str::to_owned);
    let planted = [CUSTOMER, ACCOUNT, AMOUNT, OTP, TOKEN].map(str::to_owned);
    Recorder::new(key.chain(planted).collect())
});

/// The matrix runs once, whichever test asks for it first.
static REPORT: LazyLock<Report> = LazyLock::new(Report::make);

/// The result of all cases.
#[derive(Default)]
pub(crate) struct Report {
    /// What differs from what is written, by case.
    cases: BTreeMap<String, Vec<String>>,
    rows: BTreeSet<Row>,
}

impl Report {
    fn make() -> Self {
        tracing::subscriber::set_global_default(&*RECORDER).unwrap();
        let mut report = Self::default();
        runtime::Builder::new_current_thread().enable_time().start_paused(true).build().unwrap().block_on(async {
            let dws = with(DWS);
            report.paused::<DwsPayout>("memory", &dws, memory::<DwsPayout>).await;
            report.paused::<OpenPayout>("memory", &with(GATEWAY_DO), memory::<OpenPayout>).await;
            report.paused::<RestPayout>("memory, REST", &with(REST), memory::<RestPayout>).await;
            let unsigned_over_rest: Vec<_> = UNSIGNED_OVER_REST.iter().collect();
            report.paused::<RestPayout>("memory, REST, unsigned", &unsigned_over_rest, unsigned::<RestPayout>).await;
            report.paused::<WorldFirstPayout>("memory", &with(WORLDFIRST), memory::<WorldFirstPayout>).await;
            report.paused::<DwsPayout>("custom", &dws, custom::<DwsPayout>).await;
            unsent::run(&mut report).await;
            deadlines::run(&mut report).await;
            drops::run(&mut report).await;
        });
        runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap().block_on(async {
            let kinds = with(DWS);
            let mut running = sockets_of::<DwsPayout>("h1", &kinds, http::Version::HTTP_11);
            #[cfg(feature = "http2")]
            running.extend(sockets_of::<DwsPayout>("h2", &kinds, http::Version::HTTP_2));
            running.extend(sockets_of::<RestPayout>("h1, REST", &with(REST), http::Version::HTTP_11));
            running.extend(unreached::cases());
            report.together(running).await;
        });
        // Not to `println`, which is not shown when a test succeeds.
        let mut out = std::io::stdout();
        writeln!(out, "{} cases", report.cases.len()).unwrap();
        report
    }

    /// Every fault in a scene made for it, in paused time.
    async fn paused<P: Payout>(&mut self, carrier: &str, kinds: &[&'static Kind], scene: fn() -> Scene<P::Dialect>) {
        for case in cases(kinds) {
            let wrong = case.run::<P>(&GUIDE, scene(), Clock::Paused).await;
            self.add(format!("{carrier}: {}", case.name::<P>()), case.row, wrong);
        }
    }

    /// Many cases at a time.
    async fn together(&mut self, cases: Vec<Running>) {
        let places = Arc::new(Semaphore::new(24));
        let mut running: JoinSet<_> = cases
            .into_iter()
            .map(|case| {
                let places = Arc::clone(&places);
                async move {
                    let _place = places.acquire().await.unwrap();
                    case.await
                }
            })
            .collect();
        while let Some(ended) = running.join_next().await {
            let (name, row, wrong) = ended.unwrap();
            self.add(name, row, wrong);
        }
    }

    fn add(&mut self, name: String, row: Option<Row>, wrong: Vec<String>) {
        self.rows.extend(row);
        let twice = self.cases.insert(name, wrong).is_some();
        assert!(!twice, "every case is one of its own");
    }
}

/// A case under way: its name, the row its last attempt ended in, and what differs from what is written.
pub(crate) type Running = Pin<Box<dyn Future<Output = (String, Option<Row>, Vec<String>)> + Send>>;

/// Every fault over TLS, in real time.
fn sockets_of<P: Payout>(carrier: &'static str, kinds: &[&'static Kind], version: http::Version) -> Vec<Running> {
    let running = cases(kinds).map(|case| async move {
        let scene = sockets::<P>(version, case.strike.fault).await;
        (format!("{carrier}: {}", case.name::<P>()), case.row, case.run::<P>(&GUIDE, scene, Clock::Real).await)
    });
    running.map(|case| Box::pin(case) as Running).collect()
}

/// Every kind of fault, and those that a gateway says in its own way.
fn with(own: &'static [Kind]) -> Vec<&'static Kind> {
    KINDS.iter().chain(own).collect()
}

/// All cases at full length, `cargo xtask soak`; else one in four, so that every fault strikes somewhere.
fn cases(kinds: &[&'static Kind]) -> impl Iterator<Item = Case> {
    let all = kinds.iter().flat_map(|kind| {
        kind.strikes.iter().flat_map(move |strike| {
            kind.ends.iter().map(move |(at, safety, end)| Case { strike, row: kind.row, at, safety, end })
        })
    });
    all.step_by(if is_at_length() { 1 } else { 4 })
}

fn is_at_length() -> bool {
    std::env::var_os("ALIPAY_SOAK").is_some()
}

#[test]
fn every_fault_ends_as_the_guide_says() {
    let wrong: Vec<String> =
        REPORT.cases.iter().flat_map(|(case, wrong)| wrong.iter().map(move |what| format!("{case}: {what}"))).collect();
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn every_row_of_the_guide_has_a_case() {
    let missing: Vec<Row> = GUIDE.rows().filter(|row| !REPORT.rows.contains(row)).collect();
    assert!(missing.is_empty(), "{missing:?}");
}

#[test]
fn no_log_tells_a_secret() {
    LazyLock::force(&REPORT);
    let (heard, leaks) = (RECORDER.heard(), RECORDER.leaks());
    let least = if is_at_length() { 10_000 } else { 2_500 };
    assert!(heard > least, "only {heard} events");
    assert!(leaks.is_empty(), "{} of {heard}: {:#?}", leaks.len(), &leaks[..leaks.len().min(10)]);
}
