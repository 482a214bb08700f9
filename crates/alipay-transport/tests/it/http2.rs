//! What HTTP/2 says about a request, and what may be concluded from it.
#![cfg(feature = "http2")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, reason = "a test may panic")]

use crate::support;

use std::{
    net::SocketAddr,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use alipay_sandbox::Sandbox;
use alipay_transport::{Client, Error, HttpTransport, Retry};
use alipay_wire::{Dws, Phase, Safety, SignedHeader};
use rcgen::{CertifiedKey, generate_simple_self_signed};
use serde_json::json;
use support::error;
use tokio::{
    io::{AsyncRead, AsyncReadExt, AsyncWriteExt},
    net::TcpListener,
};
use tokio_rustls::{
    TlsAcceptor,
    rustls::{ServerConfig, crypto::ring, pki_types::PrivateKeyDer},
};

const DATA: u8 = 0;
const HEADERS: u8 = 1;
const RST_STREAM: u8 = 3;
const SETTINGS: u8 = 4;
const GOAWAY: u8 = 7;
const END_STREAM: u8 = 1;
const END_HEADERS: u8 = 4;

const NO_ERROR: u32 = 0;
const INTERNAL_ERROR: u32 = 2;
const REFUSED_STREAM: u32 = 7;
const CANCEL: u32 = 8;
const ENHANCE_YOUR_CALM: u32 = 11;

/// A frame on the stream of the request.
enum Say {
    Reset(u32),
    /// Last stream that may have been processed, reason.
    GoAway(u32, u32),
    /// `:status: 200`
    Headers,
}

use Say::{GoAway, Headers, Reset};

/// A server whose TLS is real, and which answers every whole request with these frames, then hangs up.
async fn serve(answer: &'static [Say]) -> (SocketAddr, String, Arc<AtomicUsize>) {
    let CertifiedKey { cert, signing_key } = generate_simple_self_signed(["127.0.0.1".to_owned()]).unwrap();
    let key = PrivateKeyDer::Pkcs8(signing_key.serialize_der().into());
    let mut config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![cert.der().clone()], key)
        .unwrap();
    config.alpn_protocols = vec![b"h2".to_vec()];
    let acceptor = TlsAcceptor::from(Arc::new(config));
    let socket = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = socket.local_addr().unwrap();
    let requests = Arc::new(AtomicUsize::new(0));
    let counter = Arc::clone(&requests);
    tokio::spawn(async move {
        while let Ok((stream, _)) = socket.accept().await {
            let mut stream = acceptor.accept(stream).await.unwrap();
            let mut preface = [0; 24];
            stream.read_exact(&mut preface).await.unwrap();
            stream.write_all(&frame(SETTINGS, 0, 0, &[])).await.unwrap();
            let Some(id) = request(&mut stream).await else { continue };
            counter.fetch_add(1, Ordering::SeqCst);
            for say in answer {
                let frame = match say {
                    Reset(reason) => frame(RST_STREAM, 0, id, &reason.to_be_bytes()),
                    GoAway(last, reason) => frame(GOAWAY, 0, 0, &[last.to_be_bytes(), reason.to_be_bytes()].concat()),
                    Headers => frame(HEADERS, END_HEADERS, id, &[0x88]),
                };
                stream.write_all(&frame).await.unwrap();
                stream.flush().await.unwrap();
            }
            let _ = stream.shutdown().await;
        }
    });
    (address, cert.pem(), requests)
}

fn frame(kind: u8, flags: u8, stream: u32, payload: &[u8]) -> Vec<u8> {
    let length = u32::try_from(payload.len()).unwrap().to_be_bytes();
    [&length[1..], &[kind, flags], &stream.to_be_bytes(), payload].concat()
}

/// Reads until a request is complete, and gives its stream.
async fn request(stream: &mut (impl AsyncRead + Unpin)) -> Option<u32> {
    loop {
        let mut head = [0; 9];
        stream.read_exact(&mut head).await.ok()?;
        let length = u32::from_be_bytes([0, head[0], head[1], head[2]]);
        let mut payload = vec![0; length as usize];
        stream.read_exact(&mut payload).await.ok()?;
        if matches!(head[3], DATA | HEADERS) && head[4] & END_STREAM != 0 {
            return Some(u32::from_be_bytes([head[5], head[6], head[7], head[8]]));
        }
    }
}

/// What an unkeyed call comes to: how far it came, its effect, and how often it was sent.
const CASES: &[(&[Say], Phase, &str, u32)] = &[
    // The one guarantee an error passes on.
    (&[Reset(REFUSED_STREAM)], Phase::NotSent, "none", 3),
    (&[Reset(INTERNAL_ERROR)], Phase::MaybeSent, "unknown", 1),
    (&[Reset(CANCEL)], Phase::MaybeSent, "unknown", 1),
    (&[Reset(NO_ERROR)], Phase::MaybeSent, "unknown", 1),
    // Once there was an answer, no reset takes back that there was one.
    (&[Headers, Reset(REFUSED_STREAM)], Phase::Answered, "unknown", 1),
    // Which streams it means is not to be learnt from the error: the request may have been processed.
    (&[GoAway(0, NO_ERROR)], Phase::MaybeSent, "unknown", 1),
    (&[GoAway(0, ENHANCE_YOUR_CALM)], Phase::MaybeSent, "unknown", 1),
    (&[GoAway(1, NO_ERROR)], Phase::MaybeSent, "unknown", 1),
    (&[GoAway(1, ENHANCE_YOUR_CALM)], Phase::MaybeSent, "unknown", 1),
    (&[], Phase::MaybeSent, "unknown", 1),
];

#[tokio::test]
async fn only_a_refused_stream_was_certainly_not_processed() {
    for (number, (answer, phase, effect, attempts)) in CASES.iter().enumerate() {
        for (safety, effect, attempts) in [(Safety::Unkeyed, *effect, *attempts), (Safety::Query, "none", 3)] {
            let (address, ca, requests) = serve(answer).await;
            let protocol = SignedHeader::<Dws>::new(&format!("https://{address}"), Sandbox::DWS_CLIENT_ID).unwrap();
            let client = Client::builder(protocol)
                .credentials(Sandbox::new().credentials())
                .http(HttpTransport::builder().ca_pem(ca).build().unwrap())
                .retry(Retry::default().backoff(Duration::ZERO, Duration::ZERO))
                .build()
                .unwrap();
            let failure = error(client.send_untyped("/ams/api/v1/x", &json!({}), safety).await);
            let Error::Transport(transport) = &failure else { panic!("{number}: {failure:?}") };
            assert_eq!(transport.phase(), *phase, "{number} {safety:?}: {failure:?}");
            assert_eq!((failure.effect().as_str(), failure.attempts()), (effect, attempts), "{number} {safety:?}");
            assert_eq!(requests.load(Ordering::SeqCst), attempts as usize, "{number} {safety:?}: nobody else repeats");
        }
    }
}
