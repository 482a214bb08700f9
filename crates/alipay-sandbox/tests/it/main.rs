//! The tests of this crate, in one program.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, reason = "a test may panic")]

mod acknowledgements;
#[cfg(feature = "catalogue")]
mod any_method;
mod cashier;
mod certificates;
mod content;
mod key_rotation;
mod notifications;
mod parameters;
mod refusals;
mod rest_v3;
mod support;
mod untyped;
mod uploads;
