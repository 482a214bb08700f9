//! `cargo xtask new-api` and `cargo xtask new-crate`: what is written once, and is its author's from then on.

mod edit;
mod family;
mod name;
mod skeleton;
pub(crate) mod walk;

use std::{collections::BTreeMap, fs, path::Path};

use xshell::{Shell, cmd};

use crate::{Result, coverage, examples, flags};
use name::{Api, Dialect};

/// Begins an API in a product crate.
pub(crate) fn run(sh: &Shell, flags: &flags::NewApi) -> Result {
    let package = flags.crate_name.as_deref().ok_or("in which crate? Say it, as in --crate alipay-fund-account")?;
    let api = Api::new(Dialect::named(&flags.dialect)?, &flags.name, package)?;
    let root = sh.current_dir();
    let mut files = Files::of(&root);
    begin(&mut files, &api)?;
    files.write(sh)?;
    coverage::write(sh)?;
    println!(
        "fill in crates/{}/src/{}.rs, put the samples of the page into the fixtures, then:\n  \
         cargo test -p {} --all-features\n  cargo xtask coverage",
        api.package, api.module, api.package
    );
    Ok(())
}

/// Begins a crate for a family of APIs.
pub(crate) fn run_crate(sh: &Shell, flags: &flags::NewCrate) -> Result {
    let dialect = Dialect::named(&flags.dialect)?;
    let root = sh.current_dir();
    let mut files = Files::of(&root);
    family::begin(&mut files, dialect, &flags.name)?;
    files.write(sh)?;
    // The lock files name every crate, those of the examples too.
    for manifest in [vec!["Cargo.toml".into()], examples::manifests(sh)?].concat() {
        cmd!(sh, "cargo update --workspace --offline --quiet --manifest-path {manifest}").quiet().run()?;
    }
    println!("begin its first API:\n  cargo xtask new-api {} <name> --crate {}", flags.dialect, flags.name);
    Ok(())
}

fn begin(files: &mut Files<'_>, api: &Api) -> Result {
    let Api { package, module, request, .. } = api;
    let place = |file: &str| format!("crates/{package}/{file}");
    if !files.has(&place("Cargo.toml")) {
        let dialect = match api.dialect {
            Dialect::OpenPlatform => "open-platform",
            Dialect::Dws => "dws",
            Dialect::WorldFirst => "worldfirst",
        };
        let rest = format!("is it misspelt? A new family begins with `cargo xtask new-crate {dialect} {package}`");
        return Err(format!("there is no crate {package}: {rest}").into());
    }
    files.create(place(&format!("src/{module}.rs")), skeleton::source(api))?;
    files.create(place(&format!("tests/{module}.rs")), skeleton::test(api))?;
    for what in ["request", "response"] {
        files.create(place(&format!("tests/fixtures/{module}_{what}.json")), skeleton::fixture(what))?;
    }
    files.change(&place("src/lib.rs"), |text| family::list(text, module, request, &api.response()))
}

/// What is to be written: all of it, or nothing.
#[derive(Debug)]
struct Files<'a> {
    root: &'a Path,
    new: BTreeMap<String, String>,
    changed: BTreeMap<String, String>,
}

impl<'a> Files<'a> {
    fn of(root: &'a Path) -> Self {
        Self { root, new: BTreeMap::new(), changed: BTreeMap::new() }
    }

    fn has(&self, file: &str) -> bool {
        self.root.join(file).exists()
    }

    fn read(&self, file: &str) -> Result<String> {
        fs::read_to_string(self.root.join(file)).map_err(|error| format!("{file}: {error}").into())
    }

    /// A file that must not be there yet.
    fn create(&mut self, file: String, text: String) -> Result {
        if self.has(&file) {
            return Err(format!("{file} is there already and is left alone; nothing was written").into());
        }
        self.new.insert(file, text);
        Ok(())
    }

    fn change(&mut self, file: &str, change: impl FnOnce(&str) -> Result<String>) -> Result {
        let text = change(&self.read(file)?).map_err(|error| format!("{file}: {error}; nothing was written"))?;
        self.changed.insert(file.to_owned(), text);
        Ok(())
    }

