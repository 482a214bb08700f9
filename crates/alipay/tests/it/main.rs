//! Tests of the facade, as its users see it.

// Helpers stand outside of `#[test]` functions, where the lints for tests do not see them.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

#[cfg(all(feature = "config", feature = "products"))]
mod config;
#[cfg(all(feature = "hyper", feature = "products"))]
mod prepared;
#[cfg(all(feature = "hyper", feature = "products"))]
mod tls;
