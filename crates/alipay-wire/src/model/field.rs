//! What the fields of a model have in common.

use crate::Invalid;

/// A type that can stand in a field of a model.
///
/// Implement it for a type of your own with an empty `impl` unless the type has rules to check.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be the type of a field of a model",
    note = "money is `Yuan` or `Amount`, never a float; an object derives `Model`, an identifier `StringNewtype`, a set of \
            words `StringEnum`"
)]
pub trait Field {
    /// The length in characters, for types that are text.
    fn length(&self) -> Option<usize> {
        None
    }

    /// Checks the rules of the value itself.
    ///
    /// # Errors
    /// [`Invalid`] names the field inside the value that breaks a rule.
    fn check(&self) -> Result<(), Invalid> {
        Ok(())
    }
}

impl Field for String {
    fn length(&self) -> Option<usize> {
        Some(self.chars().count())
    }
}

impl Field for bool {}
impl Field for i64 {}
impl Field for u32 {}
impl Field for serde_json::Number {}
impl Field for serde_json::Value {}
impl Field for serde_json::Map<String, serde_json::Value> {}

impl<T: Field> Field for Box<T> {
    fn length(&self) -> Option<usize> {
        (**self).length()
    }

    fn check(&self) -> Result<(), Invalid> {
        (**self).check()
    }
}

impl<T: Field> Field for Vec<T> {
    fn check(&self) -> Result<(), Invalid> {
        self.iter()
            .enumerate()
            .try_for_each(|(at, item)| item.check().map_err(|error| error.within(&format!("[{at}]"))))
    }
}

impl<K, V: Field> Field for std::collections::BTreeMap<K, V> {
    fn check(&self) -> Result<(), Invalid> {
        self.values().try_for_each(Field::check)
    }
}

/// A model: a JSON object with documented fields.
pub trait Model: Field {
    /// Every documented field, in the order of the type.
    const FIELDS: &'static [FieldInfo];
}

/// What the page says about a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct FieldInfo {
    /// The name on the wire.
    pub name: &'static str,
    /// Other spellings that are read.
    pub aliases: &'static [&'static str],
    /// Whether it must be there.
    pub required: bool,
    /// Maximum length in characters. `None` where the page has none.
    pub max: Option<usize>,
}

impl FieldInfo {
    #[doc(hidden)]
    pub const fn new(name: &'static str, aliases: &'static [&'static str], required: bool, max: Option<usize>) -> Self {
        Self { name, aliases, required, max }
    }

    /// The name and its other spellings.
    pub fn spellings(&self) -> impl Iterator<Item = &'static str> {
        std::iter::once(self.name).chain(self.aliases.iter().copied())
    }

    /// Checks a value of this field.
    #[doc(hidden)]
    pub fn check(&self, value: &dyn Field) -> Result<(), Invalid> {
        let length = value.length();
        if self.required && length == Some(0) {
            return Err(Invalid::new(self.name, "is required and must not be empty"));
        }
        if let (Some(max), Some(length)) = (self.max, length)
            && length > max
        {
            let rule = format!("has {length} characters, {max} are allowed");
            return Err(Invalid::new(self.name, rule));
        }
        value.check().map_err(|error| error.within(self.name))
    }
}
