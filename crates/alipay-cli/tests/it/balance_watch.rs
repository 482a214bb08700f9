//! `alipay balance --watch`: what changes, at what pace, and how it ends.

use std::{
    fs,
    io::{BufRead, BufReader, Read},
    process::{Child, ChildStdout, Command, Stdio},
    time::{Duration, Instant},
};

use alipay::{Amount, Currency, worldfirst::PrefundingBalances};
use alipay_sandbox::Fault;
use serde_json::{Value, json};

use crate::{
    balance_fleet::{Fleet, NUMBERED, SENTINELS, partner, wallet},
    support::NOWHERE,
};

/// `alipay balance --watch` in a process of its own.
struct Watch {
    child: Child,
    stdout: Option<BufReader<ChildStdout>>,
}

impl Watch {
    fn start(fleet: &Fleet, arguments: &[&str]) -> Self {
        let mut command = fleet.command(arguments);
        let mut child =
            command.args(["--watch", "100ms"]).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let stdout = child.stdout.take().map(BufReader::new);
        Self { child, stdout }
    }

    fn line(&mut self) -> String {
        let mut line = String::new();
        self.stdout.as_mut().unwrap().read_line(&mut line).unwrap();
        assert!(SENTINELS.iter().all(|secret| !line.contains(secret)), "{line}");
        line
    }

    fn json(&mut self) -> Value {
        let line = self.line();
        serde_json::from_str(&line).unwrap_or_else(|error| panic!("{error}: {line}"))
    }

    /// Asks it to end, as Ctrl-C does. Gives its code and what it said beside its results.
    fn interrupt(mut self, signal: &str) -> (Option<i32>, String) {
        let sent = Command::new("kill").args([signal, &self.child.id().to_string()]).status().unwrap();
        assert!(sent.success());
        self.end()
    }

