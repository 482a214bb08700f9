//! Sections 1.1 to 1.3, 2.5 and 5.4: what is signed, what is sent, and where it travels.

use std::collections::BTreeMap;

use alipay_wire::{
    CallOptions, EncodeError, OpenPlatformOptions, Protocol, Signing, Stamp, inbound,
    sign::{CertificateSerials, KeyIdentity, Sign},
};
use http::{Method, header::CONTENT_TYPE};
use proptest::prelude::*;
use serde_json::json;

use crate::open_platform::{
    NONCE, call, canonical, canonical_as, form, parameters, query, signed,
    support::{self, base64},
};

const TOKEN: &str = "alipay.system.oauth.token";

/// 1.1.1
#[test]
fn common_parameters_content_and_options_are_signed_together() {
    let call = query().with_options(OpenPlatformOptions::new().app_auth_token("T").notify_url("https://n.example/"));
    assert_eq!(
        canonical(&form(), &call).unwrap(),
        "app_auth_token=T&app_id=2014072300007148&biz_content={\"a\":\"1\"}&charset=utf-8&format=JSON\
         &method=alipay.fund.account.query&notify_url=https://n.example/&sign_type=RSA2\
         &timestamp=2014-07-24 03:07:50&version=1.0"
    );
}

/// 1.1.2
#[test]
fn sign_type_is_signed_and_sign_is_not() {
    let request = signed(&form(), &query());
    let text = canonical(&form(), &query()).unwrap();
    assert!(text.contains("&sign_type=RSA2&"));
    assert!(!text.contains("sign="));
    assert_eq!(parameters(&request)[0].last().unwrap().0, "sign");
}

/// 1.1.3. The Node, Python and PHP SDKs sign blank values, which the gateway leaves out when it checks: its answer is
/// `isv.invalid-signature`.
#[test]
fn blank_values_are_neither_signed_nor_sent() {
    let call =
        call(TOKEN, json!({ "grant_type": "refresh_token", "refresh_token": "", "scope": " \t", "state": null }));
    let text = canonical(&form(), &call).unwrap();
    let [query, body] = parameters(&signed(&form(), &call));
    assert_eq!(body, [("grant_type".to_owned(), "refresh_token".to_owned())]);
    for name in ["refresh_token=", "scope", "state"] {
        assert!(!text.contains(name), "{name}: {text}");
    }
    assert!(query.iter().all(|(_, value)| !value.trim().is_empty()));
}

/// 1.1.3
#[test]
fn an_option_without_a_value_is_an_error() {
    let call = query().with_options(OpenPlatformOptions::new().notify_url(" "));
    assert_eq!(canonical(&form(), &call), Err(EncodeError::BlankOption("notify_url".to_owned())));
}

/// 1.1.4. smartwalle/alipay and alipay_sdk_rust sort the joined `name=value`, where `a1=` stands before `a=`.
#[test]
fn parameters_are_sorted_by_name_not_by_joined_pair() {
    let text = canonical(&form(), &call(TOKEN, json!({ "a1": "x", "a": "y", "Z": "z" }))).unwrap();
    assert!(text.starts_with("Z=z&a=y&a1=x&app_id="), "{text}");
}

/// 1.1.5 and 1.1.8. alipay_sdk_rust makes the body by splitting the signed text at `&` and `=`: a value with one of them
/// panics, is cut, or arrives as another value.
#[test]
fn values_are_signed_raw_and_sent_encoded() {
    let value = "a&b=c d+e%2F/余额\"";
    let call = call(TOKEN, json!({ "code": value }));
    assert!(canonical(&form(), &call).unwrap().contains(&format!("&code={value}&")));
    let request = signed(&form(), &call);
    assert_eq!(request.body(), "code=a%26b%3Dc+d%2Be%252F%2F%E4%BD%99%E9%A2%9D%22");
    assert_eq!(parameters(&request)[1], [("code".to_owned(), value.to_owned())]);
}

/// 1.1.7. The Java SDK signs with SHA-1 unless told otherwise.
#[test]
fn signatures_are_rsa2_in_padded_base64_without_line_breaks() {
    let [query, _] = parameters(&signed(&form(), &query()));
    let sign = query.iter().find(|(name, _)| name == "sign").unwrap();
    let text = canonical_as(&form(), &crate::open_platform::query(), &KeyIdentity::new()).unwrap();
    assert_eq!(sign.1, base64(support::app_key().sign(text.as_bytes()).unwrap().as_bytes()));
    assert_eq!(sign.1.len(), 344);
}

