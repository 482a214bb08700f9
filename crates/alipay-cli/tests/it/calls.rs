//! `alipay call` against `alipay sandbox`, both in processes of their own.

use std::{
    io::Write,
    process::Stdio,
    sync::{Arc, Mutex},
};

use crate::support::{DIALECTS, DWS, Gateway, OPEN_PLATFORM, Proxy, Ran, SandboxProcess, WORLDFIRST};

#[test]
fn every_dialect_over_plain_http() {
    let sandbox = SandboxProcess::start(&[]);
    assert!(sandbox.ready.get("ca_file").is_none());
    every_dialect(&sandbox);
}

#[test]
fn every_dialect_over_tls() {
    let sandbox = SandboxProcess::start(&["--tls"]);
    assert!(sandbox.ready["dws"]["base_url"].as_str().unwrap().starts_with("https://"));
    every_dialect(&sandbox);
}

fn every_dialect(sandbox: &SandboxProcess) {
    for dialect in DIALECTS {
        let ran = sandbox.call(&dialect, dialect.data);
        assert_eq!((ran.code, ran.stderr.as_str()), (0, ""), "{ran:?}");
        let payload = String::from_utf8(ran.stdout).unwrap();
        assert!(payload.starts_with('{') && payload.ends_with('}') && payload.contains(dialect.answer), "{payload}");
    }
}

#[test]
fn json_is_exactly_the_verified_payload() {
    for dialect in DIALECTS {
        let gateway = Gateway::start();
        let bodies = Arc::new(Mutex::new(Vec::new()));
        let seen = Arc::clone(&bodies);
        let proxy = Proxy::start(gateway.address(), move |answer| {
            seen.lock().unwrap().push(answer.text().to_owned());
            answer
        });
        let mut command = gateway.keys.call(&dialect, &proxy.origin(), dialect.api);
        let ran = Ran::of(command.args(["--data", dialect.data, "--json"]));
        let body = bodies.lock().unwrap().pop().unwrap();
        let payload = String::from_utf8(ran.stdout).unwrap();
        if dialect.name == "open-platform" {
            assert!(body.contains(&format!("\"alipay_fund_account_query_response\":{payload},")), "{body}");
        } else {
            assert_eq!(payload, body);
        }
    }
}

#[test]
fn people_get_it_indented() {
    let gateway = Gateway::start();
    let mut command = gateway.keys.call(&WORLDFIRST, &gateway.origin(), "/aps/api/business/fund/inquiryBalance");
    let ran = Ran::of(command.args(["--data", r#"{"currency":"JPY"}"#]));
    let shown = String::from_utf8(ran.stdout).unwrap();
    assert!(shown.contains("  \"balance\": [\n    {\n      \"currency\": \"JPY\",\n"), "{shown}");
    assert!(ran.stderr.starts_with("verified: 1 attempt, "), "{}", ran.stderr);
}

#[test]
fn the_request_comes_from_a_file_or_standard_input() {
    let gateway = Gateway::start();
    gateway.keys.write("request.json", DWS.data);
    let ran = gateway.call(&DWS, DWS.api, "@request.json");
    assert_eq!(ran.code, 0, "{ran:?}");

    let mut command = gateway.keys.call(&DWS, &gateway.origin(), DWS.api);
    command.args(["--data", "-", "--json"]).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    child.stdin.take().unwrap().write_all(DWS.data.as_bytes()).unwrap();
    assert_eq!(child.wait_with_output().unwrap().stdout, ran.stdout);
}

#[test]
fn a_known_api_is_written_by_its_types() {
    let gateway = Gateway::start();
    let data = r#"{ "customerId": 2162265049047338, "environment": { "isPastedCard": false }, "later": [1.50] }"#;
    for api in [DWS.api, "/ams/api/v1/accounts/queryAccountAndBenefit"] {
        assert_eq!(gateway.call(&DWS, api, data).code, 0);
    }
    for entry in gateway.sandbox.ledger() {
        let body = r#"{"customerId":"2162265049047338","environment":{"isPastedCard":"false"},"later":[1.5]}"#;
        assert_eq!(entry.body, body);
    }
}

#[test]
fn an_unknown_api_is_sent_as_given() {
    let gateway = Gateway::start();
    let data = "{ \"z\" : 1.50,\n\t\"a\" : [12345678901234567890123] , \"\\u0061\\/b\" : null }";
    let ran = gateway.call(&DWS, "/ams/api/v1/payments/unknown", data);
    assert_eq!(ran.error(3)["code"], "INVALID_API");
    let ran = gateway.call(&OPEN_PLATFORM, "alipay.test.unknown", data);
    assert_eq!(ran.code, 3, "{ran:?}");
    let ledger = gateway.sandbox.ledger();
    assert_eq!(ledger.len(), 2);
    assert!(ledger.iter().all(|entry| entry.body == data && !entry.processed), "{ledger:?}");

    for (data, expected) in [("{\"a\":1,\"a\":1}", "a member appears twice"), ("[1]", "object"), ("{", "JSON")] {
        let message = gateway.call(&DWS, "/ams/api/v1/payments/pay", data).error(2)["message"].to_string();
        assert!(message.contains(expected), "{message}");
    }
    assert_eq!(gateway.sandbox.ledger().len(), 2);
}

#[test]
fn repeating_follows_the_safety_given() {
    use alipay_sandbox::Fault;
    let gateway = Gateway::start();
    for (safety, attempts, effect) in [("query", 2, "none"), ("keyed", 2, "unknown"), ("unkeyed", 1, "unknown")] {
        (0..attempts).for_each(|_| gateway.sandbox.inject(Fault::DropAfter));
        let mut command = gateway.keys.call(&DWS, &gateway.origin(), "/ams/api/v1/accounts/other");
        let ran = Ran::of(command.args(["--data", "{}", "--safety", safety, "--attempts", "2", "--json"]));
        let error = ran.error(4);
        assert_eq!((error["attempts"].as_u64(), error["effect"].as_str()), (Some(attempts), Some(effect)), "{error}");
    }
}
