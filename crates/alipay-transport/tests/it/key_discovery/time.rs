//! A download takes its time, and the call has only so much.

use std::time::Duration;

use alipay_transport::{Error, KeyDiscoveryError, TransportKind, WithoutEvidence};
use alipay_wire::{Effect, Phase, Safety};
use serde_json::json;

use crate::key_discovery::{
    DOWNLOAD, PAYOUT, SAFETIES,
    authority::{credentials, held},
    discovery_error,
    evidence::{Drawer, unknown},
    gateway::{Download, Gateway},
    pay,
    support::error,
    until,
};

#[tokio::test(start_paused = true)]
async fn a_download_has_the_time_the_attempt_has_left() {
    for (safety, effect) in SAFETIES {
        let gateway = Gateway::new("gateway_next").downloading(Download::Wait("gateway_next"));
        let client = gateway.builder(credentials(held())).attempt_timeout(Duration::from_secs(5)).build().unwrap();
        let started = tokio::time::Instant::now();
        let failure = error(pay(&client, safety).await);
        assert!(matches!(discovery_error(&failure, &effect), KeyDiscoveryError::TimedOut), "{failure:?}");
        assert_eq!(started.elapsed().as_secs(), 5);
        assert_eq!(gateway.counts(), (1, 1));
        // Nobody waits for it any more.
        tokio::time::sleep(Duration::from_secs(1)).await;
        gateway.gate.send_replace(true);
        pay(&client, safety).await.unwrap();
        assert_eq!(gateway.counts(), (2, 2), "it ended with its time");
    }
}

#[tokio::test(start_paused = true)]
async fn a_deadline_meanwhile_knows_that_an_answer_came() {
    for (safety, effect) in SAFETIES {
        let (gateway, drawer) = (Gateway::new("gateway_next"), Drawer::default());
        let gateway = gateway.downloading(Download::Wait("gateway_next"));
        let client = gateway.builder(credentials(held())).timeout(Duration::from_secs(3));
        let client = client.evidence(drawer.clone(), WithoutEvidence::Refuse).build().unwrap();
        let (handle, answer) = client.untyped(PAYOUT, &json!({ "out_biz_no": "1" }), safety).tracked();
        let answer = tokio::spawn(answer);
        until(|| gateway.counts() == (1, 1)).await;
        assert_eq!((handle.phase(), handle.effect()), (Phase::Answered, effect), "while it waits");

        let failure = error(answer.await.unwrap());
        let Error::Transport(transport) = &failure else { panic!("{failure:?}") };
        assert_eq!((transport.kind(), transport.phase()), (TransportKind::Deadline, Phase::Answered));
        assert_eq!((failure.effect(), failure.attempts()), (effect, 1));
        tokio::task::yield_now().await;
        let [record] = &drawer.of(PAYOUT)[..] else { panic!("one record of the call") };
        assert_eq!(record.verdict.as_deref(), Some("abandoned"));
        assert_eq!(
            record.verify(&held()).map(drop),
            Err(unknown("gateway_next")),
            "complete, and to be verified later"
        );

        // The request went on without the call that had begun it.
        gateway.gate.send_replace(true);
        until(|| !drawer.of(DOWNLOAD).is_empty()).await;
        pay(&client, safety).await.unwrap();
        assert_eq!(gateway.counts(), (2, 1));
    }
}

#[tokio::test(start_paused = true)]
async fn a_call_that_gives_up_does_not_end_the_request_of_others() {
    let gateway = Gateway::new("gateway_next").downloading(Download::Wait("gateway_next"));
    let client = gateway.client();
    let hasty = client.untyped(PAYOUT, &json!({}), Safety::Query).timeout(Duration::from_secs(1)).send();
    let hasty = tokio::spawn(hasty);
    until(|| gateway.counts().1 == 1).await;
    let patient = tokio::spawn({
        let client = client.clone();
        async move { pay(&client, Safety::Unkeyed).await }
    });
    error(hasty.await.unwrap());
    gateway.gate.send_replace(true);
    patient.await.unwrap().unwrap();
    assert_eq!(gateway.counts(), (2, 1));
}

/// Who began the request had less time: that is no failure of those who have more, and whose money may have moved.
#[tokio::test(start_paused = true)]
async fn a_request_that_ends_with_the_time_of_another_call_is_begun_again() {
    let gateway = Gateway::new("gateway_next").downloading(Download::Wait("gateway_next"));
    let client = gateway.client();
    let call = |safety, seconds| {
        let call = client.untyped(PAYOUT, &json!({ "out_biz_no": "1" }), safety);
        tokio::spawn(call.attempt_timeout(Duration::from_secs(seconds)).attempts(1).send())
    };
    let hasty = call(Safety::Query, 1);
    until(|| gateway.counts() == (1, 1)).await;
    let patient: Vec<_> = [3, 10, 10].map(|seconds| call(Safety::Unkeyed, seconds)).into_iter().collect();
    until(|| gateway.counts().0 == 4).await;
    let failure = error(hasty.await.unwrap());
    assert!(matches!(discovery_error(&failure, &Effect::None), KeyDiscoveryError::TimedOut), "{failure:?}");

    until(|| gateway.counts() == (4, 2)).await;
    gateway.gate.send_replace(true);
    for patient in patient {
        patient.await.unwrap().unwrap();
    }
    assert_eq!(gateway.counts(), (4, 2), "one request for all who waited on");
}
