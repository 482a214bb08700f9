//! The blocks of code in a page.

use pulldown_cmark::{CodeBlockKind, CowStr, Event, Options, Parser, Tag, TagEnd};

use super::Page;
use crate::files::line_of;

/// A block of code.
#[derive(Debug)]
pub(crate) struct Block {
    /// Of the first line of its code, from one.
    pub(crate) line: usize,
    /// The language, then whatever else its fence says: `rust`, `no_run`. Nothing where it is only indented.
    pub(crate) words: Vec<String>,
    pub(crate) code: String,
    /// The HTML comment right before it, without its marks.
    pub(crate) comment: Option<String>,
}

impl Block {
    pub(crate) fn language(&self) -> &str {
        self.words.first().map_or("", String::as_str)
    }

    /// The lines a reader types, without prompts and comments; those that end in a backslash joined with the next.
    pub(crate) fn commands(&self) -> Vec<String> {
        let code = self.code.replace("\\\n", " ");
        let lines = code.lines().map(str::trim);
        let typed = lines.filter_map(|line| match self.language() {
            "console" => line.strip_prefix("$ "),
            _ => Some(line),
        });
        let uncommented =
            typed.map(|line| line.split_once(" #").map_or(line, |(command, _)| command).trim().to_owned());
        uncommented.filter(|line| !line.is_empty() && !line.starts_with('#')).collect()
    }
}

pub(crate) fn of(page: &Page) -> Vec<Block> {
    let mut blocks = Vec::<Block>::new();
    let mut comment = None;
    let mut is_inside = false;
    for (event, at) in Parser::new_ext(&page.text, Options::ENABLE_TABLES).into_offset_iter() {
        match event {
            Event::Start(Tag::CodeBlock(kind)) => {
                is_inside = true;
                let line = line_of(&page.text, at.start) + usize::from(matches!(kind, CodeBlockKind::Fenced(_)));
                blocks.push(Block { line, words: words(kind), code: String::new(), comment: comment.take() });
            }
            Event::End(TagEnd::CodeBlock) => is_inside = false,
            Event::Text(text) => match blocks.last_mut().filter(|_| is_inside) {
                Some(block) => block.code.push_str(&text),
                None => comment = None,
            },
            Event::Html(html) => comment = comment_of(&html),
            Event::Start(Tag::HtmlBlock) | Event::End(TagEnd::HtmlBlock) => {}
            _ => comment = None,
        }
    }
    blocks
}

fn words(kind: CodeBlockKind<'_>) -> Vec<String> {
    let CodeBlockKind::Fenced(info) = kind else { return Vec::new() };
    info.split([',', ' ']).filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

fn comment_of(html: &CowStr<'_>) -> Option<String> {
    Some(html.trim().strip_prefix("<!--")?.strip_suffix("-->")?.trim().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn blocks(text: &str) -> Vec<Block> {
        of(&Page { path: "docs/p.md".to_owned(), text: text.to_owned() })
    }

    #[test]
    fn a_block_has_its_place_and_its_comment() {
        let found =
            blocks("# A\n\n<!-- all of: src/a.rs -->\n\n```rust,no_run\nfn a() {}\n```\n\n```\nb\n```\n\n    c\n");
        let [rust, plain, indented] = found.as_slice() else { panic!("{found:?}") };
        assert_eq!((rust.line, rust.code.as_str()), (6, "fn a() {}\n"));
        assert_eq!(rust.words, ["rust", "no_run"]);
        assert_eq!(rust.comment.as_deref(), Some("all of: src/a.rs"));
        assert_eq!((plain.line, plain.language(), &plain.comment), (10, "", &None));
        assert_eq!((indented.line, indented.language(), indented.code.as_str()), (13, "", "c\n"));
    }

    #[test]
    fn a_comment_belongs_to_what_follows_at_once() {
        let found = blocks("<!-- all of: a -->\n\nText.\n\n```text\nb\n```\n");
        assert_eq!(found[0].comment, None);
        let found = blocks("* item\n\n  <!-- all of: a -->\n  ```text\n  b\n  ```\n");
        assert_eq!((found[0].comment.as_deref(), found[0].code.as_str()), (Some("all of: a"), "b\n"));
    }

    #[test]
    fn commands_are_what_a_reader_types() {
        let found = blocks("```console\n$ alipay demo   # a comment\n14 calls\n$ a \\\n    b\n```\n");
        assert_eq!(found[0].commands(), ["alipay demo", "a      b"]);
        let found = blocks("```sh\n# A comment.\n\ncd x && cargo test\n```\n");
        assert_eq!(found[0].commands(), ["cd x && cargo test"]);
    }
}
