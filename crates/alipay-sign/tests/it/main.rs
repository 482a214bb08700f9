//! Tests of the public interface, on every backend that is built in. Fixtures are in `tests/keys/`, made by OpenSSL.
#![cfg(any(feature = "ring", feature = "aws-lc-rs"))]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, reason = "a test may panic")]
#![allow(clippy::disallowed_methods, reason = "a test may read the time")]

mod agreement;
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
mod wycheproof;
