//! Whatever the order of deliveries, commits, failures, crashes and time: each event is done at most once, and only what
//! is done is acknowledged.

use std::{mem, time::Duration};

use alipay_notify::{Begun, MemoryInbox, Parameters, Processing, Receiver};
use alipay_wire::{OpenPlatform, inbound::FormRule};
use bytes::Bytes;
use http::Request;
use proptest::prelude::*;

use crate::support::{APP_ID, HandClock, form, now, open_platform};

const LEASE: i64 = 60_000;
const EVENTS: usize = 2;

#[derive(Clone, Debug)]
enum Step {
    /// The gateway delivers an event.
    Deliver(usize),
    /// One of those who work ends in one of four ways.
    Commit(usize),
    Abort(usize),
    Drop(usize),
    /// As when the process dies: nothing is given back.
    Crash(usize),
    Wait(i64),
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        4 => (0..EVENTS).prop_map(Step::Deliver),
        2 => (0..8_usize).prop_map(Step::Commit),
        1 => (0..8_usize).prop_map(Step::Abort),
        1 => (0..8_usize).prop_map(Step::Drop),
        1 => (0..8_usize).prop_map(Step::Crash),
        2 => (1..LEASE + 10).prop_map(Step::Wait),
    ]
}

struct Working {
    event: usize,
    leased_until: i64,
    processing: Processing<Parameters, MemoryInbox>,
}

/// What is known of the events, kept beside the inbox.
struct World {
    receiver: Receiver<OpenPlatform>,
    requests: Vec<Request<Bytes>>,
    inbox: MemoryInbox,
    clock: HandClock,
    time: i64,
    working: Vec<Working>,
    commits: [usize; EVENTS],
    acknowledged: [usize; EVENTS],
}

impl World {
    fn new(receiver: &Receiver<OpenPlatform>, requests: &[Request<Bytes>]) -> Self {
        let clock = HandClock::new();
        let lease = Duration::from_millis(LEASE.try_into().unwrap());
        Self {
            receiver: receiver.clone(),
            requests: requests.to_vec(),
            inbox: MemoryInbox::new().clock(clock.clone()).lease(lease),
            clock,
            time: 0,
            working: Vec::new(),
            commits: [0; EVENTS],
            acknowledged: [0; EVENTS],
        }
    }

    fn deliver(&mut self, event: usize) -> Result<(), TestCaseError> {
        let delivery = self.receiver.read::<Parameters>(&self.requests[event]).unwrap();
        let is_claimed = self.working.iter().any(|one| one.event == event && self.time < one.leased_until);
        match now(delivery.begin(self.inbox.clone())).unwrap() {
            Begun::New(processing) => {
                prop_assert_eq!(self.commits[event], 0, "new after it was done");
                prop_assert!(!is_claimed, "claimed twice");
                self.working.push(Working { event, leased_until: self.time + LEASE, processing });
            }
            Begun::InProgress(_) => prop_assert_eq!(self.commits[event], 0, "in progress after it was done"),
            Begun::Done(_) => {
                prop_assert_eq!(self.commits[event], 1, "acknowledged before it was done");
                self.acknowledged[event] += 1;
            }
        }
        Ok(())
    }

    fn commit(&mut self, working: Working) -> Result<(), TestCaseError> {
        if now(working.processing.commit(())).is_ok() {
            self.commits[working.event] += 1;
            self.acknowledged[working.event] += 1;
        }
        prop_assert!(self.commits[working.event] <= 1, "done twice");
        Ok(())
    }

    fn take(&mut self, at: usize) -> Option<Working> {
        (!self.working.is_empty()).then(|| self.working.remove(at % self.working.len()))
    }

    fn run(&mut self, step: Step) -> Result<(), TestCaseError> {
        match step {
            Step::Deliver(event) => self.deliver(event)?,
            Step::Commit(at) => {
                if let Some(working) = self.take(at) {
                    self.commit(working)?;
                }
            }
            Step::Abort(at) => {
                if let Some(working) = self.take(at) {
                    let _ = now(working.processing.abort("failed"));
                }
            }
            Step::Drop(at) => drop(self.take(at)),
            Step::Crash(at) => mem::forget(self.take(at)),
            Step::Wait(millis) => {
                self.clock.advance(millis);
                self.time += millis;
            }
        }
        for event in 0..EVENTS {
            prop_assert!(self.acknowledged[event] == 0 || self.commits[event] == 1, "acknowledged without a commit");
        }
        Ok(())
    }

    /// However it went: the gateway's next delivery after the lease ends well.
    fn ends_well(&mut self) -> Result<(), TestCaseError> {
        self.run(Step::Wait(LEASE))?;
        for event in 0..EVENTS {
            let before = self.working.len();
            self.deliver(event)?;
            prop_assert_eq!(self.working.len() > before, self.commits[event] == 0, "stuck");
            if self.working.len() > before {
                let working = self.working.remove(before);
                self.commit(working)?;
            }
            prop_assert_eq!(self.commits[event], 1);
        }
        // Anyone who is late now is late.
        while let Some(late) = self.take(0) {
            self.commit(late)?;
        }
        Ok(())
    }
}

#[test]
fn every_event_is_done_once_and_only_then_acknowledged() {
    let receiver = open_platform();
    let requests: Vec<_> =
        ["7", "8"].iter().map(|id| form(FormRule::V1, &[("app_id", APP_ID), ("notify_id", id)])).collect();
    proptest!(ProptestConfig::with_cases(512), |(steps in proptest::collection::vec(step(), 1..40))| {
        let mut world = World::new(&receiver, &requests);
        for step in steps {
            world.run(step)?;
        }
        world.ends_well()?;
    });
}
