//! The rules for notifications of the Open Platform, one by one. `docs/dialects/open-platform-notifications.md` names
//! the test of each.

use alipay_notify::{MemoryInbox, NotifyError, Parameters};
use alipay_sign::VerifyError;
use alipay_wire::inbound::{FormRule, ReceiveError};
use http::{Method, Request, header::CONTENT_TYPE};

use crate::support::{APP_ID, SERIAL, encoded, form, form_signing, golden, names, now, open_platform, post, texts};

const BASE: [(&str, &str); 3] = [("app_id", APP_ID), ("sign_type", "RSA2"), ("notify_id", "7")];

fn with<'a>(more: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    BASE.iter().chain(more).copied().collect()
}

fn refused(request: &Request<bytes::Bytes>) -> NotifyError {
    open_platform().receive(request).unwrap_err().into_reason()
}

#[test]
fn golden_trade_is_verified_and_decoded() {
    let authentic = open_platform().receive(&golden("trade")).unwrap();
    assert_eq!(authentic.identity(), APP_ID);
    let texts = texts(authentic.content().payload());
    assert_eq!(texts["subject"], "茶叶 50% off & more + tax");
    assert_eq!(texts["trade_status"], "TRADE_SUCCESS");
    assert_eq!(texts["out_trade_no"], "order/1");
}

#[test]
fn only_a_form_that_is_posted() {
    for method in [Method::GET, Method::PUT, Method::HEAD] {
        let mut request = golden("trade");
        *request.method_mut() = method;
        assert!(matches!(refused(&request), NotifyError::Method));
    }
    let mut request = golden("trade");
    request.headers_mut().insert(CONTENT_TYPE, "application/json".parse().unwrap());
    assert!(matches!(refused(&request), NotifyError::MediaType("application/x-www-form-urlencoded")));
    for media_type in ["application/x-www-form-urlencoded", "Application/X-WWW-Form-URLencoded;charset=GBK"] {
        request.headers_mut().insert(CONTENT_TYPE, media_type.parse().unwrap());
        assert!(open_platform().receive(&request).is_ok(), "{media_type}");
    }
    request.headers_mut().remove(CONTENT_TYPE);
    assert!(open_platform().receive(&request).is_ok(), "it decides nothing when it is missing");
}

#[test]
fn rule_v1_signs_all_but_sign_and_sign_type() {
    let text = format!("app_id={APP_ID}&b=2&notify_id=7&z=1");
    let request = form_signing(&text, &with(&[("z", "1"), ("b", "2")]));
    let authentic = open_platform().receive(&request).unwrap();
    assert_eq!(names(authentic.content().payload()), ["app_id", "b", "notify_id", "z"], "what was signed, and no more");
}

