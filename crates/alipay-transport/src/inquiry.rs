//! Runs an inquiry within one process.

use std::{fmt, future::Future, sync::Arc, time::Duration};

use alipay_sign::{BoxFuture, Verified};
use alipay_wire::{
    Answer, Api, Clock, Dialect, Invalid, MoneyOutcome, Phase, PreparedCall, Proof, Stamp, SystemClock,
    inquiry::{Ended, Findings, Inquiry, Next, ObserveError, Record},
};
use bytes::Bytes;

use crate::{BoxError, CallBuilder, Client, Error, Reply};

/// No sleep is longer, so that a clock that was set, or a machine that was suspended, is noticed.
const LONGEST_SLEEP: Duration = Duration::from_secs(60);

/// Runs an [`Inquiry`] to its end: waits, claims, stores, asks, observes, stores.
///
/// For processes that live as long as the schedule, or begin again with what they stored: every query is stored before
/// it is sent, so the guarantees of the [inquiry](alipay_wire::inquiry) hold wherever the process ends or the future
/// is dropped.
///
/// ```
/// # use alipay_transport::{BoxError, Client, Inquirer, InquiryEnd};
/// # use alipay_wire::{MoneyOutcome, WorldFirst, inquiry::Inquiry};
/// # use alipay_worldfirst_fund::InquiryBalance;
/// # async fn put(json: String) -> Result<(), BoxError> { drop(json); Ok(()) }
/// # async fn ask(client: &Client<WorldFirst>, inquiry: Inquiry) -> Result<(), BoxError> {
/// let store = |inquiry: &Inquiry| {
///     let json = serde_json::to_string(inquiry);
///     async move { put(json?).await }
/// };
/// let read = |result: Result<&alipay_transport::Reply<_>, &alipay_transport::Error>| match result {
///     Ok(reply) => reply.record(MoneyOutcome::Moved),
///     Err(error) => error.into(),
/// };
/// match Inquirer::new(client).run::<InquiryBalance, _, _, _>(inquiry, store, read).await? {
///     InquiryEnd::Done(ended) => println!("{ended:?}"),
///     InquiryEnd::Escalate(findings) => println!("call for a person: {findings:?}"),
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct Inquirer<D: Dialect> {
    client: Client<D>,
    options: D::Options,
    clock: Arc<dyn Clock>,
    sleep: Sleep,
}

type Sleep = Arc<dyn Fn(Duration) -> BoxFuture<'static, ()> + Send + Sync>;

/// How a run ended.
#[derive(Debug)]
pub enum InquiryEnd {
    /// The gateway said, verified, what happened to the original call.
    Done(Ended),
    /// The schedule ended without a result: call for a person, with these findings.
    Escalate(Findings),
}

