//! Calls whose future is dropped, at every place where it can wait.

use std::{
    future::poll_fn,
    mem,
    pin::{Pin, pin},
    sync::{Arc, Mutex},
    task::{Context, Poll, Waker, ready},
    time::Duration,
};

use alipay_sandbox::{Fault, Sandbox};
use alipay_transport::{Body, BoxError, Client, Retry};
use alipay_wire::{
    Dws, Safety,
    sign::{BoxFuture, Credentials, KeyIdentity, PrivateKey, PublicKey, Sign, SignAsync, SignError, Signature},
};
use bytes::Bytes;
use http_body::Frame;
use http_body_util::BodyExt;
use tower::{Service, ServiceExt};

use crate::{
    GUIDE, Report,
    carriers::gateway,
    cases::{SAFETIES, TURNED_AWAY},
    guide::Row,
    payout::{As, DwsPayout, Payout},
};

/// What the first attempt meets, and the row it ends in.
const FAULTS: [(Option<Fault>, Option<Row>); 5] = [
    (None, None),
    (Some(Fault::Unreachable), Some(Row::NotSent)),
    (Some(Fault::DropAfter), Some(Row::Sent)),
    (Some(Fault::Cut), Some(Row::Sent)),
    (Some(Fault::Code(TURNED_AWAY)), Some(Row::TurnedAway)),
];

/// More often than any of these calls waits.
const OFTEN: usize = 60;

pub(crate) async fn run(report: &mut Report) {
    for (fault, row) in FAULTS {
        for safety in SAFETIES {
            let waits = poll_and_drop(report, fault, row, safety).await;
            assert!((5..OFTEN).contains(&waits), "{fault:?} waits {waits} times");
        }
    }
}

/// Drops the call after one poll, after two, and so on until it ends by itself. Gives how often it waited.
async fn poll_and_drop(report: &mut Report, fault: Option<Fault>, row: Option<Row>, safety: Safety) -> usize {
    for polls in 0..OFTEN {
        let sandbox = gateway::<DwsPayout>();
        fault.into_iter().for_each(|fault| sandbox.inject(fault));
        let seen = Seen::default();
        let client = client(&sandbox, &seen);
        let (handle, answer) = client.request(&As(DwsPayout::numbered("r-1"), safety)).tracked();
        let ended = poll_often(answer, polls).await;

        let rows = seen.rows(row);
        let (effect, processed) = (handle.effect(), sandbox.ledger().iter().filter(|entry| entry.processed).count());
        let mut wrong = Vec::new();
        if !ended && effect.as_str() != GUIDE.effect(&rows, safety) {
            wrong.push(format!("{rows:?}: effect {effect}, the guide says {}", GUIDE.effect(&rows, safety)));
        }
        if effect.as_str() == "none" && safety != Safety::Query && processed > 0 {
            wrong.push(format!("none, and processed {processed} times"));
        }
        let name = format!("dropped: {fault:?} {safety:?} after {polls} polls");
        report.add(name, rows.last().copied().filter(|_| !ended), wrong);
        if ended {
            return polls;
        }
    }
    OFTEN
}

