//! What the packages hold: everything their sources need, and nothing that is for this repository alone.

use std::{
    collections::BTreeSet,
    path::{Path, PathBuf},
};

use proc_macro2::{Delimiter, TokenTree};
use xshell::{Shell, cmd};

use crate::{
    Result,
    files::resolved,
    tokens::{Tokens, ident, inside, is_ident, is_punct, string, tokens},
    workspace::Package,
};

/// What `cargo package` adds, and what every package has.
const MADE_BY_CARGO: &[&str] = &[".cargo_vcs_info.json", "Cargo.lock", "Cargo.toml", "Cargo.toml.orig"];
const LICENCES: &[&str] = &["LICENSE-APACHE", "LICENSE-MIT"];

/// What makes docs.rs show which feature an item needs. Other builds do not see it.
const SHOWS_FEATURES: &str = "#![cfg_attr(docsrs, feature(doc_cfg))]";

/// The longest package in bytes, compressed: enough for sources, too little for fixtures that slipped in.
const LONGEST: u64 = 300 * 1024;

/// A package that was made.
#[derive(Debug, Default)]
pub(super) struct Packed {
    /// The paths it holds.
    files: BTreeSet<String>,
    /// In bytes, compressed.
    pub(super) size: u64,
    /// The texts of its sources, by their paths.
    sources: Vec<(String, String)>,
    /// Which of its licences are not those of the workspace.
    other_licences: Vec<String>,
}

/// Reads the package of this crate.
pub(super) fn read(sh: &Shell, target: &Path, package: &Package) -> Result<Packed> {
    let name = format!("{}-{}", package.name, package.version);
    let file = target.join("package").join(format!("{name}.crate"));
    let unpacked = sh.create_temp_dir()?;
    let (path, into) = (&file, unpacked.path());
    cmd!(sh, "tar -xzf {path} -C {into}").quiet().run()?;
    let root = into.join(name);
    let mut packed = Packed { size: file.metadata()?.len(), ..Packed::default() };
    for path in files(sh, &root)? {
        let inner = path.strip_prefix(&root)?.to_string_lossy().replace('\\', "/");
        if inner.ends_with(".rs") {
            packed.sources.push((inner.clone(), sh.read_file(&path)?));
        }
        if LICENCES.contains(&inner.as_str()) && sh.read_file(&path)? != sh.read_file(&inner)? {
            packed.other_licences.push(inner.clone());
        }
        packed.files.insert(inner);
    }
    Ok(packed)
}

fn files(sh: &Shell, folder: &Path) -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for path in sh.read_dir(folder)? {
        if path.is_dir() {
            found.extend(files(sh, &path)?);
        } else {
            found.push(path);
        }
    }
    Ok(found)
}

impl Packed {
    pub(super) fn count(&self) -> usize {
        self.files.len()
    }

    /// Everything that is wrong with it.
    pub(super) fn check(&self, name: &str) -> Result<Vec<String>> {
        let mut findings = Vec::new();
        for wanted in LICENCES.iter().chain(&["README.md"]).filter(|wanted| !self.files.contains(**wanted)) {
            findings.push(format!("{name} has no {wanted}"));
        }
        findings.extend(self.other_licences.iter().map(|file| format!("{name}: {file} is not that of the workspace")));
        if self.size > LONGEST {
            findings.push(format!("{name} has {} bytes, at most {LONGEST} are expected", self.size));
        }

        let library = self.sources.iter().find(|(file, _)| file == "src/lib.rs");
        if library.is_some_and(|(_, text)| !text.lines().any(|line| line == SHOWS_FEATURES)) {
            findings.push(format!("{name}: src/lib.rs lacks {SHOWS_FEATURES}"));
        }

        let mut needed = BTreeSet::new();
        for (file, text) in &self.sources {
            let tokens = tokens(text).map_err(|error| format!("{name}: {file} {error}"))?;
            let mut includes = Vec::new();
            find_includes(&tokens, false, &mut includes);
            for Include { path, gated } in includes {
                let place = resolved(file, &path);
                let held = place.as_ref().is_some_and(|place| self.files.contains(place));
                if !held && !gated {
                    findings.push(format!("{name}: {file} includes {path}, which is not in the package"));
                }
                needed.extend(place);
            }
        }
        let accounted = |file: &&String| {
            let fixed = MADE_BY_CARGO.iter().chain(LICENCES).any(|known| known == file);
            fixed
                || file.ends_with("README.md")
                || (file.starts_with("src/") && file.ends_with(".rs"))
                || needed.contains(*file)
        };
        let strays = self.files.iter().filter(|file| !accounted(file));
        findings.extend(strays.map(|file| format!("{name} holds {file}, which no source includes")));
        Ok(findings)
    }
}

