//! Both keys of a conversation, taken together.

use std::{fmt, sync::Arc};

use crate::{SignAsync, Verify};

/// Our signing key and the gateway's verification keys: one consistent snapshot.
///
/// Every attempt of a call takes one snapshot and uses it to the end, so keys can be swapped while calls are in flight.
#[derive(Clone)]
pub struct Credentials {
    signer: Arc<dyn SignAsync>,
    verifier: Arc<dyn Verify>,
}

impl Credentials {
    /// Pairs a signer with the verifier of the other side.
    ///
    /// # Errors
    /// [`OwnKeyAsPeer`] when the verifier trusts the signer's own public key: the most frequent set-up mistake is to
    /// configure the application's public key where the gateway's belongs.
    pub fn new(signer: impl SignAsync + 'static, verifier: impl Verify + 'static) -> Result<Self, OwnKeyAsPeer> {
        Self::shared(Arc::new(signer), Arc::new(verifier))
    }

    /// Like [`new`](Self::new), for a signer and a verifier of unknown type, or shared with others.
    ///
    /// # Errors
    /// [`OwnKeyAsPeer`] as there.
    pub fn shared(signer: Arc<dyn SignAsync>, verifier: Arc<dyn Verify>) -> Result<Self, OwnKeyAsPeer> {
        if signer.key().fingerprint.is_some_and(|own| verifier.trusts(&own)) {
            return Err(OwnKeyAsPeer);
        }
        Ok(Self { signer, verifier })
    }

    /// Signs what we send.
    pub fn signer(&self) -> &dyn SignAsync {
        &*self.signer
    }

    /// Checks what we receive.
    pub fn verifier(&self) -> &dyn Verify {
        &*self.verifier
    }
}

impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Credentials").field("key", self.signer.key()).finish_non_exhaustive()
    }
}

/// The application's own public key stands where the gateway's belongs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "the key configured as the gateway's public key is the application's own public key: \
     copy the key the console shows as \"Alipay public key\" instead"
)]
pub struct OwnKeyAsPeer;
