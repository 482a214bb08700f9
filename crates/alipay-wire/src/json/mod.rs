//! Reading JSON from a peer: no duplicate members, and errors that quote nothing.

use std::{borrow::Cow, fmt, ops::Deref};

use alipay_sign::Verified;
use bytes::Bytes;
use serde::{
    Deserialize,
    de::{DeserializeOwned, DeserializeSeed, Deserializer, Error as _, MapAccess, SeqAccess, Visitor},
};
use serde_json::value::RawValue;

use crate::model::key::Key;

/// A verified JSON document, in which no object has a member twice: two readers of it see one thing.
///
/// What a protocol [reveals](crate::Protocol::reveal). An empty payload, which the REST protocol of the Open Platform has,
/// counts as an object without members. Reads as the [`Verified`] payload it was made of.
#[derive(Clone, Debug)]
pub struct Document(Verified<Bytes>);

impl Document {
    /// Looks through a payload.
    ///
    /// # Errors
    /// [`DecodeError`] when it is no JSON, or a member appears twice.
    pub fn new(payload: Verified<Bytes>) -> Result<Self, DecodeError> {
        // An answer without a body, whose status says all there is to say.
        if !payload.payload().is_empty() {
            reject_duplicates(payload.payload())?;
        }
        Ok(Self(payload))
    }

    /// Reads it.
    ///
    /// # Errors
    /// [`DecodeError`] says where and what was expected, and quotes nothing.
    pub fn decode<T: DeserializeOwned>(&self) -> Result<T, DecodeError> {
        match self.0.payload().as_ref() {
            [] => parse("{}"),
            json => parse(text(json)?),
        }
    }

    /// The payload.
    pub fn into_verified(self) -> Verified<Bytes> {
        self.0
    }
}

impl Deref for Document {
    type Target = Verified<Bytes>;

    fn deref(&self) -> &Verified<Bytes> {
        &self.0
    }
}

/// Reads a verified payload: a [`Document`] that is read once. Nothing else is read:
///
/// ```
/// # fn read(verified: &alipay_sign::Verified<bytes::Bytes>) {
/// let answer = alipay_wire::decode::<serde_json::Value>(verified);
/// # }
/// ```
/// ```compile_fail
/// # fn read(sealed: &alipay_sign::Sealed<bytes::Bytes>) {
/// let answer = alipay_wire::decode::<serde_json::Value>(sealed);
/// # }
/// ```
///
/// # Errors
/// [`DecodeError`] says where and what was expected, and quotes nothing.
pub fn decode<T: DeserializeOwned>(payload: &Verified<Bytes>) -> Result<T, DecodeError> {
    Document::new(payload.clone())?.decode()
}

/// Reads JSON of any origin by the same rules.
pub(crate) fn from_slice<T: DeserializeOwned>(json: &[u8]) -> Result<T, DecodeError> {
    // Once for all: the readers below would do it for each text by itself.
    let json = text(json)?;
    reject_duplicates_in(json)?;
    parse(json)
}

/// Reads JSON that was looked through before.
pub(crate) fn parse<T: DeserializeOwned>(json: &str) -> Result<T, DecodeError> {
    serde_json::from_str(json).or_else(|_| parse_with_path(json))
}

/// Fails for what is no object: a derived reader takes a list for the members in order.
pub(crate) fn must_be_object(json: &[u8]) -> Result<(), DecodeError> {
    match json.trim_ascii_start().first() {
        Some(b'{') => Ok(()),
        _ => Err(DecodeError {
            path: String::new(),
            line: 1,
            column: 1,
            expected: Expected::Value("an object".to_owned()),
        }),
    }
}

/// JSON is UTF-8.
pub(crate) fn text(json: &[u8]) -> Result<&str, DecodeError> {
    str::from_utf8(json).map_err(|error| {
        let read = json.get(..error.valid_up_to()).unwrap_or_default();
        let line = read.split(|&byte| byte == b'\n').count();
        let column = read.rsplit(|&byte| byte == b'\n').next().map_or(0, <[u8]>::len) + 1;
        DecodeError { path: String::new(), line, column, expected: Expected::Json }
    })
}

/// Reads once more what could not be read, for the place of the error: to note the way to every value on the way would cost
/// more than reading them.
#[cold]
fn parse_with_path<T: DeserializeOwned>(json: &str) -> Result<T, DecodeError> {
    let mut deserializer = serde_json::Deserializer::from_str(json);
    let value = serde_path_to_error::deserialize(&mut deserializer).map_err(|error| decode_error(&error))?;
    deserializer.end().map_err(|error| DecodeError::new(&error, String::new()))?;
    Ok(value)
}

/// What deserializers of this crate fail with.
pub(crate) type Error = serde_json::Error;

/// The place and the expectation of an error, without the value.
pub(crate) fn decode_error(error: &serde_path_to_error::Error<Error>) -> DecodeError {
    DecodeError::new(error.inner(), shown_path(error.path()))
}

