//! The model of Ant's payment gateways, without input or output of its own.
//!
//! What a call is, how each gateway wants it written and signed, and how its answer is opened, verified and read. No
//! sockets, no runtime, no cryptography: bytes go in and out, signatures come from `alipay-sign` or from you.
//!
//! Pick it to send through an HTTP stack that is not tower, to receive signed messages, to write the types of an API or to
//! add a gateway. Anyone who just wants to call picks `alipay`; who has a transport of their own, `alipay-transport`.
//!
//! An API is declared once. Its requests then go out and its answers come in, in steps:
//!
//! ```
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! use alipay_wire::{
//!     Amount, Call, Clock, Currency, Extra, Nonce, Opened, Outcome, Protocol, Request, Response, SignedHeader, Signing,
//!     SystemClock, WorldFirst, sign::Sign, signed_header::{ResultInfo, code},
//! };
//!
//! /// Asks what is left in one currency.
//! #[derive(Clone, PartialEq, Request)]
//! #[request(
//!     WorldFirst,
//!     name = "askBalance",
//!     route = "POST /aps/api/business/fund/askBalance",
//!     safety = Query,
//!     answer = BalanceAnswer,
//!     codes = code::ALL
//! )]
//! pub struct AskBalance {
//!     /// Which currency.
//!     #[wire(show)]
//!     pub currency: Currency,
//!     /// Members this type has no field for.
//!     pub extra: Extra,
//! }
//!
//! /// What is left.
//! #[derive(Clone, PartialEq, Response)]
//! #[response(WorldFirst)]
//! pub struct BalanceAnswer {
//!     /// The verdict.
//!     #[wire(show)]
//!     pub result: ResultInfo,
//!     /// In the smallest unit of the currency.
//!     #[wire(show)]
//!     pub balance: Amount,
//!     /// Members this type has no field for.
//!     pub extra: Extra,
//! }
//!
//! # let [our_key, gateway_key] = [alipay_sign::generate()?, alipay_sign::generate()?].map(|pair| pair.private_key());
//! # let gateway_public_key = gateway_key.public_key();
//! let protocol = SignedHeader::<WorldFirst>::new("https://gateway.example", "my-client-id")?;
//!
//! // Out: validate and encode, draft, sign, seal.
//! let call = Call::new(&AskBalance::new(Currency::CNY))?;
//! let random = [7; 16]; // from the operating system, and new for every attempt
//! let signing = Signing::new(our_key.key(), SystemClock.now(), Nonce::from_random(random));
//! let draft = protocol.draft(&call, &signing)?;
//! let signature = our_key.sign(draft.message())?;
//! let request = protocol.seal(draft, &signature)?;
//! assert_eq!(request.uri(), "https://gateway.example/aps/api/business/fund/askBalance");
//!
//! // Send the `http::Request` by whatever you have, and bring its `http::Response` here.
//! # let path = request.uri().path();
//! # let body = request.body().as_bytes().unwrap().clone();
//! # let received = alipay_wire::inbound::signed_headers(request.method(), path, request.headers(), body)?;
//! # received.sealed.verify(&our_key.public_key()).map_err(|(error, _)| error)?;
//! # let answer = r#"{"result":{"resultCode":"SUCCESS","resultStatus":"S"},"balance":{"currency":"CNY","value":"50000"}}"#;
//! # let time = &signing.now.iso8601(480);
//! # let reply = alipay_wire::inbound::Reply::signed_headers(
//! #     request.method(), path, "my-client-id", time, gateway_key.key(), answer,
//! # );
//! # let signature = gateway_key.sign(reply.message())?;
//! # let response = reply.seal(&signature)?;
//!
//! // In: open, verify, reveal, conclude, decode.
//! let (head, body) = response.into_parts();
//! let Opened::Signed(sealed) = protocol.open(&call, &signing.sent(), &head, body)? else {
//!     return Err("a failure that nobody signed: `read_failure` tells what it claims".into());
//! };
//! let verified = sealed.verify(&gateway_public_key).map_err(|(error, _)| error)?;
//! let document = protocol.reveal(&call, &head, verified)?;
//! assert_eq!(protocol.conclude(&call, &head, &document)?.outcome, Outcome::Success);
//! let answer: BalanceAnswer = document.decode()?;
//! assert_eq!(answer.balance.to_major()?, "500.00");
//! # Ok(())
//! # }
//! ```
//!
//! The order on the way in is always the same, and the types hold it: only a [`Verified`](alipay_sign::Verified) body can
//! be decrypted, transcoded, concluded or decoded.
//!
//! | you want to | start at |
//! |---|---|
//! | describe an API | [`Request`](derive@Request), [`Response`](derive@Response), [`Model`](derive@Model), [`StringNewtype`], [`StringEnum`], [`codes!`], [`Rules`] |
//! | turn a request into a signed `http::Request` | [`Call`], [`Protocol`], [`FormV2`], [`RestV3`], [`SignedHeader`] |
//! | sign what a payer's browser or phone sends | [`FormV2::sign_params`](open_platform::FormV2::sign_params) |
//! | read an answer | [`Protocol::open`], [`Sealed::verify`](alipay_sign::Sealed::verify), [`Protocol::reveal`], [`Protocol::conclude`], [`Document::decode`] |
//! | receive signed messages | [`inbound`] |
//! | hold money | [`Amount`] in smallest units, [`Yuan`] for the Open Platform |
//! | tell what happened to the money, and ask again | [`MoneyOutcome`], [`inquiry`] |
//! | send files | [`Upload`] |
//! | store a call, or what was sent and answered | [`PreparedCall`], [`Evidence`] |
//! | write a flow of several calls, free of a client | [`Sends`] |
//! | add a gateway | [`Dialect`], [`Protocol`] |
//!
//! # Errors and effects
//!
//! What cannot be made is refused before anything is sent: [`Invalid`] names the field and the rule, [`EncodeError`] what
//! stands in the way of writing. What comes in is refused by [`OpenError`], `VerifyError` or [`DecodeError`], none of which
//! quotes a value. [`Effect`] is what a call may have done at the gateway; [`Progress`] keeps count of it over several
//! attempts, and [`Proof`] is what a statement of the gateway is made of. [`Outcome`] is the verdict on the call,
//! [`MoneyOutcome`] that on the money.
//!
//! # Features
//!
//! None is on by default.
//!
//! | feature | brings | costs |
//! |---|---|---|
//! | `server` | the gateway's side: requests can be read, responses written, and `server::Serve` answers them | the second direction of serde for every type: as much to compile again |
//! | `gbk` | requests and answers in GBK (Open Platform) | encoding_rs |
//! | `encrypt` | encrypted content (Open Platform) | aes, cbc |
//! | `diagnose` | `diagnose`: why a message does not verify | ring, rsa |
//! | `html` | signed pages as HTML forms, beside URLs and order strings (Open Platform) | html-escape |
//! | `rust_decimal` | amounts from and to the decimals of that crate | rust_decimal |

#![cfg_attr(docsrs, feature(doc_cfg))]

// The derives name this crate as everybody else does.
#[allow(unused_extern_crates)]
extern crate self as alipay_wire;

mod api;
mod call;
#[cfg(feature = "diagnose")]
pub mod diagnose;
mod gateway;
pub mod inbound;
pub mod inquiry;
mod json;
mod model;
mod protocol;
mod record;
#[cfg(feature = "server")]
pub mod server;
mod value;

pub use alipay_sign as sign;
pub use api::{
    code::{Answer, Code, CodeInfo, Meaning, Status},
    derives::{Model, Request, Response, StringEnum, StringNewtype},
    dialect::{Defaults, Dialect, UnknownAnswer},
    meta::{ApiMeta, Route, Safety},
    notification::Notification,
    options::{CallOption, CallOptions},
    outcome::Outcome,
    request::{Api, Mismatch, Request, Unchecked},
    rules::{Keyed, Rules},
    upload::{FilePart, Upload, UploadObserver, UploadProgress},
};
pub use call::{
    Call, CallError, EncodeError, Limits, Payload,
    effect::{Effect, Proof},
    money_outcome::MoneyOutcome,
    prepared::PreparedCall,
    progress::{Attempt, Gate, Phase, Progress, Running},
    send::{Failure, Sends},
};
pub use gateway::{
    antom::{Antom, AntomOptions},
    dws::{self, Dws, DwsOptions},
    open_platform::{self, FormV2, OpenPlatform, OpenPlatformOptions, RestV3},
    signed_header::{self, SignedHeader},
    worldfirst::{self, WorldFirst, WorldFirstOptions},
};
pub use json::{DecodeError, Document, Expected, decode};
pub use model::{
    codec::{self, OneOrMany, Plain, Text},
    derived::OtherText,
    extra::Extra,
    field::{Field, FieldInfo, Model},
    invalid::Invalid,
};
pub use protocol::{
    Conclusion, Draft, DraftForm, OpenError, Opened, Protocol, Sent, Signing, Speaks, Unverified,
    body::RequestBody,
    multipart::{CHUNK, Chunks, Multipart, MultipartBuilder},
    nonce::Nonce,
};
pub use record::{
    evidence::{AnswerEvidence, Blob, Evidence, EvidenceError, ProvenAnswer, SentEvidence},
    layout::Layout,
};
pub use value::{
    amount::{Amount, AmountError, Currency, CurrencyError},
    clock::{self, Clock, FixedClock, Stamp, SystemClock},
    json_text::JsonText,
    timestamp::Timestamp,
    yuan::{Yuan, YuanError},
};

/// What the derives call. Not for direct use.
#[doc(hidden)]
pub mod __private {
    pub use http;
    pub use serde;
    pub use serde_json;

    pub use crate::api::upload::FileField;
    pub use crate::model::{derived::*, key::Key};
}

/// Runs the README's example.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
