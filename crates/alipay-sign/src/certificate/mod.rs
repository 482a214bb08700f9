//! The certificate mode of the Open Platform: our certificate, the gateway's, and the roots.

mod alipay;
mod chain;
mod error;
mod hex;
mod leaf;
mod name;
mod roots;
mod text;
mod x509;

pub use alipay::AlipayCertificates;
pub use error::CertificateError;
pub use leaf::Certificate;
pub use roots::{RootCertificates, SkipReason, SkippedRoot};
