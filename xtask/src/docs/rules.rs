//! Rules and their tests: every test that a page names is there, and every section that a test names.
//!
//! In a table whose last column is called `test`, each row names what holds its rule: tests by module and name, as
//! `` `response::any_status` ``, or a file as a link, with its tests behind a colon. `` `vectors::*` `` are all of a module. Where
//! the names are looked up says a paragraph with "tests are in [folder](..)", a link in the header of the table, or a name
//! that the page gives a file: `` `browser` is [file](..) ``. A column called `held off by` may name sections of its page instead;
//! one called `where` names files, and behind a colon what they declare. Files are links there and on the map, so that none is
//! named that is gone.

mod page;
mod sources;

use std::collections::BTreeSet;

use super::Page;
use page::{Claims, Kind, Reference, Row};
use sources::{Sources, Test};

/// Where rules are.
const PAGES: &str = "docs/dialects/";
/// Where the code is described.
const MAP: &str = "docs/architecture.md";

pub(crate) fn check(pages: &[Page]) -> Vec<String> {
    match Sources::read() {
        Ok(sources) => findings(pages, &sources),
        Err(error) => vec![format!("the sources cannot be read: {error}")],
    }
}

fn findings(pages: &[Page], sources: &Sources) -> Vec<String> {
    let pages: Vec<_> = pages.iter().map(|page| (page.path.as_str(), Claims::of(page))).collect();
    let mut findings = Vec::new();
    for (path, claims) in &pages {
        for row in &claims.rows {
            let problems = problems(row, claims, sources);
            findings.extend(problems.into_iter().map(|problem| format!("{path}:{}: {problem}", row.line)));
        }
        if path.starts_with(PAGES) || *path == MAP {
            let unlinked = claims.unlinked.iter();
            findings.extend(unlinked.map(|(line, file)| format!("{path}:{line}: `{file}` is no link")));
        }
    }
    let rules = pages.iter().filter(|(path, _)| path.starts_with(PAGES));
    let sections: BTreeSet<_> = rules.flat_map(|(_, claims)| &claims.sections).map(String::as_str).collect();
    findings.extend(unknown_sections(&sections, sources));
    findings
}

/// What is wrong with a row.
fn problems(row: &Row, claims: &Claims, sources: &Sources) -> Vec<String> {
    let unknown = row.sections.iter().filter(|section| !claims.sections.contains(*section));
    let mut problems: Vec<_> = match row.kind {
        Kind::Sections => unknown.map(|section| format!("the page has no section {section}")).collect(),
        Kind::Tests | Kind::Declarations => Vec::new(),
    };
    let has_sections = row.kind == Kind::Sections && !row.sections.is_empty();
    let mut names_something = has_sections;
    for reference in &row.references {
        match (row.kind, reference) {
            (_, Reference::File(file)) if !file.ends_with(".rs") => {}
            (Kind::Declarations, Reference::File(file)) => {
                names_something = true;
                if sources.at(file).next().is_none() {
                    problems.push(format!("{file} is not there"));
                }
            }
            (Kind::Declarations, Reference::Name { file: Some(file), name }) => {
                if !sources.at(file).any(|(_, source)| source.declares(name)) {
                    problems.push(format!("{file} declares no `{name}`"));
                }
            }
            (_, Reference::File(file)) => {
                names_something = true;
                // The bodies of the fuzzer are no tests, and are run all the same.
                if sources.at(file).all(|(_, source)| source.tests.is_empty()) && !is_fuzz(file) {
                    problems.push(format!("{file} has no tests"));
                }
            }
            (Kind::Tests | Kind::Sections, Reference::Name { file, name }) if may_be_test(name) => {
                names_something = true;
                if !is_there(name, file.as_deref(), row, claims, sources) {
                    problems.push(format!("there is no test `{name}`"));
                }
            }
            (_, Reference::Name { .. }) => {}
        }
    }
    if !names_something {
        problems.push("names no test, nor anything else that could be checked".to_owned());
    }
    problems
}

fn is_fuzz(file: &str) -> bool {
    file.starts_with("fuzz/")
}

/// Whether a name could be that of a test: types and headers are named too.
fn may_be_test(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_lowercase())
        && name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '_' | ':' | '*'))
}

