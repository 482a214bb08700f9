//! The table "Every way a call can end" of `docs/guide/errors-and-money.md`: what the matrix expects is read from it.
#![allow(dead_code, reason = "not every test uses all of it")]

use std::{collections::HashMap, fs};

use alipay_wire::Safety;

const GUIDE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/guide/errors-and-money.md");
const HEADING: &str = "## Every way a call can end";

/// A row of the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum Row {
    Invalid,
    NotSent,
    Sent,
    Unknown,
    Refused,
    TurnedAway,
    KeyTaken,
    Undocumented,
    TooMany,
    Unsigned,
    NotAuthentic,
    Unreadable,
}

/// How the first column of each row begins.
const ROWS: [(&str, Row); 12] = [
    ("an invalid request", Row::Invalid),
    ("nothing sent in any attempt", Row::NotSent),
    ("sent, and no conclusive answer", Row::Sent),
    ("a verified \"unknown\"", Row::Unknown),
    ("a verified refusal", Row::Refused),
    ("verified: turned away unprocessed", Row::TurnedAway),
    ("verified: the key is taken", Row::KeyTaken),
    ("verified: a failure of the Open Platform that no page documents", Row::Undocumented),
    ("HTTP 429 without signature", Row::TooMany),
    ("a failure without signature", Row::Unsigned),
    ("not authentic", Row::NotAuthentic),
    ("a verified success that cannot be read", Row::Unreadable),
];

/// The row of what is no failure: see `in_progress.rs`.
const SUCCESS: &str = "| verified: taken, and in progress";

/// From the least to the greatest, as the guide orders them.
const EFFECTS: [&str; 4] = ["none", "refused", "unknown", "accepted"];

/// What the guide says.
pub(crate) struct Guide(HashMap<Row, Cells>);

struct Cells {
    errors: String,
    query: usize,
    otherwise: usize,
}

impl Guide {
    pub(crate) fn read() -> Self {
        let text = fs::read_to_string(GUIDE).expect("the guide is where it was");
        let section = text.split(HEADING).nth(1).expect("the guide has the heading of the table");
        let table = section.lines().skip_while(|line| !line.starts_with('|')).take_while(|line| line.starts_with('|'));
        Self(table.skip(2).filter(|line| !line.starts_with(SUCCESS)).map(cells).collect())
    }

    /// All rows of the table.
    pub(crate) fn rows(&self) -> impl Iterator<Item = Row> {
        self.0.keys().copied()
    }

    /// The effect of a call whose attempts ended in these rows: the greatest of theirs.
    pub(crate) fn effect(&self, rows: &[Row], safety: Safety) -> &'static str {
        let of = |row: &Row| match safety {
            Safety::Query => self.0[row].query,
            Safety::Keyed | Safety::Unkeyed => self.0[row].otherwise,
        };
        EFFECTS[rows.iter().map(of).max().expect("a failed call ends in a row")]
    }

    /// Whether a call that ended in `row` may fail with an error of this kind.
    pub(crate) fn names(&self, row: Row, kind: &str) -> bool {
        self.0[&row].errors.to_ascii_lowercase().contains(&format!("`{kind}`"))
    }
}

fn cells(line: &str) -> (Row, Cells) {
    let cells: Vec<&str> = line.trim_matches('|').split('|').map(str::trim).collect();
    let [ends, errors, query, otherwise, _exit] = cells[..] else { panic!("not five columns: {line}") };
    let (_, row) =
        ROWS.iter().find(|(begin, _)| ends.starts_with(begin)).unwrap_or_else(|| panic!("a new row: {line}"));
    let effect = |cell: &str| EFFECTS.iter().position(|effect| *effect == cell).expect("an effect");
    (*row, Cells { errors: errors.to_owned(), query: effect(query), otherwise: effect(otherwise) })
}
