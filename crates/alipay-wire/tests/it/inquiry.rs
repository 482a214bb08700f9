//! Asking again about an unknown result: the schedule, crashes at every point, clocks that jump, and stored state.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, reason = "a test may panic")]

use std::{collections::HashSet, time::Duration};

use alipay_wire::{
    Call, Dialect, PreparedCall, Safety, Stamp, WorldFirst,
    inquiry::{
        Ended, Findings, Inquiry, Next, Observation, ObserveError, Observed, Record, Schedule, ScheduleError, Step,
    },
};
use proptest::prelude::*;
use serde_json::{Value, json};

const MINUTE: i64 = 60_000;
/// When the original call was made.
const CALLED: i64 = 1_700_000_000_000;

fn at(millis: i64) -> Stamp {
    Stamp::from_unix_millis(millis).unwrap()
}

fn after(minutes: i64) -> Stamp {
    at(CALLED + minutes * MINUTE)
}

fn question(safety: Safety) -> PreparedCall {
    let api = WorldFirst::untyped("/aps/api/business/transfer/inquiryTransfer").unwrap();
    let body = json!({ "transferRequestId": "SECRET-t-1" });
    let call = Call::untyped(api, &body, safety, Some("SECRET-key".to_owned())).unwrap();
    PreparedCall::new::<WorldFirst>(&call, "T_PARTNER_1", at(CALLED)).unwrap()
}

fn inquiry() -> Inquiry {
    Inquiry::new(question(Safety::Query), Schedule::WORLDFIRST, at(CALLED)).unwrap()
}

/// A record as it stands in storage. Outside of tests, what is final takes a proof.
fn record(observation: &str) -> Record {
    serde_json::from_value(json!({ "observation": observation })).unwrap()
}

fn store(inquiry: &Inquiry) -> String {
    serde_json::to_string(inquiry).unwrap()
}

fn load(stored: &str) -> Inquiry {
    serde_json::from_str(stored).unwrap()
}

fn step(next: Next) -> Step {
    let Next::Ask(call, step) = next else { panic!("{next:?}") };
    assert_eq!(call.key(), Some("SECRET-key"), "the question never changes");
    step
}

fn wait(next: Next) -> i64 {
    let Next::Wait(until) = next else { panic!("{next:?}") };
    until.unix_millis() - CALLED
}

fn findings(next: Next) -> Findings {
    let Next::Escalate(findings) = next else { panic!("{next:?}") };
    findings
}

/// Goes on until the end, with every wake-up on time, and `result` as the result of each step.
fn run(inquiry: &mut Inquiry, mut now: Stamp, result: impl Fn(u8) -> &'static str) -> (Vec<i64>, Next) {
    let mut queries = Vec::new();
    loop {
        match inquiry.next(now) {
            Next::Wait(until) => now = until,
            Next::Ask(_, step) => {
                queries.push((now.unix_millis() - CALLED) / MINUTE);
                inquiry.observe(step, record(result(step.number())), now).unwrap();
            }
            end => return (queries, end),
        }
    }
}

#[test]
fn seven_queries_in_635_minutes_then_a_person() {
    assert_eq!(Schedule::WORLDFIRST.total(), Duration::from_secs(635 * 60));
    let mut inquiry = inquiry();
    let (queries, end) = run(&mut inquiry, at(CALLED), |_| "unknown");
    assert_eq!(queries, [5, 15, 35, 75, 155, 315, 635]);
    let findings = findings(end);
    assert_eq!(findings.api(), "/aps/api/business/transfer/inquiryTransfer");
    assert_eq!(findings.called_at(), at(CALLED));
    let steps: Vec<_> = findings.steps().iter().map(|step| (step.step().number(), step.asked().len())).collect();
    assert_eq!(steps, [(1, 1), (2, 1), (3, 1), (4, 1), (5, 1), (6, 1), (7, 1)]);
    assert!(findings.steps().iter().all(|step| step.record().unwrap().observation() == Observation::Unknown));
    // It stays so, whenever and however often one asks.
    for minutes in [0, 635, 100_000] {
        assert!(matches!(inquiry.next(after(minutes)), Next::Escalate(_)));
    }
    assert_eq!(inquiry.queries(), 7);
}

/// Result of each step; queries made; how it ends.
type Row = (&'static [&'static str], usize, Option<Ended>);

