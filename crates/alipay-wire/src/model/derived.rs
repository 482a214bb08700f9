//! What the code of the derives calls. Here once, so that it is not compiled with every object.
#![allow(clippy::missing_errors_doc, reason = "called by what the derives write, and by nobody else")]

use std::{
    fmt::{Debug, Formatter, Result as FmtResult},
    marker::PhantomData,
};

use serde::{
    Deserializer, Serialize, Serializer,
    de::{DeserializeSeed, Error, MapAccess, Visitor},
    ser::{Error as _, SerializeMap},
};

use super::key::Key;
use crate::{
    Api, ApiMeta, CodeInfo, Dialect, Extra, Field, FieldInfo, FilePart, Invalid, Keyed, Mismatch, Request, Route,
    Rules, Upload,
    codec::{Read, Write},
};

/// Text of a set of words that is none of its words. Made by reading the text, and by `From`.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct OtherText(Box<str>);

impl OtherText {
    /// The text, as it is on the wire.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Debug for OtherText {
    fn fmt(&self, f: &mut Formatter<'_>) -> FmtResult {
        debug_text(f, "OtherText", &self.0)
    }
}

/// The text of a word that is not listed.
pub fn other_text(text: &str) -> OtherText {
    OtherText(text.into())
}

/// Shows a text, escaped: it may be that of a peer.
pub fn debug_text(f: &mut Formatter<'_>, name: &str, text: &str) -> FmtResult {
    write!(f, "{name}({})", text.escape_debug())
}

/// Shows that there is a text, and not which.
pub fn debug_hidden(f: &mut Formatter<'_>, name: &str) -> FmtResult {
    write!(f, "{name}(<redacted>)")
}

/// Reads a string, or an integer as its digits.
pub fn text<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    super::codec::text(deserializer)
}

/// Facts about the API of `R`.
pub const fn meta<R: Request>(name: &'static str, route: Option<Route>, codes: &'static [CodeInfo]) -> ApiMeta {
    ApiMeta::new(name, route, codes).gateway_codes(<R::Dialect as Dialect>::CODES)
}

/// The rules of a request. They are methods of [`Rules`] where there is an `impl`, and of [`NoRules`] otherwise: an
/// inherent method comes before one of a trait.
#[derive(Debug)]
pub struct RulesOf<'a, R>(pub &'a R);

impl<R: Rules> RulesOf<'_, R> {
    /// Checks them.
    pub fn check_rules(&self) -> Result<(), Invalid> {
        self.0.check_rules()
    }

    /// Compares the answer.
    pub fn correlate(&self, answer: &R::Response) -> Result<(), Mismatch>
    where
        R: Api,
    {
        Rules::correlate(self.0, answer)
    }
}

impl<'a, R: Keyed> RulesOf<'a, R> {
    /// The idempotency key.
    pub fn key(&self) -> Option<&'a str> {
        self.0.key()
    }
}

/// A request without rules of its own.
pub trait NoRules {
    /// There is none.
    fn key(&self) -> Option<&'static str> {
        None
    }

    /// There are none.
    fn check_rules(&self) -> Result<(), Invalid> {
        Ok(())
    }

    /// There is nothing to compare.
    fn correlate<A>(&self, _: &A) -> Result<(), Mismatch> {
        Ok(())
    }
}

impl<R> NoRules for RulesOf<'_, R> {}

