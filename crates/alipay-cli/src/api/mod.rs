//! `alipay api`: every method, whether this program has types for it or not.

mod check;
mod complete;
mod describe;
mod generate;
mod tree;

use std::{collections::BTreeSet, str::FromStr};

use alipay::{Dws, OpenPlatform, WorldFirst};
use alipay_catalogue::{Catalogue, Method};
use clap::Subcommand;
use clap_complete::engine::ArgValueCompleter;

use crate::{args::filled, catalog::Known, failure::Failure, output, page};

pub(crate) use check::{Strictness, check, meta};
pub(crate) use complete::{CompletionsArgs, completions, open_platform, program, signed_headers};

#[derive(Debug, clap::Args)]
pub(crate) struct ApiArgs {
    #[command(subcommand)]
    command: ApiCommand,
}

#[derive(Debug, Subcommand)]
enum ApiCommand {
    /// List the names of methods
    List {
        /// How they begin, such as alipay.trade. or /ams/api/v1/payments
        #[arg(value_name = "PREFIX", default_value = "", hide_default_value = true, add = ArgValueCompleter::new(complete::any))]
        prefix: String,
    },
    /// Find methods by words of their names, and of the members of their requests and answers
    Search {
        /// Words, all of which are found
        #[arg(value_name = "WORD", required = true, value_parser = filled)]
        words: Vec<String>,
    },
    /// Show the request and the answer of a method, and what is nested in them
    Show(ShowArgs),
    /// Write types for methods, for your own crate
    Rust(generate::RustArgs),
}

#[derive(Debug, clap::Args)]
struct ShowArgs {
    /// The method, such as alipay.trade.create, or its path
    #[arg(value_name = "METHOD", value_parser = filled, add = ArgValueCompleter::new(complete::any))]
    method: String,
    /// Levels to show; 1 is the members of request and answer [default: all]
    #[arg(long, value_name = "N", value_parser = depth)]
    depth: Option<usize>,
    /// Print it as JSON
    #[arg(long)]
    json: bool,
}

fn depth(text: &str) -> Result<usize, &'static str> {
    usize::from_str(text).ok().filter(|depth| *depth > 0).ok_or("must be a whole number, from 1")
}

pub(crate) fn run(args: &ApiArgs) -> Result<(), Failure> {
    match &args.command {
        ApiCommand::List { prefix } => {
            let names = names(prefix)?;
            if names.is_empty() {
                return Err(Failure::usage("no method begins so"));
            }
            print(names)
        }
        ApiCommand::Search { words } => {
            let (words, catalogues) = (words.join(" "), catalogues()?);
            let mut found =
                catalogues.iter().flat_map(|catalogue| catalogue.search(&words)).map(|method| method.name());
            let first = found.next().ok_or_else(|| Failure::usage("no method has all these words"))?;
            print(std::iter::once(first).chain(found))
        }
        ApiCommand::Show(args) => show(args),
        ApiCommand::Rust(args) => generate::run(args),
    }
}

fn print<'a>(names: impl IntoIterator<Item = &'a str>) -> Result<(), Failure> {
    let lines: String = names.into_iter().flat_map(|name| [name, "\n"]).collect();
    output::to_stdout(lines.as_bytes())
}

fn show(args: &ShowArgs) -> Result<(), Failure> {
    let method = find(&args.method)?;
    let is_typed = is_typed(method.name());
    let depth = args.depth.unwrap_or(usize::MAX);
    let shown = if args.json {
        describe::method(method, is_typed, depth).to_string() + "\n"
    } else {
        tree::method(method, is_typed, depth)
    };
    output::to_stdout(shown.as_bytes())
}

/// The method of this name, or of this path, before which an HTTP method may stand.
fn find(name: &str) -> Result<Method<'static>, Failure> {
    for catalogue in catalogues()? {
        if let Some(method) = by_name(catalogue, name) {
            return Ok(method);
        }
    }
    if is_typed(name) {
        return Err(Failure::usage("this API has types here, and is not in the catalogue: see docs/coverage.md"));
    }
    let nearest = catalogues()?.iter().flat_map(|catalogue| catalogue.nearest(name)).collect::<Vec<_>>();
    Err(Failure::usage(format!("there is no such method in the catalogue{}", check::or_nearest(&nearest))))
}

fn by_name(catalogue: &'static Catalogue, name: &str) -> Option<Method<'static>> {
    let by_path = || {
        let (verb, path) = name.split_once(' ').unwrap_or(("POST", name));
        catalogue.method_at(verb, path)
    };
    catalogue.method(name).or_else(by_path)
}

/// All names that begin like this: those of the catalogue, and those of this program.
fn names(prefix: &str) -> Result<BTreeSet<&str>, Failure> {
    let known =
        catalogues()?.into_iter().flat_map(|catalogue| catalogue.with_prefix(prefix)).map(|method| method.name());
    let own = typed().into_iter().filter(|name| name.starts_with(prefix));
    Ok(known.chain(own).collect())
}

/// The APIs that this program has types for.
fn typed() -> Vec<&'static str> {
    let called = [Known::names::<OpenPlatform>(), Known::names::<Dws>(), Known::names::<WorldFirst>()];
    called.into_iter().flatten().chain(page::names()).collect()
}

fn is_typed(name: &str) -> bool {
    Known::find::<OpenPlatform>(name).is_some()
        || Known::find::<Dws>(name).is_some()
        || Known::find::<WorldFirst>(name).is_some()
        || page::is_known(name)
}

fn catalogues() -> Result<[&'static Catalogue; 2], Failure> {
    let damaged = |error| Failure::usage("the catalogue of this program cannot be read").because(error);
    Ok([Catalogue::open_platform().map_err(damaged)?, Catalogue::antom().map_err(damaged)?])
}