const ENDINGS: &[Row] = &[
    (&["settled"], 1, Some(Ended::Moved)),
    (&["refused"], 1, Some(Ended::NotMoved)),
    (&["unknown", "unreachable", "settled"], 3, Some(Ended::Moved)),
    (&["pending", "pending", "pending", "refused"], 4, Some(Ended::NotMoved)),
    (&["not_found", "settled"], 2, Some(Ended::Moved)),
    (&["unknown", "unknown", "unknown", "unknown", "unknown", "unknown", "settled"], 7, Some(Ended::Moved)),
    // None of these is final, not even at the end.
    (&["not_found"; 7], 7, None),
    (&["unreachable"; 7], 7, None),
    (&["pending"; 7], 7, None),
];

#[test]
fn only_a_verified_word_ends_it() {
    for (results, made, ended) in ENDINGS {
        let mut inquiry = inquiry();
        let (queries, end) = run(&mut inquiry, at(CALLED), |step| results[usize::from(step) - 1]);
        assert_eq!(queries.len(), *made, "{results:?}");
        match (end, ended) {
            (Next::Done(end), Some(ended)) => assert_eq!(end, *ended, "{results:?}"),
            (Next::Escalate(_), None) => {}
            (end, _) => panic!("{results:?}: {end:?}"),
        }
        assert_eq!(inquiry.ended(), *ended);
    }
}

#[test]
fn early_and_doubled_wake_ups_make_no_call() {
    let mut inquiry = inquiry();
    for millis in [0, 1, 4 * MINUTE, 5 * MINUTE - 1] {
        assert_eq!(wait(inquiry.next(at(CALLED + millis))), 5 * MINUTE);
    }
    assert_eq!(inquiry.revision(), 0, "waiting changes nothing");
    let first = step(inquiry.next(after(5)));
    // The same wake-up again, while the query is on its way.
    for _ in 0..3 {
        assert_eq!(wait(inquiry.next(after(5))), 10 * MINUTE);
    }
    inquiry.observe(first, Record::unknown(), after(5)).unwrap();
    for _ in 0..3 {
        assert_eq!(wait(inquiry.next(after(5))), 15 * MINUTE);
    }
    assert_eq!((inquiry.queries(), inquiry.revision()), (1, 2));
}

#[test]
fn a_step_is_recorded_once() {
    let mut inquiry = inquiry();
    let first = step(inquiry.next(after(5)));
    let seen = Record::unknown().with_code("UNKNOWN_EXCEPTION").with_trace_id("t-1");
    assert_eq!(inquiry.observe(first, seen.clone(), after(6)), Ok(Observed::Recorded));
    let stored = store(&inquiry);
    // Again, later: the time of the first stands.
    assert_eq!(inquiry.observe(first, seen.clone(), after(7)), Ok(Observed::Already));
    assert_eq!(inquiry.observe(first, record("settled"), after(7)), Err(ObserveError::Conflict(first)));
    assert_eq!(inquiry.observe(first, seen.with_trace_id("t-2"), after(7)), Err(ObserveError::Conflict(first)));
    let second: Step = serde_json::from_value(json!(2)).unwrap();
    assert_eq!(inquiry.observe(second, Record::unknown(), after(7)), Err(ObserveError::NotAsked(second)));
    for nonsense in [0, 8, 255] {
        let nonsense: Step = serde_json::from_value(json!(nonsense)).unwrap();
        assert!(inquiry.observe(nonsense, Record::unknown(), after(7)).is_err());
    }
    assert_eq!(store(&inquiry), stored);
    assert_eq!(inquiry.steps()[0].observed_at(), Some(after(6)));
    assert_eq!(inquiry.steps()[0].record().unwrap().trace_id(), Some("t-1"));
}

/// Where a process ends within a step.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Crash {
    BeforeClaimIsStored,
    BeforeSending,
    BeforeObserving,
    BeforeRecordIsStored,
    AfterRecordIsStored,
}

