//! What was found, for people and for programs.

use serde::Serialize;

use super::finding::{Finding, Findings, Severity};
use crate::terminal;

/// Grows when a member changes its meaning or goes. New ones may come without that.
const SCHEMA: u32 = 1;

/// What was found about one profile, or about the file.
#[derive(Debug)]
pub(super) struct Group {
    /// The profile, with its dialect, or the file.
    pub(super) title: String,
    pub(super) findings: Findings,
}

/// All that was found.
#[derive(Debug)]
pub(super) struct Report {
    pub(super) config: String,
    pub(super) groups: Vec<Group>,
}

impl Report {
    pub(super) fn count(&self, severity: Severity) -> usize {
        self.findings().filter(|finding| finding.severity == severity).count()
    }

    fn findings(&self) -> impl Iterator<Item = &Finding> {
        self.groups.iter().flat_map(|group| &group.findings.list)
    }

    pub(super) fn json(&self) -> String {
        let document = Document {
            schema: SCHEMA,
            config: &self.config,
            errors: self.count(Severity::Error),
            warnings: self.count(Severity::Warning),
            findings: self.findings().collect(),
        };
        // Strings and numbers: there is nothing in it that cannot be written.
        serde_json::to_string(&document).unwrap_or_default() + "\n"
    }

    pub(super) fn text(&self, colours: bool) -> String {
        let mut text = String::new();
        for group in &self.groups {
            text.push_str(&format!("{}\n", terminal::line(&group.title)));
            group.findings.list.iter().for_each(|finding| text.push_str(&told(finding, colours)));
            text.push('\n');
        }
        let (errors, warnings) = (self.count(Severity::Error), self.count(Severity::Warning));
        text + &format!("{}, {}\n", counted(errors, "error"), counted(warnings, "warning"))
    }
}

#[derive(Serialize)]
struct Document<'a> {
    schema: u32,
    config: &'a str,
    errors: usize,
    warnings: usize,
    findings: Vec<&'a Finding>,
}

/// Where the text of a finding begins.
const INDENT: &str = "           ";
/// The widest a line may be.
const WIDTH: usize = 80;

fn told(finding: &Finding, colours: bool) -> String {
    let (word, colour) = match finding.severity {
        Severity::Error => ("error", 31),
        Severity::Warning => ("warning", 33),
        Severity::Ok => ("ok", 32),
    };
    let padded = format!("{word:<7}");
    let word = if colours { format!("\u{1b}[{colour}m{padded}\u{1b}[0m") } else { padded };
    let file = finding.file.as_deref().or(finding.variable.as_deref());
    let Some(advice) = &finding.advice else {
        let field = finding.field.as_deref().map(|field| format!("{field}: ")).unwrap_or_default();
        return format!("  {word}  {}", wrapped(&format!("{field}{}", finding.problem), "").trim_start());
    };
    let place = terminal::line(&[finding.field.as_deref(), file].into_iter().flatten().collect::<Vec<_>>().join(", "));
    format!("  {word}  {} ({place})\n{}{}", finding.code, wrapped(&finding.problem, ""), wrapped(advice, "-> "))
}

/// Lines of words, indented. What is longer than a line stays whole.
fn wrapped(text: &str, mark: &str) -> String {
    let mut lines = format!("{INDENT}{mark}");
    let (mut column, mut is_first) = (INDENT.len() + mark.len(), true);
    for word in text.split_whitespace() {
        let length = word.chars().count();
        if !is_first && column + 1 + length > WIDTH {
            lines.push_str(&format!("\n{INDENT}{}", " ".repeat(mark.len())));
            (column, is_first) = (INDENT.len() + mark.len(), true);
        }
        if !is_first {
            lines.push(' ');
            column += 1;
        }
        lines.push_str(word);
        (column, is_first) = (column + length, false);
    }
    lines.push('\n');
    terminal::lines(&lines)
}

fn counted(number: usize, what: &str) -> String {
    format!("{number} {what}{}", if number == 1 { "" } else { "s" })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_fit_and_lose_no_word() {
        let text = "word ".repeat(60) + &"x".repeat(100) + " end";
        let shown = wrapped(&text, "-> ");
        assert!(shown.lines().all(|line| line.len() <= WIDTH || line.contains("xxx")), "{shown}");
        assert!(shown.lines().skip(1).all(|line| line.starts_with("              ")), "{shown}");
        let words = |text: &str| text.split_whitespace().map(str::to_owned).collect::<Vec<_>>();
        assert_eq!(words(&shown.replace("->", "")), words(&text));
    }
}
