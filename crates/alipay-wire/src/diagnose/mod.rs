//! Why does it not verify? The nearest thing to a message that does, and what a gateway says that it checked.
//!
//! [`Message::diagnose`] looks for the smallest change after which a message that does not verify would: another key that is
//! at hand, a parameter too many, a lost encoding, JSON that was written again. What it tries is one list, [`ALTERATIONS`]:
//! of what happens to messages in practice, one at a time and in pairs. [`compare`] is for the other direction: a gateway
//! that refuses a signature quotes the text it checked.
//!
//! **A [`Diagnosis`] is never a verification.** It has no [`Verified`](alipay_sign::Verified) in it and no way to one: what
//! would verify after a change was not sent by the gateway.
//!
//! ```
//! use alipay_wire::{diagnose::{Keys, Message}, sign::{Pairs, Sign}};
//! # let key = alipay_sign::generate()?.private_key();
//! # let text = b"app_id=2014072300007148&notify_id=7";
//! # let sign = base64::Engine::encode(&base64::engine::general_purpose::URL_SAFE, key.sign(text)?.as_bytes());
//!
//! // As a router gave it: with a parameter of its own.
//! let body = format!("app_id=2014072300007148&notify_id=7&sign_type=RSA2&_url=%2Fnotify&sign={sign}");
//! let keys = Keys::new().gateway("the gateway's key", key.public_key());
//! let diagnosis = Message::new(body).diagnose(&keys);
//! assert!(diagnosis.to_string().starts_with("verifies without the parameter `_url`"), "{diagnosis}");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! What a key finds in a signature ([`SignedDigest`](alipay_sign::SignedDigest)) makes the search short and its end sure: if
//! no key finds anything, none of them signed, whatever happened to the text.

mod alterations;
mod compare;
mod diagnosis;
mod frame;
mod http_text;
mod instead;
mod keys;
mod message;
mod reading;
mod search;
#[cfg(test)]
mod tests;

pub use alterations::{ALTERATIONS, Alteration};
pub use compare::{compare, is_about_signatures};
pub use diagnosis::{Diagnosis, Finding, Step};
pub use keys::{KeyRole, Keys};
pub use message::{Message, NotGenuine};
