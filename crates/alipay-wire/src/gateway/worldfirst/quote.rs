//! Exchange rates.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Visitor};

use crate::{Extra, Field, Model, Text, Timestamp};

/// An exchange rate WorldFirst offers, and for how long.
///
/// The pages name the quote's number and its pair of currencies; the members are those of the quote in the data model
/// the gateway shares with Antom.
#[derive(Clone, PartialEq, Model)]
#[model(WorldFirst)]
#[non_exhaustive]
pub struct Quote {
    /// Number of the quote, by which a transfer refers to it.
    #[wire(with = Text)]
    pub quote_id: Option<String>,
    /// The two currencies, such as `USD/CNY`.
    #[wire(with = Text, show)]
    pub quote_currency_pair: Option<String>,
    /// The price of the first currency in the second.
    #[wire(show)]
    pub quote_price: Option<Rate>,
    /// From when the quote holds.
    #[wire(show)]
    pub quote_start_time: Option<Timestamp>,
    /// Until when the quote holds.
    #[wire(show)]
    pub quote_expiry_time: Option<Timestamp>,
    /// Whether the price is held until then.
    #[wire(with = Text, show)]
    pub guaranteed: Option<bool>,
    /// Members this type has no field for.
    pub extra: Extra,
}

/// An exchange rate, as the decimal text the gateway wrote.
///
/// Kept as text, so that nothing is rounded; calculate with a decimal type of your own. Read from a string or a number;
/// of a number with more than 15 digits the rest is lost before it gets here.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Rate(String);

impl Rate {
    /// The text as it stands on the wire.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl From<&str> for Rate {
    fn from(text: &str) -> Self {
        Self(text.to_owned())
    }
}

impl From<String> for Rate {
    fn from(text: String) -> Self {
        Self(text)
    }
}

impl fmt::Debug for Rate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Rate({})", self.0.escape_debug())
    }
}

impl Field for Rate {
    fn length(&self) -> Option<usize> {
        Some(self.0.chars().count())
    }
}

impl Serialize for Rate {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for Rate {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(RateVisitor)
    }
}

struct RateVisitor;

impl Visitor<'_> for RateVisitor {
    type Value = Rate;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a rate, as a number or a string")
    }

    fn visit_str<E>(self, text: &str) -> Result<Rate, E> {
        Ok(Rate::from(text))
    }

    fn visit_u64<E>(self, number: u64) -> Result<Rate, E> {
        Ok(Rate(number.to_string()))
    }

    fn visit_i64<E>(self, number: i64) -> Result<Rate, E> {
        Ok(Rate(number.to_string()))
    }

    /// The shortest text that means this number: `7.2345` comes out as `7.2345`.
    fn visit_f64<E>(self, number: f64) -> Result<Rate, E> {
        Ok(Rate(number.to_string()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rate_is_text_or_a_number_and_never_rounded() {
        for (json, text) in [
            (r#""7.23450""#, "7.23450"),
            ("7.2345", "7.2345"),
            ("7", "7"),
            ("-1", "-1"),
            ("0.1", "0.1"),
            ("0.000001", "0.000001"),
            (r#""0.333333333333333333""#, "0.333333333333333333"),
        ] {
            assert_eq!(serde_json::from_str::<Rate>(json).unwrap().as_str(), text, "{json}");
        }
        for json in ["true", "[7]", "null"] {
            assert!(serde_json::from_str::<Rate>(json).is_err(), "{json}");
        }
        assert_eq!(serde_json::to_string(&Rate::from("7.23450")).unwrap(), r#""7.23450""#);
    }
}
