//! Profiles to look at, and what the doctor tells about them.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

use alipay_sandbox::Sandbox;
use serde_json::Value;
use tempfile::TempDir;

use crate::support::{Ran, alipay, pieces};

/// A folder with a configuration file of many profiles, and what they name.
pub(crate) struct Clinic {
    folder: TempDir,
    pub(crate) config: String,
}

impl Clinic {
    pub(crate) fn new() -> Self {
        let clinic = Self { folder: tempfile::tempdir().unwrap(), config: String::new() };
        let sandbox = Sandbox::empty();
        clinic.secret("private.pem", sandbox.client_private_key_pem());
        clinic.write("public.pem", sandbox.gateway_public_key_pem());
        clinic
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub(crate) fn write(&self, name: &str, content: impl AsRef<[u8]>) {
        fs::write(self.path(name), content).unwrap();
    }

    /// A file that only its owner may read.
    pub(crate) fn secret(&self, name: &str, content: impl AsRef<[u8]>) {
        self.write(name, content);
        self.open(name, 0o600);
    }

    #[cfg(unix)]
    pub(crate) fn open(&self, name: &str, mode: u32) {
        use std::os::unix::fs::PermissionsExt;
        fs::set_permissions(self.path(name), fs::Permissions::from_mode(mode)).unwrap();
    }

    #[cfg(not(unix))]
    pub(crate) fn open(&self, _: &str, _: u32) {}

    /// Adds a profile: what is usual for its dialect, and these lines over it. A field set to nothing is left out.
    pub(crate) fn profile(&mut self, name: &str, dialect: &str, over: &[(&str, &str)]) {
        let usual = match dialect {
            "open-platform" => {
                ["gateway = \"https://gateway.example.com/gateway.do\"", "app_id = \"2021000000000000\""]
            }
            _ => ["base_url = \"https://gateway.example.com\"", "client_id = \"C1\""],
        };
        let keys = ["private_key_file = \"private.pem\"", "alipay_public_key_file = \"public.pem\""];
        let usual = usual.into_iter().chain(keys).map(|line| line.split_once(" = ").unwrap());
        let mut fields: BTreeMap<&str, &str> = usual.collect();
        fields.extend(over.iter().copied());
        fields.retain(|_, value| !value.is_empty());
        self.config.push_str(&format!("[profiles.{name}]\ndialect = \"{dialect}\"\n"));
        self.config.extend(fields.into_iter().map(|(field, value)| format!("{field} = {value}\n")));
    }

    pub(crate) fn run(&self, arguments: &[&str]) -> Ran {
        self.write("alipay.toml", &self.config);
        Ran::of(alipay(self.folder.path()).arg("doctor").args(arguments).env("NOT_A_KEY", "SENTINEL, a text"))
    }

    /// All findings of all profiles.
    pub(crate) fn findings(&self, arguments: &[&str]) -> Vec<Value> {
        let ran = self.run(&[arguments, &["--json"]].concat());
        assert!(matches!(ran.code, 0 | 11) && ran.stderr.is_empty(), "{ran:?}");
        let text = String::from_utf8(ran.stdout).unwrap();
        assert_eq!(text.lines().count(), 1);
        let document: Value = serde_json::from_str(&text).unwrap();
        let members: Vec<_> = document.as_object().unwrap().keys().map(String::as_str).collect();
        assert_eq!(members, ["config", "errors", "findings", "schema", "warnings"]);
        assert_eq!((&document["schema"], &document["config"]), (&Value::from(1), &Value::from("alipay.toml")));
        let findings = document["findings"].as_array().unwrap().clone();
        let count = |severity: &str| findings.iter().filter(|finding| finding["severity"] == severity).count();
        assert_eq!(document["errors"], count("error"));
        assert_eq!(document["warnings"], count("warning"));
        assert_eq!(ran.code, if count("error") == 0 { 0 } else { 11 });
        for finding in &findings {
            let members: Vec<_> = finding.as_object().unwrap().keys().map(String::as_str).collect();
            assert_eq!(members, ["advice", "code", "field", "file", "problem", "profile", "severity", "variable"]);
            let has_advice = finding["advice"].as_str().is_some_and(|advice| advice.len() > 5);
            assert_eq!(has_advice, finding["severity"] != "ok", "{finding}");
            assert!(!finding["problem"].as_str().unwrap().is_empty(), "{finding}");
        }
        self.keeps_secrets(&text);
        findings
    }

    /// Nothing of what is in the files or was planted in settings is told.
    fn keeps_secrets(&self, told: &str) {
        assert!(!told.contains("SENTINEL"), "{told}");
        for file in fs::read_dir(self.folder.path()).unwrap() {
            let path = file.unwrap().path();
            if path.extension().is_some_and(|end| end == "toml") {
                continue;
            }
            for piece in pieces(&String::from_utf8_lossy(&fs::read(path).unwrap())) {
                assert!(!told.contains(&piece), "{piece} is in {told}");
            }
        }
    }
}

/// What is not in order about a profile: severity, code and field.
pub(crate) fn bad<'a>(findings: &'a [Value], profile: &str) -> Vec<(&'a str, &'a str, &'a str)> {
    let text = |value: &'a Value| value.as_str().unwrap_or("-");
    let of_profile = findings.iter().filter(|finding| finding["profile"] == profile && finding["severity"] != "ok");
    of_profile.map(|finding| (text(&finding["severity"]), text(&finding["code"]), text(&finding["field"]))).collect()
}

/// The one finding with this code.
pub(crate) fn the<'a>(findings: &'a [Value], profile: &str, code: &str) -> &'a Value {
    let mut found = findings.iter().filter(|finding| finding["profile"] == profile && finding["code"] == code);
    found.next().unwrap_or_else(|| panic!("no {code} of {profile}: {findings:#?}"))
}

/// A profile's name, its settings, and what is not in order about it.
pub(crate) type Case<'a> = (&'a str, &'a [(&'a str, &'a str)], &'a [(&'a str, &'a str, &'a str)]);

/// Looks at these profiles, and compares what is told.
pub(crate) fn check(clinic: &mut Clinic, dialect: &str, cases: &[Case<'_>]) -> Vec<Value> {
    for (name, over, _) in cases {
        clinic.profile(name, dialect, over);
    }
    let findings = clinic.findings(&[]);
    for (name, _, expected) in cases {
        assert_eq!(bad(&findings, name), *expected, "{name}");
    }
    findings
}

/// Keys and other things made by OpenSSL, for the tests of the crate that reads them.
pub(crate) fn sample(name: &str) -> String {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../alipay-sign/tests/keys");
    fs::read_to_string(folder.join(name)).unwrap()
}
