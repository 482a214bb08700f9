//! Connecting before the first call.

use std::{collections::BTreeMap, future::Future, sync::Arc, time::Duration};

use alipay_wire::{ApiMeta, Call, Dialect, Gate, Safety};
use bytes::Bytes;
use http::{Method, Request, Uri};
use tokio::time::timeout;
use tower::ServiceExt;

use crate::{
    Body, Client, Error, SharedHttpService,
    error::{TransportError, TransportKind},
};

impl<D: Dialect> Client<D> {
    /// Connects to the gateway, so that the first call need not: name, TCP and TLS are then behind it.
    ///
    /// Sends a `HEAD` request without content and without a signature to the gateway's address, through your http layers
    /// and whatever transport the client has; any answer will do. The default transport keeps the connection for the next
    /// call, for as long as it keeps idle ones. With HTTP/1.1 that is one connection, good for one call at a time: to warm
    /// up more, await several of these together. With HTTP/2 one is enough. A transport of your own does with the request
    /// what it does with any.
    ///
    /// # Errors
    /// [`Error::Transport`] with effect none when the gateway cannot be reached within the time of an attempt.
    pub fn connect(&self) -> impl Future<Output = Result<(), Error>> + Send + 'static + use<D> {
        let (http, gateway) = (self.inner.http.clone(), self.protocol().gateway().clone());
        connect(http, gateway, self.inner.attempt_timeout)
    }
}

async fn connect(http: SharedHttpService, gateway: Uri, limit: Duration) -> Result<(), Error> {
    let api = ApiMeta::untyped("connect", None);
    let nothing = BTreeMap::<&str, &str>::new();
    let call = Call::untyped(api, &nothing, Safety::Query, None).map_err(|error| Error::call("connect", error))?;
    let gate = Arc::new(Gate::default());
    let mut request = Request::new(Body::new(Bytes::new(), Arc::clone(&gate)));
    (*request.method_mut(), *request.uri_mut()) = (Method::HEAD, gateway);
    let failed = |kind, source| Error::from(TransportError::new(&call, kind, gate.close(), source));
    match timeout(limit, http.oneshot(request)).await {
        Ok(Ok(_)) => Ok(()),
        Ok(Err(source)) => Err(failed(TransportKind::Io, Some(source))),
        Err(_) => Err(failed(TransportKind::AttemptTimeout, None)),
    }
}
