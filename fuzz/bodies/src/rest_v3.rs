//! Messages of the Open Platform's REST protocol, as text: head lines, an empty line, the body.

use std::sync::LazyLock;

use alipay_sign::ContentKey;
use alipay_wire::{
    Call, Dialect, OpenError, OpenPlatform, Opened, Outcome, Protocol, RestV3, Route, Safety, Sent, Stamp, inbound,
    open_platform::rest_v3,
};
use bytes::Bytes;
use http::{Method, Request, Response, StatusCode, response};
use serde_json::{Map, Value};

use crate::{
    Ending,
    envelope::CONTENT_KEY,
    oracle::{base64_decoded, fields, http::Message, json, percent_decoded, quotes_nothing},
    peek::{Reading, readings},
    requests::sent,
};

const APP_ID: &str = "2014072300007148";

static REST: LazyLock<RestV3> =
    LazyLock::new(|| RestV3::new("https://openapi.alipay.com", APP_ID).expect("the gateway of the vectors"));
static ENCRYPTED: LazyLock<RestV3> =
    LazyLock::new(|| REST.clone().content_key(ContentKey::from_base64(CONTENT_KEY).expect("a key")));

/// Any text as an answer: what is signed is time, nonce and body; a success is signed, and says nothing else.
pub fn rest_answers(data: &[u8]) -> Ending {
    let message = Message::read(data);
    let (call, head) = (call(), head(&message));
    match open(&call, &head, &message) {
        Err(error) => {
            quotes_nothing(data, &error);
            Ending::of(error)
        }
        Ok(Opened::Unsigned(unverified)) => {
            assert!(!head.status.is_success() && !head.status.is_redirection(), "an unsigned success was taken");
            assert!(matches!(message.the_one("alipay-signature"), None | Some("null")), "a signature was left out");
            let claim = REST.read_failure(&call, &head, &unverified).answer;
            assert!(!claim.leading().as_str().trim().is_empty(), "a failure without a code was taken");
            Ending::of("unsigned").and(claim.message.is_some())
        }
        Ok(Opened::Signed(_)) => {
            let mut readings = readings(|| match open(&call, &head, &message) {
                Ok(Opened::Signed(sealed)) => sealed,
                other => panic!("the same bytes were signed before: {other:?}"),
            });
            let (Some(reading), None) = (readings.pop(), readings.pop()) else { panic!("an answer has one reading") };
            is_signed(&reading, &message);
            is_stale_in_time(&call, &head, &message);
            concludes(&call, &head, reading)
        }
    }
}

/// The same answer to a request of more than five minutes later is an old one.
fn is_stale_in_time(call: &Call, head: &response::Parts, message: &Message<'_>) {
    let signed: Option<i64> = message.the_one("alipay-timestamp").and_then(|time| time.trim().parse().ok());
    let at = |later: i64| signed.and_then(|signed| Stamp::from_unix_millis(signed.checked_add(later)?));
    if let (Some(fresh), Some(late)) = (at(300_000), at(300_001)) {
        let opened = |at| REST.open(call, &Sent::new(at), head, message.body.clone());
        assert!(opened(fresh).is_ok(), "a fresh answer was refused");
        assert!(matches!(opened(late), Err(OpenError::Stale { .. })), "an old answer was taken");
    }
}

/// The signature is the one in the header, over the lines that belong to it.
#[track_caller]
fn is_signed(reading: &Reading<Bytes>, message: &Message<'_>) {
    let line = |name| message.the_one(name).expect("an answer without a part of its signature was taken").as_bytes();
    let text = [line("alipay-timestamp"), b"\n", line("alipay-nonce"), b"\n", &message.body, b"\n"].concat();
    assert!(reading.message == text, "something else is signed");
    assert_eq!(reading.payload.payload(), &message.body, "something else is read");
    assert_eq!(base64_decoded(line("alipay-signature")).as_ref(), Some(&reading.signature));
}

/// A success has a status of success and a body that is no error; a refusal a body that is an error and nothing else.
fn concludes(call: &Call, head: &response::Parts, reading: Reading<Bytes>) -> Ending {
    let payload = match ENCRYPTED.reveal(call, head, reading.payload) {
        Ok(payload) => payload,
        Err(error) => return Ending::of("signed").and(error),
    };
    let conclusion = match REST.conclude(call, head, &payload) {
        Ok(conclusion) => conclusion,
        Err(error) => return Ending::of("signed").and(error),
    };
    if conclusion.outcome == Outcome::Success {
        assert!(head.status.is_success() && head.status != StatusCode::ACCEPTED, "a failure succeeded");
        let text = std::str::from_utf8(payload.payload()).expect("a success is UTF-8");
        let members = if text.is_empty() { Vec::new() } else { json::members(text).expect("a success is an object") };
        let is = |wanted: &str| members.iter().any(|(name, _)| name == wanted);
        let error = is("code") && is("message");
        assert!(!error || is_blank_or_taken(&conclusion.answer.code.to_string()), "an error succeeded");
    }
    if matches!(conclusion.outcome, Outcome::Refused | Outcome::NotProcessed) {
        let text = std::str::from_utf8(payload.payload()).expect("a refusal is UTF-8");
        let members = json::members(text).expect("a refusal is an object");
        let is_of_an_error = |name: &str| matches!(name, "code" | "message" | "links");
        assert!(members.iter().all(|(name, _)| is_of_an_error(name)), "an answer with content was a refusal");
        assert!(!head.status.is_success(), "a status of success refused");
        if head.status != StatusCode::BAD_REQUEST {
            let mut other = head.clone();
            other.status = StatusCode::BAD_REQUEST;
            let again = REST.conclude(call, &other, &payload).expect("the same body was read before");
            assert_eq!(again.outcome, conclusion.outcome, "a status changed what a body says");
        }
    }
    Ending::of(format_args!("{:?}", conclusion.outcome)).and(payload.payload().is_empty())
}

