//! Messages of the signed-header gateways, as text: head lines, an empty line, the body.

use std::sync::LazyLock;

use alipay_sign::{KeyIdentity, Signature, Verified};
use alipay_wire::{
    Call, Conclusion, Dialect, Dws, OpenError, Opened, Protocol, Safety, Sent, SignedHeader, Stamp, inbound,
    inbound::Reply,
};
use bytes::Bytes;
use http::{Method, Response, StatusCode, response};
use serde_json::Map;

use crate::{
    Ending,
    oracle::{base64_decoded, http::Message, percent_decoded, quotes_nothing},
    peek::{Reading, readings},
};

const PATH: &str = "/ams/api/v1/topups/consultTopup";
const CLIENT: &str = "T_WALLET_1";

static DWS: LazyLock<SignedHeader<Dws>> =
    LazyLock::new(|| SignedHeader::new("https://dws.example", CLIENT).expect("the gateway of the vectors"));

/// Any text as an answer: what is signed is path, client, time and body, and nothing appears twice.
pub fn headers_response(data: &[u8]) -> Ending {
    let message = Message::read(data);
    let (call, head) = (call(), head(&message));
    match open(&call, &head, &message) {
        Err(error) => {
            quotes_nothing(data, &error);
            Ending::of(error)
        }
        Ok(Opened::Unsigned(unverified)) => {
            assert!(message.headers.get("signature").is_none_or(|value| value.as_bytes().trim_ascii().is_empty()));
            Ending::of("unsigned").and(DWS.read_failure(&call, &head, &unverified).answer.code.as_str().is_empty())
        }
        Ok(Opened::Signed(_)) => {
            let readings = readings(|| match open(&call, &head, &message) {
                Ok(Opened::Signed(sealed)) => sealed,
                other => panic!("the same bytes were signed before: {other:?}"),
            });
            let reading = the_one_reading(&readings);
            assert_eq!(message.the_one("client-id").unwrap_or(CLIENT), CLIENT, "another client's answer was taken");
            let time = message.the_one("response-time").expect("an answer without its time was taken");
            is_signed_over(reading, &format!("POST {PATH}\n{CLIENT}.{time}."), &message);
            match conclude(&call, &head, reading.payload.clone()) {
                Ok(conclusion) => Ending::of(format_args!("{:?}", conclusion.outcome)),
                Err(error) => Ending::of("signed").and(error),
            }
        }
    }
}

/// Any text as a request or notification that comes in.
pub fn headers_request(data: &[u8]) -> Ending {
    let message = Message::read(data);
    let method = message.first.first().and_then(|word| word.parse().ok()).unwrap_or(Method::POST);
    let path = message.first.get(1).copied().unwrap_or("/notify");
    let receive = || inbound::signed_headers(&method, path, &message.headers, message.body.clone());
    let received = match receive() {
        Ok(received) => received,
        Err(error) => {
            quotes_nothing(data, &error);
            return Ending::of(error);
        }
    };
    let client = message.the_one("client-id").expect("a message without a client was taken");
    let time = message.the_one("request-time").expect("a message without its time was taken");
    assert_eq!(received.identity, client);
    let key = received.sealed.key().map(ToString::to_string);
    let readings = readings(|| receive().expect("the same bytes were taken before").sealed);
    is_signed_over(the_one_reading(&readings), &format!("{method} {path}\n{client}.{time}."), &message);
    Ending::of("signed").and(key.is_some())
}

/// What a gateway replies is what its client reads, whatever the body.
pub fn headers_enclosed(data: &[u8]) -> Ending {
    let signature = Signature::new(data.iter().rev().take(7).copied().chain([1]).collect());
    let version = data.first().filter(|byte| byte.is_multiple_of(2)).map(|byte| u32::from(*byte) << 24);
    let key = version.into_iter().fold(KeyIdentity::new(), KeyIdentity::version);
    let time = Stamp::from_unix_millis(i64::try_from(data.len()).unwrap_or_default()).map(|at| at.iso8601(480));
    let time = time.expect("a length is in the calendar");

    let reply = Reply::signed_headers(&Method::POST, PATH, CLIENT, &time, &key, data.to_vec());
    let signed = reply.message().clone();
    let (head, sent) = reply.seal(&signature).expect("a time can stand in a header").into_parts();
    assert_eq!(sent, data);
    let message = Message { first: Vec::new(), headers: head.headers.clone(), body: sent };
    let call = call();
    let readings = readings(|| match open(&call, &head, &message) {
        Ok(Opened::Signed(sealed)) => {
            assert_eq!(sealed.key().map(ToString::to_string), version.map(|version| version.to_string()));
            sealed
        }
        other => panic!("a signed answer is not read as one: {other:?}"),
    });
    let reading = the_one_reading(&readings);
    assert_eq!((&reading.message[..], &reading.signature[..]), (&signed[..], signature.as_bytes()));
    is_signed_over(reading, &format!("POST {PATH}\n{CLIENT}.{time}."), &message);
    match conclude(&call, &head, reading.payload.clone()) {
        Ok(conclusion) => Ending::of(format_args!("{:?}", conclusion.outcome)),
        Err(error) => Ending::of(error),
    }
}

fn call() -> Call {
    let api = Dws::untyped(PATH).expect("a path of the gateway");
    Call::untyped(api, &Map::new(), Safety::Query, None).expect("an object can be sent")
}

/// The head of an answer: `HTTP/1.1 200 OK`, and the headers.
fn head(message: &Message<'_>) -> response::Parts {
    let mut response = Response::new(());
    *response.headers_mut() = message.headers.clone();
    let status = message.first.get(1).and_then(|word| StatusCode::from_bytes(word.as_bytes()).ok());
    *response.status_mut() = status.unwrap_or_default();
    response.into_parts().0
}

fn conclude(call: &Call, head: &response::Parts, payload: Verified<Bytes>) -> Result<Conclusion, OpenError> {
    DWS.conclude(call, head, &DWS.reveal(call, head, payload)?)
}

fn open(call: &Call, head: &response::Parts, message: &Message<'_>) -> Result<Opened, OpenError> {
    let sent = Sent::new(Stamp::from_unix_millis(0).expect("1970 is in the calendar"));
    DWS.open(call, &sent, head, message.body.clone())
}

#[track_caller]
fn the_one_reading<P>(readings: &[Reading<P>]) -> &Reading<P> {
    match readings {
        [one] => one,
        other => panic!("a message with headers has {} readings", other.len()),
    }
}

/// The signature is the one in the header, over this prefix and the whole body.
#[track_caller]
fn is_signed_over(reading: &Reading<bytes::Bytes>, prefix: &str, message: &Message<'_>) {
    assert_eq!(reading.message, [prefix.as_bytes(), &message.body].concat(), "something else is signed");
    assert_eq!(reading.payload.payload(), &message.body, "something else is read");
    let header = message.the_one("signature").expect("a message without a signature was taken");
    let parts = header.split(',').filter_map(|part| part.split_once('='));
    let signatures: Vec<_> = parts.filter(|(name, _)| name.trim().eq_ignore_ascii_case("signature")).collect();
    let [(_, text)] = signatures[..] else { panic!("a header with {} signatures was taken", signatures.len()) };
    let signature = base64_decoded(&percent_decoded(text.trim().as_bytes()));
    assert_eq!(signature.as_ref(), Some(&reading.signature), "another reader sees another signature");
}
