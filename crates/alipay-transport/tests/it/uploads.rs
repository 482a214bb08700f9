//! Files on their way: streamed, watched, reopened for every attempt, and never taken for whole when they are not.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, reason = "a test may panic")]

use crate::support;

use std::{
    error::Error as StdError,
    io::{self, Cursor, Read},
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use alipay_offline_material::{ImageType, Materials, OfflineMaterialImageUpload};
use alipay_sandbox::{Fault, Sandbox};
use alipay_sign::Sha256;
use alipay_transport::{Body, BoxError, Client, Error, TransportKind};
use alipay_wire::{
    Extra, OpenPlatform, Phase, Request, Response, Safety, Upload, UploadProgress, server::ReceivedFiles,
};
use bytes::Bytes;
use http_body_util::BodyExt;
use serde_json::json;
use support::{client, error};

const API: &str = "alipay.test.file.upload";

/// Uploads a file of any length.
#[derive(Clone, PartialEq, Request)]
#[request(
    OpenPlatform,
    name = "alipay.test.file.upload",
    route = "POST /v3/alipay/test/file/upload",
    safety = Unkeyed,
    answer = FileUploadResponse,
    codes = &[],
    textual
)]
pub(crate) struct FileUpload {
    /// What it is.
    pub(crate) title: String,
    /// The file.
    #[wire(show)]
    pub(crate) file_content: Upload,
    pub(crate) extra: Extra,
}

/// What came.
#[derive(Clone, PartialEq, Response)]
#[response(OpenPlatform)]
pub(crate) struct FileUploadResponse {
    /// Its SHA-256.
    pub(crate) sha256: String,
    pub(crate) extra: Extra,
}

/// Answers an upload with the digest of what came.
fn sandbox() -> Sandbox {
    let sandbox = Sandbox::new();
    sandbox.on(|request: &FileUpload, _| {
        Ok(FileUploadResponse::new(request.file_content.sha256().unwrap_or_default().to_owned()))
    });
    sandbox
}

fn v2(sandbox: &Sandbox) -> Client<OpenPlatform> {
    client(sandbox, sandbox.endpoints().open_platform())
}

/// A few chunks, of which no two are alike.
fn content(length: usize) -> Vec<u8> {
    (0..length).map(|at| (at * 7 + at / 251) as u8).collect()
}

fn sha256(content: &[u8]) -> String {
    let mut digest = Sha256::new();
    digest.update(content);
    digest.finish().iter().map(|byte| format!("{byte:02x}")).collect()
}

/// A file that says how often it was opened, and whose content may depend on that.
fn counted(
    length: usize,
    open: impl Fn(usize) -> Box<dyn Read + Send> + Send + Sync + 'static,
) -> (Upload, Arc<AtomicUsize>) {
    let opened = Arc::new(AtomicUsize::new(0));
    let counter = Arc::clone(&opened);
    let file = Upload::from_source("f.bin", length as u64, move || Ok(open(counter.fetch_add(1, Ordering::SeqCst))));
    (file, opened)
}

type Seen = Arc<Mutex<Vec<UploadProgress>>>;

fn observer(seen: &Seen) -> impl Fn(UploadProgress) + Send + Sync + 'static {
    let seen = Arc::clone(seen);
    move |progress| seen.lock().unwrap().push(progress)
}

/// All that is in the chain of causes.
fn causes(error: &dyn StdError) -> String {
    std::iter::successors(Some(error), |error: &&dyn StdError| (*error).source())
        .map(|error| format!("{error}; "))
        .collect()
}

#[tokio::test]
async fn a_photo_arrives_as_it_was_over_both_protocols() {
    let sandbox = sandbox();
    let photo = content(300_000);
    let upload =
        OfflineMaterialImageUpload::new(ImageType::Jpg, "海底捞", Upload::from_bytes("照片 \"1\".jpg", photo.clone()));
    let rest = client(&sandbox, sandbox.endpoints().open_platform_v3());
    for (number, client) in [v2(&sandbox), rest].into_iter().enumerate() {
        let answer = client.send(&upload).await.unwrap();
        let material =
            sandbox.with_state(|materials: &mut Materials| materials.find(&answer.image_id).cloned()).unwrap();
        assert_eq!((material.image_name.as_str(), material.file_name.as_str()), ("海底捞", "照片 \"1\".jpg"));
        assert_eq!((material.length, material.sha256), (300_000, Some(sha256(&photo))));
        assert_eq!(sandbox.with_state(|materials: &mut Materials| materials.iter().count()), number + 1);
    }
    // The gateway refuses a second time what is refused before sending.
    let long =
        OfflineMaterialImageUpload::new(ImageType::Jpg, "x", Upload::from_bytes("a.jpg", vec![0; (5 << 20) + 1]));
    let failure = error(v2(&sandbox).send(&long).await);
    assert!(matches!(failure, Error::Invalid(_)), "{failure:?}");
    let failure = error(v2(&sandbox).send(&alipay_wire::Request::unchecked(long)).await);
    assert_eq!(
        (failure.answer().unwrap().leading().as_str(), failure.effect().as_str()),
        ("EXCEED_MAX_SIZE", "refused")
    );
}