/// A run stopped before the inquiry ended. Go on with the inquiry that is stored.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum InquiryError {
    /// The stored call is not one this client can send. Nothing was claimed.
    #[error("the call of the inquiry cannot be sent by this client: {0}")]
    Call(Invalid),
    /// The inquiry could not be stored. If that was before a query, the query was not sent.
    #[error("the inquiry could not be stored")]
    Store(#[source] BoxError),
    /// The inquiry did not take the result of its own query.
    #[error("the inquiry did not take the result of its query")]
    Observe(#[source] ObserveError),
}

impl<D: Dialect> Inquirer<D> {
    /// Asks with `client`, by the clock of the machine and the sleep of tokio.
    pub fn new(client: &Client<D>) -> Self {
        Self {
            client: client.clone(),
            options: D::Options::default(),
            clock: Arc::new(SystemClock),
            sleep: Arc::new(|time| Box::pin(tokio::time::sleep(time))),
        }
    }

    /// Sets the tokens, which are not stored with the call.
    #[must_use]
    pub fn options(mut self, options: D::Options) -> Self {
        self.options = options;
        self
    }

    /// Sets the clock that tells when a query is due.
    #[must_use]
    pub fn clock(mut self, clock: impl Clock + 'static) -> Self {
        self.clock = Arc::new(clock);
        self
    }

    /// Sets how to sleep. It may wake up early: that makes no query early.
    #[must_use]
    pub fn sleep<F: Future<Output = ()> + Send + 'static>(
        mut self,
        sleep: impl Fn(Duration) -> F + Send + Sync + 'static,
    ) -> Self {
        self.sleep = Arc::new(move |time| Box::pin(sleep(time)));
        self
    }

    /// Runs `inquiry` to its end, with answers read as those of `R`.
    ///
    /// `store` is called before each query and after each observation; its failure stops the run. If other processes
    /// may run the same inquiry, it must fail when the stored [revision](Inquiry::revision) is no longer the last it
    /// stored or loaded.
    ///
    /// `read` tells what an answer says about the *original* call. It alone knows: a refused question is not a refused
    /// payment. The answer was verified, but not compared with the question, which is no longer there as a value: check
    /// what it echoes. `Err(error) => error.into()` is the careful reading of any error.
    ///
    /// # Errors
    /// [`InquiryError`]. Failed queries are not among them: they are observations.
    pub async fn run<R, S, F, E>(
        &self,
        inquiry: Inquiry,
        store: S,
        read: impl FnMut(Result<&Reply<R::Response>, &Error>) -> Record,
    ) -> Result<InquiryEnd, InquiryError>
    where
        R: Api<Dialect = D>,
        S: FnMut(&Inquiry) -> F,
        F: Future<Output = Result<(), E>>,
        E: Into<BoxError>,
    {
        let question = |call: &PreparedCall| self.client.prepared_as::<R>(call, self.options.clone());
        inquiry.call().call_of::<R>(self.identity(), self.options.clone().into()).map_err(InquiryError::Call)?;
        self.drive(inquiry, store, question, read).await
    }

    /// Like [`run`](Self::run), with answers as verified bytes.
    ///
    /// # Errors
    /// As [`run`](Self::run).
    pub async fn run_untyped<S, F, E>(
        &self,
        inquiry: Inquiry,
        store: S,
        read: impl FnMut(Result<&Reply<Verified<Bytes>>, &Error>) -> Record,
    ) -> Result<InquiryEnd, InquiryError>
    where
        S: FnMut(&Inquiry) -> F,
        F: Future<Output = Result<(), E>>,
        E: Into<BoxError>,
    {
        let question = |call: &PreparedCall| self.client.prepared_with(call, self.options.clone());
        inquiry.call().call::<D>(self.identity(), self.options.clone().into()).map_err(InquiryError::Call)?;
        self.drive(inquiry, store, question, read).await
    }

    async fn drive<T, S, F, E>(
        &self,
        mut inquiry: Inquiry,
        mut store: S,
        question: impl Fn(&PreparedCall) -> CallBuilder<D, T>,
        mut read: impl FnMut(Result<&Reply<T>, &Error>) -> Record,
    ) -> Result<InquiryEnd, InquiryError>
    where
        T: Send + 'static,
        S: FnMut(&Inquiry) -> F,
        F: Future<Output = Result<(), E>>,
        E: Into<BoxError>,
    {
        loop {
            let (now, stored) = (self.clock.now(), inquiry.revision());
            let next = inquiry.next(now);
            if inquiry.revision() != stored {
                store(&inquiry).await.map_err(not_stored)?;
            }
            match next {
                Next::Wait(until) => (self.sleep)(pause(now, until)).await,
                Next::Ask(call, step) => {
                    // Repetitions are the schedule's, not the client's.
                    let result = question(&call).attempts(1).send().await;
                    let record = described(read(result.as_ref()), &result);
                    tracing::info!(step = step.number(), observation = ?record.observation(), "inquiry observed");
                    inquiry.observe(step, record, self.clock.now()).map_err(InquiryError::Observe)?;
                    store(&inquiry).await.map_err(not_stored)?;
                }
                Next::Done(ended) => return Ok(InquiryEnd::Done(ended)),
                Next::Escalate(findings) => return Ok(InquiryEnd::Escalate(findings)),
            }
        }
    }

    fn identity(&self) -> &str {
        self.client.protocol().identity()
    }
}

impl<D: Dialect> fmt::Debug for Inquirer<D> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Inquirer").field("client", &self.client).field("clock", &self.clock).finish_non_exhaustive()
    }
}

impl<T> Reply<T> {
    /// This answer as the result of a query that says `outcome` about the original call, with its code and trace id.
    ///
    /// With the answer's own word, where its type has one: `reply.record(reply.value().outcome())`.
    pub fn record(&self, outcome: MoneyOutcome) -> Record {
        noted(Record::answered(outcome, Proof::of(self.body())), Some(self.answer()), self.trace_id())
    }
}

impl From<&Error> for Record {
    /// The careful reading of a failed query, with its code and trace id: unreachable without an answer, unknown with
    /// one. Never more, since the failure is the question's: which codes say "not found" or "refused" about the
    /// original call stands on the page of the API.
    fn from(error: &Error) -> Self {
        let record = match error {
            Error::Transport(transport) if transport.phase() != Phase::Answered => Self::unreachable(),
            Error::Invalid(_) | Error::Encode(_) | Error::Sign(_) => Self::unreachable(),
            _ => Self::unknown(),
        };
        noted(record, error.answer(), error.trace_id())
    }
}

/// The record with code and trace id, if anyone who read the answer left them out: support asks for them.
fn described<T>(record: Record, result: &Result<Reply<T>, Error>) -> Record {
    match result {
        Ok(reply) => noted(record, Some(reply.answer()), reply.trace_id()),
        Err(error) => noted(record, error.answer(), error.trace_id()),
    }
}

fn noted(mut record: Record, answer: Option<&Answer>, trace_id: Option<&str>) -> Record {
    if let (None, Some(answer)) = (record.code(), answer) {
        record = record.with_code(answer.leading().clone());
    }
    if let (None, Some(trace_id)) = (record.trace_id(), trace_id) {
        record = record.with_trace_id(trace_id);
    }
    record
}

fn pause(now: Stamp, until: Stamp) -> Duration {
    let millis = until.unix_millis().saturating_sub(now.unix_millis());
    Duration::from_millis(u64::try_from(millis).unwrap_or_default()).min(LONGEST_SLEEP)
}

fn not_stored(error: impl Into<BoxError>) -> InquiryError {
    InquiryError::Store(error.into())
}
