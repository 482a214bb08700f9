//! As a tower layer: HTTP requests come in, events go to a handler.

use std::{
    convert::Infallible,
    fmt,
    future::poll_fn,
    marker::PhantomData,
    sync::Arc,
    task::{Context, Poll},
};

use alipay_sign::BoxFuture;
use alipay_wire::Notification;
use bytes::Bytes;
use http::{Request, Response};
use http_body_util::Full;
use tower_layer::Layer;
use tower_service::Service;

use crate::{BoxError, Event, Inbox, Notifies, Receiver, Refusal};

type OnRefusal = Arc<dyn Fn(&Refusal) + Send + Sync>;

/// Turns HTTP requests into events for a handler, and what the handler says into the answer the gateway waits for.
///
/// The handler is a `Service<Event<T>>` that answers with the [`Work`](Inbox::Work) the inbox commits: `()` for most. Its
/// error, or the panic of a task around it, leaves the event to the gateway's next delivery.
///
/// ```
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// use alipay_notify::{BoxError, Event, MemoryInbox, Parameters, Parties, Party, Receiver, tower::NotifyLayer};
/// use alipay_sandbox::Sandbox;
/// use tower::{Layer, ServiceExt, service_fn};
///
/// let sandbox = Sandbox::new();
/// let key = alipay_sign::PublicKey::from_text(sandbox.gateway_public_key_pem())?;
/// let receiver = Receiver::new(Parties::new().with(Sandbox::APP_ID, Party::new(key)));
///
/// let handler = service_fn(|event: Event<Parameters>| async move {
///     let status = event.notification.get("trade_status").ok_or("no status")?;
///     assert_eq!(status, "TRADE_SUCCESS");
///     Ok::<_, BoxError>(())
/// });
/// let service = NotifyLayer::new(receiver, MemoryInbox::new())
///     .on_refusal(|refusal| eprintln!("not acknowledged: {refusal}"))
///     .layer(handler);
///
/// let request = sandbox
///     .notification("https://shop.example/notify")
///     .form([("notify_id", "7"), ("trade_status", "TRADE_SUCCESS")])?;
/// let answer = service.oneshot(request.map(http_body_util::Full::new)).await?;
/// assert_eq!(answer.status(), 200);
/// # Ok(())
/// # }
/// ```
pub struct NotifyLayer<T: Notification<Dialect: Notifies>, I> {
    receiver: Receiver<T::Dialect>,
    inbox: I,
    on_refusal: Option<OnRefusal>,
}

impl<T: Notification<Dialect: Notifies>, I: Inbox> NotifyLayer<T, I> {
    /// Receives with `receiver`, and remembers in `inbox`.
    pub fn new(receiver: Receiver<T::Dialect>, inbox: I) -> Self {
        Self { receiver, inbox, on_refusal: None }
    }

    /// Tells you of everything that is not acknowledged, and why. The answer to the sender does not.
    #[must_use]
    pub fn on_refusal(mut self, tell: impl Fn(&Refusal) + Send + Sync + 'static) -> Self {
        self.on_refusal = Some(Arc::new(tell));
        self
    }
}

impl<T: Notification<Dialect: Notifies>, I: Clone, S> Layer<S> for NotifyLayer<T, I> {
    type Service = NotifyService<T, I, S>;

    fn layer(&self, handler: S) -> Self::Service {
        let layer =
            Self { receiver: self.receiver.clone(), inbox: self.inbox.clone(), on_refusal: self.on_refusal.clone() };
        NotifyService { layer, handler, notification: PhantomData }
    }
}

/// A handler of events, as a service of HTTP requests. Made by [`NotifyLayer`].
pub struct NotifyService<T: Notification<Dialect: Notifies>, I, S> {
    layer: NotifyLayer<T, I>,
    handler: S,
    notification: PhantomData<fn() -> T>,
}

impl<T, I, S, B> Service<Request<B>> for NotifyService<T, I, S>
where
    T: Notification<Dialect: Notifies>,
    I: Inbox + Clone + 'static,
    S: Service<Event<T>, Response = I::Work, Error: Into<BoxError>, Future: Send> + Clone + Send + 'static,
    B: http_body::Body<Data: Send, Error: Into<BoxError>> + Send + 'static,
{
    type Response = Response<Full<Bytes>>;
    type Error = Infallible;
    type Future = BoxFuture<'static, Result<Self::Response, Infallible>>;

    /// Always ready: whether the handler is, matters only to genuine notifications.
    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request<B>) -> Self::Future {
        let Self { layer: NotifyLayer { receiver, inbox, on_refusal }, handler, .. } = self.clone();
        Box::pin(async move {
            let answer = match receiver.read_stream::<T, B>(request).await {
                Ok(delivery) => delivery.process(inbox, |event| handle(handler, event)).await,
                Err(refusal) => Err(refusal),
            };
            if let (Err(refusal), Some(tell)) = (&answer, on_refusal) {
                tell(refusal);
            }
            let response = answer.map_or_else(Refusal::into_response, |done| done.into_response());
            Ok(response.map(Full::new))
        })
    }
}

async fn handle<S, E>(mut handler: S, event: E) -> Result<S::Response, BoxError>
where
    S: Service<E, Error: Into<BoxError>>,
{
    poll_fn(|cx| handler.poll_ready(cx)).await.map_err(Into::into)?;
    handler.call(event).await.map_err(Into::into)
}

impl<T: Notification<Dialect: Notifies>, I: Clone> Clone for NotifyLayer<T, I> {
    fn clone(&self) -> Self {
        Self { receiver: self.receiver.clone(), inbox: self.inbox.clone(), on_refusal: self.on_refusal.clone() }
    }
}

impl<T: Notification<Dialect: Notifies>, I: Clone, S: Clone> Clone for NotifyService<T, I, S> {
    fn clone(&self) -> Self {
        Self { layer: self.layer.clone(), handler: self.handler.clone(), notification: PhantomData }
    }
}

impl<T: Notification<Dialect: Notifies>, I> fmt::Debug for NotifyLayer<T, I> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("NotifyLayer").field("receiver", &self.receiver).finish_non_exhaustive()
    }
}

impl<T: Notification<Dialect: Notifies>, I, S> fmt::Debug for NotifyService<T, I, S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("NotifyService").field("receiver", &self.layer.receiver).finish_non_exhaustive()
    }
}
