//! Connecting before the first call, and connecting again.
#![cfg(feature = "hyper")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, reason = "a test may panic")]

use crate::support;

use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use alipay_dws_accounts::QueryAccountAndBenefit;
use alipay_sandbox::Sandbox;
use alipay_transport::{Client, Effect, HttpTransport, TransportKind};
use alipay_wire::{Dws, SignedHeader};
use http_body_util::{BodyExt, Full};
use rcgen::CertifiedKey;
use support::error;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpListener,
};
use tokio_rustls::{
    TlsAcceptor,
    rustls::{
        HandshakeKind, ServerConfig,
        crypto::ring,
        pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer},
    },
    server::TlsStream,
};
use tower::ServiceExt;

const CUSTOMER: &str = "2162265049047338";

/// A gateway over TLS that notes each handshake, and the requests that followed it.
struct Gateway {
    client: Client<Dws>,
    connections: Arc<Mutex<Vec<Connection>>>,
}

struct Connection {
    handshake: Option<HandshakeKind>,
    requests: Vec<String>,
}

impl Gateway {
    /// With `keep`, connections are kept after an answer.
    async fn new(keep: bool, transport: impl FnOnce(String) -> HttpTransport) -> Self {
        let sandbox = Sandbox::new();
        let socket = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = socket.local_addr().unwrap();
        let (acceptor, ca_pem) = tls();
        let connections = Arc::<Mutex<Vec<Connection>>>::default();
        let (noted, gateway) = (Arc::clone(&connections), sandbox.clone());
        tokio::spawn(async move {
            while let Ok((stream, _)) = socket.accept().await {
                let (acceptor, noted, gateway) = (acceptor.clone(), Arc::clone(&noted), gateway.clone());
                tokio::spawn(async move {
                    let Ok(stream) = acceptor.accept(stream).await else { return };
                    let handshake = stream.get_ref().1.handshake_kind();
                    let number = {
                        let mut noted = noted.lock().unwrap();
                        noted.push(Connection { handshake, requests: Vec::new() });
                        noted.len() - 1
                    };
                    serve(stream, gateway, keep, |request| noted.lock().unwrap()[number].requests.push(request)).await;
                });
            }
        });
        let protocol = SignedHeader::<Dws>::new(&format!("https://{address}"), Sandbox::DWS_CLIENT_ID).unwrap();
        let client = Client::builder(protocol).credentials(sandbox.credentials()).http(transport(ca_pem)).build();
        Self { client: client.unwrap(), connections }
    }

    fn requests(&self) -> Vec<Vec<String>> {
        self.connections.lock().unwrap().iter().map(|connection| connection.requests.clone()).collect()
    }
}

async fn serve(mut stream: TlsStream<tokio::net::TcpStream>, sandbox: Sandbox, keep: bool, note: impl Fn(String)) {
    loop {
        let mut head = Vec::new();
        while !head.ends_with(b"\r\n\r\n") {
            let Ok(byte) = stream.read_u8().await else { return };
            head.push(byte);
        }
        let head = String::from_utf8(head).unwrap();
        let (method, rest) = head.split_once(' ').unwrap();
        note(method.to_owned());
        if method == "HEAD" {
            stream.write_all(b"HTTP/1.1 404 Not Found\r\ncontent-length: 20\r\n\r\n").await.unwrap();
            continue;
        }
        let mut request = http::Request::builder().method(method).uri(rest.split(' ').next().unwrap());
        for (name, value) in head.lines().filter_map(|line| line.split_once(": ")) {
            request = request.header(name, value);
        }
        let length = request.headers_ref().unwrap()["content-length"].to_str().unwrap().parse().unwrap();
        let mut body = vec![0; length];
        stream.read_exact(&mut body).await.unwrap();
        let answer = sandbox.clone().oneshot(request.body(Full::<bytes::Bytes>::from(body)).unwrap()).await.unwrap();
        let (head, body) = answer.into_parts();
        let body = body.collect().await.unwrap().to_bytes();
        let end = if keep { "" } else { "connection: close\r\n" };
        let mut text = format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\n{end}", body.len()).into_bytes();
        for (name, value) in &head.headers {
            text.extend([name.as_str().as_bytes(), b": ", value.as_bytes(), b"\r\n"].concat());
        }
        text.extend([b"\r\n", &body[..]].concat());
        stream.write_all(&text).await.unwrap();
        if !keep {
            let _ = stream.shutdown().await;
            return;
        }
    }
}

