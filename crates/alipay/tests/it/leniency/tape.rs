//! Choices read from bytes, so that a failing case shrinks to few and plain ones.

/// Bytes that make choices. When they run out, every choice is the first.
pub(super) struct Tape<'a>(std::slice::Iter<'a, u8>);

impl<'a> Tape<'a> {
    pub(super) fn new(bytes: &'a [u8]) -> Self {
        Self(bytes.iter())
    }

    pub(super) fn below(&mut self, end: usize) -> usize {
        usize::from(*self.0.next().unwrap_or(&0)) % end
    }

    /// Heads or tails; tails at the end.
    pub(super) fn flip(&mut self) -> bool {
        self.below(2) == 1
    }

    pub(super) fn choose<T: Copy>(&mut self, from: &[T]) -> T {
        from[self.below(from.len())]
    }
}
