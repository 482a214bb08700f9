//! A message that was given, and the keys to judge it by: of `alipay explain` and `alipay verify`.

use std::{
    fs,
    io::{self, Read},
    path::{Path, PathBuf},
};

use alipay::{
    Certificate, PrivateKey, PublicKey,
    config::{Config, DialectName, Profile},
    sandbox::Sandbox,
    wire::diagnose::{Keys, Message},
};
use clap::builder::PathBufValueParser;

use crate::{args::filled, catalog::Known, failure::Failure, files::shown, settings::CONFIG};

/// Far longer than any message of a gateway.
const MOST: u64 = 4 << 20;

#[derive(Debug, clap::Args)]
pub(crate) struct MessageArgs {
    /// The message as it came: the body of a notification, the query of a return URL, what a phone gave, the
    /// answer of gateway.do. Where headers sign: headers, an empty line, body. Standard input by default
    #[arg(value_name = "FILE|-", default_value = "-", value_parser = PathBufValueParser::new())]
    file: PathBuf,
    /// Profile whose keys to use; the keys of the other profiles are tried too
    #[arg(long, value_name = "NAME", env = "ALIPAY_PROFILE", hide_env_values = true, value_parser = filled)]
    profile: Option<String>,
    /// Configuration file [default: alipay.toml]
    #[arg(
        long, value_name = "FILE", env = "ALIPAY_CONFIG", hide_env_values = true, requires = "profile",
        value_parser = PathBufValueParser::new(),
    )]
    config: Option<PathBuf>,
    /// File with a public key of the gateway; may be given several times
    #[arg(long, value_name = "FILE", value_parser = PathBufValueParser::new())]
    alipay_public_key: Vec<PathBuf>,
    /// File with a certificate of Alipay; may be given several times
    #[arg(long, value_name = "FILE", value_parser = PathBufValueParser::new())]
    alipay_cert: Vec<PathBuf>,
    /// File with our private key, which what we send is signed with
    #[arg(long, value_name = "FILE", value_parser = PathBufValueParser::new())]
    private_key: Option<PathBuf>,
    /// Where headers sign: the path of the request that is answered, or that received the message
    #[arg(long, value_name = "PATH", value_parser = filled)]
    path: Option<String>,
    /// Where headers sign: the method of that request
    #[arg(long, value_name = "METHOD", default_value = "POST", value_parser = filled)]
    method: String,
    /// Where headers sign: our client id
    #[arg(long, value_name = "ID", value_parser = filled)]
    client_id: Option<String>,
}

impl MessageArgs {
    /// The message, and the keys.
    pub(crate) fn read(&self) -> Result<(Message, Keys), Failure> {
        let profiles = self.profiles()?;
        let keys = self.keys(&profiles)?;
        let client = self.client_id.as_deref().or_else(|| profiles.first().and_then(|(_, profile)| client_id(profile)));
        let others = profiles.iter().filter_map(|(_, profile)| client_id(profile).map(str::to_owned));
        let message = Message::new(bytes(&self.file, "the message")?).other_clients(others).other_paths(Known::paths());
        let message = client.map_or(message.clone(), |id| message.client_id(id));
        Ok((self.path.as_deref().map_or(message.clone(), |path| message.at(&self.method, path)), keys))
    }

    /// The profile that is meant, and the others of its file.
    fn profiles(&self) -> Result<Vec<(String, Profile)>, Failure> {
        let Some(name) = &self.profile else { return Ok(Vec::new()) };
        let config = Config::load(self.config.as_deref().unwrap_or(Path::new(CONFIG)))?;
        let meant = (name.clone(), config.profile(name)?.clone());
        let others = config.profiles().filter(|other| *other != name);
        let others = others.filter_map(|other| Some((other.to_owned(), config.profile(other).ok()?.clone())));
        Ok(std::iter::once(meant).chain(others).collect())
    }

    fn keys(&self, profiles: &[(String, Profile)]) -> Result<Keys, Failure> {
        let mut keys = Keys::new();
        for file in &self.alipay_public_key {
            keys = keys.gateway(format!("the key in {}", shown(file)), read(file, "--alipay-public-key", public_key)?);
        }
        for file in &self.alipay_cert {
            let certificate = read(file, "--alipay-cert", certificate)?;
            let held = vec![(Some(certificate.serial().into()), certificate.public_key().clone())];
            keys = keys.held("the certificate", held);
        }
        if let Some(file) = &self.private_key {
            keys = keys.own("your private key", read(file, "--private-key", private_key)?.public_key());
        }
        if let Some((name, profile)) = profiles.first() {
            keys = keys.held(&format!("the gateway's key of profile {name}"), profile.verifier()?.held_keys());
            if let Some(own) = own_key(profile) {
                keys = keys.own(format!("your private key of profile {name}"), own);
            }
        }
        if keys.is_empty() {
            let missing = "missing: --profile, --alipay-public-key, --alipay-cert or --private-key";
            return Err(Failure::usage(missing));
        }
        for (name, profile) in profiles.iter().skip(1) {
            // Those that cannot be read are no matter here: `alipay doctor` tells of them.
            for (_, key) in profile.verifier().map(|verifier| verifier.held_keys()).unwrap_or_default() {
                keys = keys.other(format!("the gateway's key of profile {name}"), key);
            }
            if let Some(own) = own_key(profile) {
                keys = keys.other(format!("your private key of profile {name}"), own);
            }
        }
        let sandbox = Sandbox::empty();
        match PublicKey::from_text(sandbox.gateway_public_key_pem()) {
            Ok(key) => Ok(keys.other("the key of `alipay sandbox`", key)),
            Err(_) => Ok(keys),
        }
    }
}

fn client_id(profile: &Profile) -> Option<&str> {
    profile.settings().identity.filter(|_| profile.dialect() != DialectName::OpenPlatform)
}

fn own_key(profile: &Profile) -> Option<PublicKey> {
    let bytes = profile.settings().private_key?.read().ok()?;
    private_key(&bytes).ok().map(|key| key.public_key())
}

fn public_key(bytes: &[u8]) -> Result<PublicKey, alipay::KeyError> {
    std::str::from_utf8(bytes).map_or_else(|_| PublicKey::from_der(bytes), PublicKey::from_text)
}

fn private_key(bytes: &[u8]) -> Result<PrivateKey, alipay::KeyError> {
    std::str::from_utf8(bytes).map_or_else(|_| PrivateKey::from_der(bytes), PrivateKey::from_text)
}

fn certificate(bytes: &[u8]) -> Result<Certificate, alipay::CertificateError> {
    std::str::from_utf8(bytes).map_or_else(|_| Certificate::from_der(bytes), Certificate::from_text)
}

fn read<T, E: std::error::Error + Send + Sync + 'static>(
    file: &Path,
    option: &str,
    from: fn(&[u8]) -> Result<T, E>,
) -> Result<T, Failure> {
    from(&bytes(file, option)?)
        .map_err(|error| Failure::usage(format!("{option}: {} cannot be used", shown(file))).because(error))
}

/// What is in a file, or comes in on standard input.
pub(crate) fn bytes(file: &Path, what: &str) -> Result<Vec<u8>, Failure> {
    let mut bytes = Vec::new();
    let read = if file == Path::new("-") {
        io::stdin().lock().take(MOST).read_to_end(&mut bytes)
    } else {
        fs::File::open(file).and_then(|file| file.take(MOST).read_to_end(&mut bytes))
    };
    let failed = |error| Failure::usage(format!("{what}: {} cannot be read", shown(file))).because(error);
    read.map(|_| bytes).map_err(failed)
}
