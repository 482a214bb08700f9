//! Evidence: what is kept, that it can be verified later, and what happens when it cannot be kept.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, reason = "a test may panic")]

use crate::support;

use std::sync::{Arc, Mutex};

use alipay_dws_accounts::QueryAccountAndBenefit;
use alipay_fund_account::FundAccountQuery;
use alipay_sandbox::{Fault, Sandbox};
use alipay_transport::{BoxError, Client, Error, EvidenceSink, WithoutEvidence};
use alipay_wire::{
    Currency, Dialect, Dws, Effect, Evidence, EvidenceError, Outcome, Safety, Speaks, WorldFirst, WorldFirstOptions,
    sign::{BoxFuture, PrivateKey, PublicKey},
};
use alipay_worldfirst_fund::InquiryBalance;
use serde_json::json;
use support::error;

const PATH: &str = "/ams/api/v1/accounts/queryAccountAndBenefit";

/// Keeps records as the JSON a file or a database would.
#[derive(Clone, Default)]
struct Drawer {
    sending: Arc<Mutex<Vec<String>>>,
    ended: Arc<Mutex<Vec<String>>>,
    broken: bool,
}

impl Drawer {
    fn put(&self, into: &Mutex<Vec<String>>, evidence: &Evidence) -> BoxFuture<'_, Result<(), BoxError>> {
        let kept = if self.broken {
            Err("the disk is full".into())
        } else {
            into.lock().unwrap().push(serde_json::to_string(evidence).unwrap());
            Ok(())
        };
        Box::pin(std::future::ready(kept))
    }

    fn last(&self) -> Evidence {
        serde_json::from_str(self.ended.lock().unwrap().last().unwrap()).unwrap()
    }
}

impl EvidenceSink for Drawer {
    fn sending(&self, evidence: &Evidence) -> BoxFuture<'_, Result<(), BoxError>> {
        self.put(&self.sending, evidence)
    }

    fn ended(&self, evidence: &Evidence) -> BoxFuture<'_, Result<(), BoxError>> {
        self.put(&self.ended, evidence)
    }
}

fn client<D: Dialect>(sandbox: &Sandbox, protocol: impl Speaks<D>, drawer: &Drawer) -> Client<D> {
    Client::builder(protocol)
        .credentials(sandbox.credentials())
        .http(sandbox.clone())
        .evidence(drawer.clone(), WithoutEvidence::Refuse)
        .build()
        .unwrap()
}

/// Completed records are handed over in the background.
async fn settle() {
    tokio::task::yield_now().await;
}

fn gateway(sandbox: &Sandbox) -> PublicKey {
    PublicKey::from_text(sandbox.gateway_public_key_pem()).unwrap()
}

#[tokio::test]
async fn every_dialect_can_be_verified_later() {
    let (sandbox, drawer) = (Sandbox::new(), Drawer::default());
    let endpoints = sandbox.endpoints();
    let user = FundAccountQuery::new("2088301409188095").account_type("ACCTRANS_ACCOUNT");
    client(&sandbox, endpoints.open_platform(), &drawer).send(&user).await.unwrap();
    let customer = QueryAccountAndBenefit::new("2162265049047338");
    client(&sandbox, endpoints.dws(), &drawer).send(&customer).await.unwrap();
    client(&sandbox, endpoints.worldfirst(), &drawer).send(&InquiryBalance::new(Currency::CNY)).await.unwrap();

    settle().await;
    let records = drawer.ended.lock().unwrap().clone();
    assert_eq!((records.len(), drawer.sending.lock().unwrap().len()), (3, 3));
    for json in &records {
        let record: Evidence = serde_json::from_str(json).unwrap();
        assert_eq!(record.verdict.as_deref(), Some("success"));
        let proven = record.verify(&gateway(&sandbox)).unwrap();
        assert_eq!(proven.conclusion.outcome, Outcome::Success);

        let own = PrivateKey::from_text(sandbox.client_private_key_pem()).unwrap().public_key();
        assert!(matches!(record.verify(&own), Err(EvidenceError::Verify(_))));
        let forged = json.replacen("SUCCESS", "SUCCESZ", 1).replacen("\\\"10000\\\"", "\\\"10009\\\"", 1);
        assert_ne!(&forged, json);
        let forged: Evidence = serde_json::from_str(&forged).unwrap();
        assert!(forged.verify(&gateway(&sandbox)).is_err());
    }
}

