//! Whether the bodies take their seeds, and what the bodies are measured by is right.

#![allow(clippy::unwrap_used)]

mod oracle;
mod seeds;
