//! Every exit code, as the table in the documentation has it.

use std::net::TcpListener;

use alipay::wire::{self as alipay_wire, Extra, Request, Response, signed_header::ResultInfo};
use alipay_sandbox::Fault;

use crate::support::{DIALECTS, DWS, Dialect, Gateway, Keys, NOWHERE, Ran, any_port};

#[test]
fn refused() {
    let gateway = Gateway::start();
    for (dialect, code) in
        DIALECTS.into_iter().zip(["ALIPAY_ACCOUNT_NOT_EXIST", "USER_NOT_EXIST", "UN_SUPPORT_BUSINESS"])
    {
        let data = dialect.data.replace("2088301409188095", "2088000000000000").replace("CNY", "PKR");
        let ran = gateway.call(&dialect, dialect.api, &data.replace("2162265049047338", "2100000000000000"));
        let error = ran.error(3);
        let told =
            (error["kind"].as_str(), error["code"].as_str(), error["effect"].as_str(), error["attempts"].as_u64());
        assert_eq!(told, (Some("api"), Some(code), Some("refused"), Some(1)));
        assert!(!ran.stderr.contains("2088000000000000") && !ran.stderr.contains("2100000000000000"), "{}", ran.stderr);
    }
}

#[test]
fn faults() {
    for dialect in DIALECTS {
        for (fault, code, kind) in [
            // Only the Open Platform says that it was turned away; the others have the letter `U`.
            (Fault::Throttled, if dialect.name == "open-platform" { 3 } else { 4 }, "api"),
            (Fault::Status(429), 4, "protocol"),
            (Fault::Unknown, 4, "api"),
            (Fault::DropAfter, 4, "transport"),
            (Fault::Status(502), 4, "protocol"),
            (Fault::Oversized(2 << 20), 4, "transport"),
            (Fault::WrongKey, 5, "verify"),
            (Fault::Unsigned, 5, "verify"),
            (Fault::PartialSignature, 5, "verify"),
            (Fault::Tampered, 5, "verify"),
            (Fault::Truncated, 5, "verify"),
        ] {
            let gateway = Gateway::start();
            gateway.sandbox.inject(fault);
            let mut command = gateway.keys.call(&dialect, &gateway.origin(), dialect.api);
            let ran = Ran::of(command.args(["--data", dialect.data, "--json", "--attempts", "1"]));
            assert_eq!(ran.code, code, "{} {fault:?}: {ran:?}", dialect.name);
            let error = ran.error(code);
            assert_eq!(
                (&error["kind"], &error["effect"]),
                (&kind.into(), &"none".into()),
                "{} {fault:?}",
                dialect.name
            );
        }
    }
}

/// How the last attempt ended does not settle what the first may have done.
#[test]
fn turned_away_after_an_attempt_that_may_have_been_done() {
    for (last, kind) in [(Fault::Throttled, "api"), (Fault::Refused, "api"), (Fault::UnsignedFailure, "gateway")] {
        let gateway = Gateway::start();
        gateway.sandbox.inject(Fault::DropAfter);
        gateway.sandbox.inject(last);
        let mut command = gateway.keys.call(&DWS, &gateway.origin(), "/ams/api/v1/payments/pay");
        let ran = Ran::of(command.args(["--data", "{}", "--json", "--safety", "keyed", "--attempts", "2"]));
        let error = ran.error(4);
        assert_eq!((&error["kind"], &error["effect"]), (&kind.into(), &"unknown".into()), "{last:?}: {error}");
        assert_eq!(error["attempts"], 2, "{last:?}");
    }
}

/// 4 wherever something may have been done, however the answer looks.
#[test]
fn what_may_have_been_done_ends_with_4() {
    let taken = alipay_wire::signed_header::code::REPEAT_REQ_INCONSISTENT;
    for (fault, of_a_query) in
        [(Fault::Code(taken), 3), (Fault::UnsignedFailure, 3), (Fault::Status(429), 4), (Fault::Throttled, 4)]
    {
        for (safety, code, effect) in
            [("query", of_a_query, ["none", "refused"]), ("keyed", 4, ["unknown"; 2]), ("unkeyed", 4, ["unknown"; 2])]
        {
            let gateway = Gateway::start();
            gateway.sandbox.inject(fault);
            let mut command = gateway.keys.call(&DWS, &gateway.origin(), DWS.api);
            let ran = Ran::of(command.args(["--data", DWS.data, "--json", "--safety", safety, "--attempts", "1"]));
            let error = ran.error(code);
            assert!(effect.contains(&error["effect"].as_str().unwrap()), "{fault:?} {safety}: {error}");
            let says_so = error["message"].as_str().unwrap().contains("it is unknown whether this was done. Query");
            assert_eq!(says_so, safety != "query", "{fault:?} {safety}: {error}");
        }
    }
}

/// What the gateway does when it cannot tell whom to answer.
#[test]
fn an_unsigned_refusal() {
    let gateway = Gateway::start();
    let stranger = Dialect { identity: ("--app-id", "2021000000000000"), ..crate::support::OPEN_PLATFORM };
    let error = gateway.call(&stranger, stranger.api, stranger.data).error(3);
    assert_eq!(error["effect"], "none", "{error}");
}

#[test]
fn never_sent() {
    let keys = Keys::new();
    for dialect in DIALECTS {
        let mut command = keys.call(&dialect, NOWHERE, dialect.api);
        let error = Ran::of(command.args(["--data", dialect.data, "--json", "--attempts", "2"])).error(6);
        assert_eq!((&error["kind"], &error["effect"]), (&"transport".into(), &"none".into()), "{error}");
        assert_eq!(error["attempts"], 2);
    }
}

#[test]
fn no_answer_in_time() {
    let keys = Keys::new();
    // It listens, takes the request, and never answers.
    let silent = TcpListener::bind(any_port()).unwrap();
    let origin = format!("http://{}", silent.local_addr().unwrap());
    let mut command = keys.call(&DWS, &origin, "/ams/api/v1/payments/pay");
    let error = Ran::of(command.args(["--data", "{}", "--json", "--timeout", "0.3"])).error(4);
    assert_eq!((&error["kind"], &error["effect"]), (&"transport".into(), &"unknown".into()), "{error}");
}

/// The API as the gateway sees it.
#[derive(Clone, PartialEq, Request)]
#[request(
    alipay::Dws,
    name = "queryAccountAndBenefit",
    route = "POST /ams/api/v1/accounts/queryAccountAndBenefit",
    safety = Query,
    answer = BareSuccess,
    codes = alipay::wire::signed_header::code::ALL
)]
pub(crate) struct Question {
    /// Whose wallet.
    pub(crate) customer_id: String,
    pub(crate) extra: Extra,
}

/// A success that lacks everything else.
#[derive(Clone, PartialEq, Response)]
#[response(OpenPlatform)]
pub(crate) struct BareSuccess {
    /// The verdict.
    pub(crate) result: ResultInfo,
    pub(crate) extra: Extra,
}

#[test]
fn a_success_that_cannot_be_read() {
    let gateway = Gateway::start();
    gateway.sandbox.on::<Question>(|_, _| Ok(BareSuccess::new(ResultInfo::success())));
    let error = gateway.call(&DWS, DWS.api, DWS.data).error(7);
    assert_eq!((&error["kind"], &error["effect"]), (&"decode".into(), &"none".into()), "{error}");
    assert!(error["message"].as_str().unwrap().contains("expected `accounts` or `actionForm`"), "{error}");
}