#[tokio::test]
async fn failures_are_kept_as_they_came() {
    let (sandbox, drawer) = (Sandbox::new(), Drawer::default());
    let client = client(&sandbox, sandbox.endpoints().dws(), &drawer);
    type Proven = fn(&Result<(), EvidenceError>) -> bool;
    let cases: [(Option<Fault>, &str, Proven); 5] = [
        (None, "api", |proven| proven.is_ok()),
        (Some(Fault::Tampered), "verify", |proven| matches!(proven, Err(EvidenceError::Verify(_)))),
        (Some(Fault::Unsigned), "gateway", |proven| matches!(proven, Err(EvidenceError::Unsigned))),
        (Some(Fault::DropAfter), "transport", |proven| matches!(proven, Err(EvidenceError::NoAnswer))),
        (Some(Fault::Status(404)), "protocol", |proven| matches!(proven, Err(EvidenceError::Open(_)))),
    ];
    for (fault, verdict, expected) in cases {
        if let Some(fault) = fault {
            sandbox.inject(fault);
        }
        let body = json!({ "customerId": "2100000000000000" });
        error(client.send_untyped(PATH, &body, Safety::Unkeyed).await);
        settle().await;
        let record = drawer.last();
        assert_eq!(record.verdict.as_deref(), Some(verdict), "{fault:?}");
        assert!(expected(&record.verify(&gateway(&sandbox)).map(|_| ())), "{fault:?}");
    }
}

#[tokio::test]
async fn without_evidence_only_queries_are_sent() {
    let (sandbox, drawer) = (Sandbox::new(), Drawer { broken: true, ..Drawer::default() });
    let careful: Client<Dws> = client(&sandbox, sandbox.endpoints().dws(), &drawer);
    let body = json!({ "customerId": "2162265049047338" });
    let failure = error(careful.send_untyped(PATH, &body, Safety::Keyed).await);
    assert!(matches!(failure, Error::Layer(_)), "{failure:?}");
    assert_eq!((failure.effect(), failure.attempts()), (Effect::None, 1));
    assert!(sandbox.ledger().is_empty());
    careful.send_untyped(PATH, &body, Safety::Query).await.unwrap();

    let careless: Client<Dws> = Client::builder(sandbox.endpoints().dws())
        .credentials(sandbox.credentials())
        .http(sandbox.clone())
        .evidence(drawer, WithoutEvidence::Proceed)
        .build()
        .unwrap();
    careless.send_untyped(PATH, &body, Safety::Keyed).await.unwrap();
}

/// A sink that takes an hour over every completed record.
#[derive(Clone)]
struct Slow;

impl EvidenceSink for Slow {
    fn sending(&self, _: &Evidence) -> BoxFuture<'_, Result<(), BoxError>> {
        Box::pin(std::future::ready(Ok(())))
    }

    fn ended(&self, _: &Evidence) -> BoxFuture<'_, Result<(), BoxError>> {
        Box::pin(async {
            tokio::time::sleep(std::time::Duration::from_secs(3600)).await;
            Ok(())
        })
    }
}

#[tokio::test(start_paused = true)]
async fn a_slow_sink_takes_nothing_away() {
    let sandbox = Sandbox::new();
    let client: Client<Dws> = Client::builder(sandbox.endpoints().dws())
        .credentials(sandbox.credentials())
        .http(sandbox.clone())
        .evidence(Slow, WithoutEvidence::Refuse)
        .build()
        .unwrap();
    let body = json!({ "customerId": "2162265049047338" });
    let reply = client.send_untyped(PATH, &body, Safety::Keyed).await.unwrap();
    assert_eq!((reply.attempts(), sandbox.ledger().len()), (1, 1));
}

#[tokio::test]
async fn tokens_in_headers_are_left_out() {
    let (sandbox, drawer) = (Sandbox::new(), Drawer::default());
    let client: Client<WorldFirst> = client(&sandbox, sandbox.endpoints().worldfirst(), &drawer);
    let options = WorldFirstOptions::new().access_token("tok_SENTINEL").connected_customer_id("C1");
    client.request(&InquiryBalance::new(Currency::CNY)).options(options).send().await.unwrap();
    settle().await;
    for kept in [&drawer.sending, &drawer.ended] {
        let kept = kept.lock().unwrap()[0].clone();
        assert!(kept.contains("connected-customerid") && !kept.contains("tok_SENTINEL"));
    }
    assert!(!format!("{:?}", drawer.last()).contains("CNY"));
}
