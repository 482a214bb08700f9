//! The golden vectors: `vectors/<dialect>/<case>/`, one file per stage of signing.

use std::path::{Path, PathBuf};

use xshell::{Shell, cmd};

use crate::{Result, no_findings, root};

/// The signed stages: the text, its signature, the message it travels in, and who signs.
const STAGES: &[(&str, &str, &str, &str)] = &[
    ("canonical.txt", "signature.txt", "request.http", "app"),
    ("response-canonical.txt", "response-signature.txt", "response.http", "gateway"),
];

/// Of notifications: the gateway signs what it sends, and the application its answer, where that is signed.
const NOTIFICATION: &[(&str, &str, &str, &str)] = &[("canonical.txt", "signature.txt", "request.http", "gateway")];
const ANSWERED_NOTIFICATION: &[(&str, &str, &str, &str)] = &[
    ("canonical.txt", "signature.txt", "request.http", "gateway"),
    ("response-canonical.txt", "response-signature.txt", "response.http", "app"),
];

/// Of pages and order strings: the application signs them, and nobody answers.
const PAGE: &[(&str, &str, &str, &str)] = &[("canonical.txt", "signature.txt", "request.http", "app")];

/// Makes the vectors unless only asked to check, and checks them.
pub(crate) fn run(sh: &Shell, only_check: bool) -> Result {
    let vectors = root().join("vectors");
    if !only_check {
        let scripts = ["make.sh", "notify/make.sh", "open-platform-v3/make.sh", "uploads/make.sh"];
        for script in scripts.map(|script| vectors.join(script)) {
            cmd!(sh, "sh {script}").run()?;
        }
    }
    let openssl = cmd!(sh, "openssl version").quiet().ignore_stderr().read().is_ok();
    if !openssl {
        println!("note: openssl is not installed; the signatures of the vectors are not checked");
    }
    let (cases, findings) = check(sh, &vectors, openssl)?;
    no_findings("findings in the vectors (vectors/README.md)", &findings)?;
    println!("{cases} cases are complete{}", if openssl { " and truly signed" } else { "" });
    Ok(())
}

/// How many cases there are, and what is wrong with them.
fn check(sh: &Shell, vectors: &Path, openssl: bool) -> Result<(usize, Vec<String>)> {
    let keys = vectors.join("keys");
    let mut cases = 0;
    let mut findings = Vec::new();
    for dialect in folders(sh, vectors)?.into_iter().filter(|folder| *folder != keys) {
        for case in folders(sh, &dialect)? {
            cases += 1;
            let name = case.strip_prefix(vectors).unwrap_or(&case).display().to_string();
            let stages = match (dialect.ends_with("notify"), sh.path_exists(case.join("response.http"))) {
                (true, true) => ANSWERED_NOTIFICATION,
                (true, false) => NOTIFICATION,
                // An answer to an upload is like any other.
                (false, _) if dialect.ends_with("pages") || dialect.ends_with("uploads") => PAGE,
                // Its answer is signed by nobody.
                (false, _) if case.ends_with("open-platform-v3/unsigned-failure") => PAGE,
                (false, _) => STAGES,
            };
            // There every line ends in a newline, the last one too.
            let is_rest = dialect.ends_with("open-platform-v3") || case.ends_with("uploads/rest-v3");
            let canonical = if is_rest { is_lines } else { is_canonical };
            for (text, signature, message, signer) in stages {
                let before = findings.len();
                for (file, rule) in [
                    (*text, canonical as fn(&str) -> Option<&'static str>),
                    (*signature, is_one_line),
                    (*message, is_http),
                ] {
                    // Some are in GBK, whose bytes beyond ASCII no rule looks at.
                    let problem = match sh.read_binary_file(case.join(file)) {
                        Ok(content) if content.is_empty() => Some("is empty"),
                        Ok(content) => rule(&String::from_utf8_lossy(&content)),
                        Err(_) => Some("is missing"),
                    };
                    findings.extend(problem.map(|problem| format!("{name}/{file} {problem}")));
                }
                if findings.len() == before && !carries(sh, &case.join(message), &case.join(signature))? {
                    findings.push(format!("{name}/{message} does not carry {signature}"));
                }
                let key = keys.join(format!("{signer}_public.pem"));
                if openssl && findings.len() == before && !is_signed(sh, &key, &case.join(text), &case.join(signature))?
                {
                    findings.push(format!("{name}/{signature} is not the {signer}'s signature of {text}"));
                }
            }
        }
    }
    if cases == 0 {
        findings.push("there are no cases".to_owned());
    }
    Ok((cases, findings))
}

fn folders(sh: &Shell, parent: &Path) -> Result<Vec<PathBuf>> {
    Ok(sh.read_dir(parent)?.into_iter().filter(|path| path.is_dir()).collect())
}

fn is_canonical(text: &str) -> Option<&'static str> {
    if text.ends_with('\n') {
        Some("ends in a newline, which would be signed")
    } else if text.contains('\r') {
        Some("contains a carriage return")
    } else {
        None
    }
}

