//! The little arithmetic that is needed to tell whether a key can be used, and why not.

/// The length of a big-endian number.
pub(super) fn bit_length(number: &[u8]) -> usize {
    let mut digits = number.iter().skip_while(|byte| **byte == 0);
    let Some(first) = digits.next() else { return 0 };
    let first_bits = u8::BITS - first.leading_zeros();
    digits.count() * 8 + first_bits as usize
}

/// The value of a big-endian number, when it is small.
pub(super) fn to_u64(number: &[u8]) -> Option<u64> {
    number.iter().try_fold(0_u64, |value, byte| Some(value.checked_mul(256)? + u64::from(*byte)))
}

pub(super) fn is_odd(number: &[u8]) -> bool {
    number.last().is_some_and(|byte| !byte.is_multiple_of(2))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_bits() {
        for (number, bits) in [(&[][..], 0), (&[0], 0), (&[1], 1), (&[0, 0x80], 8), (&[1, 0], 9), (&[0xff; 256], 2048)]
        {
            assert_eq!(bit_length(number), bits, "{number:?}");
        }
    }

    #[test]
    fn reads_small_numbers_only() {
        assert_eq!(to_u64(&[1, 0, 1]), Some(65537));
        assert_eq!(to_u64(&[0xff; 8]), Some(u64::MAX));
        assert_eq!(to_u64(&[1, 0, 0, 0, 0, 0, 0, 0, 0]), None);
    }

    #[test]
    fn tells_odd_numbers() {
        assert!(is_odd(&[2, 1]) && !is_odd(&[1, 2]) && !is_odd(&[]));
    }
}
