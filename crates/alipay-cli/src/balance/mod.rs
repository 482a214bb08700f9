//! `alipay balance`: what is on the accounts of several profiles, in whichever dialect each of them speaks.
//!
//! [`plan`] says whom to ask what, [`round`] asks, [`report`] is what there is to tell, and the rest shows it.

mod args;
mod challenge;
mod csv;
mod fund_account;
mod json;
mod outcome;
mod pin;
mod plan;
mod prefunding;
mod problem;
mod prompt;
mod report;
mod round;
mod row;
mod state;
mod text;
mod wallet;

use std::sync::Arc;

use alipay::wire::{Clock, SystemClock};

pub(crate) use self::args::BalanceArgs;
use self::{
    args::Format,
    challenge::{Desk, settle},
    outcome::{Outcome, Run},
    pin::Encryptor,
    plan::Asks,
    report::{Report, Unanswered},
    state::StateFile,
};
use crate::{failure::Failure, output};

pub(crate) async fn run(args: &BalanceArgs) -> Result<(), Failure> {
    let questions = plan::questions(args)?;
    let state = args.challenge.state.as_deref().map(StateFile::open).transpose()?;
    let run = Arc::new(Run { attempts: args.attempts, currencies: args.currency.clone(), state });
    let desk = Desk {
        has_terminal: prompt::has_terminal(),
        encryptor: Encryptor { program: args.challenge.pin_encryptor.clone() },
    };
    let (mut rows, mut failures) = (Vec::new(), Vec::new());
    for (question, outcome) in questions.iter().zip(round::ask(&questions, &run).await) {
        // One customer after the other, when everybody else has answered.
        let outcome = match (outcome, &question.asks) {
            (Outcome::Challenged(inquiry), Ok(Asks::Dws(wallet))) => {
                settle(question, wallet, *inquiry, &run, &desk).await
            }
            (outcome, _) => outcome,
        };
        match outcome {
            Outcome::Answered(answered) => rows.extend(answered),
            Outcome::Failed(problem) => failures.push(Unanswered::new(question, problem)),
            Outcome::Challenged(_) => {}
        }
    }
    let report = Report::new(rows, failures, &args.min);
    show(&report, &args.format)?;
    report.ending(questions.len())
}

fn show(report: &Report, format: &Format) -> Result<(), Failure> {
    let now = SystemClock.now();
    if format.json {
        return output::to_stdout(json::document(report, now).as_bytes());
    }
    if format.ndjson {
        return output::to_stdout(json::lines(report, now).as_bytes());
    }
    if format.csv {
        output::to_stdout(csv::page(&report.rows).as_bytes())?;
    } else if !report.rows.is_empty() {
        output::to_stdout(text::table(&report.rows, now, output::has_colours()).as_bytes())?;
    }
    report.failures.iter().for_each(|failed| output::to_stderr(&text::failure(failed)));
    report.below.iter().for_each(|below| output::to_stderr(&text::below(below)));
    Ok(())
}
