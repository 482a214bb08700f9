//! `alipay cert-sn`: the serial by which the Open Platform knows a certificate.

use std::{path::PathBuf, time::SystemTime};

use alipay::{Certificate, CertificateError, RootCertificates, Stamp};
use clap::builder::PathBufValueParser;
use serde::Serialize;

use crate::{
    failure::Failure,
    files::{self, shown},
    output,
};

#[derive(Debug, clap::Args)]
#[command(after_help = "\
Prints one line and nothing else: app_cert_sn for the certificate of an application, alipay_cert_sn for
Alipay's, and with --root alipay_root_cert_sn for alipayRootCert.crt. Not the serial number of X.509.")]
pub(crate) struct CertSnArgs {
    /// The .crt file
    #[arg(value_name = "FILE", value_parser = PathBufValueParser::new())]
    file: PathBuf,
    /// The file is alipayRootCert.crt: the serials of its RSA roots, joined
    #[arg(long)]
    root: bool,
    /// Tell on standard error which blocks of the root file do not count, and why
    #[arg(long, short)]
    verbose: bool,
    /// Print the serial and what else is known as JSON, and errors as one line of JSON
    #[arg(long)]
    json: bool,
}

pub(crate) fn run(args: &CertSnArgs) -> Result<(), Failure> {
    let file = shown(&args.file);
    let bytes =
        files::read(&args.file).map_err(|error| Failure::usage(format!("{file} cannot be read")).because(error))?;
    let found = if args.root { Found::roots(&bytes) } else { Found::certificate(&bytes) };
    let found = found.map_err(|error| {
        let hint = match error {
            CertificateError::AuthorityGiven if !args.root => " (or --root, if it is alipayRootCert.crt)",
            _ => "",
        };
        Failure::usage(format!("there is no serial in {file}{hint}")).because(error)
    })?;
    if args.verbose {
        found.skipped.iter().for_each(|skipped| output::to_stderr(&skipped.line()));
    }
    if args.json {
        // Strings and numbers: there is nothing in it that cannot be written.
        return output::to_stdout((serde_json::to_string(&found).unwrap_or_default() + "\n").as_bytes());
    }
    output::to_stdout(format!("{}\n", found.serial).as_bytes())
}

/// What the file says. Whose the certificate is, is left out.
#[derive(Serialize)]
struct Found {
    schema: u32,
    serial: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    issuer: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    not_before: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    not_after: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    skipped: Vec<Skipped>,
}

/// A block of the root file that does not count.
#[derive(Serialize)]
struct Skipped {
    position: usize,
    reason: String,
}

impl Found {
    fn certificate(bytes: &[u8]) -> Result<Self, CertificateError> {
        let certificate = match std::str::from_utf8(bytes) {
            Ok(text) => Certificate::from_text(text)?,
            Err(_) => Certificate::from_der(bytes)?,
        };
        Ok(Self {
            issuer: Some(certificate.issuer().to_owned()),
            not_before: time(certificate.not_before()),
            not_after: time(certificate.not_after()),
            ..Self::of(certificate.serial())
        })
    }

    fn roots(bytes: &[u8]) -> Result<Self, CertificateError> {
        let text = std::str::from_utf8(bytes).map_err(|_| CertificateError::NotBase64)?;
        let roots = RootCertificates::from_text(text)?;
        let skipped = roots.skipped().iter();
        let skipped = skipped.map(|root| Skipped { position: root.position, reason: root.reason.to_string() });
        Ok(Self { skipped: skipped.collect(), ..Self::of(roots.serial()) })
    }

    fn of(serial: &str) -> Self {
        let serial = serial.to_owned();
        Self { schema: 1, serial, issuer: None, not_before: None, not_after: None, skipped: Vec::new() }
    }
}

impl Skipped {
    fn line(&self) -> String {
        format!("block {} does not count: {}\n", self.position, self.reason)
    }
}

/// In UTC, if the calendar holds it.
pub(crate) fn time(at: SystemTime) -> Option<String> {
    let since = at.duration_since(SystemTime::UNIX_EPOCH).ok()?;
    Stamp::from_unix_millis(i64::try_from(since.as_millis()).ok()?).map(|stamp| stamp.iso8601(0))
}