fn is_blank_or_taken(code: &str) -> bool {
    code.trim().is_empty() || matches!(code, "10000" | "10003")
}

/// Any text as a request that comes in at a gateway.
pub fn rest_requests(data: &[u8]) -> Ending {
    let message = Message::read(data);
    let method = message.first.first().and_then(|word| word.parse().ok()).unwrap_or(Method::POST);
    let target = message.first.get(1).copied().unwrap_or("/v3/alipay/thing/1");
    let receive = || inbound::rest_v3(&method, target, &message.headers, message.body.clone());
    let refused = |error: inbound::ReceiveError| {
        quotes_nothing(data, &error);
        Ending::of(error)
    };
    let received = match receive() {
        Ok(received) => received,
        Err(error) => return refused(error),
    };
    let authorization = message.the_one("authorization").expect("a request without an authorization was taken");
    let (signed, sign) = authorization.rsplit_once(",sign=").unwrap_or((authorization, ""));
    let signed = signed.split_once(' ').map_or("", |(_, signed)| signed);
    let part = |name: &str| {
        let mut found = signed.split(',').filter_map(|part| part.split_once('=')).filter(|(known, _)| *known == name);
        let value = found.next().map(|(_, value)| value.to_owned()).filter(|value| !value.trim().is_empty());
        assert!(found.next().is_none(), "a part that appears twice was taken");
        value
    };
    assert_eq!((&received.identity, &received.nonce), (&part("app_id"), &part("nonce")));
    assert_eq!((&received.timestamp, &received.app_cert_sn), (&part("timestamp"), &part("app_cert_sn")));
    let token = received.app_auth_token.clone();
    assert_eq!(token.as_deref(), message.the_one("alipay-app-auth-token"));
    if let Err(error) = received.seal() {
        return refused(error);
    }

    let readings =
        readings(|| receive().and_then(inbound::RestRequest::seal).expect("the same bytes were taken before"));
    let [reading] = &readings[..] else { panic!("a request has one reading") };
    let mut text = format!("{signed}\n{method}\n{target}\n").into_bytes();
    text.extend_from_slice(&message.body);
    text.push(b'\n');
    if let Some(token) = token {
        text.extend_from_slice(format!("{token}\n").as_bytes());
    }
    assert!(reading.message == text, "something else is signed");
    assert_eq!(base64_decoded(sign.as_bytes()).as_ref(), Some(&reading.signature));

    let route = Route { method, path: "/v3/alipay/thing/{thing_id}".into() };
    match rest_v3::payload(&route, target, reading.payload.payload()) {
        Some(request) => Ending::of("request").times(says_what_stood_there(&request, target, &message.body)),
        None => Ending::of("no request"),
    }
}

/// Another reader finds path, query and body in the request, and nothing else. Gives how many members it has.
fn says_what_stood_there(request: &[u8], target: &str, body: &[u8]) -> usize {
    let read: Map<String, Value> = serde_json::from_slice(request).expect("a request is an object");
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    let segment = path.rsplit_once('/').expect("the path of a request has slashes").1;
    let mut expected = vec![(b"thing_id".to_vec(), percent_decoded(segment.as_bytes()))];
    expected.extend(fields(query.as_bytes()).into_iter().filter(|(name, _)| name != b"auth_token"));
    for (name, value) in &expected {
        let (name, value) = (std::str::from_utf8(name).expect("text"), std::str::from_utf8(value).expect("text"));
        assert_eq!(read.get(name), Some(&Value::from(value)), "another reader sees another value");
    }
    let in_body: Map<String, Value> = if body.is_empty() {
        Map::new()
    } else {
        serde_json::from_slice(body).expect("a body that is no object was taken")
    };
    assert!(in_body.iter().all(|(name, value)| read.get(name) == Some(value)), "another reader sees another value");
    assert_eq!(read.len(), expected.len() + in_body.len(), "there is more or less than was given");
    read.len()
}

