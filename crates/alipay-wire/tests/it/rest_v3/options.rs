//! Sections 5.4 and 6.1: where the options of a call travel, or why they cannot.

use alipay_wire::{Call, CallOptions, EncodeError, OpenPlatformOptions};
use serde_json::json;

use crate::rest_v3::{AUTHORIZATION, call, canonical, header, query, refund, rest, signed, target};

fn refused(call: &Call) -> String {
    match canonical(&rest(), call).unwrap_err() {
        EncodeError::Invalid(invalid) => invalid.to_string(),
        other => panic!("{other}"),
    }
}

/// 6.1
#[test]
fn the_merchant_s_token_is_a_header_and_the_last_signed_line() {
    for call in [query(), refund()] {
        let plain = canonical(&rest(), &call).unwrap();
        let call = call.with_options(OpenPlatformOptions::new().app_auth_token("T/1"));
        assert_eq!(canonical(&rest(), &call).unwrap(), format!("{plain}T/1\n"));
        let request = signed(&rest(), &call);
        assert_eq!(header(&request, "alipay-app-auth-token"), Some("T/1"));
        assert!(request.headers()["alipay-app-auth-token"].is_sensitive());
        assert!(!target(&request).contains("T/1"));
    }
    assert!(header(&signed(&rest(), &query()), "alipay-app-auth-token").is_none());
}

/// 6.1. Blanks around a header are lost on the way, and a line break would be another line.
#[test]
fn a_token_that_no_header_carries_as_it_is_is_an_error() {
    for token in [" T", "T ", "T\n", "T\r\nx: y", "令牌"] {
        let call = query().with_options(OpenPlatformOptions::new().app_auth_token(token));
        assert_eq!(canonical(&rest(), &call), Err(EncodeError::Header("app_auth_token".to_owned())), "{token:?}");
    }
}

/// 6.1
#[test]
fn the_user_s_token_is_a_parameter_of_the_url() {
    let options = OpenPlatformOptions::new().auth_token("U/1 +");
    let request = signed(&rest(), &query().with_options(options.clone()));
    assert_eq!(target(&request), "/v3/alipay/fund/account/query?a=1&auth_token=U%2F1%20%2B");
    let request = signed(&rest(), &refund().with_options(options.clone()));
    assert_eq!(target(&request), "/v3/alipay/trade/refund?auth_token=U%2F1%20%2B");
    assert_eq!(request.body(), r#"{"a":"1"}"#);
    let text = canonical(&rest(), &refund().with_options(options)).unwrap();
    assert!(text.starts_with(&format!("{AUTHORIZATION}\nPOST\n/v3/alipay/trade/refund?auth_token=U%2F1%20%2B\n")));
}

/// 5.4. The models of this protocol have a member for it.
#[test]
fn where_to_notify_is_a_member_of_the_body() {
    let options = OpenPlatformOptions::new().notify_url("https://n.example/?a=\"1\"&b=2");
    let request = signed(&rest(), &refund().with_options(options.clone()));
    assert_eq!(request.body(), r#"{"a":"1","notify_url":"https://n.example/?a=\"1\"&b=2"}"#);
    assert!(canonical(&rest(), &refund().with_options(options.clone())).unwrap().contains("\"notify_url\""));
    let empty = call("/v3/alipay/a/b", json!({})).with_options(options.clone());
    assert_eq!(signed(&rest(), &empty).body(), r#"{"notify_url":"https://n.example/?a=\"1\"&b=2"}"#);

    let both = call("/v3/alipay/a/b", json!({ "notify_url": "https://m.example/" })).with_options(options.clone());
    assert_eq!(refused(&both), "notify_url: stands in the request and in the options of the call: give it once");
    assert!(refused(&query().with_options(options)).starts_with("notify_url: has no place in this call"));
}

/// 5.4
#[test]
fn who_calls_is_a_header() {
    let request = signed(&rest(), &query().with_options(OpenPlatformOptions::new().alipay_sdk("my-shop/1.2")));
    assert_eq!(header(&request, "alipay-sdk-version"), Some("my-shop/1.2"));
}

/// 5.4. What is left out silently would be missed later.
#[test]
fn an_option_that_has_no_place_is_an_error() {
    let none = OpenPlatformOptions::new;
    for (options, name) in [
        (none().return_url("x"), "return_url"),
        (none().terminal_type("x"), "terminal_type"),
        (none().terminal_info("x"), "terminal_info"),
        (none().prod_code("x"), "prod_code"),
        (none().target_app_id("x"), "target_app_id"),
        (none().ws_service_url("x"), "ws_service_url"),
    ] {
        for call in [query(), refund()] {
            let error = refused(&call.with_options(options.clone()));
            assert!(error.starts_with(&format!("{name}: has no place in the REST protocol")), "{error}");
        }
    }
    let other = CallOptions::default().with("timestamp", Some("1".to_owned()));
    assert!(refused(&query().with_options(other)).starts_with("timestamp: has no place"));
}

/// 5.4. One of them would be lost.
#[test]
fn an_option_that_stands_twice_is_an_error() {
    let twice =
        CallOptions::default().with("auth_token", Some("1".to_owned())).with("auth_token", Some("2".to_owned()));
    let error = canonical(&rest(), &query().with_options(twice)).unwrap_err();
    assert_eq!(error, EncodeError::ReservedOption("auth_token".to_owned()));
}

/// 1.1.3, 5.4
#[test]
fn an_option_without_a_value_is_an_error() {
    for (options, name) in [
        (OpenPlatformOptions::new().app_auth_token(" "), "app_auth_token"),
        (OpenPlatformOptions::new().auth_token(""), "auth_token"),
        (OpenPlatformOptions::new().notify_url("\t"), "notify_url"),
    ] {
        let error = canonical(&rest(), &refund().with_options(options)).unwrap_err();
        assert_eq!(error, EncodeError::BlankOption(name.to_owned()));
    }
}