#[tokio::test]
async fn an_untyped_upload_reaches_an_api_with_the_content_of_a_short_file() {
    let sandbox = Sandbox::empty();
    sandbox.on(|request: &FileUpload, world| {
        let content = world.get::<ReceivedFiles>().get("file_content").cloned().unwrap_or_default();
        assert_eq!(content.len() as u64, request.file_content.len());
        Ok(FileUploadResponse::new(String::from_utf8(content.to_vec()).unwrap()))
    });
    let client = client(&sandbox, sandbox.endpoints().open_platform_v3());
    let call = client.untyped("/v3/alipay/test/file/upload", &json!({ "title": "t" }), Safety::Unkeyed);
    let reply = call.file("file_content", Upload::from_bytes("f.txt", "in short")).send().await.unwrap();
    assert_eq!(reply.value().payload(), r#"{"sha256":"in short"}"#);
    assert_eq!(sandbox.with_state(|kept: &mut ReceivedFiles| kept.get("file_content").cloned()), None, "it is lent");
}

#[tokio::test]
async fn a_file_that_is_only_described_is_none() {
    let sandbox = sandbox();
    let described = json!({
        "title": "t",
        "file_content": { "file_name": "f", "content_type": "a/b", "length": 1, "sha256": "00" },
    });
    let failure = error(v2(&sandbox).untyped(API, &described, Safety::Unkeyed).send().await);
    assert_eq!(failure.answer().unwrap().leading().as_str(), "isv.illegal-json");
    let rest = client(&sandbox, sandbox.endpoints().open_platform_v3());
    assert!(rest.untyped("/v3/alipay/test/file/upload", &described, Safety::Unkeyed).send().await.is_err());
    assert!(sandbox.ledger().iter().all(|entry| !entry.processed));
}

#[tokio::test]
async fn the_observer_sees_the_body_go() {
    let sandbox = sandbox();
    let seen = Seen::default();
    let request = FileUpload::new("t", Upload::from_bytes("f.bin", content(200_000)));
    v2(&sandbox).request(&request).on_upload(observer(&seen)).send().await.unwrap();
    let seen = seen.lock().unwrap().clone();
    let total = seen[0].total;
    assert!((200_100..201_000).contains(&total));
    assert_eq!(seen.first(), Some(&UploadProgress::new(1, 0, total)));
    assert_eq!(seen.last(), Some(&UploadProgress::new(1, total, total)));
    let steps: Vec<u64> = seen.windows(2).map(|pair| pair[1].sent - pair[0].sent).collect();
    assert!(steps.iter().all(|step| (1..=65_536).contains(step)) && steps.len() == 6, "{steps:?}");
}

#[tokio::test]
async fn after_a_dropped_connection_the_file_is_opened_again_and_the_same_bytes_are_sent() {
    let sandbox = sandbox();
    let bytes = content(500_000);
    let source = bytes.clone();
    let (file, opened) = counted(bytes.len(), move |_| Box::new(Cursor::new(source.clone())));
    sandbox.inject(Fault::DropDuring);
    let seen = Seen::default();
    let request = json!({ "title": "t" });
    let api = alipay_wire::ApiMeta::untyped(API, None).textual(true);
    let call = v2(&sandbox).untyped_api(api, &request, Safety::Query).file("file_content", file);
    let reply = call.on_upload(observer(&seen)).send().await.unwrap();
    assert_eq!((reply.attempts(), opened.load(Ordering::SeqCst)), (2, 2));
    assert!(String::from_utf8_lossy(reply.body().payload()).contains(&sha256(&bytes)));
    assert_eq!(sandbox.ledger().len(), 1, "the first attempt was not received");
    let seen = seen.lock().unwrap();
    let total = seen[0].total;
    let second = seen.iter().position(|progress| progress.attempt == 2).unwrap();
    assert!(seen[..second].iter().all(|progress| progress.attempt == 1 && progress.sent < total));
    assert_eq!(seen[second], UploadProgress::new(2, 0, total));
    assert_eq!(seen.last(), Some(&UploadProgress::new(2, total, total)));
}

#[tokio::test]
async fn a_file_that_is_not_there_sends_nothing() {
    let sandbox = sandbox();
    let gone = Upload::from_source("f", 5, || Err(io::ErrorKind::NotFound.into()));
    let seen = Seen::default();
    let failure = error(v2(&sandbox).request(&FileUpload::new("t", gone)).on_upload(observer(&seen)).send().await);
    let Error::Transport(transport) = &failure else { panic!("{failure:?}") };
    assert_eq!((transport.kind(), transport.phase()), (TransportKind::File, Phase::NotSent));
    assert_eq!((failure.attempts(), failure.effect().as_str(), failure.is_retryable()), (1, "none", false));
    assert!(sandbox.ledger().is_empty() && seen.lock().unwrap().is_empty());
}

/// Breaks in the middle.
struct Breaking(u64);

impl Read for Breaking {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.0 == 0 {
            return Err(io::Error::other("the disk is broken"));
        }
        let most = buffer.len().min(self.0 as usize);
        self.0 -= most as u64;
        Ok(most)
    }
}

