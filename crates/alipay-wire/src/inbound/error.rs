//! Messages that cannot be genuine.

use crate::OpenError;

/// A message that came in cannot be a genuine one. Says what is wrong with its shape, never what it contains.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ReceiveError {
    /// A header or parameter is missing that every genuine message has.
    #[error("the message has no {0}")]
    Missing(&'static str),
    /// A header or parameter appears twice, so that two readers may see different things.
    #[error("the message has a header or parameter twice")]
    Duplicate,
    /// The name of a parameter is not one the gateway uses: letters, digits, `_`, `.` and `-`.
    #[error("the message has a parameter whose name is no word")]
    MalformedName,
    /// There are more parameters than any genuine message has.
    #[error("the message has more parameters than any genuine one")]
    TooMany,
    /// A value holds what may be a parameter, and the signed text escapes nothing: the message can be read in more than one
    /// way. See [`one_reading`](super::one_reading).
    #[error("the message has what may be a parameter within the value of another: ask the gateway instead")]
    Ambiguous,
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
