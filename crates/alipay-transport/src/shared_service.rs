//! A service behind one pointer.

use std::{
    fmt,
    sync::Arc,
    task::{Context, Poll},
};

use alipay_sign::BoxFuture;
use tower::{Service, ServiceExt};

/// A service of unknown type. Clones share it, and allocate nothing.
///
/// Always ready: each request waits for a clone of the service within to be ready, in the request's own time.
pub struct SharedService<Request, Response, Error>(Arc<Caller<Request, Response, Error>>);

type Caller<Request, Response, Error> = dyn Fn(Request) -> BoxFuture<'static, Result<Response, Error>> + Send + Sync;

impl<Request: Send + 'static, Response: 'static, Error: 'static> SharedService<Request, Response, Error> {
    /// Hides the type of `service`.
    pub fn new<S>(service: S) -> Self
    where
        S: Service<Request, Response = Response, Error = Error, Future: Send + 'static>,
        S: Clone + Send + Sync + 'static,
    {
        Self(Arc::new(move |request| Box::pin(service.clone().oneshot(request))))
    }

    /// Hides the type of a service whose readiness need not be asked for.
    pub(crate) fn of(
        call: impl Fn(Request) -> BoxFuture<'static, Result<Response, Error>> + Send + Sync + 'static,
    ) -> Self {
        Self(Arc::new(call))
    }
}

impl<Request, Response, Error> Service<Request> for SharedService<Request, Response, Error> {
    type Response = Response;
    type Error = Error;
    type Future = BoxFuture<'static, Result<Response, Error>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Error>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request) -> Self::Future {
        (self.0)(request)
    }
}

impl<Request, Response, Error> Clone for SharedService<Request, Response, Error> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

impl<Request, Response, Error> fmt::Debug for SharedService<Request, Response, Error> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SharedService")
    }
}
