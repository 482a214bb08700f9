//! How much a user of each crate compiles, by `cargo tree`.

use std::collections::{BTreeMap, BTreeSet};

use xshell::cmd;

use crate::{is_published, metadata, none, shell};

/// What a tree may hold.
struct Budget {
    package: &'static str,
    /// Arguments of cargo; nothing means the default features.
    features: &'static str,
    at_most: usize,
    never: &'static [&'static str],
}

const NO_HTTP: &[&str] = &["hyper", "rcgen", "rustls", "openssl-sys"];

const BUDGETS: &[Budget] = &[
    Budget { package: "alipay-wire", at_most: 30, ..PRODUCT },
    Budget { package: "alipay-catalogue", at_most: 3, ..PRODUCT },
    Budget { package: "alipay-notify", at_most: 30, ..PRODUCT },
    Budget { package: "alipay-sign", at_most: 25, never: &["aws-lc-sys", "openssl-sys", "tokio"], ..DEFAULT },
    Budget { package: "alipay-transport", at_most: 72, ..DEFAULT },
    Budget { package: "alipay-sandbox", at_most: 65, ..DEFAULT },
    Budget { package: "alipay", at_most: 75, ..DEFAULT },
    Budget { package: "alipay-cli", at_most: 150, ..DEFAULT },
    // One backend in place of the other, and not beside it.
    Budget {
        package: "alipay-sign",
        features: "--no-default-features --features aws-lc-rs,cert,encrypt,gbk,generate",
        never: &["openssl-sys", "ring"],
        ..DEFAULT
    },
    // HTTP and TLS are behind one feature each.
    Budget {
        package: "alipay-transport",
        features: "--no-default-features --features encrypt,gbk,html",
        never: NO_HTTP,
        ..DEFAULT
    },
    Budget {
        package: "alipay-sandbox",
        features: "--no-default-features --features cert,encrypt,gbk",
        never: NO_HTTP,
        ..DEFAULT
    },
    Budget {
        package: "alipay",
        features: "--no-default-features --features notify-axum,notify-tower,products,sandbox,cert,encrypt,gbk,html",
        never: NO_HTTP,
        ..DEFAULT
    },
];

/// No part of any program, and in two versions until the macros of the crate `der` (feature `cert`) have moved to the newer one.
const MACROS_ONLY: &str = "syn";

const DEFAULT: Budget = Budget { package: "", features: "", at_most: 200, never: &["aws-lc-sys", "openssl-sys"] };

/// Of every product: neither a runtime, nor an HTTP stack, nor a C compiler.
const PRODUCT: Budget = Budget { at_most: 35, never: &["cc", "hyper", "ring", "tokio", "tower"], ..DEFAULT };

/// The third-party crates in what `cargo tree` prints, each with its versions; those of this workspace have a path.
fn third_party(output: &str) -> BTreeMap<&str, BTreeSet<&str>> {
    let mut tree = BTreeMap::<_, BTreeSet<_>>::new();
    for line in output.lines().filter(|line| !line.contains("(/") && !line.contains(":\\")) {
        let mut words = line.split_whitespace();
        if let (Some(name), Some(version)) = (words.next(), words.next()) {
            tree.entry(name).or_default().insert(version);
        }
    }
    tree
}

impl Budget {
    fn findings(&self, package: &str, output: &str) -> Vec<String> {
        let tree = third_party(output);
        let what = format!("{package} {}", self.features);
        let count: usize = tree.values().map(BTreeSet::len).sum();
        let mut findings = Vec::new();
        if count > self.at_most {
            findings.push(format!("{what}: {count} third-party crates, and {} are allowed", self.at_most));
        }
        let never = self.never.iter().filter(|name| tree.contains_key(*name));
        findings.extend(never.map(|name| format!("{what}: pulls in {name}")));
        let several = tree.iter().filter(|(name, versions)| versions.len() > 1 && **name != MACROS_ONLY);
        findings.extend(several.map(|(name, versions)| format!("{what}: {name} in several versions, {versions:?}")));
        findings
    }
}

#[test]
fn trees_are_within_their_budgets() {
    let sh = shell();
    let mut findings = Vec::new();
    for package in metadata().packages.iter().filter(|package| is_published(package)) {
        let name = package.name.as_str();
        let own: Vec<_> = BUDGETS.iter().filter(|budget| budget.package == name).collect();
        for budget in if own.is_empty() { vec![&PRODUCT] } else { own } {
            let features = budget.features.split_whitespace();
            let tree = cmd!(sh, "cargo tree --quiet --package {name} {features...} --edges normal,build --prefix none");
            findings.extend(budget.findings(name, &tree.quiet().read().unwrap()));
        }
    }
    none("dependency trees", &findings);
}

#[test]
fn what_is_beyond_a_budget_is_found() {
    let tree = "p v0.1.0 (/ws/p)\nbytes v1.11.0\nserde v1.0.1 (*)\nserde v1.0.1\n";
    let budget = Budget { at_most: 2, never: &["ring"], ..DEFAULT };
    assert_eq!(budget.findings("p", tree), Vec::<String>::new());
    assert_eq!(budget.findings("p", &format!("{tree}http v1.0.0")).len(), 1, "one too many");
    assert_eq!(budget.findings("p", &tree.replace("bytes", "ring")).len(), 1, "one that may not be there");
    let twice = Budget { at_most: 3, ..budget }.findings("p", &format!("{tree}bytes v0.5.0"));
    assert_eq!(twice.len(), 1, "one in two versions");
}
