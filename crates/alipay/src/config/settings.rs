//! A profile's settings, to be looked at one by one.

use std::fmt;

use alipay_sign::Charset;

use super::{
    Profile, ProtocolName,
    profile::PublicKeys,
    source::{ALIPAY_CERT, APP_CERT, CA, CONTENT_KEY, PRIVATE_KEY, PUBLIC_KEY, PUBLIC_KEYS, ROOT_CERT, Source},
};

/// What a profile says, for anyone who looks at settings instead of making a client of them. Each may be missing.
///
/// What is `None` was not set. Holds no key: [`Source`] says where one is, and reads it. `Debug` shows no address and no identity.
#[derive(Clone)]
#[non_exhaustive]
pub struct Settings<'a> {
    /// In which protocol the gateway is spoken to (`open-platform`).
    pub protocol: ProtocolName,
    /// Where the gateway is: `gateway` of the Open Platform, never missing with protocol `v3`; `base_url` of the others.
    pub address: Option<&'a str>,
    /// Who we are: `app_id` at the Open Platform, `client_id` at the others.
    pub identity: Option<&'a str>,
    /// Our private key.
    pub private_key: Option<Source<'a>>,
    /// The gateway's public keys, each with its version where several are set by version.
    pub alipay_public_keys: Vec<(Option<u32>, Source<'a>)>,
    /// The application's certificate (`open-platform`).
    pub app_cert: Option<Source<'a>>,
    /// Alipay's certificate (`open-platform`).
    pub alipay_cert: Option<Source<'a>>,
    /// The roots (`open-platform`).
    pub alipay_root_cert: Option<Source<'a>>,
    /// The AES key for encrypted content (`open-platform`).
    pub content_key: Option<Source<'a>>,
    /// The charset of requests (`open-platform`).
    pub charset: Option<Charset>,
    /// Whether the sandbox paths are called (`dws`).
    pub sandbox_paths: bool,
    /// The certificate authorities to trust.
    pub ca: Option<Source<'a>>,
}

impl Profile {
    /// Its name in the configuration file it was read from. `None` when it comes from none.
    pub fn name(&self) -> Option<&str> {
        self.name.as_deref()
    }

    /// What it says, setting by setting.
    pub fn settings(&self) -> Settings<'_> {
        let source = |field, place| Source::new(self.name(), field, place);
        let certificate = |field, place| Option::as_ref(place).map(|place| source(field, place));
        let public_keys = match &self.public_keys {
            None => Vec::new(),
            Some(PublicKeys::One(place)) => vec![(None, source(PUBLIC_KEY.of(place), place))],
            Some(PublicKeys::ByVersion(keys)) => {
                keys.iter().map(|(version, place)| (Some(*version), source(PUBLIC_KEYS, place))).collect()
            }
        };
        Settings {
            protocol: self.protocol,
            address: self.gateway_address(),
            identity: self.identity.as_deref(),
            private_key: self.private_key.as_ref().map(|place| source(PRIVATE_KEY.of(place), place)),
            alipay_public_keys: public_keys,
            app_cert: certificate(APP_CERT, &self.app_cert),
            alipay_cert: certificate(ALIPAY_CERT, &self.alipay_cert),
            alipay_root_cert: certificate(ROOT_CERT, &self.root_cert),
            content_key: self.content_key.as_ref().map(|place| source(CONTENT_KEY.of(place), place)),
            charset: self.charset,
            sandbox_paths: self.sandbox_paths,
            ca: certificate(CA, &self.ca),
        }
    }
}

impl Settings<'_> {
    /// Whether the profile is for certificate mode: one certificate is enough to say so.
    pub fn is_certificate_mode(&self) -> bool {
        self.app_cert.is_some() || self.alipay_cert.is_some() || self.alipay_root_cert.is_some()
    }
}

impl fmt::Debug for Settings<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Settings")
            .field("private_key", &self.private_key)
            .field("alipay_public_keys", &self.alipay_public_keys)
            .field("app_cert", &self.app_cert)
            .field("alipay_cert", &self.alipay_cert)
            .field("alipay_root_cert", &self.alipay_root_cert)
            .finish_non_exhaustive()
    }
}
