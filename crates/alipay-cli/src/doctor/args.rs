//! What can be said on the command line of `alipay doctor`.

use std::path::PathBuf;

use clap::builder::PathBufValueParser;

use crate::args::filled;

const HELP: &str = "\
Every problem is told at once, with the field it is about and what to do. Keys are read and never shown.

Exit codes beside those of all commands:
  0   there is no error; there may be warnings
  11  there is an error";

#[derive(Debug, clap::Args)]
#[command(after_help = HELP)]
pub(crate) struct DoctorArgs {
    /// Profiles to look at; all of them when none is named
    #[arg(value_name = "PROFILE", value_parser = filled)]
    pub(super) profiles: Vec<String>,
    /// Look at every profile of the configuration file
    #[arg(long, conflicts_with = "profiles")]
    pub(super) all: bool,
    /// Connect to the gateways too: reachability, TLS and the clock. Nothing signed is sent
    #[arg(long)]
    pub(super) online: bool,
    /// Configuration file [default: alipay.toml]
    #[arg(long, value_name = "FILE", env = "ALIPAY_CONFIG", hide_env_values = true, value_parser = PathBufValueParser::new())]
    pub(super) config: Option<PathBuf>,
    /// Print one JSON document
    #[arg(long)]
    pub(super) json: bool,
}
