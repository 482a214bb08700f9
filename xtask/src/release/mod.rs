//! `cargo xtask release`: everything a release needs but publishing itself, which is done by hand.

mod contents;
mod manifests;
mod order;

use xshell::{Shell, cmd};

use crate::{
    Result, flags, no_findings,
    workspace::{self, Package},
};

/// Checks the release of the version that the workspace has.
///
/// A dry run may come before the last steps: it says what they are. Without it they must be done.
pub(crate) fn run(sh: &Shell, flags: &flags::Release) -> Result {
    let packages = workspace::packages(sh)?;
    check(sh, &packages, Verify::Yes)?;

    let version = packages.first().map(|package| package.version.clone()).unwrap_or_default();
    let mut left = Vec::new();
    left.extend(oldest_rust(sh, &packages)?);
    left.extend(changelog(&sh.read_file("CHANGELOG.md")?, &version));
    let tag = format!("v{version}");
    if cmd!(sh, "git -c safe.directory=* tag --list {tag}").quiet().read()? == tag {
        left.push(format!("{tag} was released: set another version"));
    }
    let status = cmd!(sh, "git -c safe.directory=* status --porcelain").quiet().read()?;
    let changed = status.lines().count();
    if changed > 0 {
        left.push(format!("the tree is not clean: {changed} files are changed or new; commit them"));
    }
    if !flags.dry_run {
        no_findings("not ready for a release (docs/contributing/releasing.md)", &left)?;
    }
    for what in &left {
        println!("left to do: {what}");
    }

    println!("\nNothing was published. By hand, in this order:\n");
    println!("  git tag {tag} && git push origin {tag}");
    for name in order::of(&packages)? {
        println!("  cargo publish -p {name}");
    }
    println!("\nor all of them, which cargo orders itself: cargo publish --workspace");
    Ok(())
}

/// Whether each package is built as its users get it.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Verify {
    Yes,
    No,
}

/// Makes every package, and checks what manifests say and packages hold. Builds none of them.
pub(crate) fn package(sh: &Shell) -> Result {
    check(sh, &workspace::packages(sh)?, Verify::No)
}

fn check(sh: &Shell, packages: &[Package], verify: Verify) -> Result {
    no_findings("findings in the manifests", &manifests::check(packages))?;
    // Cargo builds a package against those made before it, as if they were on the registry: so no order of publication
    // has to be tried out. Uncommitted work is packed too.
    let exclude = &all_but_published(packages);
    let package = || cmd!(sh, "cargo package --workspace {exclude...} --allow-dirty --quiet");
    match verify {
        Verify::Yes => package().run()?,
        // What the registry has today is a matter of a release. Where everything needed is here, nobody need ask it.
        Verify::No if package().args(["--no-verify", "--offline"]).quiet().ignore_stderr().run().is_ok() => {}
        Verify::No => package().arg("--no-verify").run()?,
    }

    let target = workspace::target(sh)?;
    let mut findings = Vec::new();
    for package in packages.iter().filter(|package| package.published) {
        let packed = contents::read(sh, &target, package)?;
        println!("{}: {} files, {} KiB", package.name, packed.count(), packed.size.div_ceil(1024));
        findings.extend(packed.check(&package.name)?);
    }
    no_findings("findings in the packages", &findings)
}

fn all_but_published(packages: &[Package]) -> Vec<&str> {
    let unpublished = packages.iter().filter(|package| !package.published);
    unpublished.flat_map(|package| ["--exclude", &package.name]).collect()
}

/// Builds with the Rust that the manifests promise. What is left to do, where it is not installed.
fn oldest_rust(sh: &Shell, packages: &[Package]) -> Result<Option<String>> {
    let oldest = packages.iter().find_map(|package| package.metadata.get("rust_version")?.as_str());
    let oldest = oldest.ok_or("the workspace has no rust-version")?;
    if cmd!(sh, "rustup run {oldest} cargo --version").quiet().ignore_stdout().ignore_stderr().run().is_err() {
        let install = format!("rustup toolchain install {oldest} --profile minimal");
        return Ok(Some(format!("build with Rust {oldest}, which is not installed: `{install}`, then this again")));
    }
    let exclude = all_but_published(packages);
    // Two versions of Rust in one folder would build everything anew each time.
    let target = workspace::target(sh)?.join("oldest-rust");
    cmd!(sh, "rustup run {oldest} cargo check --workspace {exclude...} --all-features --target-dir {target}").run()?;
    Ok(None)
}

/// What is missing of the section on this version.
fn changelog(text: &str, version: &str) -> Option<String> {
    let heading = format!("## [{version}]");
    let mut lines = text.lines().skip_while(|line| !line.starts_with(&heading));
    let Some(found) = lines.next() else {
        return Some(format!(
            "CHANGELOG.md has no section `{heading} - <date>`: what is under `[Unreleased]` becomes it"
        ));
    };
    let date = found.strip_prefix(&heading).and_then(|rest| rest.strip_prefix(" - ")).unwrap_or_default();
    if !is_date(date) {
        return Some(format!("CHANGELOG.md: `{heading}` is not followed by its date, ` - YYYY-MM-DD`"));
    }
    let is_empty = lines.take_while(|line| !line.starts_with("## ")).all(|line| !line.starts_with("- "));
    is_empty.then(|| format!("CHANGELOG.md says nothing under `{heading}`"))
}

fn is_date(text: &str) -> bool {
    let digits = |part: &str, count| part.len() == count && part.bytes().all(|byte| byte.is_ascii_digit());
    matches!(text.split('-').collect::<Vec<_>>()[..], [year, month, day] if digits(year, 4) && digits(month, 2) && digits(day, 2))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_changelog_has_a_section() {
        let good = "# Changelog\n\n## [Unreleased]\n\n## [0.2.0] - 2026-12-01\n\n### Added\n\n- Refunds.\n\n## [0.1.0] - 2026-11-01\n\n- All.\n";
        assert_eq!(changelog(good, "0.2.0"), None);
        assert_eq!(changelog(good, "0.1.0"), None);
        for (from, to, finding) in [
            ("## [0.2.0] - 2026-12-01", "## Next", "has no section"),
            ("## [0.2.0]", "## [0.20.0]", "has no section"),
            (" - 2026-12-01", "", "not followed by its date"),
            (" - 2026-12-01", " - soon", "not followed by its date"),
            ("- Refunds.\n", "", "says nothing"),
        ] {
            assert!(good.contains(from), "{from}");
            let found = changelog(&good.replace(from, to), "0.2.0").unwrap();
            assert!(found.contains(finding), "{from}: {found}");
        }
    }
}
