//! `alipay evidence verify`: what a stored answer proves.

use std::path::Path;

use alipay::{
    Certificate, Evidence, KeyRing, PublicKey, Stamp,
    config::Config,
    wire::{EvidenceError, ProvenAnswer},
};

use crate::{
    args::{EvidenceArgs, EvidenceCommand, VerifyArgs},
    exit::Exit,
    failure::Failure,
    files::{self, shown},
    output, pretty,
    settings::CONFIG,
    terminal::line,
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
    output::to_stderr(&remarks(&record, &proven));
    Ok(())
}

/// What is proven, and what only the record says.
fn remarks(record: &Evidence, proven: &ProvenAnswer) -> String {
    let at = |millis| Stamp::from_unix_millis(millis).map_or_else(|| "no date".to_owned(), |at| at.iso8601(0));
    let (request, code) = (&record.request, proven.conclusion.answer.leading().to_string());
    let answer = record.answer.as_ref().map(|answer| format!(", answered {}, HTTP {}", at(answer.at), answer.status));
    format!(
        "verified: this key signed this text, with the code {}\n\
         not proven, by the word of the record alone: API {}, for {}, sent {}{}\n",
        line(&code),
        line(&request.api),
        line(&request.identity),
        at(request.at),
        answer.unwrap_or_default(),
    )
}

/// What the record proves with the keys that were given.
fn proven(record: &Evidence, args: &VerifyArgs) -> Result<Result<ProvenAnswer, EvidenceError>, Failure> {
    if let Some(name) = &args.key.profile {
        let config = Config::load(args.config.as_deref().unwrap_or(Path::new(CONFIG)))?;
        let profile = config.profile(name)?;
        // When it was signed is the record's word.
        let at = record.answer.as_ref().and_then(|answer| Stamp::from_unix_millis(answer.at));
        let keys = at.map_or_else(|| profile.verifier(), |at| profile.verifier_at(at.into()))?;
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
    files::read_text(path)
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
