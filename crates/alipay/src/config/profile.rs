//! One profile: who talks to which gateway, and with which keys.

use std::{collections::BTreeMap, fmt, path::PathBuf, time::Duration};

use alipay_sign::Charset;

use super::{BalanceSettings, DialectName, ProtocolName, source::Place};

/// Who talks to which gateway, and where the keys for it are. Holds no secret: keys are read when a client is made.
#[derive(Clone, PartialEq)]
pub struct Profile {
    pub(super) name: Option<String>,
    dialect: DialectName,
    pub(super) protocol: ProtocolName,
    pub(super) address: Option<String>,
    pub(super) identity: Option<String>,
    pub(super) private_key: Option<Place>,
    pub(super) public_keys: Option<PublicKeys>,
    pub(super) app_cert: Option<Place>,
    pub(super) alipay_cert: Option<Place>,
    pub(super) root_cert: Option<Place>,
    pub(super) content_key: Option<Place>,
    pub(super) charset: Option<Charset>,
    pub(super) key_version: Option<u32>,
    pub(super) sandbox_paths: bool,
    pub(super) ca: Option<Place>,
    pub(super) timeout: Option<Duration>,
    pub(super) attempt_timeout: Option<Duration>,
    pub(super) connect_timeout: Option<Duration>,
    pub(super) freshness: Option<Duration>,
    pub(super) proxy: Option<String>,
    pub(super) proxy_authorization_env: Option<String>,
    pub(super) balance: BalanceSettings,
}

/// Where the gateway's public keys are.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum PublicKeys {
    /// One key, whatever version an answer names.
    One(Place),
    /// Several keys, each for the answers that name its version.
    ByVersion(BTreeMap<u32, Place>),
}

impl Profile {
    /// A profile without settings, for one dialect.
    pub fn new(dialect: DialectName) -> Self {
        Self {
            name: None,
            dialect,
            protocol: ProtocolName::default(),
            address: None,
            identity: None,
            private_key: None,
            public_keys: None,
            app_cert: None,
            alipay_cert: None,
            root_cert: None,
            content_key: None,
            charset: None,
            key_version: None,
            sandbox_paths: false,
            ca: None,
            timeout: None,
            attempt_timeout: None,
            connect_timeout: None,
            freshness: None,
            proxy: None,
            proxy_authorization_env: None,
            balance: BalanceSettings::default(),
        }
    }

    /// The dialect it is for.
    pub fn dialect(&self) -> DialectName {
        self.dialect
    }

    /// What to ask when its balances are asked for.
    pub fn balance_settings(&self) -> &BalanceSettings {
        &self.balance
    }

    /// Sets where the gateway is: `gateway` of the Open Platform, `base_url` of the others.
    #[must_use]
    pub fn address(mut self, url: impl Into<String>) -> Self {
        self.address = Some(url.into());
        self
    }

    /// Sets in which protocol the Open Platform is spoken to: `v2`, unless it is set. The other gateways have one only.
    ///
    /// The address may be that of either: in `v3` a path `/gateway.do` at its end is left out, and without an address the
    /// gateway is that for production.
    #[must_use]
    pub fn protocol(mut self, protocol: ProtocolName) -> Self {
        self.protocol = protocol;
        self
    }

    /// Sets who we are: `app_id` at the Open Platform, `client_id` at the others.
    #[must_use]
    pub fn identity(mut self, id: impl Into<String>) -> Self {
        self.identity = Some(id.into());
        self
    }

    /// Sets the file that holds our private key.
    #[must_use]
    pub fn private_key_file(mut self, file: impl Into<PathBuf>) -> Self {
        self.private_key = Some(Place::File(file.into()));
        self
    }

    /// Sets the environment variable that holds our private key.
    #[must_use]
    pub fn private_key_env(mut self, variable: impl Into<String>) -> Self {
        self.private_key = Some(Place::Env(variable.into()));
        self
    }

    /// Sets the file that holds the gateway's public key, in the place of all that were set before.
    #[must_use]
    pub fn alipay_public_key_file(mut self, file: impl Into<PathBuf>) -> Self {
        self.public_keys = Some(PublicKeys::One(Place::File(file.into())));
        self
    }

    /// Sets the environment variable that holds the gateway's public key, in the place of all that were set before.
    #[must_use]
    pub fn alipay_public_key_env(mut self, variable: impl Into<String>) -> Self {
        self.public_keys = Some(PublicKeys::One(Place::Env(variable.into())));
        self
    }

