//! `alipay`: Ant's payment gateways from the command line.

mod api;
mod args;
mod balance;
mod call;
mod catalog;
mod cert_sn;
mod data;
mod demo;
mod doctor;
mod evidence;
mod exit;
mod failure;
mod files;
mod interrupt;
mod keygen;
mod output;
mod page;
mod pretty;
mod sandbox;
mod settings;
mod table;
mod trigger;
mod upload_bar;
mod uploads;
mod usage;

use std::{ffi::OsString, process::ExitCode};

use args::{Args, Command};
use clap::Parser;
use failure::Failure;

fn main() -> ExitCode {
    let words: Vec<OsString> = std::env::args_os().collect();
    match api::program(&words) {
        Ok(true) => return ExitCode::SUCCESS,
        Ok(false) => {}
        Err(error) => error.exit(),
    }
    let as_json = words.iter().any(|word| word == "--json" || word == "--ndjson");
    match run(&words) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            output::to_stderr(&if as_json { failure.to_json() } else { failure.to_text() });
            failure.exit().into()
        }
    }
}

fn run(words: &[OsString]) -> Result<(), Failure> {
    let args = match Args::try_parse_from(words) {
        Ok(args) => args,
        // Help and version are what was asked for.
        Err(shown) if !shown.use_stderr() => {
            return output::to_stdout(format!("{}\n", shown.to_string().trim_end()).as_bytes());
        }
        Err(error) => return Err(usage::failure(&error, words)),
    };
    match args.command {
        Command::Demo => block_on(demo::run()),
        Command::Sandbox(args) => block_on(sandbox::run(&args)),
        Command::Call(args) => block_on(call::run(args.gateway)),
        Command::Page(args) => block_on(page::page(&args)),
        Command::OrderString(args) => block_on(page::order_string(&args)),
        Command::Api(args) => api::run(&args),
        Command::Balance(args) => block_on(balance::run(&args)),
        Command::Keygen(args) => keygen::run(&args),
        Command::Doctor(args) => block_on(doctor::run(&args)),
        Command::CertSn(args) => cert_sn::run(&args),
        Command::Evidence(args) => evidence::run(&args),
        Command::Completions(args) => api::completions(&args),
    }
}

fn block_on(task: impl Future<Output = Result<(), Failure>>) -> Result<(), Failure> {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build();
    let runtime = runtime.map_err(|error| Failure::usage("no threads can be started here").because(error))?;
    runtime.block_on(task)
}
