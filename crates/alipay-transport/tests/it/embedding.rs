//! What embedders rely on: layers on every stratum, services, own transports, swapped keys, and refused settings.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, reason = "a test may panic")]

use crate::support;

use std::sync::{
    Arc,
    atomic::{AtomicU32, Ordering},
};

use alipay_dws_accounts::QueryAccountAndBenefit;
use alipay_sandbox::{Fault, Sandbox};
use alipay_transport::{BoxError, BuildError, CallService, Client, Error};
use alipay_wire::{
    Call, Dws, SignedHeader,
    sign::{Credentials, PrivateKey, PublicKey},
};
use support::{client, error};
use tower::{Service, ServiceExt, layer::layer_fn, util::MapRequest};

const CUSTOMER: &str = "2162265049047338";

fn counting<R>(counter: &Arc<AtomicU32>) -> impl Fn(R) -> R + Clone + use<R> {
    let counter = Arc::clone(counter);
    move |request| {
        counter.fetch_add(1, Ordering::SeqCst);
        request
    }
}

#[tokio::test(start_paused = true)]
async fn layers_see_their_stratum() {
    let sandbox = Sandbox::new();
    let [calls, attempts, requests] = [(); 3].map(|()| Arc::new(AtomicU32::new(0)));
    let (on_call, on_attempt, on_request) =
        (counting::<Call>(&calls), counting::<Call>(&attempts), counting(&requests));
    let client = Client::builder(sandbox.endpoints().dws())
        .credentials(sandbox.credentials())
        .http(sandbox.clone())
        .layer_call(layer_fn(move |inner| MapRequest::new(inner, on_call.clone())))
        .layer_attempt(layer_fn(move |inner| MapRequest::new(inner, on_attempt.clone())))
        .layer_http(layer_fn(move |inner| MapRequest::new(inner, on_request.clone())))
        .build()
        .unwrap();
    sandbox.inject(Fault::DropBefore);
    client.send(&QueryAccountAndBenefit::new(CUSTOMER)).await.unwrap();
    let seen = [calls, attempts, requests].map(|counter| counter.load(Ordering::SeqCst));
    assert_eq!(seen, [1, 2, 2]);
}

#[tokio::test]
async fn errors_of_foreign_layers_come_back_as_such() {
    let sandbox = Sandbox::new();
    let client = Client::builder(sandbox.endpoints().dws())
        .credentials(sandbox.credentials())
        .http(sandbox.clone())
        .layer_call(layer_fn(move |inner: CallService| {
            tower::service_fn(move |call: Call| {
                let inner = inner.clone();
                async move {
                    if call.key().is_none() {
                        return Err(BoxError::from("over quota"));
                    }
                    Ok(inner.oneshot(call).await?)
                }
            })
        }))
        .build()
        .unwrap();
    let failure = error(client.send(&QueryAccountAndBenefit::new(CUSTOMER)).await);
    assert_eq!((failure.kind(), failure.effect().as_str()), ("layer", "none"));
    assert_eq!(std::error::Error::source(&failure).unwrap().to_string(), "over quota");
    assert!(sandbox.ledger().is_empty());
}

#[tokio::test]
async fn one_api_is_a_service() {
    let sandbox = Sandbox::new();
    let mut service = client(&sandbox, sandbox.endpoints().dws()).service::<QueryAccountAndBenefit>();
    let reply = service.ready().await.unwrap().call(QueryAccountAndBenefit::new(CUSTOMER)).await.unwrap();
    assert_eq!(reply.attempts(), 1);
}

#[tokio::test]
async fn futures_borrow_nothing() {
    let sandbox = Sandbox::new();
    let client = client(&sandbox, sandbox.endpoints().dws());
    let task = {
        let request = QueryAccountAndBenefit::new(CUSTOMER);
        tokio::spawn(client.send(&request))
    };
    drop(client);
    task.await.unwrap().unwrap();
}

#[tokio::test]
async fn credentials_can_be_swapped() {
    let sandbox = Sandbox::new();
    let client = client(&sandbox, sandbox.endpoints().dws());
    let stranger = alipay_sign::generate().unwrap().private_key();
    let gateway = PublicKey::from_text(sandbox.gateway_public_key_pem()).unwrap();
    client.swap_credentials(Credentials::new(stranger, gateway).unwrap());
    let failure = error(client.send(&QueryAccountAndBenefit::new(CUSTOMER)).await);
    assert_eq!(failure.answer().unwrap().code, "INVALID_SIGNATURE");
    client.swap_credentials(sandbox.credentials());
    client.send(&QueryAccountAndBenefit::new(CUSTOMER)).await.unwrap();
}

#[tokio::test]
async fn a_prepared_call_is_sent_with_the_same_body() {
    let sandbox = Sandbox::new();
    let first = client(&sandbox, sandbox.endpoints().dws());
    let prepared = first.prepare(&QueryAccountAndBenefit::new(CUSTOMER)).unwrap();
    let stored = serde_json::to_string(&prepared).unwrap();
    assert!(!stored.contains("signature"));
    first.send(&QueryAccountAndBenefit::new(CUSTOMER)).await.unwrap();

    let prepared: alipay_wire::PreparedCall = serde_json::from_str(&stored).unwrap();
    let second = client(&sandbox, sandbox.endpoints().dws());
    second.send_prepared(&prepared).await.unwrap();
    let options = Default::default();
    second.prepared_as::<QueryAccountAndBenefit>(&prepared, options).send().await.unwrap();
    let ledger = sandbox.ledger();
    assert_eq!(ledger.len(), 3);
    assert!(ledger.iter().all(|entry| entry.body == ledger[0].body));

    let stranger = SignedHeader::<Dws>::new(sandbox.endpoints().origin(), "SOMEBODY_ELSE").unwrap();
    let failure = error(client(&sandbox, stranger).send_prepared(&prepared).await);
    assert!(matches!(failure, Error::Invalid(_)), "{failure:?}");
}

#[test]
fn bad_settings_are_refused() {
    let sandbox = Sandbox::new();
    let own = PrivateKey::from_text(sandbox.client_private_key_pem()).unwrap();
    let build = |protocol: SignedHeader<Dws>| {
        Client::builder(protocol).keys(own.clone(), own.public_key()).http(sandbox.clone()).build()
    };
    assert!(matches!(build(sandbox.endpoints().dws()), Err(BuildError::OwnKey(_))));
    let plain = SignedHeader::<Dws>::new("http://gateway.example", "C").unwrap();
    assert!(matches!(build(plain), Err(BuildError::PlainHttp)));
    let keyless = Client::builder(sandbox.endpoints().dws()).http(sandbox.clone()).build();
    assert!(matches!(keyless, Err(BuildError::NoKeys)));

    for (url, wrong) in [
        ("gateway.example", "must begin with https://"),
        ("https://gateway.example/ams", "must be an origin"),
        ("https://openapi.alipay.com", "mainland"),
    ] {
        let error = SignedHeader::<Dws>::new(url, "C").unwrap_err().to_string();
        assert!(error.contains(wrong), "{url}: {error}");
    }
}
