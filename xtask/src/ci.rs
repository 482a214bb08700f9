//! Every check a change must pass, cheapest first.

use std::time::{Duration, Instant};

use xshell::{Shell, cmd};

use crate::{
    Result, browser, coverage, deny, docs, examples, files,
    layers::{self, Layer},
    new_api, release, vectors,
    workspace::{self, Package},
};

/// A named check.
#[derive(Debug)]
struct Step {
    name: String,
    check: Check,
}

#[derive(Debug, PartialEq, Eq)]
enum Check {
    Format,
    Layers,
    Vectors,
    /// The Markdown files.
    Documents,
    Book,
    Coverage,
    /// What would be published, without building it.
    Package,
    Deny,
    /// What rustdoc makes.
    Docs,
    /// Gets the browser that tests drive, where that is possible. Never fails.
    Browser,
    /// The crates of `examples/`, which are outside of this workspace.
    Examples,
    /// Does what the page on adding an API says.
    AddAnApi,
    /// Arguments of `cargo`, one command each.
    Cargo(Vec<String>),
}

/// Runs the steps whose name starts with `only`, or all; stops at the first failure.
pub(crate) fn run(sh: &Shell, only: Option<&str>) -> Result {
    let mut steps = steps(&workspace::packages(sh)?);
    let names: Vec<_> = steps.iter().map(|step| step.name.clone()).collect();
    steps.retain(|step| step.name.starts_with(only.unwrap_or_default()));
    if steps.is_empty() {
        return Err(format!("no such step; there are: {}", names.join(", ")).into());
    }

    let started = Instant::now();
    for (number, Step { name, check }) in steps.iter().enumerate() {
        println!("==> {name} ({}/{})", number + 1, steps.len());
        let started = Instant::now();
        let outcome = check.run(sh);
        let time = seconds(started.elapsed());
        match outcome {
            Ok(()) => println!("    {name}: ok in {time}"),
            Err(error) => return Err(format!("step `{name}` failed after {time}: {error}").into()),
        }
    }
    println!("all {} steps ok in {}", steps.len(), seconds(started.elapsed()));
    Ok(())
}

impl Check {
    fn run(&self, sh: &Shell) -> Result {
        match self {
            Self::Format => {
                // File by file: `cargo fmt` does not follow the `mod` items that `apis!` writes.
                let files = files::tracked(sh, "*.rs")?;
                let formatted = cmd!(sh, "rustfmt --check {files...}").quiet().run();
                formatted.map_err(|_| "run rustfmt on the files named above".into())
            }
            Self::Layers => layers::run(sh),
            Self::Vectors => vectors::run(sh, true),
            Self::Documents => docs::run(sh),
            Self::Book => docs::book(sh),
            Self::Coverage => coverage::check(sh),
            Self::Package => release::package(sh),
            Self::Deny => deny::check(sh),
            Self::Docs => {
                let _deny = sh.push_env("RUSTDOCFLAGS", "-D warnings");
                // Libraries only: the pages of the binary `alipay` would land on those of the library.
                Ok(cmd!(sh, "cargo doc --workspace --lib --no-deps --all-features").run()?)
            }
            Self::Browser => {
                browser::install(sh);
                Ok(())
            }
            Self::Examples => examples::check(sh),
            Self::AddAnApi => new_api::walk::run(sh),
            Self::Cargo(commands) => commands.iter().try_for_each(|arguments| {
                let arguments = arguments.split_whitespace();
                Ok(cmd!(sh, "cargo {arguments...}").run()?)
            }),
        }
    }
}

fn steps(packages: &[Package]) -> Vec<Step> {
    let step = |name: &str, check| Step { name: name.to_owned(), check };
    let cargo = |name: &str, arguments: &str| step(name, Check::Cargo(vec![arguments.to_owned()]));
    let clippy = |features: &str| format!("clippy --workspace --all-targets {features} -- -D warnings");

    let mut steps = vec![
        step("fmt", Check::Format),
        step("layers", Check::Layers),
        step("vectors", Check::Vectors),
        step("documents", Check::Documents),
        step("book", Check::Book),
        step("coverage", Check::Coverage),
        step("package", Check::Package),
        step("deny", Check::Deny),
        cargo("clippy", &clippy("")),
        cargo("clippy (no default features)", &clippy("--no-default-features")),
        cargo("clippy (all features)", &clippy("--all-features")),
        step("docs", Check::Docs),
        step("browser", Check::Browser),
    ];
    for (prefix, commands) in [("build", builds as fn(&Package) -> Vec<String>), ("test", test_runs)] {
        for package in packages {
            let commands = commands(package);
            if !commands.is_empty() {
                steps.push(step(&format!("{prefix} {}", package.name), Check::Cargo(commands)));
            }
        }
    }
    // With default features they have run already: `cargo test --workspace` is a command of its own.
    steps.push(cargo("tests (all features)", "test --workspace --all-features"));
    steps.push(step("examples", Check::Examples));
    steps.push(step("add-an-api", Check::AddAnApi));
    steps
}

