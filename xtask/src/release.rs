//! `cargo xtask release`: everything a release needs but publishing itself, which is done by hand.

use xshell::{Shell, cmd};

use crate::{Result, flags, metadata, no_findings, published, tools::is_program};

/// Checks the release of the version that the workspace has.
///
/// A dry run may come before the last steps: it says what they are. Without it they must be done.
pub(crate) fn run(sh: &Shell, flags: &flags::Release) -> Result {
    let metadata = metadata()?;
    let version = published(&metadata).next().ok_or("nothing is published")?.version.to_string();
    packages(sh)?;
    let mut left: Vec<String> = changelog(&sh.read_file("CHANGELOG.md")?, &version).into_iter().collect();
    if is_program("rustup") {
        oldest_rust(sh)?;
    } else {
        left.push("build with the oldest Rust that is promised: it takes rustup".to_owned());
    }
    let tag = format!("v{version}");
    if cmd!(sh, "git tag --list {tag}").quiet().read()? == tag {
        left.push(format!("{tag} was released: set another version"));
    }
    if !cmd!(sh, "git status --porcelain").quiet().read()?.is_empty() {
        left.push("the tree is not clean: commit what is changed or new".to_owned());
    }
    if !flags.dry_run {
        no_findings("not ready for a release (docs/contributing/releasing.md)", &left)?;
    }
    left.iter().for_each(|what| println!("left to do: {what}"));
    println!(
        "\nNothing was published. By hand:\n\n  git tag {tag} && git push origin {tag}\n  cargo publish --workspace"
    );
    Ok(())
}

/// Makes every package as it would be published, and builds it from its own contents against those made before it.
pub(crate) fn packages(sh: &Shell) -> Result {
    // Work that is not committed is packed too.
    Ok(cmd!(sh, "cargo publish --workspace --dry-run --allow-dirty").run()?)
}

/// Builds with the Rust that the manifests promise; rustup gets it where it is missing.
pub(crate) fn oldest_rust(sh: &Shell) -> Result {
    let metadata = metadata()?;
    let package = published(&metadata).next().ok_or("nothing is published")?;
    let oldest = package.rust_version.as_ref().ok_or("the workspace has no rust-version")?.to_string();
    cmd!(sh, "rustup toolchain install {oldest} --profile minimal --no-self-update").run()?;
    // Two versions of Rust in one folder would build everything anew each time.
    cmd!(sh, "rustup run {oldest} cargo check --workspace --all-features --target-dir target/oldest-rust").run()?;
    Ok(())
}

/// What is missing of the section on this version.
fn changelog(text: &str, version: &str) -> Option<String> {
    let heading = format!("## [{version}] - ");
    let mut lines = text.lines().skip_while(|line| !line.starts_with(&heading));
    if lines.next().is_none_or(|line| line.len() != heading.len() + "YYYY-MM-DD".len()) {
        return Some(format!(
            "CHANGELOG.md has no line `{heading}YYYY-MM-DD`: what is under `[Unreleased]` goes below it"
        ));
    }
    let is_empty = lines.take_while(|line| !line.starts_with("## ")).all(|line| !line.starts_with("- "));
    is_empty.then(|| format!("CHANGELOG.md says nothing under `{heading}`"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_changelog_has_a_dated_section_that_says_something() {
        let good = "## [Unreleased]\n\n## [0.1.0] - 2026-11-23\n\n- New.\n\n## [0.0.9] - 2026-01-01\n- Old.\n";
        assert_eq!(changelog(good, "0.1.0"), None);
        for spoilt in [good.replace(" - 2026-11-23", ""), good.replace("- New.", ""), good.replace("0.1.0", "0.1.1")] {
            assert!(changelog(&spoilt, "0.1.0").is_some(), "{spoilt}");
        }
    }
}
