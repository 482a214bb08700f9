//! The driver of inquiries over the sandbox, through all 635 minutes, on paused time: what the ledger counts.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, reason = "a test may panic")]

use crate::support;

use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use alipay_sandbox::{Fault, Sandbox};
use alipay_transport::{BoxError, Client, Error, Inquirer, InquiryEnd, InquiryError, Reply};
use alipay_wire::{
    Clock, Currency, MoneyOutcome, Proof, Stamp, WorldFirst,
    inquiry::{Ended, Findings, Inquiry, Observation, Record, Schedule},
};
use alipay_worldfirst_fund::{InquiryBalance, inquiry_balance::InquiryBalanceResponse};
use support::{client, error};
use tokio::time::Instant;

const MINUTE: Duration = Duration::from_secs(60);

/// The time of day on tokio's clock, which the tests pause.
#[derive(Clone, Debug)]
struct Paused(Instant);

impl Paused {
    fn new() -> Self {
        Self(Instant::now())
    }
}

impl Clock for Paused {
    fn now(&self) -> Stamp {
        let millis = i64::try_from(self.0.elapsed().as_millis()).unwrap();
        Stamp::from_unix_millis(1_700_000_000_000 + millis).unwrap()
    }
}

/// A gateway, a client, and what is stored.
struct World {
    sandbox: Sandbox,
    client: Client<WorldFirst>,
    clock: Paused,
    stored: Arc<Mutex<Vec<String>>>,
}

impl World {
    fn new() -> Self {
        let sandbox = Sandbox::new();
        let client = client(&sandbox, sandbox.endpoints().worldfirst());
        Self { sandbox, client, clock: Paused::new(), stored: Arc::default() }
    }

    /// Makes the original call, which ends unknown, and begins to ask about it.
    async fn begin(&self) -> Inquiry {
        self.sandbox.inject(Fault::Unknown);
        let called_at = self.clock.now();
        let request = InquiryBalance::new(Currency::CNY);
        let failure = error(self.client.send(&request).await);
        assert_eq!((failure.kind(), failure.attempts()), ("api", 1));
        let question = self.client.prepare(&request).unwrap();
        Inquiry::new(question, Schedule::WORLDFIRST, called_at).unwrap()
    }

    async fn run(&self, inquiry: Inquiry) -> Result<InquiryEnd, InquiryError> {
        let stored = Arc::clone(&self.stored);
        let store = move |inquiry: &Inquiry| {
            stored.lock().unwrap().push(serde_json::to_string(inquiry).unwrap());
            async { Ok::<_, BoxError>(()) }
        };
        self.inquirer().run::<InquiryBalance, _, _, _>(inquiry, store, read).await
    }

    fn inquirer(&self) -> Inquirer<WorldFirst> {
        Inquirer::new(&self.client).clock(self.clock.clone())
    }

    /// What the next process would begin with.
    fn load(&self) -> Inquiry {
        serde_json::from_str(self.stored.lock().unwrap().last().unwrap()).unwrap()
    }

    /// Queries the gateway received after the original call.
    fn queries(&self) -> usize {
        self.sandbox.ledger().len() - 1
    }

    fn elapsed(&self) -> Duration {
        self.clock.0.elapsed()
    }
}

fn read(result: Result<&Reply<InquiryBalanceResponse>, &Error>) -> Record {
    match result {
        Ok(reply) => reply.record(MoneyOutcome::Moved),
        Err(error) => error.into(),
    }
}

fn findings(end: InquiryEnd) -> Findings {
    let InquiryEnd::Escalate(findings) = end else { panic!("{end:?}") };
    findings
}

fn observations(findings: &Findings) -> Vec<Option<Observation>> {
    findings.steps().iter().map(|step| step.record().map(Record::observation)).collect()
}

#[tokio::test(start_paused = true)]
async fn constant_unknown_is_seven_queries_in_635_minutes() {
    let world = World::new();
    let inquiry = world.begin().await;
    for _ in 0..20 {
        world.sandbox.inject(Fault::Unknown);
    }
    let findings = findings(world.run(inquiry).await.unwrap());
    assert_eq!(world.queries(), 7);
    assert_eq!(world.elapsed(), 635 * MINUTE);
    assert_eq!(observations(&findings), [Some(Observation::Unknown); 7]);
    for step in findings.steps() {
        assert_eq!(step.record().unwrap().code().unwrap(), &"UNKNOWN_EXCEPTION");
    }
    // The same question every time, and stored before and after each.
    let ledger = world.sandbox.ledger();
    assert!(ledger.iter().all(|entry| entry.body == ledger[0].body));
    assert_eq!(world.stored.lock().unwrap().len(), 14);
    // Anyone who runs it again asks nothing.
    assert!(matches!(world.run(world.load()).await, Ok(InquiryEnd::Escalate(_))));
    assert_eq!(world.queries(), 7);
}

#[tokio::test(start_paused = true)]
async fn a_success_in_step_three_ends_it() {
    let world = World::new();
    let inquiry = world.begin().await;
    world.sandbox.inject(Fault::Unknown);
    world.sandbox.inject(Fault::DropAfter);
    let end = world.run(inquiry).await.unwrap();
    assert!(matches!(end, InquiryEnd::Done(Ended::Moved)), "{end:?}");
    assert_eq!((world.queries(), world.elapsed()), (3, 35 * MINUTE));
    assert_eq!(
        observations(&world.load().findings()),
        [Some(Observation::Unknown), Some(Observation::Unreachable), Some(Observation::Moved)]
    );
    assert!(matches!(world.run(world.load()).await, Ok(InquiryEnd::Done(Ended::Moved))));
    assert_eq!(world.queries(), 3);
}