    fn write(self, sh: &Shell) -> Result {
        for (file, text) in self.new.iter().chain(&self.changed) {
            if file.ends_with(".rs") {
                // By its text, for by its name the modules it declares would be formatted too.
                let formatted = cmd!(sh, "rustfmt --edition 2024").stdin(text).quiet().read()?;
                sh.write_file(file, formatted + "\n")?;
            } else {
                sh.write_file(file, text)?;
            }
        }
        self.new.keys().for_each(|file| println!("new      {file}"));
        self.changed.keys().for_each(|file| println!("changed  {file}"));
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::root;

    fn planned(
        dialect: &str,
        name: &str,
        package: &str,
    ) -> Result<(BTreeMap<String, String>, BTreeMap<String, String>)> {
        let mut files = Files::of(root());
        begin(&mut files, &Api::new(Dialect::named(dialect)?, name, package)?)?;
        Ok((files.new, files.changed))
    }

    fn refused(dialect: &str, name: &str, package: &str) -> String {
        planned(dialect, name, package).unwrap_err().to_string()
    }

    /// In a family that is there, an API touches its own files and one line of the crate.
    #[test]
    fn an_api_is_four_files_and_a_line() {
        for (dialect, name, package, module) in [
            ("open-platform", "alipay.trade.order.onsettle.query", "alipay-trade", "order_onsettle_query"),
            ("dws", "unbindTopupMethod", "alipay-dws-topups", "unbind_topup_method"),
            ("worldfirst", "inquiryStatement", "alipay-worldfirst-fund", "inquiry_statement"),
        ] {
            let (new, changed) = planned(dialect, name, package).unwrap();
            let files = [
                format!("crates/{package}/src/{module}.rs"),
                format!("crates/{package}/tests/fixtures/{module}_request.json"),
                format!("crates/{package}/tests/fixtures/{module}_response.json"),
                format!("crates/{package}/tests/{module}.rs"),
            ];
            assert_eq!(new.keys().collect::<Vec<_>>(), files.iter().collect::<Vec<_>>());
            assert_eq!(changed.keys().collect::<Vec<_>>(), [&format!("crates/{package}/src/lib.rs")]);
            assert!(new[&files[0]].contains(&format!("name: \"{name}\",")));
        }
    }

    #[test]
    fn what_is_there_is_left_alone() {
        let there = refused("open-platform", "alipay.fund.account.query", "alipay-fund-account");
        assert!(there.starts_with("crates/alipay-fund-account/src/query.rs is there already"), "{there}");
        let mut files = Files::of(root());
        let there = family::begin(&mut files, Dialect::Dws, "alipay-dws-topups").unwrap_err().to_string();
        assert!(there.starts_with("crates/alipay-dws-topups/Cargo.toml is there already"), "{there}");
    }

    #[test]
    fn an_unknown_crate_says_how_to_begin_one() {
        let unknown = refused("dws", "collectThings", "alipay-dws-things");
        assert!(unknown.contains("cargo xtask new-crate dws alipay-dws-things"), "{unknown}");
    }

    /// The places that name every family have the lines by which they are found.
    #[test]
    fn a_family_of_each_dialect_finds_its_places() {
        for (dialect, package, path) in [
            (Dialect::OpenPlatform, "alipay-zoo-animal", "alipay_zoo_animal as zoo_animal"),
            (Dialect::Dws, "alipay-dws-animals", "alipay_dws_animals as animals"),
            (Dialect::WorldFirst, "alipay-worldfirst-animals", "alipay_worldfirst_animals as animals"),
        ] {
            let mut files = Files::of(root());
            family::begin(&mut files, dialect, package).unwrap();
            assert!(files.new[&format!("crates/{package}/Cargo.toml")].contains(&format!("name = \"{package}\"\n")));
            let changed: Vec<_> = files.changed.keys().map(String::as_str).collect();
            let expected = [
                "Cargo.toml",
                "crates/alipay-sandbox/Cargo.toml",
                "crates/alipay-sandbox/src/lib.rs",
                "crates/alipay/Cargo.toml",
                "crates/alipay/src/lib.rs",
            ];
            assert_eq!(changed, expected);
            assert!(files.changed.values().all(
                |text| text.contains(&package.replace("alipay-", "")) || text.contains(&package.replace('-', "_"))
            ));
            let facade = &files.changed["crates/alipay/src/lib.rs"];
            assert!(facade.contains(&format!("pub use {path};")));
            // Among the features, not in the column beside them.
            let feature = package.replacen("alipay-", "", 1);
            assert!(facade.contains(&format!("`, `{feature}` | types to compile | yes |")));
        }
    }
}
