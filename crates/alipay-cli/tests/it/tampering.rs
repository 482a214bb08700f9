//! Somebody stands between the program and the gateway, and changes what comes back.

use crate::support::{Answer, DIALECTS, DWS, Dialect, Gateway, Proxy, Ran, WORLDFIRST};

/// Calls through a proxy that changes the answer. The program must notice, and show nothing of it.
#[track_caller]
fn is_noticed(dialect: &Dialect, what: &str, change: impl FnMut(Answer) -> Answer + Send + 'static) {
    let gateway = Gateway::start();
    let proxy = Proxy::start(gateway.address(), change);
    let mut command = gateway.keys.call(dialect, &proxy.origin(), dialect.api);
    let ran = Ran::of(command.args(["--data", dialect.data, "--json"]));
    let error = ran.error(5);
    assert_eq!(
        (&error["kind"], &error["effect"]),
        (&"verify".into(), &"none".into()),
        "{} {what}: {error}",
        dialect.name
    );
    assert_eq!(gateway.sandbox.ledger().len(), 1, "{} {what}", dialect.name);

    let mut command = gateway.keys.call(dialect, &proxy.origin(), dialect.api);
    let ran = Ran::of(command.args(["--data", dialect.data]));
    assert_eq!((ran.code, ran.stdout.len()), (5, 0), "{} {what}: {ran:?}", dialect.name);
    assert!(ran.stderr.contains("is not authentic\n  caused by: "), "{}", ran.stderr);
}

#[test]
fn an_untouched_answer_passes() {
    for dialect in DIALECTS {
        let gateway = Gateway::start();
        let proxy = Proxy::start(gateway.address(), |answer| answer);
        let mut command = gateway.keys.call(&dialect, &proxy.origin(), dialect.api);
        let ran = Ran::of(command.args(["--data", dialect.data, "--json"]));
        assert_eq!(ran.code, 0, "{ran:?}");
    }
}

#[test]
fn a_flipped_byte_in_a_value() {
    for dialect in DIALECTS {
        // The last digit of the amount.
        let changed = dialect.answer.replace("100.00", "100.01").replace("\"23\"", "\"93\"").replace("50000", "50001");
        assert_ne!(changed, dialect.answer);
        is_noticed(&dialect, "flipped", move |answer| answer.replace(dialect.answer, &changed));
    }
}

#[test]
fn a_success_without_signature() {
    for dialect in DIALECTS {
        is_noticed(&dialect, "unsigned", move |answer| match dialect.name {
            "open-platform" => {
                let body = answer.text().to_owned();
                let sign = body.find(",\"sign\":").expect("a signature");
                answer.replace(&body[sign..], "}")
            }
            _ => answer.without("signature").without("response-time"),
        });
    }
}

#[test]
fn half_a_signature() {
    for dialect in [DWS, WORLDFIRST] {
        is_noticed(&dialect, "no signature", |answer| answer.without("signature"));
        is_noticed(&dialect, "no time", |answer| answer.without("response-time"));
    }
}

#[test]
fn another_time_or_client() {
    for dialect in [DWS, WORLDFIRST] {
        is_noticed(&dialect, "time", |answer| {
            answer.without("response-time").with("response-time", "2022-01-12T11:00:00Z")
        });
        is_noticed(&dialect, "client", |answer| answer.without("client-id").with("client-id", "T_OTHER_1"));
    }
}

#[test]
fn a_signature_that_is_none() {
    for dialect in [DWS, WORLDFIRST] {
        is_noticed(&dialect, "garbled", |answer| {
            answer.without("signature").with("signature", "algorithm=RSA256,signature=!")
        });
    }
}

/// The answer is genuine in every byte, and was given to somebody else.
#[test]
fn the_answer_to_another_question() {
    for dialect in [DWS, WORLDFIRST] {
        let gateway = Gateway::start();
        let mut first = None;
        let proxy = Proxy::start(gateway.address(), move |answer| first.get_or_insert(answer).clone());
        let ask = |data| {
            let mut command = gateway.keys.call(&dialect, &proxy.origin(), dialect.api);
            Ran::of(command.args(["--data", data, "--json"]))
        };
        let ran = ask(dialect.data);
        assert_eq!(ran.code, 0, "{ran:?}");
        let replayed = ask(dialect.other_data).error(5);
        assert_eq!(replayed["kind"], "verify");
        assert!(replayed["message"].as_str().unwrap().contains("belongs to another question"), "{replayed}");
        assert_eq!(gateway.call(&dialect, dialect.api, dialect.other_data).code, 0, "it has an answer of its own");
    }
}

/// Genuine, and the answer of another API.
#[test]
fn the_answer_of_another_api() {
    let gateway = Gateway::start();
    let mut first = None;
    let proxy = Proxy::start(gateway.address(), move |answer| first.get_or_insert(answer).clone());
    let ask = |api, data| Ran::of(gateway.keys.call(&DWS, &proxy.origin(), api).args(["--data", data, "--json"]));
    assert_eq!(ask(DWS.api, DWS.data).code, 0);
    let consult = r#"{"requestId":"1","customerId":"2165210039309494","topupAmount":{"currency":"SGD","value":"1"}}"#;
    assert_eq!(ask("consultTopup", consult).error(5)["kind"], "verify");
}
