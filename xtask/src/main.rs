//! The checks of this workspace, run as `cargo xtask <command>`.

mod bench;
mod browser;
mod catalogue;
mod ci;
mod coverage;
mod deny;
mod docs;
mod examples;
mod files;
mod flags;
mod fuzz;
mod help;
mod layers;
mod new_api;
mod release;
mod tokens;
mod vectors;
mod workspace;

use std::{error, path::Path, process::ExitCode, result};

use xshell::Shell;

use crate::flags::{Xtask, XtaskCmd};

type Result<T = ()> = result::Result<T, Box<dyn error::Error>>;

fn main() -> ExitCode {
    match run(Xtask::of_process()) {
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
        XtaskCmd::Ci(ci) => ci::run(&sh, ci.only.as_deref()),
        XtaskCmd::Coverage(coverage) if coverage.check => coverage::check(&sh),
        XtaskCmd::Coverage(_) => coverage::write(&sh),
        XtaskCmd::Fuzz(flags) => fuzz::run(&sh, &flags),
        XtaskCmd::Layers(_) => layers::run(&sh),
        XtaskCmd::NewApi(flags) => new_api::run(&sh, &flags),
        XtaskCmd::NewCrate(flags) => new_api::run_crate(&sh, &flags),
        XtaskCmd::Release(flags) => release::run(&sh, &flags),
        XtaskCmd::Vectors(vectors) => vectors::run(&sh, vectors.check),
        XtaskCmd::Help(_) => help::print(),
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
