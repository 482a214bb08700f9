//! One attempt: the only bridge between calls and HTTP.

use std::{
    fmt, io,
    sync::{Arc, PoisonError, RwLock},
    task::{Context, Poll},
    time::Duration,
};

use alipay_sign::{BoxFuture, Credentials, Verified};
use alipay_wire::{Call, Clock, Dialect, Effect, Evidence, Gate, Phase, Protocol, Running, Sent, Signing};
use bytes::{Bytes, BytesMut};
use http::response::Parts;
use http_body_util::BodyExt;
use tokio::time::{Instant, timeout};
use tower::{Service, ServiceExt};
use tracing::Instrument;

use crate::{
    Error, EvidenceSink, HttpService, Placement, ResponseBody, SharedHttpService, WithoutEvidence,
    error::{SignFailed, TransportError, TransportKind},
    evidence::{Record, Witness},
    explain::Asked,
    judgement::Received,
    key_discovery::KeyDiscovery,
    nonce,
    placement::Places,
    reply::{History, Reply},
    upload::{self, Watched},
};

/// Makes attempts: stamp, draft, sign, seal, send, collect, open, verify, conclude.
///
/// A `tower::Service` from [`Call`] to a [`Reply`] of the verified body, over any [`HttpService`].
#[derive(Clone)]
pub struct Attempts {
    http: SharedHttpService,
    pub(crate) protocol: Arc<dyn Protocol>,
    credentials: CredentialsHandle,
    pub(crate) clock: Arc<dyn Clock>,
    limits: AttemptLimits,
    places: Places,
    dialect: &'static str,
    pub(crate) witness: Option<Witness>,
    pub(crate) discovery: KeyDiscovery,
}

/// Limits of one attempt.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct AttemptLimits {
    /// Time for one attempt, unless the call says otherwise.
    pub timeout: Duration,
    /// The longest answer that is read, in bytes.
    pub body: usize,
    /// How much older than its request an answer may say to be, where the protocol dates answers.
    pub freshness: Duration,
}

impl Default for AttemptLimits {
    /// 15 seconds, 1 MiB, five minutes.
    fn default() -> Self {
        Self { timeout: Duration::from_secs(15), body: 1 << 20, freshness: Sent::FRESHNESS }
    }
}

/// The credentials in use. They can be swapped while calls are in flight: every attempt takes one snapshot.
#[derive(Clone, Debug)]
pub struct CredentialsHandle(Arc<RwLock<Credentials>>);

impl CredentialsHandle {
    /// Begins with these credentials.
    pub fn new(credentials: Credentials) -> Self {
        Self(Arc::new(RwLock::new(credentials)))
    }

    /// Uses other credentials from the next attempt on.
    pub fn swap(&self, credentials: Credentials) {
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = credentials;
    }

