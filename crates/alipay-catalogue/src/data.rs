//! The data: text, compressed, of which lines are read when they are asked for.
//!
//! Four sections with an empty line between them, each sorted by name; columns are divided by tabs, members by blanks:
//!
//! ```text
//! alipay-catalogue 1 <tab> where the facts are from
//!
//! an enumeration <tab> its values
//!
//! a model <tab> its members
//!
//! a method <tab> verb of its REST route, or nothing <tab> members of its request, or `=` and a model <tab> members of its answer
//! ```
//!
//! A member is its name; then `?` (scalar of unknown kind), `#` (number), `+` (whole number), `!` (boolean), `@` (file), `*`
//! (any JSON), `=` and the name of a model or an enumeration, or nothing (text); then `[]` for a list or `{}` for an object of
//! such values by name; then `<` and the greatest length.

use std::fmt;

use miniz_oxide::inflate::decompress_to_vec_zlib_with_limit;

/// What the first line begins with.
const FORMAT: &str = "alipay-catalogue 1";

/// More than the data will ever be: a few bytes can unpack to very many.
const MOST: usize = 64 << 20;

/// Why the data of a catalogue cannot be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Damaged {
    problem: &'static str,
    /// Counted from 1; 0 when no line is to blame.
    line: usize,
}

impl Damaged {
    fn new(problem: &'static str) -> Self {
        Self { problem, line: 0 }
    }

    pub(crate) fn at(problem: &'static str, line: usize) -> Self {
        Self { problem, line }
    }
}

impl fmt::Display for Damaged {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            0 => write!(f, "the data of the catalogue {}", self.problem),
            line => write!(f, "the data of the catalogue {}, in line {line}", self.problem),
        }
    }
}

impl std::error::Error for Damaged {}

/// The text, by sections.
pub(crate) struct Data {
    pub(crate) source: String,
    pub(crate) enums: Section,
    pub(crate) models: Section,
    pub(crate) methods: Section,
}

impl Data {
    pub(crate) fn unpack(packed: &[u8]) -> Result<Self, Damaged> {
        let bytes = decompress_to_vec_zlib_with_limit(packed, MOST);
        let bytes = bytes.map_err(|_| Damaged::new("is truncated or damaged: it cannot be unpacked"))?;
        let text = str::from_utf8(&bytes).map_err(|_| Damaged::new("is not UTF-8"))?;
        let source = text.lines().next().and_then(|head| head.strip_prefix(FORMAT)?.strip_prefix('\t'));
        let source = source.ok_or_else(|| Damaged::new("has another format than this version reads"))?.to_owned();
        let mut sections = text.split("\n\n").skip(1).map(|section| Section(section.into()));
        match (sections.next(), sections.next(), sections.next(), sections.next()) {
            (Some(enums), Some(models), Some(methods), None) => Ok(Self { source, enums, models, methods }),
            _ => Err(Damaged::new("has not the sections it must have")),
        }
    }
}

/// Lines in the order of their names.
pub(crate) struct Section(Box<str>);

impl Section {
    pub(crate) fn lines(&self) -> std::str::Lines<'_> {
        self.0.lines()
    }

    /// The line of this name.
    pub(crate) fn find(&self, name: &str) -> Option<&str> {
        self.from(name).next().filter(|line| name_of(line) == name)
    }

    /// The lines from the first whose name is not before `name`.
    pub(crate) fn from<'a>(&'a self, name: &str) -> impl Iterator<Item = &'a str> + use<'a> {
        let bytes = self.0.as_bytes();
        // Both are where lines begin, or the end.
        let (mut low, mut high) = (0, bytes.len());
        while low < high {
            let middle = low + (high - low) / 2;
            let newline = |b: &u8| *b == b'\n';
            let begin = bytes.get(low..middle).and_then(|before| before.iter().rposition(newline));
            let begin = begin.map_or(low, |at| low + at + 1);
            let line = self.0.get(begin..high).unwrap_or_default().lines().next().unwrap_or_default();
            if name_of(line) < name {
                low = (begin + line.len() + 1).min(high);
            } else {
                high = begin;
            }
        }
        self.0.get(low..).unwrap_or_default().lines()
    }
}

/// The name that a line begins with.
pub(crate) fn name_of(line: &str) -> &str {
    column(line, 0)
}

pub(crate) fn column(line: &str, number: usize) -> &str {
    line.split('\t').nth(number).unwrap_or_default()
}