/// 1.2. yansongda/pay failed in production while `charset` was in the body: the gateway needs it before it reads that.
#[test]
fn common_parameters_travel_in_the_query_content_and_tokens_in_the_body() {
    let options = OpenPlatformOptions::new().app_auth_token("T1").auth_token("T2").return_url("https://r.example/");
    let request = signed(&form(), &query().with_options(options));
    assert_eq!(request.method(), Method::POST);
    let [query, body] = parameters(&request).map(|pairs| pairs.into_iter().map(|(name, _)| name).collect::<Vec<_>>());
    let common = ["app_id", "charset", "format", "method", "return_url", "sign_type", "timestamp", "version", "sign"];
    assert_eq!(query, common);
    assert_eq!(body, ["app_auth_token", "auth_token", "biz_content"]);
}

/// 1.2. Without the charset behind it, answers and notifications can come in GBK.
#[test]
fn the_content_type_names_the_charset() {
    let request = signed(&form(), &query());
    assert_eq!(request.headers()[CONTENT_TYPE], "application/x-www-form-urlencoded;charset=utf-8");
}

/// 1.3. The Node, Python, PHP and smartwalle clients write the machine's own time; alipay-rs adds eight hours and keeps
/// the date, and counts a leap day in the wrong month.
#[test]
fn the_timestamp_is_china_time_with_its_own_date() {
    for (millis, timestamp) in [
        // 16:30 UTC on 28 February of a leap year, and of another.
        (1_582_907_400_000, "2020-02-29 00:30:00"),
        (1_614_529_800_000, "2021-03-01 00:30:00"),
        (1_609_430_399_000, "2020-12-31 23:59:59"),
        (1_609_430_400_000, "2021-01-01 00:00:00"),
    ] {
        let now = Stamp::from_unix_millis(millis).unwrap();
        let draft = form().draft(&query(), &Signing::new(&KeyIdentity::new(), now, NONCE)).unwrap();
        let text = std::str::from_utf8(draft.message()).unwrap();
        assert!(text.contains(&format!("&timestamp={timestamp}&")), "{text}");
    }
}

/// 2.5. gopay left the serials out of calls without `biz_content`, and every such call failed.
#[test]
fn both_serials_are_part_of_every_request_of_a_certified_key() {
    let key = KeyIdentity::new().certificates(CertificateSerials::new("app-serial", "root-1_root-2"));
    for call in [query(), call(TOKEN, json!({ "code": "1" }))] {
        let text = canonical_as(&form(), &call, &key).unwrap();
        assert!(text.starts_with("alipay_root_cert_sn=root-1_root-2&app_cert_sn=app-serial&app_id="), "{text}");
        assert!(!canonical(&form(), &call).unwrap().contains("cert_sn"));
    }
}

/// 2.5
#[test]
fn a_blank_serial_is_an_error() {
    for (app, root, name) in [("", "r", "app_cert_sn"), ("a", " ", "alipay_root_cert_sn")] {
        let key = KeyIdentity::new().certificates(CertificateSerials::new(app, root));
        assert_eq!(canonical_as(&form(), &query(), &key), Err(EncodeError::NoSerial(name)));
    }
}

/// 5.4
#[test]
fn every_common_parameter_of_a_call_has_an_option() {
    let options = OpenPlatformOptions::new()
        .app_auth_token("1")
        .auth_token("2")
        .notify_url("3")
        .return_url("4")
        .terminal_type("5")
        .terminal_info("6")
        .prod_code("7")
        .target_app_id("8")
        .ws_service_url("9")
        .alipay_sdk("10");
    let text = canonical(&form(), &query().with_options(options)).unwrap();
    let names = [
        "app_auth_token",
        "auth_token",
        "notify_url",
        "return_url",
        "terminal_type",
        "terminal_info",
        "prod_code",
        "target_app_id",
        "ws_service_url",
        "alipay_sdk",
    ];
    for (at, name) in names.iter().enumerate() {
        assert!(format!("&{text}&").contains(&format!("&{name}={}&", at + 1)), "{name}: {text}");
    }
}

/// 5.4
#[test]
fn what_the_sdk_sets_no_option_replaces() {
    let own = [
        "app_id",
        "method",
        "version",
        "charset",
        "format",
        "sign_type",
        "sign",
        "timestamp",
        "biz_content",
        "app_cert_sn",
        "alipay_root_cert_sn",
        "encrypt_type",
    ];
    for call in [query(), call(TOKEN, json!({ "code": "1" }))] {
        for name in own {
            let call = call.clone().with_options(CallOptions::default().with(name, Some("1".to_owned())));
            assert_eq!(canonical(&form(), &call), Err(EncodeError::ReservedOption(name.to_owned())), "{name}");
        }
        let call = call.with_options(CallOptions::default().with("a&b", Some("1".to_owned())));
        assert_eq!(canonical(&form(), &call), Err(EncodeError::ReservedOption("a&b".to_owned())));
    }
}

