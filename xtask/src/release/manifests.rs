//! What the manifests must say before anything is published.

use serde_json::Value;

use crate::workspace::Package;

/// Categories of crates.io that fit. Another one must be looked up there before it stands here.
const CATEGORIES: &[&str] =
    &["api-bindings", "asynchronous", "authentication", "command-line-utilities", "cryptography", "finance"];

/// A rule over the members of the workspace.
type Rule = fn(&[Package]) -> Vec<String>;

const RULES: &[Rule] =
    &[versions_are_one, dependencies_can_be_published, manifests_are_complete, documentation_shows_features];

/// Everything that is wrong.
pub(super) fn check(packages: &[Package]) -> Vec<String> {
    RULES.iter().flat_map(|rule| rule(packages)).collect()
}

/// Every member has one version, and asks for exactly that version of the others.
fn versions_are_one(packages: &[Package]) -> Vec<String> {
    let Some(version) = packages.first().map(|package| package.version.as_str()) else {
        return vec!["the workspace has no member".to_owned()];
    };
    let other = packages.iter().filter(|package| package.version != version);
    let mut findings: Vec<_> =
        other.map(|package| format!("{} has version {}, others {version}", package.name, package.version)).collect();
    for package in packages {
        let local = package.dependencies.iter().filter(|dependency| dependency.local);
        // A path without a version is a matter of the next rule.
        let versioned = local.filter(|dependency| dependency.requirement != "*");
        let wrong = versioned.filter(|dependency| dependency.requirement != format!("={version}"));
        findings.extend(wrong.map(|dependency| {
            format!("{} asks for {} {}, not ={version}", package.name, dependency.name, dependency.requirement)
        }));
    }
    findings
}

/// Nothing that is shipped comes from a path alone, from git, or in any version.
fn dependencies_can_be_published(packages: &[Package]) -> Vec<String> {
    let unpublished = |name: &str| packages.iter().any(|package| package.name == name && !package.published);
    let mut findings = Vec::new();
    for package in packages.iter().filter(|package| package.published) {
        for dependency in package.shipped() {
            let why = match () {
                () if dependency.requirement == "*" && dependency.local => "has a path and no version",
                () if dependency.requirement == "*" => "may have any version",
                () if dependency.local && unpublished(&dependency.name) => "is not published",
                () => continue,
            };
            findings.push(format!("{}: dependency {} {why}", package.name, dependency.name));
        }
        let sources = package.metadata.get("dependencies").and_then(Value::as_array).into_iter().flatten();
        let git =
            sources.filter(|dependency| dependency["source"].as_str().is_some_and(|source| source.starts_with("git")));
        findings.extend(
            git.map(|dependency| format!("{}: dependency {} comes from git", package.name, dependency["name"])),
        );
    }
    findings
}

/// Within the limits of crates.io.
fn manifests_are_complete(packages: &[Package]) -> Vec<String> {
    let published = || packages.iter().filter(|package| package.published);
    let said = |package: &Package, key: &str| package.metadata.get(key).and_then(Value::as_str).map(str::to_owned);
    let mut findings = Vec::new();
    for package in published() {
        let mut note = |what: String| findings.push(format!("{} {what}", package.name));
        for key in ["description", "license", "readme", "rust_version"] {
            if said(package, key).is_none_or(|text| text.trim().is_empty()) {
                note(format!("has no {}", key.replace('_', "-")));
            }
        }
        let keywords = strings(&package.metadata, "keywords");
        if !(1..=5).contains(&keywords.len()) {
            note(format!("has {} keywords; 1 to 5 are allowed", keywords.len()));
        }
        for keyword in keywords.iter().filter(|keyword| !is_keyword(keyword)) {
            note(format!(
                "has the keyword `{keyword}`: at most 20 letters, digits, `_`, `-` and `+`, a letter or digit first"
            ));
        }
        let categories = strings(&package.metadata, "categories");
        if !(1..=5).contains(&categories.len()) {
            note(format!("has {} categories; 1 to 5 are allowed", categories.len()));
        }
        for category in categories.iter().filter(|category| !CATEGORIES.contains(category)) {
            note(format!("has the category `{category}`, which xtask/src/release/manifests.rs does not know"));
        }
        for key in ["documentation", "homepage", "repository"] {
            let own = said(package, key);
            if own.as_ref().is_some_and(|address| !address.starts_with("https://")) {
                note(format!("has a {key} that does not begin with https://"));
            }
            // Each crate has its own pages of documentation.
            if key != "documentation" && published().any(|other| said(other, key) != own) {
                note(format!("differs from others in its {key}"));
            }
        }
    }
    findings
}

fn is_keyword(keyword: &str) -> bool {
    let inner = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '+');
    keyword.len() <= 20 && keyword.starts_with(|c: char| c.is_ascii_alphanumeric()) && keyword.chars().all(inner)
}

