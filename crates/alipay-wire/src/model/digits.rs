//! Numbers as they are written: a float would round what stands there.

use std::fmt;

use serde::{
    Deserialize, Deserializer,
    de::{DeserializeSeed, Error, IntoDeserializer, MapAccess, Unexpected, Visitor},
    forward_to_deserialize_any,
};
use serde_json::value::RawValue;

/// Reads a string, or a number as its digits, and gives what `read` makes of it.
pub(crate) fn decimal<'de, D: Deserializer<'de>, T>(deserializer: D, read: impl Fn(&str) -> T) -> Result<T, D::Error> {
    let written = Box::<RawValue>::deserialize(Written(deserializer))?;
    let quoted = |text: &str| match text.strip_suffix('"') {
        Some(plain) if !plain.contains('\\') => Ok(read(plain)),
        _ => serde_json::from_str::<String>(written.get()).map(|text| read(&text)),
    };
    match written.get().strip_prefix('"') {
        Some(text) => quoted(text).map_err(|_| D::Error::custom("invalid value: not text")),
        None if written.get().starts_with(|first: char| first == '-' || first.is_ascii_digit()) => {
            Ok(read(written.get()))
        }
        None => Err(D::Error::invalid_type(Unexpected::Other("no string and no number"), &"a string or a number")),
    }
}

/// Gives a value as the text that stands in the JSON. From a deserializer that is not JSON's it takes text and integers.
struct Written<D>(D);

impl<'de, D: Deserializer<'de>> Deserializer<'de> for Written<D> {
    type Error = D::Error;

    /// What JSON is asked for by this name, it gives as it is written.
    fn deserialize_newtype_struct<V: Visitor<'de>>(self, name: &'static str, raw: V) -> Result<V::Value, D::Error> {
        self.0.deserialize_newtype_struct(name, AsWritten { name, raw })
    }

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, D::Error> {
        self.0.deserialize_any(visitor)
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option unit unit_struct
        seq tuple tuple_struct map struct enum identifier ignored_any
    }
}

/// Takes what JSON gives, and what others give as if JSON had.
struct AsWritten<V> {
    name: &'static str,
    raw: V,
}

impl<'de, V: Visitor<'de>> AsWritten<V> {
    fn written<E: Error>(self, json: String) -> Result<V::Value, E> {
        let (name, json) = (Some(self.name), Some(json));
        self.raw.visit_map(One { name, json, error: std::marker::PhantomData })
    }
}

impl<'de, V: Visitor<'de>> Visitor<'de> for AsWritten<V> {
    type Value = V::Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a string or a number")
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<V::Value, A::Error> {
        self.raw.visit_map(map)
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(self, deserializer: D) -> Result<V::Value, D::Error> {
        deserializer.deserialize_any(self)
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<V::Value, E> {
        self.written(serde_json::Value::from(text).to_string())
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<V::Value, E> {
        self.written(number.to_string())
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<V::Value, E> {
        self.written(number.to_string())
    }
}

/// A map of one member, as JSON gives a value as it is written.
struct One<E> {
    name: Option<&'static str>,
    json: Option<String>,
    error: std::marker::PhantomData<E>,
}

impl<'de, E: Error> MapAccess<'de> for One<E> {
    type Error = E;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, E> {
        self.name.take().map(|name| seed.deserialize(name.into_deserializer())).transpose()
    }

    fn next_value_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<S::Value, E> {
        seed.deserialize(self.json.take().unwrap_or_default().into_deserializer())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(json: &str) -> Option<String> {
        decimal(&mut serde_json::Deserializer::from_str(json), str::to_owned).ok()
    }

    #[test]
    fn digits_stay_as_they_are_written() {
        for number in ["88.88000000000000001", "99999999999999.99", "0.10", "-0", "1e2", "9007199254740993.00", "7"] {
            assert_eq!(read(number).as_deref(), Some(number));
        }
        assert_eq!(read(r#""26.45\u00e9\"""#).as_deref(), Some("26.45é\""));
        for other in ["null", "true", "{}", "[]", r#"["1"]"#, "{\"a\":1}"] {
            assert_eq!(read(other), None, "{other}");
        }
    }

    #[test]
    fn other_deserializers_give_text_and_integers() {
        use serde::de::value::{Error, F64Deserializer, StrDeserializer, U64Deserializer};
        assert_eq!(decimal(StrDeserializer::<Error>::new("26.45\""), str::to_owned).unwrap(), "26.45\"");
        assert_eq!(decimal(U64Deserializer::<Error>::new(7), str::to_owned).unwrap(), "7");
        assert!(decimal(F64Deserializer::<Error>::new(0.1), str::to_owned).is_err(), "which may have been another");
        assert_eq!(decimal(serde_json::json!("1.00"), str::to_owned).unwrap(), "1.00");
    }
}