/// Polls a future so many times and drops it. Gives whether it ended.
async fn poll_often<T>(future: impl Future<Output = T>, polls: usize) -> bool {
    let mut future = pin!(future);
    for _ in 0..polls {
        if future.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_ready() {
            return true;
        }
        // Whatever it waits for may come in the meantime.
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    false
}

fn client(sandbox: &Sandbox, seen: &Seen) -> Client<Dws> {
    let key = PrivateKey::from_text(sandbox.client_private_key_pem()).unwrap().version(1);
    let gateway = PublicKey::from_text(sandbox.gateway_public_key_pem()).unwrap();
    Client::builder(sandbox.endpoints().dws())
        .credentials(Credentials::new(Remote(key), gateway).unwrap())
        .http(Waiting { sandbox: sandbox.clone(), seen: seen.clone(), ready: false })
        .retry(Retry::default().backoff(Duration::ZERO, Duration::ZERO))
        .build()
        .unwrap()
}

/// How far each request came.
#[derive(Clone, Default)]
struct Seen(Arc<Mutex<Vec<Stage>>>);

#[derive(Clone, Copy, PartialEq, Eq)]
enum Stage {
    Begun,
    Taken,
    Over,
}

impl Seen {
    fn begin(&self) -> usize {
        let mut seen = self.0.lock().unwrap();
        seen.push(Stage::Begun);
        seen.len() - 1
    }

    fn at(&self, request: usize, stage: Stage) {
        self.0.lock().unwrap()[request] = stage;
    }

    fn stage(&self, request: usize) -> Stage {
        self.0.lock().unwrap()[request]
    }

    /// The rows of the attempts, by what the transport saw. The first ends in `row`.
    fn rows(&self, row: Option<Row>) -> Vec<Row> {
        let of = |(at, stage): (usize, &Stage)| match stage {
            Stage::Over if at == 0 => row,
            Stage::Begun => Some(Row::NotSent),
            Stage::Taken | Stage::Over => Some(Row::Sent),
        };
        let rows: Vec<Row> = self.0.lock().unwrap().iter().enumerate().filter_map(of).collect();
        // Before the transport knows of it.
        if rows.is_empty() { vec![Row::NotSent] } else { rows }
    }
}

/// Waits once.
async fn wait() {
    let mut waited = false;
    poll_fn(|_| if mem::replace(&mut waited, true) { Poll::Ready(()) } else { Poll::Pending }).await;
}

/// A key that is elsewhere.
struct Remote(PrivateKey);

impl SignAsync for Remote {
    fn key(&self) -> &KeyIdentity {
        Sign::key(&self.0)
    }

    fn sign_async(&self, message: Bytes) -> BoxFuture<'static, Result<Signature, SignError>> {
        let signature = self.0.sign(&message);
        Box::pin(async move {
            wait().await;
            signature
        })
    }
}

/// The sandbox as a transport that waits wherever a transport can.
#[derive(Clone)]
struct Waiting {
    sandbox: Sandbox,
    seen: Seen,
    ready: bool,
}

impl Service<http::Request<Body>> for Waiting {
    type Response = http::Response<Later>;
    type Error = BoxError;
    type Future = BoxFuture<'static, Result<Self::Response, BoxError>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), BoxError>> {
        if mem::replace(&mut self.ready, true) { Poll::Ready(Ok(())) } else { Poll::Pending }
    }

    fn call(&mut self, request: http::Request<Body>) -> Self::Future {
        let (sandbox, seen) = (self.sandbox.clone(), self.seen.clone());
        let number = seen.begin();
        Box::pin(async move {
            let answer = exchange(sandbox, request, seen.clone(), number).await;
            if answer.is_err() && seen.stage(number) == Stage::Taken {
                seen.at(number, Stage::Over);
            }
            answer
        })
    }
}

async fn exchange(
    sandbox: Sandbox,
    request: http::Request<Body>,
    seen: Seen,
    number: usize,
) -> Result<http::Response<Later>, BoxError> {
    wait().await;
    let taken = seen.clone();
    let request = request.map(|body| {
        Later::new(async move {
            let bytes = body.into_bytes()?;
            taken.at(number, Stage::Taken);
            wait().await;
            Ok(bytes)
        })
    });
    let answer = sandbox.oneshot(request).await?;
    wait().await;
    Ok(answer.map(|body| {
        Later::new(async move {
            let bytes = body.collect().await;
            wait().await;
            seen.at(number, Stage::Over);
            Ok(bytes?.to_bytes())
        })
    }))
}

/// A body that has to be waited for.
struct Later(Option<BoxFuture<'static, Result<Bytes, BoxError>>>);

impl Later {
    fn new(bytes: impl Future<Output = Result<Bytes, BoxError>> + Send + 'static) -> Self {
        Self(Some(Box::pin(bytes)))
    }
}

impl http_body::Body for Later {
    type Data = Bytes;
    type Error = BoxError;

    fn poll_frame(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, BoxError>>> {
        let Some(bytes) = &mut self.0 else { return Poll::Ready(None) };
        let bytes = ready!(bytes.as_mut().poll(cx));
        self.0 = None;
        Poll::Ready(Some(bytes.map(Frame::data)))
    }
}
