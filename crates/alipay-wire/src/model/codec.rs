//! How a value is read and written where the gateways are of two minds.
//!
//! A field names its codec: `#[wire(with = Text)]`. Without one it is [`Plain`].

use std::{fmt, marker::PhantomData};

use serde::{
    Deserialize, Deserializer, Serialize, Serializer,
    de::{Error, MapAccess, SeqAccess, Unexpected, Visitor, value::MapAccessDeserializer},
};

/// Reads a `T`.
pub trait Read<'de, T> {
    /// Reads a `T`.
    ///
    /// # Errors
    /// What the deserializer says.
    fn read<D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error>;
}

/// Writes a `T`.
pub trait Write<T> {
    /// Writes a `T`.
    ///
    /// # Errors
    /// What the serializer says.
    fn write<S: Serializer>(value: &T, serializer: S) -> Result<S::Ok, S::Error>;
}

/// As the type itself is read and written.
#[derive(Debug)]
pub enum Plain {}

impl<'de, T: Deserialize<'de>> Read<'de, T> for Plain {
    fn read<D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
        T::deserialize(deserializer)
    }
}

impl<T: Serialize> Write<T> for Plain {
    fn write<S: Serializer>(value: &T, serializer: S) -> Result<S::Ok, S::Error> {
        value.serialize(serializer)
    }
}

/// Scalars as the global gateways document them: every one a string.
///
/// Written as a string. Read as a string or as the bare JSON value, since the gateways' own samples send `20`, `true`
/// and `"true"` alike.
#[derive(Debug)]
pub enum Text {}

impl<'de> Read<'de, String> for Text {
    fn read<D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
        text(deserializer)
    }
}

impl Write<String> for Text {
    fn write<S: Serializer>(value: &String, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(value)
    }
}

impl<'de> Read<'de, bool> for Text {
    fn read<D: Deserializer<'de>>(deserializer: D) -> Result<bool, D::Error> {
        deserializer.deserialize_any(BoolVisitor)
    }
}

impl Write<bool> for Text {
    fn write<S: Serializer>(value: &bool, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(if *value { "true" } else { "false" })
    }
}

impl<'de> Read<'de, i64> for Text {
    fn read<D: Deserializer<'de>>(deserializer: D) -> Result<i64, D::Error> {
        let integer = deserializer.deserialize_any(IntegerVisitor)?;
        i64::try_from(integer)
            .map_err(|_| D::Error::invalid_value(Unexpected::Other("an integer"), &"a 64-bit integer"))
    }
}

impl Write<i64> for Text {
    fn write<S: Serializer>(value: &i64, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(value)
    }
}

/// A list that may come as its single item. Written as a list.
#[derive(Debug)]
pub enum OneOrMany {}

impl<'de, T: Deserialize<'de>> Read<'de, Vec<T>> for OneOrMany {
    fn read<D: Deserializer<'de>>(deserializer: D) -> Result<Vec<T>, D::Error> {
        deserializer.deserialize_any(OneOrManyVisitor(PhantomData))
    }
}

impl<T: Serialize> Write<Vec<T>> for OneOrMany {
    fn write<S: Serializer>(value: &Vec<T>, serializer: S) -> Result<S::Ok, S::Error> {
        value.serialize(serializer)
    }
}

/// Reads a string, or an integer as its digits.
pub(crate) fn text<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    deserializer.deserialize_any(TextVisitor)
}

/// Reads a string, or a number as its digits. One with decimals has them all while it is below 10^13.
pub(crate) fn decimal<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    deserializer.deserialize_any(DecimalVisitor)
}

/// Reads an integer, or the digits of one in a string.
pub(crate) fn integer<'de, D: Deserializer<'de>>(deserializer: D) -> Result<i128, D::Error> {
    deserializer.deserialize_any(IntegerVisitor)
}

struct TextVisitor;

