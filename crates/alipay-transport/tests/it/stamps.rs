//! Every attempt is stamped anew: what a gateway takes once, and only for a while, is never sent twice.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, reason = "a test may panic")]

use crate::support;

use std::{
    collections::HashSet,
    convert::Infallible,
    sync::{Arc, Mutex},
};

use alipay_sandbox::Sandbox;
use alipay_transport::{Body, Client};
use alipay_wire::{OpenPlatform, Safety, Speaks};
use bytes::Bytes;
use http::{Request, Response, request::Parts};
use http_body_util::Full;
use serde_json::json;
use support::Ticking;

/// The heads of the requests that a query becomes when nobody answers it.
async fn attempts(protocol: impl Speaks<OpenPlatform>, api: &str) -> Vec<Parts> {
    let heads = Arc::new(Mutex::new(Vec::new()));
    let seen = Arc::clone(&heads);
    let busy = tower::service_fn(move |request: Request<Body>| {
        seen.lock().unwrap().push(request.into_parts().0);
        async { Ok::<_, Infallible>(Response::builder().status(503).body(Full::<Bytes>::default()).unwrap()) }
    });
    let client = Client::builder(protocol)
        .credentials(Sandbox::new().credentials())
        .http(busy)
        .clock(Ticking::default())
        .build()
        .unwrap();
    let error = client.send_untyped(api, &json!({ "a": "1" }), Safety::Query).await.unwrap_err();
    assert_eq!((error.http_status(), error.attempts()), (Some(503), 3));
    drop(client);
    Arc::into_inner(heads).map_or_else(Vec::new, |heads| heads.into_inner().unwrap())
}

/// 6.1
#[tokio::test(start_paused = true)]
async fn nonce_time_and_signature_belong_to_one_attempt() {
    let heads = attempts(Sandbox::new().endpoints().open_platform_v3(), "GET /v3/alipay/fund/account/query").await;
    let authorizations: Vec<_> = heads.iter().map(|head| head.headers["authorization"].to_str().unwrap()).collect();
    for name in ["nonce", "timestamp", "sign"] {
        let part =
            |text: &&str| text.split(',').find_map(|part| part.strip_prefix(&format!("{name}="))).map(str::to_owned);
        let parts: HashSet<_> = authorizations.iter().map(|text| part(text).expect(name)).collect();
        assert_eq!(parts.len(), 3, "{name}");
    }
    for head in &heads {
        let request_id = head.headers["alipay-request-id"].to_str().unwrap();
        assert!(head.headers["authorization"].to_str().unwrap().contains(&format!(",nonce={request_id},")));
    }
}

/// 1.3
#[tokio::test(start_paused = true)]
async fn a_form_has_the_time_of_its_attempt() {
    let heads = attempts(Sandbox::new().endpoints().open_platform(), "alipay.fund.account.query").await;
    let time = |head: &Parts| {
        let query = head.uri.query().unwrap().to_owned();
        query.split('&').find_map(|pair| pair.strip_prefix("timestamp=")).unwrap().to_owned()
    };
    let times: Vec<_> = heads.iter().map(time).collect();
    assert_eq!(times.len(), 3);
    assert!(times[0] < times[1] && times[1] < times[2], "{times:?}");
}
