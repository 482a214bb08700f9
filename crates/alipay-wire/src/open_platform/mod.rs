//! The mainland Open Platform: form parameters, and a signature over the answer's node.

mod certificate;
mod charset;
mod codes;
mod common;
mod content;
mod envelope;
mod form_v2;
mod params;
mod request;
mod response;
mod spelling;
pub mod sub_code;
mod textual;
mod verdict;

pub use codes::code;
pub use form_v2::FormV2;
pub use params::SignedParams;
pub use textual::payload;

pub(crate) use common::{AES, ENCRYPT_TYPE, PLAIN};
pub(crate) use envelope::{node_name, respond};
pub(crate) use params::{decode_sign, encode};
pub(crate) use spelling::is_spelt_alike;

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
