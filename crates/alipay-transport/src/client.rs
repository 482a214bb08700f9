//! The client.

use std::{
    borrow::Cow,
    fmt,
    future::Future,
    marker::PhantomData,
    sync::Arc,
    task::{Context, Poll},
    time::Duration,
};

use alipay_sign::{BoxFuture, Credentials, Verified};
use alipay_wire::{
    Api, ApiMeta, Call, Clock, Dialect, FilePart, Limits, PreparedCall, Protocol, Request, Safety, Speaks, Upload,
    UploadProgress,
};
use bytes::Bytes;
use serde::Serialize;
use tower::{Service, ServiceExt};

use crate::{
    ClientBuilder, CredentialsHandle, Error, Reply, SharedHttpService, SharedService,
    deadline::tell_outside,
    error::read,
    tracked::{CallHandle, Detached},
};

/// The call stratum as one service.
pub type CallService = SharedService<Call, Reply<Verified<Bytes>>, Error>;

/// A client of one gateway, in the dialect `D`, as one application or client id.
///
/// Cheap to clone; clones share connections, credentials and budgets. Keep one for as long as you call: what it costs to
/// connect, and what calls learn about each other, is kept with it. Runs on tokio: its timers are needed by every call.
pub struct Client<D> {
    pub(crate) inner: Arc<Inner>,
    dialect: PhantomData<fn() -> D>,
}

pub(crate) struct Inner {
    pub(crate) calls: CallService,
    pub(crate) http: SharedHttpService,
    pub(crate) attempt_timeout: Duration,
    pub(crate) protocol: Arc<dyn Protocol>,
    pub(crate) credentials: CredentialsHandle,
    pub(crate) clock: Arc<dyn Clock>,
}

impl<D: Dialect> Client<D> {
    /// Begins a client that speaks `protocol`: `FormV2` or `RestV3` for the Open Platform, `SignedHeader` for the other gateways.
    /// The protocol has the gateway's address, and the application or client id.
    pub fn builder(protocol: impl Speaks<D>) -> ClientBuilder<D> {
        ClientBuilder::new(protocol)
    }

    pub(crate) fn from_inner(inner: Inner) -> Self {
        Self { inner: Arc::new(inner), dialect: PhantomData }
    }

