//! Which crate may depend on what. Tests and benches may use what they like: dev-dependencies only have to be publishable.

use crate::workspace::{Dependency, Package};

/// A rule over the members of the workspace.
pub(crate) type Rule = fn(&[Package]) -> Vec<String>;

pub(crate) const RULES: &[(&str, Rule)] = &[
    ("products", products_name_only_the_model),
    ("crypto", crypto_only_in_sign),
    ("tls", tls_only_where_it_is_optional),
    ("direction", dependencies_point_down),
    ("publishable", upward_dev_dependencies_have_no_version),
    ("bench", benchmarks_are_not_published),
];

/// The place of a crate in the workspace.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Layer {
    Sign,
    Wire,
    /// The types of an API family that other families build on.
    SharedProduct,
    /// The types of one API family.
    Product,
    Notify,
    Transport,
    Sandbox,
    Facade,
    Cli,
    /// Benchmarks, which do by hand what the SDK does: never published.
    Bench,
    /// Fuzz bodies, which read everything: never published.
    Fuzz,
    Xtask,
}

impl Layer {
    /// A new crate is a product, the strictest layer, until it has its own line here.
    pub(crate) fn of(name: &str) -> Option<Self> {
        Some(match name {
            "alipay-sign" => Self::Sign,
            "alipay-wire" => Self::Wire,
            "alipay-dws-security" => Self::SharedProduct,
            "alipay-notify" => Self::Notify,
            "alipay-transport" => Self::Transport,
            "alipay-sandbox" => Self::Sandbox,
            "alipay" => Self::Facade,
            "alipay-cli" => Self::Cli,
            "alipay-bench" => Self::Bench,
            "alipay-fuzz" => Self::Fuzz,
            "xtask" => Self::Xtask,
            _ => return name.starts_with("alipay-").then_some(Self::Product),
        })
    }

    fn may_use(self, other: Self) -> bool {
        let allowed: &[Self] = match self {
            Self::Sign | Self::Xtask => &[],
            Self::Wire => &[Self::Sign],
            Self::SharedProduct => &[Self::Wire],
            Self::Product => &[Self::Wire, Self::SharedProduct],
            Self::Notify | Self::Transport => &[Self::Sign, Self::Wire],
            Self::Sandbox => &[Self::Sign, Self::Wire, Self::SharedProduct, Self::Product],
            Self::Facade => &[
                Self::Sign,
                Self::Wire,
                Self::SharedProduct,
                Self::Product,
                Self::Notify,
                Self::Transport,
                Self::Sandbox,
            ],
            Self::Fuzz => &[Self::Sign, Self::Wire, Self::SharedProduct, Self::Product, Self::Notify, Self::Facade],
            Self::Cli => &[Self::Facade, Self::Sandbox, Self::Sign],
            Self::Bench => &[Self::Sign, Self::Wire, Self::SharedProduct, Self::Product, Self::Transport],
        };
        allowed.contains(&other)
    }
}

const MODEL: &[&str] = &["alipay-wire", "serde", "serde_json"];

const CRYPTO: &[&str] = &[
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
];

const TLS: &[&str] =
    &["hyper", "hyper-rustls", "hyper-util", "rcgen", "rustls", "rustls-native-certs", "tokio-rustls", "webpki-roots"];

/// Product crates compile without a runtime, an HTTP stack or a C compiler.
fn products_name_only_the_model(packages: &[Package]) -> Vec<String> {
    shipped(packages)
        .filter(|(package, _)| matches!(Layer::of(&package.name), Some(Layer::Product | Layer::SharedProduct)))
        .filter(|(_, dependency)| !MODEL.contains(&dependency.name.as_str()))
        // Which products may build on it is the matter of [direction].
        .filter(|(_, dependency)| Layer::of(&dependency.name) != Some(Layer::SharedProduct))
        .map(|(package, dependency)| {
            format!("{} depends on {}; a product may name {}", package.name, dependency.name, MODEL.join(", "))
        })
        .collect()
}

fn crypto_only_in_sign(packages: &[Package]) -> Vec<String> {
    shipped(packages)
        .filter(|(package, _)| !matches!(Layer::of(&package.name), Some(Layer::Sign | Layer::Bench)))
        .filter(|(_, dependency)| CRYPTO.contains(&dependency.name.as_str()))
        .map(|(package, dependency)| format!("{} depends on {}; only alipay-sign may", package.name, dependency.name))
        .collect()
}

