//! A broken rule.

use std::{borrow::Cow, fmt};

/// A request, or a setting, breaks a documented rule. Names the field, never its value.
#[derive(Clone, PartialEq, Eq)]
pub struct Invalid {
    field: String,
    rule: Cow<'static, str>,
}

impl Invalid {
    /// The field called `field` breaks `rule`.
    pub fn new(field: impl Into<String>, rule: impl Into<Cow<'static, str>>) -> Self {
        Self { field: field.into(), rule: rule.into() }
    }

    /// The name of the field on the wire, with the names of the objects around it: `env.clientIp`.
    pub fn field(&self) -> &str {
        &self.field
    }

    /// The rule that was broken, in words.
    pub fn rule(&self) -> &str {
        &self.rule
    }

    /// The same error, seen from the object that holds the field.
    #[must_use]
    pub fn within(mut self, outer: &str) -> Self {
        let joint = if self.field.is_empty() || self.field.starts_with('[') { "" } else { "." };
        self.field = format!("{outer}{joint}{}", self.field);
        self
    }
}

impl fmt::Display for Invalid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.field, self.rule)
    }
}

impl fmt::Debug for Invalid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Invalid({self})")
    }
}

impl std::error::Error for Invalid {}
