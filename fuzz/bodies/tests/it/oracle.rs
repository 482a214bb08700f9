//! The second readers: they must be right themselves.

use std::panic::catch_unwind;

use alipay_fuzz::oracle::{
    base64_decoded, digits, fields,
    http::Message,
    json::{is_same, members, string_value},
    percent_decoded, quotes_nothing, refusal, variant,
};
use serde_json::json;

#[test]
fn encodings() {
    assert_eq!(percent_decoded(b"a%2Bb%2f%zz%4"), b"a+b/%zz%4");
    assert_eq!(base64_decoded(b"+/8=").unwrap(), [0xfb, 0xff]);
    assert_eq!(base64_decoded(b"+/8").unwrap(), [0xfb, 0xff]);
    assert_eq!(base64_decoded(b"aGVsbG8gd29ybGQ=").unwrap(), b"hello world");
    assert_eq!(base64_decoded(b"-_8="), None);
    let expected = [("a", "b c"), ("d", ""), ("e&", "=")].map(|(name, value)| (name.into(), value.into()));
    assert_eq!(fields(b"a=b+c&&d&e%26=%3D"), expected);
}

#[test]
fn kinds_of_errors() {
    assert_eq!(variant(&Some("x")), "Some");
    let error = serde_json::from_str::<u8>("\"a, expected \\\"\"").unwrap_err();
    assert_eq!(refusal(&error), "invalid type: string u8 at line 1 column 16");
}

#[test]
fn quotations_are_found() {
    quotes_nothing(b"{\"id\":\"2088123412341234\"}", &"expected a string (line 1, column 23)");
    assert!(catch_unwind(|| quotes_nothing(b"id=2088123412341234", &"no such id: 2088123412341234")).is_err());
}

#[test]
fn members_of_json() {
    let text = r#" { "a" : {"b":"}\"," , "c":[1,2]} ,"\u0061b":"x", "n" : -1.5e3 } "#;
    let expected = [("a", r#"{"b":"}\"," , "c":[1,2]}"#), ("ab", r#""x""#), ("n", "-1.5e3")];
    let found = members(text).unwrap();
    assert_eq!(found.iter().map(|(name, value)| (name.as_str(), *value)).collect::<Vec<_>>(), expected);
    assert_eq!(members("{}"), Some(Vec::new()));
    for text in ["", "[]", "{", r#"{"a":1"#, r#"{"a"}"#, r#"{"a":1}x"#, r#"{"a":"x}"#] {
        assert_eq!(members(text), None, "{text}");
    }
}

#[test]
fn strings_of_json() {
    assert_eq!(string_value(r#""a\/b\n\u00e9\ud83d\ude00""#).unwrap(), "a/b\né😀");
    assert_eq!(string_value(r#""\ud83d""#), None);
    assert_eq!(string_value("12"), None);
}

#[test]
fn only_the_last_digit_of_a_float_may_differ() {
    assert!(is_same(&json!({"a": [9.223317014118345e57, "x"]}), &json!({"a": [9.223317014118344e57, "x"]})));
    assert!(!is_same(&json!({"a": 1}), &json!({"a": "1"})));
    assert!(!is_same(&json!([1.5]), &json!([1.6])));
    assert!(!is_same(&json!({"a": 1}), &json!({"a": 1, "b": 1})));
}

#[test]
fn messages_of_http() {
    let message = Message::read(b"POST /a HTTP/1.1\r\nClient-Id: x \r\nbad header\r\nn:1\r\n\r\n{\r\n\r\n}");
    assert_eq!(message.first, ["POST", "/a", "HTTP/1.1"]);
    assert_eq!((message.the_one("client-id"), message.the_one("n")), (Some("x"), Some("1")));
    assert_eq!(message.headers.len(), 2);
    assert_eq!(message.body, "{\r\n\r\n}");
    let twice = Message::read(b"POST /a\nn: 1\nN: 1\n\n");
    assert!(catch_unwind(|| twice.the_one("n").is_some()).is_err());
}

#[test]
fn zeros_that_say_nothing() {
    assert_eq!(digits("012.50"), (false, "12", "5"));
    assert_eq!(digits("-0.00"), digits("0"));
    assert_ne!(digits("-0.01"), digits("0.01"));
    assert_ne!(digits("10"), digits("1.0"));
}
