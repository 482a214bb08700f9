//! Gateways that no attempt reaches: nothing is sent, whatever stands in the way.

use std::{future::pending, net::SocketAddr, time::Duration};

use alipay_sandbox::{Listener, Sandbox};
use alipay_transport::{Client, HttpTransport, HttpTransportBuilder, Proxy, Retry};
use alipay_wire::{Dws, SignedHeader};
use http::Version;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpSocket, TcpStream},
    time::timeout,
};

use crate::{
    GUIDE, Running,
    cases::{ALWAYS_REPEATED, At},
    guide::Row,
    payout::{As, DwsPayout, Payout},
    run::by_hand,
};

/// What stands in the way.
#[derive(Clone, Copy, Debug)]
enum Obstacle {
    NoSuchHost,
    ConnectionRefused,
    ConnectionStalled,
    UnknownAuthority,
    ProxyRefused,
    ProxyWantsPassword,
    ProxyCannotReach,
    ProxyTalksNonsense,
    ProxyHangsUp,
    ProxyStalls,
}

use Obstacle::*;

const OBSTACLES: [Obstacle; 10] = [
    NoSuchHost,
    ConnectionRefused,
    ConnectionStalled,
    UnknownAuthority,
    ProxyRefused,
    ProxyWantsPassword,
    ProxyCannotReach,
    ProxyTalksNonsense,
    ProxyHangsUp,
    ProxyStalls,
];

const NOWHERE: &str = "https://gateway.invalid";

pub(crate) fn cases() -> Vec<Running> {
    let mut versions = vec![("h1", Version::HTTP_11)];
    if cfg!(feature = "http2") {
        versions.push(("h2", Version::HTTP_2));
    }
    let cases = versions.into_iter().flat_map(|(carrier, version)| {
        OBSTACLES.into_iter().flat_map(move |obstacle| {
            let ends = ALWAYS_REPEATED.iter().filter(|(at, ..)| *at == At::All);
            ends.map(move |(_, safety, end)| async move {
                let scene = scene(obstacle, version).await;
                let request = As(DwsPayout::numbered("r-1"), safety);
                let call = scene.client.request(&request).tracked();
                let wrong = by_hand(&GUIDE, Row::NotSent, safety, end, &scene.sandbox, call).await;
                (format!("{carrier}: {obstacle:?} {safety:?}"), Some(Row::NotSent), wrong)
            })
        })
    });
    cases.map(|case| Box::pin(case) as Running).collect()
}

/// A client with the obstacle before it.
struct Scene {
    sandbox: Sandbox,
    client: Client<Dws>,
    /// What has to live as long as the client.
    _kept: (Option<Listener>, Option<Listener>, Vec<TcpStream>),
}

async fn scene(obstacle: Obstacle, version: Version) -> Scene {
    let sandbox = Sandbox::empty();
    DwsPayout::teach(&sandbox);
    let mut kept = (None, None, Vec::new());
    let proxy = |address: SocketAddr| HttpTransport::builder().proxy(Proxy::new(&format!("http://{address}")).unwrap());
    let direct = HttpTransport::builder;
    let (url, transport) = match obstacle {
        NoSuchHost => (NOWHERE.to_owned(), direct()),
        ConnectionRefused => (format!("https://{}", closed().await), direct()),
        ConnectionStalled => {
            let (address, streams) = full().await;
            kept.2 = streams;
            (format!("https://{address}"), direct())
        }
        UnknownAuthority => {
            let (asked, trusted) = (listen(&sandbox).await, listen(&sandbox).await);
            let transport = direct().ca_pem(trusted.ca_pem().unwrap());
            let url = asked.endpoints().origin().to_owned();
            (kept.0, kept.1) = (Some(asked), Some(trusted));
            (url, transport)
        }
        ProxyRefused => (NOWHERE.to_owned(), proxy(closed().await)),
        ProxyWantsPassword => {
            (NOWHERE.to_owned(), proxy(says("HTTP/1.1 407 Proxy Authentication Required\r\n\r\n").await))
        }
        ProxyCannotReach => (NOWHERE.to_owned(), proxy(says("HTTP/1.1 502 Bad Gateway\r\n\r\n").await)),
        ProxyTalksNonsense => (NOWHERE.to_owned(), proxy(says("220 mail.example ESMTP\r\n").await)),
        ProxyHangsUp => (NOWHERE.to_owned(), proxy(says("").await)),
        ProxyStalls => (NOWHERE.to_owned(), proxy(silent().await)),
    };
    Scene { client: client(&sandbox, &url, transport, version), sandbox, _kept: kept }
}

fn client(sandbox: &Sandbox, url: &str, transport: HttpTransportBuilder, version: Version) -> Client<Dws> {
    let transport = transport.connect_timeout(Duration::from_secs(1));
    #[cfg(feature = "http2")]
    let transport = if version == Version::HTTP_11 { transport.http1_only() } else { transport };
    let _ = version;
    Client::builder(SignedHeader::<Dws>::new(url, Sandbox::DWS_CLIENT_ID).unwrap())
        .credentials(sandbox.credentials())
        .http(transport.build().unwrap())
        .retry(Retry::default().backoff(Duration::from_millis(1), Duration::from_millis(5)))
        .build()
        .unwrap()
}

async fn listen(sandbox: &Sandbox) -> Listener {
    sandbox.listen("127.0.0.1:0".parse().unwrap(), true).await.unwrap()
}

/// Where nobody listens.
async fn closed() -> SocketAddr {
    TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap()
}

/// Where so many wait to be accepted that nobody else gets in.
async fn full() -> (SocketAddr, Vec<TcpStream>) {
    let socket = TcpSocket::new_v4().unwrap();
    socket.bind("127.0.0.1:0".parse().unwrap()).unwrap();
    let listener = socket.listen(1).unwrap();
    let address = listener.local_addr().unwrap();
    let mut waiting = Vec::new();
    while let Ok(Ok(stream)) = timeout(Duration::from_millis(300), TcpStream::connect(address)).await {
        waiting.push(stream);
        assert!(waiting.len() < 100, "the queue of the listener is bounded");
    }
    tokio::spawn(async move {
        let _listener = listener;
        pending::<()>().await;
    });
    (address, waiting)
}

/// Accepts, reads a request, says this and hangs up.
async fn says(answer: &'static str) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let mut head = Vec::new();
            while !head.ends_with(b"\r\n\r\n") && stream.read_buf(&mut head).await.is_ok_and(|length| length > 0) {}
            let _ = stream.write_all(answer.as_bytes()).await;
        }
    });
    address
}

/// Accepts, and says nothing.
async fn silent() -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        let mut held = Vec::new();
        while let Ok((stream, _)) = listener.accept().await {
            held.push(stream);
        }
    });
    address
}
