//! The golden vectors: `vectors/<dialect>/<case>/`, one file per stage of signing, each of them whole and truly signed.

use std::{
    fs,
    io::Write,
    path::{Path, PathBuf},
};

use xshell::cmd;

use crate::{none, root, shell};

/// A signed stage: the text, its signature, the message it travels in, and who signs.
type Stage = (&'static str, &'static str, &'static str, &'static str);

const REQUEST: Stage = ("canonical.txt", "signature.txt", "request.http", "app");
const RESPONSE: Stage = ("response-canonical.txt", "response-signature.txt", "response.http", "gateway");
/// The gateway signs what it sends, and the application its answer, where that is signed.
const NOTIFICATION: Stage = ("canonical.txt", "signature.txt", "request.http", "gateway");
const ACKNOWLEDGEMENT: Stage = ("response-canonical.txt", "response-signature.txt", "response.http", "app");

fn stages(case: &str, is_answered: bool) -> Vec<Stage> {
    match case.split('/').next().unwrap_or_default() {
        "notify" if is_answered => vec![NOTIFICATION, ACKNOWLEDGEMENT],
        "notify" => vec![NOTIFICATION],
        // A page is not answered, an answer to an upload is like any other, and nobody signs this failure.
        "pages" | "uploads" => vec![REQUEST],
        _ if case == "open-platform-v3/unsigned-failure" => vec![REQUEST],
        _ => vec![REQUEST, RESPONSE],
    }
}

fn folders(parent: &Path) -> Vec<PathBuf> {
    fs::read_dir(parent).unwrap().map(|entry| entry.unwrap().path()).filter(|path| path.is_dir()).collect()
}

/// The text of a file, in which GBK is not looked at; what is wrong with it.
fn read(file: &Path, rule: impl Fn(&str) -> Result<(), &'static str>) -> Result<String, String> {
    let name = file.display();
    let content = fs::read(file).map_err(|_| format!("{name} is missing"))?;
    let text = String::from_utf8_lossy(&content).into_owned();
    if text.is_empty() { Err("is empty") } else { rule(&text) }.map_err(|what| format!("{name} {what}"))?;
    Ok(text)
}

/// What is wrong with a stage of the case in `folder`.
fn check(folder: &Path, keys: &Path, stage: Stage, has_openssl: bool) -> Result<(), String> {
    let (text, signature, message, signer) = stage;
    let (text, signature) = (folder.join(text), folder.join(signature));
    // Over REST every line that is signed ends in a newline, the last one too.
    let is_rest = ["open-platform-v3", "rest-v3"].iter().any(|name| folder.iter().any(|part| part == *name));
    read(&text, |text| match () {
        () if text.contains('\r') => Err("has a carriage return"),
        () if text.ends_with('\n') != is_rest => Err("ends otherwise than what is signed"),
        () => Ok(()),
    })?;
    let line = read(&signature, |text| {
        let line = text.strip_suffix('\n').unwrap_or(text);
        let is_base64 = |c: char| c.is_ascii_alphanumeric() || matches!(c, '+' | '/' | '=');
        line.chars().all(is_base64).then_some(()).ok_or("is not one line of base64")
    })?;
    let http = read(&folder.join(message), |text| {
        let (head, _) = text.split_once("\r\n\r\n").ok_or("has no head that ends in an empty line")?;
        let is_crlf = head.split("\r\n").all(|line| !line.contains(['\r', '\n']));
        is_crlf.then_some(()).ok_or("has a line that does not end in CRLF")
    })?;
    let mut http = http.replace("\\/", "/");
    for (escaped, character) in [("%2B", "+"), ("%2F", "/"), ("%3D", "="), ("%2b", "+"), ("%2f", "/"), ("%3d", "=")] {
        http = http.replace(escaped, character);
    }
    if !http.contains(line.trim()) {
        return Err(format!("{} does not carry {}", folder.join(message).display(), signature.display()));
    }
    let key = keys.join(format!("{signer}_public.pem"));
    if has_openssl && !is_signed(&key, &text, &signature) {
        return Err(format!("{} is not the {signer}'s signature", signature.display()));
    }
    Ok(())
}

fn is_signed(key: &Path, text: &Path, signature: &Path) -> bool {
    let sh = shell();
    let folder = sh.create_temp_dir().unwrap();
    let binary = folder.path().join("signature");
    cmd!(sh, "openssl base64 -d -A -in {signature} -out {binary}").quiet().run().unwrap();
    let verify = cmd!(sh, "openssl dgst -sha256 -verify {key} -signature {binary} {text}");
    verify.quiet().ignore_status().ignore_stderr().output().unwrap().status.success()
}

fn has_openssl() -> bool {
    let sh = shell();
    cmd!(sh, "openssl version").quiet().ignore_stdout().ignore_stderr().run().is_ok()
}

#[test]
fn every_vector_is_whole_and_truly_signed() {
    let vectors = root().join("vectors");
    let (keys, has_openssl) = (vectors.join("keys"), has_openssl());
    if !has_openssl {
        // Not by `println`, which is not shown when a test succeeds.
        writeln!(std::io::stdout(), "skipped: openssl is not here, so nobody else verifies the vectors").unwrap();
    }
    let mut findings = Vec::new();
    let mut cases = 0;
    for case in folders(&vectors)
        .iter()
        .filter(|dialect| **dialect != keys && !dialect.ends_with("cases"))
        .flat_map(|dialect| folders(dialect))
    {
        cases += 1;
        let name = case.strip_prefix(&vectors).unwrap().display().to_string();
        for stage in stages(&name, case.join("response.http").exists()) {
            findings.extend(check(&case, &keys, stage, has_openssl).err());
        }
    }
    none("vectors (vectors/README.md)", &findings);
    assert!(cases > 30, "{cases}");
}

#[test]
fn a_spoilt_vector_is_found() {
    let (vectors, sh) = (root().join("vectors"), shell());
    let spoilt = |file: &str, from: &str, to: &str| {
        let copy = sh.create_temp_dir().unwrap();
        for file in fs::read_dir(vectors.join("dws/consult-topup")).unwrap() {
            sh.copy_file(file.unwrap().path(), copy.path()).unwrap();
        }
        let text = sh.read_file(copy.path().join(file)).unwrap();
        assert!(text.contains(from), "{file} {from:?}");
        sh.write_file(copy.path().join(file), text.replace(from, to)).unwrap();
        let stages = [REQUEST, RESPONSE].into_iter();
        stages.filter_map(|stage| check(copy.path(), &vectors.join("keys"), stage, has_openssl()).err()).count()
    };
    assert_eq!(spoilt("canonical.txt", "SGD", "SGD"), 0);
    for (file, from, to) in [
        ("canonical.txt", "}}", "}}\n"),
        ("canonical.txt", "\n", "\r\n"),
        ("signature.txt", "\n", "\n\n"),
        ("signature.txt", "A", "B"),
        ("response-signature.txt", "==", "*="),
        ("request.http", "\r\n", "\n"),
        ("response.http", "\r\nclient-id", "\nclient-id"),
    ] {
        assert_eq!(spoilt(file, from, to), 1, "{file}: {from:?}");
    }
    if has_openssl() {
        assert_eq!(spoilt("canonical.txt", "SGD", "USD"), 1, "signed is something else");
    }
}
