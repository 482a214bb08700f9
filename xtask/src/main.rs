//! What takes too long for every change, run as `cargo xtask <command>`. The quick checks of the workspace are the tests of
//! this crate.

mod bench;
mod catalogue;
mod flags;
mod release;
mod soak;
mod tools;

use std::{error, path::Path, process::ExitCode, result};

use cargo_metadata::{Metadata, MetadataCommand, Package};
use xshell::{Shell, cmd};

use crate::flags::{Xtask, XtaskCmd};

type Result<T = ()> = result::Result<T, Box<dyn error::Error>>;

fn main() -> ExitCode {
    match run(Xtask::from_env_or_exit()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run(command: Xtask) -> Result {
    let sh = Shell::new()?;
    sh.change_dir(root());
    match command.subcommand {
        XtaskCmd::Bench(flags) => bench::run(&sh, &flags),
        XtaskCmd::Catalogue(flags) => catalogue::run(&sh, &flags),
        XtaskCmd::Release(flags) => release::run(&sh, &flags),
        XtaskCmd::Soak(flags) => soak::run(&sh, &flags),
        XtaskCmd::Vectors(_) => vectors(&sh),
    }
}

/// The workspace this program was built in.
fn root() -> &'static Path {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.parent().unwrap_or(here)
}

fn metadata() -> Result<Metadata> {
    Ok(MetadataCommand::new().current_dir(root()).no_deps().exec()?)
}

/// The members that are published.
fn published(metadata: &Metadata) -> impl Iterator<Item = &Package> {
    metadata.packages.iter().filter(|package| package.publish.is_none())
}

/// Makes the golden vectors from their inputs with openssl, then checks them.
fn vectors(sh: &Shell) -> Result {
    for script in ["make.sh", "notify/make.sh", "open-platform-v3/make.sh", "uploads/make.sh"] {
        cmd!(sh, "sh vectors/{script}").run()?;
    }
    Ok(cmd!(sh, "cargo test --package xtask vectors").run()?)
}

/// An error with one line per finding, or nothing when there is none.
fn no_findings(what: &str, findings: &[String]) -> Result {
    if findings.is_empty() {
        return Ok(());
    }
    Err(format!("{what}: {}\n  {}", findings.len(), findings.join("\n  ")).into())
}
