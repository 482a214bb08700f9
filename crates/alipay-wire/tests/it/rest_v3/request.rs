//! Section 6.1: what is signed, and what travels where.

use alipay_wire::{
    ApiMeta, Call, EncodeError, FormV2, Invalid, Protocol, RestV3, Safety, Signing, Stamp,
    open_platform::{PRODUCTION_V3, SANDBOX_V3},
    sign::{CertificateSerials, KeyIdentity, Sign, Verify},
};
use http::{Method, header::CONTENT_TYPE};
use serde_json::json;

use crate::rest_v3::{
    APP_ID, AUTHORIZATION, NONCE, call, canonical, certified, header, now, query, refund, rest, signed, signed_as,
    support, target,
};

/// 6.1
#[test]
fn each_line_of_the_signed_text_ends_in_a_newline() {
    assert_eq!(
        canonical(&rest(), &refund()).unwrap(),
        format!("{AUTHORIZATION}\nPOST\n/v3/alipay/trade/refund\n{{\"a\":\"1\"}}\n")
    );
    assert_eq!(
        canonical(&rest(), &query()).unwrap(),
        format!("{AUTHORIZATION}\nGET\n/v3/alipay/fund/account/query?a=1\n\n")
    );
}

/// 6.1
#[test]
fn the_authorization_is_what_was_signed_and_its_signature() {
    let request = signed(&rest(), &refund());
    let signature = support::app_key().sign(canonical(&rest(), &refund()).unwrap().as_bytes()).unwrap();
    assert_eq!(
        header(&request, "authorization").unwrap(),
        format!("ALIPAY-SHA256withRSA {AUTHORIZATION},sign={}", support::base64(signature.as_bytes()))
    );
}

/// 6.1. Nonce, time and signature of every attempt are its own.
#[test]
fn every_attempt_is_stamped_anew() {
    let later = Stamp::from_unix_millis(1_406_142_475_000).unwrap();
    let other = alipay_wire::Nonce::from_random([0xAB; 16]);
    let draft = rest().draft(&refund(), &Signing::new(&KeyIdentity::new(), later, other)).unwrap();
    let text = String::from_utf8(draft.message().to_vec()).unwrap();
    let expected = "app_id=2014072300007148,nonce=abababababababababababababababab,timestamp=1406142475000\n";
    assert!(text.starts_with(expected), "{text}");
}

/// 6.1. The path is signed as it is sent; gopay signs an encoding of its own.
#[test]
fn what_is_sent_is_what_is_signed() {
    let call = call("GET /v3/alipay/a/{id}", json!({ "id": "a/b c", "q": "余额 1+1=2&~*'(!)" }));
    let request = signed(&rest(), &call);
    assert_eq!(target(&request), "/v3/alipay/a/a%2Fb%20c?q=%E4%BD%99%E9%A2%9D%201%2B1%3D2%26~%2A%27%28%21%29");
    assert!(canonical(&rest(), &call).unwrap().contains(&format!("\nGET\n{}\n", target(&request))));
    assert_eq!(request.uri().host(), Some("openapi.alipay.com"));
    assert_eq!(request.uri().scheme_str(), Some("https"));
}

/// 6.1. The Java SDK's request ids are four characters too long.
#[test]
fn the_request_id_has_32_characters() {
    assert_eq!(header(&signed(&rest(), &query()), "alipay-request-id").unwrap(), NONCE.to_string());
    assert_eq!(NONCE.to_string().len(), 32);
}

