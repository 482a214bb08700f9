//! The mainland Open Platform: form parameters, and a signature over the answer's node.

mod envelope;
mod form_v2;
mod params;
mod verdict;

pub use form_v2::FormV2;
pub use params::SignedParams;
pub use verdict::code;

pub(crate) use envelope::{node_name, respond};
pub(crate) use params::decode_sign;

/// The gateway for production.
pub const PRODUCTION: &str = "https://openapi.alipay.com/gateway.do";

/// Alipay's own sandbox.
pub const SANDBOX: &str = "https://openapi-sandbox.dl.alipaydev.com/gateway.do";

crate::text! {
    /// Names a member of Alipay: 16 digits beginning with 2088.
    pub struct UserId;
}

crate::text! {
    /// Names a member of Alipay towards one application.
    pub struct OpenId;
}
