//! Sections 2.1 to 2.5: what of an answer is signed, what is believed, and what is read.

use alipay_wire::{
    OpenError, Opened, Outcome, Protocol, Safety, Sent,
    sign::{CharsetError, KeyId, Sealed, Verify, VerifyError},
};
use bytes::Bytes;
use http::StatusCode;
use serde_json::json;

use crate::open_platform::{
    Failed, answer, answer_as, call, envelope, form, genuine, key_of, now, query, read_answer,
    support::{self, base64},
    text_of,
};

const NODE: &str = "alipay_fund_account_query_response";
const SUCCESS: &[u8] = br#"{"code":"10000","available_amount":"26.45"}"#;
const FAILURE: &[u8] = br#"{"code":"40002","sub_code":"isv.invalid-signature"}"#;
const SERIAL: &str = r#","alipay_cert_sn":"7513daaaa48aa3ba2e4018d84402479c""#;

/// 2.1
#[test]
fn the_node_is_called_like_the_method() {
    assert_eq!(text_of(genuine(SUCCESS)).unwrap().as_bytes(), SUCCESS);
}

/// 2.1. paybox looks for a node without `_response`.
#[test]
fn a_node_of_another_name_is_no_answer() {
    for name in ["alipay_fund_account_query", "alipay_trade_query_response", "ALIPAY_FUND_ACCOUNT_QUERY_RESPONSE"] {
        assert_eq!(text_of(answer(envelope(name, SUCCESS, SUCCESS, ""))), Err(Failed::Open(OpenError::NotAnAnswer)));
    }
}

/// 2.1. The answer is JSON, whatever its content type says.
#[test]
fn the_content_type_decides_nothing_but_the_charset() {
    for content_type in ["text/html;charset=utf-8", "application/json", "text/plain; charset=utf8", "nonsense"] {
        let answer = answer_as(content_type, envelope(NODE, SUCCESS, SUCCESS, ""));
        assert!(text_of(answer).is_ok(), "{content_type}");
    }
}

/// 2.1. APIs that answer with a page, called directly, answer failures with a page in GBK and status 200.
#[test]
fn a_page_is_no_answer_in_any_charset() {
    for page in [&b"<html>x</html>"[..], b"<html>\xD3\xE0\xB6\xEE</html>", b"\xFF\xFE<\0", b"", b"[]", b"\"x\""] {
        assert_eq!(text_of(answer(page)), Err(Failed::Open(OpenError::NotAnAnswer)), "{page:?}");
    }
}

/// 2.1. The Node, Python and PHP clients refuse whatever has another status than 200, verified failures too.
#[test]
fn the_http_status_may_worsen_a_verdict_and_hides_none() {
    for (node, status, outcome) in [
        (SUCCESS, StatusCode::OK, Outcome::Success),
        (SUCCESS, StatusCode::BAD_GATEWAY, Outcome::Unknown),
        (FAILURE, StatusCode::OK, Outcome::Refused),
        (FAILURE, StatusCode::BAD_REQUEST, Outcome::Refused),
    ] {
        let mut answer = genuine(node);
        *answer.status_mut() = status;
        assert_eq!(read_answer(&form(), &query(), answer).unwrap().1.outcome, outcome, "{status}");
    }
}

/// 2.1 and 2.2.1. Nor does alipay_sdk_rust know `error_response`.
#[test]
fn an_error_response_is_read_signed_or_not() {
    let (verified, conclusion) =
        read_answer(&form(), &query(), answer(envelope("error_response", FAILURE, FAILURE, ""))).unwrap();
    assert_eq!((verified.payload().as_ref(), conclusion.outcome), (FAILURE, Outcome::Refused));
    let unsigned = [b"{\"error_response\":", FAILURE, b"}"].concat();
    assert_eq!(text_of(answer(unsigned)), Err(Failed::Unsigned("isv.invalid-signature".to_owned())));
}

/// 2.1
#[test]
fn an_error_response_is_never_a_success() {
    for node in [SUCCESS, br#""Y2lwaGVydGV4dA==""#] {
        let answer = answer(envelope("error_response", node, node, ""));
        assert_eq!(text_of(answer), Err(Failed::Open(OpenError::NotAnAnswer)));
    }
}

