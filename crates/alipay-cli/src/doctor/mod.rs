//! `alipay doctor`: what is wrong with profiles, and what to do about it.
//!
//! Everything is looked at by itself, so that one problem does not hide the next: [`addresses`], [`keys`],
//! [`certificates`], [`connection`] and, when asked for, [`online`].

mod addresses;
mod args;
mod certificates;
mod connection;
mod finding;
mod keys;
mod layout;
mod online;
mod report;
mod source;

use std::path::Path;

use alipay::{
    Charset,
    config::{Config, ConfigError, DialectName, Profile, ProtocolName, Settings},
    wire::{Clock, SystemClock},
};
use tokio::task::JoinSet;

pub(crate) use self::args::DoctorArgs;
use self::{
    finding::{About, Findings, Severity},
    report::{Group, Report},
};
use crate::{exit::Exit, failure::Failure, files::shown, output, settings::CONFIG};

pub(crate) async fn run(args: &DoctorArgs) -> Result<(), Failure> {
    let file = args.config.as_deref().unwrap_or(Path::new(CONFIG));
    let (config, problems) = Config::examine(file)?;
    let names = names(args, &config, &problems)?;
    if names.is_empty() && problems.is_empty() {
        return Err(Failure::usage(format!("{} has no profiles", shown(file))));
    }

    let mut groups = Vec::new();
    let of_file = entries(file, None, &problems);
    if !of_file.list.is_empty() {
        groups.push(Group { title: shown(file), findings: of_file });
    }
    let mut online = JoinSet::new();
    for name in &names {
        // Without a dialect there is nothing to look at but that.
        let Ok(profile) = config.profile(name) else {
            groups.push(Group { title: name.clone(), findings: entries(file, Some(name), &problems) });
            continue;
        };
        let mut findings = entries(file, profile.name(), &problems);
        examine(profile, &mut findings);
        if args.online {
            online.spawn(reach(groups.len(), profile.clone()));
        }
        let title = format!("{} ({})", profile.name().unwrap_or_default(), profile.dialect().as_str());
        groups.push(Group { title, findings });
    }
    for (at, findings) in online.join_all().await {
        if let Some(group) = groups.get_mut(at) {
            group.findings.list.extend(findings.list);
        }
    }
    tell(&Report { config: shown(file), groups }, args.json)
}

/// Looks at the gateway of the profile that stands in this place.
async fn reach(at: usize, profile: Profile) -> (usize, Findings) {
    let mut findings = Findings::of(profile.name());
    online::examine(&profile, &mut findings).await;
    (at, findings)
}

fn tell(report: &Report, as_json: bool) -> Result<(), Failure> {
    let text = if as_json { report.json() } else { report.text(output::has_colours()) };
    output::to_stdout(text.as_bytes())?;
    if report.count(Severity::Error) == 0 { Ok(()) } else { Err(Failure::Told(Exit::Findings)) }
}

/// The profiles to look at, each once. One whose dialect is not known is among the problems only.
fn names(args: &DoctorArgs, config: &Config, problems: &[ConfigError]) -> Result<Vec<String>, Failure> {
    let unknown = problems.iter().filter(|problem| problem.field() == Some("dialect")).filter_map(ConfigError::profile);
    let all = config.profiles().chain(unknown).map(str::to_owned);
    if args.profiles.is_empty() {
        return Ok(all.collect());
    }
    let all: Vec<String> = all.collect();
    let mut names: Vec<String> = Vec::new();
    for name in &args.profiles {
        if !all.contains(name) {
            config.profile(name).map_err(|error| Failure::Profile(Box::new(error)))?;
        }
        if !names.contains(name) {
            names.push(name.clone());
        }
    }
    Ok(names)
}

/// What is wrong with the entries of one profile, or with those outside of profiles.
fn entries(file: &Path, profile: Option<&str>, problems: &[ConfigError]) -> Findings {
    let mut found = Findings::of(profile);
    problems.iter().filter(|problem| problem.profile() == profile).for_each(|problem| entry(file, problem, &mut found));
    found
}

fn entry(file: &Path, problem: &ConfigError, found: &mut Findings) {
    if let ConfigError::Entry { line, field, problem, .. } = problem {
        let advice = format!("correct line {line} of the configuration file");
        found.error("invalid-setting", About::entry(file, Some(field)), &format!("{field} {problem}"), &advice);
    }
}

fn examine(profile: &Profile, found: &mut Findings) {
    let settings = profile.settings();
    addresses::examine(profile.dialect(), &settings, found);
    charset(&settings, found);
    let own = keys::private(&settings, found);
    if profile.dialect() == DialectName::OpenPlatform && settings.is_certificate_mode() {
        certificates::examine(&settings, own.as_ref(), SystemClock.now().into(), found);
    } else {
        keys::public(&settings, own.as_ref(), found);
    }
    keys::content(&settings, found);
    connection::examine(profile, &settings, found);
}

/// The REST protocol has one charset.
fn charset(settings: &Settings<'_>, found: &mut Findings) {
    let is_other = settings.charset.is_some_and(|charset| charset != Charset::Utf8);
    if is_other && settings.protocol == ProtocolName::V3 {
        let advice = "leave it out, or set protocol = \"v2\"";
        found.error("unfit-charset", "charset", "protocol v3 is spoken in UTF-8 only", advice);
    }
}
