//! Ant's payment gateways in Rust: the mainland Open Platform, the Digital Wallet gateway and WorldFirst.
//!
//! Typed requests, signed; answers verified before they are read; and for every call that fails, what it may have done
//! with the money.
//!
//! Pick this crate to have it all: the client, the types of every product, notifications, a configuration file and a
//! gateway to test against. Each of the crates below it can be used alone.
//!
//! This runs as it stands, against an embedded gateway (feature `sandbox`):
//!
//! ```
//! # #[cfg(all(feature = "sandbox", feature = "products"))]
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! use alipay::{Client, dws::accounts::{QueryAccountAndBenefit, QueryAccountAndBenefitResponse}, sandbox::Sandbox};
//!
//! let sandbox = Sandbox::new();
//! let client = Client::builder(sandbox.endpoints().dws())
//!     .credentials(sandbox.credentials())
//!     .http(sandbox.clone())
//!     .build()?;
//!
//! match client.send(&QueryAccountAndBenefit::new("2162265049047338")).await? {
//!     QueryAccountAndBenefitResponse::Balance(balance) => {
//!         let available = balance.accounts[0].available_amount.ok_or("no amount")?;
//!         assert_eq!(available.to_major()?, "0.23");
//!     }
//!     QueryAccountAndBenefitResponse::Challenge(_) => return Err("the customer must prove who they are first".into()),
//! }
//!
//! // What a failed call may have done is known for each of them.
//! let error = client.send(&QueryAccountAndBenefit::new("2100000000000000")).await.unwrap_err();
//! assert_eq!(error.effect().as_str(), "refused");
//! # Ok(())
//! # }
//! # #[cfg(not(all(feature = "sandbox", feature = "products")))]
//! # fn main() {}
//! ```
//!
//! Against a real gateway, protocol and keys are your own, and the transport is the default one:
//!
//! ```no_run
//! # #[cfg(feature = "hyper")]
//! # fn connect() -> Result<(), Box<dyn std::error::Error>> {
//! use alipay::{Client, FormV2, PrivateKey, PublicKey, open_platform};
//!
//! let private_key = PrivateKey::from_text(&std::fs::read_to_string("keys/app_private.pem")?)?;
//! let alipay_public_key = PublicKey::from_text(&std::fs::read_to_string("keys/alipay_public.pem")?)?;
//! let client = Client::builder(FormV2::new(open_platform::PRODUCTION, "2021000000000000")?)
//!     .keys(private_key, alipay_public_key)
//!     .build()?;
//! # let _ = client;
//! # Ok(())
//! # }
//! ```
//!
//! | you want to | start at |
//! |---|---|
//! | call an API | [`Client::send`], and [`Client::request`] for options and the story of the call |
//! | call an API without types here | [`Client::send_untyped`]; look it up in `catalogue` (feature `catalogue`) |
//! | sign a page for a payer's browser, or an order string for a phone | [`Client::page`] |
//! | send files | [`Upload`], [`CallBuilder::on_upload`] |
//! | store a call, and send it from another process | [`Client::prepare`], [`Client::send_prepared`] |
//! | know what happened | [`Error::effect`] |
//! | ask about an unknown result, over hours | [`wire::inquiry`], [`transport::Inquirer`] |
//! | keep what was sent and answered | [`EvidenceSink`], [`Evidence`] |
//! | put a transport or layers of your own below | [`ClientBuilder::http`], [`ClientBuilder::layer_http`] |
//! | receive notifications | `notify::Receiver` (feature `notify`) |
//! | load clients from a file | `config` (feature `config`) |
//! | test against a gateway that signs, keeps a ledger and misbehaves | `sandbox::Sandbox` (feature `sandbox`) |
//! | keep keys elsewhere | [`SignAsync`] |
//! | describe an API of your own | [`wire::Request`](derive@wire::Request) |
//!
//! This crate holds no code of its own but the configuration file's: it names what the crates below it offer.
//!
//! # Errors and effects
//!
//! When a call fails, first ask [`effect`](Error::effect): what the gateway may have done, in the worst of all attempts.
//!
//! | [`Effect`] | what to do |
//! |---|---|
//! | `None` | nothing was done: correct the cause, or try again |
//! | `Refused` | the gateway refused, verified: read the code and the advice of [`Error::Api`] |
//! | `Unknown` | something may have been done: ask with the query API, or repeat with the *same* key. Never with a new one |
//! | `Accepted` | the gateway accepted, verified, and the rest of its answer cannot be read: read the body of [`Error::Decode`] yourself |
//!
//! A client makes at most three attempts within 30 seconds, always with the same bytes. It repeats what was certainly not sent,
//! and else a query or a call with an idempotency key, which is always yours: see [`Safety`]. `Ok` says that the *call* was
//! accepted. What happened to the money is said by `outcome` of answers that are about money, a [`MoneyOutcome`], and an
//! unknown result is asked about over hours by [`wire::inquiry`].
//!
//! # Features
//!
//! | feature | brings | costs | default |
//! |---|---|---|---|
//! | `hyper` | the default transport: [`Client`]s that need no `http` | hyper, rustls, tokio's sockets | yes |
//! | `webpki-roots` | Mozilla's certificate authorities, compiled in | they are as new as your build | yes |
//! | `platform-roots` | the certificate authorities of the operating system | read when a client is built | |
//! | `http2` | HTTP/2 in the transport, where the gateway offers it | h2 | |
//! | `products` | every API; or one by one: `fund-account`, `offline-material`, `dws-accounts`, `dws-security`, `dws-topups`, `trade`, `worldfirst-fund`, `worldfirst-quote`, `worldfirst-transfer` | types to compile | yes |
//! | `notify` | inbound notifications | | yes |
//! | `notify-tower`, `notify-axum` | a tower layer for them, an axum extractor | tower-service; axum-core | |
//! | `sandbox` | an embedded gateway, and the gateway's side of all types | every product, with both directions of serde | |
//! | `catalogue` | every method of the Open Platform and of Antom, to look up; the sandbox answers them | 0.7 MiB of data | |
//! | `config` | clients from a configuration file with named profiles; brings `cert`, `gbk` and `encrypt`, so that what a file may say does not depend on other features | toml | |
//! | `diagnose` | [`wire::diagnose`]: why a message does not verify | rsa | |
//! | `aws-lc-rs` | a second library for keys to sign with: about 1.8 times as fast on x86-64 with AVX512-IFMA | a longer build | |
//! | `cert` | certificate mode (Open Platform) | rustls-webpki, md-5 | |
//! | `gbk` | requests and answers in GBK (Open Platform) | encoding_rs | |
//! | `encrypt` | encrypted content (Open Platform) | aes, cbc | |
//! | `html` | signed pages as HTML forms, beside URLs and order strings (Open Platform) | html-escape | |
//! | `rust_decimal` | amounts from and to the decimals of that crate | rust_decimal | |
//!
//! Whatever is on, building needs a C compiler, for ring. A [`Client`] runs on tokio.

