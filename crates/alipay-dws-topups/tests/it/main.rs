//! The tests of this crate, in one program.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, reason = "a test may panic")]

mod apply_topup;
mod consult_topup;
mod limits;
mod notify_topup;
mod query_topup;
mod serve;
#[path = "../../../alipay-fund-account/tests/it/support/mod.rs"]
mod support;
mod topups;
