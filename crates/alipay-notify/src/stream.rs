//! From a stream to a request in memory.

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
        let body = std::pin::pin!(Limited::new(body, limit))
            .collect()
            .await
            .map_err(|error| if error.is::<LengthLimitError>() { NotifyError::TooLarge } else { NotifyError::Body })?;
        Ok(Request::from_parts(head, body.to_bytes()))
    }
}
