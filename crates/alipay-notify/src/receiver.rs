//! From an HTTP request to a verified notification.

use std::{fmt, marker::PhantomData, sync::Arc, time::Duration};

use alipay_sign::Verified;
use alipay_wire::{Clock, Notification, Stamp, SystemClock, inbound};
use bytes::Bytes;
use http::{HeaderMap, HeaderValue, Method, Request, header::CONTENT_TYPE};

use crate::{
    Delivery, EventId, Form, Format, Notifies, NotifyError, Parties, Party, Refusal, SignedHeaders, reply::ReplyTo,
};

/// What the notifications of `D` hold.
type Content<D> = <<D as Notifies>::Format as Format>::Content;

/// 256 KiB: genuine notifications have a few.
const BODY_LIMIT: usize = 256 * 1024;

/// As long as gateways wait for an answer, or longer.
const BODY_TIME: Duration = Duration::from_secs(15);

/// Receives the notifications of one gateway family, at one address. Cheap to clone.
pub struct Receiver<D> {
    settings: Arc<Settings>,
    dialect: PhantomData<fn() -> D>,
}

#[derive(Clone)]
struct Settings {
    parties: Parties,
    path: Option<String>,
    body_limit: usize,
    #[cfg_attr(not(any(feature = "tower", feature = "axum")), allow(dead_code))]
    body_time: Duration,
    signed_replies: bool,
    clock: Arc<dyn Clock>,
}

impl<D: Notifies<Format = Form>> Receiver<D> {
    /// Receives what is addressed to one of `parties`.
    pub fn new(parties: Parties) -> Self {
        Self::of(None, parties)
    }
}

impl<D: Notifies<Format = SignedHeaders>> Receiver<D> {
    /// Receives what is addressed to one of `parties`, and to this path: that of the URL as the gateway knows it, without its
    /// query. The gateway signs it, so what was sent to another your own address is not authentic here.
    pub fn at(path: impl Into<String>, parties: Parties) -> Self {
        Self::of(Some(path.into()), parties)
    }
}

impl<D: Notifies> Receiver<D> {
    fn of(path: Option<String>, parties: Parties) -> Self {
        let settings = Settings {
            parties,
            path,
            body_limit: BODY_LIMIT,
            body_time: BODY_TIME,
            signed_replies: D::SIGNED_REPLY,
            clock: Arc::new(SystemClock),
        };
        Self { settings: Arc::new(settings), dialect: PhantomData }
    }

    /// The longest body that is read from a stream, in bytes: 256 KiB unless set.
    #[must_use]
    pub fn body_limit(self, bytes: usize) -> Self {
        self.set(|settings| settings.body_limit = bytes)
    }

    /// The longest that is waited for a body from a stream: 15 seconds unless set. By the clock of tokio; on another runtime
    /// nothing is waited for in time, so bound it there yourself.
    #[must_use]
    pub fn body_time(self, limit: Duration) -> Self {
        self.set(|settings| settings.body_time = limit)
    }

    /// Whether acknowledgements are signed. Unless set, as the gateway family wants it: WorldFirst's are.
    #[must_use]
    pub fn signed_replies(self, on: bool) -> Self {
        self.set(|settings| settings.signed_replies = on)
    }

    /// Stamps signed acknowledgements with another clock.
    #[must_use]
    pub fn clock(self, clock: impl Clock + 'static) -> Self {
        self.set(|settings| settings.clock = Arc::new(clock))
    }

    fn set(mut self, change: impl FnOnce(&mut Settings)) -> Self {
        change(Arc::make_mut(&mut self.settings));
        self
    }

    /// Whom notifications may be addressed to.
    pub fn parties(&self) -> &Parties {
        &self.settings.parties
    }

    /// Checks a request: who sent it and to whom. Reads nothing of it before.
    ///
    /// # Errors
    /// [`Refusal`], with the reason for you and the answer for the sender. The request is still yours: after
    /// [`NotifyError::UnknownKey`] it can be received again with the key it asked for.
    pub fn receive(&self, request: &Request<Bytes>) -> Result<Authentic<D>, Refusal> {
        self.admit(request.method(), request.headers())
            .and_then(|()| self.check(request))
            .map_err(|why| self.refuse(why))
    }

    /// Checks a request and reads it as a `T`.
    ///
    /// # Errors
    /// [`Refusal`] as of [`receive`](Self::receive) and [`Authentic::read`].
    pub fn read<T: Notification<Dialect = D>>(&self, request: &Request<Bytes>) -> Result<Delivery<T>, Refusal> {
        self.receive(request)?.read()
    }

    /// An answer that acknowledges nothing, for your own reason.
    pub fn refuse(&self, why: NotifyError) -> Refusal {
        Refusal::new(D::Format::REPLY, why)
    }

    pub(crate) fn now(&self) -> Stamp {
        self.settings.clock.now()
    }

    #[cfg(any(feature = "tower", feature = "axum"))]
    pub(crate) fn limit(&self) -> usize {
        self.settings.body_limit
    }

