//! From the bytes of an answer to its verdict.

use std::borrow::Cow;

use alipay_sign::{Charset, Sealed, Verified};
use bytes::Bytes;
use http::response::Parts;

use super::{
    FormV2,
    charset::{self, Written},
    decode_sign,
    envelope::Envelope,
    verdict::Verdict,
};
use crate::{Call, Conclusion, Document, OpenError, Opened, Outcome, Unverified};

impl FormV2 {
    pub(super) fn open_answer(&self, call: &Call, head: &Parts, body: Bytes) -> Result<Opened, OpenError> {
        // A page of something before the gateway may be in any charset.
        if body.iter().find(|byte| !byte.is_ascii_whitespace()) != Some(&b'{') {
            return Err(OpenError::NotAnAnswer);
        }
        let body = Written::new(self.claimed(head), body)?;
        let Envelope { node, with_plain_slashes, is_error, sign, key } = Envelope::split(&call.api().name, &body)?;
        let claims_success = || {
            // What is encrypted may be a success, and the gateway leaves only failures unsigned.
            let is_object = node.first() == Some(&b'{');
            Ok::<_, OpenError>(!is_object || self.verdict(head, &node)?.outcome(call) == Outcome::Success)
        };
        if is_error && claims_success()? {
            return Err(OpenError::NotAnAnswer);
        }
        let Some(sign) = sign else {
            return match claims_success()? {
                true => Err(OpenError::UnsignedSuccess),
                false => Ok(Opened::Unsigned(Unverified::new(node))),
            };
        };
        let signature = decode_sign(sign.as_bytes())?;
        let sealed = Sealed::framed("", node, "", signature, key);
        // The text that verifies is the one that is read.
        Ok(Opened::Signed(match with_plain_slashes {
            Some(node) => sealed.or(Sealed::framed("", node, "", Vec::new(), None)),
            None => sealed,
        }))
    }

    /// The node, decrypted and in UTF-8.
    pub(super) fn reveal_node(&self, head: &Parts, node: Verified<Bytes>) -> Result<Document, OpenError> {
        let is_encrypted = node.payload().first() == Some(&b'"');
        // A plain answer to an encrypted request is taken: its signature says who wrote it. Failures come like that.
        let node = if is_encrypted { self.content.decrypt(node)? } else { node };
        let charset = Written::new(self.claimed(head), node.payload().clone())?.charset;
        let node = node.to_utf8(charset).map_err(OpenError::Charset)?;
        Ok(Document::new(node)?)
    }

    pub(super) fn conclude_node(&self, call: &Call, head: &Parts, node: &Document) -> Result<Conclusion, OpenError> {
        let verdict = Verdict::of(node).map_err(|_| OpenError::NoVerdict)?;
        let outcome = verdict.outcome(call);
        Ok(Conclusion::new(outcome, verdict.into_answer()).under(head.status))
    }

    pub(super) fn read_unsigned(&self, call: &Call, head: &Parts, node: &Unverified) -> Conclusion {
        match self.verdict(head, node.untrusted_bytes()) {
            Ok(verdict) => Conclusion::new(verdict.outcome(call), verdict.into_answer()),
            Err(_) => Conclusion::unreadable(),
        }
    }

    /// What a node says that nobody has verified.
    fn verdict(&self, head: &Parts, node: &Bytes) -> Result<Verdict, OpenError> {
        let node = Written::new(self.claimed(head), node.clone())?;
        let text: Cow<'_, str> = node.text()?;
        Verdict::read(text.as_bytes())
    }

    /// The charset an answer should be in: UTF-8 if its request was, or else what it says.
    ///
    /// Nobody signs what it says: text in UTF-8 is mostly text in GBK too, and would say something else. The other way
    /// round that is rare.
    fn claimed(&self, head: &Parts) -> Charset {
        match self.charset {
            Charset::Utf8 => Charset::Utf8,
            other => charset::declared(&head.headers).unwrap_or(other),
        }
    }
}
