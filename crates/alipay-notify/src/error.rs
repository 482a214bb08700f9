//! Why a notification is not acknowledged.

use alipay_sign::{CharsetError, KeyId, SignError, VerifyError};
use alipay_wire::{DecodeError, EncodeError, inbound::ReceiveError};
use http::StatusCode;

use crate::InboxError;

/// Any error of a handler.
pub type BoxError = Box<dyn std::error::Error + Send + Sync>;

/// Why a notification is not acknowledged. Quotes nothing of it.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum NotifyError {
    /// It is not a POST.
    #[error("a notification is sent with POST")]
    Method,
    /// It is of another media type than this gateway's notifications.
    #[error("a notification of this gateway is {0}")]
    MediaType(&'static str),
    /// It is longer than the receiver reads.
    #[error("the notification is longer than the receiver reads: raise its limit if genuine ones are")]
    TooLarge,
    /// Its body could not be read to its end.
    #[error("the body of the notification could not be read")]
    Body,
    /// It cannot be genuine.
    #[error("the notification is malformed")]
    Malformed(#[source] ReceiveError),
    /// It may be genuine, but a value in it holds what may be a parameter of its own. The signed text escapes nothing, so
    /// somebody may have moved parameters: it is never read. Ask the gateway what it says about your order instead.
    #[error("the notification can be read in more than one way: do not act on it, and query the gateway instead")]
    Ambiguous,
    /// It is addressed to somebody who is not among the parties of the receiver.
    #[error("the notification is addressed to an app_id or client-id that is not configured")]
    UnknownParty,
    /// It is signed with a key or certificate that is not known.
    ///
    /// In certificate mode: fetch the certificate of that serial, give it to [`Verify::learn`](alipay_sign::Verify::learn)
    /// of the party, and receive the same request again, or wait until the gateway sends it again.
    #[error("the notification for {identity} is signed with key {key}, which is not known")]
    UnknownKey {
        /// To whom it is addressed: one of the receiver's parties.
        identity: String,
        /// The name of the key: a `keyVersion` or the serial of a certificate.
        key: KeyId,
    },
    /// It is not what its signature says.
    #[error("the notification is not authentic")]
    NotAuthentic(#[source] VerifyError),
    /// What was verified names another party than the one whose key verified it.
    #[error("the notification is signed for another app_id than the one whose key was used")]
    OtherParty,
    /// It is verified, but in a charset that cannot be read.
    #[error("the notification is in a charset that cannot be read")]
    Charset(#[from] CharsetError),
    /// It is verified, but not what the type expects.
    #[error("the notification cannot be read: {0}")]
    Unreadable(DecodeError),
    /// It is verified, but lacks what tells one event from the next: that is missing or blank. Or a form has it with a `&`
    /// in it, which no genuine one has: then a parameter behind it was drawn into it, so that the event would look new.
    #[error("the notification lacks the field by which it would be recognised when it comes again")]
    NoEvent,
    /// The gateway takes signed acknowledgements only, and there is no key to sign with.
    #[error("this gateway takes signed acknowledgements only: give the party credentials that sign")]
    NoSigner,
    /// Another delivery of the same event is being processed.
    #[error("another delivery of the same event is being processed")]
    InProgress,
    /// The inbox failed, so it is not known whether the event was processed.
    #[error("the inbox failed")]
    Inbox(#[from] InboxError),
    /// The work failed or was given up.
    #[error("the work on the notification failed")]
    Work(#[source] BoxError),
    /// The work is committed, but its acknowledgement could not be signed. The next delivery will be acknowledged.
    #[error("the acknowledgement could not be signed")]
    Sign(#[source] SignError),
    /// The work is committed, but its acknowledgement could not be written. The next delivery will be acknowledged.
    #[error("the acknowledgement could not be written")]
    Reply(#[source] EncodeError),
}

impl From<ReceiveError> for NotifyError {
    fn from(error: ReceiveError) -> Self {
        match error {
            ReceiveError::Ambiguous => Self::Ambiguous,
            error => Self::Malformed(error),
        }
    }
}

impl NotifyError {
    /// The HTTP status that says so. Tells an intruder nothing: who is not known and what is not authentic are alike.
    pub fn status(&self) -> StatusCode {
        match self {
            Self::Method => StatusCode::METHOD_NOT_ALLOWED,
            Self::MediaType(_) => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::Body | Self::Malformed(_) => StatusCode::BAD_REQUEST,
            Self::UnknownParty | Self::UnknownKey { .. } | Self::NotAuthentic(_) | Self::OtherParty => {
                StatusCode::FORBIDDEN
            }
            Self::Ambiguous | Self::Charset(_) | Self::Unreadable(_) | Self::NoEvent => {
                StatusCode::UNPROCESSABLE_ENTITY
            }
            Self::InProgress | Self::Inbox(_) => StatusCode::SERVICE_UNAVAILABLE,
            Self::NoSigner | Self::Work(_) | Self::Sign(_) | Self::Reply(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }
}
