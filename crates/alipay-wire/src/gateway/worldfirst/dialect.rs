//! WorldFirst as a dialect.

use crate::{
    ApiMeta, CodeInfo, Defaults, Dialect, Invalid, UnknownAnswer,
    signed_header::{CODES, by_path},
};

/// WorldFirst: `/aps/api/business/...`, signed headers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WorldFirst {}

impl Dialect for WorldFirst {
    type Options = WorldFirstOptions;
    const NAME: &'static str = "worldfirst";
    /// Its pages prescribe seven queries within 635 minutes: no matter for a call.
    const DEFAULTS: Defaults = Defaults::new(UnknownAnswer::Leave);
    const CODES: &'static [&'static [CodeInfo]] = CODES;

    fn untyped(name: &str) -> Result<ApiMeta, Invalid> {
        by_path(name)
    }
}

options! {
    /// Options of one WorldFirst call.
    pub struct WorldFirstOptions {
        /// The customer whose account is acted on (enterprise APIs).
        with connected_customer_id => "connected-customerid",
        /// The account acted on (enterprise APIs).
        with connected_account_id => "connected-accountid",
        /// The OAuth token of the customer (enterprise APIs). Never stored.
        with_secret access_token => "access-token",
    }
}
