//! The checks of this workspace, run as `cargo xtask <command>`.

mod bench;
mod browser;
mod ci;
mod docs;
mod flags;
mod fuzz;
mod layers;
mod vectors;
mod workspace;

use std::{error, path::Path, process::ExitCode, result};

use xshell::Shell;

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
        XtaskCmd::Ci(ci) => ci::run(&sh, ci.only.as_deref()),
        XtaskCmd::Fuzz(flags) => fuzz::run(&sh, &flags),
        XtaskCmd::Layers(_) => layers::run(&sh),
        XtaskCmd::Vectors(vectors) => vectors::run(&sh, vectors.check),
        XtaskCmd::Help(_) => {
            if let Err(help) = Xtask::from_vec(vec!["--help".into()]) {
                println!("{help}");
            }
            Ok(())
        }
    }
}

/// The workspace this program was built in.
fn root() -> &'static Path {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.parent().unwrap_or(here)
}

/// An error with one line per finding, or nothing when there is none.
fn no_findings(what: &str, findings: &[String]) -> Result {
    if findings.is_empty() {
        return Ok(());
    }
    Err(format!("{what}: {}\n  {}", findings.len(), findings.join("\n  ")).into())
}
