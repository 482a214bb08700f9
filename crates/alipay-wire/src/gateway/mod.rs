//! Each gateway family: its dialect, its wire formats and what its APIs share.

#[macro_use]
mod options;

pub(crate) mod antom;
pub mod dws;
pub mod open_platform;
pub mod signed_header;
pub mod worldfirst;
