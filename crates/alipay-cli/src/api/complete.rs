//! Completion by the shell, which asks this program at every TAB.

use std::ffi::{OsStr, OsString};

use alipay::{Dws, WorldFirst};
use alipay_catalogue::Catalogue;
use clap::{CommandFactory, ValueEnum};
use clap_complete::{
    CompleteEnv, CompletionCandidate,
    env::{Bash, EnvCompleter, Fish, Zsh},
};

use super::names;
use crate::{args::Args, catalog::Known, failure::Failure, output};

/// Where the shell asks.
const VARIABLE: &str = "ALIPAY_COMPLETE";

#[derive(Debug, clap::Args)]
#[command(after_help = "\
To have it in every shell:
  bash  echo 'source <(alipay completions bash)' >> ~/.bashrc
  zsh   echo 'source <(alipay completions zsh)' >> ~/.zshrc
  fish  alipay completions fish > ~/.config/fish/completions/alipay.fish")]
pub(crate) struct CompletionsArgs {
    /// The shell
    #[arg(value_name = "SHELL")]
    shell: Shell,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Shell {
    Bash,
    Zsh,
    Fish,
}

/// Prints what the shell has to be told.
pub(crate) fn completions(args: &CompletionsArgs) -> Result<(), Failure> {
    let shell: &dyn EnvCompleter = match args.shell {
        Shell::Bash => &Bash,
        Shell::Zsh => &Zsh,
        Shell::Fish => &Fish,
    };
    let mut script = Vec::new();
    shell.write_registration(VARIABLE, "alipay", "alipay", "alipay", &mut script).map_err(Failure::Output)?;
    output::to_stdout(&script)
}

/// Answers the shell, if it is the shell that asks.
pub(crate) fn program(words: &[OsString]) -> Result<bool, clap::Error> {
    CompleteEnv::with_factory(Args::command).var(VARIABLE).try_complete(words, std::env::current_dir().ok().as_deref())
}

/// Names of methods of the Open Platform.
pub(crate) fn open_platform(begun: &OsStr) -> Vec<CompletionCandidate> {
    let Some((begun, catalogue)) = begun.to_str().zip(Catalogue::open_platform().ok()) else { return Vec::new() };
    candidates(catalogue.with_prefix(begun).map(|method| method.name()))
}

/// Names and paths of the other gateways.
pub(crate) fn signed_headers(begun: &OsStr) -> Vec<CompletionCandidate> {
    let begun = begun.to_str().unwrap_or_default();
    let own = [Known::names::<Dws>(), Known::names::<WorldFirst>()].concat();
    candidates(own.into_iter().filter(|name| name.starts_with(begun)))
}

/// Names and paths of all gateways.
pub(super) fn any(begun: &OsStr) -> Vec<CompletionCandidate> {
    let names = begun.to_str().and_then(|begun| names(begun).ok());
    candidates(names.unwrap_or_default().into_iter())
}

fn candidates<'a>(names: impl Iterator<Item = &'a str>) -> Vec<CompletionCandidate> {
    names.map(|name| CompletionCandidate::new(name.to_owned())).collect()
}
