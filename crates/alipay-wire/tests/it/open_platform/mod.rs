//! The rules of `gateway.do`, one test a rule. Section numbers are those of `docs/dialects/open-platform.md`, where the
//! table says which test holds which rule.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, reason = "a test may panic")]

mod codes;
mod encryption;
#[cfg(feature = "html")]
mod pages;
mod request;
mod response;
mod textual;

use crate::support;

use alipay_wire::{
    ApiMeta, Call, Conclusion, Dialect, EncodeError, FormV2, Nonce, OpenError, OpenPlatform, Opened, Protocol, Safety,
    Sent, Signing, Stamp,
    sign::{KeyId, KeyIdentity, Sign, Verified},
};
use bytes::Bytes;
use http::{Request, Response, header::CONTENT_TYPE};
use serde::Serialize;

/// 2014-07-24 03:07:50 in China.
const NOW: i64 = 1_406_142_470_000;
const QUERY: &str = "alipay.fund.account.query";

fn form() -> FormV2 {
    FormV2::new("https://openapi.alipay.com/gateway.do", "2014072300007148").unwrap()
}

/// No rule of `gateway.do` uses it.
const NONCE: Nonce = Nonce::from_random([7; 16]);

fn now() -> Stamp {
    Stamp::from_unix_millis(NOW).unwrap()
}

fn untyped(name: &str) -> ApiMeta {
    OpenPlatform::untyped(name).unwrap()
}

fn call(name: &str, body: impl Serialize) -> Call {
    Call::untyped(untyped(name), &body, Safety::Query, None).unwrap()
}

/// A call whose content does not matter.
fn query() -> Call {
    call(QUERY, serde_json::json!({ "a": "1" }))
}

/// The text that is signed, in UTF-8.
fn canonical(form: &FormV2, call: &Call) -> Result<String, EncodeError> {
    canonical_as(form, call, &KeyIdentity::new())
}

fn canonical_as(form: &FormV2, call: &Call, key: &KeyIdentity) -> Result<String, EncodeError> {
    let draft = form.draft(call, &Signing::new(key, now(), NONCE))?;
    Ok(String::from_utf8(draft.message().to_vec()).unwrap())
}

/// The request, signed by the application.
fn signed(form: &FormV2, call: &Call) -> Request<Bytes> {
    let key = support::app_key();
    let draft = form.draft(call, &Signing::new(Sign::key(&key), now(), NONCE)).unwrap();
    let signature = key.sign(draft.message()).unwrap();
    form.seal(draft, &signature).unwrap().map(|body| body.into_bytes().unwrap())
}

/// The parameters in the query of a request, and those in its body.
fn parameters(request: &Request<Bytes>) -> [Vec<(String, String)>; 2] {
    [request.uri().query().unwrap().as_bytes(), request.body()]
        .map(|form| form_urlencoded::parse(form).map(|(name, value)| (name.into_owned(), value.into_owned())).collect())
}

/// An answer of the gateway: a body and the content type it usually has.
fn answer(body: impl Into<Bytes>) -> Response<Bytes> {
    answer_as("text/html;charset=utf-8", body)
}

fn answer_as(content_type: &'static str, body: impl Into<Bytes>) -> Response<Bytes> {
    Response::builder().header(CONTENT_TYPE, content_type).body(body.into()).unwrap()
}

/// The envelope of `node`, signed by the gateway over `signed_text`.
fn envelope(node_name: &str, node: &[u8], signed_text: &[u8], siblings: &str) -> Vec<u8> {
    let key = alipay_wire::sign::PrivateKey::from_text(&support::key("gateway_private.pem")).unwrap();
    let sign = support::base64(key.sign(signed_text).unwrap().as_bytes());
    let head = format!("{{\"{node_name}\":");
    [head.as_bytes(), node, format!("{siblings},\"sign\":\"{sign}\"}}").as_bytes()].concat()
}

/// A genuine answer to a [`query`].
fn genuine(node: &[u8]) -> Response<Bytes> {
    answer(envelope("alipay_fund_account_query_response", node, node, ""))
}

/// Why an answer is not read.
#[derive(Debug, PartialEq)]
enum Failed {
    Open(OpenError),
    Verify(alipay_wire::sign::VerifyError),
    /// It is a failure nobody signed, with this sub-code.
    Unsigned(String),
}

impl From<OpenError> for Failed {
    fn from(error: OpenError) -> Self {
        Self::Open(error)
    }
}

/// What a client reads in the answer to `call`.
fn read_answer(form: &FormV2, call: &Call, answer: Response<Bytes>) -> Result<(Verified<Bytes>, Conclusion), Failed> {
    let (head, body) = answer.into_parts();
    match form.open(call, &Sent::new(now()), &head, body)? {
        Opened::Unsigned(failure) => {
            Err(Failed::Unsigned(form.read_failure(call, &head, &failure).answer.leading().as_str().to_owned()))
        }
        Opened::Signed(sealed) => {
            let verified = support::verify(sealed, &support::Recorder::default()).map_err(Failed::Verify)?;
            let revealed = form.reveal(call, &head, verified)?;
            let conclusion = form.conclude(call, &head, &revealed)?;
            Ok((revealed.into_verified(), conclusion))
        }
    }
}

/// The text a client reads in the answer to a [`query`].
fn text_of(answer: Response<Bytes>) -> Result<String, Failed> {
    let (revealed, _) = read_answer(&form(), &query(), answer)?;
    Ok(String::from_utf8(revealed.into_payload().to_vec()).unwrap())
}

/// The key a genuine answer says it is signed with.
fn key_of(body: Vec<u8>) -> Result<Option<KeyId>, OpenError> {
    let (head, body) = answer(body).into_parts();
    match form().open(&query(), &Sent::new(now()), &head, body)? {
        Opened::Signed(sealed) => Ok(sealed.key().cloned()),
        Opened::Unsigned(_) => panic!("unsigned"),
    }
}
