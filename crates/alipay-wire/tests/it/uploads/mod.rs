//! Requests with files: the rules of 5.3 and 6.2, one test a rule. `docs/dialects/open-platform-uploads.md` says which test
//! holds which.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, reason = "a test may panic")]

mod arbitrary;
mod body;
mod gateway_do;
mod reader;
mod rest_v3;
mod stored;
mod vectors;

use crate::support;

use alipay_wire::{
    Call, EncodeError, Extra, FormV2, Nonce, OpenPlatform, Protocol, Request, RequestBody, Response, RestV3, Safety,
    Signing, Stamp, Text, Upload,
    open_platform::{PRODUCTION, PRODUCTION_V3},
    sign::Sign,
};
use bytes::Bytes;
use http::header::CONTENT_TYPE;
use reader::{Part, read};

const APP_ID: &str = "2014072300007148";
/// 2014-07-24 03:07:50 in China.
const NOW: i64 = 1_406_142_470_000;
const NONCE: Nonce = Nonce::from_random([7; 16]);
const UPLOAD: &str = "alipay.offline.material.image.upload";

/// Uploads a photo, and a thumbnail of it perhaps.
#[derive(Clone, PartialEq, Request)]
#[request(
    OpenPlatform,
    name = "alipay.offline.material.image.upload",
    route = "POST /v3/alipay/offline/material/image/upload",
    safety = Unkeyed,
    answer = PhotoUploadResponse,
    codes = &[],
    textual
)]
pub(crate) struct PhotoUpload {
    /// What it is.
    #[wire(with = Text)]
    pub(crate) image_type: String,
    /// What it is called.
    #[wire(with = Text)]
    pub(crate) image_name: String,
    /// The photo.
    #[wire(show)]
    pub(crate) image_content: Upload,
    /// The thumbnail.
    #[wire(show)]
    pub(crate) thumbnail: Option<Upload>,
    pub(crate) extra: Extra,
}

/// Says nothing.
#[derive(Clone, PartialEq, Response)]
#[response(OpenPlatform)]
pub(crate) struct PhotoUploadResponse {
    pub(crate) extra: Extra,
}

fn form() -> FormV2 {
    FormV2::new(PRODUCTION, APP_ID).unwrap()
}

fn rest() -> RestV3 {
    RestV3::new(PRODUCTION_V3, APP_ID).unwrap()
}

fn now() -> Stamp {
    Stamp::from_unix_millis(NOW).unwrap()
}

fn photo() -> Upload {
    Upload::from_bytes("photo.jpg", &b"\xFF\xD8\r\n--alipay-\0"[..])
}

fn upload() -> PhotoUpload {
    PhotoUpload::new("jpg", "海底捞", photo())
}

fn call(request: &impl Request) -> Call {
    Call::new(request).unwrap()
}

/// The text that is signed.
fn canonical(protocol: &impl Protocol, call: &Call) -> String {
    let draft = protocol.draft(call, &Signing::new(Sign::key(&support::app_key()), now(), NONCE)).unwrap();
    String::from_utf8(draft.message().to_vec()).unwrap()
}

/// Why a call cannot be written.
fn refused(protocol: &impl Protocol, call: &Call) -> EncodeError {
    sealed(protocol, call, NONCE).map(drop).unwrap_err()
}

fn sealed(protocol: &impl Protocol, call: &Call, nonce: Nonce) -> Result<http::Request<RequestBody>, EncodeError> {
    let key = support::app_key();
    let draft = protocol.draft(call, &Signing::new(Sign::key(&key), now(), nonce))?;
    let signature = key.sign(draft.message()).unwrap();
    protocol.seal(draft, &signature)
}

/// The request as it is sent.
fn sent(protocol: &impl Protocol, call: &Call) -> http::Request<Bytes> {
    let request = sealed(protocol, call, NONCE).unwrap();
    let announced = request.body().len();
    let request = request.map(whole);
    assert_eq!(request.body().len() as u64, announced, "its length is known beforehand");
    request
}

/// All of a body that has files.
fn whole(body: RequestBody) -> Bytes {
    let RequestBody::Multipart(multipart) = body else { panic!("it has no files") };
    multipart.open().unwrap().collect::<Result<Vec<_>, _>>().unwrap().concat().into()
}

fn parts(request: &http::Request<Bytes>) -> Vec<Part> {
    read(request.headers()[CONTENT_TYPE].to_str().unwrap(), request.body())
}

fn untyped(api: &str, body: serde_json::Value) -> Call {
    use alipay_wire::Dialect;
    Call::untyped(OpenPlatform::untyped(api).unwrap(), &body, Safety::Unkeyed, None).unwrap()
}
