//! What a page claims in its tables: which test holds a rule, and where something is in the code.

use std::collections::{BTreeSet, HashMap};

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

use super::sources::leading_numbers;
use crate::{
    docs::Page,
    files::{line_of, resolved},
};

/// What a page claims.
#[derive(Debug, Default)]
pub(super) struct Claims {
    /// The files and folders that its tests are in unless a table or a cell says otherwise.
    pub(super) places: Vec<String>,
    /// Files by the names the page has for them.
    pub(super) names: HashMap<String, String>,
    pub(super) rows: Vec<Row>,
    /// The numbers of its headings and rules, and those of all that encloses them.
    pub(super) sections: BTreeSet<String>,
    /// Rust files that are named and not linked, each with its line.
    pub(super) unlinked: Vec<(usize, String)>,
}

/// A row of a table, by its last cell.
#[derive(Debug)]
pub(super) struct Row {
    pub(super) line: usize,
    pub(super) kind: Kind,
    /// What the header of the table says instead of the page.
    pub(super) places: Vec<String>,
    /// What is referred to: a file, or names in it, or names in one of the places.
    pub(super) references: Vec<Reference>,
    /// The sections that the cell begins with.
    pub(super) sections: Vec<String>,
}

/// What the last column of a table has, by the first word of its header.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// `test`: the tests that hold a rule.
    Tests,
    /// `where`: a file, and what is declared in it.
    Declarations,
    /// `held`: the sections that hold a failure off, or tests.
    Sections,
}

#[derive(Debug, PartialEq, Eq)]
pub(super) enum Reference {
    File(String),
    Name {
        /// The file the cell names before it.
        file: Option<String>,
        name: String,
    },
}

impl Claims {
    pub(super) fn of(page: &Page) -> Self {
        Reader::new(page).read()
    }

    fn add_sections(&mut self, text: &str) {
        for number in leading_numbers(text.trim()).0 {
            self.sections.extend(number.match_indices('.').filter_map(|(at, _)| number.get(..at)).map(str::to_owned));
            self.sections.insert(number.to_owned());
        }
    }
}

/// Part of a paragraph or of a cell.
enum Piece {
    Text(String),
    Code(String),
    /// Where a link leads, from the root.
    Link(String),
}

struct Reader<'a> {
    page: &'a Page,
    claims: Claims,
    /// What was read of the present heading, paragraph or cell.
    pieces: Vec<Piece>,
    in_link: bool,
    /// Of the present table, where its last column says what is checked.
    table: Option<(Kind, Vec<String>)>,
    /// Whether this is the first cell of a row.
    is_first: bool,
}

impl<'a> Reader<'a> {
    fn new(page: &'a Page) -> Self {
        Self { page, claims: Claims::default(), pieces: Vec::new(), in_link: false, table: None, is_first: false }
    }

    fn read(mut self) -> Claims {
        let page = self.page;
        for (event, span) in Parser::new_ext(&page.text, Options::ENABLE_TABLES).into_offset_iter() {
            match event {
                Event::Start(
                    Tag::Heading { .. } | Tag::Paragraph | Tag::TableHead | Tag::TableRow | Tag::TableCell,
                ) => {
                    self.is_first |= matches!(event, Event::Start(Tag::TableRow));
                    self.pieces.clear();
                }
                Event::Start(Tag::Link { dest_url, .. }) => {
                    self.in_link = true;
                    let target = dest_url.split('#').next().unwrap_or_default();
                    self.pieces.extend(resolved(&page.path, target).map(Piece::Link));
                }
                Event::End(TagEnd::Link) => self.in_link = false,
                // The words of a link say where it leads once more.
                Event::Text(_) | Event::Code(_) if self.in_link => {}
                Event::Text(text) => self.add_text(&text),
                Event::SoftBreak => self.add_text(" "),
                Event::Code(code) => {
                    if code.ends_with(".rs") {
                        self.claims.unlinked.push((line_of(&page.text, span.start), code.to_string()));
                    }
                    self.pieces.push(Piece::Code(code.into_string()));
                }
                Event::End(TagEnd::Heading(_)) => self.claims.add_sections(&self.words()),
                Event::End(TagEnd::Paragraph) => self.paragraph(),
                Event::End(TagEnd::TableHead) => self.table = self.header(),
                Event::End(TagEnd::TableCell) if std::mem::take(&mut self.is_first) => {
                    self.claims.add_sections(&self.words());
                }
                Event::End(TagEnd::TableRow) => self.row(line_of(&page.text, span.start)),
                _ => {}
            }
        }
        self.claims
    }

    fn add_text(&mut self, text: &str) {
        match self.pieces.last_mut() {
            Some(Piece::Text(last)) => last.push_str(text),
            _ => self.pieces.push(Piece::Text(text.to_owned())),
        }
    }

