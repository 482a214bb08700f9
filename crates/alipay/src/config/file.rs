//! Reading the file: every key is known, and every error says where.

use std::{
    borrow::Cow,
    collections::BTreeMap,
    ops::Range,
    path::{Path, PathBuf},
    time::Duration,
};

use alipay_sign::Charset;
use toml::{
    Spanned,
    de::{DeTable, DeValue},
};

use super::{
    ConfigError, DialectName, Profile, ProtocolName, balance,
    error::shown_name,
    names,
    profile::PublicKeys,
    source::{self, ALIPAY_CERT, APP_CERT, CA, PUBLIC_KEYS, Place, ROOT_CERT},
};

/// The table all profiles stand in.
const PROFILES: &str = "profiles";

/// What could be read of a file, and what could not, in the order of the file.
#[derive(Default)]
pub(super) struct Read {
    pub(super) profiles: BTreeMap<String, Profile>,
    pub(super) problems: Vec<ConfigError>,
}

/// Reads a file. The error is that it is no TOML at all.
pub(super) fn read(text: &str, file: &Path) -> Result<Read, ConfigError> {
    let document = Document { text, file };
    let root = DeTable::parse(text).map_err(|error| document.syntax(&error))?;
    let mut read = Read::default();
    for (key, value) in in_order(root.get_ref()) {
        if let Err(problem) = document.profiles(key, value, &mut read) {
            read.problems.push(problem);
        }
    }
    Ok(read)
}

/// The entries as they stand in the file: the first wrong one is told.
pub(super) fn in_order<'a, 'i>(table: &'a DeTable<'i>) -> Vec<(&'a Key<'i>, &'a Value<'i>)> {
    let mut entries: Vec<_> = table.iter().collect();
    entries.sort_by_key(|(key, _)| key.span().start);
    entries
}

pub(super) type Key<'a> = Spanned<Cow<'a, str>>;
pub(super) type Value<'a> = Spanned<DeValue<'a>>;

pub(super) struct Document<'a> {
    text: &'a str,
    file: &'a Path,
}

impl Document<'_> {
    fn profiles(&self, key: &Key<'_>, value: &Value<'_>, read: &mut Read) -> Result<(), ConfigError> {
        if key.get_ref() != PROFILES {
            return Err(self.entry(None, key, "is not known here: profiles are tables called [profiles.NAME]"));
        }
        for (name, table) in in_order(self.table(None, key, value)?) {
            match self.profile(name, table, &mut read.problems) {
                Ok(profile) => _ = read.profiles.insert(name.get_ref().to_string(), profile),
                Err(problem) => read.problems.push(problem),
            }
        }
        Ok(())
    }

    fn profile(
        &self,
        name: &Key<'_>,
        table: &Value<'_>,
        problems: &mut Vec<ConfigError>,
    ) -> Result<Profile, ConfigError> {
        let profile_name = shown_name(name.get_ref());
        let fields = Fields { document: self, profile: &profile_name };
        let table = self.table(None, name, table)?;
        let Some((key, value)) = table.get_key_value("dialect") else {
            // About the table, which is where it is missing.
            return Err(ConfigError::Entry {
                file: self.file.to_owned(),
                line: self.place(&name.span()).0,
                profile: Some(profile_name),
                field: "dialect".to_owned(),
                problem: "is missing: open-platform, dws or worldfirst".into(),
            });
        };
        let mut profile = Profile::new(fields.dialect(key, value)?);
        profile.name = Some(profile_name.clone());
        for (key, value) in in_order(table) {
            problems.extend(fields.read(&mut profile, key, value).err());
        }
        Ok(profile)
    }

    fn table<'a, 'i>(
        &self,
        profile: Option<&str>,
        key: &Key<'_>,
        value: &'a Value<'i>,
    ) -> Result<&'a DeTable<'i>, ConfigError> {
        value.get_ref().as_table().ok_or_else(|| self.entry(profile, key, "must be a table"))
    }

    fn entry(&self, profile: Option<&str>, key: &Key<'_>, problem: impl Into<Cow<'static, str>>) -> ConfigError {
        ConfigError::Entry {
            file: self.file.to_owned(),
            line: self.place(&key.span()).0,
            profile: profile.map(str::to_owned),
            field: shown_name(key.get_ref()),
            problem: problem.into(),
        }
    }

    /// The parser's own `Display` quotes the line, which may hold anything. Its message is fixed text.
    fn syntax(&self, error: &toml::de::Error) -> ConfigError {
        let (line, column) = self.place(&error.span().unwrap_or_default());
        ConfigError::Syntax { file: self.file.to_owned(), line, column, problem: error.message().to_owned() }
    }

    /// Line and column, from one.
    fn place(&self, span: &Range<usize>) -> (usize, usize) {
        let before = self.text.get(..span.start).unwrap_or(self.text);
        let line = before.rsplit_once('\n').map_or(before, |(_, line)| line);
        (before.matches('\n').count() + 1, line.chars().count() + 1)
    }
}

