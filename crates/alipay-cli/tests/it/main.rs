//! Tests of the program `alipay`, as other programs see it.

// Helpers stand outside of `#[test]` functions, where the lints for tests do not see them.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

mod bad_fields;
mod bad_files;
mod bad_flags;
mod calls;
mod demo;
mod evidence;
mod exits;
mod keygen;
mod sandbox;
mod settings;
mod support;
mod tampering;
