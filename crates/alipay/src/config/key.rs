//! Where keys are kept, and how they are read from there.

use std::{
    env, fs, io,
    path::{Path, PathBuf},
};

use alipay_sign::{KeyError, PrivateKey, PublicKey};

use super::{ConfigError, error::shown_name};

/// Where a key is kept. Never the key itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum KeyAt {
    File(PathBuf),
    Env(String),
}

/// A kind of key, and how the fields are called that say where it is.
pub(super) trait Kind: Sized {
    const FILE: &'static str;
    const ENV: &'static str;

    fn from_text(text: &str) -> Result<Self, KeyError>;
    fn from_der(der: &[u8]) -> Result<Self, KeyError>;
}

impl Kind for PrivateKey {
    const FILE: &'static str = "private_key_file";
    const ENV: &'static str = "private_key_env";

    fn from_text(text: &str) -> Result<Self, KeyError> {
        Self::from_text(text)
    }

    fn from_der(der: &[u8]) -> Result<Self, KeyError> {
        Self::from_der(der)
    }
}

impl Kind for PublicKey {
    const FILE: &'static str = "alipay_public_key_file";
    const ENV: &'static str = "alipay_public_key_env";

    fn from_text(text: &str) -> Result<Self, KeyError> {
        Self::from_text(text)
    }

    fn from_der(der: &[u8]) -> Result<Self, KeyError> {
        Self::from_der(der)
    }
}

/// Reads the key, and names the field it was read by.
pub(super) fn read<K: Kind>(at: Option<&KeyAt>, profile: Option<&str>) -> Result<(K, &'static str), ConfigError> {
    let profile = || profile.map(str::to_owned);
    let setting =
        |field, problem: &str| ConfigError::Setting { profile: profile(), field, problem: problem.to_owned().into() };
    match at {
        None => Err(setting(K::FILE, &format!("is missing (or {})", K::ENV))),
        Some(KeyAt::Env(variable)) => {
            let problem = |what| setting(K::ENV, &format!("names the variable {}, which {what}", shown_name(variable)));
            let text = env::var(variable).map_err(|error| match error {
                env::VarError::NotPresent => problem("is not set"),
                env::VarError::NotUnicode(_) => problem("holds no text"),
            })?;
            let key = K::from_text(&text);
            Ok((
                key.map_err(|source| ConfigError::Key { profile: profile(), field: K::ENV, file: None, source })?,
                K::ENV,
            ))
        }
        Some(KeyAt::File(file)) => {
            if is_key_text(file) {
                return Err(setting(K::FILE, "holds a key where the name of a file belongs: keep the key in a file"));
            }
            let bytes = read_file(file, K::FILE, profile())?;
            let key = match std::str::from_utf8(&bytes) {
                Ok(text) => K::from_text(text),
                Err(_) => K::from_der(&bytes),
            };
            let wrong =
                |source| ConfigError::Key { profile: profile(), field: K::FILE, file: Some(shown_file(file)), source };
            Ok((key.map_err(wrong)?, K::FILE))
        }
    }
}

/// Reads a file that `field` names.
pub(super) fn read_file(file: &Path, field: &'static str, profile: Option<String>) -> Result<Vec<u8>, ConfigError> {
    /// Far more than any key or bundle of authorities: whoever names a device or a log by mistake gets an answer.
    const MOST: u64 = 4 << 20;

    let read = || {
        if fs::metadata(file)?.len() > MOST {
            return Err(io::Error::new(io::ErrorKind::InvalidData, "it is far too long"));
        }
        fs::read(file)
    };
    read().map_err(|source| ConfigError::File { profile, field, file: shown_file(file), source })
}

/// Whether this file name is a key, pasted where its file belongs.
pub(super) fn is_key_text(file: &Path) -> bool {
    let text = file.to_string_lossy();
    let base64 = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'/' | b'=');
    text.contains("-----")
        || text.contains(['\n', '\r'])
        || (text.len() > 64 && text.bytes().all(base64) && !file.exists())
}

/// A file name as it may be shown.
pub(super) fn shown_file(file: &Path) -> PathBuf {
    if is_key_text(file) { PathBuf::from("<not a file name>") } else { file.to_owned() }
}
