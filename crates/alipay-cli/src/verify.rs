//! `alipay verify`: whether a message is genuine.

use crate::{failure::Failure, message::MessageArgs, output};

const HELP: &str = "\
Exit codes:
  0  it is genuine
  2  it was not checked: the command line, a file or a key is wrong
  5  it is not authentic; `alipay explain` looks for the reason

Tells nothing of what is in it, and nothing about money.";

#[derive(Debug, clap::Args)]
#[command(after_help = HELP)]
pub(crate) struct VerifyMessageArgs {
    #[command(flatten)]
    message: MessageArgs,
    /// Print errors as one line of JSON, and nothing when it is genuine
    #[arg(long)]
    json: bool,
}

pub(crate) fn run(args: &VerifyMessageArgs) -> Result<(), Failure> {
    let (message, keys) = args.message.read()?;
    message.verify(&keys).map_err(Failure::NotGenuine)?;
    if args.json { Ok(()) } else { output::to_stdout(b"verified\n") }
}
