//! What carries requests to the gateway.

use std::{
    pin::Pin,
    task::{Context, Poll},
    time::Duration,
};

use alipay_sandbox::{Fault, Listener, Sandbox};
use alipay_transport::{BoxError, Client, HttpService, HttpTransport, Retry};
use alipay_wire::{Dialect, Speaks};
use bytes::Bytes;
use http_body::{Frame, SizeHint};
use tower::ServiceExt;

use crate::{payout::Payout, run::Scene};

/// A gateway that knows payouts, and signs its failures over REST as at `gateway.do`.
pub(crate) fn gateway<P: Payout>() -> Sandbox {
    let sandbox = Sandbox::empty().with_signed_failures();
    P::teach(&sandbox);
    sandbox
}

/// The sandbox itself as transport, in the client's own time.
pub(crate) fn memory<P: Payout>() -> Scene<P::Dialect> {
    let sandbox = gateway::<P>();
    inside::<P>(sandbox.clone(), sandbox)
}

/// The same, where failures over REST are not signed.
pub(crate) fn unsigned<P: Payout>() -> Scene<P::Dialect> {
    let sandbox = Sandbox::empty();
    P::teach(&sandbox);
    inside::<P>(sandbox.clone(), sandbox)
}

/// A `tower::Service` of somebody's own, which takes bodies whole and has errors of its own.
pub(crate) fn custom<P: Payout>() -> Scene<P::Dialect> {
    let sandbox = gateway::<P>();
    let inner = sandbox.clone();
    let service = tower::service_fn(move |request: http::Request<alipay_transport::Body>| {
        let answer = inner.clone().oneshot(request.map(|body| Whole(Some(body))));
        async move { answer.await.map_err(|_| BoxError::from("the other side hung up")) }
    });
    inside::<P>(sandbox, service)
}

fn inside<P: Payout>(sandbox: Sandbox, http: impl HttpService) -> Scene<P::Dialect> {
    let client = Client::builder(P::protocol(&sandbox.endpoints()))
        .credentials(sandbox.credentials())
        .http(http)
        // So that three attempts are made in it, however long they take.
        .timeout(Duration::from_secs(100))
        .build()
        .unwrap();
    Scene { sandbox, client, _listener: None }
}

/// A body that is taken as a whole when it is needed.
struct Whole(Option<alipay_transport::Body>);

impl http_body::Body for Whole {
    type Data = Bytes;
    type Error = BoxError;

    fn poll_frame(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, BoxError>>> {
        Poll::Ready(self.0.take().map(|body| Ok(Frame::data(body.into_bytes()?))))
    }

    fn size_hint(&self) -> SizeHint {
        self.0.as_ref().map_or(SizeHint::with_exact(0), http_body::Body::size_hint)
    }
}

/// The default transport over TLS on real sockets.
pub(crate) async fn sockets<P: Payout>(version: http::Version, fault: Fault) -> Scene<P::Dialect> {
    let sandbox = gateway::<P>();
    let listener = sandbox.listen("127.0.0.1:0".parse().unwrap(), true).await.unwrap();
    let protocol = P::protocol(&listener.endpoints());
    let client = impatient(protocol, &sandbox, transport(&listener, version, fault), fault);
    Scene { sandbox, client, _listener: Some(listener) }
}

/// The default transport, with a new connection for every attempt: faults of connections need one.
fn transport(listener: &Listener, version: http::Version, fault: Fault) -> impl HttpService + use<> {
    let transport = HttpTransport::builder()
        .ca_pem(listener.ca_pem().unwrap())
        .connect_timeout(Duration::from_secs(if is_slow(fault) { 2 } else { 20 }))
        .idle_timeout(Duration::ZERO);
    #[cfg(feature = "http2")]
    let transport = if version == http::Version::HTTP_11 { transport.http1_only() } else { transport };
    let transport = transport.build().unwrap();
    tower::service_fn(move |request| {
        let answer = transport.clone().oneshot(request);
        async move {
            let answer = answer.await?;
            assert_eq!(answer.version(), version, "the version that is tested");
            Ok::<_, BoxError>(answer)
        }
    })
}

/// A client in real time: it waits for slow gateways as short as it may, and for others as long as it takes.
pub(crate) fn impatient<D: Dialect>(
    protocol: impl Speaks<D>,
    sandbox: &Sandbox,
    http: impl HttpService,
    fault: Fault,
) -> Client<D> {
    Client::builder(protocol)
        .credentials(sandbox.credentials())
        .http(http)
        .timeout(Duration::from_secs(100))
        .attempt_timeout(Duration::from_secs(if is_slow(fault) { 3 } else { 20 }))
        .retry(Retry::default().backoff(Duration::from_millis(1), Duration::from_millis(5)))
        .build()
        .unwrap()
}

/// Whether the fault makes a client wait.
fn is_slow(fault: Fault) -> bool {
    matches!(fault, Fault::Stalled | Fault::Slow(_) | Fault::SlowBody(_))
}
