//! From a profile to a client.

use std::{borrow::Cow, env, path::PathBuf};

use alipay_sign::{PrivateKey, PublicKey};
use alipay_transport::{BuildError, Client, ClientBuilder, HttpSettingsError, HttpTransport, Proxy};
use alipay_wire::{Dialect, Dws, FormV2, Invalid, OpenPlatform, SignedHeader, Speaks, WorldFirst};

use super::{ConfigError, Profile, key};

impl Profile {
    /// Makes the client of an `open-platform` profile.
    ///
    /// # Errors
    /// [`ConfigError`] names the field that is missing or wrong.
    pub fn open_platform_client(&self) -> Result<Client<OpenPlatform>, ConfigError> {
        self.client(FormV2::new)
    }

    /// Makes the client of a `dws` profile.
    ///
    /// # Errors
    /// [`ConfigError`] names the field that is missing or wrong.
    pub fn dws_client(&self) -> Result<Client<Dws>, ConfigError> {
        let sandbox = self.sandbox_paths;
        self.client(|address, identity| Ok(SignedHeader::<Dws>::new(address, identity)?.sandbox_paths(sandbox)))
    }

    /// Makes the client of a `worldfirst` profile.
    ///
    /// # Errors
    /// [`ConfigError`] names the field that is missing or wrong.
    pub fn worldfirst_client(&self) -> Result<Client<WorldFirst>, ConfigError> {
        self.client(SignedHeader::<WorldFirst>::new)
    }

    fn client<D: Dialect, P: Speaks<D>>(
        &self,
        protocol: impl FnOnce(&str, &str) -> Result<P, Invalid>,
    ) -> Result<Client<D>, ConfigError> {
        let dialect = self.dialect();
        if dialect.as_str() != D::NAME {
            return Err(self.setting("dialect", format!("is {}, not {}", dialect.as_str(), D::NAME)));
        }
        let (address_field, identity_field) = (dialect.address_field(), dialect.identity_field());
        let address = self.required(address_field, &self.address)?;
        let identity = self.required(identity_field, &self.identity)?;
        let protocol = protocol(address, identity).map_err(|invalid| {
            // A protocol knows its two arguments by the same names as the configuration.
            let field = if invalid.field() == identity_field { identity_field } else { address_field };
            self.setting(field, invalid.rule().to_owned())
        })?;

        let (private_key, _) = key::read::<PrivateKey>(self.private_key.as_ref(), self.name.as_deref())?;
        let (public_key, public_key_field) = key::read::<PublicKey>(self.public_key.as_ref(), self.name.as_deref())?;
        let private_key = self.key_version.into_iter().fold(private_key, PrivateKey::version);

        let builder = Client::builder(protocol).keys(private_key, public_key).http(self.transport()?);
        let builder = self.timeout.into_iter().fold(builder, ClientBuilder::timeout);
        let builder = self.attempt_timeout.into_iter().fold(builder, ClientBuilder::attempt_timeout);
        builder.build().map_err(|source| {
            let field = if matches!(source, BuildError::OwnKey(_)) { public_key_field } else { address_field };
            ConfigError::Client { profile: self.name.clone(), field, source }
        })
    }

    fn transport(&self) -> Result<HttpTransport, ConfigError> {
        let mut builder = HttpTransport::builder();
        if let Some(timeout) = self.connect_timeout {
            builder = builder.connect_timeout(timeout);
        }
        if let Some(file) = &self.ca_file {
            builder = builder.ca_pem(key::read_file(file, "ca_file", self.name.clone())?);
        }
        if let Some(proxy) = self.tunnel()? {
            builder = builder.proxy(proxy);
        }
        builder.build().map_err(|source| self.http("ca_file", self.ca_file.clone(), source))
    }

    fn tunnel(&self) -> Result<Option<Proxy>, ConfigError> {
        let Some(url) = &self.proxy else { return Ok(None) };
        let proxy = Proxy::new(url).map_err(|source| self.http("proxy", None, source))?;
        let Some(variable) = &self.proxy_authorization_env else { return Ok(Some(proxy)) };
        let unusable =
            || self.setting("proxy_authorization_env", "names a variable that is not set, or holds no header value");
        let value = env::var(variable).map_err(|_| unusable())?.parse().map_err(|_| unusable())?;
        Ok(Some(proxy.authorization(value)))
    }

    fn required<'a>(&self, field: &'static str, value: &'a Option<String>) -> Result<&'a str, ConfigError> {
        value.as_deref().ok_or_else(|| self.setting(field, "is missing"))
    }

    fn setting(&self, field: &'static str, problem: impl Into<Cow<'static, str>>) -> ConfigError {
        ConfigError::Setting { profile: self.name.clone(), field, problem: problem.into() }
    }

    fn http(&self, field: &'static str, file: Option<PathBuf>, source: HttpSettingsError) -> ConfigError {
        ConfigError::Http { profile: self.name.clone(), field, file, source }
    }
}
