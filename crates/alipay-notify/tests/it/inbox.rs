//! Begin, commit, abort: what the inbox in memory says to each.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    time::Duration,
};

use alipay_notify::{Begun, BoxError, Delivery, InboxError, MemoryInbox, NotifyError, Parameters, Processing};
use alipay_wire::inbound::FormRule;

use crate::support::{APP_ID, HandClock, form, now, open_platform};

fn delivery(notify_id: &str) -> Delivery<Parameters> {
    open_platform().read(&form(FormRule::V1, &[("app_id", APP_ID), ("notify_id", notify_id)])).unwrap()
}

fn begin(inbox: &MemoryInbox, notify_id: &str) -> Begun<Parameters, MemoryInbox> {
    now(delivery(notify_id).begin(inbox.clone())).unwrap()
}

fn new(inbox: &MemoryInbox, notify_id: &str) -> Processing<Parameters, MemoryInbox> {
    match begin(inbox, notify_id) {
        Begun::New(processing) => processing,
        other => panic!("{other:?}"),
    }
}

fn commit(processing: Processing<Parameters, MemoryInbox>) {
    drop(now(processing.commit(())).unwrap());
}

fn word(inbox: &MemoryInbox, notify_id: &str) -> &'static str {
    match begin(inbox, notify_id) {
        Begun::New(_) => "new",
        Begun::InProgress(_) => "in progress",
        Begun::Done(_) => "done",
    }
}

#[test]
fn one_delivery_works_while_the_others_wait() {
    let inbox = MemoryInbox::new();
    let processing = new(&inbox, "7");
    let Begun::InProgress(refusal) = begin(&inbox, "7") else { panic!("it is claimed") };
    let response = refusal.into_response();
    assert_eq!((response.status().as_u16(), &response.body()[..]), (503, &b"fail"[..]));
    assert_eq!(word(&inbox, "8"), "new", "another event");
    let answer = now(processing.commit(())).unwrap().into_response();
    assert_eq!(&answer.body()[..], b"success");
    let Begun::Done(acknowledgement) = begin(&inbox, "7") else { panic!("it is done") };
    assert_eq!(&acknowledgement.into_response().body()[..], b"success");
}

#[test]
fn aborted_or_dropped_work_comes_again() {
    let inbox = MemoryInbox::new();
    let refusal = now(new(&inbox, "7").abort("out of stock"));
    assert!(matches!(refusal.reason(), NotifyError::Work(_)));
    let response = refusal.into_response();
    assert_eq!((response.status().as_u16(), &response.body()[..]), (500, &b"fail"[..]));
    drop(new(&inbox, "7"));
    let processing = new(&inbox, "7");
    commit(processing);
    assert_eq!(word(&inbox, "7"), "done");
}

#[test]
fn failed_panicked_and_cancelled_work_comes_again() {
    let inbox = MemoryInbox::new();
    let failed = now(delivery("7").process(inbox.clone(), async |_| Err::<(), BoxError>("no".into())));
    assert_eq!(std::error::Error::source(&failed.unwrap_err()).unwrap().to_string(), "no");

    // A panic in the handler.
    let panicked = catch_unwind(AssertUnwindSafe(|| {
        now(delivery("7").process(inbox.clone(), async |_| -> Result<(), BoxError> { panic!("on purpose") })).is_ok()
    }));
    assert!(panicked.is_err());

    // A connection that ended.
    now(async {
        let work = delivery("7").process(inbox.clone(), async |_| {
            std::future::pending::<()>().await;
            Ok::<_, BoxError>(())
        });
        tokio::select! {
            biased;
            _ = work => panic!("it waits"),
            () = std::future::ready(()) => {}
        }
    });
    assert_eq!(word(&inbox, "7"), "new");
}

#[test]
fn a_lost_claim_cannot_commit() {
    let clock = HandClock::new();
    let inbox = MemoryInbox::new().clock(clock.clone()).lease(Duration::from_secs(60));
    let slow = new(&inbox, "7");
    clock.advance(59_999);
    assert_eq!(word(&inbox, "7"), "in progress");
    clock.advance(1);
    let quick = new(&inbox, "7");
    let refusal = now(slow.commit(())).unwrap_err();
    assert!(matches!(refusal.reason(), NotifyError::Inbox(InboxError::Lost)));
    commit(quick);
    assert_eq!(word(&inbox, "7"), "done");
}

#[test]
fn a_lost_claim_gives_nothing_back() {
    let clock = HandClock::new();
    let inbox = MemoryInbox::new().clock(clock.clone()).lease(Duration::from_secs(60));
    let (slow, slower) = (new(&inbox, "7"), new(&inbox, "8"));
    clock.advance(60_000);
    let (_quick, _quicker) = (new(&inbox, "7"), new(&inbox, "8"));
    drop(slow);
    let _ = now(slower.abort("late"));
    assert_eq!((word(&inbox, "7"), word(&inbox, "8")), ("in progress", "in progress"));
}

#[test]
fn an_outlived_lease_that_nobody_took_still_commits() {
    let clock = HandClock::new();
    let inbox = MemoryInbox::new().clock(clock.clone()).lease(Duration::from_secs(60));
    let slow = new(&inbox, "7");
    clock.advance(600_000);
    commit(slow);
    assert_eq!(word(&inbox, "7"), "done");
}

#[test]
fn a_full_inbox_refuses_rather_than_forgets() {
    let clock = HandClock::new();
    let inbox = MemoryInbox::new().clock(clock.clone()).capacity(2).retention(Duration::from_secs(3600));
    commit(new(&inbox, "1"));
    clock.advance(1000);
    commit(new(&inbox, "2"));
    let refused = |id| {
        matches!(
            now(delivery(id).begin(inbox.clone())).unwrap_err().into_reason(),
            NotifyError::Inbox(InboxError::Full)
        )
    };
    assert!(refused("3"));
    assert_eq!((word(&inbox, "1"), word(&inbox, "2")), ("done", "done"), "nothing that is done was forgotten");
    clock.advance(3_598_999);
    assert!(refused("3"));
    clock.advance(1);
    commit(new(&inbox, "3"));
    assert!(refused("4"));
    assert_eq!((word(&inbox, "2"), word(&inbox, "3")), ("done", "done"), "only what is outdated made room");
    assert_eq!(format!("{inbox:?}"), "MemoryInbox(2 of 2 events)");
}

#[test]
fn claims_that_ended_make_room_too() {
    let clock = HandClock::new();
    let inbox = MemoryInbox::new().clock(clock.clone()).capacity(1).lease(Duration::from_secs(60));
    let lost = new(&inbox, "1");
    assert!(now(delivery("2").begin(inbox.clone())).is_err());
    clock.advance(60_000);
    let _kept = new(&inbox, "2");
    assert!(now(lost.commit(())).is_err(), "what was forgotten cannot be committed");
}

#[test]
fn what_is_done_is_forgotten_after_its_retention() {
    let clock = HandClock::new();
    let inbox = MemoryInbox::new().clock(clock.clone());
    commit(new(&inbox, "7"));
    clock.advance(48 * 3_600_000 - 1);
    assert_eq!(word(&inbox, "7"), "done");
    clock.advance(1);
    assert_eq!(word(&inbox, "7"), "new");
}