impl Visitor<'_> for TextVisitor {
    type Value = String;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a string")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<String, E> {
        Ok(text.to_owned())
    }

    fn visit_string<E: Error>(self, text: String) -> Result<String, E> {
        Ok(text)
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<String, E> {
        Ok(number.to_string())
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<String, E> {
        Ok(number.to_string())
    }
}

struct DecimalVisitor;

impl Visitor<'_> for DecimalVisitor {
    type Value = String;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        TextVisitor.expecting(f)
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<String, E> {
        TextVisitor.visit_str(text)
    }

    fn visit_string<E: Error>(self, text: String) -> Result<String, E> {
        TextVisitor.visit_string(text)
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<String, E> {
        TextVisitor.visit_u64(number)
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<String, E> {
        TextVisitor.visit_i64(number)
    }

    /// An `f64` tells all decimals of 15 digits apart, and is written as the shortest of those it stands for: the literal.
    fn visit_f64<E: Error>(self, number: f64) -> Result<String, E> {
        if number.abs() < 1e13 { Ok(number.to_string()) } else { Err(E::invalid_type(Unexpected::Float(0.0), &self)) }
    }
}

struct BoolVisitor;

impl Visitor<'_> for BoolVisitor {
    type Value = bool;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("true or false")
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<bool, E> {
        Ok(value)
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<bool, E> {
        match text {
            "true" => Ok(true),
            "false" => Ok(false),
            _ => Err(E::invalid_value(Unexpected::Other("a string"), &self)),
        }
    }
}

struct IntegerVisitor;

impl Visitor<'_> for IntegerVisitor {
    type Value = i128;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an integer, as a number or a string of digits")
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<i128, E> {
        Ok(number.into())
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<i128, E> {
        Ok(number.into())
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<i128, E> {
        let digits = text.strip_prefix('-').unwrap_or(text);
        // `parse` would also take a plus sign.
        let canonical = !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit());
        match text.parse() {
            Ok(number) if canonical => Ok(number),
            _ => Err(E::invalid_value(Unexpected::Other("a string"), &self)),
        }
    }
}

struct OneOrManyVisitor<T>(PhantomData<T>);

impl<'de, T: Deserialize<'de>> Visitor<'de> for OneOrManyVisitor<T> {
    type Value = Vec<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object or a list of objects")
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Vec<T>, A::Error> {
        T::deserialize(MapAccessDeserializer::new(map)).map(|one| vec![one])
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Vec<T>, A::Error> {
        let mut many = Vec::new();
        while let Some(item) = seq.next_element()? {
            many.push(item);
        }
        Ok(many)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Deserializer, json};

    use super::*;

    fn read<'de, C: Read<'de, T>, T>(json: &'de str) -> Option<T> {
        C::read(&mut Deserializer::from_str(json)).ok()
    }

    #[test]
    fn scalars_come_bare_or_as_strings() {
        for (json, expected) in [("true", Some(true)), ("\"false\"", Some(false)), ("\"yes\"", None), ("1", None)] {
            assert_eq!(read::<Text, bool>(json), expected, "{json}");
        }
        for (json, expected) in
            [("4800", Some(4800)), ("\"-3\"", Some(-3)), ("\"+3\"", None), ("\"\"", None), ("1.5", None)]
        {
            assert_eq!(read::<Text, i64>(json), expected, "{json}");
        }
        assert_eq!(read::<Text, i64>("\"9223372036854775808\""), None);
        assert_eq!(read::<Text, String>("20"), Some("20".to_owned()));
        assert_eq!(read::<Text, String>("null"), None);
    }

    #[test]
    fn scalars_are_written_as_strings() {
        assert_eq!(Text::write(&true, serde_json::value::Serializer).unwrap(), json!("true"));
        assert_eq!(Text::write(&20_i64, serde_json::value::Serializer).unwrap(), json!("20"));
    }

    #[test]
    fn one_is_a_list_of_one() {
        type Map = std::collections::BTreeMap<String, u8>;
        assert_eq!(read::<OneOrMany, Vec<Map>>(r#"{"a":1}"#).map(|many| many.len()), Some(1));
        assert_eq!(read::<OneOrMany, Vec<Map>>(r#"[{"a":1},{}]"#).map(|many| many.len()), Some(2));
        assert!(read::<OneOrMany, Vec<Map>>("1").is_none());
    }
}
