//! The gateway's side: what it reads in a request, and how it answers.

use alipay_wire::{
    OpenPlatformOptions, Route,
    inbound::{self, ReceiveError, Reply},
    open_platform::rest_v3,
    sign::{PrivateKey, Sign, VerifyError},
};
use bytes::Bytes;
use http::{HeaderMap, HeaderValue, Method, Request, StatusCode, header::AUTHORIZATION};
use serde_json::json;

use crate::rest_v3::{
    APP_ID, NONCE, call, certified, now, query, read, refund, rest, signed, signed_as, support, target,
};

fn receive(request: &Request<Bytes>) -> Result<inbound::RestRequest, ReceiveError> {
    inbound::rest_v3(request.method(), &target(request), request.headers(), request.body().clone())
}

fn verify(request: inbound::RestRequest) -> Result<Bytes, VerifyError> {
    let sealed = request.seal().unwrap();
    sealed.verify(&support::app_key().public_key()).map(|v| v.into_payload()).map_err(|(error, _)| error)
}

#[test]
fn a_request_is_read_as_it_was_sent() {
    let options = OpenPlatformOptions::new().app_auth_token("T").auth_token("U");
    let call = refund().with_options(options);
    let request = signed_as(&rest(), &call, &certified());
    let received = receive(&request).unwrap();
    assert_eq!(received.identity.as_deref(), Some(APP_ID));
    assert_eq!(received.app_cert_sn.as_deref(), Some("866efef280dec9137a87d047ac446315"));
    assert!(received.root_cert_sn.as_deref().unwrap().starts_with("687b59193f3f462dd5336e5abf83c5d8_"));
    assert_eq!(received.nonce.as_deref(), Some(&*NONCE.to_string()));
    assert_eq!(received.timestamp.as_deref(), Some("1406142470000"));
    assert_eq!(received.app_auth_token.as_deref(), Some("T"));
    assert_eq!(received.request_id.as_deref(), Some(&*NONCE.to_string()));
    assert_eq!((received.encrypt_type.as_deref(), received.signature().map(str::len)), (None, Some(344)));
    assert_eq!(verify(received), Ok(Bytes::from_static(br#"{"a":"1"}"#)));
}

/// 6.1. Whatever is changed on the way, the signature no longer holds.
#[test]
fn everything_of_a_request_is_signed() {
    let call = refund().with_options(OpenPlatformOptions::new().app_auth_token("T"));
    let request = signed_as(&rest(), &call, &certified());
    let (method, target, headers, body) =
        (request.method(), target(&request), request.headers().clone(), request.body().clone());
    let with = |name: &'static str, value: &str| {
        let mut headers = headers.clone();
        headers.insert(name, HeaderValue::from_str(value).unwrap());
        headers
    };
    let authorization = headers[AUTHORIZATION].to_str().unwrap().to_owned();
    let changed = |method: &Method, target: &str, headers: &HeaderMap, body: &Bytes| {
        verify(inbound::rest_v3(method, target, headers, body.clone()).unwrap())
    };
    assert!(changed(method, &target, &headers, &body).is_ok());
    let mismatch = Err(VerifyError::Mismatch);
    assert_eq!(changed(&Method::PUT, &target, &headers, &body), mismatch);
    assert_eq!(changed(method, "/v3/alipay/trade/refund?a=1", &headers, &body), mismatch);
    assert_eq!(changed(method, &target, &headers, &Bytes::from_static(b"{}")), mismatch);
    assert_eq!(changed(method, &target, &with("alipay-app-auth-token", "T2"), &body), mismatch);
    let mut without = headers.clone();
    without.remove("alipay-app-auth-token");
    assert_eq!(changed(method, &target, &without, &body), mismatch);
    for (from, to) in [("nonce=07", "nonce=08"), ("timestamp=1", "timestamp=2"), ("app_cert_sn=8", "app_cert_sn=9")] {
        let spoilt = with("authorization", &authorization.replace(from, to));
        assert_eq!(changed(method, &target, &spoilt, &body), mismatch, "{from}");
    }
}

/// 6.1. Other SDKs write it in another order, and with more in it.
#[test]
fn an_authorization_is_read_in_any_order() {
    for signed in [
        "app_id=2014072300007148,timestamp=1406142470000,nonce=n",
        "timestamp=1406142470000,app_id=2014072300007148,expired_seconds=120,nonce=n",
        "app_id=2014072300007148,nonce=n,timestamp=1406142470000,operatorId=1,x",
    ] {
        if signed.ends_with(",x") {
            let error = receive_with(&format!("ALIPAY-SHA256withRSA {signed},sign=AAAA")).err();
            assert!(matches!(error, Some(ReceiveError::MalformedSignature(_))));
            continue;
        }
        let text = format!("{signed}\nGET\n/v3/a\n\n");
        let sign = support::base64(support::app_key().sign(text.as_bytes()).unwrap().as_bytes());
        let received = receive_with(&format!("alipay-sha256WithRSA {signed},sign={sign}")).unwrap();
        assert_eq!((received.identity.as_deref(), received.nonce.as_deref()), (Some(APP_ID), Some("n")));
        assert_eq!(verify(received), Ok(Bytes::new()));
    }
}

fn receive_with(authorization: &str) -> Result<inbound::RestRequest, ReceiveError> {
    let mut headers = HeaderMap::new();
    headers.insert(AUTHORIZATION, HeaderValue::from_str(authorization).unwrap());
    inbound::rest_v3(&Method::GET, "/v3/a", &headers, Bytes::new())
}

#[test]
fn what_is_missing_is_for_the_gateway_to_say() {
    let missing = inbound::rest_v3(&Method::GET, "/v3/a", &HeaderMap::new(), Bytes::new());
    assert_eq!(missing.err(), Some(ReceiveError::Missing("authorization")));
    let received = receive_with("ALIPAY-SHA256withRSA app_id=").unwrap();
    assert!(received.identity.is_none() && received.timestamp.is_none() && received.nonce.is_none());
    assert_eq!(received.seal().err(), Some(ReceiveError::Missing("sign")));
    let received = receive_with("ALIPAY-SHA256withRSA app_id=1,sign=*").unwrap();
    assert!(matches!(received.seal().err(), Some(ReceiveError::MalformedSignature(_))));
    for odd in ["ALIPAY-SM2 app_id=1,sign=x", "Bearer x", "ALIPAY-SHA256withRSA app_id", "x"] {
        assert!(matches!(receive_with(odd).err(), Some(ReceiveError::MalformedSignature(_))), "{odd}");
    }
    for twice in ["app_id=1,app_id=2", "timestamp=,timestamp=", "nonce=1,x=2,nonce=1"] {
        assert_eq!(receive_with(&format!("ALIPAY-SHA256withRSA {twice}")).err(), Some(ReceiveError::Duplicate));
    }
}

#[test]
fn a_path_is_that_of_its_route() {
    let thing = Route::new(Method::GET, "/v3/alipay/thing/{id}/part/{part}");
    for path in ["/v3/alipay/thing/1/part/2", "/v3/alipay/thing/%E4%BD%99/part/a%2Fb"] {
        assert!(rest_v3::is_route_of(&thing, &Method::GET, path), "{path}");
    }
    for path in [
        "/v3/alipay/thing/1/part",
        "/v3/alipay/thing/1/part/",
        "/v3/alipay/thing//part/2",
        "/v3/alipay/thing/1/part/2/3",
        "/v3/alipay/thing/1/other/2",
        "",
        "/",
        "/v3/alipay/thing/%FF/part/2",
    ] {
        assert!(!rest_v3::is_route_of(&thing, &Method::GET, path), "{path}");
    }
    assert!(!rest_v3::is_route_of(&thing, &Method::POST, "/v3/alipay/thing/1/part/2"));
}

#[test]
fn the_request_is_read_from_path_query_and_body() {
    let route = Route::new(Method::PATCH, "/v3/a/{id}");
    let read = |target: &str, body: &str| {
        rest_v3::payload(&route, target, body.as_bytes()).map(|json| String::from_utf8(json.to_vec()).unwrap())
    };
    assert_eq!(read("/v3/a/1?x=a+b%20c&auth_token=T", r#"{"n":1.50}"#).unwrap(), r#"{"id":"1","x":"a b c","n":1.50}"#);
    assert_eq!(read("/v3/a/%22", "").unwrap(), r#"{"id":"\""}"#);
    for (target, body) in [
        ("/v3/b/1", "{}"),
        ("/v3/a/1", "[]"),
        ("/v3/a/1", "{"),
        ("/v3/a/1", r#"{"x":1,"x":2}"#),
        ("/v3/a/1", r#"{"id":"2"}"#),
        ("/v3/a/1?id=2", "{}"),
        ("/v3/a/1?x=1&x=2", ""),
        ("/v3/a/1?x=%FF", ""),
    ] {
        assert_eq!(read(target, body), None, "{target} {body}");
    }
    let whole = Route::new(Method::POST, "/v3/a");
    assert_eq!(rest_v3::payload(&whole, "/v3/a", br#"{ "a" : 1 }"#).unwrap(), r#"{ "a" : 1 }"#, "byte for byte");
}

/// What the gateway reads is what was asked.
#[test]
fn a_call_arrives() {
    let body = json!({ "id": "a/b?c", "text": "余额 & \"more\"", "n": 7 });
    for method in ["GET", "DELETE", "POST", "PUT"] {
        let call = call(&format!("{method} /v3/alipay/thing/{{id}}"), &body);
        let request = signed(&rest(), &call);
        let received = receive(&request).unwrap();
        let read = rest_v3::payload(call.api().route.as_ref().unwrap(), &target(&request), &verify(received).unwrap());
        let read: serde_json::Value = serde_json::from_slice(&read.unwrap()).unwrap();
        assert_eq!((&read["id"], &read["text"]), (&body["id"], &body["text"]), "{method}");
        assert!(read["n"] == "7" || read["n"] == 7);
    }
}

#[test]
fn a_reply_is_an_answer() {
    let key = PrivateKey::from_text(&support::key("gateway_private.pem")).unwrap();
    let reply = |status, body: &'static str| Reply::rest_v3(status, now(), NONCE, body);
    let seal = |reply: Reply| {
        let signature = key.sign(reply.message()).unwrap();
        reply.seal(&signature).unwrap()
    };

    let success = seal(reply(StatusCode::OK, r#"{"a":"1"}"#).certificate("7513daaa".into()));
    assert_eq!(
        (success.headers()["content-type"].as_bytes(), success.headers()["alipay-sn"].as_bytes()),
        (&b"application/json"[..], &b"7513daaa"[..])
    );
    assert_eq!(read(&rest(), &query(), success).unwrap().0.payload(), r#"{"a":"1"}"#);

    let empty = seal(reply(StatusCode::NO_CONTENT, ""));
    assert!(empty.headers().get("content-type").is_none());
    assert!(read(&rest(), &query(), empty).is_ok());

    let encrypted = seal(reply(StatusCode::OK, "q83v"));
    assert_eq!(encrypted.headers()["content-type"], "text/plain");

    let failure = reply(StatusCode::BAD_REQUEST, r#"{"code":"invalid-app-id","message":"m"}"#);
    let unsigned = failure.clone().certificate("7513daaa".into()).unsigned().unwrap();
    assert_eq!((unsigned.status(), unsigned.headers().len()), (StatusCode::BAD_REQUEST, 1));
    assert_eq!(
        read(&rest(), &query(), unsigned).unwrap_err(),
        crate::rest_v3::Failed::Unsigned("invalid-app-id".to_owned())
    );
    assert_eq!(read(&rest(), &query(), seal(failure)).unwrap().1.answer.leading(), &"invalid-app-id");
}