/// The files of a request, by the names of their fields.
pub fn files(fields: &[(&'static str, Option<&Upload>)]) -> Vec<FilePart> {
    let held = fields.iter().filter_map(|(name, file)| file.map(|file| FilePart::new(*name, file.clone())));
    held.collect()
}

/// A required field, for [`check`].
pub fn required<T: Field>(value: &T) -> Option<&dyn Field> {
    Some(value)
}

/// An optional field, for [`check`].
pub fn optional<T: Field>(value: &Option<T>) -> Option<&dyn Field> {
    value.as_ref().map(|value| value as &dyn Field)
}

/// Checks the values of an object, which come in the order of its fields.
pub fn check(fields: &[FieldInfo], values: &[Option<&dyn Field>], extra: &Extra) -> Result<(), Invalid> {
    let held = fields.iter().zip(values).filter_map(|(field, value)| Some((field, (*value)?)));
    for (field, value) in held {
        field.check(value)?;
    }
    extra.check(fields)
}

/// Stands for a value that is not shown.
pub struct Redacted;

impl Debug for Redacted {
    fn fmt(&self, f: &mut Formatter<'_>) -> FmtResult {
        f.write_str("<redacted>")
    }
}

/// Shows whether there is a value, and not which.
pub fn hidden(is_there: bool) -> &'static dyn Debug {
    if is_there { &Some(Redacted) } else { &None::<Redacted> }
}

/// Shows an object.
pub fn debug(f: &mut Formatter<'_>, name: &str, fields: &[(&str, &dyn Debug)], extra: &Extra) -> FmtResult {
    let mut shown = f.debug_struct(name);
    for (name, value) in fields {
        shown.field(name, value);
    }
    shown.field("extra", extra).finish()
}

/// Writes a member with codec `C`.
pub fn write<C: Write<T>, T, M: SerializeMap>(map: &mut M, name: &'static str, value: &T) -> Result<(), M::Error> {
    map.serialize_entry(name, &Encode::<T, C>(value, PhantomData))
}

/// Writes a member that may be missing.
pub fn write_some<C: Write<T>, T, M: SerializeMap>(
    map: &mut M,
    name: &'static str,
    value: &Option<T>,
) -> Result<(), M::Error> {
    match value {
        Some(value) => write::<C, T, M>(map, name, value),
        None => Ok(()),
    }
}

/// Writes the members without a field, and ends the object.
pub fn finish<M: SerializeMap>(mut map: M, fields: &[FieldInfo], extra: &Extra) -> Result<M::Ok, M::Error> {
    // A field written twice would mean one thing to one reader and another to the next.
    extra.check(fields).map_err(M::Error::custom)?;
    for (name, value) in &extra.0 {
        map.serialize_entry(name, value)?;
    }
    map.end()
}

struct Encode<'a, T, C>(&'a T, PhantomData<C>);

impl<T, C: Write<T>> Serialize for Encode<'_, T, C> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        C::write(self.0, serializer)
    }
}

/// An object that is read from its members.
pub trait Object<'de>: Sized {
    /// Reads it.
    fn read<A: MapAccess<'de>>(map: A) -> Result<Self, A::Error>;
}

/// Reads an object.
pub fn object<'de, T: Object<'de>, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
    deserializer.deserialize_map(ObjectVisitor(PhantomData))
}

struct ObjectVisitor<T>(PhantomData<T>);

impl<'de, T: Object<'de>> Visitor<'de> for ObjectVisitor<T> {
    type Value = T;

    fn expecting(&self, f: &mut Formatter<'_>) -> FmtResult {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<T, A::Error> {
        T::read(map)
    }
}

/// Reads a member with codec `C` into its place; `null` is none. Two spellings of one field may agree, but not differ.
pub fn read<'de, C: Read<'de, T>, T: PartialEq, A: MapAccess<'de>>(
    map: &mut A,
    place: &mut Option<T>,
) -> Result<(), A::Error> {
    match (&*place, map.next_value_seed(OptionSeed::<T, C>(PhantomData))?) {
        (_, None) => Ok(()),
        (Some(old), Some(new)) if *old != new => {
            Err(A::Error::custom("invalid value: two spellings, expected both spellings of the field to agree"))
        }
        (_, new) => {
            *place = new;
            Ok(())
        }
    }
}

/// The value of a required member.
pub fn required_member<T, E: Error>(value: Option<T>, name: &'static str) -> Result<T, E> {
    value.ok_or_else(|| E::missing_field(name))
}

/// Keeps a member that has no field.
pub fn keep<'de, A: MapAccess<'de>>(map: &mut A, name: Key<'de>, extra: &mut Extra) -> Result<(), A::Error> {
    extra.0.insert(name.into_string(), map.next_value()?);
    Ok(())
}

/// Reads a value with codec `C`; `null` is none.
struct OptionSeed<T, C>(PhantomData<(T, C)>);

impl<'de, T, C: Read<'de, T>> DeserializeSeed<'de> for OptionSeed<T, C> {
    type Value = Option<T>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Option<T>, D::Error> {
        deserializer.deserialize_option(self)
    }
}

impl<'de, T, C: Read<'de, T>> Visitor<'de> for OptionSeed<T, C> {
    type Value = Option<T>;

    fn expecting(&self, f: &mut Formatter<'_>) -> FmtResult {
        f.write_str("a value")
    }

    fn visit_none<E>(self) -> Result<Option<T>, E> {
        Ok(None)
    }

    fn visit_unit<E>(self) -> Result<Option<T>, E> {
        Ok(None)
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Option<T>, D::Error> {
        C::read(deserializer).map(Some)
    }
}
