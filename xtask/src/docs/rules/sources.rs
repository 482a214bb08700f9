//! What the Rust files of the repository hold that documents name: tests, and whatever else is declared.

use std::collections::BTreeMap;

use xshell::Shell;

use crate::{
    Result,
    files::{self, line_of},
    layers, root,
};

/// The Rust files, by their paths from the root.
#[derive(Debug, Default)]
pub(super) struct Sources(BTreeMap<String, Source>);

/// A Rust file.
#[derive(Debug)]
pub(super) struct Source {
    pub(super) tests: Vec<Test>,
    /// The text with comments and literals blanked.
    code: String,
    /// What the file's first line of documentation begins with.
    pub(super) sections: Vec<String>,
}

/// A test.
#[derive(Debug)]
pub(super) struct Test {
    pub(super) line: usize,
    /// The modules around it within its file, and its name.
    pub(super) path: Vec<String>,
    /// The sections its documentation begins with.
    pub(super) sections: Vec<String>,
}

impl Sources {
    /// All that git knows, or would know.
    pub(super) fn read() -> Result<Self> {
        let sh = Shell::new()?;
        sh.change_dir(root());
        let paths = files::tracked(&sh, "*.rs")?.into_iter();
        Ok(Self::of(paths.filter_map(|path| sh.read_file(&path).ok().map(|text| (path, text)))))
    }

    pub(super) fn of(files: impl IntoIterator<Item = (String, String)>) -> Self {
        Self(files.into_iter().map(|(path, text)| (path, Source::of(&text))).collect())
    }

    /// Their paths and contents.
    pub(super) fn iter(&self) -> impl Iterator<Item = (&str, &Source)> {
        self.0.iter().map(|(path, source)| (path.as_str(), source))
    }

    /// The file there, or all files below.
    pub(super) fn at<'a>(&'a self, place: &'a str) -> impl Iterator<Item = (&'a str, &'a Source)> {
        self.iter().filter(move |(path, _)| is_at(path, place))
    }
}

/// Whether `path` is `place` or below it.
fn is_at(path: &str, place: &str) -> bool {
    path.strip_prefix(place.trim_end_matches('/')).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

impl Source {
    fn of(text: &str) -> Self {
        let code = layers::code(text);
        let first = text.lines().find_map(|line| line.trim_start().strip_prefix("//!"));
        Self { tests: tests(text, &code), sections: sections(first.unwrap_or_default()), code }
    }

    /// Whether `path` is declared here: its last part as an item, the others somehow.
    pub(super) fn declares(&self, path: &str) -> bool {
        const KEYWORDS: [&str; 9] = ["fn", "struct", "enum", "trait", "type", "const", "static", "mod", "macro_rules"];
        let mut parts = path.split("::").collect::<Vec<_>>();
        let last = parts.pop().unwrap_or_default();
        let words: Vec<_> = tokens(&self.code).map(|(_, token)| token).filter(|token| *token != "!").collect();
        words.windows(2).any(|pair| matches!(pair, [keyword, name] if KEYWORDS.contains(keyword) && *name == last))
            && parts.iter().all(|part| words.contains(part))
    }
}

/// The tests in a file whose code, with comments and literals blanked, is `code`.
fn tests(text: &str, code: &str) -> Vec<Test> {
    let mut tests = Vec::new();
    // The modules that are open, each with the depth of its braces.
    let mut modules: Vec<(usize, &str)> = Vec::new();
    let mut depth = 0_usize;
    let mut is_test = false;
    let mut tokens = tokens(code).peekable();
    while let Some((at, token)) = tokens.next() {
        match token {
            "#" if tokens.next_if(|(_, next)| *next == "[").is_some() => is_test |= is_test_attribute(&mut tokens),
            "mod" => {
                let name = tokens.next().map_or("", |(_, name)| name);
                if tokens.next_if(|(_, next)| *next == "{").is_some() {
                    depth += 1;
                    modules.push((depth, name));
                }
            }
            "fn" if is_test => {
                let name = tokens.next().map_or("", |(_, name)| name);
                let path = modules.iter().map(|(_, module)| *module).chain([name]).map(str::to_owned).collect();
                let before = text.get(..at).unwrap_or_default();
                tests.push(Test { line: line_of(text, at), path, sections: sections(documentation(before)) });
                is_test = false;
            }
            "{" => depth += 1,
            "}" => {
                modules.retain(|(opened, _)| *opened < depth);
                depth = depth.saturating_sub(1);
                is_test = false;
            }
            ";" => is_test = false,
            _ => {}
        }
    }
    tests
}

/// Reads an attribute to its end. Whether it is `test`, or a runtime's `..::test`.
fn is_test_attribute<'a>(tokens: &mut impl Iterator<Item = (usize, &'a str)>) -> bool {
    let (mut depth, mut last, mut is_test) = (1_usize, None, None);
    for (_, token) in tokens {
        match token {
            "[" | "(" => depth += 1,
            "]" | ")" => depth -= 1,
            _ => {}
        }
        // Its path ends at the first bracket.
        if matches!(token, "(" | "[" | "]" | "=") {
            is_test = is_test.or(Some(last == Some("test")));
        }
        last = Some(token);
        if depth == 0 {
            break;
        }
    }
    is_test.unwrap_or_default()
}

