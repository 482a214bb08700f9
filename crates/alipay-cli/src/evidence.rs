//! `alipay evidence verify`: what a stored answer proves.

use std::{fs, path::Path};

use alipay::{
    Certificate, Evidence, KeyRing, PublicKey,
    config::Config,
    wire::{EvidenceError, ProvenAnswer},
};

use crate::{
    args::{EvidenceArgs, EvidenceCommand, VerifyArgs},
    exit::Exit,
    failure::Failure,
    files::shown,
    output, pretty,
    settings::CONFIG,
};

pub(crate) fn run(args: &EvidenceArgs) -> Result<(), Failure> {
    match &args.command {
        EvidenceCommand::Verify(args) => verify(args),
    }
}

fn verify(args: &VerifyArgs) -> Result<(), Failure> {
    let record = read(&args.file, "the record")?;
    // serde's message would quote the record.
    let record: Evidence = serde_json::from_str(&record).map_err(|error| {
        let place = format!("line {}, column {}", error.line(), error.column());
        Failure::usage(format!("{} holds no evidence record ({place})", shown(&args.file)))
    })?;

    let proven = proven(&record, args)?.map_err(Failure::Evidence)?;
    let payload = proven.payload.payload();
    if args.json {
        return output::to_stdout(payload);
    }
    output::to_stdout(pretty::json(&String::from_utf8_lossy(payload)).as_bytes())?;
    output::to_stderr(&format!("verified: {} answered {}\n", record.request.api, proven.conclusion.answer.leading()));
    Ok(())
}

/// What the record proves with the keys that were given.
fn proven(record: &Evidence, args: &VerifyArgs) -> Result<Result<ProvenAnswer, EvidenceError>, Failure> {
    if let Some(name) = &args.key.profile {
        let config = Config::load(args.config.as_deref().unwrap_or(Path::new(CONFIG)))?;
        let profile = config.profile(name)?;
        let keys = profile.verifier()?;
        return Ok(match profile.settings().content_key {
            // The content may be encrypted.
            Some(_) if record.request.target.starts_with("/v3/") => {
                record.verify_with(&profile.open_platform_v3_protocol()?, &*keys)
            }
            Some(_) => record.verify_with(&profile.open_platform_protocol()?, &*keys),
            None => record.verify(&*keys),
        });
    }
    if let Some(file) = &args.key.alipay_public_key {
        let key = PublicKey::from_text(&read(file, "--alipay-public-key")?)
            .map_err(|error| Failure::usage("--alipay-public-key cannot be used").because(error))?;
        return Ok(record.verify(&key));
    }
    let mut ring: Option<KeyRing> = None;
    for file in &args.key.alipay_cert {
        let certificate = Certificate::from_text(&read(file, "--alipay-cert")?)
            .map_err(|error| Failure::usage(format!("--alipay-cert: {} cannot be used", shown(file))).because(error))?;
        let (serial, key) = (certificate.serial(), certificate.public_key().clone());
        ring = Some(match ring {
            None => KeyRing::new(serial, key),
            Some(ring) => ring.and(serial, key),
        });
    }
    let ring = ring.ok_or_else(|| Failure::usage("missing: --alipay-public-key, --alipay-cert or --profile"))?;
    Ok(record.verify(&ring))
}

fn read(path: &Path, what: &str) -> Result<String, Failure> {
    fs::read_to_string(path)
        .map_err(|error| Failure::usage(format!("{what}: {} cannot be read", shown(path))).because(error))
}

/// What a record that proves nothing ends the program with.
pub(crate) fn exit(error: &EvidenceError) -> Exit {
    match error {
        EvidenceError::Unsigned | EvidenceError::Open(_) | EvidenceError::Verify(_) => Exit::NotAuthentic,
        EvidenceError::NoAnswer => Exit::Inconclusive,
        _ => Exit::Usage,
    }
}
