//! Nonces that were seen: a request counts once.

use std::{collections::HashSet, mem};

use alipay_wire::Stamp;

/// How far the timestamp of a request may be from the gateway's clock, in milliseconds.
pub(super) const WINDOW: i64 = 10 * 60 * 1000;

/// Each nonce is kept for as long as its request could come again, and forgotten before twice that time is over.
#[derive(Debug, Default)]
pub(crate) struct Nonces {
    began: Option<Stamp>,
    current: HashSet<String>,
    previous: HashSet<String>,
}

impl Nonces {
    /// Notes the nonce of a request that came `now`. `false` when it was there before.
    pub(super) fn note(&mut self, nonce: &str, now: Stamp) -> bool {
        // A timestamp may be ahead by a window, and is then taken for two.
        const KEPT: i64 = 2 * WINDOW;

        let age = self.began.map_or(0, |began| now.unix_millis() - began.unix_millis());
        if self.began.is_none() || !(0..KEPT).contains(&age) {
            let current = mem::take(&mut self.current);
            // Whatever is two periods old cannot come again.
            self.previous = if age < 2 * KEPT { current } else { HashSet::new() };
            self.began = Some(now);
        }
        !self.previous.contains(nonce) && self.current.insert(nonce.to_owned())
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test may panic")]
mod tests {
    use super::*;

    #[test]
    fn a_nonce_counts_once_while_its_request_could_come_again() {
        let mut nonces = Nonces::default();
        let mut note = |nonce: &str, minute: i64| {
            let is_new = nonces.note(nonce, Stamp::from_unix_millis(1_800_000_000_000 + minute * 60_000).unwrap());
            (is_new, nonces.current.len() + nonces.previous.len())
        };
        assert_eq!(note("a", 0), (true, 1));
        assert_eq!(note("a", 0), (false, 1));
        assert_eq!(note("b", 19), (true, 2));
        assert_eq!(note("a", 20), (false, 2));
        assert_eq!(note("b", 39), (false, 2));
        // Both are forgotten.
        assert_eq!(note("c", 40), (true, 1));
        assert_eq!(note("a", 41), (true, 2));
        assert_eq!(note("d", 200), (true, 1));
    }
}
