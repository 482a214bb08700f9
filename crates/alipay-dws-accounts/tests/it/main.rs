//! The tests of this crate, in one program.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, reason = "a test may panic")]

mod balance_inquiry;
mod balance_inquiry_properties;
#[path = "support/gateway.rs"]
mod gateway;
mod query_account_and_benefit;
mod serve;
#[path = "../../../alipay-fund-account/tests/it/support/mod.rs"]
mod support;
