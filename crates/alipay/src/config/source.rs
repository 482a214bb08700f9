//! Where keys and certificates are kept, and how they are read from there.

use std::{
    borrow::Cow,
    env, fmt, fs,
    io::{self, Read},
    path::{Path, PathBuf},
};

use super::{ConfigError, error::shown_name, kind::Kind};

/// Where something is kept. Never the thing itself.
#[derive(Clone, PartialEq, Eq)]
pub(super) enum Place {
    File(PathBuf),
    Env(String),
}

/// How the fields are called that say where one thing is kept.
#[derive(Clone, Copy)]
pub(super) struct Names {
    pub(super) file: &'static str,
    pub(super) env: &'static str,
}

pub(super) const PRIVATE_KEY: Names = Names { file: "private_key_file", env: "private_key_env" };
pub(super) const PUBLIC_KEY: Names = Names { file: "alipay_public_key_file", env: "alipay_public_key_env" };
pub(super) const CONTENT_KEY: Names = Names { file: "content_key_file", env: "content_key_env" };
/// Of several public keys, by version.
pub(super) const PUBLIC_KEYS: &str = "alipay_public_key_files";
pub(super) const APP_CERT: &str = "app_cert_file";
pub(super) const ALIPAY_CERT: &str = "alipay_cert_file";
pub(super) const ROOT_CERT: &str = "alipay_root_cert_file";
pub(super) const CA: &str = "ca_file";

impl Names {
    pub(super) fn of(self, place: &Place) -> &'static str {
        match place {
            Place::File(_) => self.file,
            Place::Env(_) => self.env,
        }
    }
}

/// Where a profile keeps a key or a certificate, and the field that says so. Never the thing itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Source<'a> {
    profile: Option<&'a str>,
    field: &'static str,
    place: &'a Place,
}

impl<'a> Source<'a> {
    pub(super) fn new(profile: Option<&'a str>, field: &'static str, place: &'a Place) -> Self {
        Self { profile, field, place }
    }

    /// The field, as it is called in a configuration file.
    pub fn field(&self) -> &'static str {
        self.field
    }

    /// The file, unless it is a variable.
    pub fn file(&self) -> Option<&'a Path> {
        match self.place {
            Place::File(file) => Some(file),
            Place::Env(_) => None,
        }
    }

    /// The name of the environment variable, unless it is a file.
    pub fn variable(&self) -> Option<&'a str> {
        match self.place {
            Place::File(_) => None,
            Place::Env(variable) => Some(variable),
        }
    }

    /// Reads what is kept there. It may be secret.
    ///
    /// # Errors
    /// [`ConfigError::File`] when the file cannot be read; [`ConfigError::Setting`] when the variable is not set, or a
    /// key stands where the name of its file belongs.
    pub fn read(&self) -> Result<Vec<u8>, ConfigError> {
        match self.place {
            Place::Env(variable) => {
                let problem = |what| format!("names the variable {}, which {what}", shown_name(variable));
                let text = env::var(variable).map_err(|error| match error {
                    env::VarError::NotPresent => self.wrong(problem("is not set")),
                    env::VarError::NotUnicode(_) => self.wrong(problem("holds no text")),
                });
                text.map(String::into_bytes)
            }
            Place::File(file) if is_key_text(file) => Err(self.wrong(PASTED)),
            Place::File(file) => read_file(file).map_err(|source| ConfigError::File {
                profile: self.profile(),
                field: self.field,
                file: shown_file(file),
                source,
            }),
        }
    }

    /// Reads what is kept there as a `K`: text or, where it is no text, DER.
    pub(super) fn read_as<K: Kind>(&self) -> Result<K, ConfigError> {
        let bytes = self.read()?;
        let read = K::read(std::str::from_utf8(&bytes).map_err(|_| &*bytes));
        read.map_err(|source| self.unusable::<K>(source))
    }

    pub(super) fn unusable<K: Kind>(&self, source: K::Error) -> ConfigError {
        K::unusable(self.profile(), self.field, self.file().map(shown_file), source)
    }

    pub(super) fn wrong(&self, problem: impl Into<Cow<'static, str>>) -> ConfigError {
        ConfigError::Setting { profile: self.profile(), field: self.field, problem: problem.into() }
    }

    fn profile(&self) -> Option<String> {
        self.profile.map(str::to_owned)
    }
}

/// Shows file or variable, unless a key was given as its name.
impl fmt::Debug for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File(file) => f.debug_tuple("File").field(&shown_file(file)).finish(),
            Self::Env(variable) => f.debug_tuple("Env").field(&shown_name(variable)).finish(),
        }
    }
}

/// Reads a file, up to a bound. A device or a pipe says to have no length, and may have no end.
pub(super) fn read_file(file: &Path) -> io::Result<Vec<u8>> {
    /// Far more than any key or bundle of authorities: anyone who names a device or a log by mistake gets an answer.
    const MOST: u64 = 4 << 20;

    let mut bytes = Vec::new();
    fs::File::open(file)?.take(MOST + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > MOST {
        return Err(io::Error::new(io::ErrorKind::InvalidData, "it is far too long"));
    }
    Ok(bytes)
}

/// What to tell about a file name that is a key.
pub(super) const PASTED: &str = "holds a key where the name of a file belongs: keep the key in a file";

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
