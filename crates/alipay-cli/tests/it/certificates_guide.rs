//! The guide to certificates and the doctor says what the program does.

use std::{collections::BTreeSet, fs, path::Path};

use alipay::config::Config;
use serde_json::Value;

use crate::{
    doctor_clinic::Clinic,
    guide::{blocks, text},
    support::{Ran, alipay},
};

const GUIDE: &str = "certificates.md";

#[test]
fn its_settings_are_known() {
    let config = Config::parse(&blocks(&text(GUIDE), "toml").concat(), "alipay.toml").unwrap();
    assert_eq!(config.profiles().collect::<Vec<_>>(), ["production", "wallet"]);
    assert!(config.profile("production").unwrap().settings().is_certificate_mode());
    assert_eq!(config.profile("wallet").unwrap().settings().alipay_public_keys.len(), 2);
}

#[test]
fn its_command_lines_are_understood() {
    let folder = tempfile::tempdir().unwrap();
    let blocks = blocks(&text(GUIDE), "console").concat();
    let lines: Vec<_> = blocks.lines().map(|line| line.strip_prefix("$ alipay ").unwrap()).collect();
    assert!(lines.len() > 5);
    for line in lines {
        // Everything is read before help is shown.
        let ran = Ran::of(alipay(folder.path()).args(line.split_whitespace()).arg("--help"));
        assert_eq!(ran.code, 0, "{line}: {ran:?}");
    }
}

#[test]
fn its_document_is_a_real_one() {
    let mut clinic = Clinic::new();
    let own = alipay::PrivateKey::from_text(alipay_sandbox::Sandbox::empty().client_private_key_pem()).unwrap();
    fs::create_dir(clinic.path("keys")).unwrap();
    clinic.write("keys/public.pem", own.public_key().to_spki_pem());
    clinic.profile("production", "open-platform", &[("alipay_public_key_file", "\"keys/public.pem\"")]);
    let told: Value = serde_json::from_slice(&clinic.run(&["--json"]).stdout).unwrap();
    let shown: Value = serde_json::from_str(&blocks(&text(GUIDE), "json")[0]).unwrap();
    assert_eq!((&shown["schema"], &shown["errors"]), (&told["schema"], &told["errors"]));
    let findings = told["findings"].as_array().unwrap();
    assert!(findings.contains(&shown["findings"][0]), "{told:#}");
}

/// Every code that the sources can tell, and no other.
#[test]
fn it_has_every_code() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/doctor");
    let mut codes = BTreeSet::new();
    for file in fs::read_dir(folder).unwrap() {
        let source = fs::read_to_string(file.unwrap().path()).unwrap();
        let source = source.split("#[cfg(test)]\nmod tests").next().unwrap().to_owned();
        let literals = source.split('"').skip(1).step_by(2).map(str::to_owned);
        let is_code = |text: &String| {
            text.contains('-')
                && text.split('-').all(|word| !word.is_empty() && word.bytes().all(|b| b.is_ascii_lowercase()))
        };
        codes.extend(literals.filter(is_code));
    }
    assert!(codes.len() > 40, "{codes:?}");
    let guide = text(GUIDE);
    let table = guide.split("| code | what it means |").nth(1).unwrap();
    let named: BTreeSet<String> = table
        .lines()
        .filter_map(|line| line.strip_prefix("| ")?.split(" | ").next())
        .flat_map(|cell| cell.split('`').skip(1).step_by(2).map(str::to_owned).collect::<Vec<_>>())
        .filter(|code| code.contains('-'))
        .collect();
    assert_eq!(named, codes);
}