/// Runs all the way on constant `U`; the process ends once, in step `crash_step`. Returns minutes of the queries on the
/// wire with their steps, and the findings.
fn run_with_crash(crash_step: u8, crash: Crash) -> (Vec<(i64, u8)>, Findings) {
    let mut stored = store(&inquiry());
    let mut wire = Vec::new();
    let mut crashed = false;
    let mut now = at(CALLED);
    'process: loop {
        let mut inquiry = load(&stored);
        loop {
            let step = match inquiry.next(now) {
                Next::Wait(until) => {
                    // Wakes up twice, and early.
                    assert!(matches!(inquiry.next(now), Next::Wait(_)));
                    assert!(matches!(inquiry.next(at(until.unix_millis() - 1)), Next::Wait(_)));
                    now = until;
                    continue;
                }
                Next::Ask(_, step) => step,
                Next::Done(ended) => panic!("{ended:?}"),
                Next::Escalate(findings) => return (wire, findings),
            };
            let mut ends = |point| {
                let ends = !crashed && step.number() == crash_step && crash == point;
                crashed |= ends;
                ends
            };
            if ends(Crash::BeforeClaimIsStored) {
                continue 'process;
            }
            stored = store(&inquiry);
            if ends(Crash::BeforeSending) {
                continue 'process;
            }
            wire.push(((now.unix_millis() - CALLED) / MINUTE, step.number()));
            if ends(Crash::BeforeObserving) {
                continue 'process;
            }
            inquiry.observe(step, Record::unknown(), now).unwrap();
            if ends(Crash::BeforeRecordIsStored) {
                continue 'process;
            }
            stored = store(&inquiry);
            if ends(Crash::AfterRecordIsStored) {
                continue 'process;
            }
        }
    }
}

#[test]
fn a_crash_at_any_point_loses_no_step_and_makes_no_eighth_query() {
    const DUE: [i64; 7] = [5, 15, 35, 75, 155, 315, 635];
    for crash_step in 1..=7 {
        for crash in [Crash::BeforeClaimIsStored, Crash::AfterRecordIsStored] {
            let (wire, findings) = run_with_crash(crash_step, crash);
            let on_time: Vec<_> = DUE.into_iter().zip(1..).collect();
            assert_eq!(wire, on_time, "{crash:?} in step {crash_step}");
            assert!(findings.steps().iter().all(|step| step.record().is_some() && step.asked().len() == 1));
        }
        for crash in [Crash::BeforeSending, Crash::BeforeObserving, Crash::BeforeRecordIsStored] {
            let (wire, findings) = run_with_crash(crash_step, crash);
            let context = format!("{crash:?} in step {crash_step}: {wire:?}");
            let sent = crash != Crash::BeforeSending;
            assert_eq!(wire.len(), 6 + usize::from(sent), "{context}");
            // Every claim is in the findings: the lost one was repeated as long as a query was left.
            let claims: usize = findings.steps().iter().map(|step| step.asked().len()).sum();
            assert_eq!(claims, 7, "{context}");
            let reached = if crash_step == 7 { 7 } else { 6 };
            assert_eq!(findings.steps().len(), reached, "{context}");
            for step in findings.steps() {
                let lost = step.step().number() == crash_step;
                assert_eq!(step.asked().len(), if lost && crash_step < 7 { 2 } else { 1 }, "{context}");
                assert_eq!(step.record().is_none(), lost && crash_step == 7, "{context}");
            }
            // No step is passed over, and every one that is begun is sent, but the last when no query is left.
            let steps: Vec<u8> = wire.iter().map(|(_, step)| *step).collect();
            let expected: Vec<u8> = (1..=7)
                .flat_map(|step| {
                    let times = match (step == crash_step, step) {
                        (true, 7) => usize::from(sent),
                        (true, _) => 1 + usize::from(sent),
                        (false, 7) if crash_step < 7 => 0,
                        (false, _) => 1,
                    };
                    std::iter::repeat_n(step, times)
                })
                .collect();
            assert_eq!(steps, expected, "{context}");
            // The repetition comes after the lease, five minutes.
            if crash_step < 7 && sent {
                let index = usize::from(crash_step);
                assert_eq!(wire[index].0 - wire[index - 1].0, 5, "{context}");
            }
        }
    }
}

