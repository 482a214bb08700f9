//! Amounts of the global gateways: a currency and a whole number of its smallest unit.

mod currency;
#[cfg(feature = "rust_decimal")]
mod decimal;
mod major;

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::{
    Extra, Field, Invalid, Model,
    model::codec::{Read, Text, Write, integer},
};

pub use currency::{Currency, CurrencyError};
pub use major::AmountError;

/// The most digits a gateway takes.
const MAX_DIGITS: usize = 16;

/// Money at the Digital Wallet gateway, Antom and WorldFirst: a whole number of the currency's smallest unit.
///
/// `Amount::new(Currency::SGD, 10_000)` is 100.00 Singapore dollars; `Amount::new(Currency::JPY, 100)` is 100 yen.
/// [`from_major`](Self::from_major) and [`to_major`](Self::to_major) convert exactly; with feature `rust_decimal`, so do
/// `Amount::try_from((currency, decimal))` and `Decimal::try_from(amount)`.
///
/// The unit rule stands here once for all three. WorldFirst's data dictionary states it (100 is $1.00); Antom's
/// documents it for the protocol the Digital Wallet gateway shares, whose samples (VND `0`, THB `349600`) agree.
///
/// Written with the value as a string; read from a string or a number. Other members are not kept: an amount is two
/// members and no more. `Debug` hides the value.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Amount {
    /// Which currency.
    pub currency: Currency,
    /// How many of its smallest unit.
    pub value: i128,
}

impl Amount {
    /// So many of the smallest unit of `currency`.
    pub fn new(currency: Currency, value: impl Into<i128>) -> Self {
        Self { currency, value: value.into() }
    }
}

impl Field for Amount {
    /// What a request may say: not negative, 16 digits at most, whole rupiah.
    fn check(&self) -> Result<(), Invalid> {
        if self.value < 0 {
            return Err(Invalid::new("value", "must not be negative"));
        }
        if self.value.to_string().len() > MAX_DIGITS {
            return Err(Invalid::new("value", "has more than 16 digits"));
        }
        // ISO 4217 gives the rupiah two decimals; nobody pays with them, and the gateways take no amount that has any.
        if self.currency == Currency::IDR && self.value % 100 != 0 {
            return Err(Invalid::new("value", "must be a multiple of 100 for IDR: whole rupiah"));
        }
        Ok(())
    }
}

impl fmt::Debug for Amount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Amount({} <redacted>)", self.currency)
    }
}

/// The form of an amount on the wire.
#[derive(Clone, PartialEq, Model)]
#[model(rename_all = "camelCase")]
struct Wire {
    /// Currency.
    currency: Currency,
    /// Value.
    #[wire(with = Text)]
    value: i128,
    extra: Extra,
}

impl Serialize for Amount {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        Wire::new(self.currency, self.value).serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Amount {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let Wire { currency, value, extra: _ } = Wire::deserialize(deserializer)?;
        Ok(Self { currency, value })
    }
}

impl Field for i128 {}

impl<'de> Read<'de, i128> for Text {
    fn read<D: Deserializer<'de>>(deserializer: D) -> Result<i128, D::Error> {
        integer(deserializer)
    }
}

impl Write<i128> for Text {
    fn write<S: Serializer>(value: &i128, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(value)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn read(json: &str) -> Result<Amount, String> {
        crate::json::from_slice(json.as_bytes()).map_err(|error| error.to_string())
    }

    #[test]
    fn value_is_read_as_string_or_number() {
        let amount = Amount::new(Currency::SGD, 10_000);
        assert_eq!(read(r#"{"value":10000,"currency":"SGD"}"#), Ok(amount));
        assert_eq!(read(r#"{"value":"10000","currency":"SGD"}"#), Ok(amount));
        for bad in
            ["1.5", "1.0", "1e3", "\"\"", "\"1.00\"", "\"+1\"", "\"1,000\"", "\" 1\"", "\"-\"", "true", "null", "[]"]
        {
            assert!(read(&format!(r#"{{"value":{bad},"currency":"SGD"}}"#)).is_err(), "{bad}");
        }
        for bad in ["\"sgd\"", "\"SG\"", "702", "null"] {
            assert!(read(&format!(r#"{{"value":1,"currency":{bad}}}"#)).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_balance_may_be_negative_and_long() {
        assert_eq!(read(r#"{"value":"-5","currency":"CNY"}"#), Ok(Amount::new(Currency::CNY, -5)));
        assert_eq!(read(r#"{"value":-5,"currency":"CNY"}"#), Ok(Amount::new(Currency::CNY, -5)));
        let digits = "9".repeat(30);
        let long = Amount::new(Currency::CNY, digits.parse::<i128>().unwrap());
        assert_eq!(read(&format!(r#"{{"value":"{digits}","currency":"CNY"}}"#)), Ok(long));
        assert!(read(&format!(r#"{{"value":"{}","currency":"CNY"}}"#, "9".repeat(40))).is_err());
        // As a bare number it would come as a float, which may have lost digits.
        assert!(read(&format!(r#"{{"value":{digits},"currency":"CNY"}}"#)).is_err());
    }

    #[test]
    fn value_is_written_in_canonical_digits() {
        for (value, text) in [(10_000, "10000"), (0, "0"), (7, "7")] {
            let json = serde_json::to_string(&Amount::new(Currency::SGD, value)).unwrap();
            assert_eq!(json, format!(r#"{{"currency":"SGD","value":"{text}"}}"#));
        }
        // Read leniently, written canonically.
        let padded = read(r#"{"value":"-007","currency":"SGD"}"#).unwrap();
        assert_eq!(serde_json::to_string(&padded).unwrap(), r#"{"currency":"SGD","value":"-7"}"#);
    }

    #[test]
    fn requests_are_checked() {
        let rule = |currency, value: i128| Amount::new(currency, value).check().map_err(|error| error.to_string());
        assert_eq!(rule(Currency::USD, 9_999_999_999_999_999), Ok(()));
        assert_eq!(rule(Currency::USD, 0), Ok(()));
        assert_eq!(rule(Currency::USD, 10_000_000_000_000_000), Err("value: has more than 16 digits".to_owned()));
        assert_eq!(rule(Currency::USD, -1), Err("value: must not be negative".to_owned()));
        assert_eq!(rule(Currency::IDR, 150_000), Ok(()));
        for value in [150_001, 150_010, 99] {
            let error = rule(Currency::IDR, value).unwrap_err();
            assert!(error.starts_with("value: must be a multiple of 100"), "{value}: {error}");
        }
    }

    #[test]
    fn debug_hides_the_value() {
        assert_eq!(format!("{:?}", Amount::new(Currency::USD, 4711)), "Amount(USD <redacted>)");
    }

    proptest! {
        #[test]
        fn every_amount_survives_the_wire(value: i128, code in "[A-Z]{3}") {
            let amount = Amount::new(Currency::new(&code).unwrap(), value);
            let json = serde_json::to_vec(&amount).unwrap();
            prop_assert_eq!(crate::json::from_slice::<Amount>(&json).unwrap(), amount);
        }
    }
}
