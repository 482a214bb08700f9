//! JSON inside a JSON string.

use std::{fmt, marker::PhantomData};

use serde::{Deserialize, Deserializer, Serialize, Serializer, de::DeserializeOwned};

use crate::{DecodeError, Field, Invalid, json, model::codec};

/// JSON text inside a JSON string, meant to hold a `T`.
///
/// Kept as the text that was sent, and read when asked for: what is inside one field cannot fail the whole answer.
/// `Debug` hides the text.
pub struct JsonText<T> {
    text: String,
    content: PhantomData<fn() -> T>,
}

impl<T> JsonText<T> {
    /// The text.
    pub fn as_str(&self) -> &str {
        &self.text
    }
}

impl<T: DeserializeOwned> JsonText<T> {
    /// Reads the text.
    ///
    /// # Errors
    /// [`DecodeError`], whose line and column count within this text.
    pub fn parse(&self) -> Result<T, DecodeError> {
        json::from_slice(self.text.as_bytes())
    }
}

impl<T: Serialize> JsonText<T> {
    /// Writes `value` as text.
    ///
    /// # Errors
    /// [`Invalid`] when `value` cannot be written as JSON.
    pub fn of(value: &T) -> Result<Self, Invalid> {
        let text = serde_json::to_string(value).map_err(|_| Invalid::new("json", "cannot be written as JSON"))?;
        Ok(Self::from(text))
    }
}

impl<T> From<String> for JsonText<T> {
    fn from(text: String) -> Self {
        Self { text, content: PhantomData }
    }
}

impl<T> From<&str> for JsonText<T> {
    fn from(text: &str) -> Self {
        Self::from(text.to_owned())
    }
}

impl<T> Clone for JsonText<T> {
    fn clone(&self) -> Self {
        Self::from(self.text.clone())
    }
}

impl<T> PartialEq for JsonText<T> {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

impl<T> Eq for JsonText<T> {}

impl<T> fmt::Debug for JsonText<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JsonText(<redacted>)")
    }
}

impl<T> Field for JsonText<T> {
    fn length(&self) -> Option<usize> {
        Some(self.text.chars().count())
    }

    /// The text must be JSON.
    fn check(&self) -> Result<(), Invalid> {
        json::reject_duplicates(self.text.as_bytes())
            .map_err(|_| Invalid::new("", "must hold JSON without duplicate members"))
    }
}

impl<T> Serialize for JsonText<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.text)
    }
}

impl<'de, T> Deserialize<'de> for JsonText<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        codec::text(deserializer).map(Self::from)
    }
}