/// Two processes wake up for the same stored inquiry: a store that compares revisions lets one of them claim.
#[test]
fn two_processes_claim_once() {
    let mut stored = store(&inquiry());
    let mut wire = 0;
    for minutes in 0..2000 {
        // Both load and wake up before either stores.
        let loaded = load(&stored).revision();
        let processes = [load(&stored), load(&stored)].map(|mut inquiry| (inquiry.next(after(minutes)), inquiry));
        for (next, mut inquiry) in processes {
            if matches!(next, Next::Ask(..)) && load(&stored).revision() == loaded {
                wire += 1;
                // Stored before sending, and after; no other process acts in between.
                let step = load(&store(&inquiry)).open_step().unwrap();
                inquiry.observe(step, Record::unreachable(), after(minutes)).unwrap();
                stored = store(&inquiry);
            }
        }
    }
    let end = load(&stored);
    assert_eq!((wire, end.queries(), end.revision()), (7, 7, 14));
}

#[test]
fn a_late_result_counts() {
    // The process slept through the lease, and another one asked again; then the first one's answer comes.
    let mut inquiry = inquiry();
    let first = step(inquiry.next(after(5)));
    assert_eq!(step(inquiry.next(after(10))), first);
    assert_eq!(inquiry.observe(first, record("settled"), after(11)), Ok(Observed::Recorded));
    assert!(matches!(inquiry.next(after(11)), Next::Done(Ended::Moved)));
    // The other one's answer differs. The first stands.
    assert_eq!(inquiry.observe(first, Record::unknown(), after(12)), Err(ObserveError::Conflict(first)));

    // Even after the end, when the last query was given up for lost.
    let mut last = Inquiry::new(question(Safety::Query), Schedule::new([Duration::from_secs(60)]).unwrap(), at(CALLED));
    let last = last.as_mut().unwrap();
    let only = step(last.next(after(1)));
    assert_eq!(wait(last.next(after(1))), 2 * MINUTE);
    assert!(findings(last.next(after(2))).steps()[0].record().is_none());
    last.observe(only, record("refused"), after(3)).unwrap();
    assert!(matches!(last.next(after(3)), Next::Done(Ended::NotMoved)));
}

#[test]
fn a_clock_that_jumps_forward_makes_one_query() {
    let mut inquiry = inquiry();
    let first = step(inquiry.next(after(600)));
    inquiry.observe(first, Record::unknown(), after(600)).unwrap();
    assert_eq!(wait(inquiry.next(after(600))), 610 * MINUTE);
    let second = step(inquiry.next(after(5000)));
    assert_eq!(second.number(), 2);
    assert_eq!(wait(inquiry.next(after(5000))), 5005 * MINUTE, "the lease");
}

#[test]
fn a_clock_that_jumps_back_waits_the_whole_pause_again() {
    let mut inquiry = inquiry();
    // It was a year ahead.
    let year = 365 * 24 * 60;
    let first = step(inquiry.next(after(year)));
    inquiry.observe(first, Record::unknown(), after(6)).unwrap();
    let revision = inquiry.revision();
    assert_eq!(wait(inquiry.next(after(6))), 16 * MINUTE);
    assert_eq!(inquiry.revision(), revision + 1, "to be stored, so that the pause runs on");
    let mut inquiry = load(&store(&inquiry));
    assert_eq!(wait(inquiry.next(after(15))), 16 * MINUTE);
    let second = step(inquiry.next(after(16)));
    assert_eq!(second.number(), 2);
    // The history runs forward all the same.
    assert_eq!(inquiry.steps()[0].observed_at(), Some(after(year)));
    assert_eq!(inquiry.steps()[1].asked().next(), Some(after(year)));
    // The clocks of two machines need not agree to the second.
    let revision = inquiry.revision();
    assert_eq!(wait(inquiry.next(at(CALLED + 16 * MINUTE - 30_000))), 21 * MINUTE);
    assert_eq!(inquiry.revision(), revision);
}

