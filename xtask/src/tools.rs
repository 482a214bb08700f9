//! Tools that are no part of a Rust toolchain.

use std::{env, path::Path};

use xshell::{Shell, cmd};

use crate::Result;

/// Installs a cargo subcommand, in a version that these checks understand, unless it is there.
pub(crate) fn cargo(sh: &Shell, name: &str, version: &str) -> Result {
    let program = format!("cargo-{name}");
    if is_program(&program) {
        return Ok(());
    }
    println!("{program} is not here: installing it with cargo");
    Ok(cmd!(sh, "cargo install --locked {program} --version {version}").run()?)
}

/// Whether a program of this name can be run.
pub(crate) fn is_program(name: &str) -> bool {
    let name = format!("{name}{}", env::consts::EXE_SUFFIX);
    let folders = env::var_os("PATH").unwrap_or_default();
    env::split_paths(&folders).any(|folder| Path::new(&folder).join(&name).is_file())
}
