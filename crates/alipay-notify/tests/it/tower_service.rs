//! HTTP requests, events and answers, as a tower service.

use std::{
    convert::Infallible,
    pin::Pin,
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    task::{Context, Poll},
    time::Duration,
};

use alipay_notify::{
    BoxError, Event, InboxError, MemoryInbox, NotifyError, Parameters, Receiver,
    tower::{NotifyLayer, NotifyService},
};
use alipay_trade::{Expected, Seller, UncheckedTradeNotification};
use alipay_wire::{Dws, MoneyOutcome, Yuan};
use bytes::Bytes;
use http::{Method, Request, Response, header::CONTENT_TYPE};
use http_body::{Body, Frame};
use http_body_util::{BodyExt, Full};
use tokio::sync::Notify;
use tower::{Layer, Service, ServiceExt, service_fn};

use crate::support::{APP_ID, Topup, golden, now, open_platform, parties, post};

/// A service that counts its events, answers each with `answer`, and notes what was refused.
struct Fixture<T: alipay_wire::Notification<Dialect: alipay_notify::Notifies>> {
    layer: NotifyLayer<T, MemoryInbox>,
    handled: Arc<AtomicUsize>,
    refused: Arc<Mutex<Vec<String>>>,
}

impl<T: alipay_wire::Notification<Dialect: alipay_notify::Notifies>> Fixture<T> {
    fn new(receiver: Receiver<T::Dialect>, inbox: MemoryInbox) -> Self {
        let refused = Arc::new(Mutex::new(Vec::new()));
        let notes = Arc::clone(&refused);
        let layer = NotifyLayer::new(receiver, inbox)
            .on_refusal(move |refusal| notes.lock().unwrap().push(format!("{:?}", refusal.reason())));
        Self { layer, handled: Arc::default(), refused }
    }

    fn send<B>(&self, request: Request<B>, answer: fn(Event<T>) -> Result<(), BoxError>) -> Response<Full<Bytes>>
    where
        B: Body<Data: Send, Error: Into<BoxError>> + Send + 'static,
    {
        let handled = Arc::clone(&self.handled);
        let handler = service_fn(move |event: Event<T>| {
            handled.fetch_add(1, Ordering::SeqCst);
            std::future::ready(answer(event))
        });
        let Ok(response) = now(self.layer.layer(handler).oneshot(request));
        response
    }

    fn handled(&self) -> usize {
        self.handled.load(Ordering::SeqCst)
    }

    fn last_refusal(&self) -> String {
        self.refused.lock().unwrap().last().cloned().unwrap_or_default()
    }
}

fn trades() -> Fixture<Parameters> {
    Fixture::new(open_platform(), MemoryInbox::new())
}

fn body(response: Response<Full<Bytes>>) -> Bytes {
    let Ok(body) = now(response.into_body().collect());
    body.to_bytes()
}

fn whole(request: Request<Bytes>) -> Request<Full<Bytes>> {
    request.map(Full::new)
}

#[test]
fn a_genuine_notification_is_handled_once_and_acknowledged_each_time() {
    let fixture = trades();
    for _ in 0..3 {
        let response = fixture.send(whole(golden("trade")), |event| {
            assert_eq!(event.id.identity(), APP_ID);
            assert_eq!(event.notification.get("trade_status"), Some("TRADE_SUCCESS"));
            Ok(())
        });
        assert_eq!(response.status(), 200);
        assert_eq!(&body(response)[..], b"success");
    }
    assert_eq!(fixture.handled(), 1);
    assert_eq!(fixture.last_refusal(), "");
}

#[test]
fn a_failed_handler_acknowledges_nothing_and_is_called_again() {
    let fixture = trades();
    let response = fixture.send(whole(golden("trade")), |_| Err("out of stock".into()));
    assert_eq!(response.status(), 500);
    assert_eq!(&body(response)[..], b"fail");
    assert!(fixture.last_refusal().contains("out of stock"));
    let response = fixture.send(whole(golden("trade")), |_| Ok(()));
    assert_eq!((response.status().as_u16(), fixture.handled()), (200, 2));
}

#[test]
fn a_trade_that_is_not_the_order_is_not_acknowledged() {
    let fixture = Fixture::<UncheckedTradeNotification>::new(open_platform(), MemoryInbox::new());
    fn settled(amount: Yuan, event: &Event<UncheckedTradeNotification>) -> Result<(), BoxError> {
        let order = event.notification.out_trade_no().clone();
        let expected = Expected::new(APP_ID, amount, order, Seller::Id("2088101106499364".into()));
        assert_eq!(event.notification.check(&expected)?.outcome(), MoneyOutcome::Moved);
        Ok(())
    }
    let response = fixture.send(whole(golden("trade")), |event| settled(Yuan::from_fen(2646), &event));
    assert_eq!(response.status(), 500);
    assert!(fixture.last_refusal().contains("total_amount"));
    let response = fixture.send(whole(golden("trade")), |event| settled(Yuan::from_fen(2645), &event));
    assert_eq!(response.status(), 200);
}