#[test]
fn jitter_only_makes_later() {
    let mut seen = HashSet::new();
    for seed in 0..200 {
        let mut inquiry = inquiry().with_jitter(Duration::from_secs(30), seed);
        let mut now = at(CALLED);
        for interval in Schedule::WORLDFIRST.intervals() {
            let pause = |inquiry: &mut Inquiry| match inquiry.next(now) {
                Next::Wait(until) => until.unix_millis() - now.unix_millis(),
                next => panic!("{next:?}"),
            };
            let waited = pause(&mut inquiry);
            assert_eq!(pause(&mut load(&store(&inquiry))), waited, "every process computes the same");
            let late = waited - i64::try_from(interval.as_millis()).unwrap();
            assert!((0..=30_000).contains(&late), "{late}");
            seen.insert(late);
            now = at(now.unix_millis() + waited);
            let step = step(inquiry.next(now));
            inquiry.observe(step, Record::unknown(), now).unwrap();
        }
    }
    assert!(seen.len() > 1000, "{} different delays of 1400", seen.len());
    let mut greedy = inquiry().with_jitter(Duration::MAX, 1);
    assert!((5 * MINUTE..=10 * MINUTE).contains(&wait(greedy.next(at(CALLED)))), "no more than the shortest pause");
}

#[test]
fn only_what_may_be_repeated_may_ask() {
    assert!(Inquiry::new(question(Safety::Keyed), Schedule::WORLDFIRST, at(CALLED)).is_ok());
    let refused = Inquiry::new(question(Safety::Unkeyed), Schedule::WORLDFIRST, at(CALLED)).unwrap_err();
    assert_eq!(refused.field(), "call");
}

#[test]
fn schedules_have_bounds() {
    let seconds = Duration::from_secs;
    assert_eq!(Schedule::new([]), Err(ScheduleError::Steps));
    assert_eq!(Schedule::new([seconds(1); 33]), Err(ScheduleError::Steps));
    assert_eq!(Schedule::new(std::iter::repeat(seconds(1))), Err(ScheduleError::Steps));
    assert_eq!(Schedule::new([Duration::ZERO]), Err(ScheduleError::Interval));
    assert_eq!(Schedule::new([Duration::from_millis(999)]), Err(ScheduleError::Interval));
    assert_eq!(Schedule::new([Schedule::MAX_INTERVAL, Duration::MAX]), Err(ScheduleError::Interval));
    let schedule = Schedule::new([Duration::from_millis(1500); 32]).unwrap();
    assert_eq!((schedule.steps(), schedule.total()), (32, seconds(64)), "rounded up");
    assert_eq!(schedule.lease(), seconds(60), "no call takes so long");
    assert_eq!(Schedule::WORLDFIRST.lease(), seconds(300));
    assert_eq!(serde_json::to_value(&Schedule::WORLDFIRST).unwrap(), json!([300, 600, 1200, 2400, 4800, 9600, 19200]));
    assert!(serde_json::from_value::<Schedule>(json!([])).is_err());
    assert!(serde_json::from_value::<Schedule>(json!([300, 0])).is_err());
}

/// A state with two steps, the second open and asked twice.
fn stored() -> Value {
    let mut inquiry = inquiry().with_jitter(Duration::ZERO, 7);
    let first = step(inquiry.next(after(5)));
    inquiry.observe(first, Record::not_found().with_code("ORDER_NOT_EXIST"), after(6)).unwrap();
    step(inquiry.next(after(15)));
    step(inquiry.next(after(20)));
    serde_json::to_value(&inquiry).unwrap()
}

#[test]
fn the_stored_layout() {
    let mut state = stored();
    state.as_object_mut().unwrap().remove("call");
    assert_eq!(
        state,
        json!({
            "version": 1,
            "revision": 4,
            "schedule": [300, 600, 1200, 2400, 4800, 9600, 19200],
            "jitter": { "up_to_millis": 0, "seed": 7 },
            "called_at": CALLED,
            "since": CALLED + 20 * MINUTE,
            "steps": [
                {
                    "step": 1,
                    "asked": [CALLED + 5 * MINUTE],
                    "observed": {
                        "at": CALLED + 6 * MINUTE,
                        "record": { "observation": "not_found", "code": "ORDER_NOT_EXIST" },
                    },
                },
                { "step": 2, "asked": [CALLED + 15 * MINUTE, CALLED + 20 * MINUTE] },
            ],
        })
    );
    let text = stored().to_string();
    assert_eq!(serde_json::to_value(load(&text)).unwrap(), stored());
}

