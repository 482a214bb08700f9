//! What is sent.

use alipay_sign::KeyIdentity;
use serde_json::json;

use super::{BASE, PATH, antom, call_to, drafted, now};
use crate::{
    Antom, AntomOptions, ApiMeta, Call, CallOptions, Dialect, Dws, DwsOptions, Nonce, Protocol, Route, Safety, Signing,
    WorldFirst, WorldFirstOptions,
    signed_header::{SignedHeader, SignedHeaderDialect, TimeFormat},
};

#[test]
fn a_base_url_is_an_origin() {
    for good in [
        BASE,
        "https://open-sea.alipay.com/",
        "HTTPS://OPEN-SEA.ALIPAY.COM",
        "https://[::1]:8443",
        "http://127.0.0.1:1",
    ] {
        assert!(SignedHeader::<Antom>::new(good, "C").is_ok(), "{good}");
    }
    for (bad, rule) in [
        ("", "no valid URL"),
        ("https://h /", "no valid URL"),
        ("open-sea.alipay.com", "begin with https:// and a host"),
        ("/ams/api", "begin with https:// and a host"),
        ("ftp://open-sea.alipay.com", "begin with https:// and a host"),
        ("https://:443", "begin with https:// and a host"),
        ("https://open-sea.alipay.com/ams/api/v1", "an origin without a path"),
        ("https://open-sea.alipay.com//", "an origin without a path"),
        ("https://open-sea.alipay.com?a=1", "an origin without a path"),
        ("https://open-sea.alipay.com?", "an origin without a path"),
        ("https://open-sea.alipay.com#a", "neither a user name nor a fragment"),
        ("https://me@open-sea.alipay.com", "neither a user name nor a fragment"),
        ("https://open-sea.alipay.com:99999", "must have a port"),
        ("https://open-sea.alipay.com:", "must have a port"),
        ("https://open-sea.alipay.com:0", "must have a port"),
        ("https://openapi.alipay.com", "the mainland Open Platform"),
        ("https://OpenAPI.alipay.com:443", "the mainland Open Platform"),
        ("https://openapi.alipay.com/gateway.do", "an origin without a path"),
        ("https://openapi-sandbox.dl.alipaydev.com", "the mainland Open Platform"),
        ("https://openapi.alipaydev.com", "the mainland Open Platform"),
    ] {
        let error = SignedHeader::<Antom>::new(bad, "C").unwrap_err();
        assert_eq!(error.field(), "base_url", "{bad}");
        assert!(error.rule().contains(rule), "{bad}: {error}");
    }
    for bad in ["", " ", "a b", "a\n", "客户", "a\u{7f}"] {
        assert_eq!(SignedHeader::<Antom>::new(BASE, bad).unwrap_err().field(), "client_id", "{bad:?}");
    }
}

#[test]
fn the_path_is_sent_and_signed_as_it_stands() {
    fn check<D: SignedHeaderDialect>(sandbox: bool, path: &str, expected: &str) {
        let protocol = SignedHeader::<D>::new(BASE, "CLIENT").unwrap().sandbox_paths(sandbox);
        let (message, request) = drafted(&protocol, &call_to::<D>(path));
        assert_eq!(request.uri().to_string(), format!("{BASE}{expected}"));
        assert!(message.starts_with(&format!("POST {expected}\nCLIENT.")), "{message}");
    }
    let double = "/ams/api//v1/payments/retrievePaymentSession";
    check::<Antom>(false, PATH, PATH);
    check::<Antom>(false, double, double);
    check::<Antom>(false, "/ams/api/v1/a~b//", "/ams/api/v1/a~b//");
    // In the sandbox, the first occurrence and nothing else.
    check::<Antom>(true, PATH, "/ams/sandbox/api/v1/payments/pay");
    check::<Antom>(true, double, "/ams/sandbox/api//v1/payments/retrievePaymentSession");
    check::<Antom>(true, "/ams/api/v1/ams/api/x", "/ams/sandbox/api/v1/ams/api/x");
    check::<Antom>(true, "/ams/sandbox/api/v1/x", "/ams/sandbox/api/v1/x");
    check::<Antom>(true, "/ams/v1/aba/funds/createExchange", "/ams/v1/aba/funds/createExchange");
    check::<WorldFirst>(true, "/aps/api/business/fund/inquiryBalance", "/aps/api/business/fund/inquiryBalance");
    check::<WorldFirst>(true, "/amsin/api/v1/business/x", "/amsin/api/v1/business/x");
    check::<Dws>(true, "/ams/api/v1/accounts/x", "/ams/sandbox/api/v1/accounts/x");
    // The call is not changed: the next protocol sees the path of the API.
    let call = call_to::<Antom>(PATH);
    let (sandbox, _) = drafted(&antom().sandbox_paths(true), &call);
    let (production, _) = drafted(&antom(), &call);
    assert_ne!(sandbox, production);
    assert!(production.starts_with("POST /ams/api/v1/payments/pay\n"));
}

