//! What a watch saw last, and what is new about what it sees.

use std::sync::Arc;

use alipay::Amount;

use super::{
    plan::Question,
    problem::Problem,
    report::{Below, Report, Unanswered, below},
    round::Outcome,
    row::Row,
};

/// What was seen last, question by question.
pub(super) struct Board {
    questions: Vec<Arc<Question>>,
    seen: Vec<Seen>,
    minimums: Vec<Amount>,
    below: Vec<Below>,
}

#[derive(Default)]
struct Seen {
    /// The last answer, also when a failure came behind it.
    rows: Vec<Row>,
    problem: Option<Problem>,
}

/// Something to tell.
pub(super) enum Change {
    New(Row),
    Changed(Row),
    Gone(Row),
    Failed(Unanswered),
    /// A question that failed is answered again.
    Recovered(Unanswered),
    Below(Below),
    /// A minimum is reached again.
    Reached(Below),
}

impl Board {
    pub(super) fn new(questions: &[Arc<Question>], minimums: &[Amount]) -> Self {
        let seen = questions.iter().map(|_| Seen::default()).collect();
        Self { questions: questions.to_vec(), seen, minimums: minimums.to_vec(), below: Vec::new() }
    }

    /// Takes the outcomes of a round, and gives what is new in them.
    pub(super) fn take(&mut self, outcomes: Vec<(usize, Outcome)>) -> Vec<Change> {
        let mut changes = Vec::new();
        for (at, outcome) in outcomes {
            let (Some(question), Some(seen)) = (self.questions.get(at), self.seen.get_mut(at)) else { continue };
            match outcome {
                Outcome::Answered(rows) => seen.answered(question, rows, &mut changes),
                Outcome::Failed(problem) => seen.failed(question, problem, &mut changes),
                Outcome::Challenged(_) => seen.failed(question, nobody(), &mut changes),
            }
        }
        self.compare(&mut changes);
        changes
    }

    /// Adds a problem to a question that is not asked any more.
    pub(super) fn give_up(&mut self, at: usize) -> Option<Change> {
        let question = self.questions.get(at)?;
        let problem = self.seen.get_mut(at)?.problem.as_mut()?;
        problem.message = format!("{}; it was asked as often as the gateway allows", problem.message);
        problem.advice = Some("Ask WorldFirst's technical support, with the trace id.".into());
        Some(Change::Failed(Unanswered::new(question, problem.clone())))
    }

    /// What became of a question last.
    pub(super) fn problem(&self, at: usize) -> Option<&Problem> {
        self.seen.get(at)?.problem.as_ref()
    }

    /// What is known now: nothing of questions that failed.
    pub(super) fn report(&self) -> Report {
        let known = self.seen.iter().filter(|seen| seen.problem.is_none());
        let rows = known.flat_map(|seen| seen.rows.iter().cloned()).collect();
        let failed = self.questions.iter().zip(&self.seen);
        let failures = failed.filter_map(|(question, seen)| Some(Unanswered::new(question, seen.problem.clone()?)));
        Report::new(&self.questions, rows, failures.collect(), &self.minimums)
    }

    /// Compares with the minimums what was answered last. A failure changes nothing about that.
    fn compare(&mut self, changes: &mut Vec<Change>) {
        let rows: Vec<Row> = self.seen.iter().flat_map(|seen| seen.rows.iter().cloned()).collect();
        let is_complete = self.seen.iter().all(|seen| seen.problem.is_none());
        let has_currency = |alarm: &Below| rows.iter().any(|row| row.id.currency == Some(alarm.minimum.currency));
        let mut now = below(&self.minimums, &rows, is_complete);
        if !is_complete {
            // That there is no account is not known anew, and was known before.
            let missing = self.below.iter().filter(|before| before.account.is_none() && !has_currency(before));
            now.extend(missing.cloned());
        }
        let is_in = |one: &Below, others: &[Below]| others.iter().any(|other| other.is_about(one));
        let is_reached = |before: &Below| match &before.account {
            // An account that is gone has reached nothing.
            Some((profile, id)) => rows.iter().any(|row| row.profile == *profile && row.id == *id),
            None => has_currency(before) && now.iter().all(|alarm| alarm.minimum != before.minimum),
        };
        let over = self.below.iter().filter(|before| !is_in(before, &now) && is_reached(before));
        changes.extend(over.cloned().map(Change::Reached));
        changes.extend(now.iter().filter(|alarm| !is_in(alarm, &self.below)).cloned().map(Change::Below));
        self.below = now;
    }
}

impl Seen {
    fn answered(&mut self, question: &Question, rows: Vec<Row>, changes: &mut Vec<Change>) {
        if let Some(problem) = self.problem.take() {
            changes.push(Change::Recovered(Unanswered::new(question, problem)));
        }
        for row in &rows {
            match self.rows.iter().find(|before| before.id == row.id) {
                None => changes.push(Change::New(row.clone())),
                Some(before) if !before.has_money_of(row) => changes.push(Change::Changed(row.clone())),
                Some(_) => {}
            }
        }
        let gone = self.rows.iter().filter(|before| rows.iter().all(|row| row.id != before.id));
        changes.extend(gone.cloned().map(Change::Gone));
        self.rows = rows;
    }

