//! How each fault ends: kind of error, effect, attempts, and what the gateway really processed.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, reason = "a test may panic")]

use crate::support;

use std::time::Duration;

use alipay_dws_accounts::QueryAccountAndBenefit;
use alipay_fund_account::FundAccountQuery;
use alipay_sandbox::{Fault, Sandbox};
use alipay_transport::{Client, Error, Reply, Retry};
use alipay_wire::{CodeInfo, Dws, OpenPlatform, Phase, Safety, WorldFirst, sign::Verified};
use alipay_worldfirst_fund::InquiryBalance;
use bytes::Bytes;
use serde_json::json;
use support::{client, error};

const CUSTOMER: &str = "2162265049047338";

fn dws(sandbox: &Sandbox) -> Client<Dws> {
    client(sandbox, sandbox.endpoints().dws())
}

fn worldfirst(sandbox: &Sandbox) -> Client<WorldFirst> {
    client(sandbox, sandbox.endpoints().worldfirst())
}

fn open_platform(sandbox: &Sandbox) -> Client<OpenPlatform> {
    client(sandbox, sandbox.endpoints().open_platform())
}

/// The same call with a safety of choice.
async fn call(client: &Client<Dws>, safety: Safety) -> Result<Reply<Verified<Bytes>>, Error> {
    let body = json!({ "customerId": CUSTOMER });
    client.send_untyped("/ams/api/v1/accounts/queryAccountAndBenefit", &body, safety).await
}