/// In how many ways a file turns out to be another one, or none, while it is sent.
fn spoilt() -> Vec<(&'static str, Upload)> {
    let file = |source: fn() -> Box<dyn Read + Send>| Upload::from_source("f.bin", 400_000, move || Ok(source()));
    vec![
        ("breaks", file(|| Box::new(Breaking(200_000)))),
        ("shorter", file(|| Box::new(Cursor::new(vec![0; 399_999])))),
        ("longer", file(|| Box::new(Cursor::new(vec![0; 400_001])))),
        ("panics", file(|| panic!("what follows is intended"))),
    ]
}

fn assert_spoilt(what: &str, failure: &Error) {
    let Error::Transport(transport) = failure else { panic!("{what}: {failure:?}") };
    assert_eq!(transport.kind(), TransportKind::File, "{what}: {}", causes(failure));
    let expected = if what == "panics" { (Phase::NotSent, "none") } else { (Phase::MaybeSent, "unknown") };
    assert_eq!((transport.phase(), failure.effect().as_str()), expected, "{what}");
    assert_eq!(failure.attempts(), 1, "{what}");
    assert!(causes(failure).contains("the file") || what == "breaks", "{}", causes(failure));
}

#[tokio::test]
async fn a_file_that_is_not_what_was_announced_is_never_received() {
    let sandbox = sandbox();
    for (what, file) in spoilt() {
        let failure = error(v2(&sandbox).send(&FileUpload::new("t", file)).await);
        assert_spoilt(what, &failure);
    }
    assert!(sandbox.ledger().is_empty());
}

#[tokio::test]
async fn a_file_that_changed_before_a_repetition_is_not_sent() {
    let sandbox = sandbox();
    let (file, opened) = counted(100_000, |time| Box::new(Cursor::new(vec![0; 100_000 + time])));
    sandbox.inject(Fault::DropDuring);
    let api = alipay_wire::ApiMeta::untyped(API, None).textual(true);
    let call = v2(&sandbox).untyped_api(api, &json!({ "title": "t" }), Safety::Query).file("file_content", file);
    let failure = error(call.send().await);
    let Error::Transport(transport) = &failure else { panic!("{failure:?}") };
    assert_eq!((transport.kind(), failure.attempts(), opened.load(Ordering::SeqCst)), (TransportKind::File, 2, 2));
    assert!(sandbox.ledger().is_empty());
}

#[tokio::test]
async fn a_transport_that_takes_bodies_whole_is_told_what_to_do() {
    let sandbox = sandbox();
    let whole = tower::service_fn(|request: http::Request<Body>| async move {
        let _ = request.into_body().into_bytes()?;
        Ok::<_, BoxError>(http::Response::new(http_body_util::Empty::<Bytes>::new()))
    });
    let client = Client::builder(sandbox.endpoints().open_platform())
        .credentials(sandbox.credentials())
        .http(whole)
        .build()
        .unwrap();
    let failure = error(client.send(&FileUpload::new("t", Upload::from_bytes("f", "x"))).await);
    let Error::Transport(transport) = &failure else { panic!("{failure:?}") };
    assert_eq!((transport.kind(), transport.phase(), failure.attempts()), (TransportKind::File, Phase::NotSent, 1));
    assert!(causes(&failure).contains("poll the body, or collect it"), "{}", causes(&failure));
}

