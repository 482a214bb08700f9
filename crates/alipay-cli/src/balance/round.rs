//! One round of questions: all at once, within bounds.

use std::{panic::resume_unwind, sync::Arc};

use tokio::task::JoinSet;

use super::{
    fund_account,
    outcome::{Outcome, Run},
    plan::{Asks, Question},
    prefunding, wallet,
};

/// Gateways count the calls of one client, and a file of fifty profiles may all be for one gateway.
const AT_ONCE: usize = 8;

/// Asks these questions, and gives the outcomes in their order.
pub(super) async fn ask(questions: &[Arc<Question>], run: &Arc<Run>) -> Vec<Outcome> {
    let mut waiting = questions.iter().cloned().enumerate();
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
    outcomes.into_iter().map(|(_, outcome)| outcome).collect()
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
