//! Flags and environment over a profile.

use std::path::Path;

use alipay::config::{Config, ConfigError, DialectName, Profile, ProtocolName};

use crate::args::{Connection, OpenPlatformCall, Protocol, SignedHeaderCall, ToSign};

/// Where the configuration is unless told otherwise.
pub(crate) const CONFIG: &str = "alipay.toml";

impl OpenPlatformCall {
    pub(crate) fn profile(&self) -> Result<Profile, ConfigError> {
        let profile = self.connection.over_profile(DialectName::OpenPlatform)?;
        let profile = self.protocol.map(Into::into).into_iter().fold(profile, Profile::protocol);
        Ok(over(profile, &self.gateway, &self.app_id))
    }
}

impl ToSign {
    pub(crate) fn profile(&self) -> Result<Profile, ConfigError> {
        let profile = self.connection.over_profile(DialectName::OpenPlatform)?;
        Ok(over(profile, &self.gateway, &self.app_id))
    }
}

impl From<Protocol> for ProtocolName {
    fn from(protocol: Protocol) -> Self {
        match protocol {
            Protocol::V2 => Self::V2,
            Protocol::V3 => Self::V3,
        }
    }
}

impl SignedHeaderCall {
    pub(crate) fn profile(&self, dialect: DialectName) -> Result<Profile, ConfigError> {
        let profile = self.connection.over_profile(dialect)?;
        let profile = over(profile, &self.base_url, &self.client_id);
        Ok(self.key_version.into_iter().fold(profile, Profile::key_version))
    }
}

fn over(profile: Profile, address: &Option<String>, identity: &Option<String>) -> Profile {
    let profile = address.iter().fold(profile, Profile::address);
    identity.iter().fold(profile, Profile::identity)
}

impl Connection {
    fn over_profile(&self, dialect: DialectName) -> Result<Profile, ConfigError> {
        let profile = match &self.profile {
            None => Profile::new(dialect),
            Some(name) => {
                let file = self.config.as_deref().unwrap_or(Path::new(CONFIG));
                Config::load(file)?.profile(name)?.clone()
            }
        };
        let profile = self.private_key.iter().fold(profile, Profile::private_key_file);
        let profile = self.alipay_public_key.iter().fold(profile, Profile::alipay_public_key_file);
        let profile = self.ca.iter().fold(profile, Profile::ca_file);
        Ok(self.proxy.iter().fold(profile, Profile::proxy))
    }
}

/// Where the setting that an error is about can be changed.
pub(crate) fn where_to_set(error: &ConfigError) -> Option<String> {
    let (flag, variable) = match (error, error.field()) {
        // The message says where in the file.
        (ConfigError::Entry { .. } | ConfigError::Syntax { .. }, _) => return None,
        (ConfigError::Unreadable { .. }, _) => ("--config", "ALIPAY_CONFIG"),
        (ConfigError::NoProfile { .. }, _) => ("--profile", "ALIPAY_PROFILE"),
        (_, Some(field)) => match field {
            "dialect" => return Some("--profile, ALIPAY_PROFILE".to_owned()),
            "protocol" => ("--protocol", "ALIPAY_PROTOCOL"),
            "gateway" => ("--gateway", "ALIPAY_GATEWAY"),
            "app_id" => ("--app-id", "ALIPAY_APP_ID"),
            "base_url" => ("--base-url", "ALIPAY_BASE_URL"),
            "client_id" => ("--client-id", "ALIPAY_CLIENT_ID"),
            "private_key_file" | "private_key_env" => ("--private-key", "ALIPAY_PRIVATE_KEY_FILE"),
            "alipay_public_key_file" | "alipay_public_key_env" => ("--alipay-public-key", "ALIPAY_PUBLIC_KEY_FILE"),
            "ca_file" => ("--ca", "ALIPAY_CA_FILE"),
            "proxy" => ("--proxy", "ALIPAY_PROXY"),
            _ => return None,
        },
        _ => return None,
    };
    Some(match error.field() {
        Some(field) => format!("{flag}, {variable}, or {field} in a profile"),
        None => format!("{flag}, {variable}"),
    })
}
