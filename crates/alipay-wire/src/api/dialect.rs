//! Gateway families, as types.

use crate::{ApiMeta, CallOptions, CodeInfo, Invalid};

/// A gateway family. A request names its dialect, a client speaks one, and only equal ones fit together.
pub trait Dialect: Sized + Send + Sync + 'static {
    /// What may travel beside the payload of a call.
    type Options: Into<CallOptions> + Default + Clone + Send + Sync;

    /// The name used in configuration, logs and stored calls.
    const NAME: &'static str;

    /// How clients of this dialect behave unless told otherwise.
    const DEFAULTS: Defaults;

    /// The codes the gateway itself answers with, whatever the API.
    const CODES: &'static [&'static [CodeInfo]] = &[];

    /// The API that a caller without types means by `name`.
    ///
    /// # Errors
    /// [`Invalid`] when `name` cannot name an API of this dialect.
    fn untyped(name: &str) -> Result<ApiMeta, Invalid>;
}

/// How clients of a dialect behave unless told otherwise.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Defaults {
    /// What to do about an answer that says the outcome is unknown.
    pub unknown: UnknownAnswer,
}

impl Defaults {
    /// Defaults with this rule for unknown answers.
    pub const fn new(unknown: UnknownAnswer) -> Self {
        Self { unknown }
    }
}

/// What a client does about a verified answer that says the outcome is unknown, for calls that may be repeated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UnknownAnswer {
    /// Repeat within the call, with backoff.
    Retry,
    /// Leave it to the caller: the gateway prescribes a schedule far longer than any call.
    Leave,
}