#[test]
fn what_is_not_genuine_never_reaches_the_handler() {
    let fixture = trades();
    let mut get = golden("trade");
    *get.method_mut() = Method::GET;
    let mut json = golden("trade");
    json.headers_mut().insert(CONTENT_TYPE, "application/json".parse().unwrap());
    let text = String::from_utf8(golden("trade").body().to_vec()).unwrap();
    let cases = [
        (get, 405, "Method"),
        (json, 415, "MediaType"),
        (post(""), 400, "Malformed(Missing(\"app_id\"))"),
        (post(&text.replace("26.45", "26.46")), 403, "NotAuthentic(Mismatch)"),
        (post(&text.replace("app_id=2014", "app_id=2015")), 403, "UnknownParty"),
        (golden("application-gateway").map(|_| Bytes::from(text.clone() + "&x=1")), 403, "NotAuthentic(Mismatch)"),
    ];
    for (request, status, reason) in cases {
        let response = fixture.send(whole(request), |_| Ok(()));
        assert_eq!(response.status(), status, "{reason}");
        assert_eq!(response.headers().get("allow").is_some(), status == 405);
        assert_eq!(&body(response)[..], b"fail", "{reason}");
        assert!(fixture.last_refusal().starts_with(reason), "{}", fixture.last_refusal());
    }
    assert_eq!(fixture.handled(), 0);
}

#[test]
fn the_answer_is_in_the_form_of_the_gateway() {
    let fixture = Fixture::<Topup>::new(Receiver::<Dws>::at("/notify/topup", parties()), MemoryInbox::new());
    let status = |response: Response<Full<Bytes>>| {
        let value: serde_json::Value = serde_json::from_slice(&body(response)).unwrap();
        value["result"]["resultStatus"].as_str().unwrap().to_owned()
    };
    let response = fixture.send(whole(golden("dws-topup")), |_| Err("no".into()));
    assert_eq!((response.status().as_u16(), status(response).as_str()), (500, "U"));
    let response = fixture.send(whole(golden("dws-topup")), |_| Ok(()));
    assert_eq!((response.status().as_u16(), status(response).as_str()), (200, "S"));
    let unreadable = crate::support::headers("/notify/topup", "T_WALLET_1", "{}");
    assert_eq!(fixture.send(whole(unreadable), |_| Ok(())).status(), 422);
}

/// A body that comes in pieces, of a length nobody knows before.
struct Pieces(Vec<Result<Bytes, BoxError>>);

impl Body for Pieces {
    type Data = Bytes;
    type Error = BoxError;

    fn poll_frame(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, BoxError>>> {
        if self.0.is_empty() { Poll::Ready(None) } else { Poll::Ready(Some(self.0.remove(0).map(Frame::data))) }
    }
}

#[test]
fn a_body_is_read_in_pieces_and_up_to_the_limit() {
    let length = golden("trade").body().len();
    let pieces = |body: &Bytes| body.chunks(7).map(|piece| Ok(Bytes::copy_from_slice(piece))).collect();
    for (limit, status) in [(length, 200), (length - 1, 413)] {
        for is_announced in [true, false] {
            let fixture = Fixture::<Parameters>::new(open_platform().body_limit(limit), MemoryInbox::new());
            let response = if is_announced {
                fixture.send(whole(golden("trade")), |_| Ok(()))
            } else {
                fixture.send(golden("trade").map(|body| Pieces(pieces(&body))), |_| Ok(()))
            };
            assert_eq!(response.status(), status, "{limit} {is_announced}");
        }
    }
    // Nobody can fill the memory with a body that never ends.
    let endless = golden("trade").map(|_| Pieces((0..=256).map(|_| Ok(Bytes::from(vec![b'a'; 1024]))).collect()));
    assert_eq!(trades().send(endless, |_| Ok(())).status(), 413);
}

#[test]
fn a_body_that_breaks_off_is_refused() {
    let fixture = trades();
    let request = golden("trade").map(|body| Pieces(vec![Ok(body.slice(..100)), Err("reset".into())]));
    assert_eq!(fixture.send(request, |_| Ok(())).status(), 400);
    assert_eq!(fixture.last_refusal(), "Body");
}

/// A body that begins, and says no more.
struct Silent(Option<Bytes>);

impl Body for Silent {
    type Data = Bytes;
    type Error = BoxError;

