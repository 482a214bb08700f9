//! Exit codes.

use std::process::ExitCode;

use alipay::{Effect, Error, Outcome, Phase};

/// How the program ends when it does not succeed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Exit {
    /// The output could not be written.
    Output = 1,
    /// Nothing was sent: command line, file, key or request are wrong.
    Usage = 2,
    /// The gateway refused the call, or turned it away, and nothing was done.
    Refused = 3,
    /// Sent, without a conclusive answer: something may have been done.
    Inconclusive = 4,
    /// The answer is not authentic.
    NotAuthentic = 5,
    /// Nothing was sent: the gateway could not be reached.
    NotSent = 6,
    /// The gateway accepted, and its answer could not be read.
    Unreadable = 7,
    /// Some of several questions have no answer.
    Partial = 8,
    /// A balance is below the minimum that was given.
    BelowMinimum = 9,
    /// A challenge waits for the customer.
    Challenge = 10,
    /// Something is wrong with the settings that were examined.
    Findings = 11,
}

impl Exit {
    /// How a failed call ends the program.
    pub(crate) fn of(error: &Error) -> Self {
        match Self::of_last_attempt(error) {
            // By the last attempt alone. Something may have been done all the same.
            Self::Usage | Self::Refused | Self::NotSent if error.effect() == Effect::Unknown => Self::Inconclusive,
            exit => exit,
        }
    }

    fn of_last_attempt(error: &Error) -> Self {
        match error {
            Error::Invalid(_) | Error::Encode(_) | Error::Sign(_) => Self::Usage,
            Error::Verify(_) => Self::NotAuthentic,
            Error::Decode(_) => Self::Unreadable,
            Error::Gateway(claim) if claim.is_throttled() => Self::Inconclusive,
            Error::Gateway(_) => Self::Refused,
            Error::Api(refusal) => match refusal.outcome() {
                Outcome::Success | Outcome::Unknown => Self::Inconclusive,
                _ => Self::Refused,
            },
            Error::Transport(broken) => {
                // One attempt that may have been received is enough.
                let earlier = error.history().iter().map(|attempt| attempt.phase);
                let furthest = earlier.fold(broken.phase(), Phase::max);
                if furthest == Phase::NotSent { Self::NotSent } else { Self::Inconclusive }
            }
            _ => Self::Inconclusive,
        }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit as u8)
    }
}
