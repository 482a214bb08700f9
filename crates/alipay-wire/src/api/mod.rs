//! What an API is: its request, its facts, its codes, and the gateway family it belongs to.

pub(crate) mod code;
pub(crate) mod derives;
pub(crate) mod dialect;
pub(crate) mod meta;
pub(crate) mod notification;
pub(crate) mod options;
pub(crate) mod outcome;
pub(crate) mod request;
pub(crate) mod rules;
pub(crate) mod spelling;
pub(crate) mod upload;