    /// Adds the file that holds the gateway's public key of one version, and takes away a key without a version.
    ///
    /// The signed-header gateways name the version they sign with. With keys by version, one that is not there is an
    /// unknown key; a single key without a version is used for every answer.
    #[must_use]
    pub fn alipay_public_key_version(mut self, version: u32, file: impl Into<PathBuf>) -> Self {
        let mut keys = match self.public_keys {
            Some(PublicKeys::ByVersion(keys)) => keys,
            _ => BTreeMap::new(),
        };
        keys.insert(version, Place::File(file.into()));
        self.public_keys = Some(PublicKeys::ByVersion(keys));
        self
    }

    /// Sets the file with the application's certificate, for the certificate mode of the Open Platform: the console calls
    /// it `appCertPublicKey_<app id>.crt`. Takes the place of a public key, together with the other two certificates.
    #[must_use]
    pub fn app_cert_file(mut self, file: impl Into<PathBuf>) -> Self {
        self.app_cert = Some(Place::File(file.into()));
        self
    }

    /// Sets the file with Alipay's certificate: the console calls it `alipayCertPublicKey_RSA2.crt`.
    #[must_use]
    pub fn alipay_cert_file(mut self, file: impl Into<PathBuf>) -> Self {
        self.alipay_cert = Some(Place::File(file.into()));
        self
    }

    /// Sets the file with the roots: the console calls it `alipayRootCert.crt`.
    #[must_use]
    pub fn alipay_root_cert_file(mut self, file: impl Into<PathBuf>) -> Self {
        self.root_cert = Some(Place::File(file.into()));
        self
    }

    /// Sets the file that holds the AES key for encrypted content (Open Platform).
    #[must_use]
    pub fn content_key_file(mut self, file: impl Into<PathBuf>) -> Self {
        self.content_key = Some(Place::File(file.into()));
        self
    }

    /// Sets the environment variable that holds the AES key for encrypted content (Open Platform).
    #[must_use]
    pub fn content_key_env(mut self, variable: impl Into<String>) -> Self {
        self.content_key = Some(Place::Env(variable.into()));
        self
    }

    /// Sets the charset that requests are written in (Open Platform).
    #[must_use]
    pub fn charset(mut self, charset: Charset) -> Self {
        self.charset = Some(charset);
        self
    }

    /// Sets the version of our key, which the signed-header gateways are told.
    #[must_use]
    pub fn key_version(mut self, version: u32) -> Self {
        self.key_version = Some(version);
        self
    }

    /// Calls the sandbox paths of the Digital Wallet gateway.
    #[must_use]
    pub fn sandbox_paths(mut self, on: bool) -> Self {
        self.sandbox_paths = on;
        self
    }

    /// Sets the file with the certificate authorities to trust, instead of the built-in ones.
    #[must_use]
    pub fn ca_file(mut self, file: impl Into<PathBuf>) -> Self {
        self.ca = Some(Place::File(file.into()));
        self
    }

    /// Sets the time for a whole call.
    #[must_use]
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = Some(timeout);
        self
    }

    /// Sets the time for one attempt.
    #[must_use]
    pub fn attempt_timeout(mut self, timeout: Duration) -> Self {
        self.attempt_timeout = Some(timeout);
        self
    }

    /// Sets the time for making a connection.
    #[must_use]
    pub fn connect_timeout(mut self, timeout: Duration) -> Self {
        self.connect_timeout = Some(timeout);
        self
    }

    /// Sets how much older than its request an answer may be, where the gateway dates answers.
    #[must_use]
    pub fn freshness(mut self, freshness: Duration) -> Self {
        self.freshness = Some(freshness);
        self
    }

    /// Sets an HTTP proxy.
    #[must_use]
    pub fn proxy(mut self, url: impl Into<String>) -> Self {
        self.proxy = Some(url.into());
        self
    }

    /// Sets the environment variable that holds the `Proxy-Authorization`, such as `Basic ..`.
    #[must_use]
    pub fn proxy_authorization_env(mut self, variable: impl Into<String>) -> Self {
        self.proxy_authorization_env = Some(variable.into());
        self
    }
}

impl fmt::Debug for Profile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Where a password would stand.
        let proxy = self.proxy.as_deref().map(|url| if url.contains('@') { "<redacted>" } else { url });
        f.debug_struct("Profile")
            .field("name", &self.name)
            .field("dialect", &self.dialect)
            .field("protocol", &self.protocol)
            .field("address", &self.address)
            .field("identity", &self.identity)
            .field("private_key", &self.private_key)
            .field("public_keys", &self.public_keys)
            .field("app_cert", &self.app_cert)
            .field("alipay_cert", &self.alipay_cert)
            .field("root_cert", &self.root_cert)
            .field("content_key", &self.content_key)
            .field("ca", &self.ca)
            .field("proxy", &proxy)
            .finish_non_exhaustive()
    }
}