#[tokio::test]
async fn a_transport_may_collect_the_body() {
    let sandbox = sandbox();
    let inner = sandbox.clone();
    let collecting = tower::service_fn(move |request: http::Request<Body>| {
        let mut inner = inner.clone();
        async move {
            let (head, body) = request.into_parts();
            let announced = http_body::Body::size_hint(&body).exact();
            let body = body.collect().await?.to_bytes();
            assert_eq!(announced, Some(body.len() as u64));
            let request = http::Request::from_parts(head, http_body_util::Full::new(body));
            Ok::<_, BoxError>(tower::Service::call(&mut inner, request).await?)
        }
    });
    let client = Client::builder(sandbox.endpoints().open_platform())
        .credentials(sandbox.credentials())
        .http(collecting)
        .build()
        .unwrap();
    let bytes = content(70_000);
    let answer = client.send(&FileUpload::new("t", Upload::from_bytes("f", bytes.clone()))).await.unwrap();
    assert_eq!(answer.sha256, sha256(&bytes));
}

/// Takes one piece of the body, keeps the rest, and never answers.
#[tokio::test(start_paused = true)]
async fn an_attempt_that_was_given_up_sends_nothing_more_and_tells_nothing_more() {
    let sandbox = sandbox();
    let kept: Arc<Mutex<Vec<Body>>> = Arc::default();
    let keep = Arc::clone(&kept);
    let stalling = tower::service_fn(move |request: http::Request<Body>| {
        let keep = Arc::clone(&keep);
        async move {
            let mut body = request.into_body();
            body.frame().await.unwrap().unwrap();
            keep.lock().unwrap().push(body);
            std::future::pending::<Result<http::Response<http_body_util::Empty<Bytes>>, BoxError>>().await
        }
    });
    let client = Client::builder(sandbox.endpoints().open_platform())
        .credentials(sandbox.credentials())
        .http(stalling)
        .build()
        .unwrap();
    let seen = Seen::default();
    let request = FileUpload::new("t", Upload::from_bytes("f", content(1_000_000)));
    let call = client.request(&request).attempt_timeout(Duration::from_secs(1)).on_upload(observer(&seen));
    let failure = error(call.send().await);
    let Error::Transport(transport) = &failure else { panic!("{failure:?}") };
    assert_eq!((transport.kind(), transport.phase()), (TransportKind::AttemptTimeout, Phase::MaybeSent));
    assert_eq!((failure.effect().as_str(), failure.attempts()), ("unknown", 1));

    let told = seen.lock().unwrap().len();
    let mut body = kept.lock().unwrap().pop().unwrap();
    assert!(body.frame().await.unwrap().is_err());
    assert_eq!(seen.lock().unwrap().len(), told, "never after the call ended");
}

/// Answers when it has one piece, and goes on reading afterwards.
#[tokio::test]
async fn nothing_leaves_after_an_early_answer() {
    let sandbox = sandbox();
    let kept: Arc<Mutex<Vec<Body>>> = Arc::default();
    let keep = Arc::clone(&kept);
    let hasty = tower::service_fn(move |request: http::Request<Body>| {
        let keep = Arc::clone(&keep);
        async move {
            let mut body = request.into_body();
            body.frame().await.unwrap().unwrap();
            keep.lock().unwrap().push(body);
            let answer = http::Response::builder().status(413).body(http_body_util::Empty::<Bytes>::new());
            Ok::<_, BoxError>(answer.unwrap())
        }
    });
    let client = Client::builder(sandbox.endpoints().open_platform())
        .credentials(sandbox.credentials())
        .http(hasty)
        .build()
        .unwrap();
    let request = FileUpload::new("t", Upload::from_bytes("f", content(1_000_000)));
    let failure = error(client.send(&request).await);
    assert_eq!((failure.http_status(), failure.effect().as_str()), (Some(413), "unknown"));
    let mut body = kept.lock().unwrap().pop().unwrap();
    assert!(body.frame().await.unwrap().is_err());
}

#[cfg(feature = "hyper")]
mod sockets {
    use alipay_sandbox::Listener;
    use alipay_transport::HttpTransport;
    use alipay_wire::Speaks;

    use super::*;

    async fn serve(sandbox: &Sandbox, tls: bool) -> Listener {
        sandbox.listen("127.0.0.1:0".parse().unwrap(), tls).await.unwrap()
    }

    fn over(sandbox: &Sandbox, protocol: impl Speaks<OpenPlatform>, http: HttpTransport) -> Client<OpenPlatform> {
        Client::builder(protocol).credentials(sandbox.credentials()).http(http).build().unwrap()
    }

