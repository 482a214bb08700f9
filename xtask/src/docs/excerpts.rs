//! Code that pages take from files. `<!-- all of: FILE -->` before a block says that the block is the whole file,
//! `<!-- part of: FILE -->` that it stands in it, line by line. So neither can change without the other.

use super::{Page, blocks, blocks::Block};
use crate::root;

pub(crate) fn check(pages: &[Page]) -> Vec<String> {
    findings(pages, |file| std::fs::read_to_string(root().join(file)).ok())
}

/// Whether the block is taken from what is compiled, and tested, elsewhere.
pub(crate) fn is_compiled(block: &Block) -> bool {
    let is_source = |file: &str| {
        let inside = file.strip_prefix("crates/").or_else(|| file.strip_prefix("examples/"));
        let folder = inside.and_then(|path| path.split('/').nth(1));
        file.ends_with(".rs") && folder.is_some_and(|folder| matches!(folder, "src" | "tests"))
    };
    Source::of(block).is_some_and(|source| is_source(source.file))
}

/// Where a block says it is from.
struct Source<'a> {
    file: &'a str,
    is_whole: bool,
}

impl<'a> Source<'a> {
    fn of(block: &'a Block) -> Option<Self> {
        let comment = block.comment.as_deref()?;
        let whole = comment.strip_prefix("all of:").map(|file| (file, true));
        let (file, is_whole) = whole.or_else(|| comment.strip_prefix("part of:").map(|file| (file, false)))?;
        Some(Self { file: file.trim(), is_whole })
    }
}

fn findings(pages: &[Page], read: impl Fn(&str) -> Option<String>) -> Vec<String> {
    let problem = |block: &Block| {
        let Source { file, is_whole } = Source::of(block)?;
        let Some(text) = read(file) else { return Some(format!("there is no {file}")) };
        let agrees = if is_whole { text == block.code } else { stands_in(&block.code, &text) };
        (!agrees).then(|| format!("the block differs from {file}: bring the one up to date from the other"))
    };
    let findings = pages.iter().flat_map(|page| {
        let blocks = blocks::of(page).into_iter();
        blocks.filter_map(move |block| Some(format!("{}:{}: {}", page.path, block.line, problem(&block)?)))
    });
    findings.collect()
}

/// Whether the lines of `code` stand in `text`, one after the other.
fn stands_in(code: &str, text: &str) -> bool {
    let (code, text): (Vec<_>, Vec<_>) = (code.lines().collect(), text.lines().collect());
    !code.concat().trim().is_empty() && text.windows(code.len()).any(|lines| lines == code)
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: &str = "//! A.\n\nfn a() {}\n\nfn b() {}\n";

    fn findings(text: &str) -> Vec<String> {
        let page = Page { path: "docs/p.md".to_owned(), text: text.to_owned() };
        super::findings(&[page], |file| (file == "examples/a/src/a.rs").then(|| FILE.to_owned()))
    }

    #[test]
    fn a_block_is_what_its_file_says() {
        let all = |code: &str| findings(&format!("<!-- all of: examples/a/src/a.rs -->\n```rust\n{code}```\n"));
        assert_eq!(all(FILE), [""; 0]);
        assert_eq!(all("fn a() {}\n").len(), 1);
        let part = |code: &str| findings(&format!("<!-- part of: examples/a/src/a.rs -->\n\n```rust\n{code}\n```\n"));
        assert_eq!(part("fn a() {}\n\nfn b() {}"), [""; 0]);
        assert_eq!(part("fn b() {}"), [""; 0]);
        assert!(part("fn a() {}\nfn b() {}")[0].starts_with("docs/p.md:4: the block differs from examples/a/src/a.rs"));
        assert_eq!(part("n b() {}").len(), 1, "whole lines");
        assert_eq!(part("").len(), 1);
        assert_eq!(findings("<!-- all of: gone.rs -->\n```rust\n```\n"), ["docs/p.md:3: there is no gone.rs"]);
        assert_eq!(findings("<!-- translates 1 -->\n```rust\n```\n"), [""; 0]);
    }

    #[test]
    fn only_sources_are_compiled() {
        let is_compiled = |file: &str| {
            let text = format!("<!-- part of: {file} -->\n```rust\n```\n");
            let blocks = blocks::of(&Page { path: "p.md".to_owned(), text });
            super::is_compiled(&blocks[0])
        };
        assert!(is_compiled("examples/a/src/gateway.rs") && is_compiled("crates/alipay/tests/it/a.rs"));
        assert!(
            !is_compiled("examples/a/notes.rs") && !is_compiled("docs/src/a.rs") && !is_compiled("crates/a/src/a.txt")
        );
    }
}