#![cfg_attr(docsrs, feature(doc_cfg))]

#[cfg(feature = "config")]
pub mod config;

pub use alipay_sign as sign;
pub use alipay_transport as transport;
pub use alipay_wire as wire;

#[cfg(feature = "catalogue")]
pub use alipay_catalogue as catalogue;
#[cfg(feature = "notify")]
pub use alipay_notify as notify;
#[cfg(feature = "sandbox")]
pub use alipay_sandbox as sandbox;

#[cfg(feature = "cert")]
pub use alipay_sign::{AlipayCertificates, Certificate, CertificateError, RootCertificates};
pub use alipay_sign::{
    Backend, Charset, Credentials, KeyError, KeyIdentity, KeyRing, PrivateKey, PublicKey, Sealed, Sign, SignAsync,
    SignError, Verified, Verify, VerifyError,
};
#[cfg(feature = "encrypt")]
pub use alipay_sign::{ContentKey, ContentKeyError};
pub use alipay_transport::{
    ApiService, Body, BuildError, CallBuilder, CallHandle, CallService, Classify, Client, ClientBuilder, Detached,
    Error, EvidenceSink, HttpService, PageBuilder, Reply, Retry, SignedPage, TransportKind, Verdict, WithoutEvidence,
};
#[cfg(feature = "hyper")]
pub use alipay_transport::{HttpSettingsError, HttpTransport, Proxy};
pub use alipay_wire::{
    Amount, AmountError, Answer, Antom, AntomOptions, Api, ApiMeta, Call, Code, CodeInfo, Currency, DecodeError,
    Dialect, Dws, DwsOptions, Effect, Evidence, Extra, FormV2, Invalid, JsonText, Mismatch, MoneyOutcome, OpenPlatform,
    OpenPlatformOptions, Outcome, Phase, PreparedCall, Proof, Protocol, Request, RestV3, Safety, SignedHeader, Speaks,
    Stamp, Status, Timestamp, Upload, UploadProgress, WorldFirst, WorldFirstOptions, Yuan,
};

/// `alipay.fund.account.*`: fund accounts of the Open Platform.
#[cfg(feature = "fund-account")]
pub use alipay_fund_account as fund_account;

/// `alipay.offline.material.*`: photos and videos of shops at the Open Platform.
#[cfg(feature = "offline-material")]
pub use alipay_offline_material as offline_material;

