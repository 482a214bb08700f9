//! An embedded gateway that speaks all three dialects of Ant's gateways.
//!
//! [`Sandbox`] verifies what it receives, answers from real state, and signs what it sends, as the real gateways do. It is
//! a transport (a `tower::Service`) for clients in the same process and, with feature `listen`, a server on a socket.
//!
//! Pick it to test what your code does about money: lost answers, refusals, unknown results, repetitions. It needs no account,
//! no network and no keys of your own; its own are public test keys, which open nothing else.
//!
//! ```
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! use alipay_sandbox::{Fault, Sandbox};
//! use alipay_trade::{TradePay, TradeQuery, Trades};
//! use alipay_transport::Client;
//! use alipay_wire::{MoneyOutcome, Yuan};
//!
//! let sandbox = Sandbox::new();
//! let client = Client::builder(sandbox.endpoints().open_platform())
//!     .credentials(sandbox.credentials())
//!     .http(sandbox.clone())
//!     .build()?;
//!
//! // Paid, and the answer lost. What does your code conclude?
//! sandbox.inject(Fault::DropAfter);
//! let payment = TradePay::new("order_1", Yuan::from_fen(8_888), "Tea").auth_code(Trades::PAYS_AT_ONCE);
//! let error = client.request(&payment).attempts(1).send().await.unwrap_err();
//! assert_eq!(error.effect().as_str(), "unknown");
//!
//! // What the gateway did is in its ledger and its state, and your code can ask.
//! assert_eq!(sandbox.ledger().len(), 1);
//! assert_eq!(client.send(&TradeQuery::new("order_1")).await?.outcome(), MoneyOutcome::Moved);
//! # Ok(())
//! # }
//! ```
//!
//! It knows the parties of the documentation's samples, and answers the documented errors.
//!
//! | you want to | start at |
//! |---|---|
//! | give a client a gateway | [`Sandbox::endpoints`], [`Sandbox::credentials`], and a clone of the sandbox as transport |
//! | see what was processed | [`Sandbox::ledger`] |
//! | lose, delay, forge or refuse the next answer | [`Sandbox::inject`], [`Fault`] |
//! | change balances, trades, transfers | [`Sandbox::with_state`], with the state of the product's crate |
//! | answer your own API | [`Sandbox::on`], [`Sandbox::register`] |
//! | answer an API without types | [`Sandbox::on_untyped`], [`Sandbox::with_answers`], feature `catalogue` |
//! | make a notification, and judge the answer | [`Sandbox::notification`], [`Sandbox::judge`]; `Sandbox::deliver` with feature `listen` |
//! | play the payer of a page or an order string | [`Sandbox::pay_order_string`], [`Sandbox::pages`], [`Sandbox::take_notifications`] |
//! | change keys while calls run | [`Sandbox::rotate_keys`], `Sandbox::rotate_certificate` with feature `cert` |
//! | serve other programs | `Sandbox::listen` with feature `listen` |
//!
//! # Modes
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
//! Over REST its failures are unsigned, as the real gateway leaves them: [`Sandbox::with_signed_failures`]. Its `gateway.do` has a
//! cashier for the pages of `alipay.trade`: browsers are shown the order, and pay it with a button.
//!
//! # Any method
//!
//! An API that has neither types nor your own answer is `isv.invalid-method`. With feature `catalogue`, [`Sandbox::new`] answers
//! every method of the Open Platform, at `gateway.do` and over REST, and of Antom, by the shape of its answer: success, and each
//! member that the official SDKs know, with a value of its kind. A member that the request has, too, with a value of that kind, is
//! echoed. Lists have one item, unless the request says otherwise; a model that is within itself is `{}` there. The same request
//! has the same answer. What is said by shape moves no money and remembers nothing.
//!
//! # Features
//!
//! None is on by default.
//!
//! | feature | brings | costs |
//! |---|---|---|
//! | `catalogue` | an answer to every method | alipay-catalogue |
//! | `listen` | a listener, plain or TLS with a certificate authority of its own, HTTP/1.1 and HTTP/2; and `Sandbox::deliver` | hyper, tokio-rustls, rcgen |
//! | `cert` | certificate mode | alipay-sign's feature `cert` |
//! | `encrypt` | encrypted content | aes, cbc |
//! | `gbk` | requests in GBK, answered in GBK | encoding_rs |

