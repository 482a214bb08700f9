//! Every flag missing, malformed, or given something else.

use std::{ffi::OsString, fs};

use crate::support::{DIALECTS, DWS, Dialect, Keys, NOWHERE, OPEN_PLATFORM, Ran, alipay, for_each, pieces};

/// Stands for a customer's data in a place where it does not belong.
const SENTINEL: &str = r#"{"customerId":"2162265049047338","value":"471100"}"#;
const SECRETS: [&str; 3] = ["2162265049047338", "471100", "SENTINEL"];

/// All arguments of a good call.
fn good(dialect: &Dialect) -> Vec<OsString> {
    let keys = ["--private-key", "private.pem", "--alipay-public-key", "public.pem"];
    let mut arguments = vec!["call", dialect.name, dialect.api, "--data", dialect.data];
    let url = dialect.url(NOWHERE);
    arguments.extend([dialect.address, &url, dialect.identity.0, dialect.identity.1]);
    arguments.extend(keys);
    arguments.into_iter().map(OsString::from).collect()
}

fn without(dialect: &Dialect, flag: &str) -> Vec<OsString> {
    let mut arguments = good(dialect);
    let at = arguments.iter().position(|word| word == flag).unwrap();
    arguments.drain(at..at + 2);
    arguments
}

fn with(dialect: &Dialect, flag: &str, value: &str) -> Vec<OsString> {
    let mut arguments =
        if good(dialect).iter().any(|word| word == flag) { without(dialect, flag) } else { good(dialect) };
    arguments.extend([OsString::from(flag), OsString::from(value)]);
    arguments
}

#[test]
fn missing() {
    let keys = Keys::new();
    for dialect in DIALECTS {
        for flag in ["--data", dialect.address, dialect.identity.0, "--private-key", "--alipay-public-key"] {
            let ran = Ran::of(alipay(keys.folder()).args(without(&dialect, flag)));
            ran.refuses(&[flag], SECRETS);
            assert!(ran.stderr.contains("missing"), "{}", ran.stderr);
            // Named, and without its value.
            let mut arguments = without(&dialect, flag);
            arguments.push(flag.into());
            Ran::of(alipay(keys.folder()).args(arguments)).refuses(&[flag], SECRETS);
        }
    }
}

#[test]
fn malformed() {
    let keys = Keys::new();
    let key = fs::read_to_string(keys.folder().join("private.pem")).unwrap();
    let line: String = key.lines().filter(|line| !line.starts_with('-')).collect();
    let both = |flag, value: &str| [(OPEN_PLATFORM, flag, value.to_owned()), (DWS, flag, value.to_owned())];
    let mut cases = Vec::new();
    for flag in ["--private-key", "--alipay-public-key", "--ca"] {
        for value in ["", "no-such-file", &key, &line, "."] {
            cases.extend(both(flag, value));
        }
    }
    for value in ["", SENTINEL, "0", "-1", "1e99", "nan", "12 s"] {
        cases.extend(both("--timeout", value));
        cases.extend(both("--attempts", value));
    }
    for value in ["", SENTINEL, "http://user:SENTINEL@proxy", "https://proxy", "proxy"] {
        cases.extend(both("--proxy", value));
    }
    for value in ["", SENTINEL, "readonly"] {
        cases.extend(both("--safety", value));
    }
    for value in ["", "SENTINEL", SENTINEL, "http://example.com", "ftp://127.0.0.1", "https://"] {
        cases.push((OPEN_PLATFORM, "--gateway", OPEN_PLATFORM.url(value)));
        cases.push((DWS, "--base-url", value.to_owned()));
    }
    cases.push((OPEN_PLATFORM, "--gateway", "https://openapi.alipay.com".to_owned()));
    cases.push((DWS, "--base-url", format!("{NOWHERE}/SENTINEL")));
    cases.push((DWS, "--base-url", "https://openapi.alipay.com".to_owned()));
    for value in ["", SENTINEL, "SENTINEL-1", "SENTINELSENTINELSENTINELSENTINELSENTINEL"] {
        cases.push((OPEN_PLATFORM, "--app-id", value.to_owned()));
    }
    for value in ["", "SENTINEL\n"] {
        cases.push((DWS, "--client-id", value.to_owned()));
    }
    for value in ["", "SENTINEL", "-1", "4294967296"] {
        cases.push((DWS, "--key-version", value.to_owned()));
    }
    for value in ["", "@", "@no-such-file", "@.", "{", "[]", "471100", "\"2162265049047338\"", "SENTINEL"] {
        cases.extend(both("--data", value));
    }
    cases.push((DWS, "--data", format!("@{key}")));
    cases.push((DWS, "--profile", SENTINEL.to_owned()));
    cases.push((DWS, "--profile", String::new()));
    let secrets: Vec<String> =
        SECRETS.map(str::to_owned).into_iter().chain(pieces(&key)).chain(pieces(&line)).collect();
    for_each(&cases, |(dialect, flag, value)| {
        let ran = Ran::of(alipay(keys.folder()).args(with(dialect, flag, value)));
        assert_eq!(ran.code, 2, "{flag} {value:?}: {ran:?}");
        let named = if *flag == "--profile" && !value.is_empty() { "alipay.toml" } else { flag };
        ran.refuses(&[named], &secrets);
        assert!(!ran.stderr.contains("-----BEGIN"), "{}", ran.stderr);
        // The same, for programs.
        let ran = Ran::of(alipay(keys.folder()).args(with(dialect, flag, value)).arg("--json"));
        let error = ran.error(2);
        assert_eq!((&error["effect"], &error["attempts"]), (&"none".into(), &0.into()), "{error}");
        assert!(secrets.iter().all(|secret| !ran.stderr.contains(secret)), "{}", ran.stderr);
    });
}

