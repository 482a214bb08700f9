//! How much the crates pull in: budgets over `cargo tree`.

use std::collections::{BTreeMap, BTreeSet};

use xshell::{Shell, cmd};

use super::Layer;
use crate::{Result, workspace::Package};

/// What the dependency tree of a package may hold.
pub(crate) struct Budget {
    /// Whose it is; empty when it is that of many.
    package: &'static str,
    /// The features it is built with, as arguments of `cargo`. None: its default features.
    features: &'static str,
    /// The most third-party crates, when limited.
    at_most: Option<usize>,
    never: &'static [&'static str],
    /// Crates that may stand in two versions; `None` when duplicates do not matter.
    duplicates: Option<&'static [&'static str]>,
}

const BUDGETS: &[Budget] = &[
    Budget { package: "alipay-wire", at_most: Some(30), ..PRODUCT },
    Budget { package: "alipay-notify", at_most: Some(30), ..PRODUCT },
    Budget { package: "alipay-sign", at_most: Some(25), never: &["tokio"], ..DEFAULT },
    Budget { package: "alipay-transport", at_most: Some(72), ..DEFAULT },
    Budget { package: "alipay-sandbox", at_most: Some(65), ..DEFAULT },
    Budget { package: "alipay", at_most: Some(75), ..DEFAULT },
    Budget { package: "alipay-cli", at_most: Some(150), ..DEFAULT },
    // One backend in place of the other, and not beside it.
    Budget {
        package: "alipay-sign",
        features: "--no-default-features --features aws-lc-rs,cert,encrypt,gbk,generate",
        never: &["openssl-sys", "ring"],
        ..DEFAULT
    },
];

/// No OpenSSL, and nothing twice.
const DEFAULT: Budget =
    Budget { package: "", features: "", at_most: None, never: &["aws-lc-sys", "openssl-sys"], duplicates: Some(&[]) };

/// Of every product: neither a runtime, nor an HTTP stack, nor a C compiler.
const PRODUCT: Budget =
    Budget { at_most: Some(35), never: &["cc", "hyper", "ring", "tokio", "tower"], duplicates: None, ..DEFAULT };

