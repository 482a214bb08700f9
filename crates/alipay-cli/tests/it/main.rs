//! Tests of the program `alipay`, as other programs see it.

// Helpers stand outside of `#[test]` functions, where the lints for tests do not see them.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]
#![allow(clippy::disallowed_methods, reason = "a test may read the time")]

mod api;
mod bad_fields;
mod bad_files;
mod bad_flags;
mod balance;
#[cfg(unix)]
mod balance_challenge;
mod balance_fleet;
mod balance_guide;
mod calls;
mod cert_sn;
mod certificates;
mod certificates_guide;
mod demo;
mod doctor;
mod doctor_certificates;
mod doctor_clinic;
mod doctor_keys;
mod doctor_online;
mod doctor_settings;
mod evidence;
mod exits;
mod explain;
mod guide;
mod keygen;
mod pages;
mod rest;
mod sandbox;
mod settings;
mod support;
mod tampering;
mod trigger;
mod uploads;
