//! From a profile to a client, and to the parts of one.

use std::{borrow::Cow, env, sync::Arc, time::SystemTime};

use alipay_sign::{
    AlipayCertificates, Certificate, Charset, ContentKey, Credentials, KeyRing, PrivateKey, PublicKey,
    RootCertificates, Verify,
};
use alipay_transport::{BuildError, Client, ClientBuilder, HttpSettingsError, HttpTransport, Proxy};
use alipay_wire::{
    Dialect, Dws, FormV2, Invalid, OpenPlatform, RestV3, SignedHeader, Speaks, WorldFirst, open_platform::PRODUCTION_V3,
};

use super::{
    ConfigError, DialectName, Profile, ProtocolName,
    source::{ALIPAY_CERT, APP_CERT, CA, PRIVATE_KEY, PUBLIC_KEY, ROOT_CERT, Source},
};

/// The path of the Open Platform's other protocol, on the same hosts.
const GATEWAY_PATH: &str = "/gateway.do";

impl Profile {
    /// Makes the client of an `open-platform` profile, in the protocol that it says.
    ///
    /// With certificates it is in certificate mode. In `v2` it then learns the certificates Alipay changes to; in `v3` they
    /// cannot be asked for.
    ///
    /// # Errors
    /// [`ConfigError`] names the field that is missing or wrong.
    pub fn open_platform_client(&self) -> Result<Client<OpenPlatform>, ConfigError> {
        match self.protocol {
            ProtocolName::V2 => self.client(self.open_platform_protocol()?),
            ProtocolName::V3 => self.client(self.open_platform_v3_protocol()?),
        }
    }

    /// Makes the client of a `dws` profile.
    ///
    /// # Errors
    /// [`ConfigError`] names the field that is missing or wrong.
    pub fn dws_client(&self) -> Result<Client<Dws>, ConfigError> {
        let protocol = self.speaking::<Dws, _>(SignedHeader::<Dws>::new)?;
        self.client(protocol.sandbox_paths(self.sandbox_paths))
    }

    /// Makes the client of a `worldfirst` profile.
    ///
    /// # Errors
    /// [`ConfigError`] names the field that is missing or wrong.
    pub fn worldfirst_client(&self) -> Result<Client<WorldFirst>, ConfigError> {
        self.client(self.speaking::<WorldFirst, _>(SignedHeader::<WorldFirst>::new)?)
    }

    /// What an `open-platform` profile speaks at `gateway.do`: with its charset, and with its content key.
    ///
    /// Also where the profile says `v3`: signed pages, order strings and stored evidence may want it all the same.
    ///
    /// # Errors
    /// [`ConfigError`] names the field that is missing or wrong.
    pub fn open_platform_protocol(&self) -> Result<FormV2, ConfigError> {
        let protocol = self.speaking::<OpenPlatform, _>(|address, app_id| match self.protocol {
            ProtocolName::V2 => FormV2::new(address, app_id),
            // The slash behind an origin is the one that the path begins with.
            ProtocolName::V3 => {
                FormV2::new(&format!("{}{GATEWAY_PATH}", address.strip_suffix('/').unwrap_or(address)), app_id)
            }
        })?;
        let protocol = self.charset.into_iter().fold(protocol, FormV2::charset);
        match self.settings().content_key {
            None => Ok(protocol),
            Some(source) => Ok(protocol.content_key(source.read_as::<ContentKey>()?)),
        }
    }

    /// What an `open-platform` profile speaks in REST: with its content key.
    ///
    /// Also where the profile says `v2`: stored evidence may want it all the same.
    ///
    /// # Errors
    /// [`ConfigError`] names the field that is missing or wrong.
    pub fn open_platform_v3_protocol(&self) -> Result<RestV3, ConfigError> {
        if self.charset.is_some_and(|charset| charset != Charset::Utf8) {
            return Err(self.setting("charset", "must be utf-8: protocol v3 knows no other"));
        }
        let protocol =
            self.speaking::<OpenPlatform, _>(|address, app_id| RestV3::new(without_gateway_path(address), app_id))?;
        match self.settings().content_key {
            None => Ok(protocol),
            Some(source) => Ok(protocol.content_key(source.read_as::<ContentKey>()?)),
        }
    }

