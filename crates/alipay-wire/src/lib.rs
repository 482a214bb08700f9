//! Sans-IO model of Ant's payment gateways.
//!
//! What a call is, how each gateway wants it written and signed, and how its answer is opened, verified and read. No
//! sockets, no runtime, no cryptography: bytes go in and out, signatures come from `alipay-sign` or from you.
//!
//! | you want to | start at |
//! |---|---|
//! | describe an API | [`api!`], [`request!`], [`response!`], [`Api`] |
//! | turn a request into a signed `http::Request` | [`Call`], [`Protocol`] |
//! | read an answer | [`Protocol::open`], [`Sealed::verify`](alipay_sign::Sealed::verify), [`Protocol::reveal`], [`Protocol::conclude`], [`decode`] |
//! | receive signed messages | [`inbound`] |
//! | tell what became of the money, and ask again | [`Settles`], [`inquiry`] |
//! | add a gateway | [`Dialect`], [`Protocol`] |
//!
//! The order on the way in is always the same: open, verify, reveal, conclude, decode. The types hold it: only a
//! [`Verified`](alipay_sign::Verified) body can be decrypted, transcoded, concluded or decoded.

mod api;
mod call;
pub mod clock;
mod code;
mod dialect;
mod effect;
mod evidence;
pub mod inbound;
pub mod inquiry;
mod json;
mod layout;
mod model;
mod multipart;
mod nonce;
mod notification;
mod prepared;
mod progress;
mod protocol;
mod request_body;
mod scalar;
mod sends;
mod settlement;
mod upload;

pub mod dws;
pub mod open_platform;
pub mod signed_header;
pub mod worldfirst;

#[cfg(feature = "server")]
pub mod server;

pub use alipay_sign as sign;
pub use api::{Api, ApiMeta, Invalid, Mismatch, Request, Route, Safety, Unchecked};
pub use call::{Call, CallError, CallOption, CallOptions, EncodeError, Limits, Payload};
pub use clock::{Clock, FixedClock, Stamp, SystemClock};
pub use code::{Answer, Code, CodeInfo, Status};
pub use dialect::{
    Antom, AntomOptions, Defaults, Dialect, Dws, DwsOptions, OpenPlatform, OpenPlatformOptions, UnknownAnswer,
    WorldFirst, WorldFirstOptions,
};
pub use effect::{Effect, Proof};
pub use evidence::{AnswerEvidence, Blob, Evidence, EvidenceError, ProvenAnswer, SentEvidence};
pub use json::{DecodeError, Expected, decode};
pub use layout::Layout;
pub use model::{
    codec::{self, OneOrMany, Plain, Text},
    extra::Extra,
    field::{Field, FieldInfo, Model},
};
pub use multipart::{CHUNK, Chunks, Multipart, MultipartBuilder};
pub use nonce::Nonce;
pub use notification::Notification;
pub use open_platform::{FormV2, RestV3};
pub use prepared::PreparedCall;
pub use progress::{Attempt, Gate, Phase, Progress, Running};
pub use protocol::{
    Conclusion, Draft, DraftForm, OpenError, Opened, Outcome, Protocol, Sent, Signing, Speaks, Unverified,
};
pub use request_body::RequestBody;
pub use scalar::{
    amount::{Amount, AmountError, Currency, CurrencyError},
    json_text::JsonText,
    timestamp::Timestamp,
    yuan::{Yuan, YuanError},
};
pub use sends::{Failure, Sends};
pub use settlement::{Settlement, Settles};
pub use signed_header::SignedHeader;
pub use upload::{FilePart, Upload, UploadObserver, UploadProgress};

/// What the macros of this crate expand to. Not for direct use.
#[doc(hidden)]
pub mod __private {
    pub use std::borrow::Cow;

    pub use http;
    pub use serde;
    pub use serde_json;

    pub use crate::model::{
        codec::{Encode, OptionSeed},
        field::{Redacted, fill},
        key::Key,
    };
    pub use crate::upload::FileField;
}
