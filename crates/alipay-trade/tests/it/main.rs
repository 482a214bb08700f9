//! The tests of this crate, in one program.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, reason = "a test may panic")]

mod notification;
mod pages;
mod pay;
mod query;
mod refund;
mod support;
mod through_a_client;
mod trades;
mod trades_properties;