    /// Where the gateway is: with protocol `v3` an origin, and that for production unless told otherwise. The other gateways
    /// know no protocols.
    pub(super) fn gateway_address(&self) -> Option<&str> {
        match (self.dialect(), self.protocol) {
            (DialectName::OpenPlatform, ProtocolName::V3) => {
                Some(self.address.as_deref().map_or(PRODUCTION_V3, without_gateway_path))
            }
            _ => self.address.as_deref(),
        }
    }

    /// Reads our key, and the gateway's keys.
    ///
    /// # Errors
    /// [`ConfigError`] names the field that is missing or wrong.
    pub fn credentials(&self) -> Result<Credentials, ConfigError> {
        let (signer, verifier) = (self.signer()?, self.verifier()?);
        Credentials::shared(Arc::new(signer), verifier).map_err(|own| {
            let settings = self.settings();
            let public_key = settings.alipay_public_keys.first().map(|(_, source)| source.field());
            let field = public_key.unwrap_or(ALIPAY_CERT);
            ConfigError::Client { profile: self.name.clone(), field, source: own.into() }
        })
    }

    /// Reads the gateway's keys, for anyone who verifies and sends nothing.
    ///
    /// # Errors
    /// [`ConfigError`] names the field that is missing or wrong.
    pub fn verifier(&self) -> Result<Arc<dyn Verify>, ConfigError> {
        match self.alipay_certificates()? {
            Some(certificates) => Ok(Arc::new(certificates)),
            None => self.public_keys_verifier(),
        }
    }

    /// The same for what was signed at this time: certificates count that were valid then.
    ///
    /// # Errors
    /// [`ConfigError`] as there.
    pub fn verifier_at(&self, time: SystemTime) -> Result<Arc<dyn Verify>, ConfigError> {
        match self.alipay_certificates()? {
            Some(certificates) => Ok(Arc::new(certificates.clock(move || time))),
            None => self.public_keys_verifier(),
        }
    }

    fn alipay_certificates(&self) -> Result<Option<AlipayCertificates>, ConfigError> {
        let Some([_, alipay, roots]) = self.certificates()? else { return Ok(None) };
        let certificate = alipay.read_as::<Certificate>()?;
        Ok(Some(AlipayCertificates::new(certificate, roots.read_as::<RootCertificates>()?)))
    }

    fn public_keys_verifier(&self) -> Result<Arc<dyn Verify>, ConfigError> {
        let keys = self.settings().alipay_public_keys;
        let mut ring: Option<KeyRing> = None;
        for (version, source) in keys {
            let key = source.read_as::<PublicKey>()?;
            let Some(version) = version.map(|version| version.to_string()) else { return Ok(Arc::new(key)) };
            ring = Some(match ring {
                None => KeyRing::new(version, key),
                Some(ring) => ring.and(version, key),
            });
        }
        match ring {
            Some(ring) => Ok(Arc::new(ring)),
            None => Err(self.setting(PUBLIC_KEY.file, format!("is missing (or {})", PUBLIC_KEY.env))),
        }
    }

    /// The transport its settings describe.
    ///
    /// # Errors
    /// [`ConfigError`] names the field that is wrong.
    pub fn http_transport(&self) -> Result<HttpTransport, ConfigError> {
        let mut builder = HttpTransport::builder();
        if let Some(timeout) = self.connect_timeout {
            builder = builder.connect_timeout(timeout);
        }
        let ca = self.settings().ca;
        if let Some(ca) = ca {
            builder = builder.ca_pem(ca.read()?);
        }
        if let Some(proxy) = self.http_proxy()? {
            builder = builder.proxy(proxy);
        }
        builder.build().map_err(|source| self.http(CA, ca, source))
    }

    /// The proxy of its settings, if there is one.
    ///
    /// # Errors
    /// [`ConfigError`] names the field that is wrong.
    pub fn http_proxy(&self) -> Result<Option<Proxy>, ConfigError> {
        let Some(url) = &self.proxy else { return Ok(None) };
        let proxy = Proxy::new(url).map_err(|source| self.http("proxy", None, source))?;
        let Some(variable) = &self.proxy_authorization_env else { return Ok(Some(proxy)) };
        let unusable =
            || self.setting("proxy_authorization_env", "names a variable that is not set, or holds no header value");
        let value = env::var(variable).map_err(|_| unusable())?.parse().map_err(|_| unusable())?;
        Ok(Some(proxy.authorization(value)))
    }

