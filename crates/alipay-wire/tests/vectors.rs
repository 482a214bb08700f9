//! Every stage of every golden vector in `vectors/`: a failing assertion names the stage that is wrong.
//!
//! The vectors were written from the protocols' descriptions and signed by openssl, never by this code.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, reason = "a test may panic")]

use std::{fs, path::PathBuf};

use alipay_wire::{
    ApiMeta, Call, Dialect, Dws, FormV2, OpenPlatform, Opened, Outcome, Protocol, Safety, Sent, SignedHeader, Signing,
    Stamp, WorldFirst,
    sign::{PrivateKey, PublicKey, Sealed, Sign, Verified, Verify, VerifyError},
};
use bytes::Bytes;
use http::{HeaderName, HeaderValue, Request, Response};
use serde_json::value::RawValue;

struct Case {
    folder: PathBuf,
    protocol: Box<dyn Protocol>,
    call: Call,
    now: Stamp,
}

impl Case {
    fn new<D: Dialect>(folder: &str, protocol: impl Protocol + 'static, api: &str, now_millis: i64) -> Self {
        let folder = root().join(folder);
        let body = fs::read_to_string(folder.join("input.json")).unwrap();
        let body = RawValue::from_string(body.trim_end().to_owned()).unwrap();
        let api: ApiMeta = D::untyped(api).unwrap();
        let call = Call::untyped(api, &body, Safety::Query, None).unwrap();
        Self { folder, protocol: Box::new(protocol), call, now: Stamp::from_unix_millis(now_millis).unwrap() }
    }

