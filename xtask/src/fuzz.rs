//! The fuzz bodies of `fuzz/`: briefly in CI, for longer by hand, and with coverage guidance where there is a C++ compiler.

use std::{
    env, fs,
    num::NonZero,
    path::{self, Path, PathBuf},
    process::{Command, Stdio},
    sync::{Mutex, PoisonError},
    thread,
};

use xshell::{Shell, cmd};

use crate::{Result, flags, no_findings, root};

/// What rustc has to add for libFuzzer: counters at every edge, and calls at every comparison. All of it is stable.
const COVERAGE: &[&str] = &[
    "-Cpasses=sancov-module",
    "-Cllvm-args=-sanitizer-coverage-level=4",
    "-Cllvm-args=-sanitizer-coverage-inline-8bit-counters",
    "-Cllvm-args=-sanitizer-coverage-pc-table",
    "-Cllvm-args=-sanitizer-coverage-trace-compares",
    "-Ccodegen-units=1",
];

/// Fuzzes by hand, as the flags say.
pub(crate) fn run(sh: &Shell, flags: &flags::Fuzz) -> Result {
    if flags.libfuzzer {
        return libfuzzer(sh, &flags.body, flags.seconds.unwrap_or(60), flags.seed.unwrap_or(0));
    }
    let mut arguments: Vec<String> = flags.body.clone();
    let mut push = |name: &str, value: Option<String>| {
        arguments.extend(value.into_iter().flat_map(|value| [name.to_owned(), value]));
    };
    push("--seconds", flags.seconds.map(|it| it.to_string()));
    push("--executions", flags.executions.map(|it| it.to_string()));
    push("--seed", flags.seed.map(|it| it.to_string()));
    push("--jobs", flags.jobs.map(|it| it.to_string()));
    // From where this was called: the runner may be started elsewhere.
    let path = |path: &PathBuf| path::absolute(path).unwrap_or_else(|_| path.clone()).display().to_string();
    push("--input", flags.input.as_ref().map(path));
    push("--trace", flags.trace.as_ref().map(path));
    if flags.list {
        arguments.push("--list".to_owned());
    }
    runner(sh, &arguments)
}

/// What CI does: the tests of the runner, every body with its seeds among them, then ten seconds of each body. Two bodies
/// share a core, or it would take too long.
pub(crate) fn check(sh: &Shell) -> Result {
    let (manifest, jobs) = (manifest(), 2 * cores());
    cmd!(sh, "cargo test --quiet --manifest-path {manifest}").run()?;
    runner(sh, &["--seconds".to_owned(), "10".to_owned(), "--jobs".to_owned(), jobs.to_string()])
}

/// Lints, as for the workspace: this one is not a part of it.
pub(crate) fn clippy(sh: &Shell) -> Result {
    let manifest = manifest();
    Ok(cmd!(sh, "cargo clippy --manifest-path {manifest} --all-targets -- -D warnings").run()?)
}

fn runner(sh: &Shell, arguments: &[String]) -> Result {
    let manifest = manifest();
    let outcome = cmd!(sh, "cargo run --quiet --manifest-path {manifest} -- {arguments...}").quiet().run();
    outcome.map_err(|_| "the runner has said why (fuzz/README.md)".into())
}

fn cores() -> usize {
    thread::available_parallelism().map_or(1, NonZero::get)
}

fn manifest() -> PathBuf {
    root().join("fuzz/Cargo.toml")
}

/// Builds the bodies with coverage counters and runs them under libFuzzer, one on each core. What is worth keeping stays
/// in `fuzz/corpus`, where the other runner finds it.
fn libfuzzer(sh: &Shell, bodies: &[String], seconds: u64, seed: u64) -> Result {
    if !has_cpp_compiler() {
        println!("skipped: libFuzzer needs a C++ compiler, and neither $CXX nor c++, g++ or clang++ is one.");
        println!("         `cargo xtask fuzz` without --libfuzzer needs none.");
        return Ok(());
    }
    let program = build(sh)?;
    let folder = root().join("fuzz");
    let seeds = folder.join("target/seeds");
    let manifest = manifest();
    cmd!(sh, "cargo run --quiet --manifest-path {manifest} -- --export {seeds} {bodies...}").quiet().run()?;
    let listed = cmd!(sh, "cargo run --quiet --manifest-path {manifest} -- --list").quiet().read()?;
    let all = || listed.lines().map(str::to_owned).collect();
    let bodies: Vec<String> = if bodies.is_empty() { all() } else { bodies.to_vec() };

    let run = |body: &str| run_one(&program, &folder, &seeds, body, seconds, seed);
    let (queue, failed) = (Mutex::new(bodies.iter()), Mutex::new(Vec::new()));
    let next = || queue.lock().unwrap_or_else(PoisonError::into_inner).next();
    thread::scope(|scope| {
        for _ in 0..cores().min(bodies.len()) {
            scope.spawn(|| {
                while let Some(body) = next() {
                    match run(body) {
                        Ok(line) => println!("{body:<24} {line}  ok"),
                        Err(error) => {
                            println!("{body:<24} FAILED: {error}");
                            failed.lock().unwrap_or_else(PoisonError::into_inner).push(body.clone());
                        }
                    }
                }
            });
        }
    });
    no_findings("bodies that failed", &failed.into_inner().unwrap_or_else(PoisonError::into_inner))
}

