//! Fuzz bodies: plain functions that hand bytes to the SDK the way peers, files and configurations would, and panic where
//! it does anything but answer or refuse them properly.
//!
//! [`BODIES`] is the table of them. They are run by the binary `fuzz` here, and by libFuzzer: see the README.

pub mod bodies;
mod ending;
pub mod oracle;
mod peek;
mod seeds;
mod table;
mod words;

pub use ending::Ending;
pub use table::{BODIES, Body, Seed};