    fn poll_frame(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, BoxError>>> {
        self.0.take().map_or(Poll::Pending, |piece| Poll::Ready(Some(Ok(Frame::data(piece)))))
    }
}

#[tokio::test(start_paused = true)]
async fn a_body_that_falls_silent_is_not_waited_for() {
    let handler = service_fn(|_: Event<Parameters>| async { Ok::<_, BoxError>(()) });
    let silent = || golden("trade").map(|body| Silent(Some(body.slice(..100))));
    for (receiver, seconds) in [(open_platform(), 15), (open_platform().body_time(Duration::from_secs(2)), 2)] {
        let service = NotifyLayer::<Parameters, _>::new(receiver, MemoryInbox::new()).layer(handler);
        let began = tokio::time::Instant::now();
        let answer = tokio::time::timeout(Duration::from_secs(3600), service.oneshot(silent())).await;
        assert_eq!(answer.expect("it is waited for without end").unwrap().status(), 408);
        assert_eq!(began.elapsed().as_secs(), seconds);
    }
}

#[test]
fn a_second_delivery_waits_for_the_first() {
    let layer = NotifyLayer::<Parameters, _>::new(open_platform(), MemoryInbox::new());
    let (started, release) = (Arc::new(Notify::new()), Arc::new(Notify::new()));
    let (starts, released) = (Arc::clone(&started), Arc::clone(&release));
    let handler = service_fn(move |_: Event<Parameters>| {
        let (starts, released) = (Arc::clone(&starts), Arc::clone(&released));
        async move {
            starts.notify_one();
            released.notified().await;
            Ok::<_, BoxError>(())
        }
    });
    let service = layer.layer(handler);
    now(async {
        let first = tokio::spawn(service.clone().oneshot(whole(golden("trade"))));
        started.notified().await;
        let second = service.clone().oneshot(whole(golden("trade"))).await.unwrap();
        assert_eq!(second.status(), 503);
        release.notify_one();
        assert_eq!(first.await.unwrap().unwrap().status(), 200);
        assert_eq!(service.oneshot(whole(golden("trade"))).await.unwrap().status(), 200);
    });
}

#[test]
fn a_handler_that_panics_leaves_the_event_to_the_next_delivery() {
    let layer = NotifyLayer::<Parameters, _>::new(open_platform(), MemoryInbox::new());
    let panics = Arc::new(AtomicUsize::new(1));
    let left = Arc::clone(&panics);
    let handler = service_fn(move |_: Event<Parameters>| {
        let panics = left.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |left| left.checked_sub(1)).is_ok();
        async move { if panics { panic!("on purpose") } else { Ok::<_, BoxError>(()) } }
    });
    let service = layer.layer(handler);
    now(async {
        assert!(tokio::spawn(service.clone().oneshot(whole(golden("trade")))).await.unwrap_err().is_panic());
        assert_eq!(service.oneshot(whole(golden("trade"))).await.unwrap().status(), 200);
    });
}

/// A handler that is not ready, and says so with an error.
#[derive(Clone)]
struct Closed;

impl Service<Event<Parameters>> for Closed {
    type Response = ();
    type Error = BoxError;
    type Future = std::future::Ready<Result<(), BoxError>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), BoxError>> {
        Poll::Ready(Err("closed".into()))
    }

    fn call(&mut self, _: Event<Parameters>) -> Self::Future {
        panic!("it was not ready")
    }
}

#[test]
fn a_handler_that_is_not_ready_refuses() {
    let service = NotifyLayer::<Parameters, _>::new(open_platform(), MemoryInbox::new()).layer(Closed);
    let Ok(response) = now(service.oneshot(whole(golden("trade"))));
    assert_eq!(response.status(), 500);
}

#[test]
fn a_full_inbox_answers_later_please() {
    let fixture = Fixture::<Parameters>::new(open_platform(), MemoryInbox::new().capacity(0));
    assert_eq!(fixture.send(whole(golden("trade")), |_| Ok(())).status(), 503);
    assert_eq!(fixture.last_refusal(), format!("{:?}", NotifyError::Inbox(InboxError::Full)));
}

#[test]
fn the_service_cannot_fail() {
    fn infallible<S: Service<Request<Full<Bytes>>, Error = Infallible> + Clone>(_: &S) {}
    let handler = service_fn(|_: Event<Parameters>| std::future::ready(Ok::<_, BoxError>(())));
    let service: NotifyService<Parameters, MemoryInbox, _> =
        NotifyLayer::new(open_platform(), MemoryInbox::new()).layer(handler);
    infallible(&service);
    assert!(format!("{service:?}").starts_with("NotifyService"));
}
