//! One delivery of a notification: begin, work, commit or abort.

use std::fmt;

use crate::{Acknowledgement, BoxError, Claim, EventId, Inbox, NotifyError, Refusal, Token, reply::ReplyTo};

/// A verified notification, as it was delivered this time.
///
/// Gateways deliver again until they get their acknowledgement, so a delivery is not yet work to do: [`begin`] tells.
///
/// [`begin`]: Self::begin
#[derive(Debug)]
#[must_use = "what is not begun is not acknowledged, and comes again"]
pub struct Delivery<T> {
    event: Event<T>,
    reply: ReplyTo,
}

/// What happened, and how it is recognised when it comes again.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Event<T> {
    /// By what it is recognised.
    pub id: EventId,
    /// What the gateway says.
    pub notification: T,
}

/// What to do with a delivery.
pub enum Begun<T, I: Inbox> {
    /// Nobody has processed it: it is yours now.
    New(Processing<T, I>),
    /// Another delivery of the same event is being processed: refuse this one, and the gateway will ask again.
    InProgress(Refusal),
    /// It was processed before: acknowledge it again, and do nothing.
    Done(Acknowledgement),
}

impl<T> Delivery<T> {
    pub(crate) fn new(id: EventId, notification: T, reply: ReplyTo) -> Self {
        Self { event: Event { id, notification }, reply }
    }

    /// By what the event is recognised.
    pub fn id(&self) -> &EventId {
        &self.event.id
    }

    /// What the gateway says.
    pub fn notification(&self) -> &T {
        &self.event.notification
    }

    /// Claims the event in the inbox.
    ///
    /// # Errors
    /// [`Refusal`] when the inbox fails, or what was done before cannot be acknowledged.
    pub async fn begin<I: Inbox>(self, inbox: I) -> Result<Begun<T, I>, Refusal> {
        let Self { event, reply } = self;
        Ok(match inbox.begin(&event.id).await {
            Ok(Claim::New(token)) => {
                let claim = Held { inbox, id: event.id.clone(), token, open: true };
                Begun::New(Processing { event, reply, claim })
            }
            Ok(Claim::InProgress) => Begun::InProgress(reply.refuse(NotifyError::InProgress)),
            Ok(Claim::Done) => Begun::Done(reply.acknowledge().await?),
            Err(error) => return Err(reply.refuse(error)),
        })
    }

    /// All in one: [begins](Self::begin), does `work` when the event is new, and commits with what it returns.
    ///
    /// Dropping the future gives the claim up, so `work` must do its work inside its own future.
    ///
    /// # Errors
    /// [`Refusal`] when the event is in progress elsewhere, the work fails, or the inbox does.
    pub async fn process<I, F, E>(self, inbox: I, work: impl FnOnce(Event<T>) -> F) -> Result<Acknowledgement, Refusal>
    where
        I: Inbox,
        F: Future<Output = Result<I::Work, E>>,
        E: Into<BoxError>,
    {
        let Processing { event, reply, claim } = match self.begin(inbox).await? {
            Begun::New(processing) => processing,
            Begun::InProgress(refusal) => return Err(refusal),
            Begun::Done(acknowledgement) => return Ok(acknowledgement),
        };
        match work(event).await.map_err(Into::into) {
            Ok(done) => claim.commit(&reply, done).await,
            Err(error) => Err(claim.abort(&reply, error).await),
        }
    }

    /// Refuses it without looking into the inbox. The gateway sends it again.
    pub fn refuse(self, why: impl Into<BoxError>) -> Refusal {
        self.reply.refuse(NotifyError::Work(why.into()))
    }
}

/// A claimed event. Dropped without commit, it is given back, and the gateway's next delivery is new again.
#[must_use = "dropping it gives the claim back"]
pub struct Processing<T, I: Inbox> {
    event: Event<T>,
    reply: ReplyTo,
    claim: Held<I>,
}

impl<T, I: Inbox> Processing<T, I> {
    /// By what the event is recognised.
    pub fn id(&self) -> &EventId {
        &self.event.id
    }

    /// What the gateway says.
    pub fn notification(&self) -> &T {
        &self.event.notification
    }

    /// The number of this claim, for an inbox that is written to by other means too.
    pub fn token(&self) -> Token {
        self.claim.token
    }

    /// Remembers that the work is done. `work` is what the inbox commits together with that, such as a transaction.
    ///
    /// # Errors
    /// [`Refusal`] when the claim was lost to another delivery, the inbox failed, or the acknowledgement could not be
    /// signed. Only in the last case is the work known to be committed.
    pub async fn commit(self, work: I::Work) -> Result<Acknowledgement, Refusal> {
        self.claim.commit(&self.reply, work).await
    }

    /// Gives the event back: the gateway sends it again, and then it is new.
    pub async fn abort(self, why: impl Into<BoxError>) -> Refusal {
        self.claim.abort(&self.reply, why.into()).await
    }
}

/// The claim of one delivery.
struct Held<I: Inbox> {
    inbox: I,
    id: EventId,
    token: Token,
    /// Whether dropping it gives it back.
    open: bool,
}

impl<I: Inbox> Held<I> {
    async fn commit(mut self, reply: &ReplyTo, work: I::Work) -> Result<Acknowledgement, Refusal> {
        let committed = self.inbox.commit(&self.id, self.token, work).await;
        // Also after an error, since a commit may have succeeded all the same: the lease decides.
        self.open = false;
        match committed {
            Ok(()) => reply.acknowledge().await,
            Err(error) => Err(reply.refuse(error)),
        }
    }

    async fn abort(mut self, reply: &ReplyTo, why: BoxError) -> Refusal {
        // When the inbox cannot take it back now, the lease ends by itself.
        let given_back = self.inbox.abort(&self.id, self.token).await;
        self.open = given_back.is_err();
        reply.refuse(NotifyError::Work(why))
    }
}

impl<I: Inbox> Drop for Held<I> {
    fn drop(&mut self) {
        if self.open {
            self.inbox.abandon(&self.id, self.token);
        }
    }
}

impl<T, I: Inbox> fmt::Debug for Begun<T, I> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::New(processing) => processing.fmt(f),
            Self::InProgress(refusal) => refusal.fmt(f),
            Self::Done(acknowledgement) => acknowledgement.fmt(f),
        }
    }
}

impl<T, I: Inbox> fmt::Debug for Processing<T, I> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Processing").field("id", self.id()).field("token", &self.claim.token).finish_non_exhaustive()
    }
}
