//! Sealed and verified messages.

use std::fmt;

use bytes::Bytes;

use crate::{KeyId, Pairs, Verify, VerifyError};

/// A signed message that has not been checked. Nothing but [`verify`](Sealed::verify) gives its payload back.
///
/// There is no accessor, so what was received cannot be used before its signature was checked:
///
/// ```
/// # fn read(verified: alipay_sign::Verified<bytes::Bytes>) {
/// let payload = verified.payload();
/// # }
/// ```
/// ```compile_fail
/// # fn read(sealed: alipay_sign::Sealed<bytes::Bytes>) {
/// let payload = sealed.payload();
/// # }
/// ```
pub struct Sealed<P> {
    readings: Vec<Reading<P>>,
    signature: Vec<u8>,
    key: Option<KeyId>,
}

/// One way to read the message: the text that would have been signed, and the payload it stands for.
struct Reading<P> {
    message: Bytes,
    payload: P,
}

impl Sealed<Bytes> {
    /// A payload signed together with what stands before and behind it.
    pub fn framed(
        prefix: impl AsRef<[u8]>,
        payload: impl Into<Bytes>,
        suffix: impl AsRef<[u8]>,
        signature: Vec<u8>,
        key: Option<KeyId>,
    ) -> Self {
        let payload = payload.into();
        let message = frame(prefix.as_ref(), &payload, suffix.as_ref());
        Self { readings: vec![Reading { message, payload }], signature, key }
    }
}

impl Sealed<Pairs> {
    /// Form parameters signed in their canonical text form.
    pub fn pairs(pairs: Pairs, signature: Vec<u8>, key: Option<KeyId>) -> Self {
        Self::as_they_stand(pairs.canonical(), signature, key)
    }

    /// Form parameters signed in their canonical text form, except that blank values are signed too.
    pub fn pairs_with_blanks(pairs: Pairs, signature: Vec<u8>, key: Option<KeyId>) -> Self {
        Self::as_they_stand(pairs.sorted(), signature, key)
    }

    fn as_they_stand(payload: Pairs, signature: Vec<u8>, key: Option<KeyId>) -> Self {
        Self { readings: vec![Reading { message: payload.message(), payload }], signature, key }
    }
}

impl<P> Sealed<P> {
    /// Adds the readings of `other`, tried in order when this one does not verify.
    ///
    /// Some gateways sign a text that differs from what they send, in a way only the signature can tell. The reading
    /// that verifies is the payload that comes out. The signature and key of `other` are dropped, and so is a reading
    /// whose text is there already.
    #[must_use]
    pub fn or(mut self, other: Self) -> Self {
        for reading in other.readings {
            if self.readings.iter().all(|known| known.message != reading.message) {
                self.readings.push(reading);
            }
        }
        self
    }

    /// The name of the key the message says it is signed with. A claim, until verified. `None` when it names none.
    pub fn key(&self) -> Option<&KeyId> {
        self.key.as_ref()
    }

    /// Checks the signature. Gives the sealed message back on failure, for another key.
    ///
    /// # Errors
    /// [`VerifyError`] of the first reading when none verifies; [`VerifyError::UnknownKey`] at once.
    // The sealed value comes back by value: a refused message is rare, and boxing it would cost every caller an `unbox`.
    #[allow(clippy::result_large_err)]
    pub fn verify(mut self, with: &dyn Verify) -> Result<Verified<P>, (VerifyError, Self)> {
        let mut first = None;
        for at in 0..self.readings.len() {
            let Some(reading) = self.readings.get(at) else { break };
            match with.verify(self.key.as_ref(), &reading.message, &self.signature) {
                Ok(()) => return Ok(Verified { payload: self.readings.swap_remove(at).payload }),
                Err(error @ VerifyError::UnknownKey(_)) => return Err((error, self)),
                Err(error) => first = first.or(Some(error)),
            }
        }
        Err((first.unwrap_or(VerifyError::Mismatch), self))
    }
}

fn frame(prefix: &[u8], payload: &Bytes, suffix: &[u8]) -> Bytes {
    if prefix.is_empty() && suffix.is_empty() {
        return payload.clone();
    }
    [prefix, payload, suffix].concat().into()
}

impl<P> fmt::Debug for Sealed<P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sealed").field("key", &self.key).finish_non_exhaustive()
    }
}

