//! Learning a key that the gateway signs with and that is not held: asked for once, however many calls miss it.

use std::{
    collections::HashMap,
    fmt,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use alipay_sign::{Credentials, KeyId, LearnError, Verify, VerifyError};
use alipay_wire::{Call, OpenError};
use bytes::Bytes;
use tokio::{
    sync::watch,
    time::{Instant, timeout},
};
use tracing::Instrument;

use crate::{
    Attempts, Error, KeyDiscoveryError, TransportKind, error::NotAuthentic, evidence::Record, judgement::Received,
};

/// The certificates of a key, or why there are none.
type Outcome = Result<Bytes, KeyDiscoveryError>;

/// How a call that misses a key comes to it.
enum Joined {
    /// It is held by now.
    Held,
    /// With a request that the call began.
    Begun(watch::Receiver<Option<Outcome>>),
    /// With a request that was under way.
    Other(watch::Receiver<Option<Outcome>>),
}

/// The requests for keys that are under way. Clones share them.
#[derive(Clone, Default)]
pub(crate) struct KeyDiscovery(Arc<Mutex<HashMap<KeyId, watch::Receiver<Option<Outcome>>>>>);

impl KeyDiscovery {
    /// Has the verifier learn `key` from the gateway, which is asked for it with `request`.
    ///
    /// One request serves all who miss the key meanwhile, and its failure is the failure of all of them; anyone who comes
    /// later asks again. It runs by itself, so that it does not end with the call that happened to begin it, but it is
    /// given no more time than was left to that call's attempt. Those who have more time then go on with another one.
    pub(crate) async fn learn(
        &self,
        attempts: &Attempts,
        key: &KeyId,
        request: Call,
        credentials: &Credentials,
        limit: Duration,
    ) -> Result<(), KeyDiscoveryError> {
        // Who learns nothing says so, whatever it is given. No need to ask the gateway then.
        if attempts.teach(credentials, key, &[]) == Err(LearnError::Unsupported) {
            return Err(KeyDiscoveryError::NotLearned(LearnError::Unsupported));
        }
        let started = Instant::now();
        let certificates = loop {
            let left = limit.saturating_sub(started.elapsed());
            let discover = |end| {
                let discovery = attempts.clone().discover(key.clone(), request.clone(), credentials.clone(), left, end);
                tokio::spawn(discovery.instrument(tracing::debug_span!("key discovery")));
            };
            let (mut underway, is_ours) = match self.join(key, || holds(credentials.verifier(), key), discover) {
                Joined::Held => return Ok(()),
                Joined::Begun(request) => (request, true),
                Joined::Other(request) => (request, false),
            };
            let outcome = match timeout(left, underway.wait_for(Option::is_some)).await {
                Ok(Ok(outcome)) => outcome.clone(),
                Ok(Err(_)) => None,
                Err(_) => return Err(KeyDiscoveryError::TimedOut),
            };
            match outcome.unwrap_or(Err(KeyDiscoveryError::Abandoned)) {
                Err(KeyDiscoveryError::TimedOut) if !is_ours && started.elapsed() < limit => {}
                outcome => break outcome?,
            }
        };
        // Credentials may have been swapped: the one who asked taught another verifier then.
        if holds(credentials.verifier(), key) {
            return Ok(());
        }
        attempts.teach(credentials, key, &certificates).map_err(KeyDiscoveryError::NotLearned)
    }

    /// The request for `key` that is under way; begun with `begin`, if there is none.
    fn join(&self, key: &KeyId, is_held: impl FnOnce() -> bool, begin: impl FnOnce(End)) -> Joined {
        let mut underway = self.underway();
        // Asked under the lock: a request ends with its key learned, or not at all.
        if is_held() {
            return Joined::Held;
        }
        if let Some(request) = underway.get(key) {
            return Joined::Other(request.clone());
        }
        let (outcome, request) = watch::channel(None);
        underway.insert(key.clone(), request.clone());
        drop(underway);
        begin(End { discovery: self.clone(), key: key.clone(), outcome: Some(outcome) });
        Joined::Begun(request)
    }

    fn underway(&self) -> MutexGuard<'_, HashMap<KeyId, watch::Receiver<Option<Outcome>>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for KeyDiscovery {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "KeyDiscovery({} under way)", self.underway().len())
    }
}