    /// Sends a request and waits for its verified, typed answer.
    ///
    /// The request is validated and encoded before this returns; the future borrows nothing and can be spawned.
    ///
    /// # Errors
    /// [`Error::Invalid`] and [`Error::Encode`] before anything is sent, any other [`Error`] later. Each tells with
    /// [`effect`](Error::effect) what the call may have done.
    pub fn send<R: Api<Dialect = D>>(
        &self,
        request: &R,
    ) -> impl Future<Output = Result<R::Response, Error>> + Send + 'static + use<D, R> {
        let (calls, call, read) = (self.inner.calls.clone(), call_of(request), reader(request));
        async move { Ok(conclude::<D, _>(calls, call, read).await?.into_value()) }
    }

    /// Prepares a request, with options or limits of its own, and with the story of the call in the [`Reply`].
    ///
    /// The request is validated and encoded now. What is wrong with it is told when it is sent.
    pub fn request<R: Api<Dialect = D>>(&self, request: &R) -> CallBuilder<D, R::Response> {
        self.builder_of(call_of(request), reader(request))
    }

    /// Prepares a call of an API the SDK has no types for: same signing, same verification.
    ///
    /// `name` is a method name for the Open Platform, a path for the signed-header gateways. `body` is written as a JSON
    /// object. `safety` decides what is repeated: [`Safety::Unkeyed`] is right unless you know better, and who says
    /// [`Safety::Keyed`] says that `body` has a key by which the gateway knows a repetition.
    ///
    /// A name or a body that cannot be sent is told when it is: [`Error::Invalid`], [`Error::Encode`].
    pub fn untyped(&self, name: &str, body: &impl Serialize, safety: Safety) -> CallBuilder<D, Verified<Bytes>> {
        self.builder_of(Self::untyped_call(name, body, safety), Ok)
    }

    /// Like [`untyped`](Self::untyped), for an API of which more is known than its name: that it is
    /// [`textual`](ApiMeta::textual), say, or its codes.
    pub fn untyped_api(&self, api: ApiMeta, body: &impl Serialize, safety: Safety) -> CallBuilder<D, Verified<Bytes>> {
        let name = api.name.clone();
        self.builder_of(
            Call::untyped(api, body, safety, None).map_err(|error| Error::call(&name, error).of(safety)),
            Ok,
        )
    }

    /// Sends a call of an API the SDK has no types for. See [`untyped`](Self::untyped).
    ///
    /// # Errors
    /// As [`send`](Self::send).
    pub fn send_untyped(
        &self,
        name: &str,
        body: &impl Serialize,
        safety: Safety,
    ) -> BoxFuture<'static, Result<Reply<Verified<Bytes>>, Error>> {
        Box::pin(self.untyped(name, body, safety).send())
    }

    /// Makes a request storable, to be sent by this or another process: exact body, no secret, no signature.
    ///
    /// # Errors
    /// [`Error::Invalid`] or [`Error::Encode`].
    pub fn prepare<R: Request<Dialect = D>>(&self, request: &R) -> Result<PreparedCall, Error> {
        self.prepare_with(request, D::Options::default())
    }

    /// Like [`prepare`](Self::prepare), with options. Tokens among them are not stored: give them again when sending.
    ///
    /// # Errors
    /// [`Error::Invalid`] or [`Error::Encode`].
    pub fn prepare_with<R: Request<Dialect = D>>(
        &self,
        request: &R,
        options: D::Options,
    ) -> Result<PreparedCall, Error> {
        let call = call_of(request)?.with_options(options);
        let identity = self.inner.protocol.identity();
        PreparedCall::new::<D>(&call, identity, self.inner.clock.now())
            .map_err(|source| Error::encode(&R::META.name, source))
    }

    /// Sends a stored call: the same body, stamped and signed anew.
    ///
    /// A call that was stored for another gateway's dialect or another identity is refused when it is sent, with
    /// [`Error::Invalid`].
    pub fn prepared(&self, prepared: &PreparedCall) -> CallBuilder<D, Verified<Bytes>> {
        self.prepared_with(prepared, D::Options::default())
    }

    /// Like [`prepared`](Self::prepared), with the tokens that were not stored.
    pub fn prepared_with(&self, prepared: &PreparedCall, options: D::Options) -> CallBuilder<D, Verified<Bytes>> {
        let call = prepared.call::<D>(self.inner.protocol.identity(), options.into());
        self.builder_of(call.map_err(|invalid| Error::invalid(prepared.api(), invalid).of(prepared.safety())), Ok)
    }

    /// Like [`prepared_with`](Self::prepared_with), read as the answer to an `R`.
    ///
    /// The stored call no longer knows the typed request, so the answer is not compared with it: check what it echoes.
    pub fn prepared_as<R: Api<Dialect = D>>(
        &self,
        prepared: &PreparedCall,
        options: D::Options,
    ) -> CallBuilder<D, R::Response> {
        let call = prepared.call_of::<R>(self.inner.protocol.identity(), options.into());
        let safety = call.as_ref().map_or_else(|_| prepared.safety(), Call::safety);
        self.builder_of(
            call.map_err(|invalid| Error::invalid(prepared.api(), invalid).of(prepared.safety())),
            move |reply| read::<R>(None, reply, safety),
        )
    }

    /// Sends a stored call and waits for its verified answer. See [`prepared`](Self::prepared).
    ///
    /// # Errors
    /// As [`send`](Self::send).
    pub fn send_prepared(
        &self,
        prepared: &PreparedCall,
    ) -> impl Future<Output = Result<Reply<Verified<Bytes>>, Error>> + Send + 'static + use<D> {
        self.prepared(prepared).send()
    }

    /// A `tower::Service` for one API, to be put behind layers of your own. It is always ready: what is to be waited for is
    /// waited for inside the call's time.
    pub fn service<R: Api<Dialect = D>>(&self) -> ApiService<R> {
        ApiService { client: self.clone(), request: PhantomData }
    }

    /// The call stratum: a `tower::Service` for any [`Call`], with deadline, retry and verification, and untyped answers.
    pub fn call_service(&self) -> CallService {
        self.inner.calls.clone()
    }

    /// Uses other credentials from the next attempt on, in all clones. An attempt that runs keeps those it began with.
    pub fn swap_credentials(&self, credentials: Credentials) {
        self.inner.credentials.swap(credentials);
    }

    /// The protocol spoken.
    pub fn protocol(&self) -> &dyn Protocol {
        &*self.inner.protocol
    }

    pub(crate) fn untyped_call(name: &str, body: &impl Serialize, safety: Safety) -> Result<Call, Error> {
        D::untyped(name)
            // What is no name may be anything: it is not shown.
            .map_err(|invalid| Error::invalid("untyped call", invalid))
            .and_then(|api| Call::untyped(api, body, safety, None).map_err(|error| Error::call(name, error)))
            .map_err(|error| error.of(safety))
    }

    fn builder_of<T>(
        &self,
        call: Result<Call, Error>,
        read: impl FnOnce(Reply<Verified<Bytes>>) -> Result<Reply<T>, Error> + Send + 'static,
    ) -> CallBuilder<D, T> {
        CallBuilder { calls: self.inner.calls.clone(), call, read: Box::new(read), dialect: PhantomData }
    }
}

