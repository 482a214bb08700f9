//! Amounts of the Open Platform: decimal yuan.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error};

use crate::{Field, model::digits};

/// Money at the mainland Open Platform: yuan with up to two decimals, written as `26.45`. Some samples of the pages leave
/// out the quotes: a number is read as its digits.
///
/// Held as a whole number of fen, so nothing is lost. Shares nothing with [`Amount`](crate::Amount), whose unit differs.
/// `Debug` hides the value.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Yuan {
    fen: i64,
}

impl Yuan {
    /// So many fen, a hundred to the yuan.
    pub const fn from_fen(fen: i64) -> Self {
        Self { fen }
    }

    /// The amount in fen.
    pub const fn fen(self) -> i64 {
        self.fen
    }
}

/// Not an amount in yuan.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("an amount in yuan has digits and up to two decimals, such as 26.45")]
pub struct YuanError;

impl FromStr for Yuan {
    type Err = YuanError;

    /// Takes digits with up to two decimals; further decimals must be zero, since nothing is rounded.
    fn from_str(text: &str) -> Result<Self, YuanError> {
        let (sign, digits) = text.strip_prefix('-').map_or((1, text), |rest| (-1, rest));
        let (major, minor) = digits.split_once('.').unwrap_or((digits, "0"));
        let digits_only = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
        if !digits_only(major) || !digits_only(minor) {
            return Err(YuanError);
        }
        let (cents, rest) = minor.split_at(minor.len().min(2));
        if rest.bytes().any(|b| b != b'0') {
            return Err(YuanError);
        }
        let yuan: i64 = major.parse().map_err(|_| YuanError)?;
        let fen: i64 = format!("{cents:0<2}").parse().map_err(|_| YuanError)?;
        let fen = yuan.checked_mul(100).and_then(|whole| whole.checked_add(fen)).ok_or(YuanError)?;
        Ok(Self { fen: sign * fen })
    }
}

impl fmt::Display for Yuan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.fen < 0 { "-" } else { "" };
        let fen = self.fen.unsigned_abs();
        write!(f, "{sign}{}.{:02}", fen / 100, fen % 100)
    }
}

impl fmt::Debug for Yuan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Yuan(<redacted>)")
    }
}

impl Field for Yuan {}

impl Serialize for Yuan {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Yuan {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let expected = &"an amount in yuan such as \"26.45\"";
        digits::decimal(deserializer, str::parse)?
            .map_err(|_| D::Error::invalid_value(serde::de::Unexpected::Other("a string"), expected))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn reads_up_to_two_decimals() {
        for (text, fen) in [("26.45", 2645), ("26.4", 2640), ("26", 2600), ("-0.05", -5), ("0.00", 0), ("1.2300", 123)]
        {
            assert_eq!(text.parse(), Ok(Yuan::from_fen(fen)), "{text}");
        }
        for text in ["", ".", "1.", ".5", "1.234", "1,2", "+1", "1e2", " 1", "26.4元", "元", "99999999999999999999"] {
            assert_eq!(text.parse::<Yuan>(), Err(YuanError), "{text}");
        }
    }

    #[test]
    fn a_number_is_what_its_digits_say() {
        for literal in
            ["1e13", "1e0", "88.885", "88.88000000000000001", "0.0099999999999999999999", "1e400", "true", "null"]
        {
            assert!(serde_json::from_str::<Yuan>(literal).is_err(), "{literal}");
        }
        assert_eq!(serde_json::from_str::<Yuan>("99999999999999.99").unwrap(), Yuan::from_fen(9_999_999_999_999_999));
        assert_eq!(serde_json::from_str::<Yuan>("88.8800000000000000000").unwrap(), Yuan::from_fen(8_888));
    }

    proptest! {
        #[test]
        fn a_number_is_read_as_its_digits(fen in -999_999_999_999_999_i64..=999_999_999_999_999) {
            let literal = Yuan::from_fen(fen).to_string();
            prop_assert_eq!(serde_json::from_str::<Yuan>(&literal).unwrap(), Yuan::from_fen(fen), "{}", literal);
        }

        #[test]
        fn every_amount_survives_the_wire(fen in i64::MIN + 1..i64::MAX) {
            prop_assert_eq!(Yuan::from_fen(fen).to_string().parse(), Ok(Yuan::from_fen(fen)));
        }

        #[test]
        fn nothing_panics(text: String) {
            let _ = text.parse::<Yuan>();
        }
    }
}
