//! What happened in the world, so that it can be saved, and happen again.
//!
//! The world is the sum of what happened in it: it is not written down, but the calls and actions that made it. So every
//! API takes part, also those of your own, and none has to know how its state is written.

use alipay_trade::Order;
use alipay_wire::{Stamp, Timestamp};
use bytes::Bytes;
use serde::{Deserialize, Serialize};

use crate::{Entry, Sandbox, locked, open_platform::multipart::Files, untyped::dialect_of};

/// One thing that changed the world.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Change {
    at: i64,
    #[serde(flatten)]
    what: What,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub(crate) enum What {
    /// A call that was processed, and is no query.
    Called { api: String, body: String },
    /// A payer opened a page or an order string.
    Opened { method: String, content: String, notify_url: Option<String>, return_url: Option<String> },
    /// Where the notifications of a trade go.
    NotifiedAt { out_trade_no: String, url: String },
    /// A payer or a person at the page decided something.
    Decided { about: About, id: String, decision: Decision, channel: Option<String> },
}

/// Of what something is decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs, reason = "its names are the words of the API")]
pub enum About {
    Trade,
    Transfer,
    Topup,
}

/// What is decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Decision {
    /// The payer pays.
    Pay,
    /// It is closed unpaid: the payer refuses, or its time is over.
    Close,
    /// A paid trade can no longer be refunded.
    Finish,
    /// A transfer or top-up ends well.
    Settle,
    /// A transfer or top-up fails.
    Fail,
}

/// What is saved.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Saved {
    version: u32,
    ahead_millis: i64,
    changes: Vec<Change>,
}

const VERSION: u32 = 1;

#[derive(Debug, Default)]
pub(crate) struct Changes(Vec<Change>);

/// Saved state is not loaded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotSavedState;

impl std::fmt::Display for NotSavedState {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("this is no saved state of a sandbox")
    }
}

impl std::error::Error for NotSavedState {}

impl Sandbox {
    /// What happened in this sandbox's world, as JSON: calls that changed something, and what payers decided. What
    /// [`with_state`](Self::with_state) did is not in it, nor the content of files.
    pub fn save(&self) -> Vec<u8> {
        let changes = locked(&self.control.changes).0.clone();
        let saved = Saved { version: VERSION, ahead_millis: self.control.clock.ahead_millis(), changes };
        // Numbers and texts: there is nothing in it that cannot be written.
        serde_json::to_vec(&saved).unwrap_or_default()
    }

    /// [Resets](Self::reset) the sandbox, and lets everything happen again that was saved, at the time when it happened.
    /// No notification is sent again.
    ///
    /// # Errors
    /// [`NotSavedState`] when this is none. Then nothing changes.
    pub fn load(&self, saved: &[u8]) -> Result<(), NotSavedState> {
        let saved: Saved = serde_json::from_slice(saved).map_err(|_| NotSavedState)?;
        if saved.version != VERSION {
            return Err(NotSavedState);
        }
        self.reset();
        for change in &saved.changes {
            self.control.clock.replay_at(Stamp::from_unix_millis(change.at));
            self.happen(&change.what);
        }
        self.control.clock.replay_at(None);
        self.control.clock.set_ahead_millis(saved.ahead_millis);
        locked(&self.control.changes).0 = saved.changes;
        self.tell_nobody();
        self.control.changed();
        Ok(())
    }

    /// Keeps what changed the world.
    pub(crate) fn happened(&self, what: What) {
        let at = self.now().unix_millis();
        locked(&self.control.changes).0.push(Change { at, what });
    }

    /// Keeps a processed call that is no query, and tells whether it is one.
    pub(super) fn remember(&self, entry: &Entry) -> bool {
        // Pages and order strings keep themselves.
        let changes = self.route_of(&entry.api).is_some_and(|route| (route.changes)(&entry.body));
        if changes {
            let body = String::from_utf8_lossy(&entry.body).into_owned();
            self.happened(What::Called { api: entry.api.clone(), body });
        }
        changes
    }

    fn route_of(&self, api: &str) -> Option<crate::routes::Route> {
        locked(&self.routes).find(dialect_of(api), api)
    }

    fn happen(&self, what: &What) {
        match what {
            What::Called { api, body } => {
                let Some(route) = self.route_of(api) else { return };
                let body = Bytes::copy_from_slice(body.as_bytes());
                // What was refused before would not be here.
                route.handle(&body, &Files::default(), &mut locked(&self.world));
            }
            What::Opened { method, content, notify_url, return_url } => {
                let Some(Ok(order)) = Order::read(method, content) else { return };
                let order = notify_url.iter().fold(order, |order, url| order.with_notify_url(url.as_str()));
                let order = return_url.iter().fold(order, |order, url| order.with_return_url(url.as_str()));
                self.with_state(|trades: &mut alipay_trade::Trades| trades.open(order).map(|_| ())).ok();
            }
            What::NotifiedAt { out_trade_no, url } => {
                self.with_state(|trades: &mut alipay_trade::Trades| {
                    trades.notify_at(&out_trade_no.as_str().into(), url)
                });
            }
            What::Decided { about, id, decision, channel } => {
                let at = Timestamp::from(self.now().iso8601(480));
                self.settle(*about, id, *decision, channel.as_deref(), at).ok();
            }
        }
    }
}
