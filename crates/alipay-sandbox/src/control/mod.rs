//! What a person or a test sees of the sandbox beside its answers, and what they change in its world.
//!
//! The page and the JSON API of a listener are thin over these methods of [`Sandbox`].

mod aimed;
#[cfg(feature = "listen")]
mod api;
mod call;
mod canned;
mod changes;
mod clock;
mod deliveries;
#[cfg(feature = "listen")]
mod events;
#[cfg(feature = "listen")]
mod explain;
mod fault_name;
#[cfg(feature = "listen")]
mod front;
mod guard;
mod ledger_of_calls;
mod money;
mod verdict;
#[cfg(feature = "listen")]
mod view;

use std::sync::{Arc, Mutex};

use bytes::Bytes;
use http::{Response, request::Parts};
use tokio::{
    sync::{Notify, watch},
    time::Instant,
};

pub use aimed::AimedFault;
pub use call::Call;
pub(crate) use changes::What;
pub use changes::{About, Decision, NotSavedState};
pub use deliveries::{Attempt, Delivery, DeliveryState};
#[cfg(feature = "listen")]
pub(crate) use front::{Front, PATIENCE};
pub(crate) use guard::is_cross_origin;
pub use money::NothingToDecide;
pub use verdict::Verdict;

use crate::{
    Disconnected, Entry, Fault, Sandbox,
    ledger::Ledger,
    locked,
    open_platform::{multipart::Received, rest_v3::Nonces},
};
use aimed::Aimed;
use canned::Canned;
use changes::Changes;
use clock::MovableClock;
use deliveries::Deliveries;
use ledger_of_calls::Calls;

/// What all clones of a sandbox share of this.
pub(crate) struct Control {
    calls: Mutex<Calls>,
    aimed: Mutex<Aimed>,
    pub(crate) deliveries: Mutex<Deliveries>,
    changes: Mutex<Changes>,
    canned: Mutex<Canned>,
    pub(crate) clock: Arc<MovableClock>,
    /// Where it listens.
    origin: Mutex<Option<String>>,
    /// Hosts beside those of this machine that may be notified, and that the sandbox may be called.
    hosts: Mutex<Vec<String>>,
    /// Counts what happens, so that who looks on knows when to look again.
    news: watch::Sender<u64>,
    /// Wakes who delivers notifications.
    pub(crate) due: Notify,
}

impl Default for Control {
    fn default() -> Self {
        Self {
            calls: Mutex::default(),
            aimed: Mutex::default(),
            deliveries: Mutex::default(),
            changes: Mutex::default(),
            canned: Mutex::default(),
            clock: Arc::default(),
            origin: Mutex::default(),
            hosts: Mutex::default(),
            news: watch::Sender::new(0),
            due: Notify::new(),
        }
    }
}

impl Control {
    pub(crate) fn changed(&self) {
        self.news.send_modify(|news| *news += 1);
    }

    /// Where it listens; inside this process nowhere.
    pub(crate) fn origin(&self) -> String {
        locked(&self.origin).clone().unwrap_or_else(|| "https://gateway.sandbox.invalid".to_owned())
    }

    #[cfg(feature = "listen")]
    pub(crate) fn listens_at(&self, origin: String) {
        *locked(&self.origin) = Some(origin);
    }
}

/// What the ledger notes of one request, for the record of the call.
pub(crate) type Noted = Arc<Mutex<Option<Entry>>>;

impl Sandbox {
    /// The latest 10,000 requests that reached the gateway, oldest first, with their answers as they were sent: of bodies
    /// the first 64 KiB, and of all of them together the latest 64 MiB.
    pub fn calls(&self) -> Vec<Arc<Call>> {
        locked(&self.control.calls).all()
    }

    /// Lets the sandbox be called by this host name over a socket, and notifications go to it. Without that both are for
    /// this machine alone: what asks by another name may be a foreign web page, and the sandbox's keys are public.
    pub fn allow_host(&self, host: &str) {
        locked(&self.control.hosts).push(host.to_ascii_lowercase());
    }

    /// Whether this host is this machine, or was [allowed](Self::allow_host).
    pub(crate) fn is_allowed(&self, host: &str) -> bool {
        let host = host.trim_matches(['[', ']']).to_ascii_lowercase();
        let is_loopback = host.parse::<std::net::IpAddr>().is_ok_and(|address| address.is_loopback());
        is_loopback || host == "localhost" || locked(&self.control.hosts).contains(&host)
    }

    /// Begins again: forgets calls, faults, notifications, what was moved of the clock, and everything that happened in
    /// the world. Keys, modes and APIs stay.
    pub fn reset(&self) {
        *locked(&self.world) = Default::default();
        *locked(&self.ledger) = Ledger::default();
        *locked(&self.faults) = Default::default();
        *locked(&self.nonces) = Nonces::default();
        self.cashier.reset();
        self.uncan();
        locked(&self.control.calls).clear();
        *locked(&self.control.aimed) = Aimed::default();
        locked(&self.control.deliveries).clear();
        *locked(&self.control.changes) = Changes::default();
        self.control.clock.set_ahead_millis(0);
        self.set_clocks();
        self.control.changed();
    }

    /// Everything that ends by time, ends by the clock of this world.
    pub(crate) fn set_clocks(&self) {
        let clock = Arc::clone(&self.control.clock);
        self.with_state(|trades: &mut alipay_trade::Trades| trades.set_clock(clock.clone()));
        self.with_state(|challenges: &mut alipay_dws_security::Challenges| challenges.set_clock(clock));
    }

    /// Notes what comes of a request, for this clone alone.
    pub(crate) fn noting(mut self) -> Self {
        self.noted = Some(Noted::default());
        self
    }

    /// Notes what the gateway received and did.
    pub(crate) fn note(&self, entry: Entry) {
        if let Some(noted) = &self.noted {
            *locked(noted) = Some(entry.clone());
        }
        locked(&self.ledger).note(entry);
    }

    /// Handles a request, and records it. The fault is the one that struck.
    pub(crate) async fn handle_and_record(
        self,
        head: Parts,
        received: Received,
        fault: Option<Fault>,
    ) -> (Result<Response<Bytes>, Disconnected>, Option<Fault>) {
        let (at, started) = (self.clock.now(), Instant::now());
        let fault = fault.or_else(|| self.aimed_fault(&head, &received.body));
        let body = received.body.clone();
        let mut call = Call::begun(at, &head, &received, fault);
        let answer = match fault {
            Some(Fault::Unreachable | Fault::BadHandshake | Fault::DropDuring) => Err(Disconnected),
            Some(Fault::Stalled) => std::future::pending().await,
            _ => self.clone().handle(head.clone(), received, fault).await,
        };
        let entry = self.noted.as_ref().and_then(|noted| locked(noted).take());
        if let Some(entry) = entry.as_ref().filter(|entry| entry.processed) {
            call.changes = self.remember(entry);
            self.learn_notify_url(&head, &body, entry);
        }
        call.ended(entry, answer.as_ref().ok(), started.elapsed());
        locked(&self.control.calls).add(call);
        self.control.changed();
        (answer, fault)
    }
}

/// A parameter of a request at `gateway.do`, as it is claimed.
pub(crate) fn parameter(head: &Parts, body: &[u8], wanted: &str) -> Option<String> {
    let query = head.uri.query().unwrap_or_default();
    let mut both = form_urlencoded::parse(query.as_bytes()).chain(form_urlencoded::parse(body));
    both.find(|(name, _)| name == wanted).map(|(_, value)| value.into_owned())
}
