//! What is wrong with the command line, told without quoting what was typed.
//!
//! A value in the wrong place may be a key or a customer's data; the parser's own messages would print it.

use std::ffi::OsString;

use clap::{
    Error,
    error::{ContextKind, ContextValue, ErrorKind},
};

use crate::failure::Failure;

pub(crate) fn failure(error: &Error, words: &[OsString]) -> Failure {
    Failure::usage(message(error, words))
}

fn message(error: &Error, words: &[OsString]) -> String {
    let argument = text(error, ContextKind::InvalidArg);
    let named = argument.as_deref().unwrap_or("an argument");
    match error.kind() {
        ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => format!("a command is missing\n\n{error}"),
        ErrorKind::MissingSubcommand => {
            format!("a command is missing: {}", list(error, ContextKind::ValidSubcommand).unwrap_or_default())
        }
        ErrorKind::InvalidSubcommand => {
            let known = text(error, ContextKind::SuggestedSubcommand).map(|word| format!("; did you mean {word}?"));
            match text(error, ContextKind::InvalidSubcommand).filter(|word| is_word(word)) {
                Some(word) => format!("there is no command {word}{}", known.unwrap_or_default()),
                None => "there is no such command".to_owned(),
            }
        }
        ErrorKind::MissingRequiredArgument => {
            format!("missing: {}", list(error, ContextKind::InvalidArg).unwrap_or_default())
        }
        ErrorKind::UnknownArgument => match key_instead_of_file(words) {
            Some(flag) => format!("{flag} takes the name of a file, and was given a key: keep the key in a file"),
            None => unknown(argument.as_deref(), error),
        },
        ErrorKind::InvalidValue => match list(error, ContextKind::ValidValue) {
            Some(valid) if !valid.is_empty() => format!("{named} must be one of: {valid}"),
            _ => format!("{named} needs a value"),
        },
        ErrorKind::ValueValidation => match std::error::Error::source(error) {
            // The parsers in `args` explain themselves without quoting.
            Some(reason) => format!("{named} {reason}"),
            None => format!("{named} has a value that cannot be used"),
        },
        ErrorKind::ArgumentConflict => format!("{named} appears twice, or beside one that excludes it"),
        ErrorKind::InvalidUtf8 => "an argument is not text in UTF-8".to_owned(),
        _ => format!("{named} cannot be understood; see --help"),
    }
}

fn unknown(argument: Option<&str>, error: &Error) -> String {
    match argument.filter(|word| is_word(word)) {
        Some(word) if word.starts_with('-') => {
            let suggested = text(error, ContextKind::SuggestedArg).map(|flag| format!("; did you mean {flag}?"));
            format!("there is no option {word}{}", suggested.unwrap_or_default())
        }
        _ => "there is one argument too many; requests go into --data".to_owned(),
    }
}

/// The option before a key that was pasted where the name of its file belongs.
fn key_instead_of_file(words: &[OsString]) -> Option<&str> {
    let is_key = |word: &OsString| word.to_string_lossy().trim_start().starts_with("-----");
    let at = words.iter().position(is_key)?;
    words.get(at.checked_sub(1)?)?.to_str().filter(|word| word.starts_with("--") && is_word(word))
}

/// Whether this is surely the name of a command or an option.
fn is_word(word: &str) -> bool {
    word.len() <= 24 && word.bytes().all(|b| b.is_ascii_lowercase() || b == b'-')
}

fn text(error: &Error, kind: ContextKind) -> Option<String> {
    match error.get(kind)? {
        ContextValue::String(text) => Some(text.clone()),
        ContextValue::Strings(texts) => texts.first().cloned(),
        _ => None,
    }
}

fn list(error: &Error, kind: ContextKind) -> Option<String> {
    match error.get(kind)? {
        ContextValue::Strings(texts) => Some(texts.join(", ")),
        ContextValue::String(text) => Some(text.clone()),
        _ => None,
    }
}