fn is_lines(text: &str) -> Option<&'static str> {
    if !text.ends_with('\n') {
        Some("does not end in a newline, which is signed")
    } else if text.contains('\r') {
        Some("contains a carriage return")
    } else {
        None
    }
}

fn is_one_line(text: &str) -> Option<&'static str> {
    let line = text.strip_suffix('\n').unwrap_or(text);
    let base64 = |c: char| c.is_ascii_alphanumeric() || matches!(c, '+' | '/' | '=');
    (line.is_empty() || !line.chars().all(base64)).then_some("is not one line of base64")
}

fn is_http(text: &str) -> Option<&'static str> {
    let Some((head, _)) = text.split_once("\r\n\r\n") else {
        return Some("has no head that ends in an empty CRLF line");
    };
    head.split("\r\n").any(|line| line.contains(['\r', '\n'])).then_some("has a head line that does not end in CRLF")
}

/// Whether the signature is in the message, whatever of it was escaped.
fn carries(sh: &Shell, message: &Path, signature: &Path) -> Result<bool> {
    let message = sh.read_binary_file(message)?;
    let mut text = String::from_utf8_lossy(&message).replace("\\/", "/");
    for (escaped, character) in [("%2B", "+"), ("%2F", "/"), ("%3D", "=")] {
        text = text.replace(escaped, character).replace(&escaped.to_ascii_lowercase(), character);
    }
    Ok(text.contains(sh.read_file(signature)?.trim()))
}

fn is_signed(sh: &Shell, key: &Path, text: &Path, signature: &Path) -> Result<bool> {
    let directory = sh.create_temp_dir()?;
    let binary = directory.path().join("signature");
    cmd!(sh, "openssl base64 -d -A -in {signature} -out {binary}").quiet().run()?;
    let verify = cmd!(sh, "openssl dgst -sha256 -verify {key} -signature {binary} {text}");
    // Its exit code also covers a key that cannot be read: no signature is taken for good by mistake.
    Ok(verify.quiet().ignore_status().ignore_stderr().output()?.status.success())
}

#[cfg(test)]
mod tests {
    use super::*;

    const CASE: &str = "dws/consult-topup";

    /// Findings in a copy of one real case, after `change` was made to it.
    fn findings(openssl: bool, change: impl FnOnce(&Shell, &Path)) -> Vec<String> {
        findings_in(CASE, openssl, change)
    }

    fn findings_in(case: &str, openssl: bool, change: impl FnOnce(&Shell, &Path)) -> Vec<String> {
        let sh = Shell::new().unwrap();
        let copy = sh.create_temp_dir().unwrap();
        for folder in ["keys", case] {
            let target = sh.create_dir(copy.path().join(folder)).unwrap();
            for file in sh.read_dir(root().join("vectors").join(folder)).unwrap() {
                sh.copy_file(file, &target).unwrap();
            }
        }
        change(&sh, &copy.path().join(case));
        check(&sh, copy.path(), openssl).unwrap().1
    }

    fn has_openssl() -> bool {
        let sh = Shell::new().unwrap();
        cmd!(sh, "openssl version").quiet().ignore_stderr().read().is_ok()
    }

    #[test]
    fn a_real_case_is_good() {
        assert_eq!(findings(has_openssl(), |_, _| ()), Vec::<String>::new());
    }

    #[test]
    fn a_notification_is_answered_or_not() {
        for case in ["notify/trade-gbk", "notify/worldfirst-transfer"] {
            assert_eq!(findings_in(case, has_openssl(), |_, _| ()), Vec::<String>::new());
        }
        let found = findings_in("notify/worldfirst-transfer", false, |sh, case| {
            sh.remove_path(case.join("response-signature.txt")).unwrap();
        });
        assert_eq!(found, ["notify/worldfirst-transfer/response-signature.txt is missing"]);
    }

