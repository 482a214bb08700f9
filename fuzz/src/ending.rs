//! How an execution ended: what the runner steers by.

use std::fmt::{self, Write};

/// How a body ended with an input: refused for this reason, read as that.
///
/// The runner keeps inputs that end in a new way, and goes on from them. It stands for a text without its digits, so
/// that the line and column of an error do not make it a new one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Ending(u64);

impl Ending {
    /// The ending this text describes.
    pub fn of(how: impl fmt::Display) -> Self {
        // FNV-1a.
        Self(0xcbf2_9ce4_8422_2325).and(how)
    }

    /// The ending these texts describe together.
    #[must_use]
    pub fn and(mut self, how: impl fmt::Display) -> Self {
        let _ = write!(self, "{how};");
        self
    }

    /// The ending this text and this number describe together, up to eight.
    #[must_use]
    pub fn times(self, number: usize) -> Self {
        self.and("#".repeat(number.min(8)))
    }
}

impl Write for Ending {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        for byte in text.bytes().filter(|byte| !byte.is_ascii_digit()) {
            self.0 = (self.0 ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        }
        Ok(())
    }
}