    fn failed(&mut self, question: &Question, problem: Problem, changes: &mut Vec<Change>) {
        let is_same = |before: &Problem| before.is_like(&problem);
        if !self.problem.as_ref().is_some_and(is_same) {
            changes.push(Change::Failed(Unanswered::new(question, problem.clone())));
        }
        self.problem = Some(problem);
    }
}

/// A watch asks no customer: they would have to answer every few minutes.
fn nobody() -> Problem {
    Problem::challenge(
        "the customer must prove who they are, and a watch asks nobody",
        "Ask once, without --watch, on a terminal.",
    )
}

#[cfg(test)]
mod tests {
    use alipay::{Currency, Stamp, config::DialectName};

    use super::*;
    use crate::balance::row::{Id, Money};

    fn board(minimums: &[Amount]) -> Board {
        let question = |profile: &str| {
            let asks = Err(problem());
            Arc::new(Question { profile: profile.into(), dialect: DialectName::Dws, currency: None, asks })
        };
        Board::new(&[question("one"), question("two")], minimums)
    }

    fn problem() -> Problem {
        Problem::challenge("nobody is there", "Wait.")
    }

    fn row(account: &str, currency: Currency, value: i64) -> Row {
        Row {
            profile: "one".into(),
            dialect: DialectName::Dws,
            id: Id { account: Some(account.to_owned()), kind: None, currency: Some(currency) },
            available: Some(Money::of(Amount::new(currency, value))),
            frozen: None,
            total: None,
            as_of: Stamp::from_unix_millis(value).unwrap(),
        }
    }

    /// One word for each change.
    fn take(board: &mut Board, outcomes: Vec<(usize, Outcome)>) -> Vec<String> {
        let word = |change: Change| match change {
            Change::New(row) => format!("new {}", row.id.account.unwrap()),
            Change::Changed(row) => format!("changed {}", row.id.account.unwrap()),
            Change::Gone(row) => format!("gone {}", row.id.account.unwrap()),
            Change::Failed(failed) => format!("failed {}", failed.profile),
            Change::Recovered(failed) => format!("recovered {}", failed.profile),
            Change::Below(alarm) => {
                format!("below {}", alarm.account.map_or("-".into(), |(_, id)| id.account.unwrap()))
            }
            Change::Reached(alarm) => {
                format!("reached {}", alarm.account.map_or("-".into(), |(_, id)| id.account.unwrap()))
            }
        };
        board.take(outcomes).into_iter().map(word).collect()
    }

    fn answered(rows: &[Row]) -> Outcome {
        Outcome::Answered(rows.to_vec())
    }

    #[test]
    fn only_what_is_new_is_told() {
        let mut board = board(&[]);
        let (a, b) = (row("a", Currency::CNY, 1), row("b", Currency::CNY, 1));
        let both = || (0, answered(&[a.clone(), b.clone()]));
        assert_eq!(take(&mut board, vec![both(), (1, Outcome::Failed(problem()))]), ["new a", "new b", "failed two"]);
        assert!(take(&mut board, vec![both(), (1, Outcome::Failed(problem()))]).is_empty());
        assert_eq!(take(&mut board, vec![(0, answered(&[row("a", Currency::CNY, 2)]))]), ["changed a", "gone b"]);
        // A later time alone is no change, and neither is a failure in between.
        let later = Row { as_of: Stamp::from_unix_millis(9).unwrap(), ..row("a", Currency::CNY, 2) };
        assert!(take(&mut board, vec![(0, answered(std::slice::from_ref(&later)))]).is_empty());
        assert_eq!(take(&mut board, vec![(0, Outcome::Failed(problem()))]), ["failed one"]);
        assert!(board.report().rows.is_empty(), "nothing is known of it now");
        assert_eq!(take(&mut board, vec![(0, answered(&[later]))]), ["recovered one"]);
    }

    #[test]
    fn alarms_are_told_when_they_come_and_go() {
        let mut board = board(&[Amount::new(Currency::CNY, 10)]);
        let none = || vec![(0, answered(&[])), (1, answered(&[]))];
        let has = |value| vec![(0, answered(&[row("a", Currency::CNY, value)]))];
        assert_eq!(take(&mut board, none()), ["below -"]);
        // A failure neither ends nor repeats it.
        assert_eq!(take(&mut board, vec![(1, Outcome::Failed(problem()))]), ["failed two"]);
        assert_eq!(take(&mut board, vec![(1, answered(&[]))]), ["recovered two"]);
        // There is an account, which is below: nothing is reached.
        assert_eq!(take(&mut board, has(9)), ["new a", "below a"]);
        assert_eq!(take(&mut board, has(8)), ["changed a"]);
        assert_eq!(take(&mut board, has(10)), ["changed a", "reached a"]);
        assert_eq!(take(&mut board, has(9)), ["changed a", "below a"]);
        assert_eq!(take(&mut board, none()), ["gone a", "below -"]);
        assert_eq!(take(&mut board, has(10)), ["new a", "reached -"]);
    }
}