/// One row of the table: faults in turn, safety, then kind, effect, attempts, and requests the gateway processed.
type Row = (&'static [Fault], Safety, &'static str, &'static str, u32, usize);

use Fault::{
    DropAfter, DropBefore, Oversized, PartialSignature, Status, StatusAfter, Tampered, Throttled, Truncated, Unknown,
    Unsigned, WrongKey,
};
use Safety::{Keyed, Query, Unkeyed};

/// With the letter that says that the call was turned away.
const TURNED_AWAY: Fault =
    Fault::Code(CodeInfo::new("REQUEST_TRAFFIC_EXCEED_LIMIT", alipay_wire::Status::F, "Call again, slower."));
const TAKEN: Fault = Fault::Code(alipay_wire::signed_header::code::REPEAT_REQ_INCONSISTENT);

/// `ok` stands for success.
const ROWS: &[Row] = &[
    (&[], Unkeyed, "ok", "", 1, 1),
    (&[DropBefore], Query, "ok", "", 2, 1),
    (&[DropAfter], Keyed, "ok", "", 2, 2),
    (&[DropBefore], Unkeyed, "transport", "unknown", 1, 0),
    (&[DropAfter], Unkeyed, "transport", "unknown", 1, 1),
    (&[DropAfter; 3], Keyed, "transport", "unknown", 3, 3),
    (&[DropAfter; 3], Query, "transport", "none", 3, 3),
    // A signed `U` is unknown, whatever its code.
    (&[Throttled], Keyed, "ok", "", 2, 1),
    (&[Throttled], Unkeyed, "api", "unknown", 1, 0),
    (&[Throttled; 3], Keyed, "api", "unknown", 3, 0),
    (&[Throttled; 3], Query, "api", "none", 3, 0),
    (&[TURNED_AWAY], Unkeyed, "ok", "", 2, 1),
    (&[TURNED_AWAY; 3], Unkeyed, "api", "none", 3, 0),
    // The key is taken, perhaps by us.
    (&[TAKEN], Query, "api", "refused", 1, 0),
    (&[TAKEN], Keyed, "api", "unknown", 1, 0),
    (&[TAKEN], Unkeyed, "api", "unknown", 1, 0),
    (&[Unknown], Keyed, "ok", "", 2, 2),
    (&[Unknown; 3], Keyed, "api", "unknown", 3, 3),
    (&[Unknown], Unkeyed, "api", "unknown", 1, 1),
    (&[Unknown; 3], Query, "api", "none", 3, 3),
    (&[Status(502)], Query, "ok", "", 2, 1),
    (&[Status(502)], Unkeyed, "protocol", "unknown", 1, 0),
    // Something on the way can say so after the gateway has acted.
    (&[Status(429)], Unkeyed, "protocol", "unknown", 1, 0),
    (&[StatusAfter(429)], Unkeyed, "protocol", "unknown", 1, 1),
    (&[StatusAfter(429)], Keyed, "ok", "", 2, 2),
    (&[Status(429); 3], Keyed, "protocol", "unknown", 3, 0),
    (&[Status(429); 3], Query, "protocol", "none", 3, 0),
    (&[Status(404)], Keyed, "protocol", "unknown", 1, 0),
    (&[Status(302)], Query, "protocol", "none", 1, 0),
    (&[Tampered], Keyed, "verify", "unknown", 1, 1),
    (&[Tampered], Query, "verify", "none", 1, 1),
    (&[WrongKey], Unkeyed, "verify", "unknown", 1, 1),
    (&[Unsigned], Keyed, "verify", "unknown", 1, 1),
    (&[PartialSignature], Keyed, "verify", "unknown", 1, 1),
    (&[Truncated], Keyed, "verify", "unknown", 1, 1),
    (&[Oversized(2 << 20)], Keyed, "transport", "unknown", 1, 1),
    // A conclusive answer at last does not undo what an earlier attempt may have done.
    (&[DropAfter, Tampered], Keyed, "verify", "unknown", 2, 2),
    (&[TURNED_AWAY, DropBefore], Unkeyed, "transport", "unknown", 2, 0),
    (&[DropAfter, TAKEN], Keyed, "api", "unknown", 2, 1),
];

#[tokio::test(start_paused = true)]
async fn every_fault_has_its_effect() {
    for (faults, safety, kind, effect, attempts, processed) in ROWS {
        let sandbox = Sandbox::new();
        let client = dws(&sandbox);
        for fault in *faults {
            sandbox.inject(*fault);
        }
        let result = call(&client, *safety).await;
        let seen = match &result {
            Ok(reply) => ("ok", "", reply.attempts()),
            Err(error) => (error.kind(), error.effect().as_str(), error.attempts()),
        };
        assert_eq!(seen, (*kind, *effect, *attempts), "{faults:?} {safety:?}: {result:?}");
        let ledger = sandbox.ledger();
        assert!(ledger.iter().all(|entry| entry.body == ledger[0].body), "{faults:?} {safety:?}: the same body");
        let ledger = ledger.iter().filter(|entry| entry.processed).count();
        assert_eq!(ledger, *processed, "{faults:?} {safety:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn every_attempt_repeats_the_body_with_a_new_signature() {
    let sandbox = Sandbox::new().with_clock(support::Ticking::default());
    let client = Client::builder(sandbox.endpoints().dws())
        .credentials(sandbox.credentials())
        .http(sandbox.clone())
        .clock(support::Ticking::default())
        .build()
        .unwrap();
    sandbox.inject(DropAfter);
    sandbox.inject(DropAfter);
    let reply = client.request(&QueryAccountAndBenefit::new(CUSTOMER)).send().await.unwrap();
    assert_eq!(reply.attempts(), 3);
    let ledger = sandbox.ledger();
    assert!(ledger.iter().all(|entry| entry.body == ledger[0].body));
    let signatures: std::collections::HashSet<_> = ledger.iter().map(|entry| &entry.signature).collect();
    assert_eq!(signatures.len(), 3);
}

#[tokio::test]
async fn a_refusal_is_verified_and_final() {
    let sandbox = Sandbox::new();
    let failure = error(dws(&sandbox).send(&QueryAccountAndBenefit::new("2100000000000000")).await);
    assert_eq!((failure.kind(), failure.effect().as_str(), failure.attempts()), ("api", "refused", 1));
    let Error::Api(api) = &failure else { panic!("{failure:?}") };
    assert_eq!(api.code().unwrap(), &"USER_NOT_EXIST");
    assert!(api.advice().is_some());
    assert!(!failure.is_retryable());
}

#[tokio::test]
async fn a_refusal_may_lack_its_code() {
    let blank = CodeInfo::new(" ", alipay_wire::Status::F, "");
    let sandbox = Sandbox::new();
    for fault in [Fault::Code(blank), Fault::UnsignedCode(blank)] {
        sandbox.inject(fault);
        let failure = error(dws(&sandbox).send(&QueryAccountAndBenefit::new(CUSTOMER)).await);
        assert!(failure.to_string().ends_with(": no code"), "{failure}");
        match &failure {
            Error::Api(api) => {
                assert_eq!((api.code(), api.sub_code(), failure.effect().as_str()), (None, None, "refused"))
            }
            Error::Gateway(_) => assert_eq!(failure.effect().as_str(), "none"),
            _ => panic!("{failure:?}"),
        }
    }
}

#[tokio::test]
async fn gateway_errors_without_a_signature_are_hints() {
    let sandbox = Sandbox::new();
    let stranger = alipay_wire::FormV2::new(&sandbox.endpoints().gateway(), "2099999999999999").unwrap();
    let client = client(&sandbox, stranger);
    let failure = error(client.send(&FundAccountQuery::new("2088301409188095")).await);
    assert_eq!((failure.kind(), failure.effect().as_str()), ("gateway", "none"));
    assert_eq!(failure.answer().unwrap().leading(), &"isv.invalid-app-id");
}

#[tokio::test(start_paused = true)]
async fn worldfirst_leaves_unknown_answers_to_the_caller() {
    let sandbox = Sandbox::new();
    sandbox.inject(Unknown);
    let failure = error(worldfirst(&sandbox).send(&InquiryBalance::new(alipay_wire::Currency::CNY)).await);
    assert_eq!((failure.kind(), failure.attempts()), ("api", 1));
}

#[tokio::test]
async fn an_answer_to_another_question_is_refused() {
    let sandbox = Sandbox::new();
    let client = dws(&sandbox);
    client.send(&QueryAccountAndBenefit::new(CUSTOMER)).await.unwrap();
    sandbox.inject(Fault::Swapped);
    let failure = error(client.send(&QueryAccountAndBenefit::new("2162220005743705")).await);
    let Error::Verify(reason) = &failure else { panic!("{failure:?}") };
    assert_eq!(reason.mismatch().unwrap().field(), "accounts.crossSiteCustomerId");
}

#[tokio::test(start_paused = true)]
async fn a_silent_gateway_may_have_received_the_call() {
    let sandbox = Sandbox::new();
    for _ in 0..3 {
        sandbox.inject(Fault::Slow(Duration::from_secs(60)));
    }
    let started = tokio::time::Instant::now();
    let failure = error(call(&dws(&sandbox), Unkeyed).await);
    assert_eq!((failure.kind(), failure.effect().as_str(), failure.attempts()), ("transport", "unknown", 1));
    assert_eq!(started.elapsed(), Duration::from_secs(15));

    let started = tokio::time::Instant::now();
    let failure = error(call(&dws(&sandbox), Keyed).await);
    assert_eq!((failure.effect().as_str(), failure.attempts()), ("unknown", 2));
    assert_eq!(started.elapsed(), Duration::from_secs(30), "the deadline ends the call within its second attempt");
}

#[tokio::test(start_paused = true)]
async fn a_transport_that_never_takes_the_body_sent_nothing() {
    let sandbox = Sandbox::new();
    let stalled = tower::service_fn(|request: http::Request<alipay_transport::Body>| async move {
        std::future::pending::<()>().await;
        drop(request);
        Ok::<_, std::convert::Infallible>(http::Response::new(http_body_util::Full::new(Bytes::new())))
    });
    let client = Client::builder(sandbox.endpoints().dws())
        .credentials(sandbox.credentials())
        .http(stalled)
        .timeout(Duration::from_secs(100))
        .build()
        .unwrap();
    let failure = error(call(&client, Unkeyed).await);
    let Error::Transport(transport) = &failure else { panic!("{failure:?}") };
    assert_eq!((transport.phase(), failure.effect().as_str(), failure.attempts()), (Phase::NotSent, "none", 3));
}

#[tokio::test]
async fn invalid_requests_are_not_sent() {
    let sandbox = Sandbox::new();
    let failure = error(dws(&sandbox).send(&QueryAccountAndBenefit::new("x".repeat(65))).await);
    assert_eq!((failure.kind(), failure.effect().as_str(), failure.attempts()), ("invalid", "none", 0));
    assert!(failure.to_string().contains("customerId"), "{failure}");
    let failure = error(dws(&sandbox).send_untyped("no path", &json!({}), Query).await);
    assert_eq!(failure.kind(), "invalid");
    let failure = error(dws(&sandbox).send_untyped("/ams/api/v1/x", &json!([]), Query).await);
    assert_eq!(failure.kind(), "encode");
    assert!(sandbox.ledger().is_empty());
}

#[tokio::test]
async fn a_budget_bounds_repetitions() {
    let sandbox = Sandbox::new();
    let mut retry = Retry::default().backoff(Duration::ZERO, Duration::ZERO);
    retry.budget_floor = 0;
    let client = Client::builder(sandbox.endpoints().dws())
        .credentials(sandbox.credentials())
        .http(sandbox.clone())
        .retry(retry)
        .build()
        .unwrap();
    let mut attempts = 0;
    for _ in 0..100 {
        for _ in 0..3 {
            sandbox.inject(Status(503));
        }
        attempts += error(call(&client, Query).await).attempts();
    }
    assert!((100..=121).contains(&attempts), "{attempts} attempts for 100 calls");
}

#[tokio::test]
async fn all_three_dialects_answer() {
    let sandbox = Sandbox::new();
    let account = open_platform(&sandbox)
        .send(&FundAccountQuery::new("2088301409188095").account_type("ACCTRANS_ACCOUNT"))
        .await
        .unwrap();
    assert!(account.available_amount.fen() > 0);
    dws(&sandbox).send(&QueryAccountAndBenefit::new(CUSTOMER)).await.unwrap();
    let balance = worldfirst(&sandbox).send(&InquiryBalance::new(alipay_wire::Currency::CNY)).await.unwrap();
    assert_eq!(balance.balances, [alipay_wire::Amount::new(alipay_wire::Currency::CNY, 50_000)]);
}
