//! Inputs that no file of the repository holds.

use std::fs;

use alipay_sign::{Charset, ContentKey, KeyIdentity, Signature};
use alipay_wire::{
    Call, Dialect, Dws, Evidence, FormV2, Nonce, OpenPlatform, PreparedCall, Protocol, RestV3, Safety, SignedHeader,
    Signing, Stamp, WorldFirst,
    inquiry::{Inquiry, Next, Record, Schedule},
};
use serde_json::json;

use crate::{bodies::envelope::CONTENT_KEY, oracle::http::Message, table::repository};

/// The body of the answer in the vectors.
pub(crate) fn envelope() -> Vec<u8> {
    let response = file("vectors/open-platform/fund-account-query/response.http");
    Message::read(&response).body.into()
}

/// The same answer in GBK.
pub(crate) fn envelope_gbk() -> Vec<u8> {
    let envelope = String::from_utf8(envelope()).expect("the vectors are text");
    Charset::Gbk.encode(&envelope).expect("the vectors are in GBK too").into_owned()
}

/// The same node, encrypted.
pub(crate) fn envelope_encrypted() -> Vec<u8> {
    let key = ContentKey::from_base64(CONTENT_KEY).expect("a key");
    let cipher = key.encrypt(&file("vectors/open-platform/fund-account-query/answer.json"));
    format!(r#"{{"alipay_fund_account_query_response":"{cipher}","sign":"c2lnbg=="}}"#).into_bytes()
}

/// A success of the REST protocol, encrypted.
pub(crate) fn rest_encrypted() -> Vec<u8> {
    let key = ContentKey::from_base64(CONTENT_KEY).expect("a key");
    let cipher = key.encrypt(&file("vectors/open-platform-v3/trade-refund/answer.json"));
    let head = "HTTP/1.1 200 OK\r\nalipay-signature: AA==\r\nalipay-nonce: n\r\nalipay-timestamp: 1\r\n\r\n";
    format!("{head}{cipher}").into_bytes()
}

/// A notification about a top-up.
pub(crate) fn notification_dws() -> Vec<u8> {
    let head = "POST /notify\r\nclient-id: T_WALLET_1\r\nrequest-time: 2022-01-12T11:00:00+08:00\r\n\
        signature: algorithm=RSA256,keyVersion=1,signature=%2B%2F8%3D\r\n\r\n";
    [head.as_bytes(), &file("crates/alipay-dws-topups/tests/fixtures/notification.json")].concat()
}

/// Query and body of the request in the vectors.
pub(crate) fn form_request() -> Vec<u8> {
    let request = file("vectors/open-platform/fund-account-query/request.http");
    let request = Message::read(&request);
    let query = request.first.get(1).and_then(|target| target.split_once('?')).map_or("", |(_, query)| query);
    [query.as_bytes(), b"\n", &request.body].concat()
}

pub(crate) fn evidence_open_platform() -> Vec<u8> {
    let protocol = FormV2::new("https://openapi.alipay.com/gateway.do", "2014072300007148").expect("a gateway");
    stored(&answered::<OpenPlatform>(
        &protocol,
        "alipay.fund.account.query",
        "vectors/open-platform/fund-account-query",
    ))
}

pub(crate) fn evidence_rest() -> Vec<u8> {
    let protocol = RestV3::new("https://openapi.alipay.com", "2014072300007148").expect("a gateway");
    stored(&answered::<OpenPlatform>(&protocol, "/v3/alipay/trade/refund", "vectors/open-platform-v3/trade-refund"))
}

pub(crate) fn evidence_dws() -> Vec<u8> {
    let protocol = SignedHeader::<Dws>::new("https://dws.example", "T_WALLET_1").expect("a gateway");
    stored(&answered::<Dws>(&protocol, "/ams/api/v1/topups/consultTopup", "vectors/dws/consult-topup"))
}

pub(crate) fn evidence_without_answer() -> Vec<u8> {
    let protocol = SignedHeader::<WorldFirst>::new("https://open-sea.worldfirst.com", "T_PARTNER_1");
    stored(&evidence::<WorldFirst>(&protocol.expect("a gateway"), "/aps/api/business/fund/inquiryBalance"))
}

pub(crate) fn prepared_open_platform() -> Vec<u8> {
    let call = call::<OpenPlatform>("alipay.fund.account.query", Safety::Query);
    stored(&PreparedCall::new::<OpenPlatform>(&call, "2014072300007148", now()).expect("a call can be stored"))
}

pub(crate) fn prepared_rest() -> Vec<u8> {
    let call = call::<OpenPlatform>("GET /v3/alipay/transfer/{transferRequestId}", Safety::Query);
    stored(&PreparedCall::new::<OpenPlatform>(&call, "2014072300007148", now()).expect("a call can be stored"))
}

pub(crate) fn prepared_worldfirst() -> Vec<u8> {
    stored(&worldfirst())
}

/// A call whose path somebody has changed.
pub(crate) fn prepared_elsewhere() -> Vec<u8> {
    let prepared = String::from_utf8(prepared_worldfirst()).expect("what is stored is text");
    prepared.replace("/aps/api/", "//evil.example/aps/api/").into_bytes()
}

pub(crate) fn inquiry_begun() -> Vec<u8> {
    stored(&Inquiry::new(worldfirst(), Schedule::WORLDFIRST, now()).expect("a keyed call can be asked about"))
}

pub(crate) fn inquiry_under_way() -> Vec<u8> {
    let inquiry = Inquiry::new(worldfirst(), Schedule::WORLDFIRST, now()).expect("a keyed call can be asked about");
    let mut inquiry = inquiry.with_jitter(std::time::Duration::from_secs(5), 7);
    let mut at = now();
    for _ in 0..6 {
        match inquiry.next(at) {
            Next::Wait(until) => at = until,
            Next::Ask(_, step) if step.number() < 3 => {
                let record = Record::unknown().with_code("UNKNOWN_EXCEPTION").with_trace_id("2188e1f1");
                inquiry.observe(step, record, at).expect("a step that was asked can be observed");
            }
            _ => break,
        }
    }
    stored(&inquiry)
}

/// The example in the documentation of the configuration file.
pub(crate) fn config() -> Vec<u8> {
    let source = file("crates/alipay/src/config.rs");
    let source = String::from_utf8(source).expect("a source is text");
    let lines = source.lines().skip_while(|line| *line != "//! ```toml").skip(1).take_while(|line| *line != "//! ```");
    let lines: Vec<_> = lines.map(|line| line.trim_start_matches("//!").trim_start()).collect();
    assert!(lines.len() > 10, "the example of a configuration file has moved");
    lines.join("\n").into_bytes()
}

fn worldfirst() -> PreparedCall {
    let call = call::<WorldFirst>("/aps/api/business/transfer/inquiryTransfer", Safety::Keyed);
    PreparedCall::new::<WorldFirst>(&call, "T_PARTNER_1", now()).expect("a call can be stored")
}

/// A request, and the answer to it in the vectors.
fn answered<D: Dialect>(protocol: &dyn Protocol, api: &str, folder: &str) -> Evidence {
    let mut evidence = evidence::<D>(protocol, api);
    let response = file(&format!("{folder}/response.http"));
    let response = Message::read(&response);
    let mut head = http::Response::new(()).into_parts().0;
    head.headers = response.headers;
    evidence.answered(&head, &response.body, now());
    evidence.ended("success");
    evidence
}

fn evidence<D: Dialect>(protocol: &dyn Protocol, api: &str) -> Evidence {
    let call = call::<D>(api, Safety::Query);
    let key = KeyIdentity::new().version(1);
    let draft =
        protocol.draft(&call, &Signing::new(&key, now(), Nonce::from_random([7; 16]))).expect("a call can be drafted");
    let signed = draft.message().clone();
    let request = protocol.seal(draft, &Signature::new(vec![1; 8])).expect("a draft can be sealed");
    Evidence::of_request(D::NAME, protocol, &call, &key, &signed, &request, now())
}

fn call<D: Dialect>(api: &str, safety: Safety) -> Call {
    let api = D::untyped(api).expect("the name of an API");
    let body = json!({ "transferRequestId": "t-1" });
    Call::untyped(api, &body, safety, Some("t-1".to_owned())).expect("an object can be sent")
}

fn now() -> Stamp {
    Stamp::from_unix_millis(1_700_000_000_000).expect("2023 is in the calendar")
}

fn stored(value: &impl serde::Serialize) -> Vec<u8> {
    serde_json::to_vec(value).expect("what the SDK makes can be stored")
}

fn file(path: &str) -> Vec<u8> {
    fs::read(repository().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}
