//! How a client is put together.

use std::{fmt, marker::PhantomData, sync::Arc, time::Duration};

use alipay_sign::{Credentials, OwnKeyAsPeer, SignAsync, Verified, Verify};
use alipay_wire::{Call, Clock, Dialect, Protocol, Speaks, SystemClock};
use bytes::Bytes;
use tower::{Layer, Service, ServiceExt, retry::RetryLayer};

use crate::{
    AttemptLimits, Attempts, BoxError, CallService, Classify, Client, CredentialsHandle, Deadline, Error, EvidenceSink,
    HttpService, Placement, Reply, Retry, RetryPolicy, SharedHttpService, WithoutEvidence, client::Inner,
    error::LayerError, evidence::Witness, http_service::is_loopback,
};

/// Puts a [`Client`] together. Begun with [`Client::builder`].
///
/// Needed are keys, and, without feature `hyper`, a transport. Everything else has a default.
///
/// ```
/// use alipay_sign::{PrivateKey, PublicKey};
/// use alipay_transport::{BuildError, Client, Retry};
/// use alipay_wire::{SignedHeader, WorldFirst};
/// use std::time::Duration;
///
/// fn client(
///     protocol: SignedHeader<WorldFirst>,
///     private_key: PrivateKey,
///     gateway_public_key: PublicKey,
/// ) -> Result<Client<WorldFirst>, BuildError> {
///     Client::builder(protocol)
///         .keys(private_key, gateway_public_key)
///         .timeout(Duration::from_secs(10))
///         .retry(Retry::default().attempts(2))
///         .build()
/// }
/// ```
pub struct ClientBuilder<D> {
    protocol: Arc<dyn Protocol>,
    credentials: Option<Result<Credentials, OwnKeyAsPeer>>,
    http: Option<SharedHttpService>,
    clock: Arc<dyn Clock>,
    deadline: Duration,
    limits: AttemptLimits,
    retry: Retry,
    classify: Option<Arc<dyn Classify>>,
    witness: Option<Witness>,
    placement: Placement,
    plain_http: bool,
    http_layers: Vec<Wrap<SharedHttpService>>,
    attempt_layers: Vec<Wrap<CallService>>,
    call_layers: Vec<Wrap<CallService>>,
    dialect: PhantomData<fn() -> D>,
}

type Wrap<S> = Box<dyn FnOnce(S) -> S + Send>;

impl<D: Dialect> ClientBuilder<D> {
    pub(crate) fn new(protocol: impl Speaks<D>) -> Self {
        Self {
            protocol: Arc::new(protocol),
            credentials: None,
            http: None,
            clock: Arc::new(SystemClock),
            deadline: Duration::from_secs(30),
            limits: AttemptLimits::default(),
            retry: Retry::default(),
            classify: None,
            witness: None,
            placement: Placement::default(),
            plain_http: false,
            http_layers: Vec::new(),
            attempt_layers: Vec::new(),
            call_layers: Vec::new(),
            dialect: PhantomData,
        }
    }

    /// Sets our signing key, and the gateway's public key: the one the console shows, and not the one you uploaded, which
    /// [`build`](Self::build) finds out.
    #[must_use]
    pub fn keys(mut self, signer: impl SignAsync + 'static, gateway: impl Verify + 'static) -> Self {
        self.credentials = Some(Credentials::new(signer, gateway));
        self
    }

    /// Sets credentials put together elsewhere, in the place of [`keys`](Self::keys).
    #[must_use]
    pub fn credentials(mut self, credentials: Credentials) -> Self {
        self.credentials = Some(Ok(credentials));
        self
    }

    /// Sets the transport. Without one, and with feature `hyper`, the default `HttpTransport` is used.
    #[must_use]
    pub fn http(mut self, http: impl HttpService) -> Self {
        self.http = Some(http.share());
        self
    }

    /// Sets the clock that stamps requests: that of the machine unless set. It does not measure time-outs, which are tokio's.
    #[must_use]
    pub fn clock(mut self, clock: impl Clock + 'static) -> Self {
        self.clock = Arc::new(clock);
        self
    }

