//! No text a peer can send panics.

use bytes::Bytes;
use http::{HeaderMap, HeaderValue, response::Parts};
use proptest::prelude::*;

use super::{PATH, Trusting, antom, call_to, conclude_under, head, now};
use crate::{Antom, Opened, Protocol, Sent, signed_header::SignedHeader};

/// Text that looks like a header or a body of the protocol, or like nothing.
fn likely() -> impl Strategy<Value = Vec<u8>> {
    prop_oneof![
        proptest::collection::vec(any::<u8>(), 0..200),
        "(algorithm=RSA256,)?(keyVersion=[0-9]{0,3},)?signature=[A-Za-z0-9%+/=]{0,40}".prop_map(String::into_bytes),
        r#"\{"result":\{("result(Status|Code|Message|Msg|CodeId)":("S"|"F"|"U"|1|null|\{\}|\[\]),?){0,4}\}?\}?"#
            .prop_map(String::into_bytes),
    ]
}

fn random_head(values: [Option<Vec<u8>>; 4]) -> Option<Parts> {
    let mut head = head(&[]);
    let mut headers = HeaderMap::new();
    for (name, value) in ["client-id", "response-time", "signature", "tracer-id"].into_iter().zip(values) {
        if let Some(value) = value {
            headers.insert(name, HeaderValue::from_bytes(&value).ok()?);
        }
    }
    head.headers = headers;
    Some(head)
}

proptest! {
    /// No answer, however it is made, panics, and none that is not verified concludes anything.
    #[test]
    fn no_answer_panics(
        client in proptest::option::of(likely()),
        time in proptest::option::of(likely()),
        signature in proptest::option::of(likely()),
        trace in proptest::option::of(likely()),
        body in likely(),
    ) {
        let Some(head) = random_head([client, time, signature, trace]) else { return Ok(()) };
        let (protocol, call) = (antom(), call_to::<Antom>(PATH));
        let _ = protocol.trace_id(&head);
        match protocol.open(&call, &Sent::new(now()), &head, Bytes::from(body)) {
            Ok(Opened::Signed(sealed)) => {
                if let Ok(verified) = sealed.verify(&Trusting::default()) {
                    let _ = crate::decode::<serde_json::Value>(&verified);
                    if let Ok(document) = protocol.reveal(&call, &head, verified) {
                        let _ = protocol.conclude(&call, &head, &document);
                    }
                }
            }
            Ok(Opened::Unsigned(unsigned)) => {
                prop_assert!(!head.headers.contains_key("signature") || !head.headers.contains_key("response-time")
                    || head.headers["signature"].as_bytes().trim_ascii().is_empty());
                let _ = protocol.read_failure(&call, &head, &unsigned);
            }
            Err(error) => { let _ = error.to_string(); }
        }
    }

    #[test]
    fn no_body_panics_when_concluded(body in likely()) {
        let _ = conclude_under(&head(&[]), &body);
    }

    #[test]
    fn no_inbound_message_panics(
        path: String,
        client in proptest::option::of(likely()),
        time in proptest::option::of(likely()),
        signature in proptest::option::of(likely()),
        body in likely(),
    ) {
        let mut headers = HeaderMap::new();
        for (name, value) in [("client-id", client), ("request-time", time), ("signature", signature)] {
            let value = value.and_then(|value| HeaderValue::from_bytes(&value).ok());
            value.into_iter().for_each(|value| { headers.insert(name, value); });
        }
        let _ = crate::inbound::signed_headers(&http::Method::POST, &path, &headers, body.into());
    }

    #[test]
    fn no_base_url_panics(base: String, client: String) {
        let _ = SignedHeader::<Antom>::new(&base, &client);
    }
}
