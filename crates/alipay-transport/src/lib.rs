//! The client for Ant's payment gateways, and the tower services it is made of.
//!
//! A typed request goes in; it is stamped and signed anew for each attempt, repeated where that does no harm, and what comes
//! out was verified before anything was read of it. A call that fails says what it may have done at the gateway.
//!
//! Pick it to build a client over a transport or layers of your own. Anyone who just wants to call picks `alipay`, which
//! re-exports all of this together with the types of every product.
//!
//! ```
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! use alipay_sandbox::{Fault, Sandbox};
//! use alipay_transport::{Client, Effect, Error, wire::Currency};
//! use alipay_worldfirst_fund::InquiryBalance;
//!
//! // A gateway in this process, and the transport to it. With your own keys it is `.keys(private, gateways_public)`, and
//! // `http` is left out.
//! let gateway = Sandbox::new();
//! let client = Client::builder(gateway.endpoints().worldfirst())
//!     .credentials(gateway.credentials())
//!     .http(gateway.clone())
//!     .build()?;
//!
//! let balance = InquiryBalance::new(Currency::CNY);
//! gateway.inject(Fault::DropAfter); // processed, and its answer lost: a query is asked again
//! let reply = client.request(&balance).send().await?;
//! assert_eq!(reply.value().balances[0].to_major()?, "500.00");
//! assert_eq!(reply.attempts(), 2);
//!
//! gateway.inject(Fault::Tampered); // a byte of the answer was changed on the way: nothing of it is read
//! let error = client.send(&balance).await.unwrap_err();
//! assert!(matches!(error, Error::Verify(_)));
//! assert_eq!(error.effect(), Effect::None); // a query changes nothing; a transfer would be `Unknown` now
//! # Ok(())
//! # }
//! ```
//!
//! | you want to | start at |
//! |---|---|
//! | put a client together | [`Client::builder`], [`ClientBuilder`] |
//! | call an API | [`Client::send`]; [`Client::request`] for options, limits and the story of the call |
//! | call an API without types | [`Client::untyped`] |
//! | sign what a payer's browser or phone sends | [`Client::page`] |
//! | store a call, and send it from another process | [`Client::prepare`], [`Client::prepared`] |
//! | know what a call did that you stopped waiting for | [`CallBuilder::tracked`], [`CallBuilder::send_detached`] |
//! | ask about an unknown result, over hours | [`Inquirer`] |
//! | send with an HTTP client of yours | [`ClientBuilder::http`], [`HttpService`] |
//! | have a say in what is repeated | [`Retry`], [`Classify`] |
//! | keep what was sent and answered | [`EvidenceSink`] |
//! | choose the threads that sign | [`Placement`] |
//! | put one API behind your own layers | [`Client::service`] |
//!
//! # Strata
//!
//! A call passes three of them:
//!
//! | stratum | in → out | who is here |
//! |---|---|---|
//! | typed | a request → [`Reply`] of its response | [`Client`], [`ApiService`] |
//! | call | [`Call`] → [`Reply`] of a verified body | [`Deadline`] → [`RetryPolicy`] → [`Attempts`] |
//! | http | `http::Request<Body>` → `http::Response` | your layers → any [`HttpService`] |
//!
//! The order is fixed for three guarantees: retry stands outside signing, so that every attempt has a new time and
//! signature; verification stands inside retry, so that nothing unverified is ever taken for an answer; the deadline stands
//! outside both. Your layers go in with [`ClientBuilder::layer_call`], [`layer_attempt`](ClientBuilder::layer_attempt)
//! and [`layer_http`](ClientBuilder::layer_http).
//!
//! # Errors and effects
//!
//! Every [`Error`] has an [`effect`](Error::effect), the worst over all attempts. `Refused` and `Accepted` are statements of
//! the gateway, made from verified answers alone.
//!
//! | [`Effect`] | what to do |
//! |---|---|
//! | `None` | nothing was done: correct the cause, or try again |
//! | `Refused` | the gateway refused: read [`ApiError::code`] and [`ApiError::advice`] |
//! | `Unknown` | something may have been done: ask with the query API, or repeat with the *same* key |
//! | `Accepted` | it was accepted, and the rest of the answer cannot be read: read [`DecodeFailed::body`] yourself |
//!
//! At most three attempts are made within 30 seconds. Repeated is what was certainly not sent, and else a
//! [`Query`](alipay_wire::Safety::Query) or a call that is [`Keyed`](alipay_wire::Safety::Keyed): always with the same bytes, since the SDK
//! neither makes nor changes an idempotency key. `Ok` says that the *call* was accepted; what happened to the money is
//! `outcome` of the answer.
//!
//! # Dialects
//!
//! A request of one dialect does not fit a client of another:
//!
//! ```
//! # use alipay_transport::Client;
//! # use alipay_dws_accounts::QueryAccountAndBenefit;
//! # fn ask(client: &Client<alipay_wire::Dws>) {
//! let answer = client.send(&QueryAccountAndBenefit::new("2162265049047338"));
//! # }
//! ```
//! ```compile_fail
//! # use alipay_transport::Client;
//! # use alipay_dws_accounts::QueryAccountAndBenefit;
//! # fn ask(client: &Client<alipay_wire::WorldFirst>) {
//! let answer = client.send(&QueryAccountAndBenefit::new("2162265049047338"));
//! # }
//! ```
//!
//! # Features
//!
//! | feature | brings | costs | default |
//! |---|---|---|---|
//! | `hyper` | `HttpTransport`: HTTP/1.1 with keep-alive, TLS, proxies | hyper, rustls, tokio's sockets | yes |
//! | `webpki-roots` | the certificate authorities of Mozilla in it, compiled in | they are as new as your build | yes |
//! | `platform-roots` | those of the operating system | read whenever a transport is built | |
//! | `http2` | HTTP/2 in it, where the gateway offers it | h2 | |
//! | `gbk` | requests and answers in GBK (Open Platform) | encoding_rs | |
//! | `encrypt` | encrypted content (Open Platform) | aes, cbc | |
//! | `html` | signed pages as HTML forms, beside URLs and order strings (Open Platform) | html-escape | |
//!
//! Without default features it needs tokio's timers and tasks, and no socket: bring any [`HttpService`].

