//! How much the crates pull in: budgets over `cargo tree`.

use std::collections::{BTreeMap, BTreeSet};

use xshell::{Shell, cmd};

use crate::Result;

/// What the dependency tree of a package may hold.
pub(crate) struct Budget {
    pub(crate) package: &'static str,
    /// The features it is built with, as arguments of `cargo`. None: its default features.
    features: &'static str,
    /// The most third-party crates, when limited.
    at_most: Option<usize>,
    never: &'static [&'static str],
    /// Crates that may stand in two versions; `None` when duplicates do not matter.
    duplicates: Option<&'static [&'static str]>,
}

pub(crate) const BUDGETS: &[Budget] = &[
    Budget {
        package: "alipay-dws-accounts",
        features: "",
        at_most: Some(35),
        never: &["cc", "hyper", "ring", "tokio", "tower"],
        duplicates: None,
    },
    Budget {
        package: "alipay",
        features: "",
        at_most: Some(75),
        never: &["aws-lc-sys", "openssl-sys"],
        duplicates: Some(&[]),
    },
    Budget { package: "alipay-cli", features: "", at_most: None, never: &[], duplicates: Some(&[]) },
    // One backend in place of the other, and not beside it.
    Budget {
        package: "alipay-sign",
        features: "--no-default-features --features aws-lc-rs,cert,encrypt,gbk,generate",
        at_most: None,
        never: &["openssl-sys", "ring"],
        duplicates: Some(&[]),
    },
];

/// The third-party crates of a tree: name and version.
pub(crate) type Tree = BTreeSet<(String, String)>;

impl Budget {
    /// The tree a user of the package compiles on this machine's platform.
    pub(crate) fn tree(&self, sh: &Shell) -> Result<Tree> {
        let (package, features) = (self.package, self.features.split_whitespace());
        Ok(parse(&cmd!(sh, "cargo tree -p {package} {features...} -e normal,build --prefix none").quiet().read()?))
    }
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
    pub(crate) fn check(&self, tree: &Tree) -> Vec<String> {
        let mut findings = Vec::new();
        if let Some(most) = self.at_most
            && tree.len() > most
        {
            findings.push(format!("{} has {} third-party crates, the budget is {most}", self.package, tree.len()));
        }
        for (name, version) in tree.iter().filter(|(name, _)| self.never.contains(&name.as_str())) {
            findings.push(format!("{} pulls in {name} {version}", self.package));
        }
        if let Some(allowed) = self.duplicates {
            let mut versions = BTreeMap::<_, Vec<_>>::new();
            for (name, version) in tree {
                versions.entry(name.as_str()).or_default().push(version.as_str());
            }
            versions.retain(|name, versions| versions.len() > 1 && !allowed.contains(name));
            for (name, versions) in versions {
                findings.push(format!("{} holds {name} in several versions: {}", self.package, versions.join(", ")));
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
    fn counts_third_party_crates_once() {
        let names: Vec<_> = tree(&[]).into_iter().map(|(name, version)| format!("{name} {version}")).collect();
        assert_eq!(names, ["bytes v1.11.0", "thiserror-impl v2.0.17"]);
        assert!(STRICT.check(&tree(&[])).is_empty());
    }

    #[test]
    fn refuses_one_too_many() {
        assert_eq!(STRICT.check(&tree(&["http v1.3.1"])), ["p has 3 third-party crates, the budget is 2"]);
    }

    #[test]
    fn refuses_what_may_never_be_there() {
        let budget = Budget { at_most: None, ..STRICT };
        assert_eq!(budget.check(&tree(&["ring v0.17.14", "ring-core v1.0.0"])), ["p pulls in ring v0.17.14"]);
    }

    #[test]
    fn refuses_two_versions() {
        let budget = Budget { at_most: None, ..STRICT };
        assert_eq!(budget.check(&tree(&["bytes v0.5.0"])), ["p holds bytes in several versions: v0.5.0, v1.11.0"]);
        assert!(budget.check(&tree(&["itoa v0.4.0", "itoa v1.0.0"])).is_empty(), "allowed by name");
        assert!(Budget { duplicates: None, ..budget }.check(&tree(&["bytes v0.5.0"])).is_empty());
    }
}
