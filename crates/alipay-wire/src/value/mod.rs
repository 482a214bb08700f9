//! Values of the gateways: money, times, JSON in text; and the clock.

pub(crate) mod amount;
pub mod clock;
pub(crate) mod json_text;
pub(crate) mod timestamp;
pub(crate) mod yuan;
