//! Messages that cannot be genuine.

use crate::OpenError;

/// A message that came in cannot be a genuine one. Says what is wrong with its shape, never what it contains.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ReceiveError {
    /// A header or parameter is missing that every genuine message has.
    #[error("the message has no {0}")]
    Missing(&'static str),
    /// A header or parameter stands twice, so that two readers may see different things.
    #[error("the message has a header or parameter twice")]
    Duplicate,
    /// The name of a parameter is not one the gateway uses: letters, digits, `_`, `.` and `-`.
    #[error("the message has a parameter whose name is no word")]
    MalformedName,
    /// There are more parameters than any genuine message has.
    #[error("the message has more parameters than any genuine one")]
    TooMany,
    /// A value contains a `notify_id`, so the parameters are not cut as they were signed.
    #[error("the message has a parameter within the value of another")]
    Nested,
    /// The signature cannot be read.
    #[error("the signature of the message cannot be read: {0}")]
    MalformedSignature(&'static str),
    /// The signature is of another kind than the one accepted.
    #[error("the sign_type of the message is not RSA2: set the application to RSA2 in the console")]
    SignType,
}

impl From<OpenError> for ReceiveError {
    fn from(error: OpenError) -> Self {
        match error {
            OpenError::DuplicateMember => Self::Duplicate,
            OpenError::PartialSignature { missing, .. } => Self::Missing(missing),
            OpenError::MalformedSignature(what) => Self::MalformedSignature(what),
            _ => Self::MalformedSignature("it is not in the gateway's form"),
        }
    }
}
