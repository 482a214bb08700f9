//! What a call allocates beyond the hand-written lower bound, pinned: a change that allocates more has to say so here.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, reason = "a test may panic")]

use std::time::Duration;

use alipay_bench::{
    bound::{Bound, Keys},
    case::{Case, InquireBalance, QueryAccount, QueryWallet, answer},
    gateway::InMemory,
    keys::Crypto,
};
use alipay_transport::Client;
use alipay_wire::{Api, Call, Clock, Opened, Protocol, Sent, SystemClock};
use allocation_counter::{AllocationInfo, measure};
use bytes::Bytes;
use tokio::runtime::Builder;

const ORIGIN: &str = "https://gateway.example";

/// Allocations and bytes of one call, in memory and on one thread, once everything is warm.
fn sdk<C: Case>() -> AllocationInfo {
    let runtime = Builder::new_current_thread().enable_all().build().unwrap();
    let client = Client::builder(C::protocol(ORIGIN)).credentials(Crypto::Ring.credentials()).http(InMemory::default());
    // The stored answers are old.
    let client = client.freshness(Duration::MAX).build().unwrap();
    let request = C::request();
    let call = || drop(runtime.block_on(client.send(&request)).expect("a successful call"));
    call();
    measure(call)
}

fn bound<C: Case>() -> AllocationInfo {
    let runtime = Builder::new_current_thread().enable_all().build().unwrap();
    let bound = Bound::new(InMemory::default(), Keys::new(Crypto::Ring), C::format(ORIGIN));
    let request = C::request();
    let call = || drop(runtime.block_on(bound.send::<<C::Request as Api>::Response>(&request)));
    call();
    measure(call)
}

/// The bytes vary a little with how much of a signature has to be escaped.
const SLACK: u64 = 64;

#[track_caller]
fn pinned<C: Case>(allocations: u64, bytes: u64) {
    let (sdk, bound) = (sdk::<C>(), bound::<C>());
    let beyond = (sdk.count_total - bound.count_total, sdk.bytes_total - bound.bytes_total);
    // At most: optimised, and without feature `diagnose`, for which a client keeps what it sent, there are fewer.
    let is_pinned = beyond.0 <= allocations && beyond.1 <= bytes + SLACK;
    assert!(is_pinned, "{beyond:?} allocations and bytes beyond the lower bound, not {:?}", (allocations, bytes));
    assert_eq!((sdk.count_current, sdk.bytes_current), (0, 0), "what stays behind after a call");
}

#[test]
fn worldfirst() {
    pinned::<InquireBalance>(22, 6048);
}

#[test]
fn dws() {
    pinned::<QueryWallet>(24, 8617);
}

#[test]
fn open_platform() {
    pinned::<QueryAccount>(24, 7016);
}

/// Opens, verifies and concludes an answer that is followed by a lot of blanks; gives its length, and what it took.
fn reading<C: Case>() -> (u64, AllocationInfo) {
    let (head, body) = answer::<C>().into_parts();
    let body = Bytes::from([&body[..], &[b' '; 1 << 20]].concat());
    let (length, protocol, credentials) = (body.len() as u64, C::protocol(ORIGIN), Crypto::Stored.credentials());
    let call = Call::new(&C::request()).unwrap();
    let sent = Sent::new(SystemClock.now()).freshness(Duration::MAX);
    let read = || {
        let Ok(Opened::Signed(sealed)) = protocol.open(&call, &sent, &head, body.clone()) else { panic!("unsigned") };
        let Ok(verified) = sealed.verify(credentials.verifier()) else { panic!("refused") };
        protocol.conclude(&call, &head, &protocol.reveal(&call, &head, verified).unwrap()).unwrap();
    };
    read();
    (length, measure(read))
}

/// What is signed around it has to be put in front of it, for the digest.
#[test]
fn a_body_signed_in_a_frame_is_copied_once() {
    for (length, took) in [reading::<InquireBalance>(), reading::<QueryWallet>()] {
        assert!((length..length + 8192).contains(&took.bytes_total), "{took:?}");
    }
}

#[test]
fn a_body_signed_as_it_stands_is_not_copied() {
    let (_, took) = reading::<QueryAccount>();
    assert!(took.bytes_total < 8192, "{took:?}");
}
