//! The mainland Open Platform, over both of its protocols: form parameters with a signature over the answer's node
//! ([`FormV2`]), and JSON with signatures in headers ([`RestV3`]).

use crate::StringNewtype;

mod certificate;
mod charset;
mod codes;
mod common;
mod content;
mod dialect;
mod envelope;
mod form_v2;
#[cfg(feature = "html")]
mod html_form;
mod page;
mod params;
mod request;
mod response;
pub mod rest_v3;
pub mod sub_code;
mod textual;
mod verdict;

pub use codes::code;
pub use dialect::{OpenPlatform, OpenPlatformOptions};
pub use form_v2::FormV2;
#[cfg(feature = "html")]
pub use html_form::HtmlForm;
pub use params::SignedParams;
pub use rest_v3::RestV3;
pub use textual::payload;

pub(crate) use common::serial;
pub(crate) use envelope::{node_name, respond};
pub(crate) use params::{decode_sign, encode, fields};

/// The gateway for production.
pub const PRODUCTION: &str = "https://openapi.alipay.com/gateway.do";

/// Alipay's own sandbox.
pub const SANDBOX: &str = "https://openapi-sandbox.dl.alipaydev.com/gateway.do";

/// The gateway for production, over the REST protocol ([`RestV3`]).
pub const PRODUCTION_V3: &str = "https://openapi.alipay.com";

/// Alipay's own sandbox, over the REST protocol ([`RestV3`]).
pub const SANDBOX_V3: &str = "https://openapi-sandbox.dl.alipaydev.com";

/// Names a member of Alipay: 16 digits beginning with 2088.
#[derive(Clone, StringNewtype)]
pub struct UserId(String);

/// Names a member of Alipay towards one application.
#[derive(Clone, StringNewtype)]
pub struct OpenId(String);