#[test]
fn nonsense_is_not_read() {
    let open = json!({ "step": 1, "asked": [CALLED] });
    let recorded = |step: u8, observation: &str| {
        let observed = json!({ "at": CALLED, "record": { "observation": observation } });
        json!({ "step": step, "asked": [CALLED], "observed": observed })
    };
    let cases = [
        ("/version", json!(2), "layout"),
        ("/version", json!("1"), "invalid type"),
        ("/schedule", json!([]), "between 1 and 32"),
        ("/schedule", json!([300]), "more queries"),
        ("/called_at", json!(i64::MAX), "no date"),
        ("/since", json!(null), "invalid type"),
        ("/call/safety", json!("unkeyed"), "idempotency key"),
        ("/steps/0/step", json!(0), "numbered"),
        ("/steps/1/step", json!(1), "numbered"),
        ("/steps/1/step", json!(8), "numbered"),
        ("/steps/1/asked", json!([]), "never asked"),
        ("/steps/1/asked", json!(vec![CALLED; 7]), "more queries"),
        ("/steps/0/observed/record/observation", json!("settled"), "ended"),
        ("/steps/0/observed/record/observation", json!("lucky"), "unknown variant"),
        ("/steps/0/observed/record/more", json!(1), "unknown field"),
        ("/steps/0/observed/more", json!(1), "unknown field"),
        ("/steps/0/more", json!(1), "unknown field"),
        ("/more", json!(1), "unknown field"),
        ("/jitter/more", json!(1), "unknown field"),
        ("/steps", json!([open, recorded(2, "unknown")]), "follows one that is open"),
        ("/steps", json!([recorded(1, "refused"), recorded(2, "unknown")]), "ended the inquiry"),
        ("/steps", Value::Array((1..=8).map(|step| recorded(step, "unknown")).collect()), "more queries"),
    ];
    for (place, value, reason) in cases {
        let mut state = stored();
        let (parent, name) = place.rsplit_once('/').unwrap();
        match state.pointer_mut(parent).unwrap() {
            Value::Array(items) => items[name.parse::<usize>().unwrap()] = value,
            members => members[name] = value,
        }
        let error = serde_json::from_value::<Inquiry>(state).unwrap_err().to_string();
        assert!(error.contains(reason), "{place}: {error}");
        assert!(!error.contains("SECRET"), "{place}: {error}");
    }
}

#[test]
fn stored_times_that_run_backwards_are_clamped() {
    let mut state = stored();
    state["steps"][1]["asked"] = json!([0, CALLED + 8 * MINUTE]);
    let inquiry: Inquiry = serde_json::from_value(state).unwrap();
    assert_eq!(inquiry.steps()[1].asked().collect::<Vec<_>>(), [after(6), after(8)]);
}

#[test]
fn debug_shows_how_far_it_came_and_not_what_is_asked() {
    let mut inquiry = load(&stored().to_string());
    for text in [format!("{inquiry:?}"), format!("{:?}", inquiry.findings()), format!("{:?}", inquiry.next(after(99)))]
    {
        assert!(!text.contains("SECRET"), "{text}");
    }
    assert!(format!("{inquiry:?}").contains("NotFound"), "{inquiry:?}");
    let findings = serde_json::to_string(&inquiry.findings()).unwrap();
    assert!(findings.contains("ORDER_NOT_EXIST") && !findings.contains("SECRET"), "{findings}");
}

/// What happens to an inquiry in the world.
#[derive(Clone, Debug)]
enum Event {
    /// Time passes.
    Pass(i64),
    /// The clock is set back.
    SetBack(i64),
    /// Somebody wakes up, and goes this far: claims, stores, sends.
    Wake(u8),
    /// One of the queries that were sent is answered; the record is stored, or not.
    Answer(prop::sample::Index, &'static str, bool),
    /// The process ends: what is not stored is lost. Answers under way still come, to the next process.
    Crash,
}

fn event() -> impl Strategy<Value = Event> {
    let pass = prop_oneof![0..MINUTE, 0..400 * MINUTE];
    let result = prop_oneof![
        20 => Just("unknown"), 5 => Just("pending"), 5 => Just("not_found"), 5 => Just("unreachable"),
        1 => Just("settled"), 1 => Just("refused"),
    ];
    prop_oneof![
        6 => pass.prop_map(Event::Pass),
        1 => (0..1000 * MINUTE).prop_map(Event::SetBack),
        8 => (1..=3_u8).prop_map(Event::Wake),
        5 => (any::<prop::sample::Index>(), result, any::<bool>()).prop_map(|(i, r, s)| Event::Answer(i, r, s)),
        2 => Just(Event::Crash),
    ]
}

/// The world around one inquiry, and what must hold in it.
struct World {
    stored: String,
    inquiry: Inquiry,
    /// True time; the clock is `behind` it.
    time: i64,
    behind: i64,
    /// True times and steps of the queries on the wire.
    wire: Vec<(i64, Step)>,
    /// Records that are stored: they must never change.
    records: Vec<Record>,
}

impl World {
    fn new(seed: u32) -> Self {
        let inquiry = inquiry().with_jitter(Duration::from_secs(seed.into()), seed);
        Self { stored: store(&inquiry), inquiry, time: CALLED, behind: 0, wire: Vec::new(), records: Vec::new() }
    }

