//! A message as far as it was read: what may have been signed, and the signature as it is written.

use std::borrow::Cow;

use alipay_sign::{KeyId, Pairs};
use bytes::Bytes;
use http::HeaderName;
use percent_encoding::percent_decode_str;

use super::{frame::Frame, http_text::Head, instead::Instead, message::Place};
use crate::{
    open_platform::{Envelope, fields, rest_v3},
    signed_header::{CLIENT_ID, REQUEST_TIME, RESPONSE_TIME, SIGNATURE, text},
};

/// What was given, not read yet.
#[derive(Clone, Debug)]
pub(super) struct Raw {
    pub(super) head: Option<Head>,
    pub(super) body: Bytes,
}

#[derive(Clone, Debug)]
pub(super) struct Reading {
    pub(super) content: Content,
    pub(super) frame: Frame,
    /// As it is written.
    pub(super) signature: String,
    /// The key that the message names.
    pub(super) key: Option<KeyId>,
    /// Whether it is something that we sent, rather than the gateway.
    pub(super) is_sent: bool,
}

#[derive(Clone, Debug)]
pub(super) enum Content {
    Form(Form),
    /// A body, or the node of an answer, which may have been signed with plain slashes.
    Body {
        text: Bytes,
        with_plain_slashes: Option<Bytes>,
    },
}

/// The parameters of a form, all but `sign`, in the order in which they came.
#[derive(Clone, Debug)]
pub(super) struct Form {
    pub(super) pairs: Pairs,
    /// By which rule it was signed. `None` for what the gateway sends: it has several.
    pub(super) rule: Option<Rule>,
}

/// Which parameters are in the signed text, and how.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Rule {
    pub(super) sign_type: bool,
    pub(super) serial: bool,
    pub(super) blanks: bool,
    pub(super) sorted: bool,
}

impl Rule {
    /// Of requests.
    pub(super) const V2: Self = Self { sign_type: true, serial: true, blanks: false, sorted: true };

    /// Those by which the gateway signs what it sends, as far as they differ for these.
    fn of_gateway(pairs: &Pairs) -> Vec<Self> {
        let either = |matters: bool| if matters { &[false, true][..] } else { &[false][..] };
        let serials = either(pairs.get("alipay_cert_sn").is_some());
        let blanks = either(pairs.iter().any(|(_, value)| is_blank(value)));
        let mut rules = Vec::with_capacity(2);
        for &sign_type in either(true) {
            for &serial in serials {
                rules.extend(blanks.iter().map(|&blanks| Self { sign_type, serial, blanks, sorted: true }));
            }
        }
        rules
    }

    fn text(self, pairs: &Pairs) -> Bytes {
        let is_signed = |(name, value): &(Bytes, Bytes)| {
            (self.sign_type || name != "sign_type")
                && (self.serial || name != "alipay_cert_sn")
                && (self.blanks || !is_blank(value))
        };
        let signed: Pairs = pairs.clone().into_iter().filter(is_signed).collect();
        if self.sorted { signed.sorted().message() } else { signed.message() }
    }
}

fn is_blank(value: &[u8]) -> bool {
    value.iter().all(u8::is_ascii_whitespace)
}

impl Form {
    pub(super) fn with(&self, pairs: Pairs) -> Self {
        Self { pairs, rule: self.rule }
    }

    /// What may have been signed. Nothing of what the gateway sends is without a `sign_type`, signed or not.
    pub(super) fn texts(&self) -> Vec<Bytes> {
        if let Some(rule) = self.rule {
            return vec![rule.text(&self.pairs)];
        }
        if self.pairs.get("sign_type").is_none() {
            return Vec::new();
        }
        Rule::of_gateway(&self.pairs).into_iter().map(|rule| rule.text(&self.pairs)).collect()
    }
}

impl Reading {
    /// About how long the text is.
    pub(super) fn length(&self) -> usize {
        match &self.content {
            Content::Form(form) => form.pairs.iter().map(|(name, value)| name.len() + value.len() + 2).sum(),
            Content::Body { text, .. } => text.len(),
        }
    }

