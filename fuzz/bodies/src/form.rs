//! Forms that come in: requests at `gateway.do`, and what the Open Platform sends of its own accord.

use alipay_sign::Pairs;
use alipay_wire::inbound::{self, decode_pairs};
use serde_json::{Map, Value};

use crate::{
    Ending,
    oracle::{base64_decoded, fields, quotes_nothing},
    peek::{Reading, readings},
};

/// Any bytes as a request at `gateway.do`: the first line is the query, the rest the body.
pub fn form_request(data: &[u8]) -> Ending {
    let end = data.iter().position(|byte| *byte == b'\n').unwrap_or(data.len());
    let (query, body) = (String::from_utf8_lossy(&data[..end]), data.get(end + 1..).unwrap_or_default());
    let received = match inbound::form(&query, body) {
        Ok(received) => received,
        Err(error) => {
            quotes_nothing(data, &error);
            return Ending::of(error);
        }
    };
    let form = [query.as_bytes(), b"&", body].concat();
    let readings = readings(|| inbound::form(&query, body).expect("the same bytes were taken before").sealed);
    all_read_alike(&form, &received.identity, readings)
}

/// Any bytes as a form the Open Platform signed.
pub fn form_notification(data: &[u8]) -> Ending {
    let received = match inbound::signed_form(data) {
        Ok(received) => received,
        Err(error) => {
            quotes_nothing(data, &error);
            return Ending::of(error);
        }
    };
    let readings = readings(|| inbound::signed_form(data).expect("the same bytes were taken before").sealed);
    let is_word = |name: &[u8]| name.iter().all(|byte| !b"=&%+ \"{".contains(byte));
    for Reading { payload, .. } in &readings {
        assert!(payload.payload().iter().all(|(name, _)| is_word(name)), "the signed text can be cut in other ways");
    }
    all_read_alike(data, &received.identity, readings)
}

/// However the form is read, what comes out was signed, and another reader sees the same in it.
fn all_read_alike(form: &[u8], identity: &str, readings: Vec<Reading<Pairs>>) -> Ending {
    let seen = fields(form);
    let the_one = |name: &[u8]| {
        let mut found = seen.iter().filter(|(other, _)| other == name);
        let value = found.next().map(|(_, value)| &value[..]);
        assert!(found.next().is_none(), "another reader sees a parameter twice");
        value.expect("another reader does not see the parameter")
    };
    assert_eq!(the_one(b"app_id"), identity.as_bytes());
    let sign = base64_decoded(the_one(b"sign"));

    assert!(!readings.is_empty(), "what is signed can be read");
    let mut ending = Ending::of("read").times(readings.len());
    for Reading { message, signature, payload } in readings {
        assert_eq!(Some(signature), sign, "another reader sees another signature");
        let pairs = payload.payload();
        for (name, value) in pairs.iter() {
            assert!(value == the_one(name), "another reader sees another value");
        }
        assert!(pairs.get("sign").is_none(), "a signature over itself was taken");
        assert!(pairs.iter().map(|(name, _)| name).is_sorted(), "the parameters are not in their order");
        let lines: Vec<_> = pairs.iter().map(|(name, value)| [name, b"=", value].concat()).collect();
        assert!(lines.join(&b'&') == message, "what is read is not what was signed");
        ending = match decode_pairs::<Map<String, Value>>(&payload) {
            Ok(_) => ending.times(pairs.iter().count()),
            Err(error) => {
                quotes_nothing(form, &error);
                ending.and(error.expected())
            }
        };
    }
    ending
}
