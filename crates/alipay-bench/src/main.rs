//! The benchmarks that need processes of their own, run as `cargo xtask bench`.
#![allow(clippy::expect_used, clippy::indexing_slicing, reason = "a benchmark stops at the first surprise")]

mod commands;
mod flags;

use std::{error::Error, process::ExitCode, result};

use crate::flags::{AlipayBench, AlipayBenchCmd};

type Result<T = ()> = result::Result<T, Box<dyn Error + Send + Sync>>;

fn main() -> ExitCode {
    match run(AlipayBench::from_env_or_exit()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run(command: AlipayBench) -> Result {
    alipay_bench::machine::raise_file_limit();
    match command.subcommand {
        AlipayBenchCmd::E2e(flags) => commands::e2e::run(&flags),
        AlipayBenchCmd::Placement(flags) => commands::placement::run(&flags),
        AlipayBenchCmd::Memory(flags) => commands::memory::run(&flags),
        AlipayBenchCmd::Cold(flags) => commands::cold::run(&flags),
        AlipayBenchCmd::Attempt(flags) => commands::attempt::run(&flags),
        AlipayBenchCmd::Peak(flags) => commands::peak::run(&flags),
        AlipayBenchCmd::Serve(flags) => commands::serve::run(&flags),
    }
}
