//! The seeds, replayed; and everything that libFuzzer needs is there for each body.

use std::{
    collections::{BTreeSet, HashSet},
    fs,
    path::{Path, PathBuf},
};

use alipay_fuzz::Ending;

type Body = fn(&[u8]) -> Ending;

macro_rules! bodies {
    ($($name:ident)*) => { &[$((stringify!($name), alipay_fuzz::$name)),*] };
}

const BODIES: &[(&str, Body)] = bodies! {
    amounts
    api_answers_dws api_answers_open_platform api_answers_worldfirst api_questions
    certificates
    config
    envelope_enclosed envelope_gbk envelope_utf8
    form_notification form_request
    headers_enclosed headers_request headers_response
    key_private key_public
    notifications
    requests_arrive
    rest_answers rest_requests rest_urls
    stored_call stored_evidence stored_inquiry
};

#[test]
fn every_body_takes_the_seeds_of_its_format_in_different_ways() {
    for (name, run) in BODIES {
        let mut endings = HashSet::new();
        for seed in files(&fuzz().join("seeds").join(format(name))) {
            println!("{name}: {}", seed.display());
            endings.insert(run(&fs::read(seed).unwrap()));
        }
        assert!(endings.len() > 1, "all seeds of {name} end in the same way");
    }
}

#[test]
fn every_body_is_a_target_and_every_format_has_seeds_and_words() {
    let names = || BODIES.iter().map(|(name, _)| (*name).to_owned());
    let formats: BTreeSet<_> = names().map(|name| format(&name).to_owned()).collect();
    let manifest = fs::read_to_string(fuzz().join("Cargo.toml")).unwrap();
    assert!(names().all(|name| manifest.contains(&format!("name = \"{name}\""))), "a body is missing in the manifest");
    assert_eq!(stems("fuzz_targets"), names().collect());
    assert_eq!(stems("seeds"), formats);
    assert_eq!(stems("dict"), formats);
}

/// The first word of a body's name: the bodies of one format share their seeds and their dictionary.
fn format(body: &str) -> &str {
    body.split('_').next().unwrap()
}

fn stems(folder: &str) -> BTreeSet<String> {
    files(&fuzz().join(folder)).iter().map(|path| path.file_stem().unwrap().to_str().unwrap().to_owned()).collect()
}

fn files(folder: &Path) -> Vec<PathBuf> {
    fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect()
}

fn fuzz() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}