/// The keys of one profile.
pub(super) struct Fields<'a> {
    document: &'a Document<'a>,
    profile: &'a str,
}

impl Fields<'_> {
    fn dialect(&self, key: &Key<'_>, value: &Value<'_>) -> Result<DialectName, ConfigError> {
        let name = value.get_ref().as_str();
        let dialect = DialectName::ALL.into_iter().find(|dialect| Some(dialect.as_str()) == name);
        dialect.ok_or_else(|| self.wrong(key, "must be open-platform, dws or worldfirst"))
    }

    fn protocol(&self, key: &Key<'_>, value: &Value<'_>) -> Result<ProtocolName, ConfigError> {
        let name = value.get_ref().as_str();
        let protocol = ProtocolName::ALL.into_iter().find(|protocol| Some(protocol.as_str()) == name);
        protocol.ok_or_else(|| self.wrong(key, "must be v2 or v3"))
    }

    fn read(&self, profile: &mut Profile, key: &Key<'_>, value: &Value<'_>) -> Result<(), ConfigError> {
        let dialect = profile.dialect();
        let has_certificates = dialect == DialectName::OpenPlatform;
        let has_versions = !has_certificates;
        match key.get_ref().as_ref() {
            "dialect" => {}
            name if name == dialect.address_field() => profile.address = Some(self.text(key, value)?),
            name if name == dialect.identity_field() => profile.identity = Some(self.text(key, value)?),
            "private_key_file" => self.only(&mut profile.private_key, key, self.file(key, value)?)?,
            "private_key_env" => self.only(&mut profile.private_key, key, self.variable(key, value)?)?,
            "alipay_public_key_file" => {
                self.only(&mut profile.public_keys, key, PublicKeys::One(self.file(key, value)?))?
            }
            "alipay_public_key_env" => {
                self.only(&mut profile.public_keys, key, PublicKeys::One(self.variable(key, value)?))?
            }
            PUBLIC_KEYS if has_versions => {
                self.only(&mut profile.public_keys, key, PublicKeys::ByVersion(self.versions(key, value)?))?
            }
            APP_CERT if has_certificates => profile.app_cert = Some(self.file(key, value)?),
            ALIPAY_CERT if has_certificates => profile.alipay_cert = Some(self.file(key, value)?),
            ROOT_CERT if has_certificates => profile.root_cert = Some(self.file(key, value)?),
            "content_key_file" if has_certificates => {
                self.only(&mut profile.content_key, key, self.file(key, value)?)?
            }
            "content_key_env" if has_certificates => {
                self.only(&mut profile.content_key, key, self.variable(key, value)?)?
            }
            "protocol" if has_certificates => profile.protocol = self.protocol(key, value)?,
            "charset" if has_certificates => profile.charset = Some(self.charset(key, value)?),
            "key_version" if has_versions => profile.key_version = Some(self.version(key, value)?),
            "sandbox_paths" if dialect == DialectName::Dws => profile.sandbox_paths = self.switch(key, value)?,
            CA => profile.ca = Some(self.file(key, value)?),
            "timeout" => profile.timeout = Some(self.seconds(key, value)?),
            "attempt_timeout" => profile.attempt_timeout = Some(self.seconds(key, value)?),
            "connect_timeout" => profile.connect_timeout = Some(self.seconds(key, value)?),
            "freshness" => profile.freshness = Some(self.seconds(key, value)?),
            "proxy" => profile.proxy = Some(self.text(key, value)?),
            "proxy_authorization_env" => profile.proxy_authorization_env = Some(self.variable_name(key, value)?),
            "balance" => profile.balance = balance::read(self, dialect, key, value)?,
            name => return Err(self.wrong(key, names::unknown(name, dialect))),
        }
        Ok(())
    }

    pub(super) fn table<'a, 'i>(&self, key: &Key<'_>, value: &'a Value<'i>) -> Result<&'a DeTable<'i>, ConfigError> {
        self.document.table(Some(self.profile), key, value)
    }

    /// A key is kept in one place. Which of two is meant cannot be told.
    fn only<T>(&self, place: &mut Option<T>, key: &Key<'_>, at: T) -> Result<(), ConfigError> {
        if place.replace(at).is_none() {
            return Ok(());
        }
        Err(self.wrong(
            key,
            match key.get_ref().as_ref() {
                PUBLIC_KEYS => "stands beside a single key: give either that or the keys by version",
                "alipay_public_key_file" | "alipay_public_key_env" => {
                    "appears twice, or beside keys by version: give either the file or the environment variable"
                }
                _ => "appears twice: give either the file or the environment variable",
            },
        ))
    }

    pub(super) fn text(&self, key: &Key<'_>, value: &Value<'_>) -> Result<String, ConfigError> {
        match value.get_ref().as_str() {
            Some(text) if !text.is_empty() => Ok(text.to_owned()),
            _ => Err(self.wrong(key, "must be a string that is not empty")),
        }
    }

    /// A file name, relative to the configuration file.
    fn file(&self, key: &Key<'_>, value: &Value<'_>) -> Result<Place, ConfigError> {
        let name = PathBuf::from(self.text(key, value)?);
        if source::is_key_text(&name) {
            return Err(self.wrong(key, source::PASTED));
        }
        Ok(Place::File(self.document.file.parent().map_or(name.clone(), |folder| folder.join(&name))))
    }

    fn variable(&self, key: &Key<'_>, value: &Value<'_>) -> Result<Place, ConfigError> {
        self.variable_name(key, value).map(Place::Env)
    }

    fn variable_name(&self, key: &Key<'_>, value: &Value<'_>) -> Result<String, ConfigError> {
        let name = self.text(key, value)?;
        let is_name = name.len() <= 64 && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_');
        if is_name {
            Ok(name)
        } else {
            Err(self.wrong(key, "must be the name of an environment variable, not its value"))
        }
    }

    fn version(&self, key: &Key<'_>, value: &Value<'_>) -> Result<u32, ConfigError> {
        let number = value.get_ref().as_integer();
        let version = number.and_then(|number| u32::from_str_radix(number.as_str(), number.radix()).ok());
        version.ok_or_else(|| self.wrong(key, "must be a whole number"))
    }

    /// A file for each version. Errors name the table: a number alone would tell nobody where to look.
    fn versions(&self, key: &Key<'_>, value: &Value<'_>) -> Result<BTreeMap<u32, Place>, ConfigError> {
        let mut files = BTreeMap::new();
        for (version, file) in in_order(self.table(key, value)?) {
            let (Ok(number), Some(_)) = (version.get_ref().parse(), file.get_ref().as_str()) else {
                return Err(self.wrong(key, "must give a file for each version, such as { 1 = \"keys/alipay_1.pem\" }"));
            };
            if files.insert(number, self.file(key, file)?).is_some() {
                return Err(self.wrong(key, "names a version twice"));
            }
        }
        if files.is_empty() { Err(self.wrong(key, "names no key")) } else { Ok(files) }
    }

    fn charset(&self, key: &Key<'_>, value: &Value<'_>) -> Result<Charset, ConfigError> {
        let named = self.text(key, value)?;
        Charset::named(&named).map_err(|_| self.wrong(key, "must be utf-8 or GBK"))
    }

    pub(super) fn switch(&self, key: &Key<'_>, value: &Value<'_>) -> Result<bool, ConfigError> {
        value.get_ref().as_bool().ok_or_else(|| self.wrong(key, "must be true or false"))
    }

    fn seconds(&self, key: &Key<'_>, value: &Value<'_>) -> Result<Duration, ConfigError> {
        let text = match value.get_ref() {
            DeValue::Integer(number) if number.radix() == 10 => Some(number.as_str()),
            DeValue::Float(number) => Some(number.as_str()),
            _ => None,
        };
        let seconds = text.and_then(|text| text.parse().ok()).filter(|seconds| (0.001..=86_400.0).contains(seconds));
        let seconds = seconds.and_then(|seconds: f64| Duration::try_from_secs_f64(seconds).ok());
        seconds.ok_or_else(|| self.wrong(key, "must be a number of seconds, from 0.001 to 86400"))
    }

    pub(super) fn wrong(&self, key: &Key<'_>, problem: impl Into<Cow<'static, str>>) -> ConfigError {
        self.document.entry(Some(self.profile), key, problem)
    }
}