    #[test]
    fn lines_are_signed_with_their_ends() {
        const CASE: &str = "open-platform-v3/path-member";
        assert_eq!(findings_in(CASE, has_openssl(), |_, _| ()), Vec::<String>::new());
        let found = findings_in(CASE, false, |sh, case| {
            let good = sh.read_file(case.join("canonical.txt")).unwrap();
            sh.write_file(case.join("canonical.txt"), good.trim_end()).unwrap();
        });
        assert_eq!(found, [format!("{CASE}/canonical.txt does not end in a newline, which is signed")]);
        assert_eq!(findings_in("open-platform-v3/unsigned-failure", has_openssl(), |_, _| ()), Vec::<String>::new());
    }

    #[test]
    fn every_stage_is_needed() {
        for file in STAGES.iter().flat_map(|(text, signature, message, _)| [text, signature, message]) {
            let found = findings(false, |sh, case| sh.remove_path(case.join(file)).unwrap());
            assert_eq!(found, [format!("{CASE}/{file} is missing")]);
            let found = findings(false, |sh, case| sh.write_file(case.join(file), "").unwrap());
            assert_eq!(found, [format!("{CASE}/{file} is empty")]);
        }
    }

    #[test]
    fn pages_and_uploads_have_no_answer() {
        for case in ["pages/page-pay", "uploads/gateway-do", "uploads/rest-v3"] {
            assert_eq!(findings_in(case, has_openssl(), |_, _| ()), Vec::<String>::new());
            for file in ["canonical.txt", "signature.txt", "request.http"] {
                let found = findings_in(case, false, |sh, case| sh.remove_path(case.join(file)).unwrap());
                assert_eq!(found, [format!("{case}/{file} is missing")]);
            }
        }
    }

    #[test]
    fn a_message_with_another_signature_is_found() {
        for (_, signature, message, _) in STAGES {
            let found = findings(false, |sh, case| {
                let good = sh.read_file(case.join(signature)).unwrap();
                let first = if good.starts_with('A') { "B" } else { "A" };
                sh.write_file(case.join(signature), format!("{first}{}", &good[1..])).unwrap();
            });
            assert_eq!(found, [format!("{CASE}/{message} does not carry {signature}")]);
        }
    }

    #[test]
    fn a_signature_by_another_key_is_found() {
        if !has_openssl() {
            return;
        }
        let found = findings(true, |sh, case| {
            let keys = case.ancestors().nth(2).unwrap().join("keys");
            let gateway = sh.read_file(keys.join("gateway_public.pem")).unwrap();
            sh.write_file(keys.join("app_public.pem"), gateway).unwrap();
        });
        assert_eq!(found, [format!("{CASE}/signature.txt is not the app's signature of canonical.txt")]);
        let unreadable = findings(true, |sh, case| {
            let keys = case.ancestors().nth(2).unwrap().join("keys");
            sh.write_file(keys.join("gateway_public.pem"), "no key").unwrap();
        });
        assert_eq!(
            unreadable,
            [format!("{CASE}/response-signature.txt is not the gateway's signature of response-canonical.txt")]
        );
    }

    /// The one that `cargo xtask vectors --check` looks at.
    #[test]
    fn all_real_cases_are_good() {
        let sh = Shell::new().unwrap();
        let (cases, found) = check(&sh, &root().join("vectors"), false).unwrap();
        assert_eq!(found, Vec::<String>::new());
        assert!(cases > 30, "{cases}");
    }

    #[test]
    fn no_cases_is_a_finding() {
        let found = findings(false, |sh, case| sh.remove_path(case).unwrap());
        assert_eq!(found, ["there are no cases"]);
    }

    #[test]
    fn spoilt_files_are_found() {
        for (file, from, to) in [
            ("canonical.txt", "}}", "}}\n"),
            ("canonical.txt", "\n", "\r\n"),
            ("signature.txt", "\n", "\n\n"),
            ("response-signature.txt", "==", "*="),
            ("request.http", "\r\n", "\n"),
            ("response.http", "\r\nclient-id", "\nclient-id"),
        ] {
            let found = findings(false, |sh, case| {
                let good = sh.read_file(case.join(file)).unwrap();
                assert!(good.contains(from), "{file} {from:?}");
                sh.write_file(case.join(file), good.replace(from, to)).unwrap();
            });
            assert_eq!(found.len(), 1, "{file}: {found:?}");
        }
    }

    #[test]
    fn a_signature_of_something_else_is_found() {
        if !has_openssl() {
            return;
        }
        for (text, signature, _, signer) in STAGES {
            let found = findings(true, |sh, case| {
                let good = sh.read_file(case.join(text)).unwrap();
                sh.write_file(case.join(text), good.replace("SGD", "USD")).unwrap();
            });
            assert_eq!(found, [format!("{CASE}/{signature} is not the {signer}'s signature of {text}")]);
        }
    }
}
