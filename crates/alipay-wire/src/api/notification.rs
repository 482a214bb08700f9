//! Messages that gateways send of their own accord.

use serde::de::DeserializeOwned;

use crate::Dialect;

/// The content of one kind of notification.
///
/// Gateways deliver a notification again until it is acknowledged, and sometimes after that: whoever processes one must
/// recognise it when it comes back.
pub trait Notification: DeserializeOwned + Send + 'static {
    /// The gateway family that sends it.
    type Dialect: Dialect;

    /// The gateway's own name of it, such as `notifyTopup`.
    const NAME: &'static str;

    /// What makes two deliveries the same event: equal for every repetition, different for everything else the gateway
    /// has to say. `None` when the message lacks the fields that would tell.
    fn event(&self) -> Option<String>;
}
