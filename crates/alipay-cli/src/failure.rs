//! Failures, and how they are told.

use std::{error::Error as StdError, fmt, io};

use alipay::{
    Effect,
    config::ConfigError,
    wire::{EvidenceError, diagnose::NotGenuine},
};
use alipay_sandbox::NotDelivered;
use serde::Serialize;

use crate::{evidence, exit::Exit, settings};

/// Why the program did not succeed. Quotes no value: it may be a key, a customer or an amount.
#[derive(Debug)]
pub(crate) enum Failure {
    /// The command line, or something it names, is wrong.
    Usage { message: String, source: Option<Box<dyn StdError + Send + Sync>> },
    /// The settings for the client are wrong.
    Config(Box<ConfigError>),
    /// The configuration file is wrong, for a command that takes all its settings from there.
    Profile(Box<ConfigError>),
    /// The call failed.
    Call(alipay::Error),
    /// A stored answer proves nothing.
    Evidence(EvidenceError),
    /// A message that was given is not genuine.
    NotGenuine(NotGenuine),
    /// A notification was not delivered.
    Delivery(NotDelivered),
    /// The output could not be written.
    Output(io::Error),
    /// What there is to tell stands in the output.
    Told(Exit),
}

impl Failure {
    pub(crate) fn usage(message: impl Into<String>) -> Self {
        Self::Usage { message: message.into(), source: None }
    }

    /// The same failure, with what caused it.
    pub(crate) fn because(self, cause: impl StdError + Send + Sync + 'static) -> Self {
        match self {
            Self::Usage { message, .. } => Self::Usage { message, source: Some(Box::new(cause)) },
            other => other,
        }
    }

    pub(crate) fn exit(&self) -> Exit {
        match self {
            Self::Usage { .. } | Self::Config(_) | Self::Profile(_) => Exit::Usage,
            Self::Call(error) => Exit::of(error),
            Self::Evidence(error) => evidence::exit(error),
            Self::NotGenuine(_) => Exit::NotAuthentic,
            Self::Delivery(NotDelivered::NoAnswer(_)) => Exit::Inconclusive,
            Self::Delivery(_) => Exit::NotSent,
            Self::Output(_) => Exit::Output,
            Self::Told(exit) => *exit,
        }
    }

    /// One word for what failed.
    pub(crate) fn kind(&self) -> &'static str {
        match self {
            Self::Usage { .. } => "usage",
            Self::Config(_) | Self::Profile(_) => "config",
            Self::Call(error) => error.kind(),
            Self::Evidence(_) => "evidence",
            Self::NotGenuine(_) => "verify",
            Self::Delivery(_) => "delivery",
            Self::Output(_) | Self::Told(_) => "output",
        }
    }

    /// The call that failed.
    pub(crate) fn call(&self) -> Option<&alipay::Error> {
        match self {
            Self::Call(error) => Some(error),
            _ => None,
        }
    }

    /// The gateway's code.
    pub(crate) fn code(&self) -> Option<String> {
        self.call().and_then(alipay::Error::answer).map(|answer| answer.leading().to_string())
    }

    /// The whole chain of causes.
    pub(crate) fn message(&self) -> String {
        std::iter::once(self.to_string()).chain(self.causes()).collect::<Vec<_>>().join(": ")
    }

    /// For people: the chain of causes, and what is known about the call.
    pub(crate) fn to_text(&self) -> String {
        if let Self::Told(_) = self {
            return String::new();
        }
        let mut text = format!("error: {self}\n");
        for cause in self.causes() {
            text.push_str(&format!("  caused by: {cause}\n"));
        }
        if let Self::Call(error) = self {
            let effect = match error.effect() {
                Effect::None => "none: this call did nothing at the gateway",
                Effect::Refused(_) => "refused: this call did nothing, by the gateway's verified word",
                Effect::Unknown => "unknown: it may have been done; query before anything else",
                Effect::Accepted(_) => "accepted: it was done, by the gateway's verified word; do not repeat it",
            };
            text.push_str(&format!("  effect: {effect}\n  attempts: {}\n", error.attempts()));
            if let Some(trace_id) = error.trace_id() {
                text.push_str(&format!("  trace id: {trace_id}\n"));
            }
        }
        text
    }

    /// For programs: one line.
    pub(crate) fn to_json(&self) -> String {
        if let Self::Told(_) = self {
            return String::new();
        }
        let call = self.call();
        let told = Told {
            kind: self.kind(),
            code: self.code(),
            message: self.message(),
            effect: call.map_or("none", |error| error.effect().as_str()),
            trace_id: call.and_then(alipay::Error::trace_id),
            attempts: call.map_or(0, alipay::Error::attempts),
        };
        // Strings and numbers: there is nothing in it that cannot be written.
        serde_json::to_string(&Envelope { error: told }).unwrap_or_default() + "\n"
    }

    fn causes(&self) -> Vec<String> {
        std::iter::successors(self.source(), |error: &&dyn StdError| (*error).source())
            .map(ToString::to_string)
            .collect()
    }
}

#[derive(Serialize)]
struct Envelope<'a> {
    error: Told<'a>,
}

#[derive(Serialize)]
struct Told<'a> {
    kind: &'a str,
    code: Option<String>,
    message: String,
    effect: &'a str,
    trace_id: Option<&'a str>,
    attempts: u32,
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Usage { message, .. } => f.write_str(message),
            Self::Config(error) => {
                error.fmt(f)?;
                settings::where_to_set(error).map_or(Ok(()), |places| write!(f, " ({places})"))
            }
            Self::Profile(error) => error.fmt(f),
            Self::Call(error) => error.fmt(f),
            Self::Evidence(error) => error.fmt(f),
            Self::NotGenuine(error) => write!(f, "not authentic: {error} (`alipay explain` looks for the reason)"),
            Self::Delivery(error) => error.fmt(f),
            Self::Told(_) => f.write_str("told already"),
            Self::Output(_) => f.write_str("the output could not be written"),
        }
    }
}

impl StdError for Failure {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        match self {
            Self::Usage { source, .. } => source.as_deref().map(|source| source as _),
            Self::Config(error) | Self::Profile(error) => error.source(),
            Self::Call(error) => error.source(),
            Self::Evidence(error) => error.source(),
            Self::NotGenuine(_) => None,
            Self::Delivery(error) => error.source(),
            Self::Output(error) => Some(error),
            Self::Told(_) => None,
        }
    }
}

impl From<ConfigError> for Failure {
    fn from(error: ConfigError) -> Self {
        Self::Config(Box::new(error))
    }
}

impl From<alipay::Error> for Failure {
    fn from(error: alipay::Error) -> Self {
        Self::Call(error)
    }
}
