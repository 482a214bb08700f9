//! What must hold when transports, layers, storage and peers are not on our side.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, reason = "a test may panic")]

use crate::{payout, support};

use std::{
    convert::Infallible,
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
    time::Duration,
};

use alipay_dws_accounts::QueryAccountAndBenefit;
use alipay_sandbox::{Fault, Sandbox};
use alipay_transport::{Body, BoxError, Call, Client, Effect, Error};
use alipay_wire::{
    Currency, Dws, DwsOptions, OpenPlatform, OpenPlatformOptions, PreparedCall, Safety, Speaks, WorldFirst,
    WorldFirstOptions,
};
use alipay_worldfirst_fund::InquiryBalance;
use bytes::Bytes;
use http_body_util::Full;
use payout::{DwsPayout, Payout};
use serde_json::{Value, json};
use support::{client, error};
use tower::{Service, ServiceExt, layer::layer_fn};

const LIMITED: &str = "REQUEST_TRAFFIC_EXCEED_LIMIT";
const PATH: &str = "/ams/api/v1/accounts/queryAccountAndBenefit";

fn body() -> Value {
    json!({ "customerId": "2162265049047338" })
}

/// Giving up an attempt holds its request back, wherever it is by then.
#[tokio::test(start_paused = true)]
async fn a_transport_that_works_on_cannot_send_what_was_given_up() {
    let sandbox = Sandbox::new();
    let inner = sandbox.clone();
    let dawdling = tower::service_fn(move |request: http::Request<Body>| {
        let mut inner = inner.clone();
        let task = tokio::spawn(async move {
            tokio::time::sleep(Duration::from_secs(20)).await;
            let (head, body) = request.into_parts();
            let body = Full::new(body.into_bytes()?);
            Ok::<_, BoxError>(inner.call(http::Request::from_parts(head, body)).await?)
        });
        async move { task.await? }
    });
    let client = Client::builder(sandbox.endpoints().dws())
        .credentials(sandbox.credentials())
        .http(dawdling)
        .timeout(Duration::from_secs(300))
        .build()
        .unwrap();
    let failure = error(client.send_untyped(PATH, &body(), Safety::Unkeyed).await);
    assert_eq!((failure.effect(), failure.attempts()), (Effect::None, 3));
    tokio::time::sleep(Duration::from_secs(600)).await;
    assert!(sandbox.ledger().is_empty(), "none means none, also later");
}

/// Calls something that is answered with HTTP 429, unsigned. Gives the effect, and how often it was sent.
async fn turned_away(
    protocol: impl Speaks<OpenPlatform>,
    api: &str,
    answer: &Value,
    safety: Safety,
) -> (&'static str, u32) {
    let (sandbox, requests) = (Sandbox::new(), Arc::new(AtomicU32::new(0)));
    let (counter, answer) = (Arc::clone(&requests), Bytes::from(answer.to_string()));
    let busy = tower::service_fn(move |_: http::Request<Body>| {
        counter.fetch_add(1, Ordering::SeqCst);
        let answer = Full::new(answer.clone());
        async move { Ok::<_, Infallible>(http::Response::builder().status(429).body(answer).unwrap()) }
    });
    let client = Client::builder(protocol).credentials(sandbox.credentials()).http(busy).build().unwrap();
    let failure = error(client.send_untyped(api, &json!({}), safety).await);
    (failure.effect().as_str(), requests.load(Ordering::SeqCst))
}

/// Whatever it says. Over REST failures are left unsigned.
#[tokio::test(start_paused = true)]
async fn an_unsigned_429_proves_nothing_and_repeats_nothing_unkeyed() {
    let endpoints = Sandbox::new().endpoints();
    let expected = [(Safety::Query, ("none", 3)), (Safety::Keyed, ("unknown", 3)), (Safety::Unkeyed, ("unknown", 1))];
    for (safety, expected) in expected {
        for code in ["SYSTEM_ERROR", "app-call-limited"] {
            let answer = json!({ "code": code, "message": "later" });
            let seen = turned_away(endpoints.open_platform_v3(), "/v3/alipay/trade/refund", &answer, safety).await;
            assert_eq!(seen, expected, "{code}");
        }
        for (code, sub_code) in [
            ("40004", "ACQ.SYSTEM_ERROR"),
            ("20000", "isp.unknow-error"),
            ("20000", ""),
            ("40005", ""),
            ("40004", "isv.app-call-limited"),
        ] {
            let answer = json!({ "alipay_trade_refund_response": { "code": code, "sub_code": sub_code } });
            let seen = turned_away(endpoints.open_platform(), "alipay.trade.refund", &answer, safety).await;
            assert_eq!(seen, expected, "{code} {sub_code}");
        }
    }
}

