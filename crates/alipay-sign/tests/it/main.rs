//! Tests of the public interface. Fixtures are in `tests/keys/`, made by OpenSSL.
#![cfg(feature = "ring")]

mod arbitrary;
mod credentials;
mod forms;
#[cfg(feature = "generate")]
mod generate;
mod refusals;
mod signatures;
mod support;
