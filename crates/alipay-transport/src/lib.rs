//! Tower stack and client for Ant's payment gateways.
//!
//! A call passes three strata:
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
//! Every [`Error`] tells what the call may have done: [`Error::effect`].
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

mod attempt;
mod body;
mod builder;
mod client;
mod connect;
mod deadline;
mod error;
mod evidence;
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
