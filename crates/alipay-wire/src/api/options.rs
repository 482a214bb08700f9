//! What travels beside the payload of a call.

use std::{borrow::Cow, fmt};

/// What travels beside the payload: form parameters for the Open Platform, headers for the signed-header gateways.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CallOptions(Vec<CallOption>);

impl CallOptions {
    /// Adds an option that may be stored and shown.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: Option<String>) -> Self {
        self.0.extend(value.map(|value| CallOption { name: Cow::Borrowed(name), value, secret: false }));
        self
    }

    /// Adds an option that is never stored: a token.
    #[must_use]
    pub fn with_secret(mut self, name: &'static str, value: Option<String>) -> Self {
        self.0.extend(value.map(|value| CallOption { name: Cow::Borrowed(name), value, secret: true }));
        self
    }

    /// All options.
    pub fn iter(&self) -> impl Iterator<Item = &CallOption> {
        self.0.iter()
    }

    /// Adds those of `other`, which win over options of the same name.
    #[must_use]
    pub fn overridden_by(mut self, other: Self) -> Self {
        self.0.retain(|mine| other.0.iter().all(|theirs| theirs.name != mine.name));
        self.0.extend(other.0);
        self
    }
}

impl FromIterator<CallOption> for CallOptions {
    fn from_iter<I: IntoIterator<Item = CallOption>>(options: I) -> Self {
        Self(options.into_iter().collect())
    }
}

/// One option of a call.
#[derive(Clone, PartialEq, Eq)]
pub struct CallOption {
    /// The parameter or header name.
    pub name: Cow<'static, str>,
    /// Its value.
    pub value: String,
    /// Whether it must not be stored.
    pub secret: bool,
}

impl fmt::Debug for CallOption {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.name)
    }
}
