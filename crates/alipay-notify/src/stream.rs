//! From a stream to a request in memory.

use std::{future::poll_fn, task::Poll, time::Duration};

use alipay_wire::Notification;
use bytes::Bytes;
use http::Request;
use http_body::Body;
use http_body_util::{BodyExt, LengthLimitError, Limited};

use crate::{BoxError, Delivery, Notifies, NotifyError, Receiver, Refusal};

impl<D: Notifies> Receiver<D> {
    /// Reads the body, up to the limit, of what may be a notification, and checks it.
    pub(crate) async fn read_stream<T, B>(&self, request: Request<B>) -> Result<Delivery<T>, Refusal>
    where
        T: Notification<Dialect = D>,
        B: Body + Send,
        B::Data: Send,
        B::Error: Into<BoxError>,
    {
        let request = self.collect(request).await.map_err(|why| self.refuse(why))?;
        self.read(&request)
    }

    async fn collect<B>(&self, request: Request<B>) -> Result<Request<Bytes>, NotifyError>
    where
        B: Body + Send,
        B::Data: Send,
        B::Error: Into<BoxError>,
    {
        let (head, body) = request.into_parts();
        self.admit(&head.method, &head.headers)?;
        let limit = self.limit();
        // Nothing is read of a body that announces that it is too long.
        if body.size_hint().lower() > limit as u64 {
            return Err(NotifyError::TooLarge);
        }
        let body = in_time(self.time(), std::pin::pin!(Limited::new(body, limit)).collect())
            .await
            .ok_or(NotifyError::TooSlow)?
            .map_err(|error| if error.is::<LengthLimitError>() { NotifyError::TooLarge } else { NotifyError::Body })?;
        Ok(Request::from_parts(head, body.to_bytes()))
    }
}

/// Waits for `future` within `limit`, where there is a clock of tokio. `None` when it did not end.
async fn in_time<F: Future>(limit: Duration, future: F) -> Option<F::Output> {
    let mut future = std::pin::pin!(future);
    // Most bodies are there already, and need no timer.
    let ready = poll_fn(|context| match future.as_mut().poll(context) {
        Poll::Ready(output) => Poll::Ready(Some(output)),
        Poll::Pending => Poll::Ready(None),
    });
    match ready.await {
        Some(output) => Some(output),
        None if tokio::runtime::Handle::try_current().is_err() => Some(future.await),
        None => tokio::time::timeout(limit, future).await.ok(),
    }
}