#[test]
fn in_the_wrong_place() {
    let keys = Keys::new();
    let key = fs::read_to_string(keys.folder().join("private.pem")).unwrap();
    let line: String = key.lines().filter(|line| !line.starts_with('-')).collect();
    let cases: &[(&[&str], &str)] = &[
        (&[], "a command is missing"),
        (&["call"], "a command is missing"),
        (&[SENTINEL], "no such command"),
        (&[&key], ""),
        (&[&line], "no such command"),
        (&["cal"], "did you mean call?"),
        (&["call", SENTINEL], "no such command"),
        (&["call", "open_platform"], "no such command"),
        (&["call", "dws"], "API"),
        (&["call", "dws", "", "--data", "{}"], "API"),
        (&["call", "dws", DWS.api, SENTINEL], "--data"),
        (&["call", "dws", DWS.api, "--data", "{}", &line], "--data"),
        (&["call", "dws", DWS.api, "--data", "{}", &key], "data"),
        (&["call", "dws", DWS.api, "--data", "{}", "--SENTINEL"], "argument"),
        (&["call", "dws", DWS.api, "--data", "{}", "--private-keys", "x"], "did you mean --private-key?"),
        (&["call", "dws", DWS.api, "--data", "{}", "--data", "{}"], "--data"),
        (&["call", "dws", DWS.api, "--data", "{}", "--gateway", "x"], "--gateway"),
        (&["call", "dws", DWS.api, "--data", "{}", "--config", "alipay.toml"], "--profile"),
        (&["demo", SENTINEL], "argument"),
        (&["keygen", "--out"], "--out"),
        (&["keygen", "--out", &key], "--out"),
    ];
    let secrets: Vec<String> =
        SECRETS.map(str::to_owned).into_iter().chain(pieces(&key)).chain(pieces(&line)).collect();
    for (arguments, expected) in cases {
        Ran::of(alipay(keys.folder()).args(*arguments)).refuses(&["error: ", expected], &secrets);
    }
    for (dialect, api) in
        [(DWS, "queryAccount"), (DWS, SENTINEL), (DWS, "/a?b"), (OPEN_PLATFORM, "/a"), (OPEN_PLATFORM, SENTINEL)]
    {
        let mut arguments = good(&dialect);
        arguments[2] = api.into();
        Ran::of(alipay(keys.folder()).args(arguments)).refuses(&["known by name: ", dialect.api], &secrets);
    }
}

#[cfg(unix)]
#[test]
fn not_text() {
    use std::os::unix::ffi::OsStrExt;
    let keys = Keys::new();
    let garbage = std::ffi::OsStr::from_bytes(b"SENTINEL\xff");
    for flag in ["--data", "--base-url", "--private-key"] {
        let mut arguments = without(&DWS, flag);
        arguments.extend([flag.into(), garbage.to_owned()]);
        Ran::of(alipay(keys.folder()).args(arguments))
            .refuses(&["error: "], if flag == "--private-key" { &[][..] } else { &SECRETS });
    }
}

#[test]
fn configuration_files() {
    let keys = Keys::new();
    for (text, expected) in [
        (
            "[profiles.p]\ndialect = \"dws\"\nprivate_key = \"SENTINEL\"",
            "line 3: profile p: private_key is not known here",
        ),
        ("[profiles.p]\ndialect = \"dws\"\nclient_id = SENTINEL", "line 3, column 13: not TOML"),
        ("[profiles.p]\ndialect = \"worldfirst\"", "dialect is worldfirst, not dws (--profile, ALIPAY_PROFILE)"),
        ("[profiles.q]\ndialect = \"dws\"", "has no profile p; there are: q (--profile, ALIPAY_PROFILE)"),
        ("", "has no profile p, nor any other"),
    ] {
        keys.write("alipay.toml", text);
        Ran::of(alipay(keys.folder()).args(with(&DWS, "--profile", "p"))).refuses(&[expected], SECRETS);
    }
    let mut arguments = with(&DWS, "--profile", "p");
    arguments.extend(["--config".into(), "no/such.toml".into()]);
    Ran::of(alipay(keys.folder()).args(arguments)).refuses(&["no/such.toml", "--config"], SECRETS);
}
