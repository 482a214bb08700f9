//! What the benchmarks share: the cases they call, the hand-written lower bound they are compared with, a gateway that
//! replays signed answers, and the instruments.
#![allow(clippy::expect_used, clippy::indexing_slicing, reason = "a benchmark stops at the first surprise")]
#![allow(clippy::missing_errors_doc, clippy::missing_panics_doc, reason = "it is not published")]

pub mod bound;
pub mod case;
pub mod clients;
pub mod gateway;
pub mod keys;
pub mod load;
pub mod machine;
pub mod stats;
