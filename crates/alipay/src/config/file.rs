//! Reading the file: every key is known, and every error says where.

use std::{
    borrow::Cow,
    collections::BTreeMap,
    ops::Range,
    path::{Path, PathBuf},
    time::Duration,
};

use toml::{
    Spanned,
    de::{DeTable, DeValue},
};

use super::{
    ConfigError, DialectName, Profile,
    error::shown_name,
    key::{self, KeyAt},
};

/// The table all profiles stand in.
const PROFILES: &str = "profiles";

pub(super) fn read(text: &str, file: &Path) -> Result<BTreeMap<String, Profile>, ConfigError> {
    let document = Document { text, file };
    let root = DeTable::parse(text).map_err(|error| document.syntax(&error))?;
    let mut profiles = BTreeMap::new();
    for (key, value) in in_order(root.get_ref()) {
        if key.get_ref() != PROFILES {
            return Err(document.entry(None, key, "is not known here: profiles are tables called [profiles.NAME]"));
        }
        for (name, table) in in_order(document.table(None, key, value)?) {
            let profile = document.profile(name, table)?;
            profiles.insert(name.get_ref().to_string(), profile);
        }
    }
    Ok(profiles)
}

/// The entries as they stand in the file: the first wrong one is told.
fn in_order<'a, 'i>(table: &'a DeTable<'i>) -> Vec<(&'a Key<'i>, &'a Value<'i>)> {
    let mut entries: Vec<_> = table.iter().collect();
    entries.sort_by_key(|(key, _)| key.span().start);
    entries
}

type Key<'a> = Spanned<Cow<'a, str>>;
type Value<'a> = Spanned<DeValue<'a>>;

struct Document<'a> {
    text: &'a str,
    file: &'a Path,
}

