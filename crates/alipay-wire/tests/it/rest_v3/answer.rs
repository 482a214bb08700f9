//! Section 6.4: from an answer to a verified payload, or the reason why it is none.

use alipay_wire::{
    OpenError, Opened, Outcome, Protocol, Sent, decode,
    sign::{KeyId, Verify, VerifyError},
};
use bytes::Bytes;
use http::{HeaderValue, Response};

use crate::rest_v3::{Failed, answer, gateway_sign, now, query, read, refund, rest, support, unsigned, with, without};

const ERROR: &str = r#"{"code":"ACQ.TRADE_NOT_EXIST","message":"no","links":[]}"#;

fn failed(response: Response<Bytes>) -> Failed {
    read(&rest(), &refund(), response).expect_err("it was read")
}

/// 6.4
#[test]
fn time_nonce_and_body_are_signed() {
    let (verified, conclusion) = read(&rest(), &query(), answer(200, r#"{"a":"1"}"#)).unwrap();
    assert_eq!((&verified.payload()[..], conclusion.outcome), (&br#"{"a":"1"}"#[..], Outcome::Success));
    for (name, value) in [("alipay-timestamp", "1406142470322"), ("alipay-nonce", "abd")] {
        let spoilt = with(answer(200, r#"{"a":"1"}"#), &[(name, value)]);
        assert_eq!(failed(spoilt), Failed::Verify(VerifyError::Mismatch), "{name}");
    }
    let spoilt = answer(200, r#"{"a":"1"}"#).map(|_| Bytes::from_static(br#"{"a":"2"}"#));
    assert_eq!(failed(spoilt), Failed::Verify(VerifyError::Mismatch));
}

/// 6.4. Over exact bytes, whatever is in them.
#[test]
fn the_body_is_verified_as_it_came() {
    for body in ["{ }", "{\"a\":\"\\/ \\u4e00 余额\"}\n", " {\"a\":{\"b\":[1.50]}}", "{\"\":\"\r\n\"}".trim()] {
        let body = body.replace("\r\n", "\\r\\n");
        let (verified, _) = read(&rest(), &query(), answer(200, &body)).unwrap();
        assert_eq!(verified.payload(), &body);
    }
}

/// 6.4. The .NET SDK compares names exactly, and gateways and proxies write them as they like.
#[test]
fn header_names_are_read_in_any_case() {
    let signature = gateway_sign("1\nn\n{}\n");
    let headers = [("Alipay-Timestamp", "1"), ("ALIPAY-NONCE", "n"), ("alipay-Signature", &*signature)];
    assert!(read(&rest(), &query(), with(unsigned(200, "{}"), &headers)).is_ok());
}

/// 6.4. The Node SDK dies of a `TypeError` here (alipay-sdk-nodejs-all#151).
#[test]
fn a_success_without_a_signature_is_refused() {
    for status in [200, 201, 202] {
        assert_eq!(failed(unsigned(status, "{}")), Failed::Open(OpenError::UnsignedSuccess));
        assert_eq!(failed(unsigned(status, ERROR)), Failed::Open(OpenError::UnsignedSuccess));
        assert_eq!(failed(without(answer(status, "{}"), "alipay-signature")), Failed::Open(OpenError::UnsignedSuccess));
    }
}

/// 6.4. Some answers say `null`, or nothing, instead of a signature.
#[test]
fn null_is_no_signature() {
    for none in ["null", "", "  "] {
        let success = with(answer(200, "{}"), &[("alipay-signature", none)]);
        assert_eq!(failed(success), Failed::Open(OpenError::UnsignedSuccess), "{none:?}");
        let failure = with(answer(400, ERROR), &[("alipay-signature", none)]);
        assert_eq!(failed(failure), Failed::Unsigned("ACQ.TRADE_NOT_EXIST".to_owned()), "{none:?}");
    }
}

/// 6.4
#[test]
fn half_a_signature_is_none() {
    for missing in ["alipay-timestamp", "alipay-nonce"] {
        for status in [200, 400] {
            let expected = OpenError::PartialSignature { present: "alipay-signature", missing };
            assert_eq!(failed(without(answer(status, ERROR), missing)), Failed::Open(expected));
            assert_eq!(failed(with(answer(status, ERROR), &[(missing, " ")])), Failed::Open(expected));
        }
    }
}

/// 6.4. A spoilt signature is not excused by a failure.
#[test]
fn a_bad_signature_is_never_excused() {
    for status in [200, 400, 500] {
        let other = with(answer(status, ERROR), &[("alipay-signature", &gateway_sign("other"))]);
        assert_eq!(failed(other), Failed::Verify(VerifyError::Mismatch));
        for odd in ["x", "-_8=", "AAAA AAAA"] {
            let odd = with(answer(status, ERROR), &[("alipay-signature", odd)]);
            assert!(matches!(failed(odd), Failed::Open(OpenError::MalformedSignature(_))));
        }
    }
}

/// 6.4
#[test]
fn what_stands_twice_is_refused() {
    for name in ["alipay-signature", "alipay-timestamp", "alipay-nonce", "alipay-sn"] {
        let mut twice = with(answer(200, "{}"), &[("alipay-sn", "abc")]);
        let same = twice.headers()[name].clone();
        twice.headers_mut().append(http::HeaderName::from_static(name), same);
        assert!(matches!(failed(twice), Failed::Open(OpenError::MalformedSignature(_))), "{name}");
    }
    let duplicate = Failed::Open(OpenError::DuplicateMember);
    assert_eq!(failed(answer(200, r#"{"a":{"b":1,"b":2}}"#)), duplicate);
    assert_eq!(failed(answer(400, r#"{"code":"A","message":"","code":"B"}"#)), duplicate);
    assert_eq!(failed(unsigned(400, r#"{"code":"A","message":"","c\u006fde":"B"}"#)), duplicate);
}

/// 6.4, 2.5
#[test]
fn the_serial_names_the_key_and_is_not_signed() {
    let key_of = |response: Response<Bytes>| {
        let (head, body) = response.into_parts();
        match rest().open(&query(), &Sent::new(now()), &head, body).unwrap() {
            Opened::Signed(sealed) => sealed.key().map(|key| key.as_str().to_owned()),
            Opened::Unsigned(_) => panic!("unsigned"),
        }
    };
    let serial = "7513daaaa48aa3ba2e4018d84402479c";
    assert_eq!(key_of(answer(200, "{}")), None);
    assert_eq!(key_of(with(answer(200, "{}"), &[("alipay-sn", serial)])), Some(serial.to_owned()));
    assert_eq!(key_of(with(answer(400, ERROR), &[("alipay-sn", serial)])), Some(serial.to_owned()));
    for odd in ["a b", "a/b", &"a".repeat(65)] {
        let odd = with(answer(200, "{}"), &[("alipay-sn", odd)]);
        assert!(matches!(failed(odd), Failed::Open(OpenError::MalformedSignature(_))));
    }
}

/// 6.4, 2.5. The PHP and Java SDKs take the first key they hold when no serial is given; nobody takes one for another.
#[test]
fn an_unknown_serial_is_an_unknown_key_and_nobody_is_asked_for_it() {
    struct Certificates;
    impl Verify for Certificates {
        fn verify(&self, key: Option<&KeyId>, message: &[u8], signature: &[u8]) -> Result<(), VerifyError> {
            match key {
                Some(key) if key.as_str() == "known" => support::gateway_key().verify(None, message, signature),
                Some(key) => Err(VerifyError::UnknownKey(key.clone())),
                None => Err(VerifyError::Mismatch),
            }
        }
    }
    let verify = |serial: &str| {
        let (head, body) = with(answer(200, "{}"), &[("alipay-sn", serial)]).into_parts();
        match rest().open(&query(), &Sent::new(now()), &head, body).unwrap() {
            Opened::Signed(sealed) => sealed.verify(&Certificates).map(|_| ()).map_err(|(error, _)| error),
            Opened::Unsigned(_) => panic!("unsigned"),
        }
    };
    assert_eq!(verify("known"), Ok(()));
    assert_eq!(verify("other"), Err(VerifyError::UnknownKey("other".into())));
    assert!(rest().key_request(&"other".into()).is_none());
}

/// 6.4. Signed failures are verified, unsigned ones keep their code.
#[test]
fn a_failure_is_read_signed_or_not() {
    let (_, conclusion) = read(&rest(), &refund(), answer(400, ERROR)).unwrap();
    assert_eq!(conclusion.outcome, Outcome::Refused);
    assert_eq!(conclusion.answer.leading(), &"ACQ.TRADE_NOT_EXIST");
    assert_eq!(conclusion.answer.message.as_deref(), Some("no"));
    for status in [400, 401, 403, 404, 429, 500, 502] {
        assert_eq!(failed(unsigned(status, ERROR)), Failed::Unsigned("ACQ.TRADE_NOT_EXIST".to_owned()), "{status}");
    }
}

/// 6.4. What something before the gateway says is no word of the gateway.
#[test]
fn a_page_is_no_answer() {
    for body in [
        "<html>502</html>",
        "",
        "Bad Gateway",
        "[]",
        "null",
        "{",
        "{}",
        r#"{"code":""}"#,
        r#"{"code":{}}"#,
        r#"{"error":"x"}"#,
    ] {
        for status in [400, 404, 500, 502] {
            assert_eq!(failed(unsigned(status, body)), Failed::Open(OpenError::NotAnAnswer), "{status} {body}");
        }
    }
    let gbk = unsigned(500, "").map(|_| Bytes::from_static(b"{\"code\":\"\xD3\xE0\xB6\xEE\"}"));
    assert_eq!(failed(gbk), Failed::Open(OpenError::NotAnAnswer));
}

/// 6.5
#[test]
fn a_redirect_is_no_answer() {
    for status in [301, 302, 304, 307] {
        let mut signed = answer(status, ERROR);
        signed.headers_mut().insert("location", HeaderValue::from_static("https://other.example/"));
        assert_eq!(failed(signed), Failed::Open(OpenError::NotAnAnswer));
        assert_eq!(failed(unsigned(status, ERROR)), Failed::Open(OpenError::NotAnAnswer));
    }
}

/// 6.4. Without a body there is nothing but a status, which nobody signs: the Java SDK believes it.
#[test]
fn an_answer_without_a_body_must_be_signed_too() {
    let (verified, conclusion) = read(&rest(), &refund(), answer(204, "")).unwrap();
    assert_eq!(conclusion.outcome, Outcome::Success);
    assert_eq!(decode::<serde_json::Value>(&verified).unwrap(), serde_json::json!({}));
    assert_eq!(failed(unsigned(204, "")), Failed::Open(OpenError::UnsignedSuccess));
    // Under any other status an empty body says nothing.
    for status in [200, 202, 400, 500] {
        assert_eq!(failed(answer(status, "")), Failed::Open(OpenError::NoVerdict), "{status}");
    }
}

/// 6.4
#[test]
fn the_content_type_decides_nothing() {
    for content_type in ["text/html;charset=GBK", "text/plain", "application/json", "x"] {
        let answer = with(answer(200, r#"{"a":"余额"}"#), &[("content-type", content_type)]);
        assert!(read(&rest(), &query(), answer).is_ok(), "{content_type}");
    }
}

/// 6.4
#[test]
fn the_trace_id_is_a_header() {
    let trace = |response: Response<Bytes>| rest().trace_id(&response.into_parts().0).map(str::to_owned);
    assert_eq!(trace(with(unsigned(400, ERROR), &[("alipay-trace-id", "21d9b638")])), Some("21d9b638".to_owned()));
    assert_eq!(trace(with(unsigned(400, ERROR), &[("alipay-trace-id", " ")])), None);
    assert_eq!(trace(unsigned(400, ERROR)), None);
}
