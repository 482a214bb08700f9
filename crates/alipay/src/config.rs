//! Clients from a configuration file with named profiles.
//!
//! A file, usually called `alipay.toml`:
//!
//! ```toml
//! [profiles.production]
//! dialect = "open-platform"
//! gateway = "https://openapi.alipay.com/gateway.do"
//! app_id = "2021000000000000"
//! private_key_file = "keys/app_private.pem"
//! alipay_public_key_file = "keys/alipay_public.pem"
//! timeout = 20
//!
//! [profiles.wallet]
//! dialect = "dws"
//! base_url = "https://wallet.example.com"
//! client_id = "SANDBOX_5Y0000000000000"
//! key_version = 2
//! private_key_env = "WALLET_PRIVATE_KEY"
//! alipay_public_key_file = "keys/wallet_public.pem"
//! ```
//!
//! and the client it makes:
//!
//! ```no_run
//! use alipay::{Client, OpenPlatform, config::Config};
//!
//! let config = Config::load("alipay.toml")?;
//! let client: Client<OpenPlatform> = config.profile("production")?.open_platform_client()?;
//! # Ok::<(), alipay::config::ConfigError>(())
//! ```
//!
//! | key | meaning |
//! |---|---|
//! | `dialect` | `open-platform`, `dws` or `worldfirst` |
//! | `gateway`, `app_id` | where and who, for `open-platform` |
//! | `base_url`, `client_id` | where and who, for `dws` and `worldfirst` |
//! | `private_key_file` or `private_key_env` | our private key: in a file, or in an environment variable |
//! | `alipay_public_key_file` or `alipay_public_key_env` | the gateway's public key, likewise |
//! | `key_version` | which of our keys we sign with, for `dws` and `worldfirst` |
//! | `sandbox_paths` | whether `/ams/sandbox/api/..` is called instead of `/ams/api/..`, for `dws` |
//! | `ca_file` | certificate authorities to trust instead of the built-in ones, in PEM |
//! | `timeout`, `attempt_timeout`, `connect_timeout` | seconds for a call, for one attempt, for a connection |
//! | `proxy`, `proxy_authorization_env` | an HTTP proxy, and the variable that holds its `Proxy-Authorization` |
//!
//! File names are relative to the configuration file. Secrets never stand in the file. No error quotes a value.

mod client;
mod error;
mod file;
mod key;
mod profile;

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

pub use error::ConfigError;
pub use profile::{DialectName, Profile};

/// A configuration file: profiles by name.
#[derive(Clone, Debug)]
pub struct Config {
    file: PathBuf,
    profiles: BTreeMap<String, Profile>,
}

impl Config {
    /// Reads a file.
    ///
    /// # Errors
    /// [`ConfigError`] names file, line and key of what is wrong, and quotes no value.
    pub fn load(file: impl AsRef<Path>) -> Result<Self, ConfigError> {
        let file = file.as_ref();
        let text = fs::read_to_string(file).map_err(|source| ConfigError::unreadable(file, source))?;
        Self::parse(&text, file)
    }

    /// Reads the text of a file. File names in it are relative to where `file` stands.
    ///
    /// # Errors
    /// As [`load`](Self::load).
    pub fn parse(text: &str, file: impl AsRef<Path>) -> Result<Self, ConfigError> {
        let file = file.as_ref();
        Ok(Self { profiles: file::read(text, file)?, file: file.to_owned() })
    }

    /// The profile called `name`.
    ///
    /// # Errors
    /// [`ConfigError::NoProfile`] lists the profiles there are.
    pub fn profile(&self, name: &str) -> Result<&Profile, ConfigError> {
        self.profiles.get(name).ok_or_else(|| ConfigError::NoProfile {
            file: self.file.clone(),
            profile: error::shown_name(name),
            known: self.profiles().map(str::to_owned).collect(),
        })
    }

    /// The names of all profiles.
    pub fn profiles(&self) -> impl Iterator<Item = &str> {
        self.profiles.keys().map(String::as_str)
    }
}