impl<D> Clone for Client<D> {
    fn clone(&self) -> Self {
        Self { inner: Arc::clone(&self.inner), dialect: PhantomData }
    }
}

impl<D: Dialect> fmt::Debug for Client<D> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client")
            .field("dialect", &D::NAME)
            .field("protocol", &self.inner.protocol)
            .finish_non_exhaustive()
    }
}

type Reader<T> = Box<dyn FnOnce(Reply<Verified<Bytes>>) -> Result<Reply<T>, Error> + Send>;

/// A call about to be sent, to be answered by a `T`.
#[must_use = "a call does nothing until it is sent"]
pub struct CallBuilder<D, T> {
    calls: CallService,
    call: Result<Call, Error>,
    read: Reader<T>,
    dialect: PhantomData<fn() -> D>,
}

impl<D: Dialect, T: Send + 'static> CallBuilder<D, T> {
    /// Sets what travels beside the payload: `OpenPlatformOptions`, `DwsOptions`, `AntomOptions` or `WorldFirstOptions`. None
    /// unless set.
    pub fn options(mut self, options: D::Options) -> Self {
        self.call = self.call.map(|call| call.with_options(options));
        self
    }

    /// Sets the time for the whole call, repetitions and waiting included: that of the client unless set, which is 30 seconds
    /// unless set. When it is over, the call ends as [`Error::Transport`], whose effect knows every attempt.
    pub fn timeout(self, timeout: Duration) -> Self {
        self.limits(|limits| limits.timeout = Some(timeout))
    }

    /// Sets the time for one attempt: that of the client unless set, which is 15 seconds unless set, and never more than what is
    /// left of the whole.
    pub fn attempt_timeout(self, timeout: Duration) -> Self {
        self.limits(|limits| limits.attempt_timeout = Some(timeout))
    }

    /// Sets the number of attempts at most, the first included; 0 counts as 1. That of the client unless set, which is 3 unless
    /// set.
    pub fn attempts(self, attempts: u32) -> Self {
        self.limits(|limits| limits.attempts = Some(attempts.max(1)))
    }

    /// Says that the same call may have been sent before, by a process that died, or one that does not remember: every failure
    /// is then judged as if that one had reached the gateway. `none` and `refused` are what *this* call did; with this they
    /// are never said unless the gateway's word is final for the key.
    ///
    /// Where the key was stored before the first sending, set it whenever the key is found again.
    pub fn sent_before(mut self) -> Self {
        self.call = self.call.inspect(|call| call.progress().sent_before()).map_err(Error::sent_before);
        self
    }

    /// Adds a file, in the field called `name`. It takes the place of one in the same field.
    ///
    /// For calls without types, and for requests that only describe their files.
    pub fn file(mut self, name: impl Into<Cow<'static, str>>, file: Upload) -> Self {
        self.call = self.call.map(|call| call.with_file(FilePart::new(name, file)));
        self
    }

    /// Tells `observer` how far the body has come, if the call has files: at the beginning of every attempt, and whenever the
    /// connection has taken a piece. Never after the call ended.
    ///
    /// It is called where connections are served: it should neither wait nor take long.
    ///
    /// ```
    /// # use alipay_transport::{Client, Error};
    /// # use alipay_wire::{OpenPlatform, Safety, Upload};
    /// # async fn send(client: &Client<OpenPlatform>, photo: Upload) -> Result<(), Error> {
    /// let call = client.untyped("alipay.open.file.upload", &serde_json::json!({ "biz_code": "x" }), Safety::Unkeyed);
    /// call.file("file_content", photo)
    ///     .on_upload(|now| println!("attempt {}: {} of {} bytes", now.attempt, now.sent, now.total))
    ///     .send()
    ///     .await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn on_upload(mut self, observer: impl Fn(UploadProgress) + Send + Sync + 'static) -> Self {
        self.call = self.call.map(|call| call.with_upload_observer(Arc::new(observer)));
        self
    }

    /// Sends it. The future borrows nothing and can be spawned; dropped, it sends nothing more, and what was sent stays sent: see
    /// [`tracked`](Self::tracked).
    ///
    /// # Errors
    /// [`Error::Invalid`] and [`Error::Encode`] before anything is sent, any other [`Error`] later. Each tells with
    /// [`effect`](Error::effect) what the call may have done.
    pub fn send(self) -> impl Future<Output = Result<Reply<T>, Error>> + Send + 'static + use<D, T> {
        let Self { calls, call, read, .. } = self;
        async move { conclude::<D, _>(calls, call, read).await }
    }

    /// Prepares to send it, and gives a handle that tells what happened to it even after the future is dropped.
    ///
    /// ```
    /// # use alipay_transport::{Client, Effect};
    /// # use alipay_worldfirst_fund::InquiryBalance;
    /// # async fn ask(client: &Client<alipay_wire::WorldFirst>, request: &InquiryBalance) {
    /// let (handle, answer) = client.request(request).tracked();
    /// if tokio::time::timeout(std::time::Duration::from_secs(3), answer).await.is_err() {
    ///     println!("given up; at the gateway: {}", handle.effect());
    /// }
    /// # }
    /// ```
    pub fn tracked(self) -> (CallHandle, impl Future<Output = Result<Reply<T>, Error>> + Send + 'static + use<D, T>) {
        let handle = CallHandle::new(self.call.as_ref().ok().cloned());
        (handle, self.send())
    }

    /// Sends it in the background, where it runs to its end also when nobody waits for it any more.
    ///
    /// # Panics
    /// Outside of a tokio runtime.
    ///
    /// # Errors
    /// At once, when the request is invalid; else through the [`Detached`] call.
    pub fn send_detached(self) -> Result<Detached<T>, Error> {
        let Self { calls, call, read, .. } = self;
        let call = call.inspect_err(tell::<D>)?;
        let running = call.clone();
        let task = tokio::spawn(conclude::<D, _>(calls, Ok(running), read));
        Ok(Detached::new(task, call))
    }

    fn limits(mut self, set: impl FnOnce(&mut Limits)) -> Self {
        self.call = self.call.map(|call| {
            let mut limits = *call.limits();
            set(&mut limits);
            call.with_limits(limits)
        });
        self
    }
}

