//! Every stage of the golden vectors in `vectors/open-platform-v3/`, which openssl wrote, and never this code.

use alipay_wire::{
    Call, OpenPlatformOptions, Opened, Outcome, Protocol, RestV3, Safety, Sent, Signing, inbound,
    sign::{KeyId, KeyIdentity, Sign},
};
use bytes::Bytes;
use http::{HeaderName, HeaderValue, Request, Response, StatusCode};

use crate::rest_v3::{
    NONCE, certified, now, rest,
    support::{Recorder, app_key, assert_same, base64, input, vectors, verify},
    target, untyped,
};

/// Of the gateway's certificate.
const SERIAL: Option<&str> = Some("7513daaaa48aa3ba2e4018d84402479c");

struct Case {
    name: &'static str,
    rest: RestV3,
    call: Call,
}

impl Case {
    fn new(name: &'static str, api: &str, options: OpenPlatformOptions) -> Self {
        let input = input(&format!("open-platform-v3/{name}"));
        let call = Call::untyped(untyped(api), &input, Safety::Unkeyed, None).unwrap().with_options(options);
        Self { name, rest: rest(), call }
    }

    fn bytes(&self, file: &str) -> Vec<u8> {
        let path = vectors().join("open-platform-v3").join(self.name).join(file);
        std::fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
    }

    /// Compares every stage of the request, and reads it as its gateway would.
    fn check_request(&self, key: &KeyIdentity) {
        let draft = self.rest.draft(&self.call, &Signing::new(key, now(), NONCE)).unwrap();
        assert_same(draft.message(), &self.bytes("canonical.txt"), &format!("canonical: {}", self.name));
        let signature = app_key().sign(draft.message()).unwrap();
        let expected = self.bytes("signature.txt");
        assert_same(base64(signature.as_bytes()).as_bytes(), expected.trim_ascii_end(), self.name);
        let request = self.rest.seal(draft, &signature).unwrap().map(|body| body.into_bytes().unwrap());
        assert_same(&written(&request), &self.bytes("request.http"), &format!("request: {}", self.name));

        let received =
            inbound::rest_v3(request.method(), &target(&request), request.headers(), request.body().clone()).unwrap();
        let verified = received.seal().unwrap().verify(&app_key().public_key()).map_err(|(error, _)| error).unwrap();
        assert_eq!(verified.payload(), request.body());
    }

    fn response(&self) -> Response<Bytes> {
        let bytes = self.bytes("response.http");
        let at = bytes.windows(4).position(|window| window == b"\r\n\r\n").unwrap();
        let mut lines = std::str::from_utf8(&bytes[..at]).unwrap().split("\r\n");
        let status = lines.next().unwrap().split(' ').nth(1).unwrap();
        let mut response = Response::new(Bytes::copy_from_slice(&bytes[at + 4..]));
        *response.status_mut() = StatusCode::from_bytes(status.as_bytes()).unwrap();
        for (name, value) in lines.map(|line| line.split_once(": ").unwrap()) {
            response.headers_mut().insert(name.parse::<HeaderName>().unwrap(), HeaderValue::from_str(value).unwrap());
        }
        response
    }

    /// Compares every stage of the answer: what is verified, by which key, and what is read in the end.
    fn check_answer(&self, serial: Option<&str>, outcome: Outcome) {
        let (head, body) = self.response().into_parts();
        let Opened::Signed(sealed) = self.rest.open(&self.call, &Sent::new(now()), &head, body.clone()).unwrap() else {
            panic!("unsigned: {}", self.name)
        };
        let seen = Recorder::default();
        let verified = verify(sealed, &seen).unwrap();
        assert_same(&seen.message(), &self.bytes("response-canonical.txt"), self.name);
        assert_eq!(seen.key().as_ref().map(KeyId::as_str), serial, "{}", self.name);
        let revealed = self.rest.reveal(&self.call, &head, verified).unwrap();
        assert_same(revealed.payload(), &self.bytes("answer.json"), self.name);
        assert_eq!(self.rest.conclude(&self.call, &head, &revealed).unwrap().outcome, outcome, "{}", self.name);
        assert_eq!(self.rest.trace_id(&head), Some("21d9b63814061424703218"));

        // Every byte counts.
        for at in 0..body.len() {
            let mut changed = body.to_vec();
            changed[at] ^= 1;
            match self.rest.open(&self.call, &Sent::new(now()), &head, changed.into()) {
                Ok(Opened::Signed(sealed)) => assert!(verify(sealed, &seen).is_err(), "byte {at} of {}", self.name),
                other => panic!("byte {at} of {}: {other:?}", self.name),
            }
        }
    }
}

