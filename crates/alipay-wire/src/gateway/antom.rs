//! Antom payments.

use crate::{
    ApiMeta, CodeInfo, Defaults, Dialect, Invalid, UnknownAnswer,
    signed_header::{CODES, by_path},
};

/// Antom payments: the protocol of [`Dws`](crate::Dws) with its own time format and sandbox paths.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Antom {}

impl Dialect for Antom {
    type Options = AntomOptions;
    const NAME: &'static str = "antom";
    const DEFAULTS: Defaults = Defaults::new(UnknownAnswer::Retry);
    const CODES: &'static [&'static [CodeInfo]] = CODES;

    fn untyped(name: &str) -> Result<ApiMeta, Invalid> {
        by_path(name)
    }
}

options! {
    /// Options of one Antom call.
    pub struct AntomOptions {
        /// Acts for the merchant that issued this token. Never stored.
        with_secret agent_token => "agent-token",
    }
}