#[test]
fn a_request_has_the_documented_headers() {
    let protocol = antom().time_format(TimeFormat::Iso8601 { offset_minutes: 480 });
    let (message, request) = drafted(&protocol, &call_to::<Antom>(PATH));
    assert_eq!(message, "POST /ams/api/v1/payments/pay\nCLIENT.2023-06-01T14:12:13+08:00.{\"a\":1}");
    let header = |name: &str| request.headers().get(name).map(|value| value.to_str().unwrap());
    assert_eq!(header("client-id"), Some("CLIENT"));
    assert_eq!(header("request-time"), Some("2023-06-01T14:12:13+08:00"));
    assert_eq!(header("content-type"), Some("application/json; charset=UTF-8"));
    assert_eq!(header("signature"), Some("algorithm=RSA256,signature=%2B%2F8%3D"));
    assert_eq!(request.headers().len(), 4);
    let (message, _) = drafted(&antom(), &call_to::<Antom>(PATH));
    assert!(message.contains("CLIENT.1685599933871.{"), "{message}");
}

/// Escapes, slashes and letters beyond ASCII as they stand: what is written in another way is another text.
#[test]
fn the_body_that_is_signed_is_the_body_that_is_sent() {
    let body = r#"{"topupMethodId":"ALIPAY\u003d\u003d","a":"x\/y + 100%","b":"世界 😀","c":1.0}"#;
    let raw: Box<serde_json::value::RawValue> = serde_json::from_str(body).unwrap();
    let call = Call::untyped(Antom::untyped(PATH).unwrap(), &raw, Safety::Query, None).unwrap();
    let (message, request) = drafted(&antom(), &call);
    assert_eq!(request.body(), body.as_bytes());
    assert_eq!(message, format!("POST {PATH}\nCLIENT.1685599933871.{body}"));
}

#[test]
fn options_are_headers_and_are_not_signed() {
    /// Name and value of each header, and whether it is a secret.
    fn check<D: SignedHeaderDialect>(options: D::Options, headers: &[(&str, &str, bool)]) {
        let protocol = SignedHeader::<D>::new(BASE, "CLIENT").unwrap();
        let (message, plain) = drafted(&protocol, &call_to::<D>(PATH));
        let (same, request) = drafted(&protocol, &call_to::<D>(PATH).with_options(options));
        assert_eq!(message, same);
        assert_eq!(request.headers().len(), plain.headers().len() + headers.len());
        for (name, value, is_secret) in headers {
            let header = &request.headers()[*name];
            assert_eq!((header.to_str().unwrap(), header.is_sensitive()), (*value, *is_secret), "{name}");
        }
    }
    check::<Dws>(DwsOptions::new(), &[]);
    check::<Antom>(AntomOptions::new().agent_token("token"), &[("Agent-Token", "token", true)]);
    let options = WorldFirstOptions::new().connected_customer_id("C1").connected_account_id("A1").access_token("token");
    let expected =
        [("Connected-CustomerId", "C1", false), ("Connected-AccountId", "A1", false), ("Access-Token", "token", true)];
    check::<WorldFirst>(options, &expected);
}

#[test]
fn options_do_not_replace_what_the_protocol_sets() {
    for name in
        ["signature", "Client-Id", "REQUEST-TIME", "content-type", "Content-Length", "host", "transfer-encoding"]
    {
        let options = CallOptions::default().with(name, Some("x".to_owned()));
        let call = call_to::<Antom>(PATH).with_options(options);
        assert!(
            antom().draft(&call, &Signing::new(&KeyIdentity::new(), now(), Nonce::from_random([7; 16]))).is_err(),
            "{name}"
        );
    }
}

#[test]
fn a_path_that_no_url_can_hold_is_not_sent() {
    for path in ["", "v1/x", "/a b", "/a#b", "/ü", "*"] {
        let route = Route { method: http::Method::POST, path: path.to_owned().into() };
        let api = ApiMeta::untyped("x", Some(route));
        let call = Call::untyped(api, &json!({}), Safety::Query, None).unwrap();
        assert!(
            antom().draft(&call, &Signing::new(&KeyIdentity::new(), now(), Nonce::from_random([7; 16]))).is_err(),
            "{path:?}"
        );
    }
    let call = Call::untyped(ApiMeta::untyped("x", None), &json!({}), Safety::Query, None).unwrap();
    assert!(
        antom().draft(&call, &Signing::new(&KeyIdentity::new(), now(), Nonce::from_random([7; 16]))).is_err(),
        "no path"
    );
}
