//! A process that dies at any point, with an inbox that commits together with the work.

use std::{
    collections::HashMap,
    mem,
    sync::{Arc, Mutex, MutexGuard},
};

use alipay_notify::{Begun, Claim, EventId, Inbox, InboxError, Parameters, Token};
use alipay_sign::BoxFuture;
use alipay_wire::Clock;

use crate::support::{HandClock, golden, now, open_platform};

const LEASE: i64 = 60_000;

/// A database: it outlives the process.
#[derive(Clone)]
struct Database {
    tables: Arc<Mutex<Tables>>,
    clock: HandClock,
}

#[derive(Default)]
struct Tables {
    /// Work that was done.
    shipped: Vec<String>,
    /// By event: the number of the claim, until when it is leased, and whether it is done.
    inbox: HashMap<String, (u64, i64, bool)>,
}

/// What a transaction would write. Nothing of it is there before the commit.
struct Transaction {
    shipped: Vec<String>,
}

impl Database {
    fn tables(&self) -> MutexGuard<'_, Tables> {
        self.tables.lock().unwrap()
    }
}

impl Inbox for Database {
    type Work = Transaction;

    fn begin<'a>(&'a self, event: &'a EventId) -> BoxFuture<'a, Result<Claim, InboxError>> {
        Box::pin(async {
            let now = self.clock.now().unix_millis();
            let mut tables = self.tables();
            let (attempt, leased_until, done) = tables.inbox.get(&event.key()).copied().unwrap_or_default();
            if done {
                return Ok(Claim::Done);
            }
            if now < leased_until {
                return Ok(Claim::InProgress);
            }
            tables.inbox.insert(event.key(), (attempt + 1, now + LEASE, false));
            Ok(Claim::New(Token(attempt + 1)))
        })
    }

    fn commit<'a>(
        &'a self,
        event: &'a EventId,
        token: Token,
        work: Transaction,
    ) -> BoxFuture<'a, Result<(), InboxError>> {
        Box::pin(async move {
            let mut tables = self.tables();
            match tables.inbox.get_mut(&event.key()) {
                Some((attempt, _, done)) if *attempt == token.0 && !*done => *done = true,
                _ => return Err(InboxError::Lost),
            }
            tables.shipped.extend(work.shipped);
            Ok(())
        })
    }

    fn abort<'a>(&'a self, event: &'a EventId, token: Token) -> BoxFuture<'a, Result<(), InboxError>> {
        Box::pin(async move {
            if let Some((attempt, leased_until, false)) = self.tables().inbox.get_mut(&event.key())
                && *attempt == token.0
            {
                *leased_until = 0;
            }
            Ok(())
        })
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd)]
enum DiesAfter {
    Receiving,
    Begin,
    Work,
    Commit,
    Never,
}

/// One process that takes one delivery. Says whether the gateway got its acknowledgement.
fn process(database: &Database, dies: DiesAfter) -> bool {
    let delivery = open_platform().read::<Parameters>(&golden("trade")).unwrap();
    if dies == DiesAfter::Receiving {
        return false;
    }
    let processing = match now(delivery.begin(database.clone())).unwrap() {
        Begun::New(processing) => processing,
        Begun::InProgress(_) => return false,
        Begun::Done(_) => return true,
    };
    let mut work = Transaction { shipped: Vec::new() };
    if dies == DiesAfter::Begin {
        mem::forget(processing); // nothing runs in a process that is dead
        return false;
    }
    work.shipped.push(processing.notification().get("out_trade_no").unwrap().to_owned());
    if dies == DiesAfter::Work {
        mem::forget(processing);
        return false;
    }
    let acknowledgement = now(processing.commit(work));
    dies != DiesAfter::Commit && acknowledgement.is_ok()
}

#[test]
fn the_work_is_done_once_wherever_the_process_dies() {
    use DiesAfter::{Begin, Commit, Never, Receiving, Work};
    for first in [Receiving, Begin, Work, Commit, Never] {
        for second in [Receiving, Begin, Work, Commit, Never] {
            let clock = HandClock::new();
            let database = Database { tables: Arc::default(), clock: clock.clone() };
            let mut acknowledged = Vec::new();
            for dies in [first, second, Never] {
                acknowledged.push(process(&database, dies));
                let shipped = database.tables().shipped.len();
                assert!(!acknowledged.contains(&true) || shipped == 1, "{first:?}, {second:?}: acknowledged, not done");
                assert!(shipped <= 1, "{first:?}, {second:?}: done twice");
                clock.advance(LEASE); // gateways wait longer than this before they deliver again
            }
            assert_eq!(acknowledged.last(), Some(&true), "{first:?}, {second:?}");
            assert_eq!(database.tables().shipped, ["order/1"], "{first:?}, {second:?}");
        }
    }
}

#[test]
fn a_crash_leaves_the_event_claimed_until_its_lease_ends() {
    let clock = HandClock::new();
    let database = Database { tables: Arc::default(), clock: clock.clone() };
    assert!(!process(&database, DiesAfter::Begin));
    assert!(!process(&database, DiesAfter::Never), "somebody may still be at it");
    clock.advance(LEASE);
    assert!(process(&database, DiesAfter::Never));
}

#[test]
fn work_that_outlived_its_lease_is_undone() {
    let clock = HandClock::new();
    let database = Database { tables: Arc::default(), clock: clock.clone() };
    let begin = || {
        let delivery = open_platform().read::<Parameters>(&golden("trade")).unwrap();
        match now(delivery.begin(database.clone())).unwrap() {
            Begun::New(processing) => processing,
            other => panic!("{other:?}"),
        }
    };
    let slow = begin();
    clock.advance(LEASE);
    let quick = begin();
    let work = |who: &str| Transaction { shipped: vec![who.to_owned()] };
    assert!(now(slow.commit(work("slow"))).is_err());
    assert!(now(quick.commit(work("quick"))).is_ok());
    assert_eq!(database.tables().shipped, ["quick"]);
}
