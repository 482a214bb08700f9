//! Section 6, 10: paths with members of the request in them, and untyped calls by their path.

use alipay_wire::{Call, Dialect, EncodeError, OpenPlatform, OpenPlatformOptions, PreparedCall};
use http::Method;
use serde_json::json;

use crate::rest_v3::{APP_ID, call, canonical, now, rest, signed, target};

#[test]
fn members_fill_the_path_and_travel_nowhere_else() {
    let body = json!({ "a": "x y/z?", "b": 7, "c": "余额", "rest": "r" });
    let get = signed(&rest(), &call("GET /v3/alipay/{b}/thing/{a}/{c}", &body));
    assert_eq!(target(&get), "/v3/alipay/7/thing/x%20y%2Fz%3F/%E4%BD%99%E9%A2%9D?rest=r");
    let post = signed(&rest(), &call("PATCH /v3/alipay/{b}/thing/{a}/{c}", &body));
    assert_eq!(target(&post), "/v3/alipay/7/thing/x%20y%2Fz%3F/%E4%BD%99%E9%A2%9D");
    assert_eq!(post.body(), r#"{"rest":"r"}"#);
    let only = signed(&rest(), &call("PUT /v3/alipay/{a}", json!({ "a": "%2F.." })));
    assert_eq!((target(&only).as_str(), &only.body()[..]), ("/v3/alipay/%252F..", &b"{}"[..]));
}

#[test]
fn what_fills_the_path_must_be_there() {
    let error = |body: serde_json::Value| match canonical(&rest(), &call("/v3/alipay/thing/{thing_id}", body)) {
        Err(EncodeError::Invalid(invalid)) => invalid.to_string(),
        other => panic!("{other:?}"),
    };
    for body in [json!({}), json!({ "thing_id": null }), json!({ "thing_id": "" }), json!({ "thing_id": " \t" })] {
        assert_eq!(error(body), "thing_id: is part of the path of this API: it must not be missing or blank");
    }
    for body in [json!({ "thing_id": {"a": 1} }), json!({ "thing_id": [1] })] {
        assert_eq!(error(body), "thing_id: is part of the path of this API: it must be a text or a number");
    }
    for body in [json!({ "thing_id": "." }), json!({ "thing_id": ".." })] {
        assert_eq!(error(body), "thing_id: is part of the path of this API: it must not be `.` or `..`");
    }
    let twice = serde_json::value::RawValue::from_string(r#"{"thing_id":"1","thing_id":"2"}"#.to_owned()).unwrap();
    assert_eq!(canonical(&rest(), &call("/v3/alipay/thing/{thing_id}", twice)), Err(EncodeError::DuplicateParameter));
}

#[test]
fn an_untyped_call_goes_by_method_and_path() {
    for (name, method, path) in [
        ("/v3/alipay/trade/pay", Method::POST, "/v3/alipay/trade/pay"),
        ("POST /v3/alipay/trade/pay", Method::POST, "/v3/alipay/trade/pay"),
        ("GET /v3/alipay/fund/account/query", Method::GET, "/v3/alipay/fund/account/query"),
        ("DELETE /v3/a/{id}/b", Method::DELETE, "/v3/a/{id}/b"),
        ("PUT /v3/a-b/c_d", Method::PUT, "/v3/a-b/c_d"),
        ("PATCH /v3/a/1.0", Method::PATCH, "/v3/a/1.0"),
        ("HEAD /v3/a", Method::HEAD, "/v3/a"),
    ] {
        let api = OpenPlatform::untyped(name).unwrap();
        let route = api.route.unwrap();
        assert_eq!((api.name.as_ref(), route.method, route.path.as_ref()), (name, method, path));
        assert_eq!(api.gateway_codes.len(), OpenPlatform::CODES.len());
    }
    // The names of `gateway.do` are what they were.
    let named = OpenPlatform::untyped("alipay.system.oauth.token").unwrap();
    assert!(named.route.is_none() && named.textual);
}

#[test]
fn what_is_no_path_is_refused() {
    for name in [
        "/",
        "/v3",
        "/v3/",
        "/v3//a",
        "/v3/a/",
        "/v2/a",
        "v3/a",
        "/v3/a?b=c",
        "/v3/a#b",
        "/v3/../a",
        "/v3/a/.",
        "/v3/a b",
        "get /v3/a",
        "TRACE /v3/a",
        "CONNECT /v3/a",
        "GET  /v3/a",
        "GET /v3/a ",
        " /v3/a",
        "/v3/{}",
        "/v3/{a",
        "/v3/a}",
        "/v3/x{a}",
        "/v3/{a}{b}",
        "/v3/{a-b}",
        "/v3/%41",
        "/v3/余额",
        "GET\t/v3/a",
        "/gateway.do",
        "https://a.example/v3/a",
    ] {
        assert_eq!(OpenPlatform::untyped(name).expect_err(name).field(), "path", "{name}");
    }
    assert!(OpenPlatform::untyped(&format!("/v3/{}", "a".repeat(300))).is_err());
}

#[test]
fn a_prepared_call_keeps_its_path() {
    let options = OpenPlatformOptions::new().app_auth_token("T");
    for api in ["GET /v3/alipay/thing/{id}", "/v3/alipay/thing/{id}", "PUT /v3/alipay/thing/{id}"] {
        let call = call(api, json!({ "id": "7", "x": 1 })).with_options(options.clone());
        let stored = PreparedCall::new::<OpenPlatform>(&call, APP_ID, now()).unwrap();
        let stored: PreparedCall = serde_json::from_str(&serde_json::to_string(&stored).unwrap()).unwrap();
        let again: Call = stored.call::<OpenPlatform>(APP_ID, options.clone().into()).unwrap();
        assert_eq!(canonical(&rest(), &again), canonical(&rest(), &call), "{api}");
    }
}
