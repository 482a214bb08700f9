//! Runs an inquiry until the customer is needed.

use std::{convert::Infallible, error::Error, fmt, future::Future, future::ready};

use alipay_wire::{Dws, Sends};

use super::{BalanceInquiry, Next, Observed, State};

/// A run stopped before the customer was needed. Go on with the inquiry: it stands where it stood, and nothing is lost but
/// what the customer typed.
#[derive(Debug)]
pub enum AdvanceError<C, S> {
    /// A call failed in a way that tells nothing. Later it may go better.
    Call(C),
    /// The inquiry could not be stored. A verification that was to follow was not sent.
    Store(S),
}

impl BalanceInquiry {
    /// Runs until there is something to show: sends, tells, and goes on.
    ///
    /// Store the inquiry afterwards if another request or process is to go on with it. Where several may do so at one time, and for
    /// an account of a process that ended meanwhile, use [`advance_storing`](Self::advance_storing).
    ///
    /// Dropping the future is safe: a verification that was under way is not sent again.
    ///
    /// # Errors
    /// The client's, when a call failed in a way that tells nothing: the gateway was not reached, or its answer is of no
    /// use. Call again to go on. If it was a verification, it was certainly not processed, and what the customer typed is
    /// to be submitted again.
    pub async fn advance<C: Sends<Dws>>(&mut self, client: &C) -> Result<State, C::Error> {
        let ended = self.advance_storing(client, |_| ready(Ok::<(), Infallible>(()))).await;
        // Nothing was stored: anyone who stores from now on has everything to store.
        self.kept = None;
        ended.map_err(|error| match error {
            AdvanceError::Call(error) => error,
            AdvanceError::Store(never) => match never {},
        })
    }

    /// Like [`advance`](Self::advance), and stores the inquiry whenever it has changed: before each request that does
    /// something at the gateway, and at the end.
    ///
    /// If several processes may go on with one inquiry, `store` must fail when the stored
    /// [revision](Self::revision) is no longer the one this process last stored or loaded. Then a customer who submits
    /// twice at once is heard once.
    ///
    /// # Errors
    /// [`AdvanceError`].
    pub async fn advance_storing<C, S, F, E>(
        &mut self,
        client: &C,
        mut store: S,
    ) -> Result<State, AdvanceError<C::Error, E>>
    where
        C: Sends<Dws>,
        S: FnMut(&Self) -> F,
        F: Future<Output = Result<(), E>>,
    {
        loop {
            self.keep(&mut store).await?;
            let (observed, error) = match self.next_step() {
                Next::Show(state) => return Ok(state),
                Next::Query(request) => {
                    let (result, error) = told::<C, _>(client.send(&*request).await);
                    (self.queried(result), error)
                }
                Next::Trigger(request) => {
                    let (result, error) = told::<C, _>(client.send(&request).await);
                    (self.triggered(result), error)
                }
                Next::Verify(request) => {
                    let (result, error) = told::<C, _>(client.send(&*request).await);
                    (self.verified(result), error)
                }
            };
            if let (Ok(Observed::Nothing), Some(error)) = (observed, error) {
                self.keep(&mut store).await?;
                return Err(AdvanceError::Call(error));
            }
        }
    }

    async fn keep<S, F, C, E>(&mut self, store: &mut S) -> Result<(), AdvanceError<C, E>>
    where
        S: FnMut(&Self) -> F,
        F: Future<Output = Result<(), E>>,
    {
        if self.kept != Some(self.stored.revision) {
            store(self).await.map_err(AdvanceError::Store)?;
            self.kept = Some(self.stored.revision);
        }
        Ok(())
    }
}

/// The result as the inquiry is told it, and the error as the caller is.
fn told<C: Sends<Dws>, T>(result: Result<T, C::Error>) -> (Result<T, alipay_wire::Failure>, Option<C::Error>) {
    match result {
        Ok(answer) => (Ok(answer), None),
        Err(error) => (Err(C::failure(&error)), Some(error)),
    }
}

impl<C, S> fmt::Display for AdvanceError<C, S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Call(_) => "a call of the inquiry failed, and it is not known more than before",
            Self::Store(_) => "the inquiry could not be stored",
        })
    }
}

impl<C: Error + 'static, S: Error + 'static> Error for AdvanceError<C, S> {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            Self::Call(error) => Some(error),
            Self::Store(error) => Some(error),
        }
    }
}
