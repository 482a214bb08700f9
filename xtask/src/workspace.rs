//! What `cargo metadata` and the manifests say about the members of this workspace.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::{Path, PathBuf},
};

use serde_json::Value;
use xshell::{Shell, cmd};

use crate::Result;

/// A member of the workspace.
#[derive(Debug, Clone, Default)]
pub(crate) struct Package {
    pub(crate) name: String,
    pub(crate) version: String,
    /// Its folder, absolute.
    pub(crate) folder: PathBuf,
    pub(crate) manifest: String,
    /// Everything `cargo metadata` says of it.
    pub(crate) metadata: Value,
    pub(crate) description: bool,
    pub(crate) readme: bool,
    pub(crate) published: bool,
    pub(crate) library: bool,
    pub(crate) features: BTreeMap<String, Vec<String>>,
    pub(crate) dependencies: Vec<Dependency>,
}

/// One line of a dependency table.
#[derive(Debug, Clone, Default)]
pub(crate) struct Dependency {
    pub(crate) name: String,
    /// The name its features are known by in the manifest.
    pub(crate) alias: String,
    pub(crate) requirement: String,
    pub(crate) dev: bool,
    pub(crate) optional: bool,
    pub(crate) local: bool,
}

/// The members, by name.
pub(crate) fn packages(sh: &Shell) -> Result<Vec<Package>> {
    let json = cmd!(sh, "cargo metadata --format-version 1 --no-deps").quiet().read()?;
    let mut packages = parse(&serde_json::from_str(&json)?)?;
    for package in &mut packages {
        package.manifest = sh.read_file(package.folder.join("Cargo.toml"))?;
        package.readme = package.folder.join("README.md").is_file();
    }
    Ok(packages)
}

/// Where cargo puts what it builds.
pub(crate) fn target(sh: &Shell) -> Result<PathBuf> {
    let json = cmd!(sh, "cargo metadata --format-version 1 --no-deps").quiet().read()?;
    Ok(PathBuf::from(text(&serde_json::from_str(&json)?, "target_directory")?))
}

fn parse(metadata: &Value) -> Result<Vec<Package>> {
    let mut packages = list(metadata, "packages").map(parse_package).collect::<Result<Vec<_>>>()?;
    packages.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(packages)
}

fn parse_package(package: &Value) -> Result<Package> {
    let mut dependencies = Vec::new();
    for dependency in list(package, "dependencies") {
        let name = text(dependency, "name")?;
        dependencies.push(Dependency {
            name: name.to_owned(),
            alias: dependency["rename"].as_str().unwrap_or(name).to_owned(),
            requirement: text(dependency, "req")?.to_owned(),
            dev: dependency["kind"] == "dev",
            optional: dependency["optional"] == true,
            local: dependency["path"].is_string(),
        });
    }
    let features = package["features"].as_object().into_iter().flatten();
    let manifest = Path::new(text(package, "manifest_path")?);
    Ok(Package {
        name: text(package, "name")?.to_owned(),
        version: text(package, "version")?.to_owned(),
        folder: manifest.parent().ok_or("a manifest without a folder")?.to_owned(),
        manifest: String::new(),
        metadata: package.clone(),
        description: package["description"].as_str().is_some_and(|text| !text.trim().is_empty()),
        readme: false,
        published: package["publish"].is_null(),
        library: list(package, "targets").any(|target| list(target, "kind").any(|kind| kind == "lib")),
        features: features.map(|(name, _)| (name.clone(), strings(&package["features"], name))).collect(),
        dependencies,
    })
}

fn list<'a>(value: &'a Value, key: &str) -> impl Iterator<Item = &'a Value> {
    value[key].as_array().into_iter().flatten()
}

fn strings(value: &Value, key: &str) -> Vec<String> {
    list(value, key).filter_map(Value::as_str).map(str::to_owned).collect()
}

fn text<'a>(value: &'a Value, key: &str) -> Result<&'a str> {
    value[key].as_str().ok_or_else(|| format!("cargo metadata: no {key}").into())
}

impl Package {
    /// What it ships with: all but dev-dependencies.
    pub(crate) fn shipped(&self) -> impl Iterator<Item = &Dependency> {
        self.dependencies.iter().filter(|dependency| !dependency.dev)
    }