/// A file that `include_str!` or `include_bytes!` names.
#[derive(Debug, PartialEq)]
struct Include {
    path: String,
    /// Whether only tests of this repository read it: the item is for `cfg(test)` or `cfg(doctest)`.
    gated: bool,
}

fn find_includes(tokens: &[TokenTree], gated: bool, found: &mut Vec<Include>) {
    let mut rest = tokens;
    // Of the item that the attributes before it belong to.
    let mut item_gated = gated;
    while let [token, behind @ ..] = rest {
        if let [hash, body, behind @ ..] = rest
            && is_punct(hash, '#')
            && let Some(attribute) = inside(body, Delimiter::Bracket)
        {
            item_gated |= is_test(&attribute);
            find_includes(&attribute, item_gated, found);
            rest = behind;
            continue;
        }
        if let [name, bang, arguments, ..] = rest
            && ident(name).is_some_and(|name| matches!(name.as_str(), "include_str" | "include_bytes"))
            && is_punct(bang, '!')
            && let TokenTree::Group(group) = arguments
            && let Some(path) = group.stream().into_iter().next().as_ref().and_then(string)
        {
            found.push(Include { path, gated: item_gated });
        }
        if let TokenTree::Group(group) = token {
            find_includes(&group.stream().into_iter().collect::<Tokens>(), item_gated, found);
        }
        // The end of an item.
        if is_punct(token, ';') || inside(token, Delimiter::Brace).is_some() {
            item_gated = gated;
        }
        rest = behind;
    }
}

