//! One account, as it is shown.

use std::{collections::BTreeMap, sync::Arc};

use alipay::{Amount, Currency, Stamp, Yuan, config::DialectName};

/// What is on one account.
#[derive(Clone, Debug)]
pub(super) struct Row {
    pub(super) profile: Arc<str>,
    pub(super) dialect: DialectName,
    pub(super) id: Id,
    pub(super) available: Option<Money>,
    pub(super) frozen: Option<Money>,
    pub(super) total: Option<Money>,
    /// When the gateway said so.
    pub(super) as_of: Stamp,
}

/// Which account of a profile. No two rows of a profile have the same.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Id {
    /// Its number, masked.
    pub(super) account: Option<String>,
    /// Its kind, in the gateway's words.
    pub(super) kind: Option<String>,
    pub(super) currency: Option<Currency>,
}

/// An amount, and how the gateway wrote it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Money {
    amount: Amount,
    raw: String,
    unit: Unit,
}

/// What the gateway's number counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Unit {
    Smallest,
    Major,
}

impl Money {
    pub(super) fn of(amount: Amount) -> Self {
        Self { amount, raw: amount.value.to_string(), unit: Unit::Smallest }
    }

    /// `written` is the decimal text the gateway wrote, where it is known.
    pub(super) fn yuan(yuan: Yuan, written: Option<String>) -> Self {
        let raw = written.unwrap_or_else(|| yuan.to_string());
        Self { amount: Amount::new(Currency::CNY, yuan.fen()), raw, unit: Unit::Major }
    }

    pub(super) fn amount(&self) -> Amount {
        self.amount
    }

    /// As the gateway wrote it.
    pub(super) fn raw(&self) -> &str {
        &self.raw
    }

    pub(super) fn unit(&self) -> Unit {
        self.unit
    }

    /// In major units, where it is known how many make one.
    pub(super) fn major(&self) -> Option<String> {
        self.amount.to_major().ok()
    }

    /// For people, who can be told what the number counts.
    pub(super) fn shown(&self) -> String {
        self.major().unwrap_or_else(|| format!("{} (smallest unit)", self.raw))
    }
}

impl Unit {
    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::Smallest => "smallest",
            Self::Major => "major",
        }
    }
}

/// Shows the last four characters of a number, and never more than half of it. How many there are is not shown.
pub(super) fn masked(number: &str) -> String {
    let length = number.chars().count();
    let shown: String = number.chars().skip(length - (length / 2).min(4)).filter(|char| *char != '*').collect();
    format!("****{shown}")
}

/// Numbers the rows of one profile that would look the same: the second such account is `****1234#2`.
///
/// The rows come in an order that is the same every time.
pub(super) fn number(rows: &mut [Row]) {
    let mut seen = BTreeMap::<Id, u32>::new();
    for row in rows {
        let count = seen.entry(row.id.clone()).or_default();
        *count += 1;
        if *count > 1 {
            let account = row.id.account.get_or_insert_default();
            account.push_str(&format!("#{count}"));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn at_most_four_characters_of_a_number_are_shown() {
        for (number, shown) in [
            ("2088301409188095", "****8095"),
            ("12345678", "****5678"),
            ("12345", "****45"),
            ("123", "****3"),
            ("1", "****"),
            ("", "****"),
            ("********************", "****"),
            ("*****************567", "****567"),
            ("账户号码甲乙丙丁戊己", "****丙丁戊己"),
        ] {
            assert_eq!(masked(number), shown, "{number}");
        }
    }

    #[test]
    fn accounts_that_look_the_same_are_numbered() {
        let row = |account: &str, currency| Row {
            profile: "p".into(),
            dialect: DialectName::Dws,
            id: Id { account: Some(account.to_owned()), kind: None, currency: Some(currency) },
            available: None,
            frozen: None,
            total: None,
            as_of: Stamp::from_unix_millis(0).unwrap(),
        };
        let mut rows = [
            row("****1", Currency::CNY),
            row("****1", Currency::USD),
            row("****1", Currency::CNY),
            row("****2", Currency::CNY),
        ];
        number(&mut rows);
        assert_eq!(rows.map(|row| row.id.account.unwrap()), ["****1", "****1", "****1#2", "****2"]);
    }

    #[test]
    fn an_amount_whose_unit_is_not_known_says_so() {
        let unknown = Money::of(Amount::new(Currency::new("QQQ").unwrap(), 4711));
        assert_eq!((unknown.major(), unknown.shown()), (None, "4711 (smallest unit)".to_owned()));
        assert_eq!(Money::of(Amount::new(Currency::JPY, 4711)).shown(), "4711");
    }
}
