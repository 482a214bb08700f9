//! Several keys of the other side, by name.

use std::{collections::BTreeMap, fmt, sync::Arc};

use crate::{Fingerprint, KeyId, Verify, VerifyError};

/// The keys of the other side while it changes from one to the next: each under the name by which messages say which key
/// signed them, such as the `keyVersion` of the signed-header gateways.
///
/// * A message that names a key is checked with exactly that one; a name that is not on the ring is
///   [`VerifyError::UnknownKey`].
/// * A message that names none is checked with every key on the ring, and is genuine when one of them fits: to have a
///   key on the ring is to trust it. Take a key off, by making a new ring, when the other side has given it up.
///
/// ```
/// # #[cfg(all(feature = "generate", any(feature = "ring", feature = "aws-lc-rs")))] {
/// use alipay_sign::{KeyRing, PrivateKey, Sign, Verify, VerifyError};
///
/// let [old, new] = [alipay_sign::generate()?, alipay_sign::generate()?].map(|pair| pair.private_key());
/// let ring = KeyRing::new("1", old.public_key()).and("2", new.public_key());
///
/// let signature = new.sign(b"text")?;
/// assert_eq!(ring.verify(Some(&"2".into()), b"text", signature.as_bytes()), Ok(()));
/// assert_eq!(ring.verify(Some(&"1".into()), b"text", signature.as_bytes()), Err(VerifyError::Mismatch));
/// # }
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone)]
pub struct KeyRing(BTreeMap<KeyId, Arc<dyn Verify>>);

impl KeyRing {
    /// A ring with one key.
    pub fn new(name: impl Into<KeyId>, key: impl Verify + 'static) -> Self {
        Self(BTreeMap::new()).and(name, key)
    }

    /// Adds a key. One that is there under the same name is replaced.
    #[must_use]
    pub fn and(mut self, name: impl Into<KeyId>, key: impl Verify + 'static) -> Self {
        self.0.insert(name.into(), Arc::new(key));
        self
    }
}

impl Verify for KeyRing {
    fn verify(&self, key: Option<&KeyId>, message: &[u8], signature: &[u8]) -> Result<(), VerifyError> {
        match key {
            Some(name) => match self.0.get(name) {
                Some(named) => named.verify(key, message, signature),
                None => Err(VerifyError::UnknownKey(name.clone())),
            },
            None if self.0.values().any(|one| one.verify(None, message, signature).is_ok()) => Ok(()),
            None => Err(VerifyError::Mismatch),
        }
    }

    fn trusts(&self, key: &Fingerprint) -> bool {
        self.0.values().any(|one| one.trusts(key))
    }

    #[cfg(feature = "diagnose")]
    fn held_keys(&self) -> crate::HeldKeys {
        let named = |(name, one): (&KeyId, &Arc<dyn Verify>)| {
            one.held_keys().into_iter().map(|(_, key)| (Some(name.clone()), key)).collect::<Vec<_>>()
        };
        self.0.iter().flat_map(named).collect()
    }
}

/// Shows the names.
impl fmt::Debug for KeyRing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("KeyRing ")?;
        f.debug_set().entries(self.0.keys().map(KeyId::as_str)).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Sealed;

    /// "Signs" by writing its own letter.
    struct Letter(u8);

    impl Verify for Letter {
        fn verify(&self, _: Option<&KeyId>, _: &[u8], signature: &[u8]) -> Result<(), VerifyError> {
            if signature == [self.0] { Ok(()) } else { Err(VerifyError::Mismatch) }
        }

        fn trusts(&self, key: &Fingerprint) -> bool {
            key.0 == [self.0; 32]
        }
    }

    fn ring() -> KeyRing {
        KeyRing::new("1", Letter(b'a')).and("2", Letter(b'b'))
    }

    fn check(name: Option<&str>, signature: &[u8]) -> Result<(), VerifyError> {
        ring().verify(name.map(KeyId::from).as_ref(), b"", signature)
    }

    #[test]
    fn a_named_key_is_the_only_one_asked() {
        assert_eq!(check(Some("1"), b"a"), Ok(()));
        assert_eq!(check(Some("2"), b"b"), Ok(()));
        assert_eq!(check(Some("1"), b"b"), Err(VerifyError::Mismatch), "the key of another name");
    }

    #[test]
    fn a_name_that_is_not_there_is_unknown() {
        for name in ["3", "01", "1 ", ""] {
            assert_eq!(check(Some(name), b"a"), Err(VerifyError::UnknownKey(name.into())), "{name:?}");
        }
    }

    #[test]
    fn without_a_name_any_key_of_the_ring_will_do() {
        assert_eq!(check(None, b"a"), Ok(()));
        assert_eq!(check(None, b"b"), Ok(()));
        assert_eq!(check(None, b"c"), Err(VerifyError::Mismatch));
    }

    #[test]
    fn a_key_is_replaced_by_another_of_its_name() {
        let ring = ring().and("1", Letter(b'c'));
        assert_eq!(ring.verify(None, b"", b"a"), Err(VerifyError::Mismatch));
        assert_eq!(ring.verify(Some(&"1".into()), b"", b"c"), Ok(()));
    }

    #[test]
    fn trusts_what_its_keys_trust() {
        assert!(ring().trusts(&Fingerprint([b'b'; 32])));
        assert!(!ring().trusts(&Fingerprint([b'c'; 32])));
    }

    #[test]
    fn a_refused_message_comes_back_for_another_ring() {
        let sealed = Sealed::framed("", "x", "", b"c".to_vec(), Some("3".into()));
        let (error, sealed) = sealed.verify(&ring()).unwrap_err();
        assert_eq!(error, VerifyError::UnknownKey("3".into()));
        assert!(sealed.verify(&ring().and("3", Letter(b'c'))).is_ok());
    }

    #[test]
    fn debug_shows_names_only() {
        assert_eq!(format!("{:?}", ring()), r#"KeyRing {"1", "2"}"#);
    }
}