/// docs.rs builds each library with all features, and marks what needs one.
fn documentation_shows_features(packages: &[Package]) -> Vec<String> {
    let libraries = packages.iter().filter(|package| package.published && package.library);
    let lacking = libraries.filter(|package| {
        let docs = package.metadata.pointer("/metadata/docs/rs");
        docs.is_none_or(|docs| docs["all-features"] != true || strings(docs, "rustdoc-args") != ["--cfg", "docsrs"])
    });
    lacking
        .map(|package| format!("{} lacks all-features or rustdoc-args in [package.metadata.docs.rs]", package.name))
        .collect()
}

fn strings<'a>(value: &'a Value, key: &str) -> Vec<&'a str> {
    value[key].as_array().into_iter().flatten().filter_map(Value::as_str).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn good(name: &str) -> Package {
        let metadata = json!({
            "description": "Types", "license": "MIT OR Apache-2.0", "readme": "README.md", "rust_version": "1.88",
            "keywords": ["alipay", "rsa2"], "categories": ["api-bindings"],
            "metadata": { "docs": { "rs": { "all-features": true, "rustdoc-args": ["--cfg", "docsrs"] } } },
            "dependencies": [{ "name": "serde", "source": "registry+https://github.com/rust-lang/crates.io-index" }],
        });
        Package { version: "0.1.0".to_owned(), metadata, ..Package::sample(name) }
    }

    fn requiring(mut package: Package, name: &str, requirement: &str) -> Package {
        package = package.needs(name);
        package.dependencies.last_mut().unwrap().requirement = requirement.to_owned();
        package
    }

    #[test]
    fn good_manifests_pass() {
        let wire = requiring(good("alipay-wire"), "alipay-sign", "=0.1.0").needs("serde");
        assert_eq!(check(&[good("alipay-sign"), wire.needs_dev("alipay-sandbox", "*")]), Vec::<String>::new());
    }

    #[test]
    fn versions() {
        assert_eq!(
            versions_are_one(&[good("alipay-sign"), Package { version: "0.2.0".to_owned(), ..good("xtask") }]).len(),
            1
        );
        for requirement in ["^0.1.0", "=0.1.1", "^0.1"] {
            let wire = requiring(good("alipay-wire"), "alipay-sign", requirement);
            assert_eq!(
                versions_are_one(&[wire]),
                [format!("alipay-wire asks for alipay-sign {requirement}, not =0.1.0")]
            );
        }
        assert_eq!(versions_are_one(&[]).len(), 1);
    }

    #[test]
    fn dependencies() {
        let rule = dependencies_can_be_published;
        let bench = Package { published: false, ..good("alipay-bench") };
        for (name, requirement, findings) in [
            ("alipay-sign", "=0.1.0", 0),
            ("alipay-sign", "*", 1),
            ("serde", "*", 1),
            ("serde", "^1", 0),
            ("alipay-bench", "=0.1.0", 1),
        ] {
            let found = rule(&[requiring(good("alipay-wire"), name, requirement), bench.clone()]);
            assert_eq!(found.len(), findings, "{name} {requirement}");
        }
        assert!(rule(&[good("alipay-transport").needs_dev("alipay-sandbox", "*")]).is_empty());
        let mut forked = good("alipay-sign");
        forked.metadata["dependencies"][0]["source"] = json!("git+https://example.com/rsa");
        assert_eq!(rule(&[forked]).len(), 1);
    }

    #[test]
    fn metadata() {
        for (key, value) in [
            ("description", json!(null)),
            ("description", json!(" ")),
            ("license", json!(null)),
            ("readme", json!(null)),
            ("rust_version", json!(null)),
            ("keywords", json!([])),
            ("keywords", json!(["a", "b", "c", "d", "e", "f"])),
            ("keywords", json!(["twenty-one-characters"])),
            ("keywords", json!(["two words"])),
            ("keywords", json!(["_first"])),
            ("categories", json!([])),
            ("categories", json!(["payments"])),
            ("repository", json!("http://example.com")),
        ] {
            let mut package = good("alipay-sign");
            package.metadata[key] = value.clone();
            assert_eq!(manifests_are_complete(&[package.clone()]).len(), 1, "{key} {value}");
            package.published = false;
            assert!(manifests_are_complete(&[package]).is_empty(), "{key} {value}");
        }
        let mut elsewhere = good("alipay-sign");
        elsewhere.metadata["repository"] = json!("https://example.com/a");
        assert_eq!(manifests_are_complete(&[elsewhere, good("alipay-wire")]).len(), 2);
    }

    #[test]
    fn documentation() {
        let rule = documentation_shows_features;
        for docs in [json!(null), json!({ "all-features": true }), json!({ "rustdoc-args": ["--cfg", "docsrs"] })] {
            let mut package = good("alipay-sign");
            package.metadata["metadata"]["docs"]["rs"] = docs.clone();
            assert_eq!(rule(&[package.clone()]).len(), 1, "{docs}");
            package.library = false;
            assert!(rule(&[package]).is_empty(), "{docs}");
        }
    }
}
