//! What a run has to tell.

use std::sync::Arc;

use alipay::{Amount, Currency, config::DialectName};

use super::{
    plan::Question,
    problem::Problem,
    row::{Id, Money, Row},
};
use crate::{exit::Exit, failure::Failure};

/// What a run has to tell.
pub(super) struct Report {
    pub(super) rows: Vec<Row>,
    pub(super) failures: Vec<Unanswered>,
    pub(super) below: Vec<Below>,
}

/// A question without an answer.
#[derive(Clone, Debug)]
pub(super) struct Unanswered {
    pub(super) profile: Arc<str>,
    pub(super) dialect: DialectName,
    pub(super) currency: Option<Currency>,
    /// For people.
    pub(super) name: String,
    pub(super) problem: Problem,
}

/// A minimum that is not reached.
#[derive(Clone, Debug)]
pub(super) struct Below {
    pub(super) minimum: Amount,
    /// The account; `None` when there is none in the currency.
    pub(super) account: Option<(Arc<str>, Id)>,
    /// What it has. An account that does not say has nothing that could be counted on.
    pub(super) available: Option<Money>,
}

impl Unanswered {
    pub(super) fn new(question: &Question, problem: Problem) -> Self {
        Self {
            profile: question.profile.clone(),
            dialect: question.dialect,
            currency: question.currency,
            name: question.name(),
            problem,
        }
    }
}

impl Report {
    pub(super) fn new(rows: Vec<Row>, failures: Vec<Unanswered>, min: &[Amount]) -> Self {
        let below = below(min, &rows, failures.is_empty());
        Self { rows, failures, below }
    }

    /// How the program ends: a minimum that is not reached first, then what could not be asked.
    pub(super) fn ending(&self, asked: usize) -> Result<(), Failure> {
        if !self.below.is_empty() {
            return Err(Failure::Told(Exit::BelowMinimum));
        }
        let mut exits = self.failures.iter().map(|failed| failed.problem.exit);
        match exits.next() {
            None => Ok(()),
            Some(first) if self.failures.len() == asked && exits.all(|exit| exit == first) => Err(Failure::Told(first)),
            Some(_) => Err(Failure::Told(Exit::Partial)),
        }
    }
}

/// Which minimums are not reached, account by account.
///
/// That there is no account in a currency is known only when all questions are answered.
fn below(minimums: &[Amount], rows: &[Row], is_complete: bool) -> Vec<Below> {
    let mut below = Vec::new();
    for minimum in minimums {
        let mut accounts = rows.iter().filter(|row| row.id.currency == Some(minimum.currency)).peekable();
        if accounts.peek().is_none() && is_complete {
            below.push(Below { minimum: *minimum, account: None, available: None });
        }
        for row in accounts {
            let reached = row.available.as_ref().is_some_and(|money| money.amount().value >= minimum.value);
            if !reached {
                let account = Some((row.profile.clone(), row.id.clone()));
                below.push(Below { minimum: *minimum, account, available: row.available.clone() });
            }
        }
    }
    below
}

#[cfg(test)]
mod tests {
    use alipay::Stamp;

    use super::*;

    fn row(currency: Currency, available: Option<i64>) -> Row {
        Row {
            profile: "p".into(),
            dialect: DialectName::Dws,
            id: Id { account: None, kind: None, currency: Some(currency) },
            available: available.map(|value| Money::of(Amount::new(currency, value))),
            frozen: None,
            total: None,
            as_of: Stamp::from_unix_millis(0).unwrap(),
        }
    }

    #[test]
    fn each_account_is_compared_by_itself() {
        let minimum = [Amount::new(Currency::CNY, 100)];
        let count = |rows: &[Row], complete| below(&minimum, rows, complete).len();
        assert_eq!(count(&[row(Currency::CNY, Some(100))], true), 0);
        assert_eq!(count(&[row(Currency::CNY, Some(99))], true), 1);
        // Two accounts are not added up, and other currencies do not help.
        assert_eq!(count(&[row(Currency::CNY, Some(60)), row(Currency::CNY, Some(60))], true), 2);
        assert_eq!(count(&[row(Currency::USD, Some(1_000))], true), 1);
        // What is missing is not zero, and not enough either.
        let unknown = below(&minimum, &[row(Currency::CNY, None)], true);
        assert!(matches!(&unknown[..], [Below { account: Some(_), available: None, .. }]));
        // Anyone who did not answer may have the account.
        assert_eq!((count(&[], true), count(&[], false)), (1, 0));
    }
}