/// Whether there is such a test: in the file, or else where the page or its table has its tests.
fn is_there(name: &str, file: Option<&str>, row: &Row, claims: &Claims, sources: &Sources) -> bool {
    let mut wanted: Vec<_> = name.split("::").filter(|part| *part != "*").collect();
    let alias = wanted.first().and_then(|first| claims.names.get(*first)).filter(|_| file.is_none());
    if alias.is_some() {
        wanted.remove(0);
    }
    let places: Vec<&str> = match file.or(alias.map(String::as_str)) {
        Some(file) => vec![file],
        None if row.places.is_empty() => claims.places.iter().map(String::as_str).collect(),
        None => row.places.iter().map(String::as_str).collect(),
    };
    let in_fuzz = |place: &str| is_fuzz(place) && sources.at(place).any(|(_, source)| source.declares(name));
    let is_test = |place: &str| {
        sources.at(place).any(|(path, source)| {
            let modules = modules(path, place);
            source.tests.iter().any(|test| begins_with(&modules, test, &wanted))
        })
    };
    places.into_iter().any(|place| in_fuzz(place) || is_test(place))
}

/// The modules that the path of a file below `place` stands for.
fn modules<'a>(path: &'a str, place: &str) -> Vec<&'a str> {
    let below = path.strip_prefix(place.trim_end_matches('/')).unwrap_or_default().trim_start_matches('/');
    let parts = below.strip_suffix(".rs").unwrap_or_default().split('/');
    parts.filter(|part| !matches!(*part, "" | "main" | "mod" | "lib")).collect()
}

/// Whether modules and name of a test begin with these, whatever modules only keep tests apart from code.
fn begins_with(modules: &[&str], test: &Test, wanted: &[&str]) -> bool {
    let path = modules.iter().copied().chain(test.path.iter().map(String::as_str)).filter(|part| *part != "tests");
    let path: Vec<_> = path.collect();
    path.starts_with(wanted)
}