/// The first line of documentation above an item that begins where `before` ends.
fn documentation(before: &str) -> &str {
    let above = before.rsplit_once('\n').map_or("", |(above, _)| above);
    let about =
        above.lines().rev().map(str::trim_start).take_while(|line| line.starts_with("///") || line.starts_with("#["));
    about.filter_map(|line| line.strip_prefix("///")).last().unwrap_or_default()
}

/// The sections that documentation begins with: `6.4, 2.5. Words`, `2.1 and 3. Words`, `5.3: words`, `6.1`.
fn sections(documentation: &str) -> Vec<String> {
    let (numbers, rest) = leading_numbers(documentation.trim());
    let is_list = rest.is_empty() || rest.starts_with(['.', ':', ',']);
    if is_list { numbers.into_iter().map(str::to_owned).collect() } else { Vec::new() }
}

/// The numbers a text begins with, such as `6.4, 2.5 and 3`, and what follows.
pub(super) fn leading_numbers(text: &str) -> (Vec<&str>, &str) {
    let (mut numbers, mut rest) = (Vec::new(), text);
    while let Some((first, behind)) = number(rest) {
        numbers.push(first);
        let next = [", ", " and "].into_iter().find_map(|between| behind.strip_prefix(between));
        match next.filter(|next| number(next).is_some()) {
            Some(next) => rest = next,
            None => return (numbers, behind),
        }
    }
    (numbers, rest)
}

/// A number such as `6.4.1` and what follows it. A point that no digit follows is none of its own.
fn number(text: &str) -> Option<(&str, &str)> {
    let end = text.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(text.len());
    let number = text.get(..end)?.trim_end_matches('.');
    number.starts_with(|c: char| c.is_ascii_digit()).then(|| (number, text.get(number.len()..).unwrap_or_default()))
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// Words, and every other character that is no blank, each with its place.
fn tokens(code: &str) -> impl Iterator<Item = (usize, &str)> {
    let (mut at, mut rest) = (0, code);
    std::iter::from_fn(move || {
        let trimmed = rest.trim_start();
        at += rest.len() - trimmed.len();
        let word = trimmed.find(|c| !is_word(c)).unwrap_or(trimmed.len());
        let length = if word > 0 { word } else { trimmed.chars().next()?.len_utf8() };
        let (token, behind) = trimmed.split_at_checked(length)?;
        let start = at;
        (at, rest) = (at + length, behind);
        Some((start, token))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tests_are_told_from_other_functions() {
        let text = "fn helper() {}\n#[test]\nfn one() { let f = fn() {}; }\n/// 6.1\n#[tokio::test(start_paused = true)]\n\
                    async fn two() {}\n#[cfg(test)]\nfn none() {}\nmod inner {\n    #[test]\n    #[cfg(unix)]\n    fn three() {}\n\
                    \n    mod deep { proptest! { #[test] fn four(a in 0..9) {} } }\n    #[test]\n    fn five() {}\n}\n\
                    // #[test]\nfn commented() {}\n#[test]\nfn last() {}\n";
        let source = Source::of(text);
        let found: Vec<_> = source.tests.iter().map(|test| (test.path.join("::"), test.line)).collect();
        let expected = [
            ("one", 3),
            ("two", 6),
            ("inner::three", 12),
            ("inner::deep::four", 14),
            ("inner::five", 16),
            ("last", 21),
        ];
        assert_eq!(found, expected.map(|(path, line)| (path.to_owned(), line)));
        assert_eq!(source.tests.get(1).map(|test| test.sections.as_slice()), Some(["6.1".to_owned()].as_slice()));
    }

    #[test]
    fn sections_are_what_documentation_begins_with() {
        for (text, expected) in [
            ("6.1", &["6.1"][..]),
            ("6.4, 2.5. The rest", &["6.4", "2.5"]),
            ("2.1 and 3. A gateway", &["2.1", "3"]),
            ("1.1.3, 5.1 and 5.2", &["1.1.3", "5.1", "5.2"]),
            ("5.1 and 5.2, by openssl.", &["5.1", "5.2"]),
            ("1.1, from its words", &["1.1"]),
            ("5.3: files", &["5.3"]),
            ("2.776 times the deviation", &[]),
            ("200 is accepted", &[]),
            ("Words, and 6.1", &[]),
            ("", &[]),
        ] {
            assert_eq!(sections(text), expected, "{text}");
        }
    }

    #[test]
    fn what_is_declared_is_found_by_its_last_name() {
        let source =
            Source::of("impl Call { pub fn new() {} }\nmacro_rules! api {}\n// struct Gone;\nlet x = old();\n");
        for (path, declared) in [
            ("Call::new", true),
            ("new", true),
            ("api", true),
            ("Other::new", false),
            ("Gone", false),
            ("old", false),
            ("Call", false),
        ] {
            assert_eq!(source.declares(path), declared, "{path}");
        }
    }

    #[test]
    fn a_place_is_a_file_or_a_folder() {
        let file = |path: &str| (path.to_owned(), String::new());
        let sources = Sources::of(["a/b.rs", "a/b/c.rs", "a/bc.rs"].map(file));
        let at = |place| sources.at(place).map(|(path, _)| path).collect::<Vec<_>>();
        assert_eq!(at("a/b.rs"), ["a/b.rs"]);
        assert_eq!(at("a/b/"), ["a/b/c.rs"]);
        assert_eq!(at("a"), ["a/b.rs", "a/b/c.rs", "a/bc.rs"]);
        assert_eq!(at("b"), [""; 0]);
    }
}
