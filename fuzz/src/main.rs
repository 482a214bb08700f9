//! Runs the fuzz bodies on the stable toolchain: mutates inputs, keeps those that end in a new way, and reports panics.

mod flags;
mod runner;

use std::{fs, io, num::NonZero, path::PathBuf, process::ExitCode, thread, time::Duration};

use alipay_fuzz::{BODIES, Body};

use crate::{
    flags::Fuzz,
    runner::{Job, Limit},
};

fn main() -> ExitCode {
    let flags = Fuzz::from_env_or_exit();
    match run(&flags) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

/// Whether nothing was found.
fn run(flags: &Fuzz) -> Result<bool, String> {
    if flags.list {
        BODIES.iter().for_each(|body| println!("{}", body.name));
        return Ok(true);
    }
    let bodies = chosen(&flags.body)?;
    if let Some(folder) = &flags.export {
        return bodies
            .iter()
            .try_for_each(|body| export(body, folder))
            .map(|()| true)
            .map_err(|error| error.to_string());
    }
    let job = Job {
        seed: flags.seed.unwrap_or(1),
        limit: match flags.executions {
            Some(executions) => Limit::Executions(executions),
            None => Limit::Time(Duration::from_secs(flags.seconds.unwrap_or(10))),
        },
        findings: PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("findings"),
        trace: flags.trace.clone(),
    };
    if let Some(input) = &flags.input {
        let input = fs::read(input).map_err(|error| format!("{}: {error}", input.display()))?;
        return Ok(bodies.iter().all(|body| runner::replay(body, &input, &job)));
    }
    let cores = thread::available_parallelism().map_or(1, NonZero::get);
    Ok(runner::run_all(&bodies, flags.jobs.unwrap_or(cores), &job))
}

fn chosen(names: &[String]) -> Result<Vec<&'static Body>, String> {
    if names.is_empty() {
        return Ok(BODIES.iter().collect());
    }
    let named = |name: &String| Body::named(name).ok_or_else(|| format!("no body is called {name}: see --list"));
    names.iter().map(named).collect()
}

/// Writes what libFuzzer begins with: `<folder>/<body>/` with one file for each input, and the dictionary beside it.
fn export(body: &Body, folder: &std::path::Path) -> io::Result<()> {
    let inputs = folder.join(body.name);
    fs::create_dir_all(&inputs)?;
    for (number, input) in body.table_inputs()?.iter().enumerate() {
        fs::write(inputs.join(format!("seed-{number}")), input)?;
    }
    let escaped = |word: &&str| -> String { word.bytes().map(|byte| format!("\\x{byte:02x}")).collect() };
    let lines: String = body.dictionary.iter().map(|word| format!("\"{}\"\n", escaped(word))).collect();
    fs::write(folder.join(format!("{}.dict", body.name)), lines)
}
