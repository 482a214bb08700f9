//! A transfer whose result is unknown, asked about over the gateway's whole schedule, on paused time.
#![cfg(feature = "server")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, reason = "a test may panic")]

use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use alipay_sandbox::{Fault, Sandbox};
use alipay_transport::{BoxError, Client, Error, Inquirer, InquiryEnd, Reply};
use alipay_wire::{
    Amount, Clock, Currency, Effect, Stamp, WorldFirst,
    inquiry::{Ended, Inquiry, Observation, Record, Schedule},
    worldfirst::PrefundingBalances,
};
use alipay_worldfirst_transfer::{
    InquiryTransfer, InquiryTransferResponse, Transfer, TransferFromDetail, TransferFundType, TransferOrderAddition,
    TransferRequestId, TransferToDetail, Transfers, inquiry_transfer, transfer_result,
};
use tokio::time::Instant;

const MINUTE: Duration = Duration::from_secs(60);
const END: &str = "2022-05-11T06:27:25Z";
const ID: &str = "t-1";

/// The time of day on tokio's clock, which the tests pause.
#[derive(Clone, Debug)]
struct Paused(Instant);

impl Clock for Paused {
    fn now(&self) -> Stamp {
        let millis = i64::try_from(self.0.elapsed().as_millis()).unwrap();
        Stamp::from_unix_millis(1_700_000_000_000 + millis).unwrap()
    }
}

struct World {
    sandbox: Sandbox,
    client: Client<WorldFirst>,
    clock: Paused,
    records: Arc<Mutex<Vec<Observation>>>,
}

impl World {
    fn new() -> Self {
        let sandbox = Sandbox::new();
        let client = Client::builder(sandbox.endpoints().worldfirst())
            .credentials(sandbox.credentials())
            .http(sandbox.clone())
            .build()
            .unwrap();
        Self { sandbox, client, clock: Paused(Instant::now()), records: Arc::default() }
    }

    /// Makes a transfer that meets `fault`, and begins to ask about it.
    async fn begin(&self, fault: Fault) -> Inquiry {
        self.sandbox.inject(fault);
        let called_at = self.clock.now();
        let error = self.client.request(&transfer()).attempts(1).send().await.unwrap_err();
        assert_eq!(error.effect(), Effect::Unknown);
        let question = self.client.prepare(&InquiryTransfer::new(ID)).unwrap();
        Inquiry::new(question, Schedule::WORLDFIRST, called_at).unwrap()
    }

    async fn run(&self, inquiry: Inquiry) -> InquiryEnd {
        let store = |_: &Inquiry| async { Ok::<_, BoxError>(()) };
        let read = |result: Result<&Reply<InquiryTransferResponse>, &Error>| {
            let record = read(result);
            self.records.lock().unwrap().push(record.observation());
            record
        };
        let inquirer = Inquirer::new(&self.client).clock(self.clock.clone());
        inquirer.run::<InquiryTransfer, _, _, _>(inquiry, store, read).await.unwrap()
    }

    /// Lets the transfer end after this time.
    fn later(&self, after: Duration, end: impl FnOnce(&mut Transfers) -> bool + Send + 'static) {
        let sandbox = self.sandbox.clone();
        tokio::spawn(async move {
            tokio::time::sleep(after).await;
            assert!(sandbox.with_state(end));
        });
    }

    fn records(&self) -> Vec<Observation> {
        self.records.lock().unwrap().clone()
    }

    fn left(&self) -> i128 {
        self.sandbox.with_state(|balances: &mut PrefundingBalances| balances.get(Currency::CNY).unwrap().value)
    }
}

fn transfer() -> Transfer {
    Transfer::new(
        ID,
        TransferOrderAddition::new(),
        TransferFromDetail::new().transfer_from_amount(Amount::new(Currency::CNY, 30_000)),
        TransferToDetail::new(),
        TransferFundType::GlobalGlobalService,
    )
}

/// What an answer says about the transfer that was made.
fn read(result: Result<&Reply<InquiryTransferResponse>, &Error>) -> Record {
    match result {
        Ok(reply) if reply.value().transfer_request_id.as_str() != ID => Record::unknown(),
        Ok(reply) => reply.record(reply.value().outcome()),
        Err(error) if error.answer().is_some_and(|answer| answer.code == inquiry_transfer::code::ORDER_NOT_EXIST) => {
            Record::not_found()
        }
        Err(error) => error.into(),
    }
}

fn id() -> TransferRequestId {
    ID.into()
}

/// The transfer was accepted, and the answer said "unknown". It ends 20 minutes later.
#[tokio::test(start_paused = true)]
async fn an_unknown_transfer_is_found_done() {
    let world = World::new();
    let inquiry = world.begin(Fault::Unknown).await;
    world.later(20 * MINUTE, |transfers| transfers.settle(&id(), END));
    let end = world.run(inquiry).await;
    assert!(matches!(end, InquiryEnd::Done(Ended::Moved)), "{end:?}");
    assert_eq!(world.records(), [Observation::Pending, Observation::Pending, Observation::Moved]);
    assert_eq!((world.clock.0.elapsed(), world.left()), (35 * MINUTE, 20_000));
}

/// The answer never came, and the gateway loses track for a while before it fails the transfer.
#[tokio::test(start_paused = true)]
async fn a_lost_transfer_is_found_failed_and_the_money_back() {
    let world = World::new();
    let inquiry = world.begin(Fault::DropAfter).await;
    world.sandbox.with_state(|transfers: &mut Transfers| assert!(transfers.lose_track(&id())));
    world.later(6 * MINUTE, |transfers| transfers.fail(&id(), transfer_result::code::PROCESS_FAIL, END));
    let end = world.run(inquiry).await;
    assert!(matches!(end, InquiryEnd::Done(Ended::NotMoved)), "{end:?}");
    assert_eq!(world.records(), [Observation::Unknown, Observation::NotMoved]);
    assert_eq!(world.left(), 50_000);
}

/// The transfer never arrived. Nobody can tell that from one under way, so a person is called for.
#[tokio::test(start_paused = true)]
async fn a_transfer_that_never_arrived_is_not_refused() {
    let world = World::new();
    let inquiry = world.begin(Fault::DropBefore).await;
    let end = world.run(inquiry).await;
    assert!(matches!(end, InquiryEnd::Escalate(_)), "{end:?}");
    assert_eq!(world.records(), [Observation::NotFound; 7]);
    assert_eq!((world.clock.0.elapsed(), world.left()), (635 * MINUTE, 50_000));
    // To make it now is safe under the same number, and only under that.
    let accepted = world.client.send(&transfer()).await.unwrap();
    assert_eq!((accepted.outcome(), world.left()), (alipay_wire::MoneyOutcome::Pending, 20_000));
}

/// Repeating the transfer itself, with its number, is safe as well: it is made once.
#[tokio::test(start_paused = true)]
async fn a_repetition_is_answered_as_the_first_and_taken_once() {
    let world = World::new();
    world.sandbox.inject(Fault::DropAfter);
    let reply = world.client.request(&transfer()).send().await.unwrap();
    assert_eq!((reply.attempts(), world.left()), (2, 20_000));
    let processed = world.sandbox.ledger().iter().filter(|entry| entry.key.as_deref() == Some(ID)).count();
    assert_eq!(processed, 2, "both attempts reached the gateway");
}
