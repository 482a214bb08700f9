//! `X.zh-CN.md` says what `X.md` says. Headings, code, tables and links of both are compared. Of the prose a machine only sees
//! that the original was changed: so a translation names the checksum of the text it translates.
//!
//! Nothing compiles the code of a translation: it is the original's, byte for byte, and that is compiled.

use std::fmt;

use pulldown_cmark::{Event, HeadingLevel, Options, Parser, Tag};

use super::Page;
use crate::files::line_of;

const SUFFIX: &str = ".zh-CN.md";

pub(crate) fn check(pages: &[Page]) -> Vec<String> {
    let translations = pages.iter().filter_map(|page| Some((page, original(&page.path)?)));
    let findings = translations.flat_map(|(translation, path)| match pages.iter().find(|page| page.path == path) {
        Some(original) => compare(original, translation),
        None => vec![format!("{}: there is no {path} that it could translate", translation.path)],
    });
    findings.collect()
}

/// The page a translation translates.
pub(crate) fn original(path: &str) -> Option<String> {
    path.strip_suffix(SUFFIX).map(|stem| format!("{stem}.md"))
}

fn compare(original: &Page, translation: &Page) -> Vec<String> {
    let (ours, theirs) = (Outline::of(translation), Outline::of(original));
    let language = [ours.leads_to(original), theirs.leads_to(translation)];
    let mut findings: Vec<_> = language.into_iter().chain([ours.block_unlike(&theirs)]).flatten().collect();
    findings.extend(ours.links_unlike(&theirs));
    findings.extend(outdated(original, translation));
    findings
}

/// What of a page is the same in every language.
struct Outline<'a> {
    page: &'a Page,
    blocks: Vec<(usize, Block<'a>)>,
    links: Vec<Link>,
}

#[derive(Debug, PartialEq, Eq)]
enum Block<'a> {
    Heading(HeadingLevel),
    /// As it stands in the page, with its fences.
    Code(&'a str),
    Table {
        columns: usize,
        rows: usize,
    },
}

/// A link or an image.
struct Link {
    line: usize,
    target: String,
    /// It stands before the second heading.
    at_the_top: bool,
}

impl<'a> Outline<'a> {
    fn of(page: &'a Page) -> Self {
        let mut outline = Self { page, blocks: Vec::new(), links: Vec::new() };
        let mut headings = 0;
        for (event, range) in Parser::new_ext(&page.text, Options::ENABLE_TABLES).into_offset_iter() {
            let Event::Start(tag) = event else { continue };
            let source = page.text.get(range.clone()).unwrap_or_default();
            let line = line_of(&page.text, range.start);
            match tag {
                Tag::Heading { level, .. } => {
                    headings += 1;
                    outline.blocks.push((line, Block::Heading(level)));
                }
                Tag::CodeBlock(_) => outline.blocks.push((line, Block::Code(source.trim_end()))),
                Tag::Table(columns) => {
                    outline.blocks.push((line, Block::Table { columns: columns.len(), rows: 0 }));
                }
                Tag::TableRow => {
                    if let Some((_, Block::Table { rows, .. })) = outline.blocks.last_mut() {
                        *rows += 1;
                    }
                }
                Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. } => {
                    outline.links.push(Link { line, target: dest_url.into_string(), at_the_top: headings < 2 });
                }
                _ => {}
            }
        }
        outline
    }

    /// The first link of a page has to be the one to its other language.
    fn leads_to(&self, other: &Page) -> Option<String> {
        let name = other.name();
        let led = self.links.first().is_some_and(|link| link.at_the_top && link.target == name);
        (!led).then(|| format!("{}: the first link, below the title, must lead to {name}", self.page.path))
    }

    /// The first heading, code block or table that is not the original's. What comes after it may only be shifted.
    fn block_unlike(&self, original: &Self) -> Option<String> {
        let (ours, theirs) = (&self.page.path, &original.page.path);
        let longer = self.blocks.len().max(original.blocks.len());
        (0..longer).find_map(|at| match (self.blocks.get(at), original.blocks.get(at)) {
            (Some((_, block)), Some((_, expected))) if block == expected => None,
            (Some((line, Block::Code(_))), Some((expected, Block::Code(_)))) => {
                Some(format!("{ours}:{line}: the code is not that of {theirs}:{expected}, byte for byte"))
            }
            (Some((line, block)), Some((at, expected))) => {
                Some(format!("{ours}:{line}: {block}, where {theirs}:{at} has {expected}"))
            }
            (Some((line, block)), None) => Some(format!("{ours}:{line}: {block}, which {theirs} has not")),
            (None, expected) => expected.map(|(at, block)| format!("{ours}: {block} is missing, {theirs}:{at} has it")),
        })
    }

    /// Links that one page has and the other has not, in whatever order: sentences are not ordered alike.
    fn links_unlike(&self, original: &Self) -> Vec<String> {
        let body = |outline: &'_ Self, other: &Page| -> Vec<(usize, String)> {
            let links = outline.links.iter().filter(|link| link.target != other.name());
            links.map(|link| (link.line, link.target.clone())).collect()
        };
        let mut missing = body(original, self.page);
        let mut findings = Vec::new();
        for (line, target) in body(self, original.page) {
            match missing.iter().position(|(_, expected)| is_translation(&target, expected)) {
                Some(at) => drop(missing.remove(at)),
                None => findings.push(format!(
                    "{}:{line}: a link to {target}, which {} has not, or not as often",
                    self.page.path, original.page.path
                )),
            }
        }
        findings.extend(missing.into_iter().map(|(line, target)| {
            format!("{}: the link to {target} is missing, {}:{line} has it", self.page.path, original.page.path)
        }));
        findings
    }
}