fn tls_only_where_it_is_optional(packages: &[Package]) -> Vec<String> {
    shipped(packages)
        .filter(|(_, dependency)| TLS.contains(&dependency.name.as_str()))
        .filter_map(|(package, dependency)| {
            let behind = match Layer::of(&package.name) {
                Some(Layer::Cli | Layer::Bench) => return None,
                Some(Layer::Transport) => "hyper",
                Some(Layer::Sandbox) => "listen",
                _ => return Some(format!("{} depends on {}", package.name, dependency.name)),
            };
            (!only_behind(package, dependency, behind))
                .then(|| format!("{} depends on {} outside of its feature `{behind}`", package.name, dependency.name))
        })
        .collect()
}

/// Whether every feature that turns `dependency` on also turns `feature` on.
fn only_behind(package: &Package, dependency: &Dependency, feature: &str) -> bool {
    let turns_on = |entry: &String| {
        let entry = entry.strip_prefix("dep:").unwrap_or(entry);
        entry == dependency.alias || entry.split_once('/').is_some_and(|(name, _)| name == dependency.alias)
    };
    dependency.optional
        && package
            .features
            .iter()
            .filter(|(_, entries)| entries.iter().any(turns_on))
            .all(|(name, _)| package.enabled_by(name).contains(feature))
}

fn dependencies_point_down(packages: &[Package]) -> Vec<String> {
    let unknown = packages
        .iter()
        .filter(|package| Layer::of(&package.name).is_none())
        .map(|package| format!("{} has no layer: library crates are called alipay-*", package.name));
    let upward = shipped(packages)
        .filter(|(package, dependency)| dependency.local && !points_down(&package.name, &dependency.name))
        .map(|(package, dependency)| format!("{} may not depend on {}", package.name, dependency.name));
    unknown.chain(upward).collect()
}

/// `cargo package` resolves versioned dev-dependencies, so one that points up closes a circle nothing can be published from.
fn upward_dev_dependencies_have_no_version(packages: &[Package]) -> Vec<String> {
    let dev = |package: &'_ Package, dependency: &'_ Dependency| {
        let upward =
            Layer::of(&dependency.name) == Some(Layer::Sandbox) || !points_down(&package.name, &dependency.name);
        dependency.dev && dependency.local && upward && dependency.requirement != "*"
    };
    packages
        .iter()
        .filter(|package| package.published && package.library)
        .flat_map(|package| package.dependencies.iter().map(move |dependency| (package, dependency)))
        .filter(|(package, dependency)| dev(package, dependency))
        .map(|(package, dependency)| {
            let Dependency { name, requirement, .. } = dependency;
            format!("{}: dev-dependency {name} \"{requirement}\" must be a path without a version", package.name)
        })
        .collect()
}

/// What is exempt from the rules above is for this repository alone.
fn benchmarks_are_not_published(packages: &[Package]) -> Vec<String> {
    let benches = packages.iter().filter(|package| Layer::of(&package.name) == Some(Layer::Bench));
    benches
        .filter(|package| package.published)
        .map(|package| format!("{} must say publish = false", package.name))
        .collect()
}

fn points_down(from: &str, to: &str) -> bool {
    matches!((Layer::of(from), Layer::of(to)), (Some(from), Some(to)) if from.may_use(to))
}