#[test]
fn rule_v2_signs_sign_type_too() {
    let text = format!("app_id={APP_ID}&notify_id=7&sign_type=RSA2");
    let authentic = open_platform().receive(&form_signing(&text, &BASE)).unwrap();
    assert_eq!(names(authentic.content().payload()), ["app_id", "notify_id", "sign_type"]);

    let authentic = open_platform().receive(&golden("application-gateway")).unwrap();
    let texts = texts(authentic.content().payload());
    assert_eq!(texts["biz_content"], r#"{"out_biz_no":"refund+1","status":"SUCCESS"}"#);
    assert_eq!(texts["sign_type"], "RSA2");
}

#[test]
fn blanks_are_dropped_first_and_kept_second() {
    let authentic = open_platform().receive(&golden("trade")).unwrap();
    assert_eq!(authentic.content().payload().get("body"), None, "not signed, so not there");
    let authentic = open_platform().receive(&golden("trade-blanks-signed")).unwrap();
    assert_eq!(authentic.content().payload().get("body"), Some(&b""[..]), "signed");
    let parameters = authentic.read::<Parameters>().unwrap();
    assert_eq!(parameters.notification().get("body"), Some(""));
}

#[test]
fn a_blank_that_was_not_signed_never_comes_out() {
    let mut body = String::from_utf8(form(FormRule::V1, &BASE).body().to_vec()).unwrap();
    body.push_str("&trade_status=%20");
    let authentic = open_platform().receive(&post(&body)).unwrap();
    assert_eq!(names(authentic.content().payload()), ["app_id", "notify_id"]);
}

#[test]
fn values_are_decoded_exactly_once() {
    let authentic = open_platform().receive(&golden("trade")).unwrap();
    // What the merchant percent-encoded before giving it along is as the merchant gave it.
    assert_eq!(texts(authentic.content().payload())["passback_params"], "shop%3D7%26coupon%3D50%2525");

    // A second decoding would change or break each of these.
    for value in ["100%", "50% off", "%zz", "a%2Bb", "a+b", "%25", "%E8%8C%B6"] {
        let request = form(FormRule::V1, &with(&[("passback_params", value)]));
        let authentic = open_platform().receive(&request).unwrap();
        assert_eq!(texts(authentic.content().payload())["passback_params"], value);
    }
}

#[test]
fn a_plus_in_sign_survives() {
    let body = String::from_utf8(golden("trade").body().to_vec()).unwrap();
    let sign = body.rsplit_once("&sign=").unwrap().1;
    assert!(sign.contains("%2B"), "the golden signature has a plus");
    assert!(open_platform().receive(&golden("trade")).is_ok());
    // In a form a bare plus is a blank. A sender that forgets to encode it has sent another text.
    let bare = body.replace(sign, &sign.replace("%2B", "+"));
    let error = refused(&post(&bare));
    assert!(matches!(error, NotifyError::Malformed(ReceiveError::MalformedSignature(_))), "{error:?}");
}

#[test]
fn a_blank_may_come_as_plus_or_percent_20() {
    let body = String::from_utf8(form(FormRule::V1, &with(&[("subject", "two words")])).body().to_vec()).unwrap();
    assert!(body.contains("two+words"));
    for body in [body.clone(), body.replace("two+words", "two%20words")] {
        let authentic = open_platform().receive(&post(&body)).unwrap();
        assert_eq!(texts(authentic.content().payload())["subject"], "two words");
    }
}

#[test]
fn unknown_parameters_take_part() {
    let request = form(FormRule::V1, &with(&[("a_field_of_next_year", "1")]));
    let delivery = open_platform().read::<Parameters>(&request).unwrap();
    assert_eq!(delivery.notification().get("a_field_of_next_year"), Some("1"));
}

#[test]
fn what_a_router_adds_breaks_the_signature_in_the_body_and_not_in_the_query() {
    let genuine = form(FormRule::V1, &BASE);
    let body = String::from_utf8(genuine.body().to_vec()).unwrap();
    let error = refused(&post(&format!("{body}&route=notify")));
    assert!(matches!(error, NotifyError::NotAuthentic(VerifyError::Mismatch)), "{error:?}");

    let mut request = genuine;
    *request.uri_mut() =
        "https://shop.example/index?s=/pay/notify&app_id=1&trade_status=TRADE_SUCCESS".parse().unwrap();
    let authentic = open_platform().receive(&request).unwrap();
    assert_eq!(names(authentic.content().payload()), ["app_id", "notify_id"]);
}

#[test]
fn a_changed_or_missing_parameter_is_found() {
    let body = String::from_utf8(golden("trade").body().to_vec()).unwrap();
    for (from, to) in [
        ("total_amount=26.45", "total_amount=26.46"),
        ("&total_amount=26.45", ""),
        ("trade_status=TRADE_SUCCESS", "trade_status=TRADE_FINISHED"),
        ("notify_id=2026", "notify_id=2027"),
    ] {
        assert!(body.contains(from));
        let error = refused(&post(&body.replace(from, to)));
        assert!(matches!(error, NotifyError::NotAuthentic(VerifyError::Mismatch)), "{from}: {error:?}");
    }
}

#[test]
fn a_certificate_serial_is_left_out_first_and_kept_second() {
    for (case, is_signed) in [("trade-certificate", false), ("trade-certificate-signed", true)] {
        let authentic = open_platform().receive(&golden(case)).unwrap();
        let serial = authentic.content().payload().get_str("alipay_cert_sn");
        assert_eq!(serial, is_signed.then_some(SERIAL), "{case}");
    }
}

#[test]
fn a_certificate_serial_that_is_none_is_refused() {
    let long = "7".repeat(65);
    for serial in ["a b", "7\n7", "../x", long.as_str()] {
        let error = refused(&form(FormRule::V1, &with(&[("alipay_cert_sn", serial)])));
        assert!(matches!(error, NotifyError::Malformed(ReceiveError::MalformedSignature(_))), "{error:?}");
    }
    assert!(open_platform().receive(&form(FormRule::V1, &with(&[("alipay_cert_sn", "")]))).is_ok(), "blank is none");
}

#[test]
fn sign_type_must_be_rsa2() {
    for sign_type in ["RSA", "rsa2", "SM2", ""] {
        let text = format!("app_id={APP_ID}&notify_id=7");
        let error = refused(&form_signing(&text, &[("app_id", APP_ID), ("notify_id", "7"), ("sign_type", sign_type)]));
        assert!(matches!(error, NotifyError::Malformed(ReceiveError::SignType)), "{sign_type}: {error:?}");
    }
    let error = refused(&form_signing(&format!("app_id={APP_ID}"), &[("app_id", APP_ID)]));
    assert!(matches!(error, NotifyError::Malformed(ReceiveError::Missing("sign_type"))), "{error:?}");
    assert_eq!(
        ReceiveError::SignType.to_string(),
        "the sign_type of the message is not RSA2: set the application to RSA2 in the console"
    );
}

#[test]
fn what_is_missing_is_named() {
    for (left_out, named) in [("app_id", "app_id"), ("sign", "sign")] {
        let body = String::from_utf8(form(FormRule::V1, &BASE).body().to_vec()).unwrap();
        let fields = form_urlencoded::parse(body.as_bytes()).filter(|(name, _)| name != left_out);
        let fields: Vec<_> = fields.collect();
        let body = encoded(fields.iter().map(|(name, value)| (name.as_ref(), value.as_ref())));
        let error = refused(&post(&body));
        assert!(matches!(error, NotifyError::Malformed(ReceiveError::Missing(name)) if name == named), "{error:?}");
    }
    assert!(matches!(refused(&post("")), NotifyError::Malformed(ReceiveError::Missing("app_id"))));
}

#[test]
fn a_parameter_that_stands_twice_is_refused() {
    let body = String::from_utf8(form(FormRule::V1, &BASE).body().to_vec()).unwrap();
    for twice in ["notify_id=7", "notify_id=8", "n%6Ftify_id=8", "sign=AAAA", "sign_type=RSA2", "app_id=1"] {
        for body in [format!("{body}&{twice}"), format!("{twice}&{body}")] {
            let error = refused(&post(&body));
            assert!(matches!(error, NotifyError::Malformed(ReceiveError::Duplicate)), "{twice}: {error:?}");
        }
    }
}

#[test]
fn a_signed_text_cannot_be_cut_into_other_names() {
    // The text of one parameter, cut at another `=`; an answer of the gateway, taken for a form.
    let text = format!("app_id={APP_ID}&notify_id=7&x=y=z");
    assert!(open_platform().receive(&form_signing(&text, &with(&[("x", "y=z")]))).is_ok());
    for name in ["x=y", "x&y", "", " x", "{\"code\":\"10000\"}", "x\n", "ü"] {
        let error = refused(&form_signing(&text, &with(&[(name, "z")])));
        assert!(matches!(error, NotifyError::Malformed(ReceiveError::MalformedName)), "{name:?}: {error:?}");
    }
}

#[test]
fn charset_is_that_of_the_verified_field() {
    let authentic = open_platform().receive(&form(FormRule::V1, &with(&[("subject", "茶")]))).unwrap();
    assert_eq!(texts(authentic.content().payload())["subject"], "茶", "utf-8 unless said otherwise");
    let error = refused(&form(FormRule::V1, &with(&[("charset", "utf-16")])));
    assert!(matches!(error, NotifyError::Charset(_)), "{error:?}");
}

#[cfg(feature = "gbk")]
#[test]
fn gbk_is_verified_as_bytes_and_read_as_text() {
    let authentic = open_platform().receive(&golden("trade-gbk")).unwrap();
    let texts = texts(authentic.content().payload());
    assert_eq!(texts["subject"], "茶叶 50% off & more + tax");
    assert_eq!(texts["charset"], "GBK");
    // The header is not signed, and decides nothing.
    let mut request = golden("trade-gbk");
    request.headers_mut().insert(CONTENT_TYPE, "application/x-www-form-urlencoded; charset=utf-8".parse().unwrap());
    assert!(open_platform().receive(&request).is_ok());
}

#[cfg(not(feature = "gbk"))]
#[test]
fn gbk_without_its_feature_is_an_error_that_says_so() {
    let error = refused(&golden("trade-gbk"));
    let NotifyError::Charset(source) = error else { panic!("{error:?}") };
    assert!(source.to_string().contains("feature `gbk`"));
}

#[test]
fn bytes_that_are_not_in_the_charset_are_refused_after_verification() {
    let text = [format!("app_id={APP_ID}&notify_id=7&subject=").as_bytes(), &[0xD3, 0xE0]].concat();
    let sign = alipay_sign::Sign::sign(&crate::support::gateway(), &text).unwrap();
    let sign = base64::Engine::encode(&base64::engine::general_purpose::STANDARD, sign.as_bytes());
    let fields = encoded(with(&[("sign", &sign)]).into_iter());
    let error = refused(&post(&format!("{fields}&subject=%D3%E0")));
    assert!(matches!(error, NotifyError::Charset(alipay_sign::CharsetError::Malformed)), "{error:?}");
}

#[test]
fn the_answer_is_success_in_seven_bytes() {
    let delivery = open_platform().read::<Parameters>(&golden("trade")).unwrap();
    let answer = now(delivery.process(MemoryInbox::new(), async |_| Ok::<_, String>(()))).unwrap().into_response();
    assert_eq!(answer.status(), 200);
    assert_eq!(&answer.body()[..], b"success");
    assert!(!answer.headers().contains_key("location"));
}

#[test]
fn notify_id_recognises_a_repetition() {
    let inbox = MemoryInbox::new();
    let mut processed = 0;
    for _ in 0..8 {
        let delivery = open_platform().read::<Parameters>(&golden("trade")).unwrap();
        assert_eq!(delivery.id().event(), "2026032000222104850021421430000000");
        let answer = now(delivery.process(&inbox, async |_| {
            processed += 1;
            Ok::<_, String>(())
        }));
        assert_eq!(&answer.unwrap().into_response().body()[..], b"success");
    }
    assert_eq!(processed, 1);
}

#[test]
fn a_notification_without_notify_id_cannot_be_recognised() {
    let request = form(FormRule::V1, &[("app_id", APP_ID)]);
    let refusal = open_platform().read::<Parameters>(&request).unwrap_err();
    assert!(matches!(refusal.reason(), NotifyError::NoEvent));
    // The caller may know better.
    let authentic = open_platform().receive(&request).unwrap();
    let delivery = authentic.raw("my-kind", "my-event").unwrap();
    assert_eq!(delivery.id().key(), format!("open-platform/{APP_ID}/my-kind/my-event"));
    assert_eq!(delivery.notification().payload().get_str("app_id"), Some(APP_ID));
}

/// The signed text escapes nothing, so one text can be cut into parameters in more than one way. Anyone who recorded a genuine
/// notification could let a parameter become a part of the `notify_id` before it, and the event would be a new one.
#[test]
fn a_recorded_notification_cut_otherwise_is_no_new_event() {
    let pairs = [("app_id", APP_ID), ("notify_id", "7"), ("notify_time", "2018-08-25 15:34:42"), ("out_trade_no", "1")];
    let genuine = form(FormRule::V1, &pairs);
    assert_eq!(open_platform().read::<Parameters>(&genuine).unwrap().id().event(), "7");

    let text = "app_id=2014072300007148&notify_id=7&notify_time=2018-08-25 15:34:42&out_trade_no=1";
    let merged = "7&notify_time=2018-08-25 15:34:42";
    let cut =
        form_signing(text, &[("app_id", APP_ID), ("notify_id", merged), ("out_trade_no", "1"), ("sign_type", "RSA2")]);
    let refusal = open_platform().receive(&cut).unwrap_err();
    assert!(matches!(refusal.reason(), NotifyError::Ambiguous), "{refusal:?}");
    assert_ne!(refusal.into_response().status(), 200);
    let authentic = open_platform().receive(&genuine).unwrap();
    assert!(matches!(authentic.raw("my-kind", merged).unwrap_err().reason(), NotifyError::NoEvent));
}

/// The same the other way round: who wrote the description of an order wrote a whole notification into it.
#[test]
fn a_notification_within_a_value_is_not_cut_out() {
    let planted = "tea&notify_id=8&total_amount=999.00&z=";
    let pairs = [("app_id", APP_ID), ("body", planted), ("notify_id", "7"), ("total_amount", "1.00")];
    let text = format!("app_id={APP_ID}&body={planted}&notify_id=7&total_amount=1.00");
    let cut = [
        ("app_id", APP_ID),
        ("body", "tea"),
        ("notify_id", "8"),
        ("total_amount", "999.00"),
        ("z", "&notify_id=7&total_amount=1.00"),
        ("sign_type", "RSA2"),
    ];
    for pairs in [&[&pairs[..], &[("sign_type", "RSA2")]].concat()[..], &cut] {
        let error = refused(&form_signing(&text, pairs));
        assert!(matches!(error, NotifyError::Ambiguous), "{error:?}");
    }
}

/// Every reading copies them all before anything is verified, so anyone who may post could make that expensive.
#[test]
fn so_many_parameters_no_gateway_sends() {
    let names: Vec<String> = (0..300).map(|number| format!("p{number}")).collect();
    let many = |count: usize| with(&names[..count].iter().map(|name| (name.as_str(), "1")).collect::<Vec<_>>());
    // With the three of `with`, and `sign`.
    assert!(open_platform().receive(&form(FormRule::V1, &many(252))).is_ok());
    let error = refused(&form(FormRule::V1, &many(253)));
    assert!(matches!(error, NotifyError::Malformed(ReceiveError::TooMany)), "{error:?}");
}

/// By a blank, all events would be one, and all but the first would be acknowledged unread.
#[test]
fn nothing_is_recognised_by_a_blank() {
    for blank in ["", " "] {
        let authentic = open_platform().receive(&golden("trade")).unwrap();
        let refusal = authentic.raw("my-kind", blank).unwrap_err();
        assert!(matches!(refusal.reason(), NotifyError::NoEvent), "{refusal:?}");
    }
}

proptest::proptest! {
    #[test]
    fn nothing_panics(body: Vec<u8>) {
        let request = Request::post("/notify").body(bytes::Bytes::from(body)).unwrap();
        proptest::prop_assert!(open_platform().receive(&request).is_err());
    }

    #[test]
    fn whatever_is_signed_comes_out(value in "\\PC{1,40}", blank in "[ \t]{0,3}") {
        let request = form(FormRule::V1, &with(&[("v", &value), ("w", &blank)]));
        let authentic = open_platform().receive(&request).unwrap();
        let texts = texts(authentic.content().payload());
        let is_blank = value.bytes().all(|b| b.is_ascii_whitespace());
        proptest::prop_assert_eq!(texts.get("v"), Some(&value).filter(|_| !is_blank));
        proptest::prop_assert_eq!(texts.get("w"), None);
    }
}
