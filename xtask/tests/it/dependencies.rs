//! Which crate may depend on what. Tests may use what they like: dev-dependencies only have to be publishable.

use std::collections::BTreeMap;

use cargo_metadata::{Dependency, DependencyKind, Package};

use crate::{is_published, metadata, none, root};

/// Which crates of the workspace each of them may use, lowest first. `PRODUCTS` stands for all of them.
const DIRECTION: &[(&str, &[&str])] = &[
    ("alipay-macros", &[]),
    ("alipay-sign", &[]),
    ("alipay-wire", &["alipay-macros", "alipay-sign"]),
    ("alipay-catalogue", &[]),
    ("alipay-generated", &["alipay-catalogue", "alipay-wire"]),
    ("alipay-notify", &["alipay-sign", "alipay-wire"]),
    ("alipay-transport", &["alipay-sign", "alipay-wire"]),
    ("alipay-sandbox", &["alipay-catalogue", "alipay-sign", "alipay-wire", PRODUCTS]),
    (
        "alipay",
        &[
            "alipay-catalogue",
            "alipay-sign",
            "alipay-wire",
            PRODUCTS,
            "alipay-notify",
            "alipay-transport",
            "alipay-sandbox",
        ],
    ),
    ("alipay-cli", &["alipay", "alipay-catalogue", "alipay-sandbox", "alipay-sign"]),
    ("alipay-fuzz", &["alipay", "alipay-notify", "alipay-sign", "alipay-wire", PRODUCTS]),
    ("alipay-bench", &["alipay-sign", "alipay-wire", PRODUCTS, "alipay-transport"]),
    ("xtask", &[]),
];
const PRODUCTS: &str = "a product";
/// Of every crate without a line above. The challenges are what other Digital Wallet products begin.
const OF_A_PRODUCT: &[&str] = &["alipay-wire", "alipay-dws-security"];

/// What a product may name: neither a runtime, nor an HTTP stack, nor cryptography.
const MODEL: &[&str] = &["serde", "serde_json"];

/// Crates from elsewhere that only these of ours may name. Behind which features is a matter of [`trees`](crate::trees).
const ONLY: &[(&[&str], &[&str])] = &[
    (
        &[
            "aes",
            "aws-lc-rs",
            "base64ct",
            "cbc",
            "der",
            "md-5",
            "openssl",
            "pkcs1",
            "pkcs8",
            "ring",
            "rsa",
            "rustls-webpki",
            "sha2",
            "spki",
            "x509-cert",
        ],
        &["alipay-sign", "alipay-bench"],
    ),
    (
        &[
            "hyper",
            "hyper-rustls",
            "hyper-util",
            "rcgen",
            "rustls",
            "rustls-native-certs",
            "tokio-rustls",
            "webpki-roots",
        ],
        &["alipay-transport", "alipay-sandbox", "alipay-cli", "alipay-bench"],
    ),
];

fn line(name: &str) -> Option<&'static [&'static str]> {
    DIRECTION.iter().find(|(known, _)| *known == name).map(|(_, below)| *below)
}

fn may_use(from: &str, to: &str) -> bool {
    let below = line(from).unwrap_or(OF_A_PRODUCT);
    below.iter().any(|below| *below == to || (*below == PRODUCTS && line(to).is_none()))
}

fn findings(package: &Package) -> Vec<String> {
    let name = package.name.as_str();
    let problem = |dependency: &Dependency| {
        let (to, is_ours) = (dependency.name.as_str(), dependency.path.is_some());
        if dependency.kind == DependencyKind::Development {
            // `cargo publish` resolves those with a version, so one that points up closes a circle.
            let is_upward = is_ours && (to == "alipay-sandbox" || !may_use(name, to));
            let is_library = package.targets.iter().any(cargo_metadata::Target::is_lib);
            let is_wrong = is_published(package) && is_library && is_upward && dependency.req.to_string() != "*";
            return is_wrong.then_some("must be a path without a version");
        }
        let is_known = |names: &[&str], name: &str| names.contains(&name);
        match line(name) {
            _ if is_ours => (!may_use(name, to)).then_some("points up"),
            None if !is_known(MODEL, to) => Some("is not for a product"),
            _ if ONLY.iter().any(|(crates, users)| is_known(crates, to) && !is_known(users, name)) => {
                Some("is for other crates, see ONLY")
            }
            _ => None,
        }
    };
    let wrong = package.dependencies.iter().filter_map(|dependency| Some((&dependency.name, problem(dependency)?)));
    wrong.map(|(to, what)| format!("{name}: {to} {what}")).collect()
}

