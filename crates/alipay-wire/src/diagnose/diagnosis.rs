//! What was found out, in words.

use std::fmt;

use bytes::Bytes;

use super::alterations::Alteration;

/// Why a message does not verify: the nearest thing to it that does, or what is certain otherwise.
///
/// **Not a verification**, whatever it says: it has no [`Verified`](alipay_sign::Verified), and what it found by changing a
/// message was not sent by anybody.
///
/// ```compile_fail
/// fn payload(diagnosis: alipay_wire::diagnose::Diagnosis) -> alipay_wire::sign::Verified<bytes::Bytes> {
///     diagnosis.into()
/// }
/// ```
#[derive(Clone)]
#[must_use]
pub struct Diagnosis {
    pub(super) finding: Finding,
    pub(super) steps: Vec<Step>,
    pub(super) is_sent: bool,
    /// What is said, where it is not in the steps.
    pub(super) says: String,
    pub(super) advice: String,
    pub(super) tried: usize,
    pub(super) is_complete: bool,
    pub(super) texts: Option<Texts>,
}

/// The text that does not verify, and the one that would.
#[derive(Clone)]
pub(super) struct Texts {
    pub(super) received: Bytes,
    pub(super) signed: Bytes,
}

/// The kinds of a [`Diagnosis`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Finding {
    /// It verifies as it is.
    Verifies,
    /// Its signature is right, and it is refused for its form.
    Refused,
    /// It verifies after the [steps](Diagnosis::steps).
    Near,
    /// A key at hand signed something, but nothing near this message.
    OtherText,
    /// None of the keys at hand made the signature.
    OtherKey,
    /// It is not signed.
    Unsigned,
    /// It cannot be read as a signed message.
    Unreadable,
    /// The gateway refused our signature.
    SignatureRefused,
    /// It did, and the text that it checked is the one that was signed.
    SameText,
    /// It did, and the text that it checked is another one than was signed.
    DifferentText,
}

impl Finding {
    /// Its name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Verifies => "verifies",
            Self::Refused => "refused",
            Self::Near => "near",
            Self::OtherText => "other-text",
            Self::OtherKey => "other-key",
            Self::Unsigned => "unsigned",
            Self::Unreadable => "unreadable",
            Self::SignatureRefused => "signature-refused",
            Self::SameText => "same-text",
            Self::DifferentText => "different-text",
        }
    }
}

/// One alteration, and what it is about.
#[derive(Clone, Debug)]
pub struct Step {
    pub(super) alteration: &'static Alteration,
    pub(super) at: Option<String>,
}

impl Step {
    pub(super) fn new(alteration: &'static Alteration, at: Option<String>) -> Self {
        Self { alteration, at }
    }

    /// The name of the alteration.
    pub fn name(&self) -> &'static str {
        self.alteration.name()
    }

    /// What it is about: a parameter, a key, a path. `None` when it is about the whole.
    pub fn about(&self) -> Option<&str> {
        self.at.as_deref()
    }

    fn says(&self) -> String {
        let at = self.at.as_deref().map(shown);
        match (self.alteration.says.contains("{}"), at) {
            (true, at) => self.alteration.says.replace("{}", at.as_deref().unwrap_or("another")),
            (false, Some(at)) => format!("{} in `{at}`", self.alteration.says),
            (false, None) => self.alteration.says.to_owned(),
        }
    }

    fn advice(&self, is_sent: bool) -> &'static str {
        let Alteration { received, sent, .. } = self.alteration;
        // Some happen in one direction only.
        match is_sent {
            true if !sent.is_empty() => sent,
            false if received.is_empty() => sent,
            _ => received,
        }
    }
}

/// A name that is a peer's choice, so that it can neither flood nor command a terminal.
pub(super) fn shown(name: &str) -> String {
    let safe = name.chars().map(|c| if c.is_control() { '?' } else { c });
    let mut safe: String = safe.take(65).collect();
    if safe.chars().count() > 64 {
        safe.push_str("..");
    }
    safe
}

/// A diagnosis that is no change to the message.
pub(super) fn told(finding: Finding, says: impl Into<String>, advice: impl Into<String>) -> Diagnosis {
    Diagnosis {
        finding,
        steps: Vec::new(),
        is_sent: false,
        says: says.into(),
        advice: advice.into(),
        tried: 1,
        is_complete: true,
        texts: None,
    }
}

impl Diagnosis {
    /// Of which kind it is.
    pub fn finding(&self) -> Finding {
        self.finding
    }

    /// Whether the message verifies as it is.
    pub fn verifies(&self) -> bool {
        self.finding == Finding::Verifies
    }

    /// What has to be changed so that it verifies. Empty, unless it is [`Finding::Near`].
    pub fn steps(&self) -> &[Step] {
        &self.steps
    }

    /// What was found, as one sentence.
    pub fn sentence(&self) -> String {
        if self.steps.is_empty() {
            return self.says.clone();
        }
        let says: Vec<String> = self.steps.iter().map(Step::says).collect();
        format!("verifies {}{}", says.join(" and "), self.says)
    }

    /// What to do about it. Empty, when nothing is.
    pub fn advice(&self) -> String {
        let mut advice: Vec<&str> = Vec::new();
        for one in self.steps.iter().map(|step| step.advice(self.is_sent)).chain([self.advice.as_str()]) {
            if !one.is_empty() && !advice.contains(&one) {
                advice.push(one);
            }
        }
        advice.join("; ")
    }

    /// How many texts were tried.
    pub fn tried(&self) -> usize {
        self.tried
    }

    /// Whether everything was tried that is on the list, singly and in pairs. A long message is given up before that.
    pub fn is_complete(&self) -> bool {
        self.is_complete
    }

    /// The text as the message has it, and the one that would verify; or the text that the gateway quotes, and the one that
    /// was signed. Both hold what the message holds: personal data too. **Not verified**: nobody sent this message.
    /// `None` when there is nothing to compare.
    pub fn untrusted_texts(&self) -> Option<[&Bytes; 2]> {
        self.texts.as_ref().map(|texts| [&texts.received, &texts.signed])
    }
}

/// Sentence and advice. No value of the message is in it.
impl fmt::Display for Diagnosis {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (sentence, advice) = (self.sentence(), self.advice());
        if advice.is_empty() { f.write_str(&sentence) } else { write!(f, "{sentence}: {advice}") }
    }
}

/// Shows no value of the message.
impl fmt::Debug for Diagnosis {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Diagnosis").field("finding", &self.finding).field("steps", &self.steps).finish_non_exhaustive()
    }
}