    fn words(&self) -> String {
        let words = self.pieces.iter().map(|piece| match piece {
            Piece::Text(text) | Piece::Code(text) => text.as_str(),
            Piece::Link(_) => "",
        });
        words.collect()
    }

    fn links(&self) -> Vec<String> {
        let links = self.pieces.iter().filter_map(|piece| match piece {
            Piece::Link(target) => Some(target.clone()),
            Piece::Text(_) | Piece::Code(_) => None,
        });
        links.collect()
    }

    /// A paragraph that says "tests are in" names places; `name` is [file](..) gives a file a name.
    fn paragraph(&mut self) {
        for window in self.pieces.windows(3) {
            if let [Piece::Code(name), Piece::Text(is), Piece::Link(file)] = window
                && matches!(is.trim(), "is" | "are")
            {
                self.claims.names.insert(name.clone(), file.clone());
            }
        }
        if self.words().to_lowercase().contains("tests are in") {
            let named = self.claims.names.values();
            let places: Vec<_> =
                self.links().into_iter().filter(|link| !named.clone().any(|file| file == link)).collect();
            self.claims.places.extend(places);
        }
    }

    /// The present cell is the last of the header.
    fn header(&self) -> Option<(Kind, Vec<String>)> {
        let words = self.words();
        let kind = match words.split_whitespace().next() {
            Some("test" | "tests") => Kind::Tests,
            Some("where") => Kind::Declarations,
            Some("held") => Kind::Sections,
            _ => return None,
        };
        Some((kind, self.links()))
    }

    /// The present cell is the last of a row.
    fn row(&mut self, line: usize) {
        let Some((kind, places)) = self.table.clone() else { return };
        let mut references = Vec::new();
        // The last link, while names behind it may be in its file; and whether a colon says so.
        let (mut linked, mut file) = (None, None);
        for piece in &self.pieces {
            match piece {
                Piece::Link(target) => {
                    references.push(Reference::File(target.clone()));
                    linked = Some(target.clone());
                    file = None;
                }
                Piece::Text(text) => {
                    let is_named = text.trim_start().starts_with(':');
                    file = linked.take().filter(|_| is_named).or(file).filter(|_| !text.contains(';'));
                }
                Piece::Code(name) => references.push(Reference::Name { file: file.clone(), name: name.clone() }),
            }
        }
        let words = self.words();
        let sections = leading_numbers(&words).0.into_iter().map(str::to_owned).collect();
        self.claims.rows.push(Row { line, kind, places, references, sections });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn claims(text: &str) -> Claims {
        Claims::of(&Page { path: "docs/dialects/a.md".to_owned(), text: text.to_owned() })
    }

    fn name(file: Option<&str>, name: &str) -> Reference {
        Reference::Name { file: file.map(str::to_owned), name: name.to_owned() }
    }

    #[test]
    fn places_and_names_are_read_from_prose() {
        let read = claims(
            "Unless named, tests are in [a](../../crates/a/tests/). `v` is\n[b](../../b.rs).\n\n[c](c.md) is else.\n",
        );
        assert_eq!(read.places, ["crates/a/tests"]);
        assert_eq!(read.names.get("v").map(String::as_str), Some("b.rs"));
    }

    #[test]
    fn a_cell_names_tests_here_and_in_files() {
        let text = "| rule | test in [x](../../x.rs) |\n|---|---|\n\
                    | r | `a::b`, [`y.rs`](../../y.rs): `c` (twice), `d`; and `e`, [z](../../z.rs), `f` |\n";
        let [row] = claims(text).rows.try_into().unwrap_or_else(|rows| panic!("{rows:?}"));
        assert_eq!((row.line, row.kind, row.places), (3, Kind::Tests, vec!["x.rs".to_owned()]));
        let file = |path: &str| Reference::File(path.to_owned());
        let expected = [
            name(None, "a::b"),
            file("y.rs"),
            name(Some("y.rs"), "c"),
            name(Some("y.rs"), "d"),
            name(None, "e"),
            file("z.rs"),
            name(None, "f"),
        ];
        assert_eq!(row.references, expected);
    }

    #[test]
    fn files_are_links() {
        assert_eq!(claims("`a.rs`\n[`b.rs`](b.rs) `c`\n").unlinked, [(1, "a.rs".to_owned())]);
    }

    #[test]
    fn tables_of_something_else_claim_nothing() {
        assert!(claims("| rule | why |\n|---|---|\n| r | `a` |\n").rows.is_empty());
    }

    #[test]
    fn sections_are_headings_and_rules_and_what_encloses_them() {
        let read =
            claims("# Page\n\n## 9 and 11: x\n\n| rule | test |\n|---|---|\n| 2.2.1, 3 r | `a` |\n| r 7 | 8.1 |\n");
        let sections: Vec<_> = read.sections.iter().map(String::as_str).collect();
        assert_eq!(sections, ["11", "2", "2.2", "2.2.1", "3", "9"]);
    }
}
