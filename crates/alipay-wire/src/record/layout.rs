//! Which layout a stored value has.

use serde::{Deserialize, Serialize};

/// The first member of a value that is stored: written as the number of its layout, and read only if it is that number.
///
/// A program that finds a value of a newer one says so, instead of reading it wrongly.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(into = "u32", try_from = "u32")]
pub struct Layout<const NUMBER: u32>;

impl<const NUMBER: u32> From<Layout<NUMBER>> for u32 {
    fn from(_: Layout<NUMBER>) -> Self {
        NUMBER
    }
}

impl<const NUMBER: u32> TryFrom<u32> for Layout<NUMBER> {
    type Error = &'static str;

    fn try_from(number: u32) -> Result<Self, &'static str> {
        if number == NUMBER { Ok(Self) } else { Err("the stored value has a layout this version cannot read") }
    }
}
