//! Keys change under calls in flight.

use std::{
    sync::atomic::{AtomicBool, Ordering},
    time::{Duration, SystemTime},
};

use alipay_sign::{AlipayCertificates, Certificate, KeyId, LearnError, Verify, VerifyError};
use alipay_wire::{Effect, Safety};
use tokio::task::JoinSet;

use crate::key_discovery::{
    SAFETIES,
    authority::{ca, credentials, held},
    discovery_error,
    gateway::{Download, Gateway},
    pay,
    support::error,
    until,
};

#[tokio::test]
async fn the_same_key_under_a_new_serial_is_learned() {
    let gateway = Gateway::new("gateway_new");
    let client = gateway.client();
    for (safety, _) in SAFETIES {
        pay(&client, safety).await.unwrap();
    }
    assert_eq!(gateway.counts(), (3, 1), "once learned, it is held");
}

#[tokio::test]
async fn a_new_key_is_learned() {
    let gateway = Gateway::new("gateway_next");
    pay(&gateway.client(), Safety::Unkeyed).await.unwrap();
    assert_eq!(gateway.counts(), (1, 1));
}

#[tokio::test]
async fn what_is_held_is_not_asked_for() {
    let gateway = Gateway::new("gateway_old");
    pay(&gateway.client(), Safety::Keyed).await.unwrap();
    assert_eq!(gateway.counts(), (1, 0));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_rotation_under_200_calls_in_flight_causes_one_download() {
    const CALLS: usize = 200;
    let gateway = Gateway::new("gateway_next");
    gateway.answers.send_replace(false);
    let patient = Duration::from_secs(600);
    let client = gateway.builder(credentials(held())).timeout(patient).attempt_timeout(patient).build().unwrap();

    let mut tasks = JoinSet::new();
    for _ in 0..CALLS {
        let client = client.clone();
        tasks.spawn(async move { pay(&client, Safety::Unkeyed).await });
    }
    until(|| gateway.counts().0 == CALLS).await;
    gateway.answers.send_replace(true);
    for result in tasks.join_all().await {
        result.unwrap();
    }
    assert_eq!(gateway.counts(), (CALLS, 1));
}

#[tokio::test(start_paused = true)]
async fn a_failure_is_shared_by_those_who_wait_and_not_by_later_ones() {
    const CALLS: usize = 50;
    let gateway = Gateway::new("gateway_next").downloading(Download::Wait("refused/foreign_root"));
    let client = gateway.client();
    let mut tasks = JoinSet::new();
    for _ in 0..CALLS {
        let client = client.clone();
        tasks.spawn(async move { pay(&client, Safety::Keyed).await });
    }
    until(|| gateway.counts() == (CALLS, 1)).await;
    // So that all are waiting.
    tokio::time::sleep(Duration::from_secs(1)).await;
    gateway.gate.send_replace(true);
    for result in tasks.join_all().await {
        discovery_error(&error(result), &Effect::Unknown);
    }
    assert_eq!(gateway.counts(), (CALLS, 1));

    let gateway = gateway.downloading(Download::Give("gateway_next"));
    pay(&client, Safety::Keyed).await.unwrap();
    assert_eq!(gateway.counts(), (CALLS + 1, 2));
}

#[tokio::test(start_paused = true)]
async fn credentials_swapped_meanwhile_learn_the_key_too() {
    let gateway = Gateway::new("gateway_next").downloading(Download::Wait("gateway_next"));
    let client = gateway.client();
    let before = tokio::spawn({
        let client = client.clone();
        async move { pay(&client, Safety::Keyed).await }
    });
    until(|| gateway.counts() == (1, 1)).await;
    let other = held();
    client.swap_credentials(credentials(other.clone()));
    let after = tokio::spawn({
        let client = client.clone();
        async move { pay(&client, Safety::Keyed).await }
    });
    until(|| gateway.counts() == (2, 1)).await;
    tokio::time::sleep(Duration::from_secs(1)).await;
    gateway.gate.send_replace(true);
    before.await.unwrap().unwrap();
    after.await.unwrap().unwrap();
    assert_eq!(gateway.counts(), (2, 1));
    assert_eq!(other.serials().len(), 2);
}

/// Holds every key, and had not yet held it when it was first asked.
struct JustLearned(AlipayCertificates, AtomicBool);

impl Verify for JustLearned {
    fn verify(&self, key: Option<&KeyId>, message: &[u8], signature: &[u8]) -> Result<(), VerifyError> {
        if !self.1.swap(true, Ordering::SeqCst) {
            return Err(VerifyError::UnknownKey(key.unwrap().clone()));
        }
        self.0.verify(key, message, signature)
    }

    fn learn(&self, key: &KeyId, certificates: &[u8], now: SystemTime) -> Result<(), LearnError> {
        self.0.learn(key, certificates, now)
    }
}

#[tokio::test]
async fn a_key_that_was_learned_meanwhile_is_not_asked_for() {
    let gateway = Gateway::new("gateway_next");
    let next = Certificate::from_text(&ca("gateway_next")).unwrap();
    let verifier = JustLearned(held().and(next), AtomicBool::new(false));
    pay(&gateway.builder(credentials(verifier)).build().unwrap(), Safety::Unkeyed).await.unwrap();
    assert_eq!(gateway.counts(), (1, 0));
}
