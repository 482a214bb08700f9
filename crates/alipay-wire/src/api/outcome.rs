//! The verdict on a call.

/// What happened to a call, by the gateway's verified word.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Outcome {
    /// Accepted. For money, read the API's own outcome too.
    Success,
    /// Refused: this call did nothing.
    Refused,
    /// Refused because its key is taken, perhaps by an earlier attempt: that says nothing about what the attempt did.
    KeyTaken,
    /// Turned away before processing: nothing was done, and later it may be.
    NotProcessed,
    /// The gateway does not know, or does not say.
    Unknown,
}
