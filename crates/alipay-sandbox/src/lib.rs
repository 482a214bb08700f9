//! An embedded gateway that speaks all three dialects.
//!
//! [`Sandbox`] verifies what it receives, answers from real state, and signs what it sends, as the real gateways do. It is
//! a transport (a `tower::Service`) for clients in the same process and, with feature `listen`, a server on a socket.
//!
//! It knows the parties of the documentation's samples, keeps a [ledger](Sandbox::ledger) of what it processed, answers
//! the documented errors, and misbehaves on demand: [`Sandbox::inject`]. It learns APIs of your own with
//! [`Sandbox::on`].
//!
//! ```
//! use alipay_sandbox::Sandbox;
//!
//! let sandbox = Sandbox::new();
//! let protocol = sandbox.endpoints().dws();
//! let credentials = sandbox.credentials();
//! // Give both to a client, with `sandbox.clone()` as its transport.
//! # let _ = (protocol, credentials);
//! ```
//!
//! At the Open Platform an application has modes:
//!
//! | mode | in the sandbox | feature |
//! |---|---|---|
//! | keys, content in plain text, UTF-8 | always, unless said otherwise | |
//! | certificates | `Sandbox::with_certificates`, `Sandbox::rotate_certificate` | `cert` |
//! | encrypted content | `Sandbox::with_content_key`, for requests that are encrypted | `encrypt` |
//! | GBK | for requests in GBK | `gbk` |
//!
//! It speaks both protocols of the Open Platform, over one state: `gateway.do`, and REST for the APIs that have a path there.
//! Over REST its failures are unsigned, as the real gateway leaves them: [`Sandbox::with_signed_failures`].
//!
//! The keys of the other gateways change with [`Sandbox::rotate_keys`]. [`Sandbox::notification`] makes what a gateway
//! sends of its own accord, [`Sandbox::judge`] tells what it makes of the answer, and with feature `listen`
//! `Sandbox::deliver` sends it.

//!
//! Its `gateway.do` has a cashier for the pages of `alipay.trade`: browsers are shown the order, and pay it with a button.
//! [`Sandbox::pay_order_string`] plays the phone, [`Sandbox::pages`] has what was brought, and
//! [`Sandbox::take_notifications`] what the merchant is to be told.

mod acknowledgement;
mod answer_body;
#[cfg(feature = "listen")]
mod deliver;
mod endpoints;
mod fault;
mod gateway;
mod keys;
mod ledger;
#[cfg(feature = "listen")]
mod listen;
mod notifications;
mod open_platform;
mod routes;
mod service;
mod signed_header;