/// Fails when any object, at any level, has a member twice.
pub(crate) fn reject_duplicates(json: &[u8]) -> Result<(), DecodeError> {
    reject_duplicates_in(text(json)?)
}

fn reject_duplicates_in(json: &str) -> Result<(), DecodeError> {
    let mut deserializer = serde_json::Deserializer::from_str(json);
    let scan = UniqueMembers(&mut Vec::with_capacity(32)).deserialize(&mut deserializer);
    let scan = scan.and_then(|()| deserializer.end());
    scan.map_err(|error| DecodeError::new(&error, String::new()))
}

/// The one message of [`UniqueMembers`], by which [`DecodeError`] knows it.
const DUPLICATE: &str = "duplicate member";

/// Looks through a value, with the names of the objects around it: each object adds its own behind them, and takes them
/// away again.
struct UniqueMembers<'a, 'de>(&'a mut Vec<Key<'de>>);

impl<'de> DeserializeSeed<'de> for UniqueMembers<'_, 'de> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for UniqueMembers<'_, 'de> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let Self(names) = self;
        let outer = names.len();
        while let Some(name) = map.next_key()? {
            names.push(name);
            map.next_value_seed(UniqueMembers(names))?;
        }
        let own = names.get_mut(outer..).unwrap_or_default();
        own.sort_unstable();
        let twice = own.windows(2).any(|pair| matches!(pair, [a, b] if a == b));
        names.truncate(outer);
        if twice { Err(A::Error::custom(DUPLICATE)) } else { Ok(()) }
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<(), A::Error> {
        while seq.next_element_seed(UniqueMembers(self.0))?.is_some() {}
        Ok(())
    }

    fn visit_bool<E>(self, _: bool) -> Result<(), E> {
        Ok(())
    }

    fn visit_i64<E>(self, _: i64) -> Result<(), E> {
        Ok(())
    }

    fn visit_u64<E>(self, _: u64) -> Result<(), E> {
        Ok(())
    }

    fn visit_f64<E>(self, _: f64) -> Result<(), E> {
        Ok(())
    }

    fn visit_str<E>(self, _: &str) -> Result<(), E> {
        Ok(())
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        Ok(())
    }
}

/// JSON could not be read as the expected type.
///
/// Keeps category, place and expectation. The offending value is left out, since it may be a customer id, a card number
/// or an amount.
#[derive(Clone, PartialEq, Eq)]
pub struct DecodeError {
    path: String,
    line: usize,
    column: usize,
    expected: Expected,
}

/// What the JSON should have been.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Expected {
    /// Well-formed JSON.
    Json,
    /// A member that is missing.
    Member(String),
    /// Each member once.
    UniqueMembers,
    /// Another type or value, in the words of the type.
    Value(String),
    /// Something else, which cannot be told without quoting the value.
    Other,
}

impl DecodeError {
    fn new(error: &serde_json::Error, path: String) -> Self {
        let expected = match error.classify() {
            serde_json::error::Category::Data => Expected::from_message(&error.to_string()),
            _ => Expected::Json,
        };
        Self { path, line: error.line(), column: error.column(), expected }
    }

    /// Where in the JSON, as `accounts[0].availableAmount`. Empty when at the top or unknown.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// Line of the JSON text, from one. Zero when unknown.
    pub fn line(&self) -> usize {
        self.line
    }

    /// Column of the JSON text.
    pub fn column(&self) -> usize {
        self.column
    }

    /// What was expected there.
    pub fn expected(&self) -> &Expected {
        &self.expected
    }
}

impl Expected {
    /// Picks the part of serde's message that comes from the type, not from the value: what stands behind the last
    /// `expected`, or a field name.
    fn from_message(message: &str) -> Self {
        let message = message.rsplit_once(" at line ").map_or(message, |(text, _)| text);
        if message == DUPLICATE {
            return Self::UniqueMembers;
        }
        if let Some(name) = message.strip_prefix("missing field `").and_then(|rest| rest.strip_suffix('`')) {
            return if is_name(name) { Self::Member(name.to_owned()) } else { Self::Other };
        }
        match message.rsplit_once(", expected ") {
            Some((_, expected)) => Self::Value(expected.to_owned()),
            None => Self::Other,
        }
    }
}

impl fmt::Display for Expected {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Json => f.write_str("expected well-formed JSON"),
            Self::Member(name) => write!(f, "{name} is missing"),
            Self::UniqueMembers => f.write_str("a member appears twice"),
            Self::Value(expected) => write!(f, "expected {expected}"),
            Self::Other => f.write_str("the value is not acceptable"),
        }
    }
}

impl fmt::Display for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.path.is_empty() {
            write!(f, "{}: ", self.path)?;
        }
        write!(f, "{}", self.expected)?;
        if self.line > 0 {
            write!(f, " (line {}, column {})", self.line, self.column)?;
        }
        Ok(())
    }
}