/// `cfg(test)`, `cfg(doctest)` or `cfg(all(test, ..))`
fn is_test(attribute: &[TokenTree]) -> bool {
    let [cfg, condition] = attribute else { return false };
    let condition = inside(condition, Delimiter::Parenthesis).unwrap_or_default();
    let of_tests = |token: &TokenTree| is_ident(token, "test") || is_ident(token, "doctest");
    is_ident(cfg, "cfg")
        && match condition.as_slice() {
            [only] => of_tests(only),
            [all, parts] if is_ident(all, "all") => {
                inside(parts, Delimiter::Parenthesis).unwrap_or_default().iter().any(of_tests)
            }
            _ => false,
        }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn packed(source: &str, more: &[&str]) -> Packed {
        let fixed = ["Cargo.toml", "Cargo.toml.orig", "LICENSE-APACHE", "LICENSE-MIT", "README.md", "src/lib.rs"];
        Packed {
            files: fixed.iter().chain(more).map(|file| (*file).to_owned()).collect(),
            sources: vec![("src/lib.rs".to_owned(), format!("{SHOWS_FEATURES}\n{source}"))],
            ..Packed::default()
        }
    }

    fn found(packed: &Packed) -> Vec<String> {
        packed.check("alipay-x").unwrap()
    }

    #[test]
    fn what_is_included_is_held_and_nothing_else() {
        let key = "const KEY: &str = include_str!(\"../keys/a.pem\");";
        assert_eq!(found(&packed(key, &["keys/a.pem", "keys/README.md"])), Vec::<String>::new());
        assert_eq!(
            found(&packed(key, &[])),
            ["alipay-x: src/lib.rs includes ../keys/a.pem, which is not in the package"]
        );
        assert_eq!(found(&packed("", &["keys/a.pem"])), ["alipay-x holds keys/a.pem, which no source includes"]);
        for stray in ["tests/it/main.rs", "src/fixture.json", "vectors/a.txt", "benches/micro.rs"] {
            assert_eq!(found(&packed("", &[stray])).len(), 1, "{stray}");
        }
    }

    #[test]
    fn only_tests_may_look_outside() {
        let guide = "#[doc = include_str!(\"../../../docs/guide/rest.md\")] struct Guide;";
        assert_eq!(found(&packed(guide, &[])).len(), 1);
        assert!(found(&packed(&format!("/// Runs it.\n#[cfg(doctest)]\n{guide}"), &[])).is_empty());
        assert_eq!(found(&packed(&format!("#[cfg(not(test))]\n{guide}"), &[])).len(), 1);
        let bytes = "const A: &[u8] = include_bytes!(\"../../x\");";
        assert!(found(&packed(&format!("#[cfg(all(test, unix))] mod tests {{ {bytes} }}"), &[])).is_empty());
        assert_eq!(found(&packed(&format!("#[cfg(test)] mod tests {{}} {bytes}"), &[])).len(), 1, "the next item");
        assert_eq!(found(&packed(&format!("#[cfg(test)] use a::b; {bytes}"), &[])).len(), 1, "the next item");
    }

    #[test]
    fn licences_readme_and_size() {
        for wanted in ["LICENSE-APACHE", "LICENSE-MIT", "README.md"] {
            let mut packed = packed("", &[]);
            packed.files.remove(wanted);
            assert_eq!(found(&packed), [format!("alipay-x has no {wanted}")]);
        }
        let other = Packed { other_licences: vec!["LICENSE-MIT".to_owned()], ..packed("", &[]) };
        assert_eq!(found(&other).len(), 1);
        assert_eq!(found(&Packed { size: LONGEST + 1, ..packed("", &[]) }).len(), 1);
    }

    #[test]
    fn libraries_show_features() {
        let mut packed = packed("", &[]);
        packed.sources[0].1 = format!("// {SHOWS_FEATURES}");
        assert_eq!(found(&packed), [format!("alipay-x: src/lib.rs lacks {SHOWS_FEATURES}")]);
        packed.sources[0].0 = "src/main.rs".to_owned();
        assert!(found(&packed).is_empty(), "a program has no pages");
    }

    /// A package made by `tar`, as cargo makes them.
    #[test]
    fn packages_are_read() {
        let sh = Shell::new().unwrap();
        let folder = sh.create_temp_dir().unwrap();
        sh.change_dir(folder.path());
        sh.write_file("LICENSE-MIT", "MIT").unwrap();
        let root = "alipay-x-0.1.0";
        for (file, text) in
            [("Cargo.toml", ""), ("LICENSE-MIT", "MIT, but for"), ("src/lib.rs", "mod a;"), ("src/a/b.rs", "")]
        {
            sh.write_file(format!("{root}/{file}"), text).unwrap();
        }
        sh.create_dir("target/package").unwrap();
        cmd!(sh, "tar -czf target/package/alipay-x-0.1.0.crate {root}").run().unwrap();
        let package = Package { version: "0.1.0".to_owned(), ..Package::sample("alipay-x") };
        let packed = read(&sh, &folder.path().join("target"), &package).unwrap();
        assert!(packed.size > 0 && packed.count() == 4);
        assert_eq!(packed.other_licences, ["LICENSE-MIT"]);
        assert_eq!(
            packed.sources.iter().map(|(file, _)| file.as_str()).collect::<BTreeSet<_>>(),
            BTreeSet::from(["src/lib.rs", "src/a/b.rs"])
        );
    }
}
