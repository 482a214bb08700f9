//! Whom notifications may be addressed to, and with which key each is checked.

use std::{
    collections::HashMap,
    fmt,
    sync::{Arc, PoisonError, RwLock},
};

use alipay_sign::{Credentials, Sealed, SignAsync, Verified, Verify, VerifyError};

use crate::NotifyError;

/// Whom notifications may be addressed to: application ids or client ids, each with the gateway's key for it.
///
/// Clones share one set, which can change while notifications come in. A notification that is being checked keeps the
/// key it began with.
///
/// ```
/// use alipay_notify::{Parties, Party};
/// # fn load(parties: &Parties, old: alipay_sign::PublicKey, new: alipay_sign::PublicKey) {
/// parties.insert("2014072300007148", Party::new(old));
/// parties.insert("2014072300007148", Party::new(new)); // from now on
/// parties.remove("2014072300007148");
/// # }
/// ```
#[derive(Clone, Default)]
pub struct Parties(Arc<RwLock<HashMap<Box<str>, Party>>>);

impl Parties {
    /// Nobody.
    pub fn new() -> Self {
        Self::default()
    }

    /// These parties and one more.
    #[must_use]
    pub fn with(self, identity: impl Into<Box<str>>, party: Party) -> Self {
        self.insert(identity, party);
        self
    }

    /// Adds a party, or puts another key in the place of the one it had.
    pub fn insert(&self, identity: impl Into<Box<str>>, party: Party) {
        self.0.write().unwrap_or_else(PoisonError::into_inner).insert(identity.into(), party);
    }

    /// Takes a party out. `false` when it was not there.
    pub fn remove(&self, identity: &str) -> bool {
        self.0.write().unwrap_or_else(PoisonError::into_inner).remove(identity).is_some()
    }

    /// The party called `identity`. `None` when there is none.
    pub fn get(&self, identity: &str) -> Option<Party> {
        self.0.read().unwrap_or_else(PoisonError::into_inner).get(identity).cloned()
    }
}

/// Shows how many there are.
impl fmt::Debug for Parties {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Parties({})", self.0.read().unwrap_or_else(PoisonError::into_inner).len())
    }
}

/// The keys of one identity: the gateway's, and ours where acknowledgements are signed.
#[derive(Clone, Debug)]
pub struct Party(Keys);

#[derive(Clone)]
enum Keys {
    Verifier(Arc<dyn Verify>),
    Both(Credentials),
}

impl Party {
    /// Checks with the gateway's key or keys: a public key, a ring of versions, certificates, or your own [`Verify`].
    pub fn new(verifier: impl Verify + 'static) -> Self {
        Self(Keys::Verifier(Arc::new(verifier)))
    }

    /// Checks and signs with the credentials a client uses, which can be shared with one.
    pub fn signing(credentials: Credentials) -> Self {
        Self(Keys::Both(credentials))
    }

    /// Checks what comes in. [`Verify::learn`] takes in a certificate it did not know.
    pub fn verifier(&self) -> &dyn Verify {
        match &self.0 {
            Keys::Verifier(verifier) => &**verifier,
            Keys::Both(credentials) => credentials.verifier(),
        }
    }

    /// Checks what is addressed to this party, called `identity`.
    pub(crate) fn verify<P>(&self, identity: &str, sealed: Sealed<P>) -> Result<Verified<P>, NotifyError> {
        sealed.verify(self.verifier()).map_err(|(error, _)| match error {
            VerifyError::UnknownKey(key) => NotifyError::UnknownKey { identity: identity.to_owned(), key },
            error => NotifyError::NotAuthentic(error),
        })
    }

    pub(crate) fn signer(&self) -> Option<&dyn SignAsync> {
        match &self.0 {
            Keys::Verifier(_) => None,
            Keys::Both(credentials) => Some(credentials.signer()),
        }
    }
}

impl fmt::Debug for Keys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Verifier(_) => f.write_str("verifier"),
            Self::Both(credentials) => credentials.fmt(f),
        }
    }
}