impl fmt::Display for Block<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Heading(level) => write!(f, "a heading {level}"),
            Self::Code(_) => f.write_str("code"),
            Self::Table { columns, rows } => write!(f, "a table of {columns} columns and {rows} rows"),
        }
    }
}

impl Page {
    /// The name of its file.
    fn name(&self) -> &str {
        self.path.rsplit('/').next().unwrap_or(&self.path)
    }
}

/// Whether a link leads where the original's does, or to the translation of it. Headings are translated too: there, and within
/// the page itself, the anchors differ.
fn is_translation(target: &str, expected: &str) -> bool {
    let parts = |target: &str| match target.split_once('#') {
        Some((path, _)) => (path.to_owned(), true),
        None => (target.to_owned(), false),
    };
    let ((path, anchored), expected_parts) = (parts(target), parts(expected));
    let translated = if path.is_empty() { Some(path) } else { original(&path) };
    target == expected || translated.is_some_and(|path| (path, anchored) == expected_parts)
}

/// What to do when the original is no longer what the translation says it translates.
fn outdated(original: &Page, translation: &Page) -> Option<String> {
    let line = format!("<!-- translates {:08x} -->", checksum(&original.text));
    let named: Vec<_> = translation.text.lines().filter(|line| line.starts_with("<!-- translates ")).collect();
    let todo = match named[..] {
        [named] if named == line => return None,
        [_] => format!("{} has changed; bring the translation up to date, then replace its line by", original.path),
        [] => "say which text it translates by the line".to_owned(),
        _ => "more than one line names the text it translates; leave this one:".to_owned(),
    };
    Some(format!("{}: {todo} {line}", translation.path))
}

/// FNV-1a of the words. Where lines break does not matter.
fn checksum(text: &str) -> u32 {
    let words: Vec<_> = text.split_whitespace().collect();
    words.join(" ").bytes().fold(0x811c_9dc5, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193))
}

#[cfg(test)]
mod tests {
    use super::*;

