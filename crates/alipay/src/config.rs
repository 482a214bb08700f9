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
//! | `protocol` | `v2`, which is `gateway.do`, or `v3`, which is REST, for `open-platform`; without it `v2` |
//! | `base_url`, `client_id` | where and who, for `dws` and `worldfirst` |
//! | `private_key_file` or `private_key_env` | our private key: in a file, or in an environment variable |
//! | `alipay_public_key_file` or `alipay_public_key_env` | the gateway's public key, likewise |
//! | `alipay_public_key_files` | instead: a table of the gateway's public keys by `keyVersion`, for `dws` and `worldfirst` |
//! | `app_cert_file`, `alipay_cert_file`, `alipay_root_cert_file` | instead: the three files of certificate mode, for `open-platform` |
//! | `content_key_file` or `content_key_env` | the AES key for encrypted content, in base64, for `open-platform` |
//! | `charset` | in which charset requests are written: `utf-8` or, in protocol `v2`, `GBK`, for `open-platform` |
//! | `key_version` | which of our keys we sign with, for `dws` and `worldfirst` |
//! | `sandbox_paths` | whether `/ams/sandbox/api/..` is called instead of `/ams/api/..`, for `dws` |
//! | `ca_file` | certificate authorities to trust instead of the built-in ones, in PEM |
//! | `timeout`, `attempt_timeout`, `connect_timeout` | seconds for a call, for one attempt, for a connection |
//! | `freshness` | how many seconds older than its request an answer may be |
//! | `proxy`, `proxy_authorization_env` | an HTTP proxy, and the variable that holds its `Proxy-Authorization` |
//! | `balance` | a table: what to ask when the balances of the profile are asked for |
//!
//! The table `[profiles.NAME.balance]` is for `alipay balance`, and for programs of your own that read
//! [`Profile::balance_settings`]:
//!
//! | key | meaning |
//! |---|---|
//! | `alipay_user_id` or `alipay_open_id` | the member whose fund account it is, for `open-platform` |
//! | `account_type` | the kind of account, for `open-platform` and `dws` |
//! | `account_product_code` or `account_scene_code` | the code the sub-account was opened with, for `open-platform` |
//! | `customer_id` | whose wallet it is, for `dws` |
//! | `currencies` | a list of the currencies to ask for, for `worldfirst` |
//! | `transfer_fund_type` | the kind of transfer the balances are for, for `worldfirst` |
//! | `in_all` | `false` leaves the profile out where all are meant |
//!
//! With `protocol = "v3"`, `gateway` is the origin, such as `https://openapi.alipay.com`. The address of `gateway.do` will do
//! too, and without one it is that origin.
//!
//! File names are relative to the configuration file. Secrets never stand in the file. No error quotes a value.

mod balance;
mod client;
mod dialect;
mod error;
mod file;
mod kind;
mod names;
mod profile;
mod settings;
mod source;

use std::{
    collections::BTreeMap,
    io,
    path::{Path, PathBuf},
};

pub use balance::BalanceSettings;
pub use dialect::{DialectName, ProtocolName};
pub use error::ConfigError;
pub use profile::Profile;
pub use settings::Settings;
pub use source::Source;

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
        Self::examine(file).and_then(Self::without_problems)
    }

    /// Reads the text of a file. File names in it are relative to where `file` stands.
    ///
    /// # Errors
    /// As [`load`](Self::load).
    pub fn parse(text: &str, file: impl AsRef<Path>) -> Result<Self, ConfigError> {
        Self::read(text, file.as_ref()).and_then(Self::without_problems)
    }

    /// Reads a file as far as it goes: every profile whose dialect is known, with the settings that can be read, and
    /// everything that is wrong, in the order of the file. For anyone who wants to tell all of it at once.
    ///
    /// # Errors
    /// [`ConfigError::Unreadable`] and [`ConfigError::Syntax`] alone: then there is nothing to read.
    pub fn examine(file: impl AsRef<Path>) -> Result<(Self, Vec<ConfigError>), ConfigError> {
        let file = file.as_ref();
        let not_text = |_| io::Error::new(io::ErrorKind::InvalidData, "it is not text in UTF-8");
        let text = source::read_file(file).and_then(|bytes| String::from_utf8(bytes).map_err(not_text));
        let text = text.map_err(|source| ConfigError::unreadable(file, source))?;
        Self::read(&text, file)
    }

    fn read(text: &str, file: &Path) -> Result<(Self, Vec<ConfigError>), ConfigError> {
        let read = file::read(text, file)?;
        Ok((Self { profiles: read.profiles, file: file.to_owned() }, read.problems))
    }

    fn without_problems((config, problems): (Self, Vec<ConfigError>)) -> Result<Self, ConfigError> {
        problems.into_iter().next().map_or(Ok(config), Err)
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
