//! With axum: a delivery is an extractor, and both answers are responses.

use alipay_wire::Notification;
use axum_core::{
    extract::{FromRef, FromRequest, Request},
    response::{IntoResponse, Response},
};
use http_body_util::Full;

use crate::{Acknowledgement, Delivery, Notifies, Receiver, Refusal};

/// Takes the [`Receiver`] from the state. Rejected is whatever it refuses.
impl<S, T> FromRequest<S> for Delivery<T>
where
    S: Send + Sync,
    T: Notification<Dialect: Notifies>,
    Receiver<T::Dialect>: FromRef<S>,
{
    type Rejection = Refusal;

    async fn from_request(request: Request, state: &S) -> Result<Self, Refusal> {
        Receiver::from_ref(state).read_stream(request).await
    }
}

impl IntoResponse for Acknowledgement {
    fn into_response(self) -> Response {
        self.into_response().map(Full::new).into_response()
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        self.into_response().map(Full::new).into_response()
    }
}