    pub(crate) fn snapshot(&self) -> Credentials {
        self.0.read().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl Attempts {
    /// Makes attempts in the dialect `D` with these parts.
    pub fn new<D: Dialect>(
        http: impl HttpService,
        protocol: Arc<dyn Protocol>,
        credentials: CredentialsHandle,
        clock: Arc<dyn Clock>,
        limits: AttemptLimits,
    ) -> Self {
        Self::of::<D>(http.share(), protocol, credentials, clock, limits)
    }

    pub(crate) fn of<D: Dialect>(
        http: SharedHttpService,
        protocol: Arc<dyn Protocol>,
        credentials: CredentialsHandle,
        clock: Arc<dyn Clock>,
        limits: AttemptLimits,
    ) -> Self {
        let (dialect, places) = (D::NAME, Places::from(Placement::default()));
        Self {
            http,
            protocol,
            credentials,
            clock,
            limits,
            places,
            dialect,
            witness: None,
            discovery: KeyDiscovery::default(),
        }
    }

    /// Sets where requests are signed.
    #[must_use]
    pub fn placement(mut self, placement: Placement) -> Self {
        self.places = placement.into();
        self
    }

    /// Keeps evidence of every attempt.
    #[must_use]
    pub fn evidence(mut self, sink: impl EvidenceSink + 'static, otherwise: WithoutEvidence) -> Self {
        self.witness = Some(Witness::new(sink, otherwise));
        self
    }

    pub(crate) fn witness(mut self, witness: Option<Witness>) -> Self {
        self.witness = witness;
        self
    }

    async fn attempt(self, call: Call) -> Result<Reply<Verified<Bytes>>, Error> {
        let running = call.progress().begin(call.safety());
        let started = Instant::now();
        let limit = call.limits().attempt_timeout.unwrap_or(self.limits.timeout);
        let credentials = self.credentials.snapshot();
        let mut evidence = Record::new(self.witness.clone());
        let received = self.exchange(limit, &call, &credentials, running.gate(), &mut evidence).await;
        // From here on only a key that is not held is waited for: what came back in time is concluded, and its conclusion
        // is kept.
        let left = limit.saturating_sub(started.elapsed());
        let mut result = match received {
            Ok(received) => self.judge(&call, received, &credentials, left).await,
            Err(error) => Err(error),
        };
        record(&call, running, &result, started.elapsed());
        evidence.ended(result.as_ref().map_or_else(Error::kind, |_| "success"));
        if let Ok(reply) = &mut result {
            reply.receipt_mut().history = History::of(call.progress());
        }
        result
    }

    /// Sends a call once, and collects what comes back within `limit`.
    pub(crate) async fn exchange(
        &self,
        limit: Duration,
        call: &Call,
        credentials: &Credentials,
        gate: &Arc<Gate>,
        evidence: &mut Record,
    ) -> Result<Received, Error> {
        match timeout(limit, self.send(call, credentials, gate, evidence)).await {
            Ok(received) => received,
            Err(_) => Err(TransportError::new(call, TransportKind::AttemptTimeout, gate.close(), None).into()),
        }
    }

    async fn send(
        &self,
        call: &Call,
        credentials: &Credentials,
        gate: &Arc<Gate>,
        evidence: &mut Record,
    ) -> Result<Received, Error> {
        let encode = |source| Error::encode(&call.api().name, source);
        // Waited for before the time is stamped.
        let place = self.places.wait(credentials).await;
        let key = credentials.signer().key();
        let signing =
            Signing::new(key, self.clock.now(), nonce::fresh().map_err(|source| SignFailed::new(call, source))?);

        let draft = self.protocol.draft(call, &signing).map_err(encode)?;
        let signature = place.sign(credentials, draft.message()).await;
        let signature = signature.map_err(|source| SignFailed::new(call, source))?;
        let is_kept = evidence.is_wanted() || cfg!(feature = "diagnose");
        let signed = if is_kept { draft.message().clone() } else { Bytes::new() };
        let request = self.protocol.seal(draft, &signature).map_err(encode)?;
        let sent = signing.sent().freshness(self.limits.freshness);

        let write = || Evidence::of_request(self.dialect, &*self.protocol, call, key, &signed, &request, sent.at);
        evidence.sending(call, write).await?;
        let asked = Asked::of(&request, &signed);
        let (head, body) = request.into_parts();
        let unreadable =
            |error: io::Error| TransportError::new(call, TransportKind::File, gate.close(), Some(error.into()));
        let (body, watched) = upload::begin(body, call, gate).await.map_err(unreadable)?;
        let request = http::Request::from_parts(head, body);
        let io = |source| match watched.as_ref().and_then(Watched::failure) {
            Some(error) => unreadable(error),
            None => TransportError::new(call, TransportKind::Io, gate.close(), Some(source)),
        };
        let response = self.http.clone().oneshot(request).await.map_err(io)?;
        gate.answered();
        let (head, body) = response.into_parts();
        let body = self.collect(call, &head, body).await?;
        evidence.answered(&head, &body, self.clock.now());
        Ok(Received { sent, head, body, asked })
    }

    async fn collect(&self, call: &Call, head: &Parts, mut body: ResponseBody) -> Result<Bytes, Error> {
        let fail = |kind, source| {
            let error = TransportError::new(call, kind, Phase::Answered, source);
            error.answered(head.status, self.protocol.trace_id(head))
        };
        // One chunk, the usual case, is passed on as it came.
        let mut first = Bytes::new();
        let mut rest = BytesMut::new();
        while let Some(frame) = body.frame().await {
            let frame = frame.map_err(|source| fail(TransportKind::Io, Some(source)))?;
            let Ok(chunk) = frame.into_data() else { continue };
            if first.len() + rest.len() + chunk.len() > self.limits.body {
                return Err(fail(TransportKind::TooLarge, None).into());
            }
            if first.is_empty() {
                first = chunk;
            } else {
                rest.extend_from_slice(&chunk);
            }
        }
        if rest.is_empty() {
            return Ok(first);
        }
        Ok([first, rest.freeze()].concat().into())
    }
}

/// Writes a finished attempt into the story of its call.
fn record(call: &Call, running: Running, result: &Result<Reply<Verified<Bytes>>, Error>, elapsed: Duration) {
    let (effect, outcome, status) = match result {
        Ok(reply) => (Effect::accepted(call.safety(), reply.body()), "success", Some(reply.status().as_u16())),
        Err(error) => (error.effect(), error.kind(), error.http_status()),
    };
    if let Err(Error::Api(error)) = result
        && error.settles(call.safety())
    {
        call.progress().settle(effect);
    }
    running.end(effect, outcome, status, elapsed);
    tracing::debug!(
        outcome,
        effect = effect.as_str(),
        status,
        elapsed_us = elapsed.as_micros() as u64,
        "attempt ended"
    );
}

impl From<TransportError> for Error {
    fn from(error: TransportError) -> Self {
        Self::Transport(error)
    }
}

impl From<SignFailed> for Error {
    fn from(error: SignFailed) -> Self {
        Self::Sign(error)
    }
}

impl Service<Call> for Attempts {
    type Response = Reply<Verified<Bytes>>;
    type Error = Error;
    type Future = BoxFuture<'static, Result<Self::Response, Error>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Error>> {
        // The transport is asked when a request is at hand, so that its readiness is part of the attempt's time.
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, call: Call) -> Self::Future {
        let number = call.progress().attempts().saturating_add(1);
        let span = tracing::debug_span!("attempt", number);
        Box::pin(self.clone().attempt(call).instrument(span))
    }
}

impl fmt::Debug for Attempts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Attempts")
            .field("protocol", &self.protocol)
            .field("limits", &self.limits)
            .finish_non_exhaustive()
    }
}