/// Nobody on the way can end an inquiry, and each query is one attempt, whatever happens to it.
#[tokio::test(start_paused = true)]
async fn faults_are_one_query_each_and_never_final() {
    use Observation::{Unknown, Unreachable};
    let world = World::new();
    let inquiry = world.begin().await;
    let faults = [
        (Fault::Tampered, Unknown),
        (Fault::Unsigned, Unknown),
        (Fault::WrongKey, Unknown),
        (Fault::Throttled, Unknown),
        (Fault::Slow(MINUTE), Unreachable),
        (Fault::DropAfter, Unreachable),
        (Fault::Truncated, Unknown),
    ];
    for (fault, _) in faults {
        world.sandbox.inject(fault);
    }
    let findings = findings(world.run(inquiry).await.unwrap());
    assert_eq!(observations(&findings), faults.map(|(_, observation)| Some(observation)));
    // The slow one was given up before the gateway noted it.
    assert_eq!(world.queries(), 6);
    assert_eq!(world.elapsed(), 635 * MINUTE, "pauses count from query to query");
}

/// The process ends while the query of each step is on its way, and begins again with what it stored.
#[tokio::test(start_paused = true)]
async fn a_process_that_ends_within_a_query_makes_no_eighth() {
    for crash_step in 1..=7_u32 {
        let world = World::new();
        let inquiry = world.begin().await;
        for _ in 1..crash_step {
            world.sandbox.inject(Fault::Unknown);
        }
        // On its way for 10 seconds, then unknown for ever.
        world.sandbox.inject(Fault::Slow(Duration::from_secs(10)));
        for _ in 0..20 {
            world.sandbox.inject(Fault::Unknown);
        }
        let due: Duration = Schedule::WORLDFIRST.intervals().take(crash_step as usize).sum();
        let cut = due - world.elapsed() + Duration::from_secs(5);
        assert!(tokio::time::timeout(cut, world.run(inquiry)).await.is_err(), "the process ends");
        let claimed = world.load();
        assert_eq!(claimed.open_step().map(|step| u32::from(step.number())), Some(crash_step));

        let findings = findings(world.run(claimed).await.unwrap());
        let claims: usize = findings.steps().iter().map(|step| step.asked().len()).sum();
        // The one that was cut off did not reach the ledger, but might have.
        assert_eq!((claims, world.queries()), (7, 6), "crash in step {crash_step}");
        // Repeated at the cost of step 7; in step 7 itself, no query is left to repeat it with.
        let mut expected = vec![Some(Observation::Unknown); 6];
        expected.extend((crash_step == 7).then_some(None));
        assert_eq!(observations(&findings), expected, "crash in step {crash_step}");
    }
}

#[tokio::test(start_paused = true)]
async fn what_cannot_be_stored_is_not_sent() {
    let world = World::new();
    let inquiry = world.begin().await;
    let store = |_: &Inquiry| async { Err::<(), _>("the disk is full") };
    let failure = world.inquirer().run::<InquiryBalance, _, _, _>(inquiry.clone(), store, read).await.unwrap_err();
    assert!(matches!(failure, InquiryError::Store(_)), "{failure:?}");
    assert_eq!(world.queries(), 0);

    // Nor is anything sent after a record could not be stored.
    let mut left = 1;
    let store = |_: &Inquiry| {
        left -= 1;
        async move { if left < 0 { Err("the disk is full") } else { Ok(()) } }
    };
    world.sandbox.inject(Fault::Unknown);
    let failure = world.inquirer().run::<InquiryBalance, _, _, _>(inquiry, store, read).await.unwrap_err();
    assert!(matches!(failure, InquiryError::Store(_)), "{failure:?}");
    assert_eq!(world.queries(), 1);
}

#[tokio::test(start_paused = true)]
async fn another_clients_inquiry_claims_nothing() {
    let world = World::new();
    let inquiry = world.begin().await;
    let stranger = alipay_wire::SignedHeader::<WorldFirst>::new("https://gateway.sandbox.invalid", "SOMEONE").unwrap();
    let stranger = client(&world.sandbox, stranger);
    let store = |_: &Inquiry| -> std::future::Ready<Result<(), BoxError>> { panic!("nothing is claimed") };
    let failure = Inquirer::new(&stranger)
        .clock(world.clock.clone())
        .run::<InquiryBalance, _, _, _>(inquiry, store, read)
        .await
        .unwrap_err();
    assert!(matches!(failure, InquiryError::Call(_)), "{failure:?}");
}

/// Untyped, in the background, with a sleep that wakes up early.
#[tokio::test(start_paused = true)]
async fn an_untyped_run_can_be_spawned() {
    let world = World::new();
    let inquiry = world.begin().await;
    world.sandbox.inject(Fault::Unknown);
    let inquirer = world.inquirer().sleep(|time| tokio::time::sleep(time / 2 + Duration::from_millis(1)));
    let run = tokio::spawn(async move {
        let store = |_: &Inquiry| async { Ok::<_, BoxError>(()) };
        let read = |result: Result<&Reply<_>, &Error>| match result {
            Ok(reply) => Record::answered(MoneyOutcome::Moved, Proof::of(reply.body())),
            Err(_) => Record::not_found(),
        };
        inquirer.run_untyped(inquiry, store, read).await
    });
    let end = run.await.unwrap().unwrap();
    assert!(matches!(end, InquiryEnd::Done(Ended::Moved)), "{end:?}");
    assert_eq!((world.queries(), world.elapsed().as_secs() / 60), (2, 15));
}