    /// What may have been signed: one text, except where the gateway does it in several ways.
    pub(super) fn texts(&self) -> Vec<Bytes> {
        match &self.content {
            Content::Form(form) => form.texts(),
            Content::Body { text, with_plain_slashes } => {
                let texts = [Some(text), with_plain_slashes.as_ref()].into_iter().flatten();
                texts.map(|text| self.frame.around(text).into()).collect()
            }
        }
    }
}

/// Why something cannot be read as a signed message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Unread {
    /// There is no signature in it.
    Unsigned,
    /// The phone has no result.
    NoResult,
    /// An answer signed in headers, and it is not known to which request.
    NoPath,
    NoClientId,
    TooMany,
    /// It is something else.
    Instead(Instead),
}

/// Genuine forms have a few dozen.
const MAX_PARAMETERS: usize = 256;

/// Reads a message of whatever kind.
pub(super) fn read(raw: &Raw, place: &Place) -> Result<Reading, Unread> {
    if let Some(head) = &raw.head
        && let Some(reading) = signed_in_headers(head, raw.body.clone(), place)?
    {
        return Ok(reading);
    }
    let body = raw.body.trim_ascii_start();
    if body.first() == Some(&b'{') {
        return envelope(raw.body.clone());
    }
    let query = raw.head.as_ref().and_then(|head| head.request.as_ref()?.1.split_once('?'));
    match Instead::of(body) {
        // A request whose parameters are all in its URL.
        Some(Instead::Nothing) if query.is_some() => {}
        Some(instead) => return Err(Unread::Instead(instead)),
        None => {}
    }
    if !body.contains(&b'=') && query.is_none() {
        return Err(Unread::Instead(Instead::Text));
    }
    form(&raw.body, query.map(|(_, query)| query), place)
}

fn form(body: &[u8], query: Option<&str>, place: &Place) -> Result<Reading, Unread> {
    let mut pairs: Pairs = fields(body).collect();
    let is_request = |pairs: &Pairs| {
        let is_return = pairs.get("method").is_some_and(|method| method.ends_with(b".return"));
        place.is_sent || (pairs.get("method").is_some() && pairs.get("notify_id").is_none() && !is_return)
    };
    // The query of a request is part of it; that of a notification's address is the merchant's own.
    if let Some(query) = query {
        let all: Pairs = fields(query.as_bytes()).chain(fields(body)).collect();
        if is_request(&all) || body.trim_ascii().is_empty() {
            pairs = all;
        }
    }
    if pairs.iter().nth(MAX_PARAMETERS).is_some() {
        return Err(Unread::TooMany);
    }
    let is_sent = is_request(&pairs);
    let sign = pairs.remove("sign").ok_or(Unread::Unsigned)?;
    let key = pairs.get_str("alipay_cert_sn").filter(|serial| !serial.is_empty()).map(KeyId::from);
    Ok(Reading {
        content: Content::Form(Form { pairs, rule: is_sent.then_some(Rule::V2) }),
        frame: Frame::None,
        signature: String::from_utf8_lossy(&sign).into_owned(),
        key,
        is_sent,
    })
}

/// An answer of `gateway.do`, or the result text of a phone.
fn envelope(body: Bytes) -> Result<Reading, Unread> {
    let phone: Option<PhoneResult<'_>> = serde_json::from_slice(&body).ok();
    if phone.is_some_and(|phone| phone.result.trim().is_empty()) {
        return Err(Unread::NoResult);
    }
    let envelope = Envelope::of_any(body).map_err(|_| Unread::Instead(Instead::Json))?;
    Ok(Reading {
        content: Content::Body { text: envelope.node, with_plain_slashes: envelope.with_plain_slashes },
        frame: Frame::None,
        signature: envelope.sign.ok_or(Unread::Unsigned)?,
        key: envelope.key,
        is_sent: false,
    })
}

