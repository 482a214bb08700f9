//! The tests of this crate, in one program.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, reason = "a test may panic")]

mod inquiry;
mod money_outcome;
mod notices;
mod open_platform;
mod open_platform_vectors;
mod rest_v3;
mod rooms;
mod support;
mod uploads;
mod vectors;