    /// Sets the time for a whole call: 30 seconds by default.
    #[must_use]
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.deadline = timeout;
        self
    }

    /// Sets the time for one attempt: 15 seconds by default.
    #[must_use]
    pub fn attempt_timeout(mut self, timeout: Duration) -> Self {
        self.limits.timeout = timeout;
        self
    }

    /// Sets the longest answer that is read, in bytes: 1 MiB by default.
    #[must_use]
    pub fn max_answer(mut self, bytes: usize) -> Self {
        self.limits.body = bytes;
        self
    }

    /// Sets how much older than its request an answer may be, by the times that both are signed with: five minutes by default.
    /// An older one was recorded and sent again, unless the clock of this machine is ahead: it proves nothing, and the error
    /// says by how much. The Open Platform's `gateway.do` does not date answers.
    #[must_use]
    pub fn freshness(mut self, freshness: Duration) -> Self {
        self.limits.freshness = freshness;
        self
    }

    /// Sets how calls are repeated: at most 3 attempts, unless set. Which of them are is not a setting: see [`Retry`].
    #[must_use]
    pub fn retry(mut self, retry: Retry) -> Self {
        self.retry = retry;
        self
    }

    /// Sets your own rule for which failed attempts are repeated.
    #[must_use]
    pub fn classify(mut self, classify: impl Classify + 'static) -> Self {
        self.classify = Some(Arc::new(classify));
        self
    }

    /// Sets where requests are signed: in turns, where the calls run, by default.
    #[must_use]
    pub fn placement(mut self, placement: Placement) -> Self {
        self.placement = placement;
        self
    }

    /// Keeps evidence of every attempt in `sink`; `otherwise` says what to do when it cannot be kept. None is kept unless set.
    #[must_use]
    pub fn evidence(mut self, sink: impl EvidenceSink + 'static, otherwise: WithoutEvidence) -> Self {
        self.witness = Some(Witness::new(sink, otherwise));
        self
    }

    /// Allows `http://` to hosts other than this machine. Requests and answers can then be read by anyone on the way.
    #[must_use]
    pub fn danger_allow_plain_http(mut self) -> Self {
        self.plain_http = true;
        self
    }

    /// Adds a layer around the transport. The first added is the innermost.
    #[must_use]
    pub fn layer_http<L>(mut self, layer: L) -> Self
    where
        L: Layer<SharedHttpService, Service: HttpService> + Send + 'static,
    {
        self.http_layers.push(Box::new(move |http| layer.layer(http).share()));
        self
    }

    /// Adds a layer around each attempt, inside retry. The first added is the innermost.
    #[must_use]
    pub fn layer_attempt<L>(mut self, layer: L) -> Self
    where
        L: Layer<CallService> + Send + 'static,
        L::Service: Service<Call, Response = Reply<Verified<Bytes>>, Error: Into<BoxError>, Future: Send + 'static>
            + Clone
            + Send
            + Sync
            + 'static,
    {
        self.attempt_layers.push(Box::new(move |calls| ours(layer.layer(calls))));
        self
    }

    /// Adds a layer around whole calls, outside retry and inside the deadline. The first added is the innermost.
    #[must_use]
    pub fn layer_call<L>(mut self, layer: L) -> Self
    where
        L: Layer<CallService> + Send + 'static,
        L::Service: Service<Call, Response = Reply<Verified<Bytes>>, Error: Into<BoxError>, Future: Send + 'static>
            + Clone
            + Send
            + Sync
            + 'static,
    {
        self.call_layers.push(Box::new(move |calls| ours(layer.layer(calls))));
        self
    }

    /// Puts the client together.
    ///
    /// # Errors
    /// [`BuildError`] when keys or transport are missing, the application's own public key stands where the gateway's
    /// belongs, or the gateway's address is not safe.
    pub fn build(self) -> Result<Client<D>, BuildError> {
        self.check_scheme()?;
        let credentials = self.credentials.ok_or(BuildError::NoKeys)??;
        let credentials = CredentialsHandle::new(credentials);
        let http = match self.http {
            Some(http) => http,
            None => default_transport()?,
        };
        let http = stack(http, self.http_layers);

        let protocol = Arc::clone(&self.protocol);
        let attempts =
            Attempts::of::<D>(http.clone(), protocol, credentials.clone(), Arc::clone(&self.clock), self.limits)
                .witness(self.witness)
                .placement(self.placement);
        // Always ready.
        let attempts = CallService::of(move |call| attempts.clone().call(call));
        let attempts = stack(attempts, self.attempt_layers);
        let mut policy = RetryPolicy::new(self.retry, D::DEFAULTS.unknown, self.deadline);
        if let Some(classify) = self.classify {
            policy = policy.classify(classify);
        }
        let calls = RetryLayer::new(policy).layer(attempts);
        let calls = match self.call_layers.is_empty() {
            true => bounded(calls, self.deadline, D::NAME),
            false => bounded(stack(CallService::new(calls), self.call_layers), self.deadline, D::NAME),
        };

        let attempt_timeout = self.limits.timeout;
        let (protocol, clock) = (self.protocol, self.clock);
        Ok(Client::from_inner(Inner { calls, http, attempt_timeout, protocol, credentials, clock }))
    }

    fn check_scheme(&self) -> Result<(), BuildError> {
        let gateway = self.protocol.gateway();
        match gateway.scheme_str() {
            Some("https") => Ok(()),
            Some("http") if is_loopback(gateway) || self.plain_http => Ok(()),
            _ => Err(BuildError::PlainHttp),
        }
    }
}

