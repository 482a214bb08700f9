//! How a PIN gets into a request without being in this library.

use std::fmt;

use alipay_wire::Extra;

use crate::EncryptedPin;

/// What a PIN is to be encrypted with: the members of the answer to a triggered PIN challenge, as the gateway sent them.
///
/// The page says that the answer carries "key-related information" and shows none, so neither names nor kinds of keys are
/// known here. For that reason it is treated as a secret: `Debug` shows nothing, and there is no way to
/// serialise it but to take it apart.
#[derive(Clone, PartialEq)]
pub struct KeyMaterial(Extra);

impl KeyMaterial {
    pub(crate) fn new(members: Extra) -> Self {
        Self(members)
    }

    /// The members, by their names in the answer: to be handed to whatever encrypts the PIN, such as the customer's device.
    pub fn members(&self) -> &Extra {
        &self.0
    }
}

impl fmt::Debug for KeyMaterial {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("KeyMaterial(<redacted>)")
    }
}

/// Encrypts what the customer typed. Yours to write: the gateway hands out the key and does not document the cipher; ask
/// for it at onboarding.
///
/// The PIN itself never passes through this library. It is best encrypted where it is typed, on the customer's device:
/// send the device the [members](KeyMaterial::members) of the key, and take the [`EncryptedPin`] from it. Where it is
/// encrypted beside this library instead, a closure that holds the PIN is an `EncryptPin`:
///
/// ```
/// use alipay_dws_security::{EncryptPin, EncryptedPin, KeyMaterial};
///
/// # fn encrypted(_: &str, _: &str) -> String { String::new() }
/// fn encryptor(typed: String) -> impl EncryptPin<Error = &'static str> {
///     move |key: &KeyMaterial| {
///         // Its name is in the documents you were given.
///         let key = key.members().get("theKey").and_then(|key| key.as_str()).ok_or("the answer has no key")?;
///         Ok(EncryptedPin::from(encrypted(key, &typed)))
///     }
/// }
/// ```
pub trait EncryptPin {
    /// Why a PIN could not be encrypted.
    type Error;

    /// Encrypts the PIN with `key`.
    ///
    /// # Errors
    /// As the implementation says. It should not quote the PIN or the key.
    fn encrypt_pin(&self, key: &KeyMaterial) -> Result<EncryptedPin, Self::Error>;
}

impl<F, E> EncryptPin for F
where
    F: Fn(&KeyMaterial) -> Result<EncryptedPin, E>,
{
    type Error = E;

    fn encrypt_pin(&self, key: &KeyMaterial) -> Result<EncryptedPin, E> {
        self(key)
    }
}