/// Runs one body. What libFuzzer says goes to a file; its sum is what comes back.
fn run_one(program: &Path, folder: &Path, seeds: &Path, body: &str, seconds: u64, seed: u64) -> Result<String> {
    let (corpus, findings) = (folder.join("corpus").join(body), folder.join("findings"));
    fs::create_dir_all(&corpus)?;
    fs::create_dir_all(&findings)?;
    let log = folder.join("target").join(format!("libfuzzer-{body}.log"));
    let file = fs::File::create(&log)?;
    let status = Command::new(program)
        .env("ALIPAY_FUZZ_BODY", body)
        .arg(format!("-max_total_time={seconds}"))
        .arg(format!("-seed={seed}"))
        .arg(format!("-dict={}", seeds.join(format!("{body}.dict")).display()))
        .arg(format!("-artifact_prefix={}/{body}-", findings.display()))
        .args(["-print_final_stats=1", "-use_value_profile=1", "-max_len=8192", "-timeout=20"])
        .args([&corpus, &seeds.join(body)])
        .stdout(Stdio::null())
        .stderr(file)
        .status()?;
    let said = fs::read_to_string(&log)?;
    if !status.success() {
        return Err(format!("{}\n    again: cargo xtask fuzz {body} --input FILE", finding(&said, &log)).into());
    }
    let executions = number(&said, "stat::number_of_executed_units:");
    let rate = number(&said, "stat::average_exec_per_sec:");
    let kept = fs::read_dir(&corpus)?.count();
    Ok(format!("{executions:>10} executions {rate:>9}/s {kept:>6} kept"))
}

/// The lines that tell what was found.
fn finding(said: &str, log: &Path) -> String {
    let telling = |line: &&str| line.contains("panicked at") || line.contains("Test unit written to");
    let lines: Vec<_> = said.lines().filter(telling).collect();
    if lines.is_empty() { format!("see {}", log.display()) } else { lines.join("\n    ") }
}

/// What stands behind `name` in the statistics.
fn number<'a>(said: &'a str, name: &str) -> &'a str {
    said.lines().find_map(|line| line.strip_prefix(name)).map_or("?", str::trim)
}

/// Builds the bodies into libFuzzer. For a named target, so that build scripts and macros are left as they are.
fn build(sh: &Shell) -> Result<PathBuf> {
    let (manifest, host) = (manifest(), host(sh)?);
    let target = root().join("fuzz/target/libfuzzer");
    let _flags = sh.push_env("CARGO_ENCODED_RUSTFLAGS", COVERAGE.join("\u{1f}"));
    cmd!(
        sh,
        "cargo build --manifest-path {manifest} --features libfuzzer --bin libfuzzer --target {host} --target-dir {target}"
    )
    .run()?;
    Ok(target.join(host).join("debug/libfuzzer"))
}

fn host(sh: &Shell) -> Result<String> {
    let version = cmd!(sh, "rustc -vV").quiet().read()?;
    let host = version.lines().find_map(|line| line.strip_prefix("host: "));
    Ok(host.ok_or("rustc does not say which host it is on")?.to_owned())
}

fn has_cpp_compiler() -> bool {
    let named = env::var("CXX").ok();
    let answers = |compiler: &str| {
        let command = &mut Command::new(compiler);
        command.arg("--version").stdout(Stdio::null()).stderr(Stdio::null());
        command.status().is_ok_and(|status| status.success())
    };
    named.as_deref().into_iter().chain(["c++", "g++", "clang++"]).any(answers)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_libfuzzer_says() {
        let said = "#2 INITED\nstat::number_of_executed_units: 1234\nstat::average_exec_per_sec:     99\n";
        assert_eq!(number(said, "stat::number_of_executed_units:"), "1234");
        assert_eq!(number(said, "stat::average_exec_per_sec:"), "99");
        assert_eq!(number(said, "stat::peak_rss_mb:"), "?");
    }

    #[test]
    fn tells_what_was_found() {
        let log = Path::new("x.log");
        let said = "INFO\nthread 'main' panicked at src/a.rs:1:2:\nno\nartifact_prefix='x'; Test unit written to x-1\n";
        let found = finding(said, log);
        assert!(found.contains("src/a.rs:1:2") && found.ends_with("written to x-1"), "{found}");
        assert_eq!(finding("INFO\n", log), "see x.log");
    }
}