fn shipped(packages: &[Package]) -> impl Iterator<Item = (&Package, &Dependency)> {
    packages.iter().flat_map(|package| package.shipped().map(move |dependency| (package, dependency)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(rule: Rule, package: Package) -> Vec<String> {
        rule(&[package])
    }

    #[test]
    fn products() {
        let rule = products_name_only_the_model;
        let good = Package::sample("alipay-dws-topups").needs("alipay-wire").needs("serde").needs("serde_json");
        assert_eq!(check(rule, good.clone().needs_dev("tokio", "^1")), Vec::<String>::new());
        assert_eq!(check(rule, good.clone().needs("tokio")).len(), 1);
        assert_eq!(check(rule, good.needs_optional("time")).len(), 1);
        assert_eq!(check(rule, Package::sample("alipay-trade").needs("alipay-sign")).len(), 1, "a new crate");
        assert!(check(rule, Package::sample("alipay-dws-accounts").needs("alipay-dws-security")).is_empty());
        assert_eq!(check(rule, Package::sample("alipay-dws-security").needs("tokio")).len(), 1, "a shared one");
        assert_eq!(check(rule, Package::sample("alipay-transport").needs("tokio")), Vec::<String>::new());
    }

    #[test]
    fn crypto() {
        assert!(check(crypto_only_in_sign, Package::sample("alipay-sign").needs("ring")).is_empty());
        assert!(check(crypto_only_in_sign, Package::sample("alipay-wire").needs("base64")).is_empty());
        for name in CRYPTO {
            assert_eq!(check(crypto_only_in_sign, Package::sample("alipay-cli").needs(name)).len(), 1, "{name}");
        }
        assert_eq!(check(crypto_only_in_sign, Package::sample("alipay-wire").needs_optional("rsa")).len(), 1);
        assert!(check(crypto_only_in_sign, Package::sample("alipay-bench").needs("ring")).is_empty());
    }

    #[test]
    fn tls() {
        let rule = tls_only_where_it_is_optional;
        let transport = Package::sample("alipay-transport").needs_optional("hyper").needs_optional("hyper-util");
        let behind = &["dep:hyper", "dep:hyper-util"];
        let good = transport.clone().feature("hyper", behind).feature("http2", &["hyper", "hyper/http2"]);
        assert!(check(rule, good).is_empty());
        assert_eq!(check(rule, transport.clone().feature("h1", behind)).len(), 2, "another feature");
        assert_eq!(
            check(rule, transport.feature("hyper", behind).feature("http2", &["hyper-util/http2"])).len(),
            1,
            "a side door"
        );
        assert_eq!(check(rule, Package::sample("alipay-transport").needs("rustls")).len(), 1, "not optional");
        let sandbox = Package::sample("alipay-sandbox").needs_optional("rcgen");
        assert!(check(rule, sandbox.clone().feature("listen", &["dep:rcgen"])).is_empty());
        assert_eq!(check(rule, sandbox.feature("rcgen", &["dep:rcgen"])).len(), 1, "an implicit feature");
        assert_eq!(check(rule, Package::sample("alipay").needs("hyper")).len(), 1);
        assert!(check(rule, Package::sample("alipay-cli").needs("hyper")).is_empty());
        assert!(check(rule, Package::sample("alipay-bench").needs("hyper")).is_empty());
    }

    #[test]
    fn bench() {
        let bench = Package::sample("alipay-bench");
        assert_eq!(check(benchmarks_are_not_published, bench.clone()).len(), 1);
        assert!(check(benchmarks_are_not_published, Package { published: false, ..bench }).is_empty());
        assert!(check(benchmarks_are_not_published, Package::sample("alipay-wire")).is_empty());
    }

    #[test]
    fn direction() {
        for (from, to, allowed) in [
            ("alipay-wire", "alipay-sign", true),
            ("alipay-sign", "alipay-wire", false),
            ("alipay-fund-account", "alipay-wire", true),
            ("alipay-fund-account", "alipay-sign", false),
            ("alipay-dws-topups", "alipay-dws-accounts", false),
            ("alipay-dws-accounts", "alipay-dws-security", true),
            ("alipay-dws-security", "alipay-dws-accounts", false),
            ("alipay-dws-security", "alipay-wire", true),
            ("alipay-transport", "alipay-dws-security", false),
            ("alipay-transport", "alipay-dws-accounts", false),
            ("alipay-transport", "alipay-wire", true),
            ("alipay-sandbox", "alipay-dws-accounts", true),
            ("alipay-sandbox", "alipay-transport", false),
            ("alipay-sandbox", "alipay", false),
            ("alipay", "alipay-sandbox", true),
            ("alipay-cli", "alipay", true),
            ("alipay", "alipay-cli", false),
            ("xtask", "alipay", false),
            ("alipay-bench", "alipay-transport", true),
            ("alipay", "alipay-bench", false),
        ] {
            let found = check(dependencies_point_down, Package::sample(from).needs(to));
            assert_eq!(found.is_empty(), allowed, "{from} -> {to}");
        }
        let upward_in_tests = Package::sample("alipay-wire").needs_dev("alipay-fund-account", "*");
        assert!(check(dependencies_point_down, upward_in_tests).is_empty());
        assert_eq!(check(dependencies_point_down, Package::sample("helpers")).len(), 1);
    }

    #[test]
    fn publishable() {
        let rule = upward_dev_dependencies_have_no_version;
        for (from, to, requirement, good) in [
            ("alipay-transport", "alipay-sandbox", "*", true),
            ("alipay-transport", "alipay-sandbox", "=0.1.0", false),
            ("alipay", "alipay-sandbox", "=0.1.0", false),
            ("alipay-wire", "alipay-fund-account", "=0.1.0", false),
            ("alipay-fund-account", "alipay-wire", "=0.1.0", true),
            ("alipay-fund-account", "serde_json", "^1", true),
        ] {
            let found = check(rule, Package::sample(from).needs_dev(to, requirement));
            assert_eq!(found.is_empty(), good, "{from} -> {to} {requirement}");
        }
        let mut cli = Package::sample("alipay-cli").needs_dev("alipay-sandbox", "=0.1.0");
        cli.library = false;
        assert!(check(rule, cli).is_empty());
    }
}