/// Any call: method and path in the first line, options as head lines, then the body. What can be sent arrives as it was
/// signed, in a URL that nobody reads in another way.
pub fn rest_urls(data: &[u8]) -> Ending {
    let end = data.iter().position(|byte| *byte == b'\n').unwrap_or(data.len());
    let api = String::from_utf8_lossy(&data[..end]);
    let message = Message::read(data);
    Ending::of(sent::<OpenPlatform>(api.trim_end(), &message, data, &*REST, arrives_in_rest))
}

/// At the gateway of the REST protocol: what is signed. Gives path and query.
pub(crate) fn arrives_signed<'a>(request: &'a Request<Bytes>, signed: &[u8]) -> &'a str {
    let target = request.uri().path_and_query().expect("a request has a path").as_str();
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~/?&=%".contains(&byte);
    assert!(target.bytes().all(is_plain), "a URL that is not encoded throughout");
    let readings = readings(|| receive(request).seal().expect("what we send is signed"));
    let [Reading { message, payload, .. }] = &readings[..] else { panic!("a request has one reading") };
    assert!(message == signed, "what arrives is not what was signed");
    assert_eq!(payload.payload(), request.body(), "what arrives is not what was sent");
    target
}

fn receive(request: &Request<Bytes>) -> inbound::RestRequest {
    let target = request.uri().path_and_query().expect("a request has a path").as_str();
    let received = inbound::rest_v3(request.method(), target, request.headers(), request.body().clone());
    received.expect("what we send can be received")
}

/// The same, and what it says.
fn arrives_in_rest(request: &Request<Bytes>, call: &Call, signed: &[u8]) {
    let target = arrives_signed(request, signed);
    let received = receive(request);
    assert_eq!(received.identity.as_deref(), Some(APP_ID));
    let option = |name: &str| {
        let value = call.options().iter().find(|option| option.name == name);
        value.map(|option| option.value.as_str())
    };
    assert_eq!(received.app_auth_token.as_deref(), option("app_auth_token"), "an option was lost");
    let version = request.headers().get("alipay-sdk-version").map(|version| version.as_bytes());
    assert_eq!(version, option("alipay_sdk").map(str::as_bytes), "an option was lost");
    let query = fields(request.uri().query().unwrap_or_default().as_bytes());
    let tokens: Vec<_> = query.iter().filter(|(name, _)| name == b"auth_token").map(|(_, value)| &value[..]).collect();
    assert_eq!(tokens, option("auth_token").map(str::as_bytes).into_iter().collect::<Vec<_>>(), "an option was lost");

    let route = call.api().route.as_ref().expect("a call of this protocol has a path");
    assert!(rest_v3::is_route_of(route, request.method(), request.uri().path()), "a call goes elsewhere");
    let request_read = rest_v3::payload(route, target, request.body());
    let has_body = matches!(*request.method(), Method::POST | Method::PUT | Method::PATCH);
    let asked = call.payload().json().expect("what was JSON is");
    let Some(read) = request_read else {
        // A gateway takes no member twice. We send what we are given, as over the other protocol.
        assert!(has_body && alipay_wire::decode::<Value>(&crate::peek::verified(asked)).is_err());
        return;
    };
    let mut read: Map<String, Value> = serde_json::from_slice(&read).expect("a request is an object");
    if let Some(url) = option("notify_url") {
        assert_eq!(read.remove("notify_url"), Some(Value::from(url)), "an option was lost");
    }
    let asked = json::members(std::str::from_utf8(asked).expect("JSON is UTF-8")).expect("an object was sent");
    for (name, value) in asked {
        let text =
            json::string_value(value).unwrap_or_else(|| if value == "null" { String::new() } else { value.into() });
        let found = read.remove(&name);
        let is_in_path = route.path.contains(&format!("{{{name}}}"));
        match found {
            Some(found) if has_body && !is_in_path => {
                assert_eq!(
                    found,
                    serde_json::from_str::<Value>(value).expect("a value is JSON"),
                    "a member was changed"
                );
            }
            Some(found) => assert_eq!(found, Value::from(text), "a member was changed"),
            None => assert!(!has_body && text.trim().is_empty(), "a member was lost"),
        }
    }
    assert!(read.is_empty(), "there is more than was given");
}

fn call() -> Call {
    let api = OpenPlatform::untyped("/v3/alipay/trade/refund").expect("a path of the gateway");
    Call::untyped(api, &Map::new(), Safety::Unkeyed, None).expect("an object can be sent")
}

/// The head of an answer: `HTTP/1.1 200 OK`, and the headers.
fn head(message: &Message<'_>) -> response::Parts {
    let mut response = Response::new(());
    *response.headers_mut() = message.headers.clone();
    let status = message.first.get(1).and_then(|word| StatusCode::from_bytes(word.as_bytes()).ok());
    *response.status_mut() = status.unwrap_or_default();
    response.into_parts().0
}

fn open(call: &Call, head: &response::Parts, message: &Message<'_>) -> Result<Opened, OpenError> {
    let sent = Sent::new(Stamp::from_unix_millis(0).expect("1970 is in the calendar"));
    REST.open(call, &sent, head, message.body.clone())
}
