//! What every manifest says.

use super::direction::Rule;
use crate::workspace::Package;

pub(crate) const RULES: &[(&str, Rule)] =
    &[("inherit", manifests_inherit), ("presented", published_crates_are_presented)];

const INHERITED: &[&str] = &["version", "edition", "rust-version", "license"];

/// Lints and the facts all crates share are said once, in the workspace.
fn manifests_inherit(packages: &[Package]) -> Vec<String> {
    let mut findings = Vec::new();
    for package in packages {
        let mut missing: Vec<_> =
            INHERITED.iter().copied().filter(|key| !inherits(&package.manifest, "package", key)).collect();
        if !inherits(&package.manifest, "lints", "") {
            missing.push("[lints]");
        }
        if !missing.is_empty() {
            findings.push(format!("{} does not inherit {}", package.name, missing.join(", ")));
        }
    }
    findings
}

fn published_crates_are_presented(packages: &[Package]) -> Vec<String> {
    let published = packages.iter().filter(|package| package.published);
    published
        .flat_map(|package| {
            let description = (!package.description).then_some("description");
            let readme = (!package.readme).then_some("README.md");
            description.into_iter().chain(readme).map(|what| format!("{} has no {what}", package.name))
        })
        .collect()
}

/// Whether `[section]` takes `key` from the workspace; the whole section when `key` is empty.
///
/// Knows the spellings of inheritance, not all of TOML: an unusual one is a finding, never a pass.
fn inherits(manifest: &str, section: &str, key: &str) -> bool {
    let dotted = if key.is_empty() { "workspace=true".to_owned() } else { format!("{key}.workspace=true") };
    let inline = format!("{key}={{workspace=true}}");
    let mut inside = false;
    manifest.lines().any(|line| {
        let line = line.split('#').next().unwrap_or_default();
        let line: String = line.chars().filter(|c| !c.is_whitespace()).collect();
        if line.starts_with('[') {
            inside = line == format!("[{section}]");
        }
        inside && (line == dotted || (!key.is_empty() && line == inline))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: &str = "[package]\nname = \"alipay-wire\"\nversion.workspace = true # lockstep\nedition.workspace = true\n\
        rust-version = { workspace = true }\nlicense.workspace=true\n[lints]\nworkspace = true\n";

    fn wire(manifest: String) -> Package {
        Package { manifest, ..Package::sample("alipay-wire") }
    }

    #[test]
    fn inherit() {
        assert!(manifests_inherit(&[wire(GOOD.to_owned())]).is_empty());
        for (line, instead) in [
            ("version.workspace = true", "version = \"0.2.0\""),
            ("edition.workspace = true", "# edition.workspace = true"),
            ("rust-version = { workspace = true }", ""),
            ("license.workspace=true", "license = \"MIT\""),
            ("[lints]\nworkspace = true", ""),
            ("[lints]", "[lints.rust]"),
        ] {
            assert!(GOOD.contains(line), "{line}");
            assert_eq!(manifests_inherit(&[wire(GOOD.replace(line, instead))]).len(), 1, "{line}");
        }
        let elsewhere = GOOD.replace("[lints]\n", "[lints]\n[dependencies.serde]\n");
        assert_eq!(manifests_inherit(&[wire(elsewhere)]).len(), 1);
    }

    #[test]
    fn presented() {
        let good = Package::sample("alipay-wire");
        assert!(published_crates_are_presented(std::slice::from_ref(&good)).is_empty());
        let bare = Package { description: false, readme: false, ..good };
        assert_eq!(published_crates_are_presented(std::slice::from_ref(&bare)).len(), 2);
        assert!(published_crates_are_presented(&[Package { published: false, ..bare }]).is_empty());
    }
}
