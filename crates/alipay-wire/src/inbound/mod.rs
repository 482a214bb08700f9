//! The other direction: messages that gateways send, and requests as a gateway sees them.
//!
//! Receiving gives a [`Sealed`] message, never its payload. Replies and notifications are drafted and sealed like
//! requests.

mod authorization;
mod error;
mod form;
mod notice;
mod one_reading;
mod pairs;
mod reply;
mod rest_v3;
mod signed_form;
mod signed_headers;

use alipay_sign::Sealed;

pub use error::ReceiveError;
pub use form::form;
pub use notice::Notice;
pub use one_reading::{FormNames, one_reading};
pub use pairs::decode_pairs;
pub use reply::Reply;
pub use rest_v3::{RestRequest, rest_v3};
pub use signed_form::{FormRule, signed_form};
pub use signed_headers::signed_headers;

/// A message that came in, and who says to have sent it.
#[derive(Debug)]
#[non_exhaustive]
pub struct Received<P> {
    /// The `app_id` or `client-id` the message names. A claim, until the message is verified with that party's key.
    pub identity: String,
    /// The message.
    pub sealed: Sealed<P>,
}
