//! `alipay explain` and `alipay verify`: what goes wrong in practice, and what is said of it.

use std::{
    io::Write,
    path::{Path, PathBuf},
    process::Stdio,
};

use serde_json::Value;

use crate::support::{Keys, Ran, alipay};

fn vectors() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../vectors")
}

fn case(name: &str) -> String {
    vectors().join("cases").join(name).display().to_string()
}

/// With the key of the gateway that signed the vectors.
fn run(command: &str, words: &[&str]) -> Ran {
    let keys = Keys::new();
    let public = vectors().join("keys/gateway_public.pem");
    Ran::of(alipay(keys.folder()).arg(command).args(words).arg("--alipay-public-key").arg(public))
}

#[track_caller]
fn explained(words: &[&str]) -> Value {
    let ran = run("explain", &[words, &["--json"]].concat());
    assert_eq!((ran.code, ran.stderr.as_str()), (0, ""), "{ran:?}");
    serde_json::from_slice(&ran.stdout).unwrap()
}

#[test]
fn case_06_added_parameters_and_lost_encodings() {
    for (file, name, about) in [
        ("return-own-parameter.query", "added-parameter", Some("order")),
        ("return-router-parameter.query", "added-parameter", Some("_url")),
        ("notify-router-parameter.form", "added-parameter", Some("_url")),
        ("notify-sign-plus-lost.form", "signature-plus-lost", None),
        ("return-question-mark.query", "question-mark", None),
    ] {
        let told = explained(&[&case(&format!("06-added-parameter/{file}"))]);
        assert_eq!((&told["finding"], &told["schema"]), (&"near".into(), &1.into()), "{file}: {told}");
        assert_eq!(told["alterations"].as_array().map(Vec::len), Some(1), "{file}: {told}");
        assert_eq!(told["alterations"][0]["name"], name, "{file}");
        assert_eq!(told["alterations"][0]["about"].as_str(), about, "{file}");
        assert!(told["text"].is_null(), "{file}: nobody asked for values");
    }
}

#[test]
fn case_07_the_whole_result_of_a_phone() {
    let told = explained(&[&case("07-client-result-whole/whole.json")]);
    assert_eq!(told["alterations"][0]["name"], "whole-result");
    let told = explained(&[&case("07-client-result-whole/cancelled.json")]);
    assert_eq!(told["finding"], "unreadable");
    assert!(told["sentence"].as_str().unwrap().contains("the payer ended it"), "{told}");
}

#[test]
fn case_03_the_text_that_the_gateway_quotes_is_compared() {
    let answer = case("03-own-words-of-the-gateway/invalid-signature.json");
    assert_eq!(explained(&[&answer])["finding"], "signature-refused");
    let keys = Keys::new();
    for (signed, finding) in [
        (r#"app_id=1&biz_content={"out_trade_no":"1"}&charset=utf-8"#, "same-text"),
        (r#"app_id=1&biz_content={"out_trade_no": "1"}&charset=utf-8"#, "different-text"),
    ] {
        let file = keys.write("signed.txt", format!("{signed}\n"));
        let told = explained(&[&answer, "--signed", file.to_str().unwrap()]);
        assert_eq!(told["finding"], finding, "{told}");
    }
}

#[test]
fn verify_answers_by_its_exit_code() {
    let genuine = vectors().join("open-platform/fund-account-query/response.http");
    let ran = run("verify", &[genuine.to_str().unwrap()]);
    assert_eq!((ran.code, &ran.stdout[..]), (0, &b"verified\n"[..]), "{ran:?}");
    assert_eq!(explained(&[genuine.to_str().unwrap()])["finding"], "verifies");

    let ran = run("verify", &[&case("06-added-parameter/notify-router-parameter.form")]);
    assert_eq!((ran.code, ran.stdout.len()), (5, 0), "{ran:?}");
    assert!(ran.stderr.contains("alipay explain"), "{ran:?}");
    let ran = run("verify", &[&case("06-added-parameter/notify-router-parameter.form"), "--json"]);
    assert_eq!(ran.error(5)["kind"], "verify");
}

/// Every vector of every protocol is a genuine message.
#[test]
fn genuine_messages_of_every_kind_verify() {
    let at = "/ams/api/v1/accounts/queryAccountAndBenefit";
    for (file, words) in [
        ("open-platform/escaped-slashes/response.http", &[][..]),
        ("open-platform/gbk/response.http", &[]),
        ("open-platform-v3/fund-account-query/response.http", &[]),
        ("dws/query-account-and-benefit/response.http", &["--path", at]),
        ("notify/trade/request.http", &[]),
        ("notify/trade-gbk/request.http", &[]),
        ("notify/trade-blanks-signed/request.http", &[]),
        ("notify/return-url/request.http", &[]),
        ("notify/dws-topup/request.http", &[]),
    ] {
        let file = vectors().join(file);
        let ran = run("verify", &[&[file.to_str().unwrap()], words].concat());
        assert_eq!(ran.code, 0, "{}: {ran:?}", file.display());
    }
}

#[test]
fn values_are_shown_only_when_asked_for() {
    let file = case("06-added-parameter/notify-router-parameter.form");
    for words in [&[&file[..]][..], &[&file, "--json"]] {
        assert!(!String::from_utf8_lossy(&run("explain", words).stdout).contains("TRADE_SUCCESS"), "{words:?}");
    }
    let ran = run("explain", &[&file, "--show-values"]);
    let shown = String::from_utf8(ran.stdout).unwrap();
    assert!(shown.starts_with("verifies without the parameter `_url`\n  what to do: "), "{shown}");
    assert!(shown.contains("text:        _url=/notify&app_id="), "{shown}");
    assert!(shown.contains("signed text: app_id=2014072300007148&"), "{shown}");
}

#[test]
fn a_message_comes_in_on_standard_input_and_keys_from_profiles() {
    let keys = Keys::new();
    let [gateway, own] = ["keys/gateway_public.pem", "keys/app_private.pem"].map(|key| vectors().join(key));
    let profile = |name: &str, public: &str| {
        format!(
            "[profiles.{name}]\ndialect = \"open-platform\"\ngateway = \"https://openapi.alipay.com/gateway.do\"\n\
             app_id = \"2021000000000000\"\nprivate_key_file = {own:?}\nalipay_public_key_file = {public:?}\n"
        )
    };
    // The profile that is meant has another key of a gateway.
    let config = [profile("shop", "public.pem"), profile("test", gateway.to_str().unwrap())].concat();
    keys.write("alipay.toml", config);
    let mut child = alipay(keys.folder())
        .args(["explain", "-", "--profile", "shop"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let message = std::fs::read(vectors().join("notify/trade/request.http")).unwrap();
    child.stdin.take().unwrap().write_all(&message).unwrap();
    let output = child.wait_with_output().unwrap();
    let shown = String::from_utf8(output.stdout).unwrap();
    assert!(shown.contains("verifies with the gateway's key of profile test"), "{shown}");

    let ran = Ran::of(alipay(keys.folder()).args(["explain", "message"]));
    ran.refuses(&["missing: --profile"], [""; 0]);
}
