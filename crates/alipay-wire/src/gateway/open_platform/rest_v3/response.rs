//! From an answer to its verified payload.

use alipay_sign::{Charset, Sealed, Verified};
use bytes::Bytes;
use http::{HeaderMap, response::Parts};

use super::{
    headers::{ANSWER_SUFFIX, NONCE, SERIAL, SIGNATURE, TIMESTAMP, answer_prefix},
    verdict::ErrorBody,
};
use crate::{
    Document, OpenError, Opened, Sent, Unverified,
    open_platform::{common, content::Content, decode_sign},
    signed_header::filled,
};

/// Finds payload and signature.
pub(super) fn open(sent: &Sent, head: &Parts, body: Bytes) -> Result<Opened, OpenError> {
    if head.status.is_redirection() {
        return Err(OpenError::NotAnAnswer);
    }
    match signature(&head.headers)? {
        Some(signature) => sealed(sent, &head.headers, signature, body).map(Opened::Signed),
        // Without a body too: a status is signed by nobody, and everybody on the way can write one.
        None if head.status.is_success() => Err(OpenError::UnsignedSuccess),
        None => match ErrorBody::read(&body)?.code {
            Some(_) => Ok(Opened::Unsigned(Unverified::new(body))),
            None => Err(OpenError::NotAnAnswer),
        },
    }
}

/// The signature, if there is one. Some answers say `null` instead.
fn signature(headers: &HeaderMap) -> Result<Option<&str>, OpenError> {
    Ok(filled(headers, &SIGNATURE)?.filter(|text| *text != "null"))
}

fn sealed(sent: &Sent, headers: &HeaderMap, signature: &str, body: Bytes) -> Result<Sealed<Bytes>, OpenError> {
    let missing = |missing| OpenError::PartialSignature { present: "alipay-signature", missing };
    let timestamp = filled(headers, &TIMESTAMP)?.ok_or(missing("alipay-timestamp"))?;
    sent.refuse_older(timestamp.parse().ok())?;
    let nonce = filled(headers, &NONCE)?.ok_or(missing("alipay-nonce"))?;
    let no_serial = OpenError::MalformedSignature("`alipay-sn` is no serial of a certificate");
    let key = filled(headers, &SERIAL)?.map(|serial| common::serial(serial).ok_or(no_serial)).transpose()?;
    let signature = decode_sign(signature.as_bytes())?;
    Ok(Sealed::framed(answer_prefix(timestamp, nonce), body, ANSWER_SUFFIX, signature, key))
}

/// The payload, decrypted where it is encrypted. Failures never are.
pub(super) fn reveal(content: &Content, head: &Parts, payload: Verified<Bytes>) -> Result<Document, OpenError> {
    if !head.status.is_success() || !is_ciphertext(payload.payload()) {
        return Ok(Document::new(payload)?);
    }
    let payload = content.decrypt(payload)?.to_utf8(Charset::Utf8).map_err(OpenError::Charset)?;
    Ok(Document::new(payload)?)
}

/// Whether this is what AES makes of a text: base64 of at least one block, which no JSON object is.
fn is_ciphertext(payload: &[u8]) -> bool {
    let base64 = |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'/' | b'=');
    payload.len() >= 24 && payload.trim_ascii().iter().all(base64)
}