/// Each library compiles alone, bare and with each feature by itself. In a build of the whole workspace, or of a
/// crate's tests, other crates turn on features it forgot to ask for.
fn builds(package: &Package) -> Vec<String> {
    if !package.library {
        return Vec::new();
    }
    let check = format!("check -p {} --lib --no-default-features", package.name);
    let features = package.features.keys().filter(|name| *name != "default");
    let single = features.map(|feature| format!("{check} --features {feature}"));
    [check.clone()].into_iter().chain(single).collect()
}

/// The backend of `alipay-sign` that is off by default.
const BACKEND: &str = "aws-lc-rs";

/// What a crate's tests need beyond the two runs of all of them. Each crate's tests build alone, where no other crate
/// turns on features they forgot to ask for. A product, which is what users take alone, passes them so with every set of
/// features.
fn test_runs(package: &Package) -> Vec<String> {
    let test = format!("test -p {}", package.name);
    let beyond = package.beyond_default();
    if Layer::of(&package.name) == Some(Layer::Product) {
        let bare = package.has_defaults().then(|| format!("{test} --no-default-features"));
        let single = beyond.iter().map(|feature| format!("{test} --features {feature}"));
        return [test.clone()].into_iter().chain(bare).chain(single).collect();
    }
    let alone = format!("check -p {} --tests", package.name);
    // All features are both backends. The second may not lean on the first.
    let backend = (Layer::of(&package.name) == Some(Layer::Sign) && beyond.contains(&BACKEND))
        .then(|| format!("{test} --no-default-features --features {BACKEND},cert,generate"));
    [alone].into_iter().chain(backend).collect()
}

fn seconds(time: Duration) -> String {
    format!("{:.1} s", time.as_secs_f64())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn features_are_built_one_by_one() {
        let sign = Package::sample("alipay-sign").feature("default", &["ring"]).feature("ring", &["dep:ring"]);
        let check = "check -p alipay-sign --lib --no-default-features";
        assert_eq!(builds(&sign), [check.to_owned(), format!("{check} --features ring")]);
        assert!(builds(&Package { library: false, ..sign }).is_empty());
    }

    #[test]
    fn crates_are_tested_alone() {
        assert_eq!(test_runs(&Package::sample("alipay-wire")), ["check -p alipay-wire --tests"]);
        let sandbox = Package::sample("alipay-sandbox").feature("listen", &["dep:hyper"]);
        assert_eq!(test_runs(&sandbox), ["check -p alipay-sandbox --tests"]);
        let topups = Package::sample("alipay-dws-topups").feature("default", &["client"]);
        let topups = topups.feature("client", &[]).feature("server", &[]);
        let test = "test -p alipay-dws-topups";
        let flags = ["", " --no-default-features", " --features server"];
        assert_eq!(test_runs(&topups), flags.map(|flags| format!("{test}{flags}")));
    }

    #[test]
    fn the_second_backend_is_tested_alone() {
        let sign = Package::sample("alipay-sign").feature("default", &["ring"]).feature("ring", &["dep:ring"]);
        let sign = sign.feature("aws-lc-rs", &["dep:aws-lc-rs"]).feature("cert", &[]);
        let expected = [
            "check -p alipay-sign --tests",
            "test -p alipay-sign --no-default-features --features aws-lc-rs,cert,generate",
        ];
        assert_eq!(test_runs(&sign), expected);
        let facade = Package::sample("alipay").feature("aws-lc-rs", &["alipay-sign/aws-lc-rs"]);
        assert_eq!(test_runs(&facade), ["check -p alipay --tests"]);
    }

    #[test]
    fn every_member_has_a_test_step() {
        let packages = ["alipay-sign", "alipay-cli", "xtask"].map(Package::sample);
        let steps = steps(&packages);
        for package in &packages {
            assert!(steps.iter().any(|step| step.name == format!("test {}", package.name)), "{}", package.name);
        }
        let position = |name| steps.iter().position(|step| step.name == name).unwrap();
        assert!(position("layers") < position("clippy"), "cheapest first");
        assert!(position("browser") < position("test alipay-sign"), "tests use it");
    }
}
