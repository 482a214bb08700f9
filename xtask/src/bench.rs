//! Measuring: the client beside a hand-written lower bound, and what it takes to compile it.

use std::time::Instant;

use xshell::{Shell, cmd};

use crate::{Result, flags::Bench, metadata, published};

/// What runs when nothing is named, in this order.
const ALL: [&str; 5] = ["micro", "e2e", "placement", "memory", "cold"];

/// The backend that is compiled in by default.
const DEFAULT_BACKEND: &str = "ring";

/// Measures, and prints tables in Markdown.
pub(crate) fn run(sh: &Shell, flags: &Bench) -> Result {
    match flags.what.as_deref() {
        None => ALL.iter().try_for_each(|what| measure(sh, what, flags)),
        Some("compile") => compile(sh),
        Some(what) if ALL.contains(&what) => measure(sh, what, flags),
        Some(_) => Err(format!("there are: {}, compile", ALL.join(", ")).into()),
    }
}

fn measure(sh: &Shell, what: &str, flags: &Bench) -> Result {
    println!("\n## {what}\n");
    let backend = flags.backend.as_deref().unwrap_or(DEFAULT_BACKEND);
    let quick = flags.quick.then_some("--quick");
    match what {
        "micro" => {
            let features = features(backend);
            Ok(cmd!(sh, "cargo bench -p alipay-bench {features...} --bench micro").run()?)
        }
        "e2e" => {
            let signed = ["--backend", backend];
            program(sh, backend, &[&["e2e"], &signed[..], quick.as_slice()].concat())?;
            program(
                sh,
                backend,
                &[&["e2e", "--wire", "http1", "--default-placement"], &signed[..], quick.as_slice()].concat(),
            )?;
            // What is left when nobody signs: what the SDK adds, without the noise of RSA.
            program(sh, backend, &[&["e2e", "--backend", "stored"], quick.as_slice()].concat())
        }
        "placement" => program(sh, backend, &[&["placement", "--backend", backend], quick.as_slice()].concat()),
        what => program(sh, backend, &[what]),
    }
}

fn program(sh: &Shell, backend: &str, arguments: &[&str]) -> Result {
    let features = features(backend);
    let run = cmd!(sh, "cargo run --release --quiet -p alipay-bench {features...} -- {arguments...}");
    run.quiet().run()?;
    println!();
    Ok(())
}

/// What has to be compiled in for a backend.
fn features(backend: &str) -> Vec<&str> {
    if backend == DEFAULT_BACKEND { Vec::new() } else { vec!["--features", backend] }
}

/// Builds each published crate from nothing, as its user does: released, with its default features.
fn compile(sh: &Shell) -> Result {
    println!("| crate | clean release build, s |\n|---|---:|");
    for package in published(&metadata()?) {
        let name = package.name.as_str();
        let target = sh.create_temp_dir()?;
        let _target = sh.push_env("CARGO_TARGET_DIR", target.path());
        let started = Instant::now();
        cmd!(sh, "cargo build --release --quiet -p {name}").quiet().run()?;
        println!("| `{name}` | {:.0} |", started.elapsed().as_secs_f64());
    }
    Ok(())
}
