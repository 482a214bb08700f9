//! A page as a list of steps: its blocks of code, by their kind and the words before them.
//!
//! | block | step |
//! |---|---|
//! | `sh` | each line is run; one that ends with `&` goes on until the end |
//! | `console` | the line behind `$` is run, and must show the lines below it |
//! | `text changed` | exactly these files have changed since the last such block |
//! | any other | is written to the file that the paragraph before names last, in backquotes |

use pulldown_cmark::{CodeBlockKind, Event, Parser, Tag, TagEnd};

use crate::{Result, files};

/// A step, and the line of the page where it stands.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Numbered {
    pub(super) line: usize,
    pub(super) what: Step,
}

#[derive(Debug, PartialEq, Eq)]
pub(super) enum Step {
    Run(String),
    Start(String),
    Show { command: String, output: String },
    Write { file: String, text: String },
    Changed(Vec<String>),
}

pub(super) fn steps(page: &str) -> Result<Vec<Numbered>> {
    let mut steps = Vec::new();
    // The file named last in the paragraph before, and the block that is being read.
    let (mut file, mut block) = (None::<String>, None::<(usize, String, String)>);
    for (event, range) in Parser::new(page).into_offset_iter() {
        match event {
            Event::Start(Tag::Paragraph) => file = None,
            Event::Code(code) if code.contains('/') && code.contains('.') && !code.contains(' ') => {
                file = Some(code.to_string())
            }
            Event::Start(Tag::CodeBlock(kind)) => {
                let line = files::line_of(page, range.start);
                let CodeBlockKind::Fenced(kind) = kind else {
                    return Err(format!("line {line}: a block without a kind").into());
                };
                block = Some((line, kind.to_string(), String::new()));
            }
            Event::Text(more) => {
                if let Some((_, _, text)) = &mut block {
                    text.push_str(&more);
                }
            }
            Event::End(TagEnd::CodeBlock) => {
                if let Some((line, kind, text)) = block.take() {
                    let read = read(&kind, &text, file.take()).map_err(|error| format!("line {line}: {error}"))?;
                    steps.extend(read.into_iter().map(|what| Numbered { line, what }));
                }
            }
            _ => {}
        }
    }
    Ok(steps)
}

fn read(kind: &str, text: &str, file: Option<String>) -> Result<Vec<Step>> {
    match kind {
        "sh" => Ok(commands(text)),
        "console" => {
            let (command, output) =
                text.strip_prefix("$ ").ok_or("begins without `$`")?.split_once('\n').unwrap_or((text, ""));
            Ok(vec![Step::Show { command: command.to_owned(), output: output.to_owned() }])
        }
        "text changed" => Ok(vec![Step::Changed(text.lines().map(str::to_owned).collect())]),
        _ => {
            let file = file.ok_or("the paragraph before the block names no file")?;
            Ok(vec![Step::Write { file, text: text.to_owned() }])
        }
    }
}

/// A line each, unless one ends with a backslash. What stands behind ` #` is a remark.
fn commands(text: &str) -> Vec<Step> {
    let text = text.replace("\\\n", " ");
    let lines = text.lines().map(|line| line.split_once(" # ").map_or(line, |(line, _)| line).trim());
    let lines = lines.filter(|line| !line.is_empty());
    lines
        .map(|line| match line.strip_suffix('&') {
            Some(line) => Step::Start(line.trim_end().to_owned()),
            None => Step::Run(line.to_owned()),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(page: &str) -> Vec<Step> {
        steps(page).unwrap().into_iter().map(|step| step.what).collect()
    }

    #[test]
    fn commands_run_in_order() {
        let page = "# Title\n\n```sh\na b   # first\nc \\\n  d\ne --f &\n```\n";
        let run = |command: &str| Step::Run(command.to_owned());
        assert_eq!(read(page), [run("a b"), run("c    d"), Step::Start("e --f".to_owned())]);
        assert_eq!(steps(page).unwrap()[0].line, 3);
    }

    #[test]
    fn a_block_goes_to_the_file_named_before_it() {
        let page = "The type `A::b` of `crates/a/src/a.rs`, not `x.y`:\n\n```rust\nmod a;\n```\n";
        let expected = Step::Write { file: "crates/a/src/a.rs".to_owned(), text: "mod a;\n".to_owned() };
        assert_eq!(read(page), [expected]);
        assert!(
            steps("In `a/b.rs`:\n\n```rust\n```\n\nAnd more:\n\n```rust\n```\n")
                .unwrap_err()
                .to_string()
                .contains("line 8")
        );
        assert!(steps("    indented\n").is_err());
    }

    #[test]
    fn what_is_shown_and_what_changed_is_compared() {
        let shown = Step::Show { command: "a".to_owned(), output: "{}\n".to_owned() };
        assert_eq!(read("```console\n$ a\n{}\n```\n"), [shown]);
        assert_eq!(read("```text changed\na\nb/c\n```\n"), [Step::Changed(vec!["a".to_owned(), "b/c".to_owned()])]);
        assert!(steps("```console\na\n```\n").is_err());
    }
}
