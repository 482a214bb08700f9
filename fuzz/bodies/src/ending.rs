//! How an execution ended: by this a test tells that seeds reach different places.

use std::fmt::Display;

/// How a body ended with an input: refused for this reason, read as that.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Ending(String);

impl Ending {
    /// The ending this text describes.
    pub fn of(how: impl Display) -> Self {
        Self(how.to_string())
    }

    /// The ending these texts describe together.
    #[must_use]
    pub fn and(&self, how: impl Display) -> Self {
        Self(format!("{}; {how}", self.0))
    }

    /// The ending this text and this number describe together.
    #[must_use]
    pub fn times(&self, number: usize) -> Self {
        self.and(number)
    }
}
