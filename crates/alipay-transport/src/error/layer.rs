//! Failures of layers around the call.

use std::{error::Error as StdError, fmt};

use alipay_wire::{Call, Effect};

use super::{
    Error,
    context::{ErrorContext, RetryHint, again},
};
use crate::BoxError;

/// Your own layer failed.
#[derive(Debug)]
pub struct LayerError {
    pub(super) context: Box<ErrorContext>,
    source: BoxError,
}

impl LayerError {
    /// Something of the user's stopped the call before it was sent.
    pub(crate) fn before_sending(call: &Call, source: BoxError) -> Self {
        Self { context: ErrorContext::new(call, Effect::None, RetryHint::Never), source }
    }

    /// Takes an error out of a stack of layers: one of ours as it is, a foreign one as a [`LayerError`].
    pub(crate) fn unwrap(call: &Call, error: BoxError) -> Error {
        match error.downcast::<Error>() {
            Ok(ours) => *ours,
            Err(source) => {
                let effect = call.progress().effect(call.safety());
                let context = ErrorContext::new(call, effect, again(call.safety(), effect));
                Error::Layer(Self { context, source })
            }
        }
    }
}

impl fmt::Display for LayerError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.context.tell(f, "a layer around the call failed")
    }
}

impl StdError for LayerError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        Some(&*self.source)
    }
}