    fn file(&self, name: &str) -> String {
        fs::read_to_string(self.folder.join(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
    }
}

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../vectors")
}

fn key(name: &str) -> String {
    fs::read_to_string(root().join("keys").join(name)).unwrap()
}

fn cases() -> Vec<Case> {
    let dws = || SignedHeader::<Dws>::new("https://dws.example", "T_WALLET_1").unwrap();
    let worldfirst = SignedHeader::<WorldFirst>::new("https://open-sea.worldfirst.com", "T_PARTNER_1").unwrap();
    let open_platform = FormV2::new("https://openapi.alipay.com/gateway.do", "2014072300007148").unwrap();
    // 2014-07-24 03:07:50, 2022-01-12T11:00:00 and 2024-03-01T09:30:00, all in China.
    vec![
        Case::new::<OpenPlatform>(
            "open-platform/fund-account-query",
            open_platform,
            "alipay.fund.account.query",
            1_406_142_470_000,
        ),
        Case::new::<Dws>(
            "dws/query-account-and-benefit",
            dws(),
            "/ams/api/v1/accounts/queryAccountAndBenefit",
            1_641_956_400_000,
        ),
        Case::new::<Dws>("dws/consult-topup", dws(), "/ams/api/v1/topups/consultTopup", 1_641_956_400_000),
        Case::new::<WorldFirst>(
            "worldfirst/inquiry-balance",
            worldfirst,
            "/aps/api/business/fund/inquiryBalance",
            1_709_256_600_000,
        ),
    ]
}

#[test]
fn requests_match_stage_by_stage() {
    let key = PrivateKey::from_text(&key("app_private.pem")).unwrap().version(1);
    for case in cases() {
        let at = case.folder.display();
        let draft = case.protocol.draft(&case.call, &Signing::new(Sign::key(&key), case.now)).unwrap();
        assert_eq!(std::str::from_utf8(draft.message()).unwrap(), case.file("canonical.txt"), "canonical: {at}");

        let signature = key.sign(draft.message()).unwrap();
        assert_eq!(base64(signature.as_bytes()), case.file("signature.txt").trim_end(), "signature: {at}");

        let request = case.protocol.seal(draft, &signature).unwrap();
        assert_eq!(written(&request), case.file("request.http"), "request: {at}");
    }
}

#[test]
fn answers_verify_and_conclude() {
    let key = PublicKey::from_text(&key("gateway_public.pem")).unwrap();
    for case in cases() {
        let at = case.folder.display();
        let (head, body) = read(&case.file("response.http")).into_parts();
        let Opened::Signed(sealed) = case.protocol.open(&case.call, &Sent::new(case.now), &head, body).unwrap() else {
            panic!("unsigned: {at}")
        };
        let seen = Recorder::default();
        let verified = verify(sealed, &key, &seen);
        assert_eq!(seen.message(), case.file("response-canonical.txt"), "response canonical: {at}");
        let conclusion = case.protocol.conclude(&case.call, &head, &verified).unwrap();
        assert_eq!(conclusion.outcome, Outcome::Success, "{at}");
        assert_eq!(std::str::from_utf8(verified.payload()).unwrap(), case.file("answer.json").trim_end(), "{at}");
    }
}

#[test]
fn any_changed_byte_of_an_answer_fails() {
    let key = PublicKey::from_text(&key("gateway_public.pem")).unwrap();
    for case in cases() {
        let text = case.file("response.http");
        let (head, body) = read(&text).into_parts();
        for at in 0..body.len() {
            let mut changed = body.to_vec();
            changed[at] ^= 1;
            let opened = case.protocol.open(&case.call, &Sent::new(case.now), &head, changed.into());
            let verified = match opened {
                Ok(Opened::Signed(sealed)) => sealed.verify(&key).is_ok(),
                Ok(Opened::Unsigned(_)) | Err(_) => false,
            };
            assert!(!verified, "byte {at} of {}", case.folder.display());
        }
    }
}

/// Remembers the message it was asked about.
#[derive(Default)]
struct Recorder(std::sync::Mutex<Vec<u8>>);

impl Recorder {
    fn message(&self) -> String {
        String::from_utf8(self.0.lock().unwrap().clone()).unwrap()
    }
}

fn verify(sealed: Sealed<Bytes>, key: &PublicKey, seen: &Recorder) -> Verified<Bytes> {
    struct Both<'a>(&'a PublicKey, &'a Recorder);
    impl Verify for Both<'_> {
        fn verify(
            &self,
            id: Option<&alipay_wire::sign::KeyId>,
            message: &[u8],
            signature: &[u8],
        ) -> Result<(), VerifyError> {
            *self.1.0.lock().unwrap() = message.to_vec();
            self.0.verify(id, message, signature)
        }
    }
    sealed.verify(&Both(key, seen)).map_err(|(error, _)| error).unwrap()
}

/// Writes a request as HTTP/1.1 does, headers in a fixed order.
fn written(request: &Request<Bytes>) -> String {
    let target = request.uri().path_and_query().unwrap();
    let mut text = format!("{} {target} HTTP/1.1\r\n", request.method());
    for name in ["content-type", "client-id", "request-time", "signature"] {
        if let Some(value) = request.headers().get(name) {
            text.push_str(&format!("{name}: {}\r\n", value.to_str().unwrap()));
        }
    }
    assert!(request.headers().len() <= 4);
    text.push_str("\r\n");
    text.push_str(std::str::from_utf8(request.body()).unwrap());
    text
}

fn read(text: &str) -> Response<Bytes> {
    let (head, body) = text.split_once("\r\n\r\n").unwrap();
    let mut lines = head.split("\r\n");
    assert_eq!(lines.next(), Some("HTTP/1.1 200 OK"));
    let mut response = Response::new(Bytes::copy_from_slice(body.as_bytes()));
    for line in lines {
        let (name, value) = line.split_once(": ").unwrap();
        let name: HeaderName = name.parse().unwrap();
        response.headers_mut().insert(name, HeaderValue::from_str(value).unwrap());
    }
    response
}

fn base64(bytes: &[u8]) -> String {
    use ::base64::Engine;
    ::base64::engine::general_purpose::STANDARD.encode(bytes)
}
