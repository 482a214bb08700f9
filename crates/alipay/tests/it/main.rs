//! Tests of the facade, as its users see it.

// Helpers stand outside of `#[test]` functions, where the lints for tests do not see them.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

#[cfg(feature = "products")]
mod across_processes;
#[cfg(feature = "products")]
mod balance_inquiry;
#[cfg(all(feature = "config", feature = "products"))]
mod config;
#[cfg(all(feature = "config", feature = "products", feature = "sandbox"))]
mod config_modes;
#[cfg(all(feature = "config", feature = "products", feature = "sandbox"))]
mod config_protocol;
#[cfg(feature = "products")]
mod coverage;
#[cfg(all(feature = "hyper", feature = "products"))]
mod custom_transport;
#[cfg(all(feature = "diagnose", feature = "products", feature = "sandbox"))]
mod explain;
#[cfg(feature = "products")]
mod leniency;
#[cfg(all(
    feature = "hyper",
    feature = "products",
    feature = "sandbox",
    feature = "cert",
    feature = "encrypt",
    feature = "gbk",
    feature = "notify-tower"
))]
mod open_platform_modes;
#[cfg(all(feature = "html", feature = "hyper", feature = "products", feature = "notify"))]
mod pages;
#[cfg(all(feature = "hyper", feature = "products"))]
mod prepared;
#[cfg(feature = "products")]
mod result_codes;
#[cfg(all(feature = "hyper", feature = "products"))]
mod tls;
