//! Messages that gateways send of their own accord.

use serde::de::DeserializeOwned;

use crate::{Dialect, inbound::FormNames};

/// The content of one kind of notification.
///
/// Gateways deliver a notification again until it is acknowledged, and sometimes after that: anyone who processes one must
/// recognise it when it comes back.
pub trait Notification: DeserializeOwned + Send + 'static {
    /// The gateway family that sends it.
    type Dialect: Dialect;

    /// The gateway's own name of it, such as `notifyTopup`.
    const NAME: &'static str;

    /// The parameters of this kind, where it comes as a form, whose signed text escapes nothing. By them a message is told
    /// apart that could be read in more than one way. `None` takes any word for a name of a parameter, and so refuses
    /// values that hold one between `&` and `=`, such as URLs. A JSON body needs none.
    const FORM: Option<FormNames> = None;

    /// What makes two deliveries the same event: equal for every repetition, different for everything else the gateway
    /// has to say. `None` when the message lacks the fields that would tell.
    fn event(&self) -> Option<String>;
}
