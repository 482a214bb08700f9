//! Keeping evidence of every attempt.

use std::{fmt, sync::Arc};

use alipay_sign::BoxFuture;
use alipay_wire::{Call, Evidence, Safety, Stamp};
use tokio::runtime::Handle;

use crate::{BoxError, Error, error::LayerError};

/// Keeps evidence of attempts, wherever you keep such things.
///
/// Retention and redaction are yours: a record holds what the call held. See [`Evidence`].
pub trait EvidenceSink: Send + Sync {
    /// Keeps what is about to be sent. Nothing is transmitted before this is done, within the time of the attempt.
    ///
    /// # Errors
    /// Whatever kept it from being kept. [`WithoutEvidence`] says what happens to the call then.
    fn sending(&self, evidence: &Evidence) -> BoxFuture<'_, Result<(), BoxError>>;

    /// Keeps the same record, completed by what came back, if anything did. Not called when the attempt is dropped
    /// before its answer came.
    ///
    /// Runs in the background: neither a slow sink nor a failing one changes what the call did.
    ///
    /// # Errors
    /// Whatever kept it from being kept. It is told to the log, and to nobody else.
    fn ended(&self, evidence: &Evidence) -> BoxFuture<'_, Result<(), BoxError>>;
}

/// What to do when evidence cannot be kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum WithoutEvidence {
    /// Go on, and say so in the log.
    Proceed,
    /// Do not send calls that are not queries: they end as [`Error::Layer`] with effect none.
    Refuse,
}

/// A sink, and what to do when it fails.
#[derive(Clone)]
pub(crate) struct Witness {
    sink: Arc<dyn EvidenceSink>,
    otherwise: WithoutEvidence,
}

impl Witness {
    pub(crate) fn new(sink: impl EvidenceSink + 'static, otherwise: WithoutEvidence) -> Self {
        Self { sink: Arc::new(sink), otherwise }
    }

    pub(crate) async fn sending(&self, call: &Call, evidence: &Evidence) -> Result<(), Error> {
        match self.sink.sending(evidence).await {
            Ok(()) => Ok(()),
            Err(source) if self.otherwise == WithoutEvidence::Refuse && call.safety() != Safety::Query => {
                Err(Error::Layer(LayerError::before_sending(call, source)))
            }
            Err(_) => {
                tracing::error!("evidence of a request could not be kept");
                Ok(())
            }
        }
    }

    pub(crate) fn ended(&self, evidence: Evidence) {
        let sink = Arc::clone(&self.sink);
        let keep = async move {
            if sink.ended(&evidence).await.is_err() {
                tracing::error!("evidence of an answer could not be kept");
            }
        };
        match Handle::try_current() {
            Ok(runtime) => drop(runtime.spawn(keep)),
            // A future that is dropped after its runtime.
            Err(_) => tracing::error!("evidence of an answer could not be kept: the runtime is gone"),
        }
    }
}

/// The record of one attempt. Once an answer came, the sink is given it, however the attempt ends.
pub(crate) struct Record {
    witness: Option<Witness>,
    evidence: Option<Evidence>,
}

impl Record {
    pub(crate) fn new(witness: Option<Witness>) -> Self {
        Self { witness, evidence: None }
    }

    /// Whether there is a sink at all.
    pub(crate) fn is_wanted(&self) -> bool {
        self.witness.is_some()
    }

    pub(crate) async fn sending(&mut self, call: &Call, write: impl FnOnce() -> Evidence) -> Result<(), Error> {
        if let Some(witness) = &self.witness {
            let evidence = write();
            witness.sending(call, &evidence).await?;
            self.evidence = Some(evidence);
        }
        Ok(())
    }

    pub(crate) fn answered(&mut self, head: &http::response::Parts, body: &[u8], now: Stamp) {
        if let Some(evidence) = &mut self.evidence {
            evidence.answered(head, body, now);
        }
    }

    pub(crate) fn ended(&mut self, verdict: &str) {
        if let (Some(witness), Some(mut evidence)) = (&self.witness, self.evidence.take()) {
            evidence.ended(verdict);
            witness.ended(evidence);
        }
    }
}

impl Drop for Record {
    fn drop(&mut self) {
        if self.evidence.as_ref().is_some_and(|evidence| evidence.answer.is_some()) {
            self.ended("abandoned");
        }
    }
}

impl fmt::Debug for Witness {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Witness").field("otherwise", &self.otherwise).finish_non_exhaustive()
    }
}