impl fmt::Debug for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "DecodeError({self})")
    }
}

impl std::error::Error for DecodeError {}

/// Writes a path so that it shows names of fields, never the keys of maps that hold data.
fn shown_path(path: &serde_path_to_error::Path) -> String {
    use serde_path_to_error::Segment;
    let mut shown = String::new();
    for segment in path {
        let name: Cow<'_, str> = match segment {
            Segment::Seq { index } => {
                shown.push_str(&format!("[{index}]"));
                continue;
            }
            Segment::Map { key } if is_name(key) => Cow::Borrowed(key),
            Segment::Enum { variant } if is_name(variant) => Cow::Borrowed(variant),
            Segment::Map { .. } | Segment::Enum { .. } | Segment::Unknown => Cow::Borrowed("*"),
        };
        if !shown.is_empty() {
            shown.push('.');
        }
        shown.push_str(&name);
    }
    shown
}

/// Whether this can be the name of a documented field: letters and underscores, with two digits at most behind them.
pub(crate) fn is_name(text: &str) -> bool {
    let letters = text.trim_end_matches(|c: char| c.is_ascii_digit());
    !letters.is_empty()
        && text.len() - letters.len() <= 2
        && text.len() <= 48
        && letters.bytes().all(|b| b.is_ascii_alphabetic() || b == b'_')
}

/// The members of an object, in order, unread.
pub(crate) struct Members<'a>(pub(crate) Vec<(Key<'a>, &'a RawValue)>);

impl<'de> Deserialize<'de> for Members<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct MembersVisitor;

        impl<'de> Visitor<'de> for MembersVisitor {
            type Value = Members<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Members<'de>, A::Error> {
                let mut members = Vec::new();
                while let Some(member) = map.next_entry()? {
                    members.push(member);
                }
                Ok(Members(members))
            }
        }

        deserializer.deserialize_map(MembersVisitor)
    }
}

/// The text of an object with these members, whose values are JSON already.
pub(crate) fn object<'a>(members: impl Iterator<Item = (&'a str, &'a RawValue)>) -> String {
    let mut text = String::from("{");
    for (name, value) in members {
        if text.len() > 1 {
            text.push(',');
        }
        text.push_str(&serde_json::Value::from(name).to_string());
        text.push(':');
        text.push_str(value.get());
    }
    text.push('}');
    text
}

/// The text of this object without some of its members.
pub(crate) fn without(json: &[u8], is_left_out: impl Fn(&str) -> bool) -> Result<String, Error> {
    let Members(members) = serde_json::from_slice(json)?;
    let kept = members.iter().filter(|(name, _)| !is_left_out(name.as_str()));
    Ok(object(kept.map(|(name, value)| (name.as_str(), *value))))
}

impl<'de> Deserialize<'de> for Key<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_str(crate::model::key::KeyVisitor)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    fn error<T: DeserializeOwned + fmt::Debug>(json: &str) -> String {
        from_slice::<T>(json.as_bytes()).unwrap_err().to_string()
    }

    #[test]
    fn duplicates_are_found_at_every_level() {
        for json in [r#"{"a":1,"a":1}"#, r#"{"a":[{"b":{"c":1,"d":2,"c":3}}]}"#, r#"{"a":1,"\u0061":2}"#] {
            assert!(error::<serde_json::Value>(json).starts_with("a member appears twice"), "{json}");
        }
        assert!(reject_duplicates(br#"{"a":{"a":[{"a":1},{"a":1.5e3}]},"b":null,"c":true,"d":-1}"#).is_ok());
    }

    #[test]
    fn errors_quote_nothing() {
        let text = error::<BTreeMap<String, u32>>(r#"{"amount":"6222020000000000, expected SECRET"}"#);
        assert_eq!(text, "amount: expected u32 (line 1, column 45)");
        let text = error::<BTreeMap<String, u32>>(r#"{"2162265049047338":"x"}"#);
        assert_eq!(text, "*: expected u32 (line 1, column 23)");
        assert_eq!(error::<u32>("{"), "expected well-formed JSON (line 1, column 1)");
        assert_eq!(error::<u32>("1 2"), "expected well-formed JSON (line 1, column 3)");
    }

    #[test]
    fn what_is_not_utf8_is_not_json() {
        let error = from_slice::<serde_json::Value>(b"{\n \"a\": \"\xD3\xE0\"}").unwrap_err();
        assert_eq!(error.to_string(), "expected well-formed JSON (line 2, column 8)");
        assert_eq!(reject_duplicates(b"\xFF").unwrap_err().to_string(), "expected well-formed JSON (line 1, column 1)");
    }

    #[test]
    fn deep_nesting_is_an_error() {
        let deep = "[".repeat(100_000);
        assert!(from_slice::<serde_json::Value>(deep.as_bytes()).is_err());
    }
}
