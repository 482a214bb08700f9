//! The Digital Wallet gateway as a dialect.

use crate::{
    ApiMeta, CodeInfo, Defaults, Dialect, Invalid, UnknownAnswer,
    signed_header::{CODES, by_path},
};

/// The Digital Wallet gateway: `/ams/api/v1/...`, signed headers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dws {}

impl Dialect for Dws {
    type Options = DwsOptions;
    const NAME: &'static str = "dws";
    const DEFAULTS: Defaults = Defaults::new(UnknownAnswer::Retry);
    const CODES: &'static [&'static [CodeInfo]] = CODES;

    fn untyped(name: &str) -> Result<ApiMeta, Invalid> {
        by_path(name)
    }
}

options! {
    /// Options of one Digital Wallet call. Its pages document none.
    pub struct DwsOptions {}
}