/// A request as HTTP/1.1 writes it, headers in the order of their names.
fn written(request: &Request<Bytes>) -> Vec<u8> {
    let mut text = format!("{} {} HTTP/1.1\r\n", request.method(), target(request));
    let mut headers: Vec<_> = request.headers().iter().collect();
    headers.sort_by_key(|(name, _)| name.as_str().to_owned());
    for (name, value) in headers {
        text.push_str(&format!("{name}: {}\r\n", value.to_str().unwrap()));
    }
    [text.as_bytes(), b"\r\n", request.body()].concat()
}

fn none() -> OpenPlatformOptions {
    OpenPlatformOptions::new()
}

#[test]
fn fund_account_query() {
    let case = Case::new("fund-account-query", "GET /v3/alipay/fund/account/query", none());
    case.check_request(Sign::key(&app_key()));
    case.check_answer(None, Outcome::Success);
}

#[test]
fn trade_refund() {
    let case = Case::new("trade-refund", "/v3/alipay/trade/refund", none());
    case.check_request(Sign::key(&app_key()));
    case.check_answer(None, Outcome::Success);
}

#[test]
fn merchant_token() {
    let options = none()
        .app_auth_token("201509BBeff9351ad1874306903e96b91d248A36")
        .notify_url("https://shop.example/notify?a=1&b=2")
        .alipay_sdk("my-shop/1.2");
    let case = Case::new("merchant-token", "/v3/alipay/trade/create", options);
    case.check_request(Sign::key(&app_key()));
    case.check_answer(None, Outcome::Success);
}

#[test]
fn user_token() {
    let options = none().auth_token("20120823ac6ffaa4d2d84e7384bf983531473993");
    let case = Case::new("user-token", "/v3/alipay/user/info/share", options);
    case.check_request(Sign::key(&app_key()));
    case.check_answer(None, Outcome::Success);
}

#[test]
fn certificate_mode() {
    let case = Case::new("certificate-mode", "/v3/alipay/trade/refund", none());
    case.check_request(&certified());
    case.check_answer(SERIAL, Outcome::Success);
}

#[test]
fn path_member_and_no_content() {
    let case = Case::new("path-member", "DELETE /v3/alipay/thing/{thing_id}", none());
    case.check_request(Sign::key(&app_key()));
    case.check_answer(None, Outcome::Success);
}

#[cfg(feature = "encrypt")]
#[test]
fn encrypted() {
    let mut case = Case::new("encrypted", "/v3/alipay/trade/refund", none());
    let key = alipay_wire::sign::ContentKey::from_base64(&crate::support::key("content_key.txt")).unwrap();
    case.rest = rest().content_key(key);
    case.check_request(Sign::key(&app_key()));
    case.check_answer(None, Outcome::Success);
}

#[test]
fn failure() {
    let case = Case::new("failure", "/v3/alipay/trade/refund", none());
    case.check_request(&certified());
    // Its code is on no page that is known here.
    case.check_answer(SERIAL, Outcome::Unexplained);
}

#[test]
fn unsigned_failure() {
    let case = Case::new("unsigned-failure", "GET /v3/alipay/fund/account/query", none());
    case.check_request(Sign::key(&app_key()));
    let (head, body) = case.response().into_parts();
    let Ok(Opened::Unsigned(failure)) = case.rest.open(&case.call, &Sent::new(now()), &head, body) else { panic!() };
    let claim = case.rest.read_failure(&case.call, &head, &failure).answer;
    assert_eq!((claim.leading().as_str(), claim.message.as_deref()), ("invalid-app-id", Some("无效的AppID参数")));
}
