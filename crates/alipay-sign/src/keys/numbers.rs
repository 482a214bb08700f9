//! The little arithmetic that is needed to tell whether a key can be used, and why not.

use zeroize::Zeroizing;

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

/// Whether `exponent` is what `whole` comes to modulo `prime` - 1, `prime` being odd and all of them big-endian.
///
/// Takes the same steps for all numbers of a length, for they are secret.
pub(super) fn is_reduced_exponent(exponent: &[u8], whole: &[u8], prime: &[u8]) -> bool {
    let mut modulus = limbs(prime);
    if let Some(last) = modulus.first_mut() {
        *last &= !1;
    }
    let (rest, exponent) = (remainder(&limbs(whole), &modulus), limbs(exponent));
    let length = rest.len().max(exponent.len());
    let limb = |number: &[u64], at: usize| number.get(at).copied().unwrap_or_default();
    (0..length).fold(0, |difference, at| difference | (limb(&rest, at) ^ limb(&exponent, at))) == 0
}

/// Big-endian bytes as numbers of 64 bits, the least first.
fn limbs(number: &[u8]) -> Zeroizing<Vec<u64>> {
    let limb = |bytes: &[u8]| bytes.iter().fold(0, |limb, byte| limb << 8 | u64::from(*byte));
    Zeroizing::new(number.rchunks(8).map(limb).collect())
}

/// What is left of `number` divided by `modulus`, bit by bit as on paper. `modulus` is not zero.
fn remainder(number: &[u64], modulus: &[u64]) -> Zeroizing<Vec<u64>> {
    let mut rest = Zeroizing::new(vec![0; modulus.len()]);
    let mut less = Zeroizing::new(vec![0; modulus.len()]);
    for bit in number.iter().rev().flat_map(|limb| (0..u64::BITS).rev().map(move |at| limb >> at & 1)) {
        let overflow = shift_in(&mut rest, bit);
        let borrow = subtract(&rest, modulus, &mut less);
        // All ones when the modulus does not go into the rest.
        let keep = (borrow & !overflow & 1).wrapping_neg();
        for (rest, less) in rest.iter_mut().zip(less.iter()) {
            *rest = *rest & keep | *less & !keep;
        }
    }
    rest
}

/// Doubles the number and puts a bit in, and gives the bit that falls out.
fn shift_in(number: &mut [u64], bit: u64) -> u64 {
    number.iter_mut().fold(bit, |carry, limb| {
        let out = *limb >> (u64::BITS - 1);
        *limb = *limb << 1 | carry;
        out
    })
}

/// Writes `a` - `b` to `difference`, and gives what was borrowed: 0 or 1.
fn subtract(a: &[u64], b: &[u64], difference: &mut [u64]) -> u64 {
    a.iter().zip(b).zip(difference).fold(0, |borrow, ((a, b), difference)| {
        let (value, first) = a.overflowing_sub(*b);
        let (value, second) = value.overflowing_sub(borrow);
        *difference = value;
        u64::from(first | second)
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

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

    proptest! {
        #[test]
        fn reduces_as_the_processor_does(whole: u128, prime in 1_u128.., other: u128) {
            let prime = prime | 3;
            let reduces = |exponent: u128| {
                is_reduced_exponent(&exponent.to_be_bytes(), &whole.to_be_bytes(), &prime.to_be_bytes())
            };
            let expected = whole % (prime - 1);
            prop_assert!(reduces(expected));
            prop_assert!(!reduces(expected ^ 1));
            prop_assert_eq!(reduces(other), other == expected);
        }

        #[test]
        fn reduces_by_short_numbers(whole: u128, prime in 1_u16.., zeros in 0_usize..20) {
            let prime = u128::from(prime | 3);
            let shortest = prime.to_be_bytes().into_iter().skip_while(|byte| *byte == 0).collect::<Vec<u8>>();
            let padded = [vec![0; zeros], (whole % (prime - 1)).to_be_bytes().to_vec()].concat();
            prop_assert!(is_reduced_exponent(&padded, &whole.to_be_bytes(), &shortest));
        }
    }

    #[test]
    fn reduces_numbers_of_several_limbs() {
        // A power of 2 modulo 2^128 - 1: only its exponent modulo 128 counts.
        let modulus = limbs(&[0xff; 16]);
        let power = |bits: usize| limbs(&[vec![1], vec![0; bits / 8]].concat());
        assert_eq!(*remainder(&power(128), &modulus), [1, 0]);
        assert_eq!(*remainder(&power(192), &modulus), [0, 1]);
        assert_eq!(*remainder(&power(2048), &modulus), [1, 0]);
        assert_eq!(*remainder(&limbs(&[0xff; 64]), &modulus), [0, 0]);
    }
}
