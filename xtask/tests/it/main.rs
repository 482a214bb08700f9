//! What this workspace checks of itself: who depends on whom and how much of it, what sources, documents and packages may
//! hold, and that the golden vectors are whole.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, reason = "a test may panic")]

mod dependencies;
mod documents;
mod packages;
mod sources;
mod trees;
mod vectors;

use std::{
    fs,
    path::{Path, PathBuf},
};

use cargo_metadata::{Metadata, MetadataCommand, Package};
use xshell::{Shell, cmd};

/// The root of the workspace.
fn root() -> PathBuf {
    fs::canonicalize(Path::new(env!("CARGO_MANIFEST_DIR")).join("..")).unwrap()
}

/// A shell in the root.
fn shell() -> Shell {
    let sh = Shell::new().unwrap();
    sh.change_dir(root());
    sh
}

fn metadata() -> Metadata {
    MetadataCommand::new().current_dir(root()).no_deps().exec().unwrap()
}

fn is_published(package: &Package) -> bool {
    package.publish.is_none()
}

/// The files that git tracks or would track and that match `pattern`, with slashes, each with its text.
fn tracked(pattern: &str) -> Vec<(String, String)> {
    let sh = shell();
    // The checkout may belong to another user than the one who runs the tests.
    let list =
        cmd!(sh, "git -c safe.directory=* ls-files --cached --others --exclude-standard --deduplicate {pattern}");
    let list = list.quiet().read().unwrap();
    // A deleted file is still listed, and a binary one has no text.
    let files: Vec<_> = list.lines().filter_map(|path| Some((path.to_owned(), sh.read_file(path).ok()?))).collect();
    assert!(!files.is_empty(), "no file matches {pattern}");
    files
}

/// Fails with one line for each finding.
#[track_caller]
fn none(what: &str, findings: &[String]) {
    assert!(findings.is_empty(), "{what}:\n  {}", findings.join("\n  "));
}