/// 2.2.3. PHP cuts up to the last `"sign"` and gopay up to the first `,"sign":`, old versions of the Node client at the
/// last one: each of them breaks on a payload with that text in it. alipay_sdk_rust counts braces inside of strings.
#[test]
fn the_signed_text_is_the_exact_value_of_the_node() {
    let nodes = [
        r#"{"code":"10000","memo":"\",\"sign\":\"x\",\"alipay_cert_sn\":\"y\"}"}"#,
        r#"{"code":"10000","memo":"}}}{{{\\\"}","deep":{"a":[{"b":"]}"}]}}"#,
        "{ \"code\" : \"10000\" ,\n\t\"spaces\" : [ 1 , 2 ] }",
        r#"{"code":"10000","sign":"inner","alipay_fund_account_query_response":{"sign":"deeper"}}"#,
        r#"{"code":"10000","u":"\u7528\ud83d\ude00\u0000","n":1.50e3}"#,
    ];
    for node in nodes {
        assert_eq!(text_of(genuine(node.as_bytes())).unwrap(), node);
    }
}

/// 2.2. Members may stand in any order and with space between them.
#[test]
fn the_order_of_the_envelope_does_not_matter() {
    let body = String::from_utf8(envelope(NODE, SUCCESS, SUCCESS, "")).unwrap();
    let (node, sign) = body[1..body.len() - 1].split_once(",\"sign\":").unwrap();
    let turned = format!("\n{{ \"sign\" : {sign} , \"more\" : 1 , {node} }}\r\n");
    assert_eq!(text_of(answer(turned)).unwrap().as_bytes(), SUCCESS);
}

/// 2.2.1. The official Python client finds no node whose name has a digit in it.
#[test]
fn the_name_of_a_method_may_have_digits() {
    let call = call("alipay.open.v2.test3.query", json!({}));
    let answer = answer(envelope("alipay_open_v2_test3_query_response", SUCCESS, SUCCESS, ""));
    assert!(read_answer(&form(), &call, answer).is_ok());
}

