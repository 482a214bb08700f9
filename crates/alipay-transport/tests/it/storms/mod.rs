//! Many calls at a time: nothing gets mixed up, and nothing is repeated more than it may be.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, reason = "a test may panic")]

mod cheap;
mod down;
mod identities;
mod keyed;
mod rotation;

use crate::{guide, payout};

const TASKS: usize = 64;

/// The same numbers in every run.
fn dice(seed: &str, numbers: [usize; 2]) -> usize {
    use std::hash::{DefaultHasher, Hash, Hasher};
    let mut hasher = DefaultHasher::new();
    (seed, numbers).hash(&mut hasher);
    usize::try_from(hasher.finish() >> 33).unwrap()
}
