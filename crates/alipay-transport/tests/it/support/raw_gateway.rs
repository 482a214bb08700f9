//! A gateway made by hand: a socket, a request read byte by byte, and an answer written byte by byte.
#![allow(dead_code, reason = "not every test uses all of it")]

use std::sync::Arc;

use alipay_sign::{PrivateKey, PublicKey, Sign, Verify};
use base64::{Engine, engine::general_purpose::STANDARD};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpListener,
};

/// A request as it came.
pub(crate) struct Received {
    /// What stands between the method and `HTTP/1.1`.
    pub(crate) target: String,
    head: String,
    pub(crate) body: String,
}

impl Received {
    pub(crate) fn header(&self, name: &str) -> &str {
        let mut lines = self.head.lines().filter_map(|line| line.split_once(": "));
        lines.find(|(found, _)| found.eq_ignore_ascii_case(name)).map(|(_, value)| value).unwrap_or_default()
    }

    /// Whether the request is signed with the other half of `key`, over the target that arrived.
    pub(crate) fn is_signed_with(&self, key: &PublicKey) -> bool {
        let (client, time) = (self.header("client-id"), self.header("request-time"));
        let message = format!("POST {}\n{client}.{time}.{}", self.target, self.body);
        let escaped = self.header("signature").rsplit_once("signature=").unwrap().1;
        let base64 = escaped.replace("%2B", "+").replace("%2F", "/").replace("%3D", "=");
        key.verify(None, message.as_bytes(), &STANDARD.decode(base64).unwrap()).is_ok()
    }
}

/// Percent-encoded base64 of the signature over `message`.
pub(crate) fn sign(key: &PrivateKey, message: &str) -> String {
    let base64 = STANDARD.encode(key.sign(message.as_bytes()).unwrap().as_bytes());
    base64.replace('+', "%2B").replace('/', "%2F").replace('=', "%3D")
}

/// An answer with status 200 and these headers.
pub(crate) fn answer(headers: &[(String, String)], body: &str) -> Vec<u8> {
    let mut text = format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\nConnection: close\r\n", body.len());
    for (name, value) in headers {
        text.push_str(&format!("{name}: {value}\r\n"));
    }
    format!("{text}\r\n{body}").into_bytes()
}

/// Listens, and answers each connection's first request. Gives the base URL.
pub(crate) async fn listen(answer: impl Fn(&Received) -> Vec<u8> + Send + Sync + 'static) -> String {
    let socket = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = socket.local_addr().unwrap();
    let answer = Arc::new(answer);
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = socket.accept().await {
            let answer = Arc::clone(&answer);
            tokio::spawn(async move {
                let mut head = Vec::new();
                while !head.ends_with(b"\r\n\r\n") {
                    head.push(stream.read_u8().await.unwrap());
                }
                let head = String::from_utf8(head).unwrap();
                let target = head.split(' ').nth(1).unwrap().to_owned();
                let mut received = Received { target, head, body: String::new() };
                let mut body = vec![0; received.header("content-length").parse().unwrap()];
                stream.read_exact(&mut body).await.unwrap();
                received.body = String::from_utf8(body).unwrap();
                stream.write_all(&answer(&received)).await.unwrap();
            });
        }
    });
    format!("http://{address}")
}
