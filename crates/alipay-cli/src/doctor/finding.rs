//! One thing that was found, and the list of them.

use std::path::Path;

use alipay::config::Source;
use serde::Serialize;

use crate::files::shown;

/// How bad it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Severity {
    /// Calls will fail, or be unsafe.
    Error,
    /// Calls may work, and something is odd, or will be wrong soon.
    Warning,
    /// Looked at, and in order.
    Ok,
}

/// One thing that was found. Holds no key, and no value of a setting but names of files and variables.
#[derive(Debug, Serialize)]
pub(super) struct Finding {
    pub(super) severity: Severity,
    /// Names the kind of finding, and stays what it is from version to version.
    pub(super) code: &'static str,
    pub(super) profile: Option<String>,
    /// The field, as it is called in the configuration file.
    pub(super) field: Option<String>,
    pub(super) file: Option<String>,
    /// The environment variable that the field names.
    pub(super) variable: Option<String>,
    /// What is wrong, or what is in order.
    pub(super) problem: String,
    /// What to do, where something is to be done.
    pub(super) advice: Option<String>,
}

/// What a finding is about.
#[derive(Clone, Debug, Default)]
pub(super) struct About {
    field: Option<String>,
    file: Option<String>,
    variable: Option<String>,
}

impl From<&str> for About {
    fn from(field: &str) -> Self {
        Self { field: Some(field.to_owned()), ..Self::default() }
    }
}

impl From<&Source<'_>> for About {
    fn from(source: &Source<'_>) -> Self {
        Self {
            field: Some(source.field().to_owned()),
            file: source.file().map(shown),
            variable: source.variable().map(str::to_owned),
        }
    }
}

impl About {
    /// The configuration file, and an entry of it.
    pub(super) fn entry(file: &Path, field: Option<&str>) -> Self {
        Self { field: field.map(str::to_owned), file: Some(shown(file)), variable: None }
    }

    /// One entry of the table that the field is.
    pub(super) fn version(mut self, version: Option<u32>) -> Self {
        if let (Some(field), Some(version)) = (&mut self.field, version) {
            field.push_str(&format!(".{version}"));
        }
        self
    }
}

/// What was found about one profile, or about the file as a whole.
#[derive(Debug)]
pub(super) struct Findings {
    profile: Option<String>,
    pub(super) list: Vec<Finding>,
}

impl Findings {
    pub(super) fn of(profile: Option<&str>) -> Self {
        Self { profile: profile.map(str::to_owned), list: Vec::new() }
    }

    pub(super) fn error(&mut self, code: &'static str, about: impl Into<About>, problem: &str, advice: &str) {
        self.add(Severity::Error, code, about.into(), problem, Some(advice));
    }

    pub(super) fn warning(&mut self, code: &'static str, about: impl Into<About>, problem: &str, advice: &str) {
        self.add(Severity::Warning, code, about.into(), problem, Some(advice));
    }

    pub(super) fn ok(&mut self, code: &'static str, about: impl Into<About>, what: &str) {
        self.add(Severity::Ok, code, about.into(), what, None);
    }

    /// An error whose text says what is wrong and, behind a colon, what to do.
    pub(super) fn refused(
        &mut self,
        code: &'static str,
        about: impl Into<About>,
        error: &dyn std::error::Error,
        otherwise: &str,
    ) {
        let text = error.to_string();
        let (problem, advice) = text.split_once(": ").unwrap_or((&text, otherwise));
        self.error(code, about, problem, advice);
    }

    /// A setting that has to be there. Silent where it is there, and could not be read.
    pub(super) fn missing(&mut self, field: &str, also: Option<&str>, advice: &str) {
        let is_field = |told: &str| told == field || Some(told) == also;
        if !self.list.iter().any(|finding| finding.field.as_deref().is_some_and(is_field)) {
            self.error("missing-setting", field, "the setting is missing", advice);
        }
    }

    fn add(&mut self, severity: Severity, code: &'static str, about: About, problem: &str, advice: Option<&str>) {
        self.list.push(Finding {
            severity,
            code,
            profile: self.profile.clone(),
            field: about.field,
            file: about.file,
            variable: about.variable,
            problem: problem.to_owned(),
            advice: advice.map(str::to_owned),
        });
    }
}
