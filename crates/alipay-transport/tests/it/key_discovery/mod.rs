//! A key the gateway signs with and that is not held: asked for once, believed for its certificates, never replaced by
//! another.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, reason = "a test may panic")]

mod authority;
mod evidence;
mod gateway;
mod refusals;
mod rotation;
use crate::support;
mod time;

use std::{error::Error as StdError, time::Duration};

use alipay_transport::{Client, Error, KeyDiscoveryError};
use alipay_wire::{Effect, OpenPlatform, Phase, Safety};
use serde_json::json;

pub(crate) const DOWNLOAD: &str = "alipay.open.app.alipaycert.download";
pub(crate) const PAYOUT: &str = "test.payout";

/// Every kind of call, and what it may have done when its answer cannot be verified.
pub(crate) const SAFETIES: [(Safety, Effect); 3] =
    [(Safety::Query, Effect::None), (Safety::Keyed, Effect::Unknown), (Safety::Unkeyed, Effect::Unknown)];

pub(crate) async fn pay(client: &Client<OpenPlatform>, safety: Safety) -> Result<(), Error> {
    client.send_untyped(PAYOUT, &json!({ "out_biz_no": "1" }), safety).await.map(drop)
}

/// Waits until something is the case, as long as that takes.
pub(crate) async fn until(is_so: impl Fn() -> bool) {
    for _ in 0..12_000 {
        if is_so() {
            return;
        }
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    panic!("it never came to that");
}

/// The errors behind an error, in one line.
pub(crate) fn story(error: &dyn StdError) -> String {
    let mut story = error.to_string();
    let mut source = error.source();
    while let Some(error) = source {
        story = format!("{story}: {error}");
        source = error.source();
    }
    story
}

/// Ended as an answer that is not authentic, with the right effect, and was not repeated.
#[track_caller]
pub(crate) fn discovery_error<'a>(failure: &'a Error, effect: &Effect) -> &'a KeyDiscoveryError {
    let Error::Verify(verify) = failure else { panic!("{failure:?}") };
    assert_eq!((failure.effect(), failure.attempts(), failure.is_retryable()), (*effect, 1, false));
    assert_eq!(failure.history()[0].phase, Phase::Answered);
    assert_eq!(failure.http_status(), Some(200));
    verify.key_discovery().unwrap()
}