    fn now(&self) -> Stamp {
        at(self.time - self.behind)
    }

    fn meet(&mut self, event: Event) {
        match event {
            Event::Pass(millis) => self.time += millis,
            Event::SetBack(millis) => self.behind += millis,
            Event::Wake(depth) => self.wake(depth),
            Event::Answer(which, result, is_stored) if !self.wire.is_empty() => {
                let (_, step) = *which.get(&self.wire);
                // May come twice, may contradict: what it may not do is change a record.
                let _ = self.inquiry.observe(step, record(result), self.now());
                if is_stored {
                    self.store();
                }
            }
            Event::Answer(..) => {}
            Event::Crash => self.inquiry = load(&self.stored),
        }
    }

    fn wake(&mut self, depth: u8) {
        let before = (self.inquiry.open_step(), self.inquiry.ended(), self.inquiry.queries());
        match self.inquiry.next(self.now()) {
            Next::Ask(call, step) => {
                assert_eq!(call.key(), Some("SECRET-key"));
                assert!(before.1.is_none() && before.2 < 7, "no query after the end");
                assert!(before.0.is_none_or(|open| open == step), "an open step is asked before the next");
                assert!(matches!(self.inquiry.next(self.now()), Next::Wait(_)), "a doubled wake-up makes no call");
                if depth == 1 {
                    self.inquiry = load(&self.stored);
                    return;
                }
                self.store();
                if depth == 2 {
                    self.inquiry = load(&self.stored);
                    return;
                }
                self.send(step);
            }
            Next::Wait(until) => assert!(until > self.now(), "waiting is for something"),
            Next::Done(ended) => assert_eq!(before.1, Some(ended)),
            Next::Escalate(findings) => {
                assert_eq!(before.2, 7, "only when all queries are used up");
                assert!(before.1.is_none());
                assert_eq!(findings.steps(), self.inquiry.steps());
            }
        }
    }

    fn send(&mut self, step: Step) {
        let last = self.wire.last().map_or(CALLED, |(time, _)| *time);
        assert!(self.time - last >= 5 * MINUTE, "never closer than the shortest pause, in true time");
        assert!(self.wire.last().is_none_or(|(_, last)| *last <= step), "steps go forward");
        self.wire.push((self.time, step));
        assert!(self.wire.len() <= 7, "at most seven on the wire");
    }

    fn store(&mut self) {
        self.stored = store(&self.inquiry);
        let stored = load(&self.stored);
        let records: Vec<Record> = stored.steps().iter().filter_map(|step| step.record().cloned()).collect();
        assert!(records.starts_with(&self.records), "a stored record never changes");
        self.records = records;
        assert!(self.wire.len() <= stored.queries() && stored.queries() <= 7);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 500, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn whatever_happens(seed in 0..400_u32, events in prop::collection::vec(event(), 0..120)) {
        let mut world = World::new(seed);
        for event in events {
            world.meet(event);
        }
        // Then all is well, and it comes to an end.
        world.inquiry = load(&world.stored);
        for _ in 0..30 {
            world.meet(Event::Pass(1000 * MINUTE));
            world.meet(Event::Wake(3));
            let open = world.inquiry.open_step().filter(|open| world.wire.iter().any(|(_, sent)| sent == open));
            if let Some(open) = open {
                world.inquiry.observe(open, Record::unknown(), world.now()).unwrap();
                world.store();
            }
        }
        let next = world.inquiry.next(world.now());
        prop_assert!(matches!(next, Next::Done(_) | Next::Escalate(_)), "{next:?}");
        prop_assert!(world.wire.len() <= 7);
    }
}
