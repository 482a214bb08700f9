//! The keys that are at hand.

use alipay_sign::{HeldKeys, KeyId, PublicKey};

/// Whose a key is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum KeyRole {
    /// Of the gateway: what it sends should be signed with it.
    Gateway,
    /// Our own: what we send should be signed with it.
    Own,
    /// Another one: of another profile, of a test, of an older certificate.
    Other,
}

/// The keys that are at hand, each with what to call it in a sentence.
#[derive(Clone, Debug, Default)]
pub struct Keys(Vec<Key>);

#[derive(Clone, Debug)]
pub(super) struct Key {
    pub(super) role: KeyRole,
    pub(super) called: String,
    /// The name by which messages name it.
    pub(super) id: Option<KeyId>,
    pub(super) key: PublicKey,
}

impl Keys {
    /// None.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a key that the gateway should sign with.
    #[must_use]
    pub fn gateway(self, called: impl Into<String>, key: PublicKey) -> Self {
        self.with(KeyRole::Gateway, called, None, key)
    }

    /// Adds the keys that a verifier of the gateway's messages holds.
    #[must_use]
    pub fn held(self, called: &str, held: HeldKeys) -> Self {
        let called = |id: &Option<KeyId>| id.as_ref().map_or_else(|| called.to_owned(), |id| format!("{called} {id}"));
        held.into_iter().fold(self, |keys, (id, key)| keys.with(KeyRole::Gateway, called(&id), id, key))
    }

    /// Adds our own public key.
    #[must_use]
    pub fn own(self, called: impl Into<String>, key: PublicKey) -> Self {
        self.with(KeyRole::Own, called, None, key)
    }

    /// Adds another key that may have been used by mistake.
    #[must_use]
    pub fn other(self, called: impl Into<String>, key: PublicKey) -> Self {
        self.with(KeyRole::Other, called, None, key)
    }

    fn with(mut self, role: KeyRole, called: impl Into<String>, id: Option<KeyId>, key: PublicKey) -> Self {
        // One key is called by one name: the first, which says what it should be.
        if !self.0.iter().any(|known| known.key == key && (known.role == role || role == KeyRole::Other)) {
            self.0.push(Key { role, called: called.into(), id, key });
        }
        self
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &Key> {
        self.0.iter()
    }

    pub(super) fn are(&self, role: KeyRole) -> impl Iterator<Item = &Key> {
        self.0.iter().filter(move |key| key.role == role)
    }

    /// What is configured as the gateway's key, and is our own.
    pub(super) fn mixed_up(&self) -> Option<&Key> {
        self.are(KeyRole::Gateway).find(|gateway| self.are(KeyRole::Own).any(|own| own.key == gateway.key))
    }
}
