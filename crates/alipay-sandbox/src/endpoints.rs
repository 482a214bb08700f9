//! Where the sandbox is.

use alipay_wire::{Antom, Dws, FormV2, RestV3, SignedHeader, WorldFirst};

use crate::Sandbox;

/// The path of the Open Platform gateway.
pub(crate) const GATEWAY_PATH: &str = "/gateway.do";

/// The addresses of the three gateways.
#[derive(Clone, Debug)]
pub struct Endpoints {
    origin: String,
}

impl Endpoints {
    pub(crate) fn new(origin: impl Into<String>) -> Self {
        Self { origin: origin.into() }
    }

    /// Scheme, host and port: the base URL of the signed-header gateways, and of the Open Platform's over REST.
    pub fn origin(&self) -> &str {
        &self.origin
    }

    /// The URL of the Open Platform gateway.
    pub fn gateway(&self) -> String {
        format!("{}{GATEWAY_PATH}", self.origin)
    }

    /// How to speak to the Open Platform gateway, at `gateway.do`.
    #[expect(clippy::expect_used, clippy::missing_panics_doc, reason = "the sandbox makes its own addresses")]
    pub fn open_platform(&self) -> FormV2 {
        FormV2::new(&self.gateway(), Sandbox::APP_ID).expect("the sandbox has a valid address")
    }

    /// How to speak to the Open Platform gateway over REST. It answers the APIs that have a path there.
    #[expect(clippy::expect_used, clippy::missing_panics_doc, reason = "the sandbox makes its own addresses")]
    pub fn open_platform_v3(&self) -> RestV3 {
        RestV3::new(&self.origin, Sandbox::APP_ID).expect("the sandbox has a valid address")
    }

    /// How to speak to the Digital Wallet gateway.
    #[expect(clippy::expect_used, clippy::missing_panics_doc, reason = "the sandbox makes its own addresses")]
    pub fn dws(&self) -> SignedHeader<Dws> {
        SignedHeader::new(&self.origin, Sandbox::DWS_CLIENT_ID).expect("the sandbox has a valid address")
    }

    /// How to speak to Antom, which has the gateway of the Digital Wallet.
    #[expect(clippy::expect_used, clippy::missing_panics_doc, reason = "the sandbox makes its own addresses")]
    pub fn antom(&self) -> SignedHeader<Antom> {
        SignedHeader::new(&self.origin, Sandbox::DWS_CLIENT_ID).expect("the sandbox has a valid address")
    }

    /// How to speak to the WorldFirst gateway.
    #[expect(clippy::expect_used, clippy::missing_panics_doc, reason = "the sandbox makes its own addresses")]
    pub fn worldfirst(&self) -> SignedHeader<WorldFirst> {
        SignedHeader::new(&self.origin, Sandbox::WORLDFIRST_CLIENT_ID).expect("the sandbox has a valid address")
    }
}