use std::{
    fmt,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use alipay_trade::Trades;
use alipay_wire::{
    Api, Clock, Field, SystemClock,
    server::{Catalog, Refusal, World},
};
use serde::{Serialize, de::DeserializeOwned};

pub use acknowledgement::NotAcknowledged;
pub use answer_body::AnswerBody;
#[cfg(feature = "listen")]
pub use deliver::NotDelivered;
pub use endpoints::Endpoints;
pub use fault::Fault;
pub use ledger::Entry;
#[cfg(feature = "listen")]
pub use listen::Listener;
pub use notifications::NotificationBuilder;
#[cfg(feature = "cert")]
pub use open_platform::GatewayCertificate;
pub use service::Disconnected;

use fault::Faults;
use keys::Keys;
use ledger::Ledger;
#[cfg(feature = "cert")]
use open_platform::Certificates;
use open_platform::{Content, cashier::Cashier, rest_v3::Nonces};
use routes::Routes;

/// An embedded gateway. Clones share keys, state, ledger and faults.
#[derive(Clone)]
pub struct Sandbox {
    keys: Arc<Keys>,
    routes: Arc<Mutex<Routes>>,
    world: Arc<Mutex<World>>,
    ledger: Arc<Mutex<Ledger>>,
    faults: Arc<Mutex<Faults>>,
    clock: Arc<dyn Clock>,
    content: Content,
    cashier: Cashier,
    nonces: Arc<Mutex<Nonces>>,
    /// Over REST.
    signs_failures: bool,
    /// In the certificate mode of the Open Platform.
    #[cfg(feature = "cert")]
    certificates: Option<Arc<Certificates>>,
}

impl Sandbox {
    /// The application id the Open Platform gateway knows.
    pub const APP_ID: &'static str = "2014072300007148";
    /// The client id the Digital Wallet gateway knows.
    pub const DWS_CLIENT_ID: &'static str = "T_WALLET_1";
    /// The client id the WorldFirst gateway knows.
    pub const WORLDFIRST_CLIENT_ID: &'static str = "T_PARTNER_1";

    /// A gateway with every API of this workspace, and the parties of the documentation's samples.
    pub fn new() -> Self {
        let sandbox = Self::empty();
        sandbox.register(|routes| {
            alipay_fund_account::catalog(routes);
            alipay_offline_material::catalog(routes);
            alipay_trade::catalog(routes);
            alipay_dws_accounts::catalog(routes);
            alipay_dws_security::catalog(routes);
            alipay_dws_topups::catalog(routes);
            alipay_worldfirst_fund::catalog(routes);
            alipay_worldfirst_quote::catalog(routes);
            alipay_worldfirst_transfer::catalog(routes);
        });
        sandbox
    }

    /// A gateway without any API.
    pub fn empty() -> Self {
        Self {
            keys: Arc::new(Keys::built_in()),
            routes: Arc::default(),
            world: Arc::default(),
            ledger: Arc::default(),
            faults: Arc::default(),
            clock: Arc::new(SystemClock),
            content: Content::default(),
            cashier: Cashier::default(),
            nonces: Arc::default(),
            signs_failures: false,
            #[cfg(feature = "cert")]
            certificates: None,
        }
    }

    /// Stamps answers, and what happens to trades, with another clock.
    #[must_use]
    pub fn with_clock(mut self, clock: impl Clock + 'static) -> Self {
        self.clock = Arc::new(clock);
        self.with_state(|trades: &mut Trades| trades.set_clock(Arc::clone(&self.clock)));
        self
    }

    /// Learns the APIs of a crate from its `catalog` function: `sandbox.register(|c| my_crate::catalog(c))`.
    pub fn register(&self, catalog: impl FnOnce(&mut RouteCatalog<'_>)) {
        catalog(&mut RouteCatalog(&mut locked(&self.routes)));
    }

    /// Answers the API of `R` with `answer`, from now on.
    ///
    /// Requests reach it verified and well-formed. A [`Refusal`] is written as the dialect writes failures. The world is
    /// locked meanwhile: use the one given, not [`with_state`](Self::with_state).
    pub fn on<R>(&self, answer: impl Fn(&R, &mut World) -> Result<R::Response, Refusal> + Send + Sync + 'static)
    where
        R: Api<Response: Serialize> + Field + DeserializeOwned,
    {
        locked(&self.routes).insert(answer);
    }

    /// Reads or changes the state of type `T`, as the product crates publish them.
    pub fn with_state<T: Default + Send + 'static, O>(&self, change: impl FnOnce(&mut T) -> O) -> O {
        change(locked(&self.world).get())
    }

    /// Lets the next request that no earlier fault is waiting for meet this fault.
    pub fn inject(&self, fault: Fault) {
        locked(&self.faults).push(fault);
    }

    /// What was received and processed, oldest first.
    pub fn ledger(&self) -> Vec<Entry> {
        locked(&self.ledger).entries()
    }

    /// The addresses for a client that uses this sandbox as its transport.
    pub fn endpoints(&self) -> Endpoints {
        Endpoints::new("https://gateway.sandbox.invalid")
    }
}

impl Default for Sandbox {
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Debug for Sandbox {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sandbox").field("apis", &locked(&self.routes).len()).finish_non_exhaustive()
    }
}

/// Takes the APIs of a crate. See [`Sandbox::register`].
#[derive(Debug)]
pub struct RouteCatalog<'a>(&'a mut Routes);

impl Catalog for RouteCatalog<'_> {
    fn add<R: alipay_wire::server::Serve>(&mut self) {
        self.0.insert(R::serve);
    }
}

/// A panic in one handler must not end the gateway.
fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Runs the README's example.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
