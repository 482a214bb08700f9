//! Balances for spreadsheets: CSV as in RFC 4180, with line feeds.

use std::borrow::Cow;

use super::{
    row::{Money, Row},
    text,
};

/// The first line. It changes when a column is added, goes, or changes its meaning.
const HEADER: &str = "profile,dialect,account,type,currency,available,available_raw,frozen,frozen_raw,total,total_raw,\
                      unit,as_of\n";

pub(super) fn page(rows: &[Row]) -> String {
    rows.iter().fold(HEADER.to_owned(), |page, row| page + &line(row))
}

fn line(row: &Row) -> String {
    let amounts = [&row.available, &row.frozen, &row.total];
    let unit = amounts.into_iter().flatten().map(|money| money.unit().as_str()).next().unwrap_or_default();
    let major = |money: &Option<Money>| money.as_ref().and_then(Money::major).unwrap_or_default();
    let raw = |money: &Option<Money>| money.as_ref().map(|money| money.raw().to_owned()).unwrap_or_default();
    let cells = [
        row.profile.to_string(),
        row.dialect.as_str().to_owned(),
        row.id.account.clone().unwrap_or_default(),
        row.id.kind.clone().unwrap_or_default(),
        row.id.currency.map(|currency| currency.to_string()).unwrap_or_default(),
        major(&row.available),
        raw(&row.available),
        major(&row.frozen),
        raw(&row.frozen),
        major(&row.total),
        raw(&row.total),
        unit.to_owned(),
        text::time(row.as_of),
    ];
    cells.map(|cell| quoted(&cell)).join(",") + "\n"
}

/// Text that a spreadsheet would run as a formula has an apostrophe before it, which shows it as it is. A number is none,
/// with its sign too.
fn quoted(cell: &str) -> String {
    let begins_a_formula = cell.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠']);
    let is_number = cell.strip_prefix('-').is_some_and(|rest| rest.bytes().all(|b| b.is_ascii_digit() || b == b'.'));
    let cell = if begins_a_formula && !is_number { Cow::Owned(format!("'{cell}")) } else { Cow::Borrowed(cell) };
    if cell.contains([',', '"', '\n', '\r']) { format!("\"{}\"", cell.replace('"', "\"\"")) } else { cell.into_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_cell_is_a_formula() {
        for (cell, written) in [
            ("=HYPERLINK(\"x\")", "\"'=HYPERLINK(\"\"x\"\")\""),
            ("+1", "'+1"),
            ("-1+1", "'-1+1"),
            ("@SUM(A1)", "'@SUM(A1)"),
            ("\t=1", "'\t=1"),
            ("-12.34", "-12.34"),
            ("****1234", "****1234"),
        ] {
            assert_eq!(quoted(cell), written);
        }
    }

    #[test]
    fn cells_are_quoted_where_they_must_be() {
        for (cell, written) in
            [("a b", "a b"), ("a,b", "\"a,b\""), ("say \"x\"", "\"say \"\"x\"\"\""), ("a\nb", "\"a\nb\""), ("", "")]
        {
            assert_eq!(quoted(cell), written);
        }
    }
}
