//! What takes too long for every change: run it at night, and before a release.

use std::time::Instant;

use xshell::{Shell, cmd};

use crate::{
    Result, flags, metadata, no_findings, published, release,
    tools::{self, is_program},
};

/// A step: its name, and what it does. It says why where it has to be skipped.
type Step = (&'static str, fn(&Shell, &flags::Soak) -> Result<Outcome>);

const STEPS: &[Step] = &[
    ("clippy", clippy),
    ("features", features),
    ("tests", tests),
    ("products", products),
    ("backend", backend),
    ("browser", browser),
    ("examples", examples),
    ("sdks", sdks),
    ("fuzz", fuzzing),
    ("deny", deny),
    ("book", book),
    ("packages", packages),
    ("oldest-rust", oldest_rust),
    ("mutants", mutants),
];

enum Outcome {
    Done,
    Skipped(String),
}

/// What makes tests run at full length, and fail where something they need is missing.
const AT_LENGTH: &str = "ALIPAY_SOAK";

/// Runs the named steps, or all. One that fails does not keep the others from running.
pub(crate) fn run(sh: &Shell, flags: &flags::Soak) -> Result {
    if flags.list {
        STEPS.iter().for_each(|(name, _)| println!("{name}"));
        return Ok(());
    }
    let is_named = |name: &str| flags.step.is_empty() || flags.step.iter().any(|named| name.starts_with(named));
    let (mut failed, mut skipped) = (Vec::new(), Vec::new());
    let steps: Vec<_> = STEPS.iter().filter(|(name, _)| is_named(name)).collect();
    if steps.is_empty() {
        return Err("there is no such step; `cargo xtask soak --list` lists them".into());
    }
    for (name, step) in steps {
        println!("==> {name}");
        let started = Instant::now();
        let outcome = step(sh, flags);
        let seconds = started.elapsed().as_secs();
        match outcome {
            Ok(Outcome::Done) => println!("    {name}: ok in {seconds} s"),
            Ok(Outcome::Skipped(why)) => {
                println!("    {name}: skipped: {why}");
                skipped.push(*name);
            }
            Err(error) => {
                println!("    {name}: failed after {seconds} s: {error}");
                failed.push((*name).to_owned());
            }
        }
    }
    if !skipped.is_empty() {
        println!("skipped: {}", skipped.join(", "));
    }
    no_findings("steps that failed", &failed)
}

/// With every set of features that `.ci/run` does not lint.
fn clippy(sh: &Shell, _: &flags::Soak) -> Result<Outcome> {
    for features in [None, Some("--no-default-features")] {
        cmd!(sh, "cargo clippy --workspace --all-targets {features...} -- -D warnings").run()?;
    }
    Ok(Outcome::Done)
}

/// Each crate compiles alone, bare and with each feature by itself: in a build of the whole workspace, other crates turn on
/// features it forgot to ask for. So do its tests.
fn features(sh: &Shell, _: &flags::Soak) -> Result<Outcome> {
    tools::cargo(sh, "hack", "^0.6")?;
    cmd!(sh, "cargo hack check --workspace --each-feature --no-dev-deps").run()?;
    for package in published(&metadata()?) {
        let name = package.name.as_str();
        cmd!(sh, "cargo check --package {name} --tests").run()?;
    }
    Ok(Outcome::Done)
}

/// All tests at full length: the whole fault matrix, long storms. Then all of them with default features.
fn tests(sh: &Shell, _: &flags::Soak) -> Result<Outcome> {
    let at_length = sh.push_env(AT_LENGTH, "1");
    cmd!(sh, "cargo test --workspace --all-features -- --skip pages::browser").run()?;
    drop(at_length);
    cmd!(sh, "cargo test --workspace").run()?;
    Ok(Outcome::Done)
}

/// The tests of each product, which is what users take alone, with each set of its features.
fn products(sh: &Shell, _: &flags::Soak) -> Result<Outcome> {
    tools::cargo(sh, "hack", "^0.6")?;
    for package in published(&metadata()?).filter(|package| package.features.contains_key("server")) {
        let name = package.name.as_str();
        cmd!(sh, "cargo hack test --package {name} --each-feature").run()?;
    }
    Ok(Outcome::Done)
}

/// The second backend alone: it may not lean on the first.
fn backend(sh: &Shell, _: &flags::Soak) -> Result<Outcome> {
    cmd!(sh, "cargo test --package alipay-sign --no-default-features --features aws-lc-rs,cert,encrypt,gbk,generate")
        .run()?;
    Ok(Outcome::Done)
}

/// What a real browser makes of signed pages.
fn browser(sh: &Shell, _: &flags::Soak) -> Result<Outcome> {
    if !["chromium", "chromedriver"].into_iter().all(is_program) {
        return Ok(Outcome::Skipped("it drives chromium by chromedriver; install both".to_owned()));
    }
    let _at_length = sh.push_env(AT_LENGTH, "1");
    cmd!(sh, "cargo test --package alipay --all-features --test it pages::browser").run()?;
    Ok(Outcome::Done)
}

/// What the official SDK of another language makes of the sandbox's answers to methods that it answers by shape.
fn sdks(sh: &Shell, _: &flags::Soak) -> Result<Outcome> {
    if !is_program("python3") {
        return Ok(Outcome::Skipped("it runs the official Python SDK; install python3 with pip and venv".to_owned()));
    }
    cmd!(sh, "cargo build --package alipay-cli").run()?;
    cmd!(sh, "python3 -m venv target/sdks").run()?;
    cmd!(sh, "target/sdks/bin/pip install --quiet alipay-sdk-python").run()?;
    cmd!(sh, "target/sdks/bin/python crates/alipay-cli/tests/sdk/open_platform.py target/debug/alipay").run()?;
    Ok(Outcome::Done)
}

/// What outsiders write: workspaces of their own, so nothing here can help them.
fn examples(sh: &Shell, _: &flags::Soak) -> Result<Outcome> {
    for example in sh.read_dir("examples")? {
        let manifest = example.join("Cargo.toml");
        cmd!(sh, "cargo clippy --locked --manifest-path {manifest} --all-targets -- -D warnings").run()?;
        cmd!(sh, "cargo test --locked --manifest-path {manifest}").run()?;
        cmd!(sh, "cargo run --locked --quiet --manifest-path {manifest}").run()?;
    }
    Ok(Outcome::Done)
}

/// Each fuzz body under libFuzzer. What is found stays in `fuzz/artifacts`. Needs a C++ compiler, and no nightly Rust.
fn fuzzing(sh: &Shell, flags: &flags::Soak) -> Result<Outcome> {
    tools::cargo(sh, "fuzz", "^0.13")?;
    let seconds = flags.seconds.unwrap_or(120).to_string();
    let mut failed = Vec::new();
    for target in cmd!(sh, "cargo fuzz list").read()?.lines() {
        // Bodies of one format share seeds, and the words they are fed with.
        let format = target.split('_').next().unwrap_or_default();
        let corpus = sh.create_dir(format!("fuzz/corpus/{target}"))?;
        let seeds = format!("fuzz/seeds/{format}");
        let words = format!("-dict=fuzz/dict/{format}.dict");
        let limits = ["-max_len=8192", "-timeout=20", &format!("-max_total_time={seconds}")];
        let run = cmd!(sh, "cargo fuzz run --sanitizer none {target} {corpus} {seeds} -- {limits...} {words}");
        if run.run().is_err() {
            failed.push(target.to_owned());
        }
    }
    no_findings("bodies that failed", &failed)?;
    Ok(Outcome::Done)
}

/// Licences, sources, bans and known vulnerabilities of all dependencies.
fn deny(sh: &Shell, _: &flags::Soak) -> Result<Outcome> {
    tools::cargo(sh, "deny", "^0.20")?;
    cmd!(sh, "cargo deny --log-level error check --hide-inclusion-graph").run()?;
    Ok(Outcome::Done)
}

fn book(sh: &Shell, _: &flags::Soak) -> Result<Outcome> {
    if !is_program("mdbook") {
        cmd!(sh, "cargo install --locked mdbook").run()?;
    }
    cmd!(sh, "mdbook build docs").run()?;
    Ok(Outcome::Done)
}

/// Every package builds from what it holds.
fn packages(sh: &Shell, _: &flags::Soak) -> Result<Outcome> {
    release::packages(sh)?;
    Ok(Outcome::Done)
}

fn oldest_rust(sh: &Shell, _: &flags::Soak) -> Result<Outcome> {
    if !is_program("rustup") {
        return Ok(Outcome::Skipped("it takes rustup to have two versions of Rust".to_owned()));
    }
    release::oldest_rust(sh)?;
    Ok(Outcome::Done)
}

/// Whether a test notices when what judges a call is wrong. `.cargo/mutants.toml` names the files.
fn mutants(sh: &Shell, flags: &flags::Soak) -> Result<Outcome> {
    tools::cargo(sh, "mutants", "^27")?;
    let shard = flags.shard.iter().flat_map(|shard| ["--shard", shard]);
    cmd!(sh, "cargo mutants --no-shuffle --output target {shard...}").run()?;
    Ok(Outcome::Done)
}
