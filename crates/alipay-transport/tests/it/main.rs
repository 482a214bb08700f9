//! The tests of this crate, in one program.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, reason = "a test may panic")]

mod connections;
mod effects;
mod embedding;
#[path = "support/events.rs"]
mod events;
mod evidence;
mod freshness;
mod gateway_do;
#[path = "support/guide.rs"]
mod guide;
mod http2;
mod in_progress;
mod inquiry;
mod key_discovery;
mod log;
mod outsider;
mod pages;
#[path = "support/payout.rs"]
mod payout;
mod proxy;
#[path = "support/raw_gateway.rs"]
mod raw_gateway;
mod safeguards;
mod secrets;
mod signature_matrix;
mod sockets;
mod stamps;
mod storms;
mod support;
mod tracked;
mod uploads;
mod warm_up;
#[cfg(feature = "hyper")]
#[path = "support/proxy.rs"]
mod working_proxy;
