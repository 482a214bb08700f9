//! The guide says what the program does.

use std::collections::BTreeSet;

use alipay::config::Config;
use serde_json::Value;

use crate::{
    balance_fleet::Fleet,
    guide,
    support::{Ran, alipay},
};

fn guide() -> String {
    guide::text("balance.md")
}

/// The blocks of one kind.
fn blocks(kind: &str) -> Vec<String> {
    guide::blocks(&guide(), kind)
}

#[test]
fn its_settings_are_known() {
    let config = Config::parse(&blocks("toml")[0], "alipay.toml").unwrap();
    assert_eq!(config.profiles().collect::<Vec<_>>(), ["fund", "partner", "topups", "wallet"]);
    let in_all = |name: &&str| config.profile(name).unwrap().balance_settings().in_all;
    assert_eq!(config.profiles().filter(in_all).count(), 3);
}

#[test]
fn its_command_lines_are_understood() {
    let folder = tempfile::tempdir().unwrap();
    let console = blocks("console").concat().lines().map(|line| line.trim_start_matches("$ ").to_owned()).collect();
    let scheduled = [blocks("crontab"), blocks("ini"), blocks("sh")].concat().concat();
    let scheduled = scheduled.lines().filter_map(|line| {
        let command = line.split_once("cd /srv/treasury && ").or(line.split_once("ExecStart=/usr/local/bin/"))?.1;
        Some(command.split(" | ").next()?.to_owned())
    });
    let lines: Vec<String> = [console, scheduled.collect::<Vec<_>>()].concat();
    assert!(lines.len() > 6, "{lines:?}");
    for line in lines {
        let words: Vec<_> = line.split_whitespace().collect();
        assert_eq!(words[0], "alipay", "{line}");
        // Everything is read before help is shown.
        let ran = Ran::of(alipay(folder.path()).args(&words[1..]).arg("--help"));
        assert_eq!(ran.code, 0, "{line}: {ran:?}");
    }
}

#[test]
fn its_document_has_the_members_of_a_real_one() {
    let fleet = Fleet::start();
    let (_, told) = fleet.json(&["partner", "down", "--min", "CNY=50000"]);
    let shown: Value = serde_json::from_str(&blocks("json")[0]).unwrap();
    assert_eq!(members(&shown, ""), members(&told, ""));
    assert_eq!((&shown["schema"], &shown["failures"][0]["advice"]), (&told["schema"], &told["failures"][0]["advice"]));
    for list in ["rows", "below"] {
        assert_eq!(shown[list][0]["available"], told[list][0]["available"]);
    }
    assert_eq!(shown["below"][0]["minimum"], told["below"][0]["minimum"]);
    let message = shown["failures"][0]["message"].as_str().unwrap();
    assert!(told["failures"][0]["message"].as_str().unwrap().starts_with(message), "{told}");
}

/// The paths of everything in a document.
fn members(value: &Value, path: &str) -> BTreeSet<String> {
    let within: Vec<_> = match value {
        Value::Object(members) => members.iter().map(|(name, value)| (format!("{path}.{name}"), value)).collect(),
        Value::Array(items) => items.iter().map(|item| (format!("{path}[]"), item)).collect(),
        _ => Vec::new(),
    };
    let deeper = within.iter().flat_map(|(path, value)| members(value, path));
    within.iter().map(|(path, _)| path.clone()).chain(deeper).collect()
}

#[test]
fn its_header_line_and_codes_are_those_of_the_program() {
    let fleet = Fleet::start();
    let ran = fleet.run(&["fund", "--csv"]);
    assert_eq!(String::from_utf8(ran.stdout).unwrap().lines().next(), blocks("csv")[0].lines().next());

    let guide = guide();
    let help = Ran::of(alipay(fleet.gateway.keys.folder()).args(["balance", "--help"]));
    let help = String::from_utf8(help.stdout).unwrap();
    for code in ["8", "9", "10"] {
        assert!(
            guide.contains(&format!("\n| {code} | ")) && help.contains(&format!("\n  {code:<2}  ")),
            "{code}: {help}"
        );
    }
}