/// The budgets of the published crates, and which of them have none.
pub(crate) fn budgets(packages: &[Package]) -> (Vec<(&str, &'static Budget)>, Vec<String>) {
    let (mut budgets, mut without) = (Vec::new(), Vec::new());
    for package in packages.iter().filter(|package| package.published).map(|package| package.name.as_str()) {
        let own: Vec<_> = BUDGETS.iter().filter(|budget| budget.package == package).collect();
        match Layer::of(package) {
            _ if !own.is_empty() => budgets.extend(own.into_iter().map(|budget| (package, budget))),
            Some(Layer::Product | Layer::SharedProduct) => budgets.push((package, &PRODUCT)),
            _ => without.push(format!("{package} is published and has no budget: give it one in layers/tree.rs")),
        }
    }
    (budgets, without)
}

/// The third-party crates of a tree: name and version.
pub(crate) type Tree = BTreeSet<(String, String)>;

impl Budget {
    /// The tree a user of `package` compiles on this machine's platform.
    pub(crate) fn tree(&self, sh: &Shell, package: &str) -> Result<Tree> {
        let features = self.features.split_whitespace();
        Ok(parse(&cmd!(sh, "cargo tree -p {package} {features...} -e normal,build --prefix none").quiet().read()?))
    }
}

/// The tree of `package` with its default features.
pub(crate) fn default(sh: &Shell, package: &str) -> Result<Tree> {
    DEFAULT.tree(sh, package)
}

/// Reads lines like `serde v1.0.228 (*)`; crates of this workspace have a path behind the version.
fn parse(output: &str) -> Tree {
    let mut tree = Tree::new();
    for line in output.lines().filter(|line| !line.contains("(/")) {
        let mut words = line.split_whitespace();
        if let (Some(name), Some(version)) = (words.next(), words.next()) {
            tree.insert((name.to_owned(), version.to_owned()));
        }
    }
    tree
}

impl Budget {
    /// Which features the tree is of, unless they are the default ones.
    pub(crate) fn condition(&self) -> String {
        if self.features.is_empty() { String::new() } else { format!(" with {}", self.features) }
    }

    pub(crate) fn check(&self, package: &str, tree: &Tree) -> Vec<String> {
        let mut findings = Vec::new();
        if let Some(most) = self.at_most
            && tree.len() > most
        {
            findings.push(format!("{package} has {} third-party crates, the budget is {most}", tree.len()));
        }
        for (name, version) in tree.iter().filter(|(name, _)| self.never.contains(&name.as_str())) {
            findings.push(format!("{package} pulls in {name} {version}"));
        }
        if let Some(allowed) = self.duplicates {
            let mut versions = BTreeMap::<_, Vec<_>>::new();
            for (name, version) in tree {
                versions.entry(name.as_str()).or_default().push(version.as_str());
            }
            versions.retain(|name, versions| versions.len() > 1 && !allowed.contains(name));
            for (name, versions) in versions {
                findings.push(format!("{package} holds {name} in several versions: {}", versions.join(", ")));
            }
        }
        findings
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TREE: &str = "alipay-dws-accounts v0.1.0 (/ws/crates/alipay-dws-accounts)\n\
        alipay-wire v0.1.0 (/ws/crates/alipay-wire)\nbytes v1.11.0\nthiserror-impl v2.0.17 (proc-macro)\n\
        bytes v1.11.0 (*)\n\n";

    const STRICT: Budget =
        Budget { package: "p", features: "", at_most: Some(2), never: &["ring"], duplicates: Some(&["itoa"]) };

    fn tree(lines: &[&str]) -> Tree {
        parse(&format!("{TREE}{}", lines.join("\n")))
    }

    #[test]
    fn every_published_crate_has_a_budget() {
        let packages = ["alipay", "alipay-sign", "alipay-of-tomorrow", "tool"].map(Package::sample);
        let (budgets, without) = budgets(&packages);
        let most = |name| budgets.iter().filter(|(known, _)| *known == name).find_map(|(_, budget)| budget.at_most);
        assert!(most("alipay").is_some() && most("alipay-sign").is_some());
        assert_eq!(most("alipay-of-tomorrow"), PRODUCT.at_most, "a new crate is a product");
        assert_eq!(without.len(), 1, "{without:?}");
        let bench = Package { published: false, ..Package::sample("alipay-bench") };
        assert!(super::budgets(&[bench]).1.is_empty());
        assert!(BUDGETS.iter().all(|budget| budget.at_most.is_some() || !budget.features.is_empty()));
    }

    #[test]
    fn counts_third_party_crates_once() {
        let names: Vec<_> = tree(&[]).into_iter().map(|(name, version)| format!("{name} {version}")).collect();
        assert_eq!(names, ["bytes v1.11.0", "thiserror-impl v2.0.17"]);
        assert!(STRICT.check("p", &tree(&[])).is_empty());
    }

    #[test]
    fn refuses_one_too_many() {
        assert_eq!(STRICT.check("p", &tree(&["http v1.3.1"])), ["p has 3 third-party crates, the budget is 2"]);
    }

    #[test]
    fn refuses_what_may_never_be_there() {
        let budget = Budget { at_most: None, ..STRICT };
        assert_eq!(budget.check("p", &tree(&["ring v0.17.14", "ring-core v1.0.0"])), ["p pulls in ring v0.17.14"]);
    }

    #[test]
    fn products_are_light_and_nothing_pulls_in_openssl() {
        for name in ["cc", "hyper", "ring", "tokio", "tower"] {
            let found = PRODUCT.check("p", &tree(&[&format!("{name} v1.0.0")]));
            assert_eq!(found, [format!("p pulls in {name} v1.0.0")]);
        }
        for name in ["aws-lc-sys", "openssl-sys"] {
            let found = DEFAULT.check("p", &tree(&[&format!("{name} v1.0.0")]));
            assert_eq!(found, [format!("p pulls in {name} v1.0.0")]);
        }
        let alone = BUDGETS.iter().find(|budget| budget.features.contains("aws-lc-rs")).unwrap();
        assert_eq!(alone.check("alipay-sign", &tree(&["ring v0.17.14"])), ["alipay-sign pulls in ring v0.17.14"]);
        assert!(DEFAULT.duplicates.is_some_and(<[_]>::is_empty), "nothing twice");
    }

    #[test]
    fn refuses_two_versions() {
        let budget = Budget { at_most: None, ..STRICT };
        assert_eq!(budget.check("p", &tree(&["bytes v0.5.0"])), ["p holds bytes in several versions: v0.5.0, v1.11.0"]);
        assert!(budget.check("p", &tree(&["itoa v0.4.0", "itoa v1.0.0"])).is_empty(), "allowed by name");
        assert!(Budget { duplicates: None, ..budget }.check("p", &tree(&["bytes v0.5.0"])).is_empty());
    }
}
