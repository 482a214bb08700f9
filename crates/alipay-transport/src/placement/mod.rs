//! Where requests are signed.

mod pool;
#[cfg(test)]
mod tests;
mod turn;

use std::{num::NonZeroUsize, sync::Arc, thread};

use alipay_sign::{Credentials, Sign, SignError, Signature};
use bytes::Bytes;

use pool::{Pool, Slot};
use turn::Turn;

/// Where requests are signed, by a signer that computes: a key that is at hand.
///
/// An RSA signature of 2048 bits keeps a thread busy for most of a millisecond, a hundred times as long as anything else
/// in a call. Anyone who shares the thread waits. `docs/performance.md` has what each choice costs.
///
/// A signer that waits for something else, a KMS say, is not concerned: it is asked where the call runs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Placement {
    /// Where the call runs, at once. The cheapest for a single call; many calls at a time keep everybody else on the
    /// runtime waiting for all of their signatures.
    Inline,
    /// Where the call runs, in turns: on each thread of the runtime the next signature is begun only after the runtime has
    /// looked at its timers and sockets. Nobody waits for more than the signature in hand.
    #[default]
    InTurn,
    /// On threads of their own. Nobody waits, and a runtime of one thread can use other cores; each call costs a change
    /// of threads there and back.
    Pool {
        /// How many signatures are made at a time, and threads are kept for that.
        threads: NonZeroUsize,
    },
}

impl Placement {
    /// [`Pool`](Self::Pool), with two threads a core.
    pub fn pool() -> Self {
        let cores = thread::available_parallelism().unwrap_or(NonZeroUsize::MIN);
        Self::Pool { threads: cores.saturating_mul(NonZeroUsize::MIN.saturating_add(1)) }
    }
}

/// The places where a client signs. Clones share them.
#[derive(Clone, Debug)]
pub(crate) enum Places {
    Inline,
    InTurn,
    Pool(Arc<Pool>),
}

impl From<Placement> for Places {
    fn from(placement: Placement) -> Self {
        match placement {
            Placement::Inline => Self::Inline,
            Placement::InTurn => Self::InTurn,
            Placement::Pool { threads } => Self::Pool(Arc::new(Pool::new(threads))),
        }
    }
}

impl Places {
    /// Waits for a place to sign in. What is signed is written after that: it names the time.
    pub(crate) async fn wait(&self, credentials: &Credentials) -> Place {
        if credentials.signer().as_sign().is_none() {
            return Place::Here(None);
        }
        match self {
            Self::Inline => Place::Here(None),
            Self::InTurn => Place::Here(Some(Turn::wait().await)),
            Self::Pool(pool) => Place::There(pool.slot().await),
        }
    }
}

/// A place for one signature. Free again when it is dropped, or when the signature is made.
pub(crate) enum Place {
    Here(Option<Turn>),
    There(Slot),
}

impl Place {
    pub(crate) async fn sign(self, credentials: &Credentials, message: &Bytes) -> Result<Signature, SignError> {
        let signer = credentials.signer();
        match (self, signer.as_sign()) {
            (Self::There(slot), Some(_)) => slot.sign(credentials.clone(), message.clone()).await,
            (Self::Here(turn), Some(signer)) => sign_here(turn, signer, message),
            (_, None) => signer.sign_async(message.clone()).await,
        }
    }
}

fn sign_here(turn: Option<Turn>, signer: &dyn Sign, message: &[u8]) -> Result<Signature, SignError> {
    let signature = signer.sign(message);
    if let Some(turn) = turn {
        turn.end();
    }
    signature
}
