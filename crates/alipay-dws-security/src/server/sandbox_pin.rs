//! The sandbox's way to encrypt a PIN, which is no encryption.

use std::fmt;

use alipay_wire::Extra;

use crate::{EncryptPin, EncryptedPin, KeyMaterial};

/// Where the sandbox's key is among the members of an answer. No real gateway has this name.
const KEY: &str = "sandboxPinKey";

/// A PIN typed into a sandbox, and the [`EncryptPin`] that goes with it: XOR with the key of the challenge, in hexadecimal.
/// Anyone can undo that, and no real gateway takes it. It is there so that the real flow can be tried.
#[derive(Clone)]
pub struct SandboxPin(String);

/// The answer brought no key of a sandbox: it is from a real gateway, or no PIN challenge was triggered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NoSandboxKey;

impl fmt::Display for NoSandboxKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(
            "the answer brought no key of a sandbox; a real gateway's PIN is encrypted by an `EncryptPin` of your own",
        )
    }
}

impl std::error::Error for NoSandboxKey {}

impl From<&str> for SandboxPin {
    fn from(typed: &str) -> Self {
        Self(typed.to_owned())
    }
}

impl fmt::Debug for SandboxPin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SandboxPin(<redacted>)")
    }
}

impl EncryptPin for SandboxPin {
    type Error = NoSandboxKey;

    fn encrypt_pin(&self, key: &KeyMaterial) -> Result<EncryptedPin, NoSandboxKey> {
        let key = key.members().get(KEY).and_then(|key| key.as_str()).filter(|key| !key.is_empty());
        let mixed = mixed(self.0.as_bytes(), key.ok_or(NoSandboxKey)?);
        Ok(EncryptedPin::from(mixed.iter().map(|byte| format!("{byte:02x}")).collect::<String>()))
    }
}

/// The members of an answer that carry `key`.
pub(super) fn key_members(key: &str) -> Extra {
    let mut members = Extra::default();
    members.0.insert(KEY.to_owned(), key.into());
    members
}

/// What the customer typed. `None` when `pin` is nothing that a [`SandboxPin`] makes.
pub(super) fn decrypted(pin: &EncryptedPin, key: &str) -> Option<Vec<u8>> {
    let hex = pin.as_str();
    if hex.is_empty() || !hex.len().is_multiple_of(2) || !hex.bytes().all(|b| b.is_ascii_hexdigit()) {
        return None;
    }
    let bytes: Option<Vec<u8>> =
        (0..hex.len()).step_by(2).map(|at| u8::from_str_radix(hex.get(at..at + 2)?, 16).ok()).collect();
    bytes.map(|bytes| mixed(&bytes, key))
}

fn mixed(bytes: &[u8], key: &str) -> Vec<u8> {
    bytes.iter().zip(key.bytes().cycle()).map(|(byte, key)| byte ^ key).collect()
}
