//! The rules of the Open Platform's REST protocol (v3), one test a rule. Section numbers are those of
//! `docs/dialects/open-platform-v3.md`, where the table says which test holds which rule.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, reason = "a test may panic")]

mod answer;
mod arbitrary;
mod codes;
mod encryption;
mod gateway;
mod options;
mod path;
mod request;
mod same_request;
mod stored;
mod vectors;
mod verdicts;

use crate::support;

use alipay_wire::{
    ApiMeta, Call, CodeInfo, Conclusion, Dialect, EncodeError, Nonce, OpenError, OpenPlatform, Opened, Protocol,
    RestV3, Safety, Sent, Signing, Stamp, Status,
    open_platform::PRODUCTION_V3,
    sign::{CertificateSerials, KeyIdentity, PrivateKey, Sign, Verified, VerifyError},
};
use bytes::Bytes;
use http::{HeaderName, HeaderValue, Request, Response, StatusCode};
use serde::Serialize;
use serde_json::json;

const APP_ID: &str = "2014072300007148";
/// In milliseconds.
const NOW: i64 = 1_406_142_470_000;
const NONCE: Nonce = Nonce::from_random([7; 16]);
const AUTHORIZATION: &str = "app_id=2014072300007148,nonce=07070707070707070707070707070707,timestamp=1406142470000";

fn rest() -> RestV3 {
    RestV3::new(PRODUCTION_V3, APP_ID).unwrap()
}

fn now() -> Stamp {
    Stamp::from_unix_millis(NOW).unwrap()
}

fn untyped(api: &str) -> ApiMeta {
    OpenPlatform::untyped(api).unwrap()
}

/// A call of the API with this method and path.
fn call(api: &str, body: impl Serialize) -> Call {
    Call::untyped(untyped(api), &body, Safety::Query, None).unwrap()
}

/// A call that asks.
fn query() -> Call {
    call("GET /v3/alipay/fund/account/query", json!({ "a": "1" }))
}

/// A call that changes something.
fn refund() -> Call {
    const CODES: &[CodeInfo] = &[CodeInfo::new("ACQ.TRADE_NOT_EXIST", Status::F, "Check the number.")];
    let mut api = untyped("/v3/alipay/trade/refund");
    api.codes = CODES;
    Call::untyped(api, &json!({ "a": "1" }), Safety::Unkeyed, None).unwrap()
}

/// Certificates vouch for the application's key.
fn certified() -> KeyIdentity {
    let serials = CertificateSerials::new(
        "866efef280dec9137a87d047ac446315",
        "687b59193f3f462dd5336e5abf83c5d8_02941eef3187dddf3d3b83462e1dfcf6",
    );
    Sign::key(&support::app_key()).clone().certificates(serials)
}

/// The text that is signed.
fn canonical(rest: &RestV3, call: &Call) -> Result<String, EncodeError> {
    let draft = rest.draft(call, &Signing::new(&KeyIdentity::new(), now(), NONCE))?;
    Ok(String::from_utf8(draft.message().to_vec()).unwrap())
}

/// The request, signed by the application.
fn signed(rest: &RestV3, call: &Call) -> Request<Bytes> {
    signed_as(rest, call, Sign::key(&support::app_key()))
}

fn signed_as(rest: &RestV3, call: &Call, key: &KeyIdentity) -> Request<Bytes> {
    let draft = rest.draft(call, &Signing::new(key, now(), NONCE)).unwrap();
    let signature = support::app_key().sign(draft.message()).unwrap();
    rest.seal(draft, &signature).unwrap().map(|body| body.into_bytes().unwrap())
}

/// Path and query of a request.
fn target(request: &Request<Bytes>) -> String {
    request.uri().path_and_query().unwrap().to_string()
}

/// The value of a header.
fn header<'a>(request: &'a Request<Bytes>, name: &str) -> Option<&'a str> {
    request.headers().get(name).map(|value| value.to_str().unwrap())
}

fn gateway_sign(message: &str) -> String {
    let key = PrivateKey::from_text(&support::key("gateway_private.pem")).unwrap();
    support::base64(key.sign(message.as_bytes()).unwrap().as_bytes())
}

/// An answer of the gateway, signed.
fn answer(status: u16, body: &str) -> Response<Bytes> {
    let signature = gateway_sign(&format!("1406142470321\nabc\n{body}\n"));
    with(
        unsigned(status, body),
        &[("alipay-timestamp", "1406142470321"), ("alipay-nonce", "abc"), ("alipay-signature", &signature)],
    )
}

/// An answer that nobody signed.
fn unsigned(status: u16, body: &str) -> Response<Bytes> {
    let mut response = Response::new(Bytes::copy_from_slice(body.as_bytes()));
    *response.status_mut() = StatusCode::from_u16(status).unwrap();
    response
}

/// The answer with these headers, each in the place of its former value.
fn with(mut response: Response<Bytes>, headers: &[(&str, &str)]) -> Response<Bytes> {
    for (name, value) in headers {
        let name = HeaderName::from_bytes(name.as_bytes()).unwrap();
        response.headers_mut().insert(name, HeaderValue::from_str(value).unwrap());
    }
    response
}

/// The answer without this header.
fn without(mut response: Response<Bytes>, name: &str) -> Response<Bytes> {
    response.headers_mut().remove(name).unwrap();
    response
}

/// Why an answer is not read.
#[derive(Debug, PartialEq)]
enum Failed {
    Open(OpenError),
    Verify(VerifyError),
    /// It is a failure nobody signed, with this code.
    Unsigned(String),
}

impl From<OpenError> for Failed {
    fn from(error: OpenError) -> Self {
        Self::Open(error)
    }
}

/// What a client reads in the answer to `call`.
fn read(rest: &RestV3, call: &Call, answer: Response<Bytes>) -> Result<(Verified<Bytes>, Conclusion), Failed> {
    let (head, body) = answer.into_parts();
    match rest.open(call, &Sent::new(now()), &head, body)? {
        Opened::Unsigned(failure) => {
            Err(Failed::Unsigned(rest.read_failure(call, &head, &failure).answer.leading().as_str().to_owned()))
        }
        Opened::Signed(sealed) => {
            let verified = support::verify(sealed, &support::Recorder::default()).map_err(Failed::Verify)?;
            let revealed = rest.reveal(call, &head, verified)?;
            let conclusion = rest.conclude(call, &head, &revealed)?;
            Ok((revealed.into_verified(), conclusion))
        }
    }
}