/// An attempt that a layer drops still counts.
#[tokio::test(start_paused = true)]
async fn a_dropped_attempt_is_not_forgotten() {
    let sandbox = Sandbox::new();
    sandbox.inject(Fault::Slow(Duration::from_secs(10)));
    let (inner, calls) = (sandbox.clone(), Arc::new(AtomicU32::new(0)));
    let refused_later = tower::service_fn(move |request: http::Request<Body>| {
        let (mut inner, number) = (inner.clone(), calls.fetch_add(1, Ordering::SeqCst));
        async move {
            if number > 0 {
                return Err(BoxError::from("connection refused"));
            }
            Ok(inner.call(request).await?)
        }
    });
    let impatient = layer_fn(|inner: alipay_transport::CallService| {
        tower::service_fn(move |call: Call| {
            let attempt = tokio::time::timeout(Duration::from_secs(1), inner.clone().oneshot(call));
            async move { Ok::<_, BoxError>(attempt.await??) }
        })
    });
    let client = Client::builder(sandbox.endpoints().dws())
        .credentials(sandbox.credentials())
        .http(refused_later)
        .layer_attempt(impatient)
        .build()
        .unwrap();
    let failure = error(client.send_untyped(PATH, &body(), Safety::Keyed).await);
    assert_eq!((failure.effect(), failure.attempts()), (Effect::Unknown, 3));
    assert_eq!(failure.history()[0].outcome, "abandoned");
}

#[tokio::test(start_paused = true)]
async fn a_service_that_is_kept_goes_on_repeating() {
    let sandbox = Sandbox::new();
    let mut service = client(&sandbox, sandbox.endpoints().dws()).call_service();
    for _ in 0..3 {
        sandbox.inject(Fault::DropBefore);
        let call = Call::new(&QueryAccountAndBenefit::new("2162265049047338")).unwrap();
        let reply = service.ready().await.unwrap().call(call).await.unwrap();
        assert_eq!(reply.attempts(), 2);
        tokio::time::sleep(Duration::from_secs(40)).await;
    }
}

/// Nothing about the status excuses an answer that claims success without a signature.
#[tokio::test]
async fn a_failure_status_excuses_no_spoilt_answer() {
    let cases = [
        (429, json!({ "result": { "resultStatus": "S" } }), None, "verify", "unknown"),
        (503, json!({ "result": { "resultStatus": "F", "resultCode": "X" } }), Some("signature"), "verify", "unknown"),
        (503, json!({ "result": { "resultStatus": "S" } }), Some("response-time"), "verify", "unknown"),
        (404, json!({ "result": { "resultStatus": "F", "resultCode": "X" } }), None, "gateway", "unknown"),
        (429, json!({ "result": { "resultStatus": "F" } }), None, "gateway", "unknown"),
        (429, json!({ "result": { "resultStatus": "F", "resultCode": LIMITED } }), None, "gateway", "unknown"),
        (429, json!({ "result": { "resultStatus": "U", "resultCode": "X" } }), None, "gateway", "unknown"),
        (429, json!({ "result": { "resultStatus": "U" } }), None, "gateway", "unknown"),
    ];
    for (status, answer, header, kind, effect) in cases {
        let text = answer.to_string();
        let spoilt = tower::service_fn(move |request: http::Request<Body>| {
            let _ = request.into_body().into_bytes();
            let mut response = http::Response::new(Full::new(Bytes::from(text.clone())));
            *response.status_mut() = http::StatusCode::from_u16(status).unwrap();
            if let Some(header) = header {
                response.headers_mut().insert(header, http::HeaderValue::from_static("signature=AAAA"));
            }
            std::future::ready(Ok::<_, Infallible>(response))
        });
        let sandbox = Sandbox::new();
        let client = Client::builder(sandbox.endpoints().dws())
            .credentials(sandbox.credentials())
            .http(spoilt)
            .retry(alipay_transport::Retry::never())
            .build()
            .unwrap();
        let failure = error(client.send_untyped(PATH, &body(), Safety::Keyed).await);
        assert_eq!((failure.kind(), failure.effect().as_str()), (kind, effect), "{status} {answer}: {failure:?}");
    }
}

