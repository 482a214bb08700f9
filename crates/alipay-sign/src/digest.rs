//! SHA-256 of content that comes piece by piece.

use std::fmt;

#[cfg(not(feature = "ring"))]
use aws_lc_rs::digest::{Context, SHA256};
#[cfg(feature = "ring")]
use ring::digest::{Context, SHA256};

/// Computes the SHA-256 of content that comes piece by piece.
///
/// ```
/// let mut digest = alipay_sign::Sha256::new();
/// digest.update(b"a");
/// digest.update(b"bc");
/// assert_eq!(digest.finish()[..4], [0xBA, 0x78, 0x16, 0xBF]);
/// ```
#[derive(Clone)]
pub struct Sha256(Context);

impl Sha256 {
    /// Of nothing yet.
    pub fn new() -> Self {
        Self(Context::new(&SHA256))
    }

    /// Adds a piece.
    pub fn update(&mut self, piece: &[u8]) {
        self.0.update(piece);
    }

    /// The digest of all pieces.
    pub fn finish(self) -> [u8; 32] {
        let mut digest = [0; 32];
        digest.copy_from_slice(self.0.finish().as_ref());
        digest
    }
}

impl Default for Sha256 {
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Debug for Sha256 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Sha256")
    }
}
