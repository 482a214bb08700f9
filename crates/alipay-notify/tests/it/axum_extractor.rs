//! A delivery as an extractor, and both answers as responses.

use alipay_notify::{Acknowledgement, BoxError, Delivery, MemoryInbox, Parameters, Receiver, Refusal};
use alipay_wire::{Dws, OpenPlatform};
use axum::{
    Router,
    body::{Body, to_bytes},
    extract::{FromRef, State},
    routing::post,
};
use bytes::Bytes;
use http::{Method, Request, Response};
use tower::ServiceExt;

use crate::support::{Topup, golden, golden_answer, now, open_platform, parties};

#[derive(Clone)]
struct App {
    open_platform: Receiver<OpenPlatform>,
    dws: Receiver<Dws>,
    inbox: MemoryInbox,
}

impl FromRef<App> for Receiver<OpenPlatform> {
    fn from_ref(app: &App) -> Self {
        app.open_platform.clone()
    }
}

impl FromRef<App> for Receiver<Dws> {
    fn from_ref(app: &App) -> Self {
        app.dws.clone()
    }
}

async fn trade(State(app): State<App>, delivery: Delivery<Parameters>) -> Result<Acknowledgement, Refusal> {
    let work = async |_| Ok::<_, BoxError>(());
    delivery.process(app.inbox, work).await
}

async fn topup(State(app): State<App>, delivery: Delivery<Topup>) -> Result<Acknowledgement, Refusal> {
    let work = async |_| Ok::<_, BoxError>(());
    delivery.process(&app.inbox, work).await
}

/// Everything under `/notify`. `dws` receives what is nested.
fn router(dws: Receiver<Dws>) -> Router {
    let app = App { open_platform: open_platform(), dws, inbox: MemoryInbox::new() };
    let nested = Router::new().route("/topup", post(topup));
    Router::new().route("/notify", post(trade)).nest("/notify", nested).with_state(app)
}

fn send(router: &Router, request: Request<Bytes>) -> (u16, Bytes, Response<()>) {
    now(async {
        let response = router.clone().oneshot(request.map(Body::from)).await.unwrap();
        let (head, body) = response.into_parts();
        (head.status.as_u16(), to_bytes(body, 10_000).await.unwrap(), Response::from_parts(head, ()))
    })
}

#[test]
fn a_genuine_notification_is_extracted_and_acknowledged() {
    let router = router(Receiver::at("/notify/topup", parties()));
    for _ in 0..2 {
        let (status, body, head) = send(&router, golden("trade"));
        assert_eq!((status, &body[..]), (200, &b"success"[..]));
        assert_eq!(head.headers()["content-type"], "text/plain");
    }
}

#[test]
fn what_is_not_genuine_is_rejected() {
    let router = router(Receiver::at("/notify/topup", parties()));
    let forged = golden("trade").map(|body| [&body[..], b"&x=1"].concat().into());
    assert_eq!(send(&router, forged).0, 403);
    let mut wrong = golden("trade");
    wrong.headers_mut().insert("content-type", "text/plain".parse().unwrap());
    let (status, body, _) = send(&router, wrong);
    assert_eq!((status, &body[..]), (415, &b"fail"[..]));
    let mut wrong = golden("trade");
    *wrong.method_mut() = Method::GET;
    assert_eq!(send(&router, wrong).0, 405);
    let huge = golden("trade").map(|_| Bytes::from(vec![b'a'; 300 * 1024]));
    assert_eq!(send(&router, huge).0, 413);
}

#[test]
fn a_nested_route_is_told_the_path_the_gateway_knows() {
    // The router takes `/notify` off.
    let (status, body, _) = send(&router(Receiver::at("/topup", parties())), golden("dws-topup"));
    assert_eq!(status, 403);
    assert!(body.starts_with(br#"{"result":"#));
    let (status, body, _) = send(&router(Receiver::at("/notify/topup", parties())), golden("dws-topup"));
    assert_eq!(status, 200);
    assert_eq!(body, golden_answer("worldfirst-transfer").body(), "the same for every gateway but for the signature");
}
