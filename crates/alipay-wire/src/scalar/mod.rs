//! Scalars of the gateways.

pub(crate) mod amount;
pub(crate) mod json_text;
pub(crate) mod timestamp;
pub(crate) mod yuan;
