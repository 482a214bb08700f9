//! What can be wrong with a configuration.

use std::{
    borrow::Cow,
    fmt, io,
    path::{Path, PathBuf},
};

use alipay_sign::{CertificateError, ContentKeyError, KeyError};
use alipay_transport::{BuildError, HttpSettingsError};

use super::source;

/// A configuration does not make a client.
///
/// Names file, line, profile and field, never a value: values are customers' addresses at best, and keys at worst.
#[derive(Debug)]
#[non_exhaustive]
pub enum ConfigError {
    /// The configuration file cannot be read.
    Unreadable {
        /// The file.
        file: PathBuf,
        /// Why not.
        source: io::Error,
    },
    /// The configuration file is not TOML.
    Syntax {
        /// The file.
        file: PathBuf,
        /// Line, from one.
        line: usize,
        /// Column, from one.
        column: usize,
        /// What the parser expected.
        problem: String,
    },
    /// An entry of the configuration file is not known, or not what it should be.
    Entry {
        /// The file.
        file: PathBuf,
        /// Line, from one.
        line: usize,
        /// The profile around the entry.
        profile: Option<String>,
        /// The key of the entry.
        field: String,
        /// What is wrong.
        problem: Cow<'static, str>,
    },
    /// There is no profile of this name.
    NoProfile {
        /// The file.
        file: PathBuf,
        /// The name asked for.
        profile: String,
        /// The names there are.
        known: Vec<String>,
    },
    /// A setting is missing or malformed.
    Setting {
        /// The profile.
        profile: Option<String>,
        /// The field, as it is called in a configuration file.
        field: &'static str,
        /// What is wrong.
        problem: Cow<'static, str>,
    },
    /// A file that the profile names cannot be read.
    File {
        /// The profile.
        profile: Option<String>,
        /// The field that names the file.
        field: &'static str,
        /// The file.
        file: PathBuf,
        /// Why not.
        source: io::Error,
    },
    /// What is in a file or variable is not the key that belongs there.
    Key {
        /// The profile.
        profile: Option<String>,
        /// The field that names file or variable.
        field: &'static str,
        /// The file, unless the key came from a variable.
        file: Option<PathBuf>,
        /// What it is instead.
        source: KeyError,
    },
    /// What is in a file is not the certificate that belongs there.
    Certificate {
        /// The profile.
        profile: Option<String>,
        /// The field that names the file.
        field: &'static str,
        /// The file.
        file: Option<PathBuf>,
        /// What it is instead.
        source: CertificateError,
    },
    /// What is in a file or variable is not the AES key that belongs there.
    ContentKey {
        /// The profile.
        profile: Option<String>,
        /// The field that names file or variable.
        field: &'static str,
        /// The file, unless the key came from a variable.
        file: Option<PathBuf>,
        /// What it is instead.
        source: ContentKeyError,
    },
    /// The settings for connections are not usable.
    Http {
        /// The profile.
        profile: Option<String>,
        /// The field to blame.
        field: &'static str,
        /// The file that the field names, if it does.
        file: Option<PathBuf>,
        /// Why not.
        source: HttpSettingsError,
    },
    /// The settings are fine one by one, but do not make a client together.
    Client {
        /// The profile.
        profile: Option<String>,
        /// The field to blame.
        field: &'static str,
        /// Why not.
        source: BuildError,
    },
}

impl ConfigError {
    /// The field it is about, as it is called in a configuration file. `None` when it is about no field.
    pub fn field(&self) -> Option<&str> {
        match self {
            Self::Entry { field, .. } => Some(field),
            Self::Setting { field, .. }
            | Self::File { field, .. }
            | Self::Key { field, .. }
            | Self::Certificate { field, .. }
            | Self::ContentKey { field, .. }
            | Self::Http { field, .. }
            | Self::Client { field, .. } => Some(field),
            Self::Unreadable { .. } | Self::Syntax { .. } | Self::NoProfile { .. } => None,
        }
    }

