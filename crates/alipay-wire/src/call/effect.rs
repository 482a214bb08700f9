//! What a call may have done at the gateway.

use std::fmt;

use alipay_sign::Verified;

use crate::{Phase, Safety};

/// What a failed call may have done at the gateway: the question that decides what to do next with money.
///
/// [`Refused`](Effect::Refused) and [`Accepted`](Effect::Accepted) are claims about what the gateway said, so both carry
/// a [`Proof`], which only a verified message can give:
///
/// ```
/// # fn conclude(verified: &alipay_sign::Verified<bytes::Bytes>) {
/// let effect = alipay_wire::Effect::Refused(alipay_wire::Proof::of(verified));
/// # }
/// ```
/// ```compile_fail
/// let effect = alipay_wire::Effect::Refused(alipay_wire::Proof(()));
/// ```
/// ```compile_fail
/// # fn conclude(sealed: &alipay_sign::Sealed<bytes::Bytes>) {
/// let effect = alipay_wire::Effect::Accepted(alipay_wire::Proof::of(sealed));
/// # }
/// ```
///
/// Effects are ordered: the effect of several attempts is the greatest of theirs.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Effect {
    /// Nothing was done at the gateway.
    None,
    /// The gateway refused, and its refusal is verified.
    Refused(Proof),
    /// Something may have been done. Ask before anything else; never repeat with a new key.
    Unknown,
    /// The gateway accepted, and its acceptance is verified, though the rest of the answer could not be read.
    Accepted(Proof),
}

impl Effect {
    /// The effect of an attempt that ended in `phase` without a conclusive answer.
    pub fn inconclusive(safety: Safety, phase: Phase) -> Self {
        match (safety, phase) {
            (Safety::Query, _) | (_, Phase::NotSent) => Self::None,
            (Safety::Keyed | Safety::Unkeyed, Phase::MaybeSent | Phase::Answered) => Self::Unknown,
        }
    }

    /// The effect of a verified refusal.
    pub fn refused<P>(by: &Verified<P>) -> Self {
        Self::Refused(Proof::of(by))
    }

    /// The effect of a verified acceptance: none for a query, which changes nothing.
    pub fn accepted<P>(safety: Safety, by: &Verified<P>) -> Self {
        match safety {
            Safety::Query => Self::None,
            Safety::Keyed | Safety::Unkeyed => Self::Accepted(Proof::of(by)),
        }
    }

    /// `none`, `refused`, `unknown` or `accepted`.
    pub fn as_str(&self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Refused(_) => "refused",
            Self::Unknown => "unknown",
            Self::Accepted(_) => "accepted",
        }
    }
}

impl fmt::Display for Effect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Debug for Effect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Witness that a message was verified.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Proof(());

impl Proof {
    /// Takes a verified message as witness.
    pub fn of<P>(_: &Verified<P>) -> Self {
        Self(())
    }
}
