//! Which events are being processed, and which are done.

use std::{fmt, sync::Arc};

use alipay_sign::BoxFuture;

use crate::BoxError;

/// Remembers which events were processed, so that each is processed once however often it is delivered.
///
/// Between [`begin`](Self::begin) and [`commit`](Self::commit) an event is *claimed*. A claim has a lease: when its
/// holder dies, the claim ends by itself, and the next delivery is new. A commit succeeds only while its claim is the
/// event's newest, so a holder that outlived its lease can no longer commit once another took over.
///
/// # With your own storage
///
/// Between "the work is done" and "the inbox knows" a process can die; then the work is done again. Anyone who cannot have
/// that lets the inbox commit in the same transaction as the work, and gives the transaction as [`Work`](Self::Work):
/// the work lasts only together with the commit. The guide `docs/guide/notifications.md` has the statements.
///
/// Keep what is done for longer than the gateway delivers again; a genuine notification that somebody recorded can be
/// replayed at any time, so keeping it for good is better.
pub trait Inbox: Send + Sync {
    /// What a commit needs beside the event: a transaction that holds the work, or `()`.
    type Work: Send + 'static;

    /// Claims the event, unless it is claimed or done. Two calls at the same time must not both get
    /// [`Claim::New`].
    fn begin<'a>(&'a self, event: &'a EventId) -> BoxFuture<'a, Result<Claim, InboxError>>;

    /// Makes the event done, and the work lasting. Must fail with [`InboxError::Lost`] when the claim called `token` is
    /// no longer the event's newest.
    ///
    /// After another error it may be open whether the event is done. Nothing is acknowledged then, and the next delivery
    /// finds out.
    fn commit<'a>(
        &'a self,
        event: &'a EventId,
        token: Token,
        work: Self::Work,
    ) -> BoxFuture<'a, Result<(), InboxError>>;

    /// Gives the claim called `token` back, so that the next delivery is new. Does nothing when it is not the newest, or
    /// the event is done.
    fn abort<'a>(&'a self, event: &'a EventId, token: Token) -> BoxFuture<'a, Result<(), InboxError>>;

    /// The holder of the claim is gone without a word. May give the claim back as [`abort`](Self::abort) does, if that
    /// needs no waiting. Unless implemented, the lease has to end.
    fn abandon(&self, event: &EventId, token: Token) {
        let _ = (event, token);
    }
}

/// What an inbox says about an event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Claim {
    /// It is claimed for the caller.
    New(Token),
    /// Somebody else has claimed it, and the lease runs.
    InProgress,
    /// It is done.
    Done,
}

/// Tells one claim of an event from the next: a number the inbox never gives twice for the same event.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Token(pub u64);

/// By what an event is recognised when it comes again.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct EventId {
    dialect: &'static str,
    identity: String,
    kind: &'static str,
    event: String,
}

impl EventId {
    pub(crate) fn new(dialect: &'static str, identity: &str, kind: &'static str, event: impl Into<String>) -> Self {
        Self { dialect, identity: identity.to_owned(), kind, event: event.into() }
    }

    /// The gateway family.
    pub fn dialect(&self) -> &str {
        self.dialect
    }

    /// The `app_id` or `client-id` it is addressed to.
    pub fn identity(&self) -> &str {
        &self.identity
    }

    /// The kind of notification, such as `notifyTopup`.
    pub fn kind(&self) -> &str {
        self.kind
    }

    /// What the kind of notification is recognised by, such as a `notify_id`.
    pub fn event(&self) -> &str {
        &self.event
    }

    /// All four in one text that is different for different events: a key for a table.
    pub fn key(&self) -> String {
        [self.dialect, &self.identity, self.kind, &self.event].map(escaped).join("/")
    }
}

/// Without the sign that separates parts.
fn escaped(part: &str) -> String {
    part.replace('%', "%25").replace('/', "%2F")
}

impl fmt::Debug for EventId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("EventId")
            .field("dialect", &self.dialect)
            .field("identity", &self.identity)
            .field("kind", &self.kind)
            .finish_non_exhaustive()
    }
}

/// An inbox cannot do what it should.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum InboxError {
    /// The claim ended, and the event belongs to another delivery.
    #[error("the claim on the event was lost: the work took longer than its lease")]
    Lost,
    /// There is no room for another event.
    #[error("the inbox is full: it refuses new events rather than forget those that are done")]
    Full,
    /// The storage behind it failed.
    #[error("the storage of the inbox failed")]
    Storage(#[source] BoxError),
}

impl InboxError {
    /// The storage behind the inbox failed.
    pub fn storage(error: impl Into<BoxError>) -> Self {
        Self::Storage(error.into())
    }
}

macro_rules! forward {
    ($($pointer:ty),*) => {$(
        impl<I: Inbox + ?Sized> Inbox for $pointer {
            type Work = I::Work;

            fn begin<'a>(&'a self, event: &'a EventId) -> BoxFuture<'a, Result<Claim, InboxError>> {
                (**self).begin(event)
            }

            fn commit<'a>(&'a self, event: &'a EventId, token: Token, work: I::Work) -> BoxFuture<'a, Result<(), InboxError>> {
                (**self).commit(event, token, work)
            }

            fn abort<'a>(&'a self, event: &'a EventId, token: Token) -> BoxFuture<'a, Result<(), InboxError>> {
                (**self).abort(event, token)
            }

            fn abandon(&self, event: &EventId, token: Token) {
                (**self).abandon(event, token);
            }
        }
    )*};
}

forward!(&I, Box<I>, Arc<I>);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn different_events_have_different_keys() {
        let key = |identity, event: &str| EventId::new("d", identity, "k", event).key();
        assert_eq!(key("a", "1"), "d/a/k/1");
        assert_ne!(key("a/k", "1"), EventId::new("d", "a", "k", "k/1").key());
        assert_ne!(key("a%2F", "1"), key("a/", "1"));
    }
}