impl Document<'_> {
    fn profile(&self, name: &Key<'_>, table: &Value<'_>) -> Result<Profile, ConfigError> {
        let profile_name = shown_name(name.get_ref());
        let fields = Fields { document: self, profile: &profile_name };
        let table = self.table(None, name, table)?;
        let Some((key, value)) = table.get_key_value("dialect") else {
            return Err(self.entry(None, name, "has no dialect: open-platform, dws or worldfirst"));
        };
        let mut profile = Profile::new(fields.dialect(key, value)?);
        profile.name = Some(profile_name.clone());
        for (key, value) in in_order(table) {
            fields.read(&mut profile, key, value)?;
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
struct Fields<'a> {
    document: &'a Document<'a>,
    profile: &'a str,
}

impl Fields<'_> {
    fn dialect(&self, key: &Key<'_>, value: &Value<'_>) -> Result<DialectName, ConfigError> {
        let name = value.get_ref().as_str();
        let dialect = DialectName::ALL.into_iter().find(|dialect| Some(dialect.as_str()) == name);
        dialect.ok_or_else(|| self.wrong(key, "must be open-platform, dws or worldfirst"))
    }

    fn read(&self, profile: &mut Profile, key: &Key<'_>, value: &Value<'_>) -> Result<(), ConfigError> {
        let dialect = profile.dialect();
        let has_versions = dialect != DialectName::OpenPlatform;
        match key.get_ref().as_ref() {
            "dialect" => {}
            name if name == dialect.address_field() => profile.address = Some(self.text(key, value)?),
            name if name == dialect.identity_field() => profile.identity = Some(self.text(key, value)?),
            "private_key_file" => self.only(&mut profile.private_key, key, KeyAt::File(self.file(key, value)?))?,
            "private_key_env" => self.only(&mut profile.private_key, key, KeyAt::Env(self.variable(key, value)?))?,
            "alipay_public_key_file" => self.only(&mut profile.public_key, key, KeyAt::File(self.file(key, value)?))?,
            "alipay_public_key_env" => {
                self.only(&mut profile.public_key, key, KeyAt::Env(self.variable(key, value)?))?
            }
            "key_version" if has_versions => profile.key_version = Some(self.version(key, value)?),
            "sandbox_paths" if dialect == DialectName::Dws => profile.sandbox_paths = self.switch(key, value)?,
            "ca_file" => profile.ca_file = Some(self.file(key, value)?),
            "timeout" => profile.timeout = Some(self.seconds(key, value)?),
            "attempt_timeout" => profile.attempt_timeout = Some(self.seconds(key, value)?),
            "connect_timeout" => profile.connect_timeout = Some(self.seconds(key, value)?),
            "proxy" => profile.proxy = Some(self.text(key, value)?),
            "proxy_authorization_env" => profile.proxy_authorization_env = Some(self.variable(key, value)?),
            name => return Err(self.wrong(key, unknown(name, dialect))),
        }
        Ok(())
    }

    /// A key is kept in one place. Which of two is meant cannot be told.
    fn only(&self, place: &mut Option<KeyAt>, key: &Key<'_>, at: KeyAt) -> Result<(), ConfigError> {
        match place.replace(at) {
            None => Ok(()),
            Some(_) => Err(self.wrong(key, "stands twice: give either the file or the environment variable")),
        }
    }

    fn text(&self, key: &Key<'_>, value: &Value<'_>) -> Result<String, ConfigError> {
        match value.get_ref().as_str() {
            Some(text) if !text.is_empty() => Ok(text.to_owned()),
            _ => Err(self.wrong(key, "must be a string that is not empty")),
        }
    }

    /// A file name, relative to the configuration file.
    fn file(&self, key: &Key<'_>, value: &Value<'_>) -> Result<PathBuf, ConfigError> {
        let name = PathBuf::from(self.text(key, value)?);
        if key::is_key_text(&name) {
            return Err(self.wrong(key, "holds a key where the name of a file belongs: keep the key in a file"));
        }
        Ok(self.document.file.parent().map_or(name.clone(), |folder| folder.join(&name)))
    }

    fn variable(&self, key: &Key<'_>, value: &Value<'_>) -> Result<String, ConfigError> {
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

    fn switch(&self, key: &Key<'_>, value: &Value<'_>) -> Result<bool, ConfigError> {
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

    fn wrong(&self, key: &Key<'_>, problem: impl Into<Cow<'static, str>>) -> ConfigError {
        self.document.entry(Some(self.profile), key, problem)
    }
}

/// What to tell about a key no profile of this dialect has.
fn unknown(name: &str, dialect: DialectName) -> String {
    let instead = match name {
        "private_key" | "alipay_public_key" => Some(format!("{name}_file or {name}_env")),
        "proxy_authorization" => Some("proxy_authorization_env".to_owned()),
        _ => None,
    };
    if let Some(instead) = instead {
        return format!("is not known here: keys and secrets are never written into this file, use {instead}");
    }
    let here = dialect.as_str();
    let others = DialectName::ALL.into_iter().filter(|other| *other != dialect);
    let elsewhere = others.map(|other| (other, own_fields(other))).find(|(_, fields)| fields.contains(&name));
    match elsewhere {
        Some((other, _)) => format!("belongs to {} profiles, and this one is for {here}", other.as_str()),
        None => format!(
            "is not known here: a profile for {here} has {}, {}",
            own_fields(dialect).join(", "),
            SHARED.join(", ")
        ),
    }
}

const SHARED: [&str; 11] = [
    "dialect",
    "private_key_file",
    "private_key_env",
    "alipay_public_key_file",
    "alipay_public_key_env",
    "ca_file",
    "timeout",
    "attempt_timeout",
    "connect_timeout",
    "proxy",
    "proxy_authorization_env",
];

fn own_fields(dialect: DialectName) -> &'static [&'static str] {
    match dialect {
        DialectName::OpenPlatform => &["gateway", "app_id"],
        DialectName::Dws => &["base_url", "client_id", "key_version", "sandbox_paths"],
        DialectName::WorldFirst => &["base_url", "client_id", "key_version"],
    }
}
