//! What happened to a question, and what all questions of a run share.

use alipay::{
    Currency, Dialect, Reply, Stamp, Timestamp,
    dws::accounts::BalanceInquiry,
    wire::{Clock, SystemClock},
};

use super::{problem::Problem, row::Row, state::StateFile};
use crate::failure::Failure;

/// What happened to a question.
pub(super) enum Outcome {
    Answered(Vec<Row>),
    Failed(Problem),
    /// The customer must prove who they are first.
    Challenged(Box<BalanceInquiry>),
}

/// What all questions of a run share.
pub(super) struct Run {
    pub(super) attempts: Option<u32>,
    /// Shown of the answers that may have several; all, if empty.
    pub(super) currencies: Vec<Currency>,
    pub(super) state: Option<StateFile>,
}

impl Run {
    /// Nothing waits for this profile any more.
    pub(super) fn forget(&self, profile: &str) -> Result<(), Failure> {
        self.state.as_ref().map_or(Ok(()), |state| state.remove(profile))
    }

    /// The rows in the currencies that are wanted.
    pub(super) fn shown(&self, mut rows: Vec<Row>) -> Vec<Row> {
        let is_wanted = |row: &Row| row.id.currency.is_some_and(|currency| self.currencies.contains(&currency));
        rows.retain(|row| self.currencies.is_empty() || is_wanted(row));
        rows
    }
}

/// When the gateway answered, by its signed word where its protocol has one, else by the clock here.
pub(super) fn as_of<T>(reply: &Reply<T>) -> Stamp {
    let said = reply.response_time().and_then(|time| Timestamp::from(time).unix_millis());
    said.and_then(Stamp::from_unix_millis).unwrap_or_else(|| SystemClock.now())
}

/// A call within the attempts that are allowed.
pub(super) fn limited<D: Dialect, T: Send + 'static>(
    call: alipay::CallBuilder<D, T>,
    attempts: Option<u32>,
) -> alipay::CallBuilder<D, T> {
    attempts.into_iter().fold(call, alipay::CallBuilder::attempts)
}