fn tls() -> (TlsAcceptor, String) {
    let CertifiedKey { cert, signing_key } = rcgen::generate_simple_self_signed(["127.0.0.1".to_owned()]).unwrap();
    let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(signing_key.serialize_der()));
    let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![cert.der().clone()], key)
        .unwrap();
    (TlsAcceptor::from(Arc::new(config)), cert.pem())
}

fn transport(ca_pem: String) -> HttpTransport {
    HttpTransport::builder().ca_pem(ca_pem).build().unwrap()
}

fn query() -> QueryAccountAndBenefit {
    QueryAccountAndBenefit::new(CUSTOMER)
}

#[tokio::test]
async fn the_first_call_finds_a_connection() {
    let gateway = Gateway::new(true, transport).await;
    gateway.client.connect().await.expect("whatever it answers");
    gateway.client.send(&query()).await.unwrap();
    gateway.client.send(&query()).await.unwrap();
    assert_eq!(gateway.requests(), [["HEAD", "POST", "POST"]]);
}

#[tokio::test]
async fn as_many_as_are_wanted() {
    let gateway = Gateway::new(true, transport).await;
    let (one, two, three) = tokio::join!(gateway.client.connect(), gateway.client.connect(), gateway.client.connect());
    assert!(one.is_ok() && two.is_ok() && three.is_ok());
    let (one, two, three) =
        tokio::join!(gateway.client.send(&query()), gateway.client.send(&query()), gateway.client.send(&query()));
    assert!(one.is_ok() && two.is_ok() && three.is_ok());
    assert_eq!(gateway.requests(), [["HEAD", "POST"], ["HEAD", "POST"], ["HEAD", "POST"]]);
}

#[tokio::test]
async fn no_more_idle_connections_are_kept_than_asked_for() {
    let none = |ca_pem| HttpTransport::builder().ca_pem(ca_pem).max_idle_connections(0).build().unwrap();
    let gateway = Gateway::new(true, none).await;
    gateway.client.connect().await.unwrap();
    gateway.client.send(&query()).await.unwrap();
    assert_eq!(gateway.requests(), [["HEAD"], ["POST"]]);
}

#[tokio::test]
async fn a_gateway_that_is_not_there_is_an_error_without_effect() {
    let socket = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = socket.local_addr().unwrap();
    drop(socket);
    let protocol = SignedHeader::<Dws>::new(&format!("http://{address}"), Sandbox::DWS_CLIENT_ID).unwrap();
    let client = Client::builder(protocol).credentials(Sandbox::new().credentials()).build().unwrap();
    let failure = error(client.connect().await);
    assert_eq!((failure.kind(), failure.effect(), failure.api()), ("transport", Effect::None, "connect"));
}

#[tokio::test]
async fn connecting_takes_no_longer_than_an_attempt() {
    let socket = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let protocol = SignedHeader::<Dws>::new(&format!("http://{}", socket.local_addr().unwrap()), "C").unwrap();
    let client = Client::builder(protocol).credentials(Sandbox::new().credentials());
    let client = client.attempt_timeout(Duration::from_millis(50)).build().unwrap();
    let alipay_transport::Error::Transport(failure) = error(client.connect().await) else { panic!("another kind") };
    assert_eq!(failure.kind(), TransportKind::AttemptTimeout);
}

#[tokio::test]
async fn a_new_connection_resumes_the_session_of_the_last() {
    let gateway = Gateway::new(false, transport).await;
    for _ in 0..3 {
        gateway.client.send(&query()).await.unwrap();
    }
    let connections = gateway.connections.lock().unwrap();
    let handshakes: Vec<_> = connections.iter().map(|connection| connection.handshake).collect();
    let [first, then @ ..] = &handshakes[..] else { panic!("no connection") };
    assert!(matches!(first, Some(HandshakeKind::Full | HandshakeKind::FullWithHelloRetryRequest)), "{first:?}");
    assert_eq!(then, [Some(HandshakeKind::Resumed); 2]);
}