/// The end of a request for a key. Also reached when the task is dropped.
struct End {
    discovery: KeyDiscovery,
    key: KeyId,
    outcome: Option<watch::Sender<Option<Outcome>>>,
}

impl End {
    fn with(mut self, result: Outcome) {
        self.leave(Some(result));
    }

    /// Tells those who wait. In one step with making room for the next request, so that nobody joins one that is over.
    fn leave(&mut self, result: Option<Outcome>) {
        let Some(outcome) = self.outcome.take() else { return };
        let mut underway = self.discovery.underway();
        underway.remove(&self.key);
        outcome.send_replace(result);
    }
}

impl Drop for End {
    fn drop(&mut self) {
        self.leave(None);
    }
}

impl Attempts {
    /// Asks the gateway for a key, and teaches it to the verifier.
    async fn discover(self, key: KeyId, request: Call, credentials: Credentials, left: Duration, end: End) {
        let running = request.progress().begin(request.safety());
        // A record of its own: these certificates are what later proofs of such answers rest on.
        let mut evidence = Record::new(self.witness.clone());
        let received = self.exchange(left, &request, &credentials, running.gate(), &mut evidence).await;
        let certificates = received.and_then(|received| self.read_certificates(&request, received, &credentials));
        let learned = certificates.map_err(KeyDiscoveryError::from).and_then(|certificates| {
            self.teach(&credentials, &key, &certificates).map_err(KeyDiscoveryError::NotLearned)?;
            Ok(certificates)
        });
        evidence.ended(learned.as_ref().map_or_else(KeyDiscoveryError::kind, |_| "success"));
        match &learned {
            Ok(_) => tracing::info!(%key, "a new key of the gateway was learned"),
            Err(error) => tracing::warn!(kind = error.kind(), "a key the gateway signs with could not be learned"),
        }
        end.with(learned);
    }

    fn teach(&self, credentials: &Credentials, key: &KeyId, certificates: &[u8]) -> Result<(), LearnError> {
        credentials.verifier().learn(key, certificates, self.clock.now().into())
    }

    fn read_certificates(&self, request: &Call, received: Received, credentials: &Credentials) -> Result<Bytes, Error> {
        let read = self.protocol.read_key(&received.body);
        read.map_err(|source| self.no_certificates(request, received, credentials, source))
    }

    /// What the gateway gave instead of certificates: a failure in its own words, if it is one.
    fn no_certificates(
        &self,
        request: &Call,
        received: Received,
        credentials: &Credentials,
        source: OpenError,
    ) -> Error {
        let sealed = self.open(request, &received);
        let head = received.head;
        let not_certificates =
            NotAuthentic::not_an_answer(request, source).answered(head.status, self.protocol.trace_id(&head));
        let verdict = sealed.map(|sealed| sealed.verify(credentials.verifier()));
        match verdict {
            Ok(Ok(verified)) => match self.conclude(request, head, verified) {
                Err(error @ Error::Api(_)) => error,
                _ => not_certificates.into(),
            },
            Err(error @ (Error::Gateway(_) | Error::Protocol(_))) => error,
            _ => not_certificates.into(),
        }
    }
}

/// Whether the verifier holds a key by this name: only then can it tell that an empty signature is false.
fn holds(verifier: &dyn Verify, key: &KeyId) -> bool {
    !matches!(verifier.verify(Some(key), &[], &[]), Err(VerifyError::UnknownKey(_)))
}

impl KeyDiscoveryError {
    /// In one word, as evidence and log want it.
    fn kind(&self) -> &'static str {
        match self {
            Self::Download(error) => error.kind(),
            Self::TimedOut | Self::Abandoned => "transport",
            Self::NotLearned(_) => "verify",
        }
    }
}

impl From<Error> for KeyDiscoveryError {
    fn from(error: Error) -> Self {
        match error {
            Error::Transport(error) if error.kind() == TransportKind::AttemptTimeout => Self::TimedOut,
            error => Self::Download(Arc::new(error)),
        }
    }
}