/// 6.1
#[test]
fn json_is_sent_and_asked_for() {
    let request = signed(&rest(), &refund());
    assert_eq!(request.headers()[CONTENT_TYPE], "application/json");
    assert_eq!(header(&request, "accept"), Some("application/json"));
    assert_eq!(request.body(), r#"{"a":"1"}"#);
    assert_eq!(request.headers().len(), 4, "and nothing else: {:?}", request.headers().keys());
}

/// 6.1. `GET` and `HEAD` have no body; nothing of ours has one with `DELETE`.
#[test]
fn a_request_without_a_body_says_nothing_about_one() {
    for method in ["GET", "HEAD", "DELETE"] {
        let request = signed(&rest(), &call(&format!("{method} /v3/alipay/a/b"), json!({ "x": 1, "y": null })));
        assert_eq!((request.method().as_str(), target(&request).as_str()), (method, "/v3/alipay/a/b?x=1"));
        assert!(request.body().is_empty() && header(&request, "content-type").is_none());
    }
    for method in ["POST", "PUT", "PATCH"] {
        let request = signed(&rest(), &call(&format!("{method} /v3/alipay/a/b"), json!({ "x": 1, "y": null })));
        assert_eq!((request.method().as_str(), target(&request).as_str()), (method, "/v3/alipay/a/b"));
        assert_eq!(request.body(), r#"{"x":1,"y":null}"#);
    }
}

/// 6.1. A body travels byte for byte, whatever its form.
#[test]
fn a_body_is_sent_as_it_was_written() {
    let body = r#"{ "b" : 1.50,  "a":"\u4e00\/" , "z":{"y":[ 1, null ]}}"#;
    let raw = serde_json::value::RawValue::from_string(body.to_owned()).unwrap();
    let request = signed(&rest(), &call("/v3/alipay/a/b", raw));
    assert_eq!(request.body(), body);
}

/// 6.1
#[test]
fn members_of_a_get_are_parameters_in_their_order() {
    let body = json!({
        "z": "a b", "n": 1.5, "t": true, "o": {"x": "y"}, "l": ["a", 1], "none": null, "blank": " \t", "empty": "", "a": "\"",
    });
    let raw =
        r#"{"z":"a b","n":1.50,"t":true,"o":{"x": "y"},"l":["a",1],"none":null,"blank":" \t","empty":"","a":"\""}"#;
    let raw = serde_json::value::RawValue::from_string(raw.to_owned()).unwrap();
    let request = signed(&rest(), &call("GET /v3/alipay/a/b", raw));
    assert_eq!(
        target(&request),
        "/v3/alipay/a/b?z=a%20b&n=1.50&t=true&o=%7B%22x%22%3A%20%22y%22%7D&l=%5B%22a%22%2C1%5D&a=%22"
    );
    // Values of other types are as they are written.
    assert!(target(&signed(&rest(), &call("GET /v3/alipay/a/b", body))).contains("n=1.5"));
    assert_eq!(target(&signed(&rest(), &call("GET /v3/alipay/a/b", json!({})))), "/v3/alipay/a/b");
}

/// 6.1. A name that is a common parameter of `gateway.do` is none here.
#[test]
fn names_of_parameters() {
    let request = signed(&rest(), &call("GET /v3/alipay/a/b", json!({ "version": "2", "terminal_type": "x" })));
    assert_eq!(target(&request), "/v3/alipay/a/b?terminal_type=x&version=2");
    let refused = |body: &str| {
        let raw = serde_json::value::RawValue::from_string(body.to_owned()).unwrap();
        canonical(&rest(), &call("GET /v3/alipay/a/b", raw)).unwrap_err()
    };
    assert_eq!(refused(r#"{"a&b":1}"#), EncodeError::ParameterName);
    assert_eq!(refused(r#"{"a":1,"a":2}"#), EncodeError::DuplicateParameter);
    assert_eq!(refused(r#"{"a":"","a":2}"#), EncodeError::DuplicateParameter);
    assert_eq!(refused(r#"{"auth_token":"x"}"#), EncodeError::CommonParameter("auth_token"));
}

/// 6.1. In certificate mode one serial is in the signed text, the other in a header: not even the official PHP SDK sends that.
#[test]
fn both_serials_are_part_of_every_request_of_a_certified_key() {
    for call in [query(), refund()] {
        let request = signed_as(&rest(), &call, &certified());
        let authorization = header(&request, "authorization").unwrap();
        let signed = "app_id=2014072300007148,app_cert_sn=866efef280dec9137a87d047ac446315,nonce=0707";
        assert!(authorization.starts_with(&format!("ALIPAY-SHA256withRSA {signed}")), "{authorization}");
        assert_eq!(
            header(&request, "alipay-root-cert-sn"),
            Some("687b59193f3f462dd5336e5abf83c5d8_02941eef3187dddf3d3b83462e1dfcf6")
        );
    }
    assert!(header(&signed(&rest(), &query()), "alipay-root-cert-sn").is_none());
}

/// 6.1
#[test]
fn a_serial_that_is_none_is_an_error() {
    for (app, root, named) in [(" ", "r", "app_cert_sn"), ("a", "", "alipay_root_cert_sn")] {
        let key = KeyIdentity::new().certificates(CertificateSerials::new(app, root));
        let draft = rest().draft(&query(), &Signing::new(&key, now(), NONCE));
        assert_eq!(draft.err(), Some(EncodeError::NoSerial(named)));
    }
    for (app, root, named) in
        [("a,nonce=1", "r", "app_cert_sn"), ("余", "r", "app_cert_sn"), ("a", "r\n", "alipay_root_cert_sn")]
    {
        let key = KeyIdentity::new().certificates(CertificateSerials::new(app, root));
        let draft = rest().draft(&query(), &Signing::new(&key, now(), NONCE));
        assert_eq!(draft.err(), Some(EncodeError::Header(named.to_owned())));
    }
}

/// 6. A page or an order string has no path here, nor has an API known by its name alone.
#[test]
fn an_api_without_a_path_is_not_called() {
    let call = call("alipay.trade.page.pay", json!({}));
    let Err(EncodeError::Invalid(invalid)) = canonical(&rest(), &call) else { panic!("called") };
    assert_eq!(invalid.field(), "api");
    assert!(invalid.rule().contains("GET /v3/"), "{invalid}");

    let elsewhere = alipay_wire::Route::new(Method::POST, "/ams/api/v1/pay");
    let call = Call::untyped(ApiMeta::untyped("pay", Some(elsewhere)), &json!({}), Safety::Query, None).unwrap();
    assert!(matches!(canonical(&rest(), &call), Err(EncodeError::Invalid(_))));
    let odd = alipay_wire::Route::new(Method::OPTIONS, "/v3/alipay/a/b");
    let call = Call::untyped(ApiMeta::untyped("pay", Some(odd)), &json!({}), Safety::Query, None).unwrap();
    assert!(matches!(canonical(&rest(), &call), Err(EncodeError::Invalid(_))));
}

/// 6. Where pages and order strings are signed instead.
#[test]
fn pages_are_signed_as_for_gateway_do() {
    let pages = rest().pages().unwrap();
    assert_eq!(pages.gateway(), "https://openapi.alipay.com/gateway.do");
    assert_eq!(pages.identity(), APP_ID);
    let local = RestV3::new("http://127.0.0.1:8080/", APP_ID).unwrap().pages().unwrap();
    assert_eq!(local.gateway(), "http://127.0.0.1:8080/gateway.do");
}

/// 6. `gateway.do` goes by names, this protocol by paths: neither takes the other's.
#[test]
fn gateway_do_refuses_a_path() {
    let form = FormV2::new("https://openapi.alipay.com/gateway.do", APP_ID).unwrap();
    let draft = form.draft(&refund(), &Signing::new(&KeyIdentity::new(), now(), NONCE));
    let Some(EncodeError::Invalid(invalid)) = draft.err() else { panic!("taken") };
    assert_eq!(invalid.field(), "api");
    assert!(invalid.rule().contains("alipay.trade.pay"), "{invalid}");
    // Without a name there would be no `method`, and one with blanks would be another parameter to somebody.
    for name in ["", " ", "pay", "a.b&c", "A.B"] {
        let call = Call::untyped(ApiMeta::untyped(name, None), &json!({}), Safety::Query, None).unwrap();
        assert!(form.draft(&call, &Signing::new(&KeyIdentity::new(), now(), NONCE)).is_err(), "{name:?}");
    }
}

/// 6
#[test]
fn the_gateway_is_an_origin() {
    for url in [PRODUCTION_V3, SANDBOX_V3, "https://openapi.alipay.com/", "http://127.0.0.1:1"] {
        assert!(RestV3::new(url, APP_ID).is_ok(), "{url}");
    }
    let field = |invalid: Invalid| invalid.field().to_owned();
    for url in ["", "openapi.alipay.com", "https://openapi.alipay.com/gateway.do", "https://a.example/?x=1", "ftp://a"]
    {
        assert_eq!(RestV3::new(url, APP_ID).map_err(field).err().as_deref(), Some("base_url"), "{url}");
    }
    for app_id in ["", "a b", "a,sign=x", "123456789012345678901234567890123"] {
        assert_eq!(RestV3::new(PRODUCTION_V3, app_id).map_err(field).err().as_deref(), Some("app_id"), "{app_id}");
    }
}

/// 6.1. A draft becomes a request of its own protocol only.
#[test]
fn a_draft_of_another_protocol_is_refused() {
    let form = FormV2::new("https://openapi.alipay.com/gateway.do", APP_ID).unwrap();
    let key = support::app_key();
    let signing = Signing::new(Sign::key(&key), now(), NONCE);
    let signature = key.sign(b"x").unwrap();
    let named = call("alipay.fund.account.query", json!({}));
    assert_eq!(rest().seal(form.draft(&named, &signing).unwrap(), &signature).err(), Some(EncodeError::Draft));
    assert_eq!(form.seal(rest().draft(&query(), &signing).unwrap(), &signature).err(), Some(EncodeError::Draft));
}

/// 6.1. The signature is RSA2, and holds.
#[test]
fn the_signature_verifies_with_the_application_s_key() {
    let request = signed(&rest(), &refund());
    let sign = header(&request, "authorization").unwrap().rsplit_once(",sign=").unwrap().1;
    let signature = base64::Engine::decode(&base64::engine::general_purpose::STANDARD, sign).unwrap();
    let text = canonical(&rest(), &refund()).unwrap();
    support::app_key().public_key().verify(None, text.as_bytes(), &signature).unwrap();
}