impl<D: Dialect, T> fmt::Debug for CallBuilder<D, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CallBuilder").field("dialect", &D::NAME).field("call", &self.call).finish_non_exhaustive()
    }
}

fn call_of<R: Request>(request: &R) -> Result<Call, Error> {
    Call::new(request).map_err(|error| Error::call(&R::META.name, error).of(request.safety()))
}

/// Reads the answer to `request`.
fn reader<R: Api>(
    request: &R,
) -> impl FnOnce(Reply<Verified<Bytes>>) -> Result<Reply<R::Response>, Error> + Send + 'static + use<R> {
    let (safety, request) = (request.safety(), request.clone());
    move |reply| read(Some(&request), reply, safety)
}

async fn conclude<D: Dialect, T>(
    calls: CallService,
    call: Result<Call, Error>,
    read: impl FnOnce(Reply<Verified<Bytes>>) -> Result<Reply<T>, Error>,
) -> Result<Reply<T>, Error> {
    let call = call.inspect_err(tell::<D>)?;
    let answer = read(calls.oneshot(call.clone()).await?).inspect_err(tell::<D>);
    if let Err(error @ Error::Verify(_)) = &answer {
        // Genuine, and another's: what looked like the acceptance of this call is none.
        call.progress().settle(error.effect());
    }
    answer
}

fn tell<D: Dialect>(error: &Error) {
    tell_outside(error, D::NAME);
}

/// One API as a `tower::Service` from its request to a [`Reply`] of its response. Made by [`Client::service`].
pub struct ApiService<R: Api> {
    client: Client<R::Dialect>,
    request: PhantomData<fn(R)>,
}

impl<R: Api> Service<R> for ApiService<R> {
    type Response = Reply<R::Response>;
    type Error = Error;
    type Future = BoxFuture<'static, Result<Self::Response, Error>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Error>> {
        // Readiness is asked for each attempt, inside its time.
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: R) -> Self::Future {
        Box::pin(self.client.request(&request).send())
    }
}

impl<R: Api> Clone for ApiService<R> {
    fn clone(&self) -> Self {
        Self { client: self.client.clone(), request: PhantomData }
    }
}

impl<R: Api> fmt::Debug for ApiService<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ApiService").field("api", &R::META.name).finish_non_exhaustive()
    }
}