#![cfg_attr(docsrs, feature(doc_cfg))]

mod attempt;
mod body;
mod builder;
mod client;
mod connect;
mod deadline;
mod error;
mod evidence;
mod explain;
mod http_service;
#[cfg(feature = "hyper")]
mod hyper;
mod inquiry;
mod judgement;
mod key_discovery;
mod nonce;
mod page;
mod placement;
mod reply;
mod retry;
mod sends;
mod shared_service;
mod tracked;
mod upload;

pub use alipay_wire::{self as wire, Call, Effect};

pub use attempt::{AttemptLimits, Attempts, CredentialsHandle};
pub use body::{Body, BodyError};
pub use builder::{BuildError, ClientBuilder};
pub use client::{ApiService, CallBuilder, CallService, Client};
pub use deadline::Deadline;
pub use error::{
    ApiError, DecodeFailed, EncodeFailed, Error, GatewayError, InvalidCall, KeyDiscoveryError, LayerError,
    NotAuthentic, ProtocolError, SignFailed, TransportError, TransportKind,
};
pub use evidence::{EvidenceSink, WithoutEvidence};
pub use http_service::{BoxError, HttpService, ResponseBody, SharedHttpService, is_loopback};
#[cfg(feature = "hyper")]
pub use hyper::{HttpSettingsError, HttpTransport, HttpTransportBuilder, Proxy};
pub use inquiry::{Inquirer, InquiryEnd, InquiryError};
pub use page::{PageBuilder, SignedPage};
pub use placement::Placement;
pub use reply::Reply;
pub use retry::{Classify, Retry, RetryPolicy, Verdict};
pub use shared_service::SharedService;
pub use tracked::{CallHandle, Detached};

/// Runs the README's example.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;

/// Runs the examples of the guide.
#[cfg(doctest)]
#[doc = include_str!("../../../docs/guide/inquiry.md")]
struct InquiryGuide;
