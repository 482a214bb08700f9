//! One round of questions: all at once, within bounds.

use std::{panic::resume_unwind, sync::Arc};

use alipay::{
    Currency, Dialect, Reply, Stamp, Timestamp,
    dws::accounts::BalanceInquiry,
    wire::{Clock, SystemClock},
};
use tokio::task::JoinSet;

use super::{
    fund_account,
    plan::{Asks, Question},
    prefunding,
    problem::Problem,
    row::Row,
    state::StateFile,
    wallet,
};
use crate::failure::Failure;

/// Gateways count the calls of one client, and a file of fifty profiles may all be for one gateway.
const AT_ONCE: usize = 8;

/// What became of a question.
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

/// Asks these questions, and gives the outcomes in their order.
pub(super) async fn ask(questions: &[Arc<Question>], which: Vec<usize>, run: &Arc<Run>) -> Vec<(usize, Outcome)> {
    let mut waiting = which.into_iter().filter_map(|at| Some((at, Arc::clone(questions.get(at)?))));
    let mut asked = JoinSet::new();
    let mut outcomes = Vec::new();
    loop {
        while asked.len() < AT_ONCE
            && let Some((at, question)) = waiting.next()
        {
            let run = Arc::clone(run);
            asked.spawn(async move { (at, one(&question, &run).await) });
        }
        match asked.join_next().await {
            Some(Ok(outcome)) => outcomes.push(outcome),
            Some(Err(ended)) => {
                if let Ok(panic) = ended.try_into_panic() {
                    resume_unwind(panic);
                }
            }
            None => break,
        }
    }
    outcomes.sort_by_key(|(at, _)| *at);
    outcomes
}

async fn one(question: &Question, run: &Run) -> Outcome {
    let outcome = match &question.asks {
        Ok(Asks::OpenPlatform { client, query, account }) => {
            fund_account::ask(question, client, query, account, run.attempts).await
        }
        Ok(Asks::WorldFirst { client, inquiry }) => prefunding::ask(question, client, inquiry, run.attempts).await,
        Ok(Asks::Dws(asked)) => wallet::look(question, asked, run).await,
        Err(problem) => Err(problem.clone()),
    };
    match outcome {
        Ok(Outcome::Answered(rows)) => Outcome::Answered(run.shown(rows)),
        Ok(outcome) => outcome,
        Err(problem) => Outcome::Failed(problem),
    }
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