    #[cfg(any(feature = "tower", feature = "axum"))]
    pub(crate) fn time(&self) -> Duration {
        self.settings.body_time
    }

    /// Whether it is worth reading the body.
    pub(crate) fn admit(&self, method: &Method, headers: &HeaderMap) -> Result<(), NotifyError> {
        if method != Method::POST {
            return Err(NotifyError::Method);
        }
        let expected = D::Format::MEDIA_TYPE;
        let is_expected = |value: &HeaderValue| {
            let essence = value.to_str().unwrap_or_default().split(';').next().unwrap_or_default();
            essence.trim().eq_ignore_ascii_case(expected)
        };
        if headers.get_all(CONTENT_TYPE).iter().all(is_expected) {
            Ok(())
        } else {
            Err(NotifyError::MediaType(expected))
        }
    }

    fn check(&self, request: &Request<Bytes>) -> Result<Authentic<D>, NotifyError> {
        let path = self.settings.path.as_deref().unwrap_or(request.uri().path());
        let (identity, party, content) = self.verify(D::Format::open(path, request)?)?;
        let signer = self.settings.signed_replies.then_some(party);
        if signer.as_ref().is_some_and(|party| party.signer().is_none()) {
            return Err(NotifyError::NoSigner);
        }
        let reply = ReplyTo {
            form: D::Format::REPLY,
            identity,
            path: path.to_owned(),
            signer,
            clock: Arc::clone(&self.settings.clock),
        };
        Ok(Authentic { content, reply })
    }

    /// Checks with the key of whom the message names. Both are proven then.
    pub(crate) fn verify(
        &self,
        received: inbound::Received<Content<D>>,
    ) -> Result<(String, Party, Verified<Content<D>>), NotifyError> {
        let identity = received.identity;
        let party = self.settings.parties.get(&identity).ok_or(NotifyError::UnknownParty)?;
        let content = party.verify(&identity, received.sealed)?;
        let content = D::Format::reveal(content, &identity)?;
        Ok((identity, party, content))
    }
}

impl<D> Clone for Receiver<D> {
    fn clone(&self) -> Self {
        Self { settings: Arc::clone(&self.settings), dialect: PhantomData }
    }
}

impl<D: Notifies> fmt::Debug for Receiver<D> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Receiver")
            .field("dialect", &D::NAME)
            .field("parties", &self.settings.parties)
            .field("path", &self.settings.path)
            .finish_non_exhaustive()
    }
}

/// A notification whose signature was checked, not yet read.
#[derive(Debug)]
pub struct Authentic<D: Notifies> {
    content: Verified<Content<D>>,
    reply: ReplyTo,
}

impl<D: Notifies> Authentic<D> {
    /// To whom it is addressed: one of the receiver's parties, proven.
    pub fn identity(&self) -> &str {
        &self.reply.identity
    }

    /// What was signed: parameters in UTF-8, or the bytes of a JSON body. Parameters may have been cut otherwise when they
    /// were signed: act on what [`read`](Self::read) or [`raw`](Self::raw) gives.
    pub fn content(&self) -> &Verified<Content<D>> {
        &self.content
    }

    /// Reads it as a `T`.
    ///
    /// # Errors
    /// [`Refusal`] when it is no `T`, could be read in more than one way, or lacks what tells one event from the next.
    pub fn read<T: Notification<Dialect = D>>(self) -> Result<Delivery<T>, Refusal> {
        D::Format::one_reading(&self.content, T::FORM.as_ref()).map_err(|why| self.reply.refuse(why))?;
        let read =
            D::Format::decode::<T>(&self.content).map_err(|error| self.reply.refuse(NotifyError::Unreadable(error)))?;
        let id = self.event_id(T::NAME, read.event())?;
        Ok(Delivery::new(id, read, self.reply))
    }

    /// Takes it as it is, for kinds without a type. `event` is what makes two deliveries the same: choose what is equal
    /// for every repetition, and different for everything else of this `kind`.
    ///
    /// # Errors
    /// [`Refusal`] when `event` is blank or, of a form, contains `&`: see [`NotifyError::NoEvent`]. And when a value of a form
    /// holds any word between `&` and `=`: see [`NotifyError::Ambiguous`].
    pub fn raw(self, kind: &'static str, event: impl Into<String>) -> Result<Delivery<Verified<Content<D>>>, Refusal> {
        D::Format::one_reading(&self.content, None).map_err(|why| self.reply.refuse(why))?;
        let id = self.event_id(kind, Some(event.into()))?;
        Ok(Delivery::new(id, self.content, self.reply))
    }

    fn event_id(&self, kind: &'static str, event: Option<String>) -> Result<EventId, Refusal> {
        let event = event.filter(|event| D::Format::can_name(event));
        let event = event.ok_or_else(|| self.reply.refuse(NotifyError::NoEvent))?;
        Ok(EventId::new(D::NAME, self.identity(), kind, event))
    }
}
