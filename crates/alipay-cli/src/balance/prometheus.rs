//! A page for the text-file collector of Prometheus.

use std::path::Path;

use alipay::Stamp;

use super::{
    report::Report,
    row::{Money, Row},
};
use crate::{
    failure::Failure,
    files::{self, KeyFile},
};

/// Puts the page in the place of the last one, whole.
pub(super) fn write(path: &Path, report: &Report) -> Result<(), Failure> {
    let failed = |error: std::io::Error| {
        let message = format!("--prometheus: {} cannot be written: {error}", files::shown(path));
        Failure::Output(std::io::Error::new(error.kind(), message))
    };
    let name = path.file_name().and_then(std::ffi::OsStr::to_str);
    let name = name.ok_or_else(|| failed(std::io::ErrorKind::InvalidFilename.into()))?;
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let page = page(report);
    files::replace(&[KeyFile { name, text: &page, is_secret: false }], folder).map_err(failed)
}

fn page(report: &Report) -> String {
    let mut page = String::new();
    let mut money = |name: &str, help: &str, of: fn(&Row) -> Option<&Money>| {
        head(&mut page, name, help);
        for row in &report.rows {
            // Where the units are not known there is no number to give.
            if let Some(major) = of(row).and_then(Money::major) {
                sample(&mut page, name, &labels(row), &major);
            }
        }
    };
    money("alipay_balance_available", "What can be spent now, in major units of the currency.", |row| {
        row.available.as_ref()
    });
    money("alipay_balance_frozen", "What is frozen, in major units of the currency.", |row| row.frozen.as_ref());
    money("alipay_balance_total", "Everything on the account, in major units of the currency.", |row| {
        row.total.as_ref()
    });

    let as_of = "alipay_balance_as_of_timestamp_seconds";
    head(&mut page, as_of, "When the gateway said so.");
    for row in &report.rows {
        sample(&mut page, as_of, &labels(row), &seconds(row.as_of));
    }
    let up = "alipay_balance_up";
    head(&mut page, up, "Whether everything the profile was asked is answered.");
    for (profile, is_up) in &report.up {
        sample(&mut page, up, &label("profile", profile), if *is_up { "1" } else { "0" });
    }
    page
}

fn head(page: &mut String, name: &str, help: &str) {
    page.push_str(&format!("# HELP {name} {help}\n# TYPE {name} gauge\n"));
}

fn sample(page: &mut String, name: &str, labels: &str, value: &str) {
    page.push_str(&format!("{name}{{{labels}}} {value}\n"));
}

fn labels(row: &Row) -> String {
    let currency = row.id.currency.map(|currency| currency.to_string());
    [
        label("profile", &row.profile),
        label("account", row.id.account.as_deref().unwrap_or_default()),
        label("type", row.id.kind.as_deref().unwrap_or_default()),
        label("currency", currency.as_deref().unwrap_or_default()),
    ]
    .join(",")
}

fn label(name: &str, value: &str) -> String {
    let escaped = value.replace('\\', r"\\").replace('"', r#"\""#).replace('\n', r"\n");
    format!("{name}=\"{escaped}\"")
}

fn seconds(at: Stamp) -> String {
    let millis = at.unix_millis().max(0);
    format!("{}.{:03}", millis / 1000, millis % 1000)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_are_escaped() {
        assert_eq!(label("a", "x"), r#"a="x""#);
        assert_eq!(label("a", "back\\slash \"quoted\"\nnext, {line}"), r#"a="back\\slash \"quoted\"\nnext, {line}""#);
    }

    #[test]
    fn times_are_exact() {
        let at = |millis| seconds(Stamp::from_unix_millis(millis).unwrap());
        assert_eq!((at(1_700_000_000_007), at(0)), ("1700000000.007".to_owned(), "0.000".to_owned()));
    }
}
