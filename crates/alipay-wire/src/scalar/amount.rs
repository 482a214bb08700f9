//! Amounts of the global gateways: a currency and a whole number of its smallest unit.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error};

use crate::{
    Field, Invalid,
    model::codec::{Read, Text, Write, integer},
};

/// The most digits a gateway takes.
const MAX_DIGITS: usize = 16;

/// Money at the Digital Wallet gateway, Antom and WorldFirst: a whole number of the currency's smallest unit.
///
/// `Amount::new(Currency::SGD, 10_000)` is 100.00 Singapore dollars; `Amount::new(Currency::JPY, 100)` is 100 yen.
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

    /// The amount in major units, such as `100.00`. `None` when the currency's exponent is not known here.
    pub fn to_major(&self) -> Option<String> {
        let exponent = usize::from(self.currency.exponent()?);
        let sign = if self.value < 0 { "-" } else { "" };
        let digits = format!("{:0>width$}", self.value.unsigned_abs(), width = exponent + 1);
        let (major, minor) = digits.split_at(digits.len() - exponent);
        Some(if minor.is_empty() { format!("{sign}{major}") } else { format!("{sign}{major}.{minor}") })
    }
}

impl Field for Amount {
    /// What a request may say: not negative, 16 digits at most.
    fn check(&self) -> Result<(), Invalid> {
        if self.value < 0 {
            return Err(Invalid::new("value", "must not be negative"));
        }
        if self.value.to_string().len() > MAX_DIGITS {
            return Err(Invalid::new("value", "has more than 16 digits"));
        }
        Ok(())
    }
}

impl fmt::Debug for Amount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Amount({} <redacted>)", self.currency)
    }
}

crate::model! {
    /// The form of an amount on the wire.
    struct Wire {
        required {
            /// Currency.
            "currency" currency: Currency,
            /// Value.
            "value" value: i128 as Text,
        }
        optional {}
    }
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

/// An ISO 4217 currency code: three capital letters.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Currency([u8; 3]);

/// Not three capital letters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a currency is three capital letters, such as SGD")]
pub struct CurrencyError;

impl Currency {
    /// The currency with this code.
    ///
    /// # Errors
    /// [`CurrencyError`] when it is not three capital letters.
    pub const fn new(code: &str) -> Result<Self, CurrencyError> {
        match code.as_bytes() {
            &[a, b, c] if a.is_ascii_uppercase() && b.is_ascii_uppercase() && c.is_ascii_uppercase() => {
                Ok(Self([a, b, c]))
            }
            _ => Err(CurrencyError),
        }
    }

    /// The code.
    pub fn as_str(&self) -> &str {
        // Only capital letters are ever in there.
        std::str::from_utf8(&self.0).unwrap_or_default()
    }
}

macro_rules! currencies {
    ($($code:ident $exponent:literal $name:literal;)*) => {
        impl Currency {
            $(
                #[doc = concat!($name, ", ", stringify!($exponent), " decimals.")]
                pub const $code: Self = match Self::new(stringify!($code)) {
                    Ok(currency) => currency,
                    Err(_) => panic!("a currency code of this list is malformed"),
                };
            )*

            /// How many decimals the major unit has, for the currencies the gateways list.
            pub const fn exponent(self) -> Option<u8> {
                $(if matches!(self, Self::$code) { return Some($exponent); })*
                None
            }
        }
    };
}

// Minor units as Antom publishes them.
currencies! {
    AUD 2 "Australian dollar";
    BDT 2 "Bangladeshi taka";
    BRL 2 "Brazilian real";
    CAD 2 "Canadian dollar";
    CLP 0 "Chilean peso";
    CNY 2 "Chinese yuan";
    EUR 2 "Euro";
    GBP 2 "Pound sterling";
    HKD 2 "Hong Kong dollar";
    IDR 2 "Indonesian rupiah";
    JPY 0 "Japanese yen";
    KRW 0 "South Korean won";
    MXN 2 "Mexican peso";
    MYR 2 "Malaysian ringgit";
    NZD 2 "New Zealand dollar";
    PEN 2 "Peruvian sol";
    PHP 2 "Philippine peso";
    PKR 2 "Pakistani rupee";
    PLN 2 "Polish złoty";
    SGD 2 "Singapore dollar";
    THB 2 "Thai baht";
    TWD 2 "New Taiwan dollar";
    USD 2 "United States dollar";
    VND 0 "Vietnamese dong";
}

impl std::str::FromStr for Currency {
    type Err = CurrencyError;

    fn from_str(code: &str) -> Result<Self, CurrencyError> {
        Self::new(code)
    }
}

impl fmt::Display for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Debug for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Currency({self})")
    }
}

impl Field for Currency {
    fn length(&self) -> Option<usize> {
        Some(self.0.len())
    }
}

impl Serialize for Currency {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for Currency {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let expected = &"a currency of three capital letters";
        let code: String = Text::read(deserializer)?;
        Self::new(&code).map_err(|_| D::Error::invalid_value(serde::de::Unexpected::Other("a string"), expected))
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
        assert_eq!(read(r#"{"value":"-5","currency":"CNY"}"#), Ok(Amount::new(Currency::CNY, -5)));
        assert_eq!(serde_json::to_string(&amount).unwrap(), r#"{"currency":"SGD","value":"10000"}"#);
        for bad in [
            r#"{"value":1.5,"currency":"SGD"}"#,
            r#"{"value":"","currency":"SGD"}"#,
            r#"{"value":"1","currency":"sgd"}"#,
        ] {
            assert!(read(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn major_units() {
        for (amount, text) in [
            (Amount::new(Currency::MYR, 23), "0.23"),
            (Amount::new(Currency::CNY, 50_000), "500.00"),
            (Amount::new(Currency::VND, 999), "999"),
            (Amount::new(Currency::USD, -105), "-1.05"),
            (Amount::new(Currency::USD, 0), "0.00"),
        ] {
            assert_eq!(amount.to_major().as_deref(), Some(text));
        }
        assert_eq!(Amount::new(Currency::new("XXX").unwrap(), 1).to_major(), None);
    }

    #[test]
    fn requests_are_checked() {
        assert!(Amount::new(Currency::USD, 9_999_999_999_999_999_i128).check().is_ok());
        assert!(Amount::new(Currency::USD, 10_000_000_000_000_000_i128).check().is_err());
        assert!(Amount::new(Currency::USD, -1).check().is_err());
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
