//! What the documents promise: that links lead somewhere, that code is compiled, that named tests exist, and that
//! translations kept up.

mod blocks;
mod code_blocks;
mod excerpts;
mod links;
mod rules;
mod summary;
mod translations;

use xshell::{Shell, cmd};

use crate::{Result, files, no_findings};

/// A Markdown file of the repository.
#[derive(Debug)]
pub(crate) struct Page {
    /// From the root of the workspace, with slashes.
    pub(crate) path: String,
    pub(crate) text: String,
}

/// What is wrong with the pages, a line each.
type Check = fn(&[Page]) -> Vec<String>;

const CHECKS: &[Check] =
    &[code_blocks::check, excerpts::check, links::check, rules::check, summary::check, translations::check];

/// Checks them all.
pub(crate) fn run(sh: &Shell) -> Result {
    let pages = pages(sh)?;
    let findings: Vec<_> = CHECKS.iter().flat_map(|check| check(&pages)).collect();
    no_findings("findings in the documents", &findings)?;
    println!("{} documents keep what they promise", pages.len());
    Ok(())
}

/// Builds the book of `docs/`, by mdBook where it is installed.
pub(crate) fn book(sh: &Shell) -> Result {
    if cmd!(sh, "mdbook --version").quiet().ignore_stdout().ignore_stderr().run().is_err() {
        println!("note: the book is not built; `cargo install mdbook` installs what builds it");
        return Ok(());
    }
    Ok(cmd!(sh, "mdbook build docs").run()?)
}

/// Every Markdown file git knows, or would know.
fn pages(sh: &Shell) -> Result<Vec<Page>> {
    let page = |path: String| Ok(Page { text: sh.read_file(&path)?, path });
    files::tracked(sh, "*.md")?.into_iter().map(page).collect()
}
