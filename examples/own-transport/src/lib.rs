//! Calls to the Digital Wallet gateway over ureq: without tokio, tower, or a client of the SDK.

mod gateway;
mod http;

pub use gateway::{Failed, Gateway};
