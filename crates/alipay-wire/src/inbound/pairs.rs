//! From verified form parameters to a type.

use alipay_sign::{Pairs, Verified};
use serde::{
    Deserializer,
    de::{DeserializeOwned, DeserializeSeed, Error as _, MapAccess, Visitor, value::BorrowedStrDeserializer},
    forward_to_deserialize_any,
};

use crate::{
    DecodeError,
    json::{Error, decode_error},
};

/// Reads verified parameters as the members of an object whose values are text. A blank value is no value.
///
/// The parameters must be in UTF-8: transcode them first. Whether they are cut as they were signed is for
/// [`one_reading`](super::one_reading).
///
/// ```
/// # fn read(verified: &alipay_wire::sign::Verified<alipay_wire::sign::Pairs>) -> Result<(), alipay_wire::DecodeError> {
/// use std::collections::BTreeMap;
///
/// let parameters: BTreeMap<String, String> = alipay_wire::inbound::decode_pairs(verified)?;
/// # Ok(())
/// # }
/// ```
///
/// # Errors
/// [`DecodeError`] names the parameter and says what was expected, and quotes nothing.
pub fn decode_pairs<T: DeserializeOwned>(pairs: &Verified<Pairs>) -> Result<T, DecodeError> {
    from_pairs(pairs.payload())
}

fn from_pairs<T: DeserializeOwned>(pairs: &Pairs) -> Result<T, DecodeError> {
    let members = Members { rest: Box::new(pairs.iter()), value: None };
    serde_path_to_error::deserialize(members).map_err(|error| decode_error(&error))
}

/// Parameters yet to be read.
struct Members<'a> {
    rest: Box<dyn Iterator<Item = (&'a [u8], &'a [u8])> + 'a>,
    value: Option<&'a [u8]>,
}

impl<'de> Deserializer<'de> for Members<'de> {
    type Error = Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_map(self)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, _: &'static str, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_newtype_struct(self)
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option unit unit_struct
        seq tuple tuple_struct map struct enum identifier ignored_any
    }
}

impl<'de> MapAccess<'de> for Members<'de> {
    type Error = Error;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, Error> {
        let Some((name, value)) = self.rest.next() else { return Ok(None) };
        self.value = Some(value);
        seed.deserialize(Text(name)).map(Some)
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Error> {
        seed.deserialize(Text(self.value.take().unwrap_or_default()))
    }
}

/// A name or a value.
struct Text<'a>(&'a [u8]);

impl<'a> Text<'a> {
    fn text(&self) -> Result<&'a str, Error> {
        std::str::from_utf8(self.0).map_err(|_| Error::custom("invalid value: bytes, expected text in UTF-8"))
    }
}

impl<'de> Deserializer<'de> for Text<'de> {
    type Error = Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_borrowed_str(self.text()?)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        if self.0.iter().all(u8::is_ascii_whitespace) { visitor.visit_none() } else { visitor.visit_some(self) }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, _: &'static str, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        visitor.visit_enum(BorrowedStrDeserializer::new(self.text()?))
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit unit_struct
        seq tuple tuple_struct map struct identifier ignored_any
    }
}

#[cfg(test)]
mod tests {
    use crate::{Extra, JsonText, Model, Yuan};

    use super::*;

    /// A notification.
    #[derive(Clone, PartialEq, Model)]
    #[model(rename_all = "camelCase")]
    struct Thing {
        /// Id.
        #[wire(with = crate::Text)]
        id: String,
        /// Amount.
        amount: Option<Yuan>,
        /// Count.
        #[wire(with = crate::Text)]
        count: Option<i64>,
        /// Flag.
        #[wire(with = crate::Text)]
        flag: Option<bool>,
        /// List.
        list: Option<JsonText<Vec<u8>>>,
        extra: Extra,
    }

    fn read(pairs: &[(&str, &str)]) -> Result<Thing, String> {
        let pairs: Pairs = pairs.iter().map(|(name, value)| (name.to_string(), value.to_string())).collect();
        from_pairs(&pairs).map_err(|error| error.to_string())
    }

    #[test]
    fn models_are_read_from_text() {
        let thing = read(&[
            ("id", "007"),
            ("amount", "26.45"),
            ("count", "-3"),
            ("flag", "true"),
            ("list", "[1,2]"),
            ("newer", "1"),
        ]);
        let expected = Thing::new("007").amount(Yuan::from_fen(2645)).count(-3).flag(true).list("[1,2]");
        assert_eq!(thing, Ok(expected.extra("newer", "1")), "what has no field stays text");
        assert_eq!(thing.unwrap().list.unwrap().parse(), Ok(vec![1, 2]));
    }

    #[test]
    fn types_of_serde_are_read_too() {
        #[derive(Debug, PartialEq, serde::Deserialize)]
        enum Colour {
            #[serde(rename = "red")]
            Red,
        }
        #[derive(Debug, PartialEq, serde::Deserialize)]
        struct Named(std::collections::BTreeMap<String, Colour>);

        let pairs = Pairs::new().with("a", "red");
        assert_eq!(from_pairs(&pairs), Ok(Named([("a".to_owned(), Colour::Red)].into())));
        let error = from_pairs::<Named>(&Pairs::new().with("a", "SECRET")).unwrap_err();
        assert!(!error.to_string().contains("SECRET"), "{error}");
    }

    #[test]
    fn a_blank_value_is_none() {
        assert_eq!(read(&[("id", "1"), ("amount", ""), ("count", " ")]), Ok(Thing::new("1")));
        assert_eq!(read(&[("id", "")]), Err("id is missing".to_owned()));
    }

    #[test]
    fn errors_name_the_parameter_and_quote_nothing() {
        let error = read(&[("id", "1"), ("amount", "SECRET")]).unwrap_err();
        assert_eq!(error, r#"amount: expected an amount in yuan such as "26.45""#);
        let pairs: Pairs = [("id", vec![0xD3, 0xE0])].into_iter().collect();
        assert_eq!(from_pairs::<Thing>(&pairs).unwrap_err().to_string(), "id: expected text in UTF-8");
    }
}
