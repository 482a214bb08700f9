//! Connections that are kept, and end at the wrong moment.
#![cfg(feature = "hyper")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, reason = "a test may panic")]

use crate::support;

use std::{
    net::SocketAddr,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
};

use alipay_sandbox::Sandbox;
use alipay_transport::{Client, HttpTransport};
use alipay_wire::{Dws, Safety, SignedHeader};
use http_body_util::{BodyExt, Full};
use serde_json::json;
use support::error;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
};
use tower::ServiceExt;

const PATH: &str = "/ams/api/v1/accounts/queryAccountAndBenefit";
const CUSTOMER: &str = "2162265049047338";

/// Answers the first request on every connection and keeps it. Reads the second, and hangs up. Counts requests.
async fn tired_gateway(sandbox: Sandbox, requests: Arc<AtomicUsize>) -> SocketAddr {
    let socket = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = socket.local_addr().unwrap();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = socket.accept().await {
            let (sandbox, requests) = (sandbox.clone(), Arc::clone(&requests));
            tokio::spawn(async move {
                let Some(first) = request(&mut stream).await else { return };
                requests.fetch_add(1, Ordering::SeqCst);
                let answer = sandbox.oneshot(first).await.unwrap();
                let (head, body) = answer.into_parts();
                let body = body.collect().await.unwrap().to_bytes();
                let mut text = format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\n", body.len()).into_bytes();
                for (name, value) in &head.headers {
                    text.extend([name.as_str().as_bytes(), b": ", value.as_bytes(), b"\r\n"].concat());
                }
                text.extend([b"\r\n", &body[..]].concat());
                stream.write_all(&text).await.unwrap();
                if request(&mut stream).await.is_some() {
                    requests.fetch_add(1, Ordering::SeqCst);
                }
            });
        }
    });
    address
}

async fn request(stream: &mut TcpStream) -> Option<http::Request<Full<bytes::Bytes>>> {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        head.push(stream.read_u8().await.ok()?);
    }
    let head = String::from_utf8(head).unwrap();
    let mut request = http::Request::post(head.split(' ').nth(1).unwrap());
    let mut length = 0;
    for line in head.lines().skip(1).filter(|line| !line.is_empty()) {
        let (name, value) = line.split_once(": ").unwrap();
        if name == "content-length" {
            length = value.parse().unwrap();
        }
        request = request.header(name, value);
    }
    let mut body = vec![0; length];
    stream.read_exact(&mut body).await.ok()?;
    Some(request.body(Full::from(body)).unwrap())
}

/// The pool may send again by itself what no connection has taken; never what one has taken.
#[tokio::test]
async fn a_kept_connection_that_dies_under_a_request_repeats_nothing_by_itself() {
    for (safety, ends, attempts) in [(Safety::Unkeyed, Err("unknown"), 1), (Safety::Query, Ok(()), 2)] {
        let sandbox = Sandbox::new();
        let requests = Arc::new(AtomicUsize::new(0));
        let address = tired_gateway(sandbox.clone(), Arc::clone(&requests)).await;
        let protocol = SignedHeader::<Dws>::new(&format!("http://{address}"), Sandbox::DWS_CLIENT_ID).unwrap();
        let client = Client::builder(protocol)
            .credentials(sandbox.credentials())
            .http(HttpTransport::builder().build().unwrap())
            .build()
            .unwrap();
        let body = json!({ "customerId": CUSTOMER });
        client.send_untyped(PATH, &body, safety).await.unwrap();
        let result = client.send_untyped(PATH, &body, safety).await;
        match ends {
            Ok(()) => assert_eq!(result.unwrap().attempts(), attempts),
            Err(effect) => {
                let failure = error(result);
                assert_eq!((failure.effect().as_str(), failure.attempts()), (effect, attempts), "{failure:?}");
            }
        }
        assert_eq!(requests.load(Ordering::SeqCst), 1 + attempts as usize, "{safety:?}");
    }
}
