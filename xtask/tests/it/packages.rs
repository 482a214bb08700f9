//! What the packages hold: sources, README and licences. What else one needs is listed here.

use xshell::cmd;

use crate::{is_published, metadata, none, root, shell};

/// Beside Rust sources below `src`, README, licences, and what cargo adds.
const MORE: &[(&str, &[&str])] = &[
    ("alipay-catalogue", &["data/"]),
    ("alipay-sandbox", &["keys/", "src/control/page/"]),
    ("alipay-wire", &["src/diagnose/tests/"]),
];

#[test]
fn packages_hold_sources_readme_and_licences() {
    let sh = shell();
    let mut findings = Vec::new();
    for package in metadata().packages.iter().filter(|package| is_published(package)) {
        let name = package.name.as_str();
        let listed = cmd!(sh, "cargo package --quiet --package {name} --list --allow-dirty").quiet().read().unwrap();
        let files: Vec<_> = listed.lines().map(|file| file.replace('\\', "/")).collect();
        let more = MORE.iter().filter(|(owner, _)| *owner == name).flat_map(|(_, folders)| *folders);
        let more: Vec<_> = more.collect();
        let is_expected = |file: &str| {
            let source = file.starts_with("src/") && (file.ends_with(".rs") || file.ends_with("README.md"));
            let cargo = file.starts_with("Cargo.") || file == ".cargo_vcs_info.json";
            source || cargo || REQUIRED.contains(&file) || more.iter().any(|folder| file.starts_with(**folder))
        };
        findings.extend(files.iter().filter(|file| !is_expected(file)).map(|file| format!("{name} holds {file}")));
        for required in REQUIRED {
            if !files.iter().any(|file| file == required) {
                findings.push(format!("{name} has no {required}"));
            }
        }
        for licence in ["LICENSE-APACHE", "LICENSE-MIT"] {
            let own = package.manifest_path.with_file_name(licence);
            if std::fs::read(own).ok() != std::fs::read(root().join(licence)).ok() {
                findings.push(format!("{name}: {licence} is not that of the workspace"));
            }
        }
    }
    none("packages", &findings);
}

const REQUIRED: [&str; 3] = ["LICENSE-APACHE", "LICENSE-MIT", "README.md"];
