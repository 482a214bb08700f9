//! The crates of `examples/`: what outsiders write. Each is a workspace of its own, so nothing here can help it.

use std::path::PathBuf;

use xshell::{Shell, cmd};

use crate::{Result, root};

/// Each is without findings, passes its tests, and runs.
pub(crate) fn check(sh: &Shell) -> Result {
    // With the crates that were built for this workspace.
    let target = std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root().join("target"), |set| root().join(set));
    let _target = sh.push_env("CARGO_TARGET_DIR", target);
    let manifests = manifests(sh)?;
    for manifest in &manifests {
        cmd!(sh, "cargo clippy --locked --manifest-path {manifest} --all-targets -- -D warnings").run()?;
        cmd!(sh, "cargo test --locked --manifest-path {manifest}").run()?;
        cmd!(sh, "cargo run --locked --quiet --manifest-path {manifest}").run()?;
    }
    println!("{} examples run", manifests.len());
    Ok(())
}

/// Their manifests.
pub(crate) fn manifests(sh: &Shell) -> Result<Vec<PathBuf>> {
    let folders = sh.read_dir("examples")?;
    let manifests: Vec<_> =
        folders.into_iter().map(|folder| folder.join("Cargo.toml")).filter(|file| file.is_file()).collect();
    if manifests.is_empty() {
        return Err("there is no example".into());
    }
    Ok(manifests)
}
