//! Calls that were given up, and calls that go on without anybody waiting.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, reason = "a test may panic")]

use crate::events;
use crate::support;

use std::time::Duration;

use alipay_dws_accounts::QueryAccountAndBenefit;
use alipay_sandbox::{Fault, Sandbox};
use alipay_transport::{Call, Client, Error, Verdict};
use alipay_wire::{Dws, Effect, Phase, Safety};
use events::Events;
use serde_json::json;
use support::{client, error};
use tokio::time::timeout;

const PATH: &str = "/ams/api/v1/accounts/queryAccountAndBenefit";

fn dws(sandbox: &Sandbox) -> Client<Dws> {
    client(sandbox, sandbox.endpoints().dws())
}

#[tokio::test(start_paused = true)]
async fn a_dropped_call_can_still_be_asked_about() {
    let events = Events::default();
    let _guard = tracing::subscriber::set_default(events.clone());
    let sandbox = Sandbox::new();
    for (safety, effect, abandoned) in [(Safety::Unkeyed, Effect::Unknown, 1), (Safety::Query, Effect::None, 1)] {
        sandbox.inject(Fault::Slow(Duration::from_secs(5)));
        let body = json!({ "customerId": "2162265049047338" });
        let (handle, answer) = dws(&sandbox).untyped(PATH, &body, safety).tracked();
        assert_eq!((handle.effect(), handle.phase()), (Effect::None, Phase::NotSent));
        assert!(timeout(Duration::from_secs(1), answer).await.is_err());
        assert_eq!((handle.effect(), handle.phase()), (effect, Phase::MaybeSent), "{safety:?}");
        let said = events.with("abandoned");
        assert_eq!(said.len(), abandoned, "only a call that may have done something is reported: {said:?}");
        assert!(said.iter().all(|event| event.contains("effect=\"unknown\"")), "{said:?}");
    }
}

#[tokio::test]
async fn a_call_that_ended_is_not_abandoned() {
    let events = Events::default();
    let _guard = tracing::subscriber::set_default(events.clone());
    let sandbox = Sandbox::new();
    let (handle, answer) = dws(&sandbox).request(&QueryAccountAndBenefit::new("2162265049047338")).tracked();
    answer.await.unwrap();
    assert_eq!((handle.history().len(), handle.effect()), (1, Effect::None));
    let body = json!({ "customerId": "2162265049047338" });
    let (handle, answer) = dws(&sandbox).untyped(PATH, &body, Safety::Unkeyed).tracked();
    answer.await.unwrap();
    assert_eq!(handle.effect().as_str(), "accepted");
    sandbox.inject(Fault::DropAfter);
    let failure = dws(&sandbox).untyped(PATH, &json!({}), Safety::Unkeyed).send().await;
    assert_eq!(error(failure).effect(), Effect::Unknown);
    assert!(events.with("abandoned").is_empty());
}

#[tokio::test(start_paused = true)]
async fn a_detached_call_goes_on_alone() {
    let sandbox = Sandbox::new();
    sandbox.inject(Fault::Slow(Duration::from_secs(2)));
    let request = QueryAccountAndBenefit::new("2162265049047338");
    let detached = dws(&sandbox).request(&request).send_detached().unwrap();
    let handle = detached.handle();
    drop(detached);
    tokio::time::sleep(Duration::from_secs(3)).await;
    assert_eq!(handle.history().len(), 1);
    assert!(sandbox.ledger()[0].processed);

    let reply = dws(&sandbox).request(&request).send_detached().unwrap().await.unwrap();
    assert_eq!(reply.attempts(), 1);
    let invalid = QueryAccountAndBenefit::new("");
    assert!(matches!(dws(&sandbox).request(&invalid).send_detached(), Err(Error::Invalid(_))));
}

#[test]
fn a_detached_call_ends_with_its_runtime() {
    let sandbox = Sandbox::new();
    sandbox.inject(Fault::Slow(Duration::from_secs(60)));
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
    let detached = {
        let _inside = runtime.enter();
        dws(&sandbox).untyped(PATH, &json!({}), Safety::Keyed).send_detached().unwrap()
    };
    runtime.block_on(tokio::task::yield_now());
    drop(runtime);
    let other = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let failure = error(other.block_on(detached));
    assert_eq!((failure.kind(), failure.effect()), ("transport", Effect::Unknown));
}

#[tokio::test(start_paused = true)]
async fn a_user_may_forbid_and_allow() {
    let body = json!({ "customerId": "2162265049047338" });
    let cases = [
        (Verdict::NoOpinion, Fault::Status(503), Safety::Query, 2),
        (Verdict::Forbid, Fault::Status(503), Safety::Query, 1),
        (Verdict::Forbid, Fault::Throttled, Safety::Query, 1),
        (Verdict::NoOpinion, Fault::Status(404), Safety::Keyed, 1),
        (Verdict::Allow, Fault::Status(404), Safety::Keyed, 2),
        // Nobody can allow what could do something twice.
        (Verdict::Allow, Fault::Status(404), Safety::Unkeyed, 1),
        (Verdict::Allow, Fault::DropAfter, Safety::Unkeyed, 1),
    ];
    for (verdict, fault, safety, attempts) in cases {
        let sandbox = Sandbox::new();
        let client = Client::builder(sandbox.endpoints().dws())
            .credentials(sandbox.credentials())
            .http(sandbox.clone())
            .classify(move |_: &Call, _: &Error| verdict)
            .build()
            .unwrap();
        sandbox.inject(fault);
        let made = match client.send_untyped(PATH, &body, safety).await {
            Ok(reply) => reply.attempts(),
            Err(error) => error.attempts(),
        };
        assert_eq!(made, attempts, "{verdict:?} {fault:?} {safety:?}");
    }
}
