//! The default transport over real sockets.
#![cfg(feature = "hyper")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, reason = "a test may panic")]

use crate::raw_gateway;
use crate::support;
use crate::working_proxy;

use std::{
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use alipay_sandbox::{Fault, Listener, Sandbox};
use alipay_sign::PrivateKey;
use alipay_transport::{Client, Error, HttpTransport, Proxy};
use alipay_wire::{Antom, Currency, Dialect, Phase, Safety, SignedHeader, Speaks, WorldFirst};
use alipay_worldfirst_fund::InquiryBalance;
use support::error;
use tokio::net::TcpListener;
use working_proxy::proxy;

fn ask() -> InquiryBalance {
    InquiryBalance::new(Currency::CNY)
}

fn build<D: Dialect>(sandbox: &Sandbox, protocol: impl Speaks<D>, http: HttpTransport) -> Client<D> {
    Client::builder(protocol).credentials(sandbox.credentials()).http(http).build().unwrap()
}

async fn serve(tls: bool) -> (Sandbox, Listener) {
    let sandbox = Sandbox::new();
    let listener = sandbox.listen("127.0.0.1:0".parse().unwrap(), tls).await.unwrap();
    (sandbox, listener)
}

#[tokio::test]
async fn tls_with_an_authority_of_ones_own() {
    let (sandbox, listener) = serve(true).await;
    let http = HttpTransport::builder().ca_pem(listener.ca_pem().unwrap()).build().unwrap();
    let client = build(&sandbox, listener.endpoints().worldfirst(), http);
    client.send(&ask()).await.unwrap();
    // The connection is kept.
    let reply = client.request(&ask()).send().await.unwrap();
    assert!(reply.response_time().is_some());
}

#[tokio::test]
async fn an_unknown_authority_is_refused_before_anything_is_sent() {
    let (sandbox, listener) = serve(true).await;
    let client = build(&sandbox, listener.endpoints().worldfirst(), HttpTransport::builder().build().unwrap());
    let failure = error(client.request(&ask()).attempts(1).send().await);
    let Error::Transport(transport) = &failure else { panic!("{failure:?}") };
    assert_eq!(transport.phase(), Phase::NotSent);
    assert!(sandbox.ledger().is_empty());
}

#[tokio::test]
async fn a_refused_connection_sent_nothing() {
    let (sandbox, listener) = serve(false).await;
    let protocol = listener.endpoints().worldfirst();
    let address = listener.address();
    drop(listener);
    // The listener's task ends in its own time.
    while tokio::net::TcpStream::connect(address).await.is_ok() {
        tokio::task::yield_now().await;
    }
    let client = build(&sandbox, protocol, HttpTransport::builder().build().unwrap());
    let failure = error(client.request(&ask()).attempts(1).send().await);
    let Error::Transport(transport) = &failure else { panic!("{failure:?}") };
    assert_eq!(transport.phase(), Phase::NotSent);
}

#[tokio::test]
async fn a_stalled_handshake_sent_nothing_and_a_silent_server_may_have_received() {
    // Accepts, and says nothing.
    let socket = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = socket.local_addr().unwrap();
    tokio::spawn(async move {
        let mut held = Vec::new();
        while let Ok((stream, _)) = socket.accept().await {
            held.push(stream);
        }
    });
    let sandbox = Sandbox::new();
    for (scheme, phase) in [("https", Phase::NotSent), ("http", Phase::MaybeSent)] {
        let protocol = alipay_wire::SignedHeader::<WorldFirst>::new(&format!("{scheme}://{address}"), "C").unwrap();
        let http = HttpTransport::builder().connect_timeout(Duration::from_millis(200)).build().unwrap();
        let client = build(&sandbox, protocol, http);
        let call = client.request(&ask()).attempts(1).attempt_timeout(Duration::from_millis(600));
        let failure = error(call.send().await);
        let Error::Transport(transport) = &failure else { panic!("{failure:?}") };
        assert_eq!(transport.phase(), phase, "{scheme}: {failure:?}");
    }
}

#[tokio::test]
async fn an_ended_connection_is_repeated_for_a_query() {
    let (sandbox, listener) = serve(false).await;
    let client = build(&sandbox, listener.endpoints().worldfirst(), HttpTransport::builder().build().unwrap());
    sandbox.inject(Fault::DropAfter);
    let reply = client.request(&ask()).send().await.unwrap();
    assert_eq!(reply.attempts(), 2);
    assert_eq!(reply.history()[0].phase, Phase::MaybeSent);
}

#[tokio::test]
async fn a_proxy_tunnels_the_connection() {
    let tunnels = Arc::new(AtomicUsize::new(0));
    let through = Proxy::new(&format!("http://{}", proxy("dTpw", Arc::clone(&tunnels)).await)).unwrap();
    let (sandbox, listener) = serve(true).await;
    let transport = |proxy| HttpTransport::builder().ca_pem(listener.ca_pem().unwrap()).proxy(proxy).build().unwrap();

    let known = through.clone().authorization("Basic dTpw".parse().unwrap());
    build(&sandbox, listener.endpoints().worldfirst(), transport(known)).send(&ask()).await.unwrap();
    assert_eq!(tunnels.load(Ordering::SeqCst), 1);

    let client = build(&sandbox, listener.endpoints().worldfirst(), transport(through));
    let failure = error(client.request(&ask()).attempts(1).send().await);
    let Error::Transport(transport) = &failure else { panic!("{failure:?}") };
    assert_eq!(transport.phase(), Phase::NotSent);
}

#[tokio::test]
async fn the_path_arrives_as_it_was_signed() {
    let seen = Arc::new(Mutex::new(Vec::new()));
    let sandbox = Sandbox::new();
    let key = PrivateKey::from_text(sandbox.client_private_key_pem()).unwrap().public_key();
    let base_url = raw_gateway::listen({
        let seen = Arc::clone(&seen);
        move |received| {
            assert!(received.is_signed_with(&key), "{}", received.target);
            seen.lock().unwrap().push(received.target.clone());
            raw_gateway::answer(&[], r#"{"result":{"resultStatus":"F"}}"#)
        }
    })
    .await;
    let cases = [
        (false, "/ams/api//v1/payments/retrievePaymentSession", "/ams/api//v1/payments/retrievePaymentSession"),
        (true, "/ams/api//v1/payments/retrievePaymentSession", "/ams/sandbox/api//v1/payments/retrievePaymentSession"),
        (true, "/ams/v1/aba/funds/createExchange", "/ams/v1/aba/funds/createExchange"),
        (true, "/ams/api/v1/x//", "/ams/sandbox/api/v1/x//"),
        (false, "/ams/api/v1/a.b-c_d~e", "/ams/api/v1/a.b-c_d~e"),
    ];
    for (in_sandbox, path, _) in cases {
        let protocol = SignedHeader::<Antom>::new(&base_url, "CLIENT").unwrap().sandbox_paths(in_sandbox);
        let client = build(&sandbox, protocol, HttpTransport::builder().build().unwrap());
        let failure = error(client.send_untyped(path, &serde_json::json!({}), Safety::Query).await);
        assert_eq!(failure.kind(), "gateway", "{path}: {failure:?}");
    }
    assert_eq!(*seen.lock().unwrap(), cases.map(|(_, _, arrived)| arrived));
}
