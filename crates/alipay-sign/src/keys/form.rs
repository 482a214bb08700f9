//! In which form a key is written.

use super::{KeyError, encoding, kind::Kind};

/// The form of a key. This crate reads all of them; other tools may want a certain one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum KeyForm {
    /// A private key in PKCS#8, which Ant calls "Java".
    Pkcs8,
    /// A private key in PKCS#1, which Ant calls "non-Java".
    Pkcs1Private,
    /// A public key as SubjectPublicKeyInfo, the form of Ant's consoles.
    Spki,
    /// A public key in PKCS#1.
    Pkcs1Public,
}

impl KeyForm {
    /// The form of the key in this text, told from the key itself. Whether the key is of use is not looked at.
    ///
    /// # Errors
    /// [`KeyError`] when the text holds no RSA key.
    pub fn of_text(text: &str) -> Result<Self, KeyError> {
        Self::of_der(&encoding::decode(text)?)
    }

    /// The form of the key in these bytes.
    ///
    /// # Errors
    /// [`KeyError`] when they are no RSA key.
    pub fn of_der(der: &[u8]) -> Result<Self, KeyError> {
        Ok(match Kind::of(der)? {
            Kind::Pkcs8 => Self::Pkcs8,
            Kind::Pkcs1Private => Self::Pkcs1Private,
            Kind::Spki => Self::Spki,
            Kind::Pkcs1Public => Self::Pkcs1Public,
        })
    }

    /// What stands in the BEGIN and END lines of a key in this form.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Pkcs8 => "PRIVATE KEY",
            Self::Pkcs1Private => "RSA PRIVATE KEY",
            Self::Spki => "PUBLIC KEY",
            Self::Pkcs1Public => "RSA PUBLIC KEY",
        }
    }
}
