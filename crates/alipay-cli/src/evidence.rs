//! `alipay evidence verify`: what a stored answer proves.

use std::{fs, path::Path};

use alipay::{Evidence, PublicKey, wire::EvidenceError};

use crate::{
    args::{EvidenceArgs, EvidenceCommand, VerifyArgs},
    exit::Exit,
    failure::Failure,
    files::shown,
    output, pretty,
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
    let key = PublicKey::from_text(&read(&args.alipay_public_key, "--alipay-public-key")?)
        .map_err(|error| Failure::usage("--alipay-public-key cannot be used").because(error))?;

    let proven = record.verify(&key).map_err(Failure::Evidence)?;
    let payload = proven.payload.payload();
    if args.json {
        return output::to_stdout(payload);
    }
    output::to_stdout(pretty::json(&String::from_utf8_lossy(payload)).as_bytes())?;
    output::to_stderr(&format!("verified: {} answered {}\n", record.request.api, proven.conclusion.answer.leading()));
    Ok(())
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