/// A payload whose signature was checked.
///
/// Only [`Sealed::verify`] makes one: there is no constructor, and no `map` that could swap the payload.
///
/// ```compile_fail
/// let forged = alipay_sign::Verified { payload: bytes::Bytes::new() };
/// ```
/// ```compile_fail
/// let forged: alipay_sign::Verified<bytes::Bytes> = bytes::Bytes::new().into();
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct Verified<P> {
    payload: P,
}

impl<P> Verified<P> {
    /// What was signed.
    pub fn payload(&self) -> &P {
        &self.payload
    }

    /// What was signed, without the proof.
    pub fn into_payload(self) -> P {
        self.payload
    }

    /// The same message in another form. For this crate only: anyone who may map a payload may forge one.
    pub(crate) fn derive<E>(self, into: impl FnOnce(P) -> Result<P, E>) -> Result<Self, E> {
        Ok(Self { payload: into(self.payload)? })
    }
}

/// Tells the type only: a verified payload is as personal as any.
impl<P> fmt::Debug for Verified<P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Verified").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// "Signs" by repeating the message.
    struct Echo;

    impl Verify for Echo {
        fn verify(&self, key: Option<&KeyId>, message: &[u8], signature: &[u8]) -> Result<(), VerifyError> {
            if let Some(id) = key.filter(|id| id.as_str() != "known") {
                return Err(VerifyError::UnknownKey(id.clone()));
            }
            if message == signature { Ok(()) } else { Err(VerifyError::Mismatch) }
        }
    }

    #[test]
    fn the_frame_is_part_of_the_message() {
        let sealed = Sealed::framed("<", "x", ">", b"<x>".to_vec(), None);
        assert_eq!(sealed.verify(&Echo).unwrap().payload(), "x");
        let sealed = Sealed::framed("<", "x", "", b"<x>".to_vec(), None);
        assert_eq!(sealed.verify(&Echo).unwrap_err().0, VerifyError::Mismatch);
    }

    #[test]
    fn the_reading_that_verifies_comes_out() {
        let raw = Sealed::framed("", r"a\/b", "", b"a/b".to_vec(), None);
        let sealed = raw.or(Sealed::framed("", "a/b", "", Vec::new(), None));
        assert_eq!(sealed.verify(&Echo).unwrap().payload(), "a/b");
    }

    #[test]
    fn one_text_is_checked_once() {
        /// Refuses, and counts.
        struct Refusing(std::sync::atomic::AtomicUsize);

        impl Verify for Refusing {
            fn verify(&self, _: Option<&KeyId>, _: &[u8], _: &[u8]) -> Result<(), VerifyError> {
                self.0.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
                Err(VerifyError::Mismatch)
            }
        }

        let pairs = || Pairs::new().with("a", "1");
        let blank = Sealed::pairs_with_blanks(pairs().with("b", ""), Vec::new(), None);
        let sealed = Sealed::pairs(pairs(), Vec::new(), None).or(Sealed::pairs_with_blanks(pairs(), Vec::new(), None));
        let refusing = Refusing(Default::default());
        sealed.or(blank).verify(&refusing).unwrap_err();
        assert_eq!(refusing.0.into_inner(), 2);
    }

    #[test]
    fn blanks_come_out_when_they_were_signed() {
        let pairs = || Pairs::new().with("b", "").with("a", "1");
        let sealed = Sealed::pairs(pairs(), b"a=1&b=".to_vec(), None);
        let sealed = sealed.or(Sealed::pairs_with_blanks(pairs(), Vec::new(), None));
        assert_eq!(sealed.verify(&Echo).unwrap().payload().get("b"), Some(&b""[..]));
    }

    #[test]
    fn an_unknown_key_gives_the_message_back() {
        let sealed = Sealed::framed("", "x", "", b"x".to_vec(), Some("7".into()));
        let (error, sealed) = sealed.verify(&Echo).unwrap_err();
        assert_eq!(error, VerifyError::UnknownKey("7".into()));
        assert_eq!(sealed.key().unwrap().as_str(), "7");
    }

    #[test]
    fn pairs_come_out_canonical() {
        let pairs: Pairs = [("b", "2"), ("c", ""), ("a", "1")].into_iter().collect();
        let verified = Sealed::pairs(pairs, b"a=1&b=2".to_vec(), None).verify(&Echo).unwrap();
        assert_eq!(verified.payload().iter().count(), 2);
    }

    #[test]
    fn debug_shows_no_payload() {
        let sealed = Sealed::framed("", "secret", "", b"secret".to_vec(), None);
        assert!(!format!("{sealed:?}").contains("secret"));
        assert!(!format!("{:?}", sealed.verify(&Echo).unwrap()).contains("secret"));
    }
}
