//! Numbers used once.

use std::fmt;

/// A number used once: 128 bits, fresh for every attempt.
///
/// Where a protocol signs one, the gateway may refuse a request that repeats it. Written as 32 hexadecimal digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Nonce([u8; 16]);

impl Nonce {
    /// A nonce of these bytes, which must come from a source of randomness.
    pub const fn from_random(bytes: [u8; 16]) -> Self {
        Self(bytes)
    }
}

impl fmt::Display for Nonce {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:032x}", u128::from_be_bytes(self.0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn is_written_as_32_digits() {
        let mut bytes = [0; 16];
        bytes[1] = 0xAB;
        assert_eq!(Nonce::from_random(bytes).to_string(), "00ab0000000000000000000000000000");
    }
}
