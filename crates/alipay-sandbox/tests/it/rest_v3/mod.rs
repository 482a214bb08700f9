//! The Open Platform over REST, as a client without the SDK meets it.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, reason = "a test may panic")]

mod admission;
mod answers;
#[cfg(feature = "cert")]
mod certificates;
mod client;
#[cfg(feature = "encrypt")]
mod encryption;
mod faults;
mod routes;