    fn client<D: Dialect>(&self, protocol: impl Speaks<D>) -> Result<Client<D>, ConfigError> {
        let builder = Client::builder(protocol).credentials(self.credentials()?).http(self.http_transport()?);
        let builder = self.timeout.into_iter().fold(builder, ClientBuilder::timeout);
        let builder = self.attempt_timeout.into_iter().fold(builder, ClientBuilder::attempt_timeout);
        let builder = self.freshness.into_iter().fold(builder, ClientBuilder::freshness);
        builder.build().map_err(|source: BuildError| {
            let field = self.dialect().address_field();
            ConfigError::Client { profile: self.name.clone(), field, source }
        })
    }

    fn speaking<D: Dialect, P>(
        &self,
        protocol: impl FnOnce(&str, &str) -> Result<P, Invalid>,
    ) -> Result<P, ConfigError> {
        let dialect = self.dialect();
        if dialect.as_str() != D::NAME {
            return Err(self.setting("dialect", format!("is {}, not {}", dialect.as_str(), D::NAME)));
        }
        let (address_field, identity_field) = (dialect.address_field(), dialect.identity_field());
        let address = self.required(address_field, self.gateway_address())?;
        let identity = self.required(identity_field, self.identity.as_deref())?;
        protocol(address, identity).map_err(|invalid| {
            // A protocol knows its two arguments by the same names as the configuration.
            let field = if invalid.field() == identity_field { identity_field } else { address_field };
            self.setting(field, invalid.rule().to_owned())
        })
    }

    fn signer(&self) -> Result<PrivateKey, ConfigError> {
        let missing = || self.setting(PRIVATE_KEY.file, format!("is missing (or {})", PRIVATE_KEY.env));
        let key: PrivateKey = self.settings().private_key.ok_or_else(missing)?.read_as()?;
        if let Some([app, _, roots]) = self.certificates()? {
            let certified = key.certified(&app.read_as()?, &roots.read_as()?);
            return certified.map_err(|source| app.unusable::<Certificate>(source));
        }
        Ok(self.key_version.into_iter().fold(key, PrivateKey::version))
    }

    /// The certificates of the application, of Alipay, and the roots, where the profile is in certificate mode.
    fn certificates(&self) -> Result<Option<[Source<'_>; 3]>, ConfigError> {
        let settings = self.settings();
        if self.dialect() != DialectName::OpenPlatform || !settings.is_certificate_mode() {
            return Ok(None);
        }
        if let Some((_, key)) = settings.alipay_public_keys.first() {
            let problem = "stands beside certificates: the gateway's key is that of alipay_cert_file, so leave it out";
            return Err(key.wrong(problem));
        }
        let missing = |field| {
            let all = "is missing: certificate mode needs app_cert_file, alipay_cert_file and alipay_root_cert_file";
            self.setting(field, all)
        };
        Ok(Some([
            settings.app_cert.ok_or_else(|| missing(APP_CERT))?,
            settings.alipay_cert.ok_or_else(|| missing(ALIPAY_CERT))?,
            settings.alipay_root_cert.ok_or_else(|| missing(ROOT_CERT))?,
        ]))
    }

    fn required<'a>(&self, field: &'static str, value: Option<&'a str>) -> Result<&'a str, ConfigError> {
        value.ok_or_else(|| self.setting(field, "is missing"))
    }

    fn setting(&self, field: &'static str, problem: impl Into<Cow<'static, str>>) -> ConfigError {
        ConfigError::Setting { profile: self.name.clone(), field, problem: problem.into() }
    }

    fn http(&self, field: &'static str, source: Option<Source<'_>>, error: HttpSettingsError) -> ConfigError {
        let file = source.and_then(|source| source.file().map(ToOwned::to_owned));
        ConfigError::Http { profile: self.name.clone(), field, file, source: error }
    }
}

/// The origin that the address of either protocol is at.
fn without_gateway_path(address: &str) -> &str {
    address.strip_suffix(GATEWAY_PATH).unwrap_or(address)
}