/// `alipay.trade`: trades of the Open Platform.
#[cfg(feature = "trade")]
pub use alipay_trade as trade;

/// What the APIs of the Open Platform share.
pub use alipay_wire::open_platform;

/// The Digital Wallet gateway: its APIs by family, and what they share.
pub mod dws {
    /// `/ams/api/v1/accounts`: wallet accounts.
    #[cfg(feature = "dws-accounts")]
    pub use alipay_dws_accounts as accounts;
    /// `/ams/api/v1/security`: challenges.
    #[cfg(feature = "dws-security")]
    pub use alipay_dws_security as security;
    /// `/ams/api/v1/topups`: top-ups.
    #[cfg(feature = "dws-topups")]
    pub use alipay_dws_topups as topups;
    pub use alipay_wire::dws::*;
}

/// WorldFirst: its APIs by family, and what they share.
pub mod worldfirst {
    pub use alipay_wire::worldfirst::*;
    /// `/aps/api/business/fund`: funds.
    #[cfg(feature = "worldfirst-fund")]
    pub use alipay_worldfirst_fund as fund;
    /// `/aps/api/business/quote`: exchange rates.
    #[cfg(feature = "worldfirst-quote")]
    pub use alipay_worldfirst_quote as quote;
    /// `/aps/api/business/transfer`: transfers.
    #[cfg(feature = "worldfirst-transfer")]
    pub use alipay_worldfirst_transfer as transfer;
}

#[cfg(all(doctest, feature = "hyper", feature = "sandbox", feature = "products"))]
#[doc = include_str!("../README.md")]
struct Readme;

/// Compiles the examples of the repository's first page.
#[cfg(all(doctest, feature = "hyper", feature = "products"))]
#[doc = include_str!("../../../README.md")]
struct FirstPage;

/// Runs the examples of the guide.
#[cfg(all(doctest, feature = "cert", feature = "hyper", feature = "sandbox", feature = "products"))]
#[doc = include_str!("../../../docs/guide/certificates.md")]
struct CertificatesGuide;

/// Runs the examples of the guide.
#[cfg(all(doctest, feature = "diagnose"))]
#[doc = include_str!("../../../docs/guide/explain.md")]
struct ExplainGuide;

#[cfg(all(doctest, feature = "catalogue", feature = "sandbox"))]
#[doc = include_str!("../../../docs/guide/any-method.md")]
struct AnyMethodGuide;

#[cfg(all(doctest, feature = "sandbox", feature = "products"))]
#[doc = include_str!("../../../docs/guide/rest.md")]
struct RestGuide;

#[cfg(all(doctest, feature = "sandbox", feature = "products"))]
#[doc = include_str!("../../../docs/guide/uploads.md")]
struct UploadsGuide;

#[cfg(all(doctest, feature = "html", feature = "notify", feature = "sandbox", feature = "products"))]
#[doc = include_str!("../../../docs/guide/pages.md")]
struct PagesGuide;

#[cfg(all(doctest, feature = "aws-lc-rs", feature = "cert", feature = "hyper"))]
#[doc = include_str!("../../../docs/guide/backends.md")]
struct BackendsGuide;

#[cfg(all(doctest, feature = "config", feature = "sandbox", feature = "products"))]
#[doc = include_str!("../../../docs/guide/several-merchants.md")]
struct SeveralMerchantsGuide;

#[cfg(all(doctest, feature = "config", feature = "sandbox", feature = "products"))]
#[doc = include_str!("../../../docs/guide/key-rotation.md")]
struct KeyRotationGuide;

#[cfg(all(doctest, feature = "hyper", feature = "sandbox", feature = "products"))]
#[doc = include_str!("../../../docs/guide/sandbox-in-tests.md")]
struct SandboxInTestsGuide;

#[cfg(all(doctest, feature = "sandbox", feature = "products"))]
#[doc = include_str!("../../../docs/guide/going-live.md")]
struct GoingLiveGuide;

#[cfg(all(doctest, feature = "html", feature = "sandbox", feature = "products"))]
#[doc = include_str!("../../../docs/guide/migrating.md")]
struct MigratingGuide;

#[cfg(all(doctest, feature = "config", feature = "hyper", feature = "sandbox", feature = "products"))]
#[doc = include_str!("../../../docs/guide/quick-start.md")]
struct QuickStart;

#[cfg(all(doctest, feature = "sandbox", feature = "products"))]
#[doc = include_str!("../../../docs/guide/retries.md")]
struct RetriesGuide;

#[cfg(all(doctest, feature = "hyper", feature = "sandbox", feature = "products"))]
#[doc = include_str!("../../../docs/guide/kms-signing.md")]
struct KmsSigningGuide;
