//! What gateways send, what is made of it, and what they are answered.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, reason = "a test may panic")]
#![allow(clippy::disallowed_methods, reason = "a test may read the time")]

#[cfg(feature = "axum")]
mod axum_extractor;
mod certificates;
mod client_result;
mod crashes;
mod discretion;
mod forms;
mod inbox;
mod interleavings;
mod parties;
mod products;
mod recut;
mod return_url;
mod signed_headers;
mod support;
#[cfg(feature = "tower")]
mod tower_service;