    /// The features that are on when `feature` is, itself among them.
    pub(crate) fn enabled_by<'a>(&'a self, feature: &'a str) -> BTreeSet<&'a str> {
        let mut enabled = BTreeSet::new();
        let mut open = vec![feature];
        while let Some(feature) = open.pop() {
            if let Some((name, entries)) = self.features.get_key_value(feature)
                && enabled.insert(name.as_str())
            {
                open.extend(entries.iter().map(String::as_str));
            }
        }
        enabled
    }

    /// Whether `default` turns anything on.
    pub(crate) fn has_defaults(&self) -> bool {
        self.features.get("default").is_some_and(|entries| !entries.is_empty())
    }

    /// The features `default` leaves off.
    pub(crate) fn beyond_default(&self) -> Vec<&str> {
        let default = self.enabled_by("default");
        self.features.keys().map(String::as_str).filter(|name| *name != "default" && !default.contains(name)).collect()
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    impl Package {
        /// A published library that breaks no rule.
        pub(crate) fn sample(name: &str) -> Self {
            Self {
                name: name.to_owned(),
                description: true,
                readme: true,
                published: true,
                library: true,
                ..Self::default()
            }
        }

        pub(crate) fn needs(mut self, name: &str) -> Self {
            let local = name.starts_with("alipay");
            self.dependencies.push(Dependency {
                name: name.to_owned(),
                alias: name.to_owned(),
                requirement: "^1".to_owned(),
                local,
                ..Dependency::default()
            });
            self
        }

        pub(crate) fn needs_dev(mut self, name: &str, requirement: &str) -> Self {
            self = self.needs(name);
            let last = self.dependencies.last_mut().unwrap();
            last.dev = true;
            last.requirement = requirement.to_owned();
            self
        }

        pub(crate) fn needs_optional(mut self, name: &str) -> Self {
            self = self.needs(name);
            self.dependencies.last_mut().unwrap().optional = true;
            self
        }

        pub(crate) fn feature(mut self, name: &str, entries: &[&str]) -> Self {
            self.features.insert(name.to_owned(), entries.iter().map(|entry| (*entry).to_owned()).collect());
            self
        }
    }

    #[test]
    fn reads_metadata() {
        let metadata = serde_json::from_str(
            r#"{"packages": [{
                "name": "alipay-transport", "version": "0.1.0", "manifest_path": "/ws/crates/alipay-transport/Cargo.toml",
                "description": "Client", "publish": null,
                "targets": [{"kind": ["lib"]}, {"kind": ["test"]}],
                "features": {"default": ["hyper"], "hyper": ["dep:hyper"]},
                "dependencies": [
                    {"name": "hyper", "req": "^1", "kind": null, "optional": true, "rename": "h1"},
                    {"name": "alipay-sandbox", "req": "*", "kind": "dev", "path": "/ws/crates/alipay-sandbox"}
                ]
            }]}"#,
        )
        .unwrap();
        let package = parse(&metadata).unwrap().remove(0);
        assert_eq!(package.folder, Path::new("/ws/crates/alipay-transport"));
        assert_eq!((package.name.as_str(), package.version.as_str()), ("alipay-transport", "0.1.0"));
        assert!(package.published && package.library && package.description);
        assert_eq!(package.features["hyper"], ["dep:hyper"]);
        assert_eq!(package.shipped().map(|dependency| dependency.alias.as_str()).collect::<Vec<_>>(), ["h1"]);
        assert!(package.dependencies[0].optional && !package.dependencies[0].local);
        assert!(package.dependencies[1].dev && package.dependencies[1].local);
    }

    #[test]
    fn follows_features() {
        let package = Package::sample("alipay-transport")
            .feature("default", &["hyper"])
            .feature("hyper", &["dep:hyper"])
            .feature("http2", &["hyper", "hyper/http2"]);
        assert_eq!(package.enabled_by("http2"), BTreeSet::from(["http2", "hyper"]));
        assert_eq!(package.beyond_default(), ["http2"]);
        assert!(package.has_defaults() && !Package::sample("x").has_defaults());
    }
}
