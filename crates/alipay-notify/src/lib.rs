//! Inbound notifications of Ant's payment gateways: verified before they are read, typed, processed once, acknowledged.
//!
//! Gateways tell what happened by posting a signed message to your own address, and post it again until you
//! acknowledge it. This crate checks who sent it before anything is read of it, tells a new event from one that is being
//! processed or done, and gives out an acknowledgement for what was committed, and for nothing else.
//!
//! Pick it where your server is told about trades, top-ups or transfers, whatever framework it runs in.
//!
//! ```
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! use alipay_notify::{Begun, MemoryInbox, Parties, Party, Receiver};
//! use alipay_trade::{Expected, Seller, UncheckedTradeNotification};
//! use alipay_wire::{OpenPlatform, MoneyOutcome, Yuan};
//! # use alipay_sandbox::Sandbox;
//! # let sandbox = Sandbox::new();
//! # let key = alipay_sign::PublicKey::from_text(sandbox.gateway_public_key_pem())?;
//! # let request = sandbox.notification("https://shop.example/notify").form([
//! #     ("notify_id", "7"), ("notify_type", "trade_status_sync"), ("trade_no", "1"), ("out_trade_no", "order-1"),
//! #     ("trade_status", "TRADE_SUCCESS"), ("total_amount", "26.45"), ("seller_id", "2088101106499364"),
//! # ])?;
//!
//! let receiver = Receiver::<OpenPlatform>::new(Parties::new().with("2014072300007148", Party::new(key)));
//! let inbox = MemoryInbox::new();
//!
//! let answer = match receiver.read::<UncheckedTradeNotification>(&request)?.begin(&inbox).await? {
//!     Begun::New(processing) => {
//!         // Genuine, but is it about your order? Until that is answered, status and amounts stay closed.
//!         let order = processing.notification().out_trade_no();
//!         let seller = Seller::Id("2088101106499364".into());
//!         let expected = Expected::new("2014072300007148", Yuan::from_fen(2645), order.clone(), seller);
//!         let trade = processing.notification().check(&expected)?;
//!         if trade.outcome() == MoneyOutcome::Moved { /* your work */ }
//!         processing.commit(()).await?.into_response()
//!     }
//!     Begun::InProgress(refusal) => refusal.into_response(),
//!     Begun::Done(acknowledgement) => acknowledgement.into_response(),
//! };
//! assert_eq!(answer.body(), "success");
//! # Ok(())
//! # }
//! ```
//!
//! | you want to | start at |
//! |---|---|
//! | check a notification | [`Receiver`], [`Parties`] |
//! | read it as a type, or as it is | [`Authentic::read`], [`Authentic::raw`], [`Parameters`] |
//! | process it once and acknowledge it | [`Delivery::begin`], or [`Delivery::process`] in one go |
//! | remember what is done in your own storage | [`Inbox`] |
//! | put it behind tower or axum | `tower::NotifyLayer`, [`Delivery`] as an extractor |
//! | check what a payer's browser or application brings back | [`BrowserReturn`], [`ClientResult`] |
//!
//! # Errors
//!
//! [`NotifyError`] says why a notification is not acknowledged, and quotes nothing of it; [`Refusal`] is the answer that says so.
//! What is not authentic, not addressed to you or not readable is refused before your code sees it. What is refused comes again:
//! the gateway repeats it for a day or so. So refuse what could not be stored, and commit what was done: a second delivery of it
//! is acknowledged without running your work again, as long as the [`Inbox`] remembers it.
//!
//! # Features
//!
//! None is on by default: without them there is no HTTP stack and no runtime here.
//!
//! | feature | brings | costs |
//! |---|---|---|
//! | `tower` | `tower::NotifyLayer`, from HTTP requests to a handler of events | tower-layer, tower-service, http-body-util, tokio (its clock) |
//! | `axum` | [`Delivery`] as an extractor, and both answers as responses | axum-core, http-body-util, tokio (its clock) |
//! | `gbk` | notifications in GBK | encoding_rs |

#![cfg_attr(docsrs, feature(doc_cfg))]

#[cfg(feature = "axum")]
mod axum;
mod browser_return;
mod client_result;
mod delivery;
mod dialect;
mod error;
mod inbox;
mod memory;
mod parameters;
mod parties;
mod receiver;
mod reply;
#[cfg(any(feature = "tower", feature = "axum"))]
mod stream;
#[cfg(feature = "tower")]
pub mod tower;

pub use browser_return::BrowserReturn;
pub use client_result::ClientResult;
pub use delivery::{Begun, Delivery, Event, Processing};
pub use dialect::{Form, Format, Notifies, SignedHeaders};
pub use error::{BoxError, NotifyError};
pub use inbox::{Claim, EventId, Inbox, InboxError, Token};
pub use memory::MemoryInbox;
pub use parameters::Parameters;
pub use parties::{Parties, Party};
pub use receiver::{Authentic, Receiver};
pub use reply::{Acknowledgement, Refusal};

/// Runs the README's example.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;

/// Runs the examples of the guide.
#[cfg(all(doctest, feature = "tower", feature = "axum"))]
#[doc = include_str!("../../../docs/guide/notifications.md")]
struct Guide;
