//! `alipay api rust`: types for methods.

use std::{
    fs::{self, File},
    io::{self, Write},
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use alipay_catalogue::rust::{self, SourceFile};
use clap::builder::PathBufValueParser;
use clap_complete::engine::ArgValueCompleter;

use super::{complete, find};
use crate::{args::filled, failure::Failure, files, output};

#[derive(Debug, clap::Args)]
#[command(after_help = "\
Writes a file for each method, `models.rs` for what several of them share, and `mod.rs`. They compile as they
are, with `alipay-wire` and `serde_json`. What a person must decide stands in one marked place of each file.")]
pub(super) struct RustArgs {
    /// The methods, such as alipay.trade.create, or their paths
    #[arg(value_name = "METHOD", required = true, value_parser = filled, add = ArgValueCompleter::new(complete::any))]
    methods: Vec<String>,
    /// Where to write the files; without it, the file of a single method is printed
    #[arg(long, value_name = "DIR", value_parser = PathBufValueParser::new())]
    out: Option<PathBuf>,
    /// Replace files that are there
    #[arg(long, requires = "out")]
    force: bool,
}

pub(super) fn run(args: &RustArgs) -> Result<(), Failure> {
    let mut methods = Vec::new();
    for name in &args.methods {
        let method = find(name)?;
        if !methods.iter().any(|known: &alipay_catalogue::Method<'_>| known.name() == method.name()) {
            methods.push(method);
        }
    }
    let sources = rust::generate(&methods);
    match (&args.out, methods.len()) {
        (Some(folder), _) => write(&sources, folder, args.force),
        (None, 1) => output::to_stdout(sources.first().map(|one| one.text.as_bytes()).unwrap_or_default()),
        (None, _) => Err(Failure::usage("types for several methods are several files: say where with --out")),
    }
}

fn write(sources: &[SourceFile], folder: &Path, force: bool) -> Result<(), Failure> {
    let failed = |path: &Path, error: io::Error| {
        let hint = if error.kind() == io::ErrorKind::AlreadyExists { "; --force replaces it" } else { "" };
        Failure::usage(format!("--out: {} cannot be written{hint}", files::shown(path))).because(error)
    };
    fs::create_dir_all(folder).map_err(|error| failed(folder, error))?;
    let paths: Vec<_> = sources.iter().map(|source| folder.join(&source.name)).collect();
    // Nothing is written where something would be lost.
    if let Some(there) = paths.iter().find(|path| !force && path.exists()) {
        return Err(failed(there, io::ErrorKind::AlreadyExists.into()));
    }
    for (source, path) in sources.iter().zip(&paths) {
        let written = File::create(path).and_then(|mut file| file.write_all(source.text.as_bytes()));
        written.map_err(|error| failed(path, error))?;
    }
    format(&paths);
    let lines: String = paths.iter().map(|path| format!("{}\n", path.display())).collect();
    output::to_stdout(lines.as_bytes())
}

/// The files are formatted as rustfmt does unless told otherwise. Where it is told otherwise, and there, it does the rest.
fn format(paths: &[PathBuf]) {
    let mut rustfmt = Command::new("rustfmt");
    rustfmt.args(["--edition", "2024"]).args(paths).stdout(Stdio::null()).stderr(Stdio::null());
    // What is not formatted compiles all the same.
    let _ = rustfmt.status();
}
