//! What a profile speaks: the dialect and, where there are several, the protocol.

use alipay_wire::{Dialect, Dws, OpenPlatform, WorldFirst};

/// The dialects a profile can be for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum DialectName {
    /// The mainland Open Platform.
    OpenPlatform,
    /// The Digital Wallet gateway.
    Dws,
    /// WorldFirst.
    WorldFirst,
}

impl DialectName {
    pub(super) const ALL: [Self; 3] = [Self::OpenPlatform, Self::Dws, Self::WorldFirst];

    /// The name in configuration files and on the command line.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::OpenPlatform => OpenPlatform::NAME,
            Self::Dws => Dws::NAME,
            Self::WorldFirst => WorldFirst::NAME,
        }
    }

    /// How the gateway's address is called in this dialect.
    pub const fn address_field(self) -> &'static str {
        match self {
            Self::OpenPlatform => "gateway",
            Self::Dws | Self::WorldFirst => "base_url",
        }
    }

    /// How our own name is called in this dialect.
    pub const fn identity_field(self) -> &'static str {
        match self {
            Self::OpenPlatform => "app_id",
            Self::Dws | Self::WorldFirst => "client_id",
        }
    }
}

/// The protocols a profile for the Open Platform can be spoken in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ProtocolName {
    /// `gateway.do`: form parameters.
    #[default]
    V2,
    /// `/v3/..`: REST.
    V3,
}

impl ProtocolName {
    pub(super) const ALL: [Self; 2] = [Self::V2, Self::V3];

    /// The name in configuration files and on the command line.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::V2 => "v2",
            Self::V3 => "v3",
        }
    }
}