/// The sections that tests name and no page of rules has.
fn unknown_sections(sections: &BTreeSet<&str>, sources: &Sources) -> Vec<String> {
    let mut findings = Vec::new();
    for (path, source) in sources.iter().filter(|(_, source)| !source.tests.is_empty()) {
        let of_file = source.sections.iter().map(|section| (1, section));
        let of_tests = source.tests.iter().flat_map(|test| test.sections.iter().map(|section| (test.line, section)));
        let unknown = of_file.chain(of_tests).filter(|(_, section)| !sections.contains(section.as_str()));
        findings
            .extend(unknown.map(|(line, section)| format!("{path}:{line}: no page of {PAGES} has section {section}")));
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sources() -> Sources {
        let answer = "//! 6.4: answers.\n/// 6.4. Words.\n#[test]\nfn signed() {}\nmod gbk { #[test] fn read() {} }\nfn helper() {}";
        let unit =
            "pub struct Header; impl Header { fn parse() {} }\n#[cfg(test)]\nmod tests { #[test] fn strict() {} }";
        let files = [
            ("crates/a/tests/rest/answer.rs", answer),
            ("crates/a/tests/rest/main.rs", "#[test] fn whole() {}"),
            ("crates/a/src/header.rs", unit),
            ("crates/a/tests/elsewhere.rs", "#[tokio::test] async fn far() {}"),
            ("fuzz/src/bodies.rs", "pub fn answers(data: &[u8]) {}"),
        ];
        Sources::of(files.map(|(path, text)| (path.to_owned(), text.to_owned())))
    }

    /// What is found in a page with this row.
    fn told(header: &str, cell: &str) -> Vec<String> {
        let text = format!(
            "Tests are in [`a/tests/rest`](../../crates/a/tests/rest/). `far` is [x](../../crates/a/tests/elsewhere.rs).\n\n\
             ## 6.4 Answers\n\n| rule | {header} |\n|---|---|\n| r | {cell} |\n"
        );
        findings(&[Page { path: "docs/dialects/a.md".to_owned(), text }], &sources())
    }

    #[test]
    fn tests_that_are_there_are_fine() {
        for cell in [
            "`answer::signed`",
            "`answer::gbk::read`, `whole`",
            "`answer::*`",
            "`answer::gbk::*`, the header `Header` and `alipay-sn`",
            "[`header.rs`](../../crates/a/src/header.rs): `strict`",
            "`far::far`",
            "[elsewhere](../../crates/a/tests/elsewhere.rs)",
            "[bodies](../../fuzz/src/bodies.rs): `answers`",
        ] {
            assert_eq!(told("test", cell), [""; 0], "{cell}");
        }
        assert_eq!(told("test in [e](../../crates/a/tests/elsewhere.rs)", "`far`"), [""; 0]);
    }

    #[test]
    fn a_test_that_is_not_there_is_told() {
        for (cell, name) in [
            ("`answer::renamed`", "answer::renamed"),
            ("`signed`", "signed"),
            ("`gbk::read`", "gbk::read"),
            ("`answer::helper`", "answer::helper"),
            ("`gone::*`", "gone::*"),
            ("`whole`, `answer::sign`", "answer::sign"),
            ("[`header.rs`](../../crates/a/src/header.rs): `signed`", "signed"),
            ("[`header.rs`](../../crates/a/src/header.rs): `strict`; `strict`", "strict"),
            ("`far::near`", "far::near"),
            ("[bodies](../../fuzz/src/bodies.rs): `requests`", "requests"),
        ] {
            assert_eq!(told("test", cell), [format!("docs/dialects/a.md:7: there is no test `{name}`")], "{cell}");
        }
        let header = "test in [e](../../crates/a/tests/elsewhere.rs)";
        assert_eq!(told(header, "`whole`"), ["docs/dialects/a.md:7: there is no test `whole`"]);
    }

    #[test]
    fn a_rule_without_a_test_is_told() {
        let nothing = "docs/dialects/a.md:7: names no test, nor anything else that could be checked";
        for cell in ["", "see below", "`Header`", "[the guide](../guide.md)"] {
            assert_eq!(told("test", cell), [nothing], "{cell}");
        }
        let gone = "docs/dialects/a.md:7: crates/a/tests/gone.rs has no tests";
        assert_eq!(told("test", "[g](../../crates/a/tests/gone.rs)"), [gone]);
    }

    #[test]
    fn what_holds_a_failure_off_is_a_section_or_a_test() {
        assert_eq!(told("held off by", "6.4, any case"), [""; 0]);
        assert_eq!(told("held off by", "`whole`"), [""; 0]);
        assert_eq!(told("held off by", "6.4, 6.5"), ["docs/dialects/a.md:7: the page has no section 6.5"]);
    }

    #[test]
    fn what_stands_somewhere_is_declared_there() {
        let header = |names: &str| format!("[h](../../crates/a/src/header.rs): {names}");
        assert_eq!(told("where", &header("`Header::parse`, `Header`")), [""; 0]);
        let gone = "docs/dialects/a.md:7: crates/a/src/header.rs declares no `Header::read`";
        assert_eq!(told("where", &header("`Header::read`")), [gone]);
        let file = "docs/dialects/a.md:7: crates/a/src/gone.rs is not there";
        assert_eq!(told("where", "[g](../../crates/a/src/gone.rs)"), [file]);
    }

    #[test]
    fn a_file_that_is_no_link_is_told() {
        let page = |path: &str| Page { path: path.to_owned(), text: "See `b.rs`.\n\n## 6.4\n".to_owned() };
        let told = |path: &str| findings(&[page(path), page("docs/dialects/a.md")], &sources());
        let here = "docs/dialects/a.md:1: `b.rs` is no link".to_owned();
        assert_eq!(told("docs/guide/a.md"), std::slice::from_ref(&here));
        assert_eq!(told(MAP), ["docs/architecture.md:1: `b.rs` is no link".to_owned(), here]);
    }

    #[test]
    fn a_section_that_tests_name_stands_on_a_page() {
        let page = |text: &str| Page { path: "docs/dialects/a.md".to_owned(), text: text.to_owned() };
        let at = |line: u8| format!("crates/a/tests/rest/answer.rs:{line}: no page of docs/dialects/ has section 6.4");
        assert_eq!(findings(&[page("## 6.5 Codes\n")], &sources()), [at(1), at(4)]);
        assert_eq!(findings(&[page("## 6.4.1 Answers\n")], &sources()), [""; 0]);
        let elsewhere = Page { path: "docs/guide/a.md".to_owned(), ..page("## 6.4 Answers\n") };
        assert_eq!(findings(&[elsewhere], &sources()).len(), 2);
    }
}
