//! Balances for people.

use alipay::Stamp;

use super::{
    report::{Below, Unanswered},
    row::{Money, Row},
};
use crate::{
    table::{Align, Table},
    terminal::is_unseen,
};

/// One line for each account.
pub(super) fn table(rows: &[Row], now: Stamp, colours: bool) -> String {
    use Align::{Left, Right};
    let mut table = Table::new([
        ("PROFILE", Left),
        ("ACCOUNT", Left),
        ("TYPE", Left),
        ("CUR", Left),
        ("AVAILABLE", Right),
        ("FROZEN", Right),
        ("TOTAL", Right),
        ("AS OF", Right),
    ]);
    for row in rows {
        let money = |money: &Option<Money>| money.as_ref().map(Money::shown).unwrap_or_default();
        table.row([
            clean(&row.profile),
            clean(row.id.account.as_deref().unwrap_or_default()),
            clean(row.id.kind.as_deref().unwrap_or_default()),
            row.id.currency.map(|currency| currency.to_string()).unwrap_or_default(),
            money(&row.available),
            money(&row.frozen),
            money(&row.total),
            as_of(row.as_of, now),
        ]);
    }
    table.render(colours)
}

/// The time of day in UTC; the date, where it is another one than today.
fn as_of(at: Stamp, now: Stamp) -> String {
    let (at, now) = (time(at), time(now));
    let date = |text: &str| text.get(..10).map(str::to_owned);
    let of_day = at.get(11..19).map(|time| format!("{time}Z"));
    if date(&at) == date(&now) { of_day.unwrap_or(at) } else { date(&at).unwrap_or(at) }
}

/// ISO 8601, in UTC.
pub(super) fn time(at: Stamp) -> String {
    at.iso8601(0)
}

pub(super) fn failure(failed: &Unanswered) -> String {
    failed.problem.to_text(&clean(&failed.name))
}

/// A minimum that is not reached.
pub(super) fn below(below: &Below) -> String {
    let minimum = minimum(below);
    match &below.available {
        _ if below.account.is_none() => format!("below --min: no account in {}\n", below.minimum.currency),
        Some(money) => format!("below --min: {}: {} available, {minimum} wanted\n", account(below), money.shown()),
        None => format!("below --min: {}: available is not told, {minimum} wanted\n", account(below)),
    }
}

fn account(below: &Below) -> String {
    match &below.account {
        Some((profile, id)) => named(profile, id),
        None => format!("an account in {}", below.minimum.currency),
    }
}

fn named(profile: &str, id: &super::row::Id) -> String {
    let currency = id.currency.map(|currency| currency.to_string());
    let parts = [Some(profile), id.account.as_deref(), id.kind.as_deref(), currency.as_deref()];
    clean(&parts.into_iter().flatten().collect::<Vec<_>>().join(" "))
}

/// In major units. It was given in them.
pub(super) fn minimum(below: &Below) -> String {
    below.minimum.to_major().unwrap_or_default()
}

/// Without characters that command a terminal or are not seen.
fn clean(text: &str) -> String {
    text.chars().map(|char| if is_unseen(char) { '?' } else { char }).collect()
}