#![cfg_attr(docsrs, feature(doc_cfg))]

mod acknowledgement;
mod answer_body;
mod control;
#[cfg(feature = "listen")]
mod deliver;
mod endpoints;
#[cfg(feature = "diagnose")]
mod explain;
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
#[cfg(feature = "catalogue")]
mod shape;
mod signed_header;
mod untyped;

use std::{
    fmt,
    path::Path,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use alipay_wire::{
    Api, Clock, Field, SystemClock,
    server::{Catalog, Refusal, World},
};
use serde::{Serialize, de::DeserializeOwned};

pub use acknowledgement::NotAcknowledged;
pub use answer_body::AnswerBody;
pub use control::{
    About, AimedFault, Attempt, Call, Decision, Delivery, DeliveryState, NotSavedState, NothingToDecide, Verdict,
};
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
pub use untyped::BadAnswer;

use control::{Control, Noted};
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
    control: Arc<Control>,
    /// Where the request that this clone answers is noted.
    noted: Option<Noted>,
    /// The key of the certificate authority that listeners have.
    #[cfg(feature = "listen")]
    authority_key: Option<Arc<str>>,
    /// Where the user's own answers are.
    answers: Option<Arc<Path>>,
    /// Whether methods of the catalogue are answered that nobody else answers.
    #[cfg(feature = "catalogue")]
    by_shape: bool,
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

    /// A gateway with every API of this workspace, and the parties of the documentation's samples. With feature `catalogue` it
    /// answers all other methods of the Open Platform and of Antom, too: see [the crate's page](crate#any-method).
    pub fn new() -> Self {
        let sandbox = Self::empty();
        sandbox.register(|routes| catalog(routes));
        sandbox.answer_precreate();
        #[cfg(feature = "catalogue")]
        let sandbox = Self { by_shape: true, ..sandbox };
        sandbox
    }

    /// A gateway without any API.
    pub fn empty() -> Self {
        let sandbox = Self {
            keys: Arc::new(Keys::built_in()),
            routes: Arc::default(),
            world: Arc::default(),
            ledger: Arc::default(),
            faults: Arc::default(),
            clock: Arc::new(SystemClock),
            content: Content::default(),
            cashier: Cashier::default(),
            nonces: Arc::default(),
            control: Arc::default(),
            noted: None,
            #[cfg(feature = "listen")]
            authority_key: None,
            answers: None,
            #[cfg(feature = "catalogue")]
            by_shape: false,
            signs_failures: false,
            #[cfg(feature = "cert")]
            certificates: None,
        };
        sandbox.set_clocks();
        sandbox
    }

    /// Stamps answers, and what happens to trades, with another clock.
    #[must_use]
    pub fn with_clock(mut self, clock: impl Clock + 'static) -> Self {
        self.clock = Arc::new(clock);
        self.control.clock.set_base(Arc::clone(&self.clock));
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

/// Offers every API of this workspace to `catalog`: what [`Sandbox::new`] answers.
pub fn catalog(catalog: &mut impl Catalog) {
    alipay_fund_account::catalog(catalog);
    alipay_offline_material::catalog(catalog);
    alipay_trade::catalog(catalog);
    alipay_dws_accounts::catalog(catalog);
    alipay_dws_security::catalog(catalog);
    alipay_dws_topups::catalog(catalog);
    alipay_worldfirst_fund::catalog(catalog);
    alipay_worldfirst_quote::catalog(catalog);
    alipay_worldfirst_transfer::catalog(catalog);
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
