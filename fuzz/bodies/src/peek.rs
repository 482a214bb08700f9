//! A verifier that takes anything and remembers what it was asked.

use std::sync::{Mutex, PoisonError};

use alipay_sign::{KeyId, Sealed, Verified, Verify, VerifyError};
use bytes::Bytes;

/// One way to read a sealed message, as anyone who holds the right key would.
pub(crate) struct Reading<P> {
    /// The text that must have been signed.
    pub(crate) message: Vec<u8>,
    /// The signature that must be over it.
    pub(crate) signature: Vec<u8>,
    /// What it then says.
    pub(crate) payload: Verified<P>,
}

/// Every reading of the message that `seal` makes again and again.
pub(crate) fn readings<P>(seal: impl Fn() -> Sealed<P>) -> Vec<Reading<P>> {
    let mut readings = Vec::new();
    loop {
        let peek = Peek { skip: readings.len(), asked: Mutex::default() };
        let Ok(payload) = seal().verify(&peek) else { return readings };
        let asked = peek.asked.into_inner().unwrap_or_else(PoisonError::into_inner);
        let Some((message, signature)) = asked.into_iter().next_back() else { return readings };
        readings.push(Reading { message, signature, payload });
    }
}

/// A verified payload, for what only takes verified ones.
pub(crate) fn verified(payload: &[u8]) -> Verified<Bytes> {
    let sealed = Sealed::framed("", payload.to_vec(), "", Vec::new(), None);
    match sealed.verify(&Anything) {
        Ok(verified) => verified,
        Err(_) => unreachable!("this verifier takes anything"),
    }
}

/// Takes every message.
pub(crate) struct Anything;

impl Verify for Anything {
    fn verify(&self, _: Option<&KeyId>, _: &[u8], _: &[u8]) -> Result<(), VerifyError> {
        Ok(())
    }
}

/// Takes the message it is asked about behind the first `skip`.
struct Peek {
    skip: usize,
    asked: Mutex<Vec<(Vec<u8>, Vec<u8>)>>,
}

impl Verify for Peek {
    fn verify(&self, _: Option<&KeyId>, message: &[u8], signature: &[u8]) -> Result<(), VerifyError> {
        let mut asked = self.asked.lock().unwrap_or_else(PoisonError::into_inner);
        asked.push((message.to_vec(), signature.to_vec()));
        if asked.len() > self.skip { Ok(()) } else { Err(VerifyError::Mismatch) }
    }
}