proptest! {
    /// 1.1, from its words and by other means: filter, sort, join.
    #[test]
    fn any_request_is_signed_by_the_rule_and_arrives_as_it_was_signed(
        members in proptest::collection::btree_map("[a-zA-Z][a-zA-Z0-9]{0,8}", any::<String>(), 0..8)
    ) {
        // Names of common parameters have an underscore, but for these.
        let members: BTreeMap<String, String> = members
            .into_iter()
            .filter(|(name, _)| !["charset", "format", "method", "sign", "timestamp", "version"].contains(&name.as_str()))
            .collect();
        let call = call(TOKEN, &members);
        let common = [
            ("app_id", "2014072300007148"),
            ("charset", "utf-8"),
            ("format", "JSON"),
            ("method", TOKEN),
            ("sign_type", "RSA2"),
            ("timestamp", "2014-07-24 03:07:50"),
            ("version", "1.0"),
        ];
        let mut all: BTreeMap<String, String> = common.map(|(name, value)| (name.to_owned(), value.to_owned())).into();
        all.extend(members.into_iter().filter(|(_, value)| !value.trim().is_empty()));
        let expected = all.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("&");
        prop_assert_eq!(canonical(&form(), &call).unwrap(), expected);

        let request = signed(&form(), &call);
        let received = inbound::form(request.uri().query().unwrap(), request.body()).unwrap();
        let arrived = received.sealed.verify(&support::app_key().public_key());
        let arrived = arrived.map_err(|(error, _)| TestCaseError::fail(error.to_string()))?;
        let arrived: BTreeMap<String, String> = arrived
            .payload()
            .iter()
            .map(|(name, value)| (String::from_utf8_lossy(name).into(), String::from_utf8_lossy(value).into()))
            .collect();
        prop_assert_eq!(arrived, all);
    }
}

#[cfg(feature = "gbk")]
mod gbk {
    use alipay_wire::sign::Charset;

    use super::*;
    use crate::open_platform::{QUERY, now};

    /// 1.1.6. The Node, Go and EasySDK clients know UTF-8 only, as do the other crates for Rust.
    #[test]
    fn text_is_signed_and_sent_in_the_charset_of_the_request() {
        let gbk = form().charset(Charset::Gbk);
        let call =
            call(QUERY, json!({ "name": "余额" })).with_options(OpenPlatformOptions::new().terminal_info("终端"));
        let draft = gbk.draft(&call, &Signing::new(&KeyIdentity::new(), now(), NONCE)).unwrap();
        let message = draft.message().as_ref();
        let has = |part: &[u8]| message.windows(part.len()).any(|window| window == part);
        assert!(has(b"biz_content={\"name\":\"\xD3\xE0\xB6\xEE\"}&charset=GBK&"));
        assert!(has(b"&terminal_info=\xD6\xD5\xB6\xCB&"));

        let request = signed(&gbk, &call);
        assert_eq!(request.headers()[CONTENT_TYPE], "application/x-www-form-urlencoded;charset=GBK");
        assert_eq!(request.body(), "biz_content=%7B%22name%22%3A%22%D3%E0%B6%EE%22%7D");
        assert!(request.uri().query().unwrap().contains("&terminal_info=%D6%D5%B6%CB&"));
    }

    /// 1.1.6. Encoders that replace what a charset does not have write `&#128512;` or `?`: another text than was meant.
    #[test]
    fn text_gbk_cannot_hold_is_an_error_and_never_an_escape() {
        let gbk = form().charset(Charset::Gbk);
        let cases = [
            (call(QUERY, json!({ "ok": "余额", "remark": "😀" })), "remark"),
            (call(QUERY, json!({ "price": "1€" })), "price"),
            (call(QUERY, json!({ "用户": "😀" })), "biz_content"),
            (call(TOKEN, json!({ "scope": "ไทย" })), "scope"),
            (query().with_options(OpenPlatformOptions::new().terminal_info("😀")), "terminal_info"),
        ];
        for (call, parameter) in cases {
            let error = gbk.draft(&call, &Signing::new(&KeyIdentity::new(), now(), NONCE)).unwrap_err();
            assert_eq!(error, EncodeError::Charset(parameter.to_owned()));
        }
    }

    /// 1.1.6
    #[test]
    fn a_request_in_gbk_is_verified_as_bytes_and_then_read() {
        let request = signed(&form().charset(Charset::Gbk), &call(QUERY, json!({ "name": "淺納脈" })));
        let received = inbound::form(request.uri().query().unwrap(), request.body()).unwrap();
        let verified = received.sealed.verify(&support::app_key().public_key()).unwrap();
        let utf8 = verified.to_utf8(Charset::Gbk).unwrap();
        assert_eq!(utf8.payload().get_str("biz_content"), Some("{\"name\":\"淺納脈\"}"));
    }
}