    /// The profile it is about. `None` when it is about the whole file, or settings that come from none.
    pub fn profile(&self) -> Option<&str> {
        match self {
            Self::NoProfile { profile, .. } => Some(profile),
            Self::Entry { profile, .. }
            | Self::Setting { profile, .. }
            | Self::File { profile, .. }
            | Self::Key { profile, .. }
            | Self::Certificate { profile, .. }
            | Self::ContentKey { profile, .. }
            | Self::Http { profile, .. }
            | Self::Client { profile, .. } => profile.as_deref(),
            Self::Unreadable { .. } | Self::Syntax { .. } => None,
        }
    }

    /// The file it is about: the configuration file, or one that a field names. `None` when no file is to blame.
    pub fn file(&self) -> Option<&Path> {
        match self {
            Self::Unreadable { file, .. }
            | Self::Syntax { file, .. }
            | Self::Entry { file, .. }
            | Self::NoProfile { file, .. }
            | Self::File { file, .. } => Some(file),
            Self::Key { file, .. }
            | Self::Certificate { file, .. }
            | Self::ContentKey { file, .. }
            | Self::Http { file, .. } => file.as_deref(),
            Self::Setting { .. } | Self::Client { .. } => None,
        }
    }

    pub(super) fn unreadable(file: &Path, source: io::Error) -> Self {
        Self::Unreadable { file: source::shown_file(file), source }
    }
}

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unreadable { file, .. } => write!(f, "the configuration file {} cannot be read", file.display()),
            Self::Syntax { file, line, column, problem } => {
                write!(f, "{}, line {line}, column {column}: not TOML: {problem}", file.display())
            }
            Self::Entry { file, line, profile, field, problem } => {
                write!(f, "{}, line {line}: {}{field} {problem}", file.display(), Of(profile))
            }
            Self::NoProfile { file, profile, known } if known.is_empty() => {
                write!(f, "{} has no profile {profile}, nor any other", file.display())
            }
            Self::NoProfile { file, profile, known } => {
                write!(f, "{} has no profile {profile}; there are: {}", file.display(), known.join(", "))
            }
            Self::Setting { profile, field, problem } => write!(f, "{}{field} {problem}", Of(profile)),
            Self::File { profile, field, file, .. } => {
                write!(f, "{}{field}: the file {} cannot be read", Of(profile), file.display())
            }
            Self::Key { profile, field, file: Some(file), .. }
            | Self::ContentKey { profile, field, file: Some(file), .. } => {
                write!(f, "{}{field}: the key in {} cannot be used", Of(profile), file.display())
            }
            Self::Key { profile, field, file: None, .. } | Self::ContentKey { profile, field, file: None, .. } => {
                write!(f, "{}{field}: the key in the variable cannot be used", Of(profile))
            }
            Self::Certificate { profile, field, file: Some(file), .. }
            | Self::Http { profile, field, file: Some(file), .. } => {
                write!(f, "{}{field}: {} cannot be used", Of(profile), file.display())
            }
            Self::Certificate { profile, field, file: None, .. }
            | Self::Http { profile, field, file: None, .. }
            | Self::Client { profile, field, .. } => {
                write!(f, "{}{field} cannot be used", Of(profile))
            }
        }
    }
}

impl std::error::Error for ConfigError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Unreadable { source, .. } | Self::File { source, .. } => Some(source),
            Self::Key { source, .. } => Some(source),
            Self::Certificate { source, .. } => Some(source),
            Self::ContentKey { source, .. } => Some(source),
            Self::Http { source, .. } => Some(source),
            Self::Client { source, .. } => Some(source),
            Self::Syntax { .. } | Self::Entry { .. } | Self::NoProfile { .. } | Self::Setting { .. } => None,
        }
    }
}

/// The profile as the beginning of a message.
struct Of<'a>(&'a Option<String>);

impl fmt::Display for Of<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Some(profile) => write!(f, "profile {profile}: "),
            None => Ok(()),
        }
    }
}

/// A name as it may be shown: what is no name may be a value in the wrong place.
pub(super) fn shown_name(name: &str) -> String {
    let word = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b'.');
    if !name.is_empty() && name.len() <= 48 && name.bytes().all(word) {
        name.to_owned()
    } else {
        "<no name>".to_owned()
    }
}
