//! What comes back.

use serde_json::json;

use super::{PATH, Trusting, antom, call_to, conclude, conclude_under, head, open};
use crate::{
    Antom, Dialect, Dws, OpenError, Opened, Outcome, Protocol, WorldFirst,
    signed_header::{code, result},
};

#[test]
fn the_text_an_answer_signs() {
    let body = r#"{"result":{"resultStatus":"S"}}"#;
    let time = "2019-04-04T14:08:56+05:30";
    let headers = [("client-id", "CLIENT"), ("response-time", time), ("signature", "signature=AAAA")];
    let Ok(Opened::Signed(sealed)) = open(&headers, body) else { panic!("not signed") };
    let seen = Trusting::default();
    assert!(sealed.verify(&seen).is_ok());
    let expected = format!("POST {PATH}\nCLIENT.{time}.{body}");
    assert_eq!(String::from_utf8(seen.0.into_inner().unwrap()).unwrap(), expected);
    // Without `client-id` it is our own that is verified against.
    assert!(matches!(open(&headers[1..], body), Ok(Opened::Signed(_))));
}

/// The official SDKs write times in six ways, and no page says how far one may be off: it is text, and signed as it stands.
#[test]
fn a_response_time_is_whatever_was_signed() {
    for time in [
        "1685599933871",
        "2019-05-28T12:12:14+08:00",
        "2026-01-01T00:00:00+0000",
        "2026-01-01T00:00:00.0000000Z",
        "1970-01-01T00:00:00Z",
        "9999-12-31T23:59:59-12:00",
    ] {
        let Ok(Opened::Signed(sealed)) = open(&[("response-time", time), ("signature", "signature=AAAA")], "{}") else {
            panic!("{time}")
        };
        let seen = Trusting::default();
        assert!(sealed.verify(&seen).is_ok());
        assert_eq!(seen.0.into_inner().unwrap(), format!("POST {PATH}\nCLIENT.{time}.{{}}").into_bytes());
    }
}

#[test]
fn another_clients_answer_is_refused_signed_or_not() {
    let signed = [("response-time", "t"), ("signature", "signature=AAAA")];
    for other in ["client", "CLIENT2", "CLIEN", "SANDBOX_CLIENT"] {
        let failure = r#"{"result":{"resultStatus":"F"}}"#;
        for headers in [&[][..], &signed[..]] {
            let headers = [headers, &[("client-id", other)]].concat();
            assert_eq!(open(&headers, failure).unwrap_err(), OpenError::OtherClient, "{other}");
        }
    }
}

#[test]
fn headers_that_two_readers_could_read_differently() {
    let all = [("client-id", "CLIENT"), ("response-time", "t"), ("signature", "signature=AAAA")];
    for twice in all {
        let headers = [&all[..], &[twice]].concat();
        assert!(matches!(open(&headers, "{}"), Err(OpenError::MalformedSignature(_))), "{twice:?}");
    }
    for (name, _) in all {
        let odd: Vec<_> = all.iter().map(|&(n, v)| (n, if n == name { "Ü" } else { v })).collect();
        assert!(matches!(open(&odd, "{}"), Err(OpenError::MalformedSignature(_))), "{name}");
    }
}

