//! Tests of the public interface. Fixtures are in `tests/keys/`, made by OpenSSL.
#![cfg(feature = "ring")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, reason = "a test may panic")]

mod arbitrary;
#[cfg(feature = "cert")]
mod certificate;
mod credentials;
mod forms;
#[cfg(feature = "generate")]
mod generate;
mod refusals;
mod signatures;
mod support;