    fn end(&mut self) -> (Option<i32>, String) {
        let limit = Instant::now() + Duration::from_secs(10);
        let status = loop {
            match self.child.try_wait().unwrap() {
                Some(status) => break status,
                None => assert!(Instant::now() < limit, "it does not end"),
            }
            std::thread::sleep(Duration::from_millis(10));
        };
        let mut said = String::new();
        self.child.stderr.take().unwrap().read_to_string(&mut said).unwrap();
        assert!(!said.contains("panicked"), "{said}");
        (status.code(), said)
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn deposit(fleet: &Fleet, currency: Currency, value: i64) {
    fleet.gateway.sandbox.with_state(|balances: &mut PrefundingBalances| balances.insert(Amount::new(currency, value)));
}

/// How many calls of an API the gateway has seen, once it has seen at least so many.
fn calls(fleet: &Fleet, api: &str, least: usize) -> usize {
    let limit = Instant::now() + Duration::from_secs(10);
    loop {
        let seen = fleet.gateway.sandbox.ledger().iter().filter(|entry| entry.api.ends_with(api)).count();
        if seen >= least {
            return seen;
        }
        assert!(Instant::now() < limit, "{seen} calls of {api}");
        std::thread::sleep(Duration::from_millis(10));
    }
}

#[test]
fn everything_first_and_then_what_changes() {
    let fleet = Fleet::answering();
    let origin = fleet.gateway.origin();
    fleet.configure(&[partner("partner", &origin, &["CNY", "USD"]), wallet("wallet", &origin, NUMBERED)].concat());
    let mut watch = Watch::start(&fleet, &["--all"]);
    assert!(watch.line().trim_end().ends_with("+00:00"));
    assert!(watch.line().starts_with("PROFILE"));
    let rows = [watch.line(), watch.line(), watch.line()];
    assert!(
        rows.iter().any(|row| row.contains("500.00")) && rows.iter().any(|row| row.contains("1500000")),
        "{rows:?}"
    );

    // Some rounds in which nothing changes say nothing.
    let before = calls(&fleet, "inquiryBalance", 0);
    calls(&fleet, "inquiryBalance", before + 6);
    deposit(&fleet, Currency::CNY, 60_000);
    assert_eq!(watch.line(), "\n");
    assert!(watch.line().trim_end().ends_with("+00:00"));
    assert!(watch.line().starts_with("PROFILE"), "the head again");
    let row = watch.line();
    assert!(row.starts_with("partner") && row.contains("600.00"), "{row}");
    assert_eq!(watch.interrupt("-INT"), (Some(0), String::new()));
}

#[test]
fn events_for_programs() {
    let fleet = Fleet::answering();
    let origin = fleet.gateway.origin();
    fleet.configure(&[partner("partner", &origin, &["CNY"]), wallet("down", NOWHERE, NUMBERED)].concat());
    let mut watch = Watch::start(&fleet, &["--all", "--ndjson", "--min", "CNY=500"]);
    let first = [watch.json(), watch.json()];
    let row = first.iter().find(|told| told.get("row").is_some()).unwrap();
    assert_eq!(
        (&row["schema"], &row["change"], &row["row"]["available"]["major"]),
        (&json!(1), &json!("new"), &json!("500.00"))
    );
    let failed = first.iter().find(|told| told.get("failure").is_some()).unwrap();
    assert_eq!((&failed["failure"]["profile"], &failed["failure"]["kind"]), (&json!("down"), &json!("transport")));

    deposit(&fleet, Currency::CNY, 49_999);
    let changed = watch.json();
    assert_eq!((&changed["change"], &changed["row"]["available"]["raw"]), (&json!("changed"), &json!("49999")));
    assert!(changed["time"].as_str().unwrap().ends_with("+00:00"));
    let below = watch.json();
    assert_eq!(
        (&below["below"]["minimum"], &below["below"]["available"]["major"]),
        (&json!("500.00"), &json!("499.99"))
    );
    deposit(&fleet, Currency::CNY, 50_000);
    assert_eq!(watch.json()["change"], "changed");
    assert_eq!(watch.json()["reached"]["minimum"], "500.00");

    // A failure and its end. What the profile had is not gone meanwhile.
    fleet.gateway.sandbox.inject(Fault::Tampered);
    assert_eq!(watch.json()["failure"]["kind"], "verify");
    assert_eq!(watch.json()["recovered"]["profile"], "partner");
    deposit(&fleet, Currency::CNY, 1);
    assert_eq!(watch.json()["change"], "changed");
    assert_eq!(watch.interrupt("-TERM"), (Some(0), String::new()));
}

/// The page of `inquiryBalance` wants five minutes before the next query when the result is unknown.
#[test]
fn an_unknown_result_at_worldfirst_is_left_alone() {
    let fleet = Fleet::answering();
    let origin = fleet.gateway.origin();
    fleet.configure(&[partner("partner", &origin, &["CNY"]), wallet("wallet", &origin, NUMBERED)].concat());
    let mut watch = Watch::start(&fleet, &["partner", "--ndjson"]);
    assert_eq!(watch.json()["change"], "new");
    fleet.gateway.sandbox.inject(Fault::Unknown);
    assert_eq!(watch.json()["failure"]["code"], "UNKNOWN_EXCEPTION");
    let asked = calls(&fleet, "inquiryBalance", 2);
    // Another watch of the same pace is asked many times meanwhile.
    let other = Watch::start(&fleet, &["wallet", "--ndjson"]);
    calls(&fleet, "queryAccountAndBenefit", 8);
    assert_eq!(calls(&fleet, "inquiryBalance", 0), asked);
    assert_eq!(other.interrupt("-INT").0, Some(0));
    assert_eq!(watch.interrupt("-INT"), (Some(0), String::new()));
}

#[test]
fn a_profile_that_is_turned_away_is_asked_less_often_than_others() {
    let fleet = Fleet::answering();
    let mut watch = Watch::start(&fleet, &["wallet", "--ndjson"]);
    assert_eq!(watch.json()["change"], "new");
    for _ in 0..3 {
        fleet.gateway.sandbox.inject(Fault::Throttled);
    }
    assert_eq!(watch.json()["failure"]["code"], "REQUEST_TRAFFIC_EXCEED_LIMIT");
    let other = Watch::start(&fleet, &["partner", "--ndjson"]);
    let before = (calls(&fleet, "queryAccountAndBenefit", 1), calls(&fleet, "inquiryBalance", 0));
    // Turned away twice more, and answered then.
    assert_eq!(watch.json()["recovered"]["profile"], "wallet");
    let after = (calls(&fleet, "queryAccountAndBenefit", 1), calls(&fleet, "inquiryBalance", 1));
    assert!(after.1 - before.1 > after.0 - before.0, "{before:?} {after:?}");
    assert_eq!(other.interrupt("-INT").0, Some(0));
    assert_eq!(watch.interrupt("-INT"), (Some(0), String::new()));
}

#[test]
fn the_page_for_prometheus_follows() {
    let fleet = Fleet::answering();
    let mut watch = Watch::start(&fleet, &["partner", "--ndjson", "--prometheus", "alipay.prom"]);
    watch.json();
    let path = fleet.gateway.keys.folder().join("alipay.prom");
    let contains = |wanted: &str| {
        let limit = Instant::now() + Duration::from_secs(10);
        while !fs::read_to_string(&path).is_ok_and(|page| page.contains(wanted)) {
            assert!(Instant::now() < limit, "{wanted}: {:?}", fs::read_to_string(&path));
            std::thread::sleep(Duration::from_millis(10));
        }
    };
    contains(
        "alipay_balance_available{profile=\"partner\",account=\"\",type=\"GLOBAL_GLOBAL_SERVICE\",currency=\"CNY\"} 500.00\n",
    );
    deposit(&fleet, Currency::CNY, 123);
    contains("} 1.23\n");
    fleet.gateway.sandbox.with_state(|balances: &mut PrefundingBalances| balances.remove(Currency::CNY));
    contains("alipay_balance_up{profile=\"partner\"} 0\n");
    let page = fs::read_to_string(&path).unwrap();
    assert!(!page.contains("alipay_balance_available{"), "{page}");
    assert_eq!(watch.interrupt("-INT").0, Some(0));
}

#[test]
fn a_challenge_is_told_once_and_answered_by_nobody() {
    let fleet = Fleet::answering();
    fleet.configure(&wallet("wallet", &fleet.gateway.origin(), "2188400000000012"));
    let mut watch = Watch::start(&fleet, &["wallet", "--ndjson"]);
    assert_eq!(watch.json()["failure"]["kind"], "challenge");
    calls(&fleet, "queryAccountAndBenefit", 4);
    assert!(fleet.gateway.sandbox.ledger().iter().all(|entry| entry.api.ends_with("queryAccountAndBenefit")));
    assert_eq!(watch.interrupt("-INT"), (Some(0), String::new()));
}

/// Whoever reads has read enough: a watch without a reader ends.
#[test]
fn ends_with_its_reader() {
    let fleet = Fleet::answering();
    let mut watch = Watch::start(&fleet, &["partner", "--ndjson"]);
    watch.json();
    drop(watch.stdout.take());
    deposit(&fleet, Currency::CNY, 1);
    assert_eq!(watch.end().0, Some(0));
}
