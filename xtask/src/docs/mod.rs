//! What the documents promise: that links lead somewhere, that code is compiled, that named tests exist, and that
//! translations kept up.

use xshell::{Shell, cmd};

use crate::{Result, no_findings};

/// A Markdown file of the repository.
#[derive(Debug)]
pub(crate) struct Page {
    /// From the root of the workspace, with slashes.
    pub(crate) path: String,
    pub(crate) text: String,
}

/// What is wrong with the pages, a line each.
type Check = fn(&[Page]) -> Vec<String>;

const CHECKS: &[Check] = &[];

/// Checks them all.
pub(crate) fn run(sh: &Shell) -> Result {
    let pages = pages(sh)?;
    let findings: Vec<_> = CHECKS.iter().flat_map(|check| check(&pages)).collect();
    no_findings("findings in the documents", &findings)?;
    println!("{} documents keep what they promise", pages.len());
    Ok(())
}

/// Every Markdown file git knows, or would know.
fn pages(sh: &Shell) -> Result<Vec<Page>> {
    let paths = cmd!(sh, "git ls-files --cached --others --exclude-standard *.md").quiet().read()?;
    let paths = paths.lines().filter(|path| sh.path_exists(path));
    paths.map(|path| Ok(Page { path: path.to_owned(), text: sh.read_file(path)? })).collect()
}