    const ENGLISH: &str = "\
# Title

[简体中文](a.zh-CN.md)

Read [this](b.md#part) and [that](#two), then [more](https://example.com).

```rust
// Stays as it is.
fn main() {}
```

## Two

| a | b |
|---|---|
| 1 | 2 |
";

    const CHINESE: &str = "\
# 标题

[English](a.md)

<!-- translates 130cc69e -->

先看[更多](https://example.com),再看[这里](b.md#part)和[那里](#二)。

```rust
// Stays as it is.
fn main() {}
```

## 二

| 甲 | 乙 |
|---|---|
| 1 | 2 |
";

    fn page(path: &str, text: &str) -> Page {
        Page { path: path.to_owned(), text: text.to_owned() }
    }

    fn found(english: &str, chinese: &str) -> Vec<String> {
        check(&[page("docs/a.md", english), page("docs/a.zh-CN.md", chinese), page("docs/alone.md", "# Alone\n")])
    }

    /// The translation, with a change, against the original: the one finding.
    fn finding(from: &str, to: &str) -> String {
        assert_eq!(CHINESE.matches(from).count(), 1, "{from}");
        let findings = found(ENGLISH, &CHINESE.replace(from, to));
        let [finding] = &findings[..] else { panic!("{findings:?}") };
        finding.clone()
    }

    #[test]
    fn a_faithful_translation_is_accepted() {
        assert_eq!(found(ENGLISH, CHINESE), Vec::<String>::new());
        assert_eq!(found(ENGLISH, &CHINESE.replace("b.md#part", "b.zh-CN.md#部分")), Vec::<String>::new());
        let wrapped = ENGLISH.replace("and [that]", "and\n[that]");
        assert_eq!(found(&wrapped, CHINESE), Vec::<String>::new());
    }

    #[test]
    fn a_translation_needs_its_original() {
        let findings = check(&[page("docs/a.zh-CN.md", CHINESE)]);
        assert_eq!(findings, ["docs/a.zh-CN.md: there is no docs/a.md that it could translate"]);
        let elsewhere = check(&[page("a.md", ENGLISH), page("docs/a.zh-CN.md", CHINESE)]);
        assert_eq!(elsewhere, findings);
    }

    #[test]
    fn headings_are_the_originals() {
        let deeper = finding("## 二", "### 二");
        assert_eq!(deeper, "docs/a.zh-CN.md:14: a heading h3, where docs/a.md:12 has a heading h2");
        let gone = finding("## 二\n", "");
        assert!(gone.contains("a table of 2 columns and 1 rows, where docs/a.md:12 has a heading h2"), "{gone}");
        let more = finding("| 1 | 2 |", "| 1 | 2 |\n\n## 三");
        assert!(more.contains(":20: a heading h2, which docs/a.md has not"), "{more}");
    }

    #[test]
    fn code_is_the_originals_byte_for_byte() {
        let differs = "docs/a.zh-CN.md:9: the code is not that of docs/a.md:7, byte for byte";
        assert_eq!(finding("// Stays as it is.", "// 保持原样。"), differs);
        assert_eq!(finding("fn main() {}", "fn main()  {}"), differs);
        assert_eq!(finding("```rust", "```rust,no_run"), differs);
    }

    #[test]
    fn tables_have_as_many_columns_and_rows() {
        let row = finding("| 1 | 2 |", "| 1 | 2 |\n| 3 | 4 |");
        assert_eq!(
            row,
            "docs/a.zh-CN.md:16: a table of 2 columns and 2 rows, where docs/a.md:14 has a table of 2 columns and 1 rows"
        );
        let column = finding("| 甲 | 乙 |\n|---|---|", "| 甲 | 乙 | 丙 |\n|---|---|---|");
        assert!(column.contains("a table of 3 columns and 1 rows"), "{column}");
        let gone = finding("| 甲 | 乙 |\n|---|---|\n| 1 | 2 |\n", "");
        assert_eq!(gone, "docs/a.zh-CN.md: a table of 2 columns and 1 rows is missing, docs/a.md:14 has it");
    }

    #[test]
    fn links_lead_where_the_originals_do() {
        assert_eq!(
            finding("[更多](https://example.com)", "更多"),
            "docs/a.zh-CN.md: the link to https://example.com is missing, docs/a.md:5 has it"
        );
        assert_eq!(
            finding("[更多](https://example.com)", "[更多](https://example.com),[更多](https://example.com)"),
            "docs/a.zh-CN.md:7: a link to https://example.com, which docs/a.md has not, or not as often"
        );
        for other in ["b.md#else", "b.md", "b.zh-CN.md", "c.zh-CN.md#部分"] {
            let findings = found(ENGLISH, &CHINESE.replace("b.md#part", other));
            assert_eq!(findings.len(), 2, "one too many, one missing: {findings:?}");
        }
    }

    #[test]
    fn each_language_leads_to_the_other_at_the_top() {
        let missing = "docs/a.zh-CN.md: the first link, below the title, must lead to a.md";
        assert_eq!(finding("[English](a.md)", "English"), missing);
        let late = CHINESE.replace("[English](a.md)\n", "") + "\n[English](a.md)\n";
        assert_eq!(found(ENGLISH, &late), [missing]);

        let english = ENGLISH.replace("[简体中文](a.zh-CN.md)", "简体中文");
        let chinese = CHINESE.replace("130cc69e", &format!("{:08x}", checksum(&english)));
        let missing = "docs/a.md: the first link, below the title, must lead to a.zh-CN.md";
        assert_eq!(found(&english, &chinese), [missing]);
    }

    #[test]
    fn a_changed_sentence_is_noticed() {
        let changed = ENGLISH.replace("Read", "Never read");
        let line = format!("<!-- translates {:08x} -->", checksum(&changed));
        let todo = "docs/a.md has changed; bring the translation up to date, then replace its line by";
        assert_eq!(found(&changed, CHINESE), [format!("docs/a.zh-CN.md: {todo} {line}")]);
        assert_eq!(found(&changed, &CHINESE.replace("<!-- translates 130cc69e -->", &line)), Vec::<String>::new());
    }

    #[test]
    fn a_translation_names_one_text() {
        let line = "<!-- translates 130cc69e -->";
        let unnamed = finding(line, "");
        assert_eq!(unnamed, format!("docs/a.zh-CN.md: say which text it translates by the line {line}"));
        let twice = finding(line, &format!("{line}\n<!-- translates 00000000 -->"));
        assert!(twice.contains("more than one"), "{twice}");
    }

    #[test]
    fn checksums_are_fnv_1a_of_the_words() {
        assert_eq!([checksum(""), checksum("a"), checksum("foobar")], [0x811c_9dc5, 0xe40c_292c, 0xbf9c_f968]);
        assert_eq!(checksum("two\r\n words \n"), checksum("two words"));
        assert_ne!(checksum("two words"), checksum("words two"));
    }
}