#[test]
fn dependencies_point_down_and_stay_in_their_place() {
    none("dependencies (docs/architecture.md)", &metadata().packages.iter().flat_map(findings).collect::<Vec<_>>());
}

#[test]
fn a_wrong_dependency_is_found() {
    let metadata = metadata();
    let change = |of: &str, to: &str, kind: DependencyKind, req: &str| {
        let mut package = metadata.packages.iter().find(|package| package.name == of).unwrap().clone();
        let mut added = package.dependencies[0].clone();
        added.name = to.to_owned();
        added.kind = kind;
        added.req = req.parse().unwrap();
        added.path = to.starts_with("alipay").then(|| "/somewhere".into());
        package.dependencies.push(added);
        findings(&package)
    };
    for (of, to) in [
        ("alipay-sign", "alipay-wire"),
        ("alipay-trade", "tokio"),
        ("alipay-dws-security", "tokio"),
        ("alipay-trade", "alipay-sign"),
        ("alipay-dws-topups", "alipay-dws-accounts"),
        ("alipay-dws-security", "alipay-dws-accounts"),
        ("alipay-transport", "alipay-trade"),
        ("alipay-sandbox", "alipay-transport"),
        ("alipay-wire", "ring"),
        ("alipay", "hyper"),
        ("xtask", "alipay"),
    ] {
        assert_eq!(change(of, to, DependencyKind::Normal, "1").len(), 1, "{of} -> {to}");
    }
    assert_eq!(change("alipay-wire", "alipay-trade", DependencyKind::Development, "1").len(), 1);
    assert_eq!(change("alipay-wire", "alipay-trade", DependencyKind::Development, "*").len(), 0);
    assert_eq!(change("alipay-sandbox", "alipay-trade", DependencyKind::Normal, "1").len(), 0);
}

#[test]
fn what_all_crates_share_is_said_once() {
    let metadata = metadata();
    let mut findings = Vec::new();
    let mut versions = BTreeMap::<_, Vec<_>>::new();
    // The fuzz bodies are for this repository alone, and may panic.
    for package in metadata.packages.iter().filter(|package| package.name != "alipay-fuzz") {
        versions.entry(&package.version).or_default().push(package.name.as_str());
        let manifest = std::fs::read_to_string(&package.manifest_path).unwrap();
        let wanted = ["version", "edition", "rust-version", "license"].map(|key| format!("{key}.workspace = true"));
        let wanted = wanted.iter().map(String::as_str).chain(["[lints]\nworkspace = true"]);
        findings.extend(
            wanted.filter(|line| !manifest.contains(*line)).map(|line| format!("{}: no `{line}`", package.name)),
        );
        // Without these, docs.rs does not say which feature an item needs.
        let is_library = package.targets.iter().any(cargo_metadata::Target::is_lib);
        let docs = ["all-features = true", "rustdoc-args = [\"--cfg\", \"docsrs\"]"];
        if is_published(package) && is_library && !docs.iter().all(|line| manifest.contains(line)) {
            findings.push(format!("{}: no [package.metadata.docs.rs] with {}", package.name, docs.join(", ")));
        }
        if is_published(package) && (package.description.is_none() || package.readme.is_none()) {
            findings.push(format!("{}: a description or a README is missing", package.name));
        }
    }
    if versions.len() != 1 {
        findings.push(format!("all have one version, not {versions:?}"));
    }
    if metadata.packages.iter().any(|package| package.name == "alipay-bench" && is_published(package)) {
        findings.push("alipay-bench does by hand what the SDK does, so it is not published".to_owned());
    }
    none(&format!("manifests below {}", root().display()), &findings);
}
