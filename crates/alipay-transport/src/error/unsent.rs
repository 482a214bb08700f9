//! Calls that were not sent because they could not be made.

use std::{error::Error as StdError, fmt};

use alipay_sign::SignError;
use alipay_wire::{Call, CallError, Effect, EncodeError, Invalid, Safety};

use super::{
    Error,
    context::{ErrorContext, RetryHint},
};

/// A request breaks a documented rule.
#[derive(Debug)]
pub struct InvalidCall {
    pub(super) context: Box<ErrorContext>,
    source: Invalid,
}

impl InvalidCall {
    /// Which field breaks which rule.
    pub fn invalid(&self) -> &Invalid {
        &self.source
    }
}

impl Error {
    pub(crate) fn invalid(api: &str, source: Invalid) -> Self {
        Self::Invalid(InvalidCall { context: unsent(api), source })
    }

    pub(crate) fn encode(api: &str, source: EncodeError) -> Self {
        if let EncodeError::Invalid(source) = source {
            return Self::invalid(api, source);
        }
        Self::Encode(EncodeFailed { context: unsent(api), source })
    }

    pub(crate) fn call(api: &str, error: CallError) -> Self {
        match error {
            CallError::Invalid(source) => Self::invalid(api, source),
            CallError::Encode(source) => Self::encode(api, source),
            // `CallError` may grow; whatever it grows, nothing was sent.
            _ => Self::encode(api, EncodeError::NotJson),
        }
    }
}

/// Of a call that was not made: what it would have changed is not known here.
fn unsent(api: &str) -> Box<ErrorContext> {
    ErrorContext::of(api, Safety::Query, Effect::None, RetryHint::Never)
}

impl fmt::Display for InvalidCall {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.context.tell(f, format_args!("the request breaks a documented rule: {}", self.source))
    }
}

impl StdError for InvalidCall {}

/// A request cannot be written as the gateway wants it.
#[derive(Debug)]
pub struct EncodeFailed {
    pub(super) context: Box<ErrorContext>,
    source: EncodeError,
}

impl EncodeFailed {
    /// What stands in the way.
    pub fn reason(&self) -> &EncodeError {
        &self.source
    }
}

impl fmt::Display for EncodeFailed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.context.tell(f, "the request cannot be written")
    }
}

impl StdError for EncodeFailed {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        Some(&self.source)
    }
}

/// A request could not be signed.
#[derive(Debug)]
pub struct SignFailed {
    pub(super) context: Box<ErrorContext>,
    source: SignError,
}

impl SignFailed {
    pub(crate) fn new(call: &Call, source: SignError) -> Self {
        Self { context: ErrorContext::new(call, Effect::None, RetryHint::Never), source }
    }
}

impl fmt::Display for SignFailed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.context.tell(f, "the request could not be signed")
    }
}

impl StdError for SignFailed {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        Some(&self.source)
    }
}