/// The outermost layer, around what is always ready.
fn bounded<S>(calls: S, limit: Duration, dialect: &'static str) -> CallService
where
    S: Service<Call, Response = Reply<Verified<Bytes>>, Error = Error, Future: Send + 'static>
        + Clone
        + Send
        + Sync
        + 'static,
{
    let calls = Deadline::new(calls, limit, dialect);
    CallService::of(move |call| calls.clone().call(call))
}

fn stack<S>(service: S, layers: Vec<Wrap<S>>) -> S {
    layers.into_iter().fold(service, |service, wrap| wrap(service))
}

/// Brings the errors of a user's layer back to ours.
fn ours<S>(service: S) -> CallService
where
    S: Service<Call, Response = Reply<Verified<Bytes>>, Error: Into<BoxError>, Future: Send + 'static>
        + Clone
        + Send
        + Sync
        + 'static,
{
    CallService::of(move |call| {
        let answer = service.clone().oneshot(call.clone());
        Box::pin(async move { answer.await.map_err(|error| LayerError::unwrap(&call, error.into())) })
    })
}

#[cfg(feature = "hyper")]
fn default_transport() -> Result<SharedHttpService, BuildError> {
    Ok(crate::HttpTransport::builder().build().map_err(BuildError::Http)?.share())
}

#[cfg(not(feature = "hyper"))]
fn default_transport() -> Result<SharedHttpService, BuildError> {
    Err(BuildError::NoTransport)
}

impl<D: Dialect> fmt::Debug for ClientBuilder<D> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ClientBuilder")
            .field("dialect", &D::NAME)
            .field("protocol", &self.protocol)
            .finish_non_exhaustive()
    }
}

/// A client cannot be put together.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum BuildError {
    /// No keys were given.
    #[error("no keys: call `keys` or `credentials`")]
    NoKeys,
    /// The application's own public key stands where the gateway's belongs.
    #[error(transparent)]
    OwnKey(#[from] OwnKeyAsPeer),
    /// The gateway's address is not https.
    #[error("the gateway must be https:// (http:// is for this machine only, or after `danger_allow_plain_http`)")]
    PlainHttp,
    /// No transport was given, and the default one is not compiled in.
    #[error("no transport: call `http`, or enable feature `hyper`")]
    NoTransport,
    /// The default transport cannot be made.
    #[cfg(feature = "hyper")]
    #[error("the default transport cannot be made")]
    Http(#[source] crate::HttpSettingsError),
}