#[test]
fn a_verdict_is_read_in_every_spelling() {
    use Outcome::{KeyTaken, NotProcessed, Refused, Success, Unknown};
    for (status, code, outcome) in [
        ("S", "SUCCESS", Success),
        ("S", "SOMETHING_NEW", Success),
        ("F", "PROCESS_FAIL", Refused),
        ("F", "SOMETHING_NEW", Refused),
        ("F", "API_INVALID", Refused),
        ("U", "SOMETHING_NEW", Unknown),
        ("U", "UNKNOWN_EXCEPTION", Unknown),
        ("U", "REQUEST_TRAFFIC_EXCEED_LIMIT", Unknown),
        ("F", "REQUEST_TRAFFIC_EXCEED_LIMIT", NotProcessed),
        ("F", "REPEAT_REQ_INCONSISTENT", KeyTaken),
        ("U", "REPEAT_REQ_INCONSISTENT", Unknown),
        // The letter and the page contradict each other.
        ("F", "UNKNOWN_EXCEPTION", Unknown),
        ("U", "PROCESS_FAIL", Unknown),
        ("S", "PROCESS_FAIL", Unknown),
        ("S", "REQUEST_TRAFFIC_EXCEED_LIMIT", Unknown),
        ("F", "SUCCESS", Unknown),
    ] {
        let conclusion = conclude(&json!({"result":{"resultStatus":status,"resultCode":code}}).to_string()).unwrap();
        assert_eq!(conclusion.outcome, outcome, "{status} {code}");
        assert_eq!(conclusion.answer.code.as_str(), code, "as sent");
    }
    // As a gateway once answered: another spelling of the message, and a number for the code.
    let body = r#"{"result":{"resultCode":"PARAM_ILLEGAL","resultCodeId":"00000004","resultMsg":"illegal parameter","resultStatus":"F"}}"#;
    let answer = conclude(body).unwrap().answer;
    assert_eq!(answer.code, code::PARAM_ILLEGAL);
    assert_eq!(answer.message.as_deref(), Some("illegal parameter"));
    let result = result::read(body.as_bytes()).unwrap().unwrap();
    assert_eq!(result.result_code_id.as_ref().map(crate::Code::as_str), Some("00000004"));
    // All members but the status may be missing.
    assert_eq!(conclude(r#"{"result":{"resultStatus":"F"}}"#).unwrap().answer.code, "");
}

/// Nobody signs it.
#[test]
fn the_http_status_may_worsen_a_verdict_and_betters_none() {
    use Outcome::{NotProcessed, Refused, Success, Unknown};
    for (status, letter, code, outcome) in [
        (200, "S", "SUCCESS", Success),
        (201, "S", "SUCCESS", Success),
        (302, "S", "SUCCESS", Unknown),
        (404, "S", "SUCCESS", Unknown),
        (500, "S", "SUCCESS", Unknown),
        (500, "F", "PROCESS_FAIL", Refused),
        (200, "F", "PROCESS_FAIL", Refused),
        (200, "U", "UNKNOWN_EXCEPTION", Unknown),
        (503, "U", "REQUEST_TRAFFIC_EXCEED_LIMIT", Unknown),
        (503, "F", "REQUEST_TRAFFIC_EXCEED_LIMIT", NotProcessed),
    ] {
        let mut head = head(&[]);
        head.status = http::StatusCode::from_u16(status).unwrap();
        let body = json!({ "result": { "resultStatus": letter, "resultCode": code } }).to_string();
        let conclusion = conclude_under(&head, body.as_bytes()).unwrap();
        assert_eq!(conclusion.outcome, outcome, "{status} {letter}");
    }
}

#[test]
fn what_has_no_verdict() {
    for body in [
        r#"{}"#,
        r#"{"result":null}"#,
        r#"{"result":{}}"#,
        r#"{"result":{"resultCode":"SUCCESS"}}"#,
        r#"{"result":{"resultStatus":"s"}}"#,
        r#"{"result":{"resultStatus":"A"}}"#,
        r#"{"result":{"resultStatus":null}}"#,
    ] {
        assert_eq!(conclude(body).unwrap_err(), OpenError::NoVerdict, "{body}");
        assert_eq!(open(&[], body).unwrap_err(), OpenError::NotAnAnswer, "unsigned: {body}");
    }
    for body in ["", "null", "[]", "S", r#"{"result":"S"}"#, r#"{"result":{"resultStatus":["S"]}}"#, "<html>"] {
        assert_eq!(conclude(body).unwrap_err(), OpenError::NotAnAnswer, "{body}");
        assert_eq!(open(&[], body).unwrap_err(), OpenError::NotAnAnswer, "unsigned: {body}");
    }
    // A list is no object, whatever stands in it and in whatever order.
    for list in [r#"[{"resultStatus":"S"}]"#, r#"[{"resultStatus":"F"}]"#, r#"{"result":["S"]}"#] {
        assert_eq!(conclude(list).unwrap_err(), OpenError::NotAnAnswer, "{list}");
        assert_eq!(open(&[], list).unwrap_err(), OpenError::NotAnAnswer, "unsigned: {list}");
    }
    for twice in [
        r#"{"result":{"resultStatus":"F"},"result":{"resultStatus":"S"}}"#,
        r#"{"result":{"resultStatus":"F","result\u0053tatus":"S"}}"#,
        r#"{"result":{"resultStatus":"F"},"accounts":[{"a":{"b":1,"b":2}}]}"#,
    ] {
        assert_eq!(conclude(twice).unwrap_err(), OpenError::DuplicateMember, "{twice}");
        assert_eq!(open(&[], twice).unwrap_err(), OpenError::DuplicateMember, "unsigned: {twice}");
    }
}

#[test]
fn old_names_of_codes_are_the_documented_ones() {
    for (old, new) in [
        ("API_INVALID", code::INVALID_API),
        ("CLIENT_INVALID", code::INVALID_CLIENT),
        ("SIGNATURE_INVALID", code::INVALID_SIGNATURE),
    ] {
        let body = json!({"result":{"resultStatus":"F","resultCode":old}}).to_string();
        let answer = conclude(&body).unwrap().answer;
        assert_eq!((answer.code.as_str(), &answer.code), (old, &old.into()), "as sent");
        assert_eq!(answer.code, new);
        for api in [Dws::untyped(PATH), Antom::untyped(PATH), WorldFirst::untyped(PATH)] {
            assert_eq!(api.unwrap().code(&answer.code), Some(&new), "status and advice");
        }
        let Ok(Opened::Unsigned(unsigned)) = open(&[], &body) else { panic!("not an unsigned failure") };
        assert_eq!(antom().read_failure(&call_to::<Antom>(PATH), &head(&[]), &unsigned).answer.code, new);
    }
}

#[test]
fn trace_ids_by_any_of_their_names() {
    let trace = |headers: &[(&'static str, &str)]| antom().trace_id(&head(headers)).map(str::to_owned);
    assert_eq!(trace(&[]), None);
    assert_eq!(trace(&[("tracer-id", " "), ("trace-id", "t1")]).as_deref(), Some("t1"));
    assert_eq!(trace(&[("tracerid", "t2")]).as_deref(), Some("t2"));
    assert_eq!(trace(&[("Tracer-Id", "t3"), ("trace-id", "t1")]).as_deref(), Some("t3"));
    assert_eq!(trace(&[("tracer-id", "Ü")]), None);
}
