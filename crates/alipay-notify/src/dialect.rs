//! In what form each gateway family sends its notifications.

use alipay_sign::{Charset, Pairs, Verified};
use alipay_wire::{
    Antom, DecodeError, Dialect, Dws, OpenPlatform, WorldFirst, decode,
    inbound::{self, FormNames, ReceiveError, decode_pairs},
};
use bytes::Bytes;
use http::Request;
use serde::de::DeserializeOwned;

use crate::NotifyError;

/// A gateway family that sends notifications. Implement it for a dialect of your own to receive what it sends.
pub trait Notifies: Dialect {
    /// In what form it sends them.
    type Format: Format;

    /// Whether it takes an acknowledgement only with our signature.
    const SIGNED_REPLY: bool = false;
}

impl Notifies for OpenPlatform {
    type Format = Form;
}

impl Notifies for Dws {
    type Format = SignedHeaders;
}

impl Notifies for Antom {
    type Format = SignedHeaders;
}

impl Notifies for WorldFirst {
    type Format = SignedHeaders;
    const SIGNED_REPLY: bool = true;
}

/// A form of notifications: [`Form`] or [`SignedHeaders`].
pub trait Format: private::Sealed {
    /// What is signed.
    type Content: std::fmt::Debug + Send + Sync + 'static;

    #[doc(hidden)]
    const MEDIA_TYPE: &'static str;
    #[doc(hidden)]
    const REPLY: ReplyForm;

    #[doc(hidden)]
    fn open(path: &str, request: &Request<Bytes>) -> Result<inbound::Received<Self::Content>, ReceiveError>;

    /// Makes verified content readable, and compares whom it names with whose key verified it.
    #[doc(hidden)]
    fn reveal(content: Verified<Self::Content>, identity: &str) -> Result<Verified<Self::Content>, NotifyError>;

    /// Whether what was signed can be read in one way only, as a message of this kind.
    #[doc(hidden)]
    fn one_reading(content: &Verified<Self::Content>, names: Option<&FormNames>) -> Result<(), NotifyError> {
        let _ = (content, names);
        Ok(())
    }

    #[doc(hidden)]
    fn decode<T: DeserializeOwned>(content: &Verified<Self::Content>) -> Result<T, DecodeError>;

    /// Whether an event can be recognised by this: by a blank, all would be one.
    #[doc(hidden)]
    fn can_name(event: &str) -> bool {
        !event.trim().is_empty()
    }
}

/// What an answer looks like.
#[doc(hidden)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReplyForm {
    Word,
    Json,
}

/// Form parameters with `sign` among them, as the Open Platform sends them. The content is in UTF-8, whatever it was
/// signed in.
#[derive(Debug)]
pub enum Form {}

impl Format for Form {
    type Content = Pairs;
    const MEDIA_TYPE: &'static str = "application/x-www-form-urlencoded";
    const REPLY: ReplyForm = ReplyForm::Word;

    /// The query of the URL is the merchant's own and takes no part.
    fn open(_: &str, request: &Request<Bytes>) -> Result<inbound::Received<Pairs>, ReceiveError> {
        inbound::signed_form(request.body())
    }

    fn reveal(content: Verified<Pairs>, identity: &str) -> Result<Verified<Pairs>, NotifyError> {
        let charset = match content.payload().get("charset") {
            Some(name) => Charset::named(&String::from_utf8_lossy(name))?,
            None => Charset::Utf8,
        };
        let content = content.to_utf8(charset)?;
        if content.payload().get_str("app_id") != Some(identity) {
            return Err(NotifyError::OtherParty);
        }
        Ok(content)
    }

    fn one_reading(content: &Verified<Pairs>, names: Option<&FormNames>) -> Result<(), NotifyError> {
        Ok(inbound::one_reading(content.payload(), names)?)
    }

    fn decode<T: DeserializeOwned>(content: &Verified<Pairs>) -> Result<T, DecodeError> {
        decode_pairs(content)
    }

    /// The signed text escapes nothing, so anyone who recorded a notification can send it again with parameters drawn into
    /// the value before them: as `7&notify_time=..` the event `7` would be new.
    fn can_name(event: &str) -> bool {
        !event.trim().is_empty() && !event.contains('&')
    }
}

/// A JSON body, and headers that sign it, as all other gateways send them.
#[derive(Debug)]
pub enum SignedHeaders {}

impl Format for SignedHeaders {
    type Content = Bytes;
    const MEDIA_TYPE: &'static str = "application/json";
    const REPLY: ReplyForm = ReplyForm::Json;

    fn open(path: &str, request: &Request<Bytes>) -> Result<inbound::Received<Bytes>, ReceiveError> {
        inbound::signed_headers(request.method(), path, request.headers(), request.body().clone())
    }

    /// The client id is part of the signed text: the key has proven it.
    fn reveal(content: Verified<Bytes>, _: &str) -> Result<Verified<Bytes>, NotifyError> {
        Ok(content)
    }

    fn decode<T: DeserializeOwned>(content: &Verified<Bytes>) -> Result<T, DecodeError> {
        decode(content)
    }
}

mod private {
    pub trait Sealed {}
    impl Sealed for super::Form {}
    impl Sealed for super::SignedHeaders {}
}
