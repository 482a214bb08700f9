//! Notifications the sandbox makes.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, reason = "a test may panic")]

use alipay_sandbox::Sandbox;
use alipay_sign::PublicKey;
use alipay_wire::{
    FixedClock, Stamp,
    inbound::{FormRule, signed_form, signed_headers},
};
use serde_json::json;

const URL: &str = "https://shop.example/notify?shop=7";

fn key(sandbox: &Sandbox) -> PublicKey {
    PublicKey::from_text(sandbox.gateway_public_key_pem()).unwrap()
}

fn sandbox() -> Sandbox {
    // 2026-03-20 10:48:51 in China.
    Sandbox::empty().with_clock(FixedClock(Stamp::from_unix_millis(1_773_974_931_000).unwrap()))
}

#[test]
fn forms_are_signed_by_either_rule() {
    let sandbox = sandbox();
    for (rule, has_sign_type) in [(FormRule::V1, false), (FormRule::V2, true)] {
        let params = [("notify_id", "7"), ("subject", "茶 & +"), ("alipay_cert_sn", "1a")];
        let request = sandbox.notification(URL).rule(rule).form(params).unwrap();
        assert_eq!((request.method().as_str(), request.uri().to_string().as_str()), ("POST", URL));
        let received = signed_form(request.body()).unwrap();
        assert_eq!(received.identity, Sandbox::APP_ID);
        assert_eq!(received.sealed.key().unwrap().as_str(), "1a");
        let verified = received.sealed.verify(&key(&sandbox)).unwrap();
        let pairs = verified.payload();
        assert_eq!(pairs.get_str("subject"), Some("茶 & +"));
        assert_eq!(pairs.get_str("notify_time"), Some("2026-03-20 10:48:51"));
        assert_eq!(pairs.get_str("charset"), Some("utf-8"));
        assert_eq!(pairs.get("alipay_cert_sn"), None);
        assert_eq!(pairs.get("sign_type").is_some(), has_sign_type);
    }
}

#[test]
fn what_is_given_is_not_overwritten() {
    let sandbox = sandbox();
    let params = [("app_id", "2021000000000001"), ("notify_time", "2020-01-01 00:00:00")];
    let request = sandbox.notification(URL).form(params).unwrap();
    let received = signed_form(request.body()).unwrap();
    assert_eq!(received.identity, "2021000000000001");
    let verified = received.sealed.verify(&key(&sandbox)).unwrap();
    assert_eq!(verified.payload().get_str("notify_time"), Some("2020-01-01 00:00:00"));
}

#[test]
fn headers_are_signed_over_the_path_without_its_query() {
    let sandbox = sandbox();
    let body = json!({ "notifyType": "TOPUP_RESULT" });
    let request = sandbox.notification(URL).signed_headers(Sandbox::DWS_CLIENT_ID, &body).unwrap();
    assert_eq!(request.headers()["request-time"], "2026-03-20T10:48:51+08:00");
    let received = signed_headers(request.method(), "/notify", request.headers(), request.body().clone()).unwrap();
    assert_eq!(received.identity, Sandbox::DWS_CLIENT_ID);
    assert_eq!(received.sealed.key().unwrap().as_str(), "1");
    assert_eq!(received.sealed.verify(&key(&sandbox)).unwrap().payload(), body.to_string().as_bytes());
}

#[cfg(feature = "gbk")]
#[test]
fn gbk_is_written_and_signed_as_gbk() {
    use alipay_sign::Charset;
    let sandbox = sandbox();
    let request = sandbox.notification(URL).charset(Charset::Gbk).form([("subject", "茶叶")]).unwrap();
    assert!(std::str::from_utf8(request.body()).unwrap().contains("subject=%B2%E8%D2%B6"));
    let verified = signed_form(request.body()).unwrap().sealed.verify(&key(&sandbox)).unwrap();
    assert_eq!(verified.payload().get_str("charset"), Some("GBK"));
    assert_eq!(verified.to_utf8(Charset::Gbk).unwrap().payload().get_str("subject"), Some("茶叶"));
    let error = sandbox.notification(URL).charset(Charset::Gbk).form([("subject", "😀")]).unwrap_err();
    assert_eq!(error.field(), "subject");
}

#[test]
fn what_cannot_be_made_is_named() {
    let sandbox = sandbox();
    assert_eq!(sandbox.notification("no url").form([("a", "b")]).unwrap_err().field(), "url");
    assert_eq!(sandbox.notification(URL).signed_headers("a\nb", &json!({})).unwrap_err().field(), "client_id");
}
