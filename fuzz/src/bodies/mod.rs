//! The bodies, by what they hand their bytes to.

pub mod answers;
pub mod certificates;
pub mod config;
pub mod envelope;
pub mod form;
pub mod keys;
pub mod money;
pub mod notifications;
pub mod requests;
pub mod rest_v3;
pub mod signed_header;
pub mod stored;