#[derive(serde::Deserialize)]
struct PhoneResult<'a> {
    #[serde(borrow)]
    result: Cow<'a, str>,
    #[serde(borrow, rename = "resultStatus")]
    _status: Cow<'a, str>,
}

fn signed_in_headers(head: &Head, body: Bytes, place: &Place) -> Result<Option<Reading>, Unread> {
    let value = |name: &HeaderName| text(&head.headers, name).map(str::to_owned);
    let reading = |frame, signature, key, is_sent| {
        let content = Content::Body { text: body.clone(), with_plain_slashes: None };
        Ok(Some(Reading { content, frame, signature, key, is_sent }))
    };
    if let Some(signature) = value(&rest_v3::SIGNATURE).filter(|signature| signature != "null") {
        let [timestamp, nonce] = [&rest_v3::TIMESTAMP, &rest_v3::NONCE].map(|name| value(name).unwrap_or_default());
        let serial = value(&rest_v3::SERIAL).map(KeyId::from);
        return reading(Frame::RestAnswer { timestamp, nonce }, signature, serial, false);
    }
    if let Some((_, rest)) = value(&http::header::AUTHORIZATION).as_deref().and_then(|text| text.split_once(' '))
        && let Some((signed, sign)) = rest.rsplit_once(",sign=")
    {
        let (method, target) = requested(head, place)?;
        let token = value(&rest_v3::APP_AUTH_TOKEN);
        return reading(
            Frame::RestRequest { signed: signed.to_owned(), method, target, token },
            sign.to_owned(),
            None,
            true,
        );
    }
    let Some(signature) = value(&SIGNATURE) else {
        let is_of_headers = value(&CLIENT_ID).is_some() || value(&rest_v3::TIMESTAMP).is_some();
        return if is_of_headers { Err(Unread::Unsigned) } else { Ok(None) };
    };
    let (sign, key) = signature_parts(&signature);
    let is_answer = value(&RESPONSE_TIME).is_some();
    let [response_time, request_time] = [&RESPONSE_TIME, &REQUEST_TIME].map(value);
    let (time, other_time) = if is_answer { (response_time, request_time) } else { (request_time, None) };
    let (method, target) = requested(head, place)?;
    // In a request's own first line the query is no part of the path; what was said to be the path is taken at its word.
    let path = if is_answer || place.path.is_some() { target } else { path_of(&target).to_owned() };
    // Answers are verified against our own client id, which they need not name.
    let client_id = place.client_id.clone().filter(|_| is_answer).or(value(&CLIENT_ID)).ok_or(Unread::NoClientId)?;
    let time = time.unwrap_or_default();
    reading(Frame::SignedHeader { method, path, client_id, time, other_time }, sign, key, place.is_sent)
}

/// Method and target of the request that the message is, or answers.
fn requested(head: &Head, place: &Place) -> Result<(String, String), Unread> {
    let (method, target) = head.request.clone().unzip();
    let target = place.path.clone().or(target).or_else(|| place.paths.first().cloned()).ok_or(Unread::NoPath)?;
    Ok((place.method.clone().or(method).unwrap_or_else(|| "POST".to_owned()), target))
}

fn path_of(target: &str) -> &str {
    let path = target.split_once("://").and_then(|(_, rest)| rest.get(rest.find('/')?..)).unwrap_or(target);
    path.split('?').next().unwrap_or(path)
}

/// The base64 in a `signature` header, and the version of the key.
fn signature_parts(header: &str) -> (String, Option<KeyId>) {
    let part = |name: &str| {
        let parts = header.split(',').filter_map(|part| part.split_once('='));
        let mut parts = parts.filter(|(key, _)| key.trim().eq_ignore_ascii_case(name));
        parts.next().map(|(_, value)| value.trim())
    };
    let mut sign = percent_decode_str(part("signature").unwrap_or(header)).decode_utf8_lossy().into_owned();
    // Here it may come without them.
    while !sign.contains(['%', '=']) && !sign.len().is_multiple_of(4) {
        sign.push('=');
    }
    (sign, part("keyVersion").map(KeyId::from))
}
