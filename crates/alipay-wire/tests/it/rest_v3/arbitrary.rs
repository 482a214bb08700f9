//! Whatever is asked arrives, and whatever comes back is no panic.

use alipay_wire::{Call, OpenPlatformOptions, Opened, Protocol, Safety, Sent, inbound, open_platform::rest_v3};
use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, Method, Response, StatusCode};
use proptest::prelude::*;
use serde_json::{Map, Value};

use crate::rest_v3::{canonical, now, query, rest, signed, support, target, untyped};

/// A value as models have them, and as text what a gateway reads of it in a URL.
fn value() -> impl Strategy<Value = (Value, String)> {
    prop_oneof![
        "\\PC*".prop_map(|text| (Value::from(text.clone()), text)),
        any::<String>().prop_map(|text| (Value::from(text.clone()), text)),
        any::<i64>().prop_map(|number| (Value::from(number), number.to_string())),
        any::<bool>().prop_map(|flag| (Value::from(flag), flag.to_string())),
        Just((Value::Null, String::new())),
        proptest::collection::vec("\\PC*", 0..3).prop_map(|list| {
            let value = Value::from(list);
            (value.clone(), value.to_string())
        }),
    ]
}

proptest! {
    #[test]
    fn what_is_sent_is_signed_and_what_is_asked_arrives(
        method in prop_oneof![Just("GET"), Just("DELETE"), Just("POST"), Just("PUT"), Just("PATCH"), Just("HEAD")],
        members in proptest::collection::btree_map("[a-z_]{1,8}[0-9]?", value(), 0..6),
        id in "\\PC*",
        token in proptest::option::of("[!-~]{1,40}"),
        user in proptest::option::of("\\PC+"),
    ) {
        prop_assume!(!id.trim().is_empty() && id != "." && id != "..");
        prop_assume!(user.as_ref().is_none_or(|user| !user.trim().is_empty()));
        prop_assume!(!members.contains_key("auth_token") && !members.contains_key("id"));
        let mut body: Map<String, Value> = members.iter().map(|(name, (value, _))| (name.clone(), value.clone())).collect();
        body.insert("id".to_owned(), Value::from(id.clone()));
        let api = untyped(&format!("{method} /v3/alipay/thing/{{id}}/part"));
        let mut options = OpenPlatformOptions::new();
        if let Some(token) = &token { options = options.app_auth_token(token); }
        if let Some(user) = &user { options = options.auth_token(user); }
        let call = Call::untyped(api, &body, Safety::Query, None).unwrap().with_options(options);

        let request = signed(&rest(), &call);
        let text = canonical(&rest(), &call).unwrap();
        let sent = format!("\n{method}\n{}\n{}\n", target(&request), std::str::from_utf8(request.body()).unwrap());
        prop_assert!(text.contains(&sent));
        prop_assert_eq!(text.lines().next().is_some(), true);

        let received =
            inbound::rest_v3(request.method(), &target(&request), request.headers(), request.body().clone()).unwrap();
        prop_assert_eq!(received.app_auth_token.as_deref(), token.as_deref());
        let verified = received.seal().unwrap().verify(&support::app_key().public_key());
        prop_assert!(verified.is_ok());
        let route = call.api().route.as_ref().unwrap();
        prop_assert!(rest_v3::is_route_of(route, request.method(), request.uri().path()));
        let read = rest_v3::payload(route, &target(&request), verified.unwrap().payload()).unwrap();
        let read: Map<String, Value> = serde_json::from_slice(&read).unwrap();
        prop_assert_eq!(read.get("id"), Some(&Value::from(id)));
        for (name, (value, text)) in &members {
            if matches!(method, "POST" | "PUT" | "PATCH") {
                prop_assert_eq!(read.get(name), Some(value));
            } else if text.trim().is_empty() {
                prop_assert_eq!(read.get(name), None);
            } else {
                prop_assert_eq!(read.get(name), Some(&Value::from(text.clone())));
            }
        }
    }

    #[test]
    fn no_answer_panics(
        status in 100u16..600,
        headers in proptest::collection::vec(
            ("alipay-(signature|timestamp|nonce|sn|trace-id)|content-type", proptest::collection::vec(any::<u8>(), 0..40)), 0..6),
        body in proptest::collection::vec(any::<u8>(), 0..200),
    ) {
        prop_assert!(answers(status, &headers, body));
    }

    #[test]
    fn no_likely_answer_panics(
        status in prop_oneof![Just(200u16), Just(202), Just(204), Just(302), Just(400), Just(429), Just(500)],
        signature in "null|[A-Za-z0-9+/]{4}|[A-Za-z0-9+/=]{0,20}",
        body in r#"(\{("(code|message|links|a)":("[A-Za-z.\-]*"|\[\]|null|7|\{\}),?){0,4}\})|[A-Za-z0-9+/=]{0,60}|<html>"#,
    ) {
        let headers: Vec<(String, Vec<u8>)> = [("alipay-signature", &*signature), ("alipay-timestamp", "1"), ("alipay-nonce", "n")]
            .map(|(name, value)| (name.to_owned(), value.into())).into();
        prop_assert!(answers(status, &headers, body.into_bytes()));
    }

    #[test]
    fn no_request_panics_at_the_gateway(
        authorization in "(ALIPAY-SHA256withRSA )?((app_id|app_cert_sn|nonce|timestamp|sign|x)=?[A-Za-z0-9+/=]{0,10},?){0,6}",
        target in "/v3/[a-z{}/%0-9.]{0,20}(\\?[a-z=&%+0-9]{0,20})?",
        body in proptest::collection::vec(any::<u8>(), 0..60),
    ) {
        let mut headers = HeaderMap::new();
        headers.insert("authorization", HeaderValue::from_str(&authorization).unwrap());
        if let Ok(received) = inbound::rest_v3(&Method::POST, &target, &headers, body.clone().into())
            && let Ok(sealed) = received.seal()
        {
            prop_assert!(sealed.verify(&support::app_key().public_key()).is_err());
        }
        let route = alipay_wire::Route::new(Method::POST, "/v3/a/{id}");
        let _ = rest_v3::payload(&route, &target, &body);
    }
}

/// Takes everything a client does to an answer. Nothing of it is genuine.
fn answers(status: u16, headers: &[(String, Vec<u8>)], body: Vec<u8>) -> bool {
    let mut response = Response::new(());
    *response.status_mut() = StatusCode::from_u16(status).unwrap();
    for (name, value) in headers {
        if let Ok(value) = HeaderValue::from_bytes(value) {
            response.headers_mut().append(HeaderName::from_bytes(name.as_bytes()).unwrap(), value);
        }
    }
    let (head, ()) = response.into_parts();
    let _ = rest().trace_id(&head);
    match rest().open(&query(), &Sent::new(now()), &head, Bytes::from(body)) {
        Ok(Opened::Signed(sealed)) => sealed.verify(&support::gateway_key()).is_err(),
        Ok(Opened::Unsigned(failure)) => {
            let claim = rest().read_failure(&query(), &head, &failure).answer;
            !head.status.is_success() && !claim.leading().as_str().trim().is_empty()
        }
        Err(_) => true,
    }
}
