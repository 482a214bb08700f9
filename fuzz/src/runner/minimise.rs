//! Making an input that fails as small as it goes.

use std::time::{Duration, Instant};

use alipay_fuzz::Body;

use super::catch::{self, Panic};

const TIME: Duration = Duration::from_secs(10);

/// The smallest input found that panics at the same place.
pub(super) fn minimised(body: &Body, input: &[u8], panic: &Panic) -> Vec<u8> {
    let end = Instant::now() + TIME;
    let fails = |input: &[u8]| catch::run(body, input).is_err_and(|other| other.place == panic.place);
    let mut small = input.to_vec();
    loop {
        let before = small.clone();
        shorten(&mut small, fails, end);
        simplify(&mut small, fails, end);
        if small == before || Instant::now() >= end {
            return small;
        }
    }
}

/// Leaves out ever shorter stretches.
fn shorten(small: &mut Vec<u8>, fails: impl Fn(&[u8]) -> bool, end: Instant) {
    let mut length = small.len().next_power_of_two();
    while length > 0 {
        let mut at = 0;
        while at < small.len() && Instant::now() < end {
            let mut shorter = small.clone();
            shorter.drain(at..(at + length).min(small.len()));
            if fails(&shorter) {
                *small = shorter;
            } else {
                at += length;
            }
        }
        length /= 2;
    }
}

/// Replaces bytes by plain ones.
fn simplify(small: &mut [u8], fails: impl Fn(&[u8]) -> bool, end: Instant) {
    for at in 0..small.len() {
        let before = small[at];
        for plain in [b'a', b'0', b' '] {
            if before == plain || Instant::now() >= end {
                break;
            }
            small[at] = plain;
            if fails(small) {
                break;
            }
            small[at] = before;
        }
    }
}

#[cfg(test)]
mod tests {
    use alipay_fuzz::Ending;

    use super::*;

    fn dislikes_quotes(data: &[u8]) -> Ending {
        assert!(!data.windows(2).any(|pair| pair == b"\"\""), "two quotes");
        Ending::of("")
    }

    #[test]
    fn only_what_fails_is_left() {
        let body = Body { name: "dislikes_quotes", run: dislikes_quotes, seeds: &[], dictionary: &[] };
        let input = br#"{"a":"","b":1}"#;
        let panic = catch::run(&body, input).unwrap_err();
        assert_eq!(panic.message, "two quotes");
        assert!(panic.place.contains("minimise.rs"));
        assert_eq!(minimised(&body, input, &panic), b"\"\"");
    }
}