    /// Plain, over TLS and, where that is compiled in, over HTTP/2.
    async fn ways(sandbox: &Sandbox) -> (Vec<(&'static str, Client<OpenPlatform>)>, [Listener; 2]) {
        let listeners = [serve(sandbox, false).await, serve(sandbox, true).await];
        let [plain, tls] = &listeners;
        let with_ca = || HttpTransport::builder().ca_pem(tls.ca_pem().unwrap());
        let mut ways = vec![
            ("plain", over(sandbox, plain.endpoints().open_platform(), HttpTransport::builder().build().unwrap())),
            ("v3", over(sandbox, plain.endpoints().open_platform_v3(), HttpTransport::builder().build().unwrap())),
            // HTTP/2 where there is a choice.
            ("tls", over(sandbox, tls.endpoints().open_platform(), with_ca().build().unwrap())),
        ];
        #[cfg(feature = "http2")]
        ways.push(("tls 1.1", over(sandbox, tls.endpoints().open_platform(), with_ca().http1_only().build().unwrap())));
        ways.shrink_to_fit();
        (ways, listeners)
    }

    #[tokio::test]
    async fn files_arrive_as_they_were() {
        let sandbox = sandbox();
        let (ways, _listeners) = ways(&sandbox).await;
        let bytes = content(3_000_000);
        for (way, client) in ways {
            let seen = Seen::default();
            let request = FileUpload::new(way, Upload::from_bytes("f.bin", bytes.clone()));
            let reply = client.request(&request).on_upload(observer(&seen)).send().await.unwrap();
            assert_eq!(reply.value().sha256, sha256(&bytes), "{way}");
            let seen = seen.lock().unwrap();
            assert_eq!(seen.last().map(|last| last.sent), Some(seen[0].total), "{way}");
        }
    }

    #[tokio::test]
    async fn a_file_that_is_not_what_was_announced_is_never_received() {
        let sandbox = sandbox();
        let (ways, _listeners) = ways(&sandbox).await;
        for (way, client) in ways {
            for (what, file) in spoilt() {
                let failure = error(client.send(&FileUpload::new(way, file)).await);
                assert_spoilt(what, &failure);
            }
        }
        assert!(sandbox.ledger().is_empty());
    }

    /// Gives zeros, and counts them.
    struct Zeros(Arc<AtomicUsize>);

    impl Read for Zeros {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            buffer.fill(0);
            self.0.fetch_add(buffer.len(), Ordering::SeqCst);
            Ok(buffer.len())
        }
    }

    #[tokio::test]
    async fn a_file_is_read_no_faster_than_it_is_taken_and_not_after_the_call() {
        let socket = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let gateway = format!("http://{}/gateway.do", socket.local_addr().unwrap());
        // Takes the connection, and nothing from it.
        let idle = tokio::spawn(async move {
            let _connection = socket.accept().await.unwrap();
            std::future::pending::<()>().await
        });
        let sandbox = sandbox();
        let protocol = alipay_wire::FormV2::new(&gateway, Sandbox::APP_ID).unwrap();
        let client = over(&sandbox, protocol, HttpTransport::builder().build().unwrap());
        let read = Arc::new(AtomicUsize::new(0));
        let counter = Arc::clone(&read);
        let file = Upload::from_source("f", 1 << 30, move || Ok(Box::new(Zeros(Arc::clone(&counter)))));
        let request = FileUpload::new("t", file);
        let call = client.request(&request).attempt_timeout(Duration::from_millis(500));
        let failure = error(call.send().await);
        let Error::Transport(transport) = &failure else { panic!("{failure:?}") };
        assert_eq!((transport.kind(), transport.phase()), (TransportKind::AttemptTimeout, Phase::MaybeSent));
        // What the two sockets hold is the system's; it is a small part of the file.
        let taken = read.load(Ordering::SeqCst);
        assert!((1..128 << 20).contains(&taken), "{taken} bytes were read");
        tokio::time::sleep(Duration::from_millis(100)).await;
        assert_eq!(read.load(Ordering::SeqCst), taken, "it is read on");
        idle.abort();
    }

    #[tokio::test]
    async fn a_dropped_connection_is_made_again() {
        let sandbox = sandbox();
        let (ways, _listeners) = ways(&sandbox).await;
        let bytes = content(1_000_000);
        for (way, client) in ways {
            sandbox.inject(Fault::DropDuring);
            let upload =
                OfflineMaterialImageUpload::new(ImageType::Png, way, Upload::from_bytes("f.png", bytes.clone()));
            let reply = client.request(&upload).send().await.unwrap();
            assert_eq!(reply.attempts(), 2, "{way}");
            let last = sandbox.with_state(|materials: &mut Materials| materials.iter().last().cloned()).unwrap();
            assert_eq!((last.image_name.as_str(), last.sha256), (way, Some(sha256(&bytes))));
        }
    }
}