/// Anyone who changes what is stored may change what is sent, but not where and how.
#[tokio::test]
async fn a_stored_call_cannot_break_out() {
    let sandbox = Sandbox::new();
    let client: Client<Dws> = client(&sandbox, sandbox.endpoints().dws());
    let stored = client.prepare(&QueryAccountAndBenefit::new("2162265049047338")).unwrap();
    let stored = serde_json::to_value(&stored).unwrap();
    for (field, value) in [
        ("path", json!("*")),
        ("path", json!("@evil.example/ams")),
        ("path", json!("/ams/api/v1/../../x")),
        ("path", json!(format!("{PATH}?x=1"))),
        ("path", json!(format!("{PATH}#x"))),
        ("path", Value::Null),
        ("method", json!("CONNECT")),
        ("method", json!("GET")),
        ("body", json!("")),
        ("body", json!("[]")),
        ("body", json!("{\"a\":1,\"a\":2}")),
        ("dialect", json!("worldfirst")),
        ("version", json!(2)),
        ("options", json!([["host", "evil.example"]])),
        ("options", json!([["content-length", "1"]])),
        ("options", json!([["transfer-encoding", "chunked"]])),
        ("options", json!([["client-id", "somebody"]])),
        ("options", json!([["bad name", "x"]])),
    ] {
        let mut changed = stored.clone();
        changed[field] = value.clone();
        let changed: PreparedCall = serde_json::from_value(changed).unwrap();
        let failure = error(client.send_prepared(&changed).await);
        assert!(matches!(failure, Error::Invalid(_) | Error::Encode(_)), "{field} {value}: {failure:?}");
    }
    assert!(sandbox.ledger().is_empty());
    client.send_prepared(&serde_json::from_value(stored).unwrap()).await.unwrap();
}

/// Anyone who can change a store makes no query of what moves money, and no keyed call of one without its key.
#[tokio::test]
async fn a_stored_call_is_no_safer_than_its_type() {
    let stored = |key: Option<&str>, safety: &str| {
        let (sandbox, request) = (Sandbox::empty(), DwsPayout::numbered("r-1"));
        DwsPayout::teach(&sandbox);
        let client = client(&sandbox, sandbox.endpoints().dws());
        let mut stored = serde_json::to_value(client.prepare(&request).unwrap()).unwrap();
        stored["safety"] = safety.into();
        stored["key"] = key.into();
        (0..3).for_each(|_| sandbox.inject(Fault::DropAfter));
        (client, serde_json::from_value::<PreparedCall>(stored).unwrap())
    };
    for (key, safety, attempts) in [
        (Some("r-1"), "keyed", 3),
        (Some("r-1"), "query", 3),
        (Some("r-1"), "unkeyed", 1),
        (None, "query", 1),
        (None, "keyed", 1),
        (Some("r-2"), "keyed", 1),
        (Some(" "), "query", 1),
    ] {
        let (client, prepared) = stored(key, safety);
        let failure = error(client.prepared_as::<DwsPayout>(&prepared, DwsOptions::new()).send().await);
        assert_eq!((failure.effect(), failure.attempts()), (Effect::Unknown, attempts), "{key:?} {safety}");
    }
    // What only reads is read again, whatever the store says.
    let sandbox = Sandbox::new();
    let client = client(&sandbox, sandbox.endpoints().dws());
    let mut stored =
        serde_json::to_value(client.prepare(&QueryAccountAndBenefit::new("2162265049047338")).unwrap()).unwrap();
    stored["safety"] = "unkeyed".into();
    sandbox.inject(Fault::DropAfter);
    let prepared = serde_json::from_value(stored).unwrap();
    client.prepared_as::<QueryAccountAndBenefit>(&prepared, DwsOptions::new()).send().await.unwrap();
}

#[tokio::test]
async fn options_add_up_and_are_never_blank() {
    let sandbox = Sandbox::new();
    let worldfirst: Client<WorldFirst> = client(&sandbox, sandbox.endpoints().worldfirst());
    let ask = InquiryBalance::new(Currency::CNY);
    let stored = worldfirst.prepare_with(&ask, WorldFirstOptions::new().connected_customer_id("C1")).unwrap();
    let seen = Arc::new(AtomicU32::new(0));
    let counter = Arc::clone(&seen);
    let checked = Client::builder(sandbox.endpoints().worldfirst())
        .credentials(sandbox.credentials())
        .http(sandbox.clone())
        .layer_http(layer_fn(move |inner: alipay_transport::SharedHttpService| {
            let counter = Arc::clone(&counter);
            inner.map_request(move |request: http::Request<Body>| {
                let both = ["connected-customerid", "access-token"].map(|name| request.headers().contains_key(name));
                counter.fetch_add(u32::from(both == [true, true]), Ordering::SeqCst);
                request
            })
        }))
        .build()
        .unwrap();
    checked.prepared(&stored).options(WorldFirstOptions::new().access_token("t")).send().await.unwrap();
    assert_eq!(seen.load(Ordering::SeqCst), 1);

    // A blank token would be left out, and the call would act for somebody else.
    let blank = worldfirst.request(&ask).options(WorldFirstOptions::new().access_token(" ")).send().await;
    assert!(matches!(error(blank), Error::Encode(_)));
    let platform = client(&sandbox, sandbox.endpoints().open_platform());
    let blank = platform.untyped("alipay.fund.account.query", &json!({}), Safety::Query);
    let blank = blank.options(OpenPlatformOptions::new().app_auth_token("")).send().await;
    assert!(matches!(error(blank), Error::Encode(_)));
}