/// 2.2.5. Two readers may see two different nodes, and only one of them was signed.
#[test]
fn what_stands_twice_is_refused_at_every_level() {
    let sign = base64(b"x");
    let bodies = [
        format!(r#"{{"{NODE}":{{}},"{NODE}":{{}},"sign":"{sign}"}}"#),
        format!(r#"{{"{NODE}":{{}},"error_response":{{}},"sign":"{sign}"}}"#),
        format!(r#"{{"{NODE}":{{}},"sign":"{sign}","sign":"{sign}"}}"#),
        format!(r#"{{"{NODE}":{{}},"alipay_cert_sn":"1","alipay_cert_sn":"2","sign":"{sign}"}}"#),
    ];
    for body in bodies {
        assert_eq!(text_of(answer(body.clone())), Err(Failed::Open(OpenError::DuplicateMember)), "{body}");
    }
    for node in [r#"{"code":"10000","\u0063ode":"40004"}"#, r#"{"a":[{"b":{"c":1,"c":2}}]}"#] {
        assert_eq!(text_of(genuine(node.as_bytes())), Err(Failed::Open(OpenError::DuplicateMember)), "{node}");
    }
    // In failures too, no matter who wrote them.
    let node = r#"{"code":"40004","sub_code":"A","sub_c\u006fde":"B"}"#;
    for name in [NODE, "error_response"] {
        let signed = answer(envelope(name, node.as_bytes(), node.as_bytes(), ""));
        for body in [signed, answer(format!(r#"{{"{name}":{node}}}"#))] {
            assert_eq!(text_of(body), Err(Failed::Open(OpenError::DuplicateMember)), "{name}");
        }
    }
}

/// 2.3. EasySDK, PHP and Python report an unsigned failure as a bad signature, which hides that the app id is wrong.
#[test]
fn an_unsigned_failure_is_reported_with_its_code() {
    for body in [
        r#"{"alipay_fund_account_query_response":{"code":"40002","sub_code":"isv.invalid-app-id"}}"#,
        r#"{"alipay_fund_account_query_response":{"code":"40002","sub_code":"isv.invalid-app-id"},"sign":""}"#,
        r#"{"alipay_fund_account_query_response":{"code":"40002","sub_code":"isv.invalid-app-id"},"sign":null}"#,
    ] {
        assert_eq!(text_of(answer(body)), Err(Failed::Unsigned("isv.invalid-app-id".to_owned())), "{body}");
    }
}

/// 2.3. alipay-rs verifies nothing, and the Node client only when told to, and only when it has a key.
#[test]
fn a_success_without_a_signature_is_refused() {
    for node in [&br#"{"code":"10000"}"#[..], br#"{"code":"10003"}"#, br#"{"access_token":"old"}"#] {
        let body = [format!("{{\"{NODE}\":").as_bytes(), node, b"}"].concat();
        assert_eq!(text_of(answer(body)), Err(Failed::Open(OpenError::UnsignedSuccess)));
    }
}

/// 2.3
#[test]
fn a_signature_that_does_not_hold_is_refused_whatever_it_is_over() {
    for node in [SUCCESS, FAILURE] {
        let altered = answer(envelope(NODE, node, b"something else", ""));
        assert_eq!(text_of(altered), Err(Failed::Verify(VerifyError::Mismatch)));
    }
    for sign in [r#""no base64!""#, "1", r#"["x"]"#] {
        let body = format!(r#"{{"{NODE}":{{"code":"40004"}},"sign":{sign}}}"#);
        let error = text_of(answer(body)).unwrap_err();
        assert!(matches!(error, Failed::Open(OpenError::MalformedSignature(_))), "{error:?}");
    }
}

/// 2.3. What is cut out of the raw text, as Python and smartwalle do, breaks as soon as `/` is written `\/`.
#[test]
fn the_signature_is_read_as_a_json_string() {
    let body = String::from_utf8(envelope(NODE, SUCCESS, SUCCESS, "")).unwrap();
    let (node, sign) = body.split_once("\"sign\":").unwrap();
    let escaped = format!("{node}\"sign\":{}", sign.replace('/', "\\/").replace('+', "\\u002b"));
    assert_ne!(escaped, body);
    assert_eq!(text_of(answer(escaped)).unwrap().as_bytes(), SUCCESS);
}

/// 2.3. Java and PHP try both, in this order; other clients report a bad signature.
#[test]
fn escaped_slashes_are_read_in_the_form_that_was_signed() {
    let plain = r#"{"code":"10000","url":"https://a/b","path":"\\/"}"#;
    let escaped = plain.replace('/', r"\/");
    let cases = [(plain, plain, plain), (&escaped, plain, plain), (&escaped, &escaped, &escaped)];
    for (sent, signed, read) in cases {
        let answer = answer(envelope(NODE, sent.as_bytes(), signed.as_bytes(), ""));
        assert_eq!(text_of(answer).unwrap(), *read, "{sent} {signed}");
    }
    let halfway = plain.replacen('/', r"\/", 1);
    let answer = answer(envelope(NODE, escaped.as_bytes(), halfway.as_bytes(), ""));
    assert_eq!(text_of(answer), Err(Failed::Verify(VerifyError::Mismatch)));
}

/// 2.1. alipay_sdk_rust takes it that `sub_msg` is there, and panics on the answer of an order in progress.
#[test]
fn an_answer_may_leave_out_all_but_what_was_asked_for() {
    for (node, outcome) in [
        (&br#"{"code":"10003"}"#[..], Outcome::Success),
        (br#"{"code":10000,"msg":null,"sub_code":null}"#, Outcome::Success),
        (br#"{"access_token":"old methods have no code"}"#, Outcome::Success),
        (br#"{"sub_code":"isv.code-invalid"}"#, Outcome::Refused),
        (br#"{}"#, Outcome::Success),
    ] {
        let (_, conclusion) = read_answer(&form(), &query(), genuine(node)).unwrap();
        assert_eq!(conclusion.outcome, outcome, "{}", node.escape_ascii());
    }
    let error = read_answer(&form(), &query(), genuine(br#"{"code":[]}"#)).unwrap_err();
    assert_eq!(error, Failed::Open(OpenError::NoVerdict));
}

/// 2.5. fzlee/alipay does not find the signature of a failure in certificate mode.
#[test]
fn the_serial_names_the_key_and_is_not_signed() {
    let serial = Some(KeyId::from("7513daaaa48aa3ba2e4018d84402479c"));
    for node_name in [NODE, "error_response"] {
        let body = envelope(node_name, FAILURE, FAILURE, SERIAL);
        assert!(text_of(answer(body.clone())).is_ok());
        assert_eq!(key_of(body), Ok(serial.clone()));
    }
    for absent in ["", r#","alipay_cert_sn":"""#, r#","alipay_cert_sn":null"#] {
        assert_eq!(key_of(envelope(NODE, SUCCESS, SUCCESS, absent)), Ok(None));
    }
}

/// 2.5. EasySDK falls back to the first key it has, and ruipay verifies nothing without a serial.
#[test]
fn an_unknown_serial_is_an_unknown_key() {
    struct Other;
    impl Verify for Other {
        fn verify(&self, key: Option<&KeyId>, _: &[u8], _: &[u8]) -> Result<(), VerifyError> {
            key.map_or(Err(VerifyError::Mismatch), |key| Err(VerifyError::UnknownKey(key.clone())))
        }
    }
    let open = |siblings| -> Sealed<Bytes> {
        let (head, body) = answer(envelope(NODE, SUCCESS, SUCCESS, siblings)).into_parts();
        match form().open(&query(), &Sent::new(now()), &head, body).unwrap() {
            Opened::Signed(sealed) => sealed,
            Opened::Unsigned(_) => panic!("it is signed"),
        }
    };
    let (error, sealed) = open(SERIAL).verify(&Other).unwrap_err();
    assert_eq!(error, VerifyError::UnknownKey("7513daaaa48aa3ba2e4018d84402479c".into()));
    // With the key learnt, the same answer verifies.
    assert!(sealed.verify(&support::gateway_key()).is_ok());
    assert_eq!(open("").verify(&Other).unwrap_err().0, VerifyError::Mismatch);
}

/// 2.5. It is shown when its key is not known, so it must not be anything else.
#[test]
fn a_serial_that_is_none_is_refused() {
    for serial in [r#""6222 0200""#, r#""<script>""#, "1", r#"{"a":1}"#, &format!("\"{}\"", "a".repeat(65))] {
        let error = key_of(envelope(NODE, SUCCESS, SUCCESS, &format!(",\"alipay_cert_sn\":{serial}"))).unwrap_err();
        assert!(matches!(error, OpenError::MalformedSignature(_)), "{error:?}");
        assert!(!error.to_string().contains("6222"));
    }
}

/// 2.5
#[test]
fn the_gateway_is_asked_for_a_certificate_by_its_serial() {
    let call = form().key_request(&"7513daaaa48aa3ba2e4018d84402479c".into()).unwrap();
    assert_eq!(call.api().name, "alipay.open.app.alipaycert.download");
    assert_eq!(call.payload().json().unwrap(), r#"{"alipay_cert_sn":"7513daaaa48aa3ba2e4018d84402479c"}"#);
    assert_eq!(call.safety(), Safety::Query);
    let text = crate::open_platform::canonical(&form(), &call).unwrap();
    assert!(text.contains("&biz_content={\"alipay_cert_sn\"") && !text.contains("encrypt_type"));
}

/// 2.5. Nobody signs this answer: what is in it is believed by what it is chained to.
#[test]
fn the_certificate_is_read_from_an_unsigned_answer() {
    let pem = "-----BEGIN CERTIFICATE-----\nMII=\n-----END CERTIFICATE-----\n";
    let content = base64(pem.as_bytes());
    let (first, second) = content.split_at(10);
    for content in [&content, &format!("{first}\\n{second}\\r\\n")] {
        let node = format!(r#"{{"code":"10000","msg":"Success","alipay_cert_content":"{content}"}}"#);
        for rest in ["", r#","sign":"AAAA""#] {
            let body = format!(r#"{{"alipay_open_app_alipaycert_download_response":{node}{rest}}}"#);
            assert_eq!(form().read_key(&body.into()).unwrap(), pem);
        }
    }
}

/// 2.5
#[test]
fn an_answer_without_a_certificate_says_so() {
    for (node, error) in [
        (r#"{"code":"40004","sub_code":"NOT_FOUND"}"#, OpenError::NoCertificate),
        (r#"{"alipay_cert_content":""}"#, OpenError::NoCertificate),
        (r#"{"alipay_cert_content":"-----BEGIN"}"#, OpenError::NoCertificate),
        (r#"{"alipay_cert_content":"QQ==","alipay_cert_content":"QQ=="}"#, OpenError::NoCertificate),
    ] {
        let body = format!(r#"{{"alipay_open_app_alipaycert_download_response":{node}}}"#);
        assert_eq!(form().read_key(&body.into()), Err(error), "{node}");
    }
    assert_eq!(form().read_key(&Bytes::from_static(b"<html>")), Err(OpenError::NotAnAnswer));
}

/// 2.4
#[cfg(not(feature = "gbk"))]
#[test]
fn an_answer_in_gbk_says_which_feature_it_needs() {
    let node = b"{\"code\":\"10000\",\"name\":\"\xD3\xE0\xB6\xEE\"}";
    let error = text_of(genuine(node)).unwrap_err();
    assert_eq!(error, Failed::Open(OpenError::Charset(CharsetError::Unknown)));
    assert!(OpenError::Charset(CharsetError::Unknown).to_string().contains("feature `gbk`"));
}

#[cfg(feature = "gbk")]
mod gbk {
    use alipay_wire::sign::Charset;

    use super::*;
    use crate::open_platform::QUERY;

    fn in_gbk(text: &str) -> Vec<u8> {
        Charset::Gbk.encode(text).unwrap().into_owned()
    }

    /// What a client that sends in `requested` reads in an answer in GBK that says `content_type`.
    fn read(requested: Charset, content_type: &'static str, node: &[u8]) -> Result<String, Failed> {
        let answer = answer_as(content_type, envelope(NODE, node, node, ""));
        let (revealed, _) = read_answer(&form().charset(requested), &query(), answer)?;
        Ok(String::from_utf8(revealed.into_payload().to_vec()).unwrap())
    }

    /// 2.4. The second byte of these characters is a backslash, and each of the braces.
    #[test]
    fn no_byte_of_a_character_is_taken_for_structure() {
        for text in ["淺", "納", "脈", "淺\\\"納}脈{", "a淺/\\/淺\\\\"] {
            let node = json!({ "code": "10000", "name": text, text: { "inner": text } }).to_string();
            for content_type in ["text/html;charset=GBK", "text/html;charset=utf-8", "text/html"] {
                assert_eq!(read(Charset::Gbk, content_type, &in_gbk(&node)).unwrap(), node, "{content_type}");
            }
        }
    }

    /// 2.4. smartwalle/alipay takes every answer for UTF-8, by an open report of 2026.
    #[test]
    fn a_failure_in_gbk_to_a_request_in_utf8_is_read() {
        let node = r#"{"code":"20000","sub_code":"aop.unknow-error","sub_msg":"系统繁忙"}"#;
        for content_type in ["text/html;charset=utf-8", "text/html;charset=GBK", "text/html"] {
            assert_eq!(read(Charset::Utf8, content_type, &in_gbk(node)).unwrap(), node, "{content_type}");
        }
        let unsigned = [b"{\"error_response\":", in_gbk(node).as_slice(), b"}"].concat();
        assert_eq!(text_of(answer(unsigned)), Err(Failed::Unsigned("aop.unknow-error".to_owned())));
    }

    /// 2.4
    #[test]
    fn an_answer_in_utf8_to_a_request_in_gbk_is_read() {
        let node = r#"{"code":"10000","name":"余额"}"#;
        assert_eq!(read(Charset::Gbk, "text/html;charset=utf-8", node.as_bytes()).unwrap(), node);
        // Bytes that are text in both charsets are read in the one that is declared, or else in the request's.
        let both = "{\"code\":\"10000\",\"name\":\"\u{a1a1}\u{a1a1}\"}";
        let garbled = Charset::Gbk.decode(both.as_bytes()).unwrap().into_owned();
        assert_eq!(read(Charset::Gbk, "text/html;charset=utf-8", both.as_bytes()).unwrap(), both);
        assert_eq!(read(Charset::Gbk, "text/html", both.as_bytes()).unwrap(), garbled);
    }

    /// 2.4. Nobody signs the content type: a proxy, or anyone else, must not change what a signed text says with it.
    /// Here it would swallow the backslash of an escape, and change the name besides.
    #[test]
    fn no_content_type_changes_what_a_text_in_utf8_says() {
        for name in ["张三李四", "余额", "张\\u0041", "\u{a1a1}\u{a1a1}"] {
            let node = format!("{{\"code\":\"10000\",\"name\":\"{name}\"}}");
            for content_type in ["text/html;charset=GBK", "text/html;charset=utf-8", "text/html"] {
                assert_eq!(read(Charset::Utf8, content_type, node.as_bytes()).unwrap(), node, "{content_type}");
            }
        }
    }

    /// 2.4. EasySDK decodes by the charset of the platform, and verifies what comes out.
    #[test]
    fn what_is_verified_is_the_bytes_as_they_came() {
        let node = r#"{"code":"10000","name":"余额"}"#;
        let transcoded = answer(envelope(NODE, &in_gbk(node), node.as_bytes(), ""));
        assert_eq!(text_of(transcoded), Err(Failed::Verify(VerifyError::Mismatch)));
    }

    /// 2.2.5. Two names that look alike as bytes are two names.
    #[test]
    fn what_stands_twice_is_found_in_the_text_not_in_its_bytes() {
        let node = in_gbk(r#"{"code":"10000","余":1,"额":2}"#);
        assert!(read(Charset::Gbk, "text/html", &node).is_ok());
        let node = in_gbk(r#"{"code":"10000","余":1,"余":2}"#);
        assert_eq!(read(Charset::Gbk, "text/html", &node), Err(Failed::Open(OpenError::DuplicateMember)));
    }

    /// 2.3 and 2.4. A backslash that is half of a character escapes no slash.
    #[test]
    fn slashes_are_unescaped_by_characters() {
        for (sent, signed) in [
            (r#"{"code":"10000","name":"淺\/a\/b"}"#, r#"{"code":"10000","name":"淺/a/b"}"#),
            (r#"{"code":"10000","name":"淺/a\/b"}"#, r#"{"code":"10000","name":"淺/a/b"}"#),
        ] {
            let answer = answer(envelope(NODE, &in_gbk(sent), &in_gbk(signed), ""));
            assert_eq!(text_of(answer).unwrap(), signed);
        }
    }

    /// 2.4
    #[test]
    fn an_answer_in_neither_charset_is_refused() {
        let error = text_of(genuine(b"{\"code\":\"10000\",\"name\":\"\xFF\"}")).unwrap_err();
        assert_eq!(error, Failed::Open(OpenError::Charset(CharsetError::Malformed)));
    }

    /// 2.4
    #[test]
    fn evidence_in_gbk_verifies() {
        use alipay_wire::{
            Evidence,
            sign::{KeyIdentity, Sign},
        };

        let (form, key) = (form().charset(Charset::Gbk), support::app_key());
        let call = call(QUERY, json!({ "name": "余额" }));
        let draft =
            form.draft(&call, &alipay_wire::Signing::new(Sign::key(&key), now(), crate::open_platform::NONCE)).unwrap();
        let text = draft.message().clone();
        let request = form.seal(draft, &key.sign(&text).unwrap()).unwrap();
        let identity = KeyIdentity::new();
        let mut evidence = Evidence::of_request("open-platform", &form, &call, &identity, &text, &request, now());
        // Text in both charsets: only the charset of the request says which.
        let node = in_gbk("{\"code\":\"10000\",\"name\":\"隆隆\"}");
        let (head, body) = answer_as("text/html", envelope(NODE, &node, &node, "")).into_parts();
        evidence.answered(&head, &body, now());

        let stored: Evidence = serde_json::from_str(&serde_json::to_string(&evidence).unwrap()).unwrap();
        assert_eq!(stored.request.signed.bytes().unwrap(), text);
        let proven = stored.verify(&support::gateway_key()).unwrap();
        assert_eq!(proven.payload.payload(), "{\"code\":\"10000\",\"name\":\"隆隆\"}");
    }
}
