//! Section 1.1.1: APIs without `biz_content`, whose members are parameters of their own.

use alipay_wire::{
    Call, CallOptions, EncodeError, Evidence, EvidenceError, Extra, FormV2, OpenPlatform, OpenPlatformOptions,
    PreparedCall, Protocol, Request, Response, Safety, Signing,
    open_platform::payload,
    sign::{KeyIdentity, Pairs, Sign},
};
use serde_json::json;

use crate::open_platform::{NONCE, answer, call, canonical, envelope, form, now, parameters, signed, support, untyped};

/// Asks for a token.
#[derive(Clone, PartialEq, Request)]
#[request(
    OpenPlatform,
    name = "alipay.system.oauth.token",
    safety = Unkeyed,
    answer = OauthTokenResponse,
    codes = &[],
    textual
)]
pub(crate) struct OauthToken {
    /// How.
    pub(crate) grant_type: String,
    /// By which code.
    pub(crate) code: Option<String>,
    /// How often.
    pub(crate) retries: Option<i64>,
    pub(crate) extra: Extra,
}

/// A token.
#[derive(Clone, PartialEq, Response)]
#[response(OpenPlatform)]
pub(crate) struct OauthTokenResponse {
    /// The token.
    pub(crate) access_token: String,
    pub(crate) extra: Extra,
}

/// 1.1.1
#[test]
fn a_typed_request_becomes_parameters() {
    let call = Call::new(&OauthToken::new("authorization_code").code("c").retries(3)).unwrap();
    let [query, body] = parameters(&signed(&form(), &call));
    let expected = [("code", "c"), ("grant_type", "authorization_code"), ("retries", "3")];
    assert_eq!(body, expected.map(|(name, value)| (name.to_owned(), value.to_owned())));
    assert!(query.iter().any(|(name, value)| name == "method" && value == "alipay.system.oauth.token"));
}

/// 1.1.1
#[test]
fn an_untyped_request_does_so_where_its_api_is_known_or_said_to_be_textual() {
    let body = json!({ "grant_type": "x", "list": [1, {"a": null}], "flag": false, "none": null });
    let of = |api| Call::untyped(api, &body, Safety::Query, None).unwrap();
    let known = of(untyped("alipay.system.oauth.token"));
    let said = of(untyped("some.other.api").textual(true));
    let other = of(untyped("some.other.api"));
    for call in [&known, &said] {
        let text = canonical(&form(), call).unwrap();
        assert!(text.contains("&flag=false&"), "{text}");
        assert!(text.contains("&list=[1,{\"a\":null}]&"), "{text}");
        assert!(!text.contains("biz_content") && !text.contains("none"), "{text}");
    }
    assert!(canonical(&form(), &other).unwrap().contains("&biz_content={"));
}

/// 1.1.1
#[test]
fn a_member_called_like_a_common_parameter_is_an_error() {
    for name in ["charset", "sign", "auth_token", "app_auth_token", "biz_content", "prod_code", "encrypt_type"] {
        let call = call("alipay.system.oauth.token", json!({ name: "x" }));
        assert_eq!(canonical(&form(), &call), Err(EncodeError::CommonParameter(name)), "{name}");
    }
    let call = call("alipay.system.oauth.token", json!({ "a=1&b": "x" }));
    assert_eq!(canonical(&form(), &call), Err(EncodeError::ParameterName));
}

/// 1.1.1
#[test]
fn an_option_does_not_replace_a_member() {
    let call = call("alipay.system.oauth.token", json!({ "code": "x" }));
    let call = call.with_options(CallOptions::default().with("code", Some("y".to_owned())));
    assert_eq!(canonical(&form(), &call), Err(EncodeError::ReservedOption("code".to_owned())));
}

/// 1.1.1
#[test]
fn a_prepared_call_is_textual_in_another_process_too() {
    let options = OpenPlatformOptions::new().app_auth_token("T");
    let api = untyped("some.other.api").textual(true);
    let untyped = Call::untyped(api, &json!({ "a": "1" }), Safety::Query, None).unwrap().with_options(options.clone());
    let typed = Call::new(&OauthToken::new("x")).unwrap().with_options(options.clone());
    for call in [&untyped, &typed] {
        let stored = PreparedCall::new::<OpenPlatform>(call, form().identity(), now()).unwrap();
        let stored: PreparedCall = serde_json::from_str(&serde_json::to_string(&stored).unwrap()).unwrap();
        let again = stored.call::<OpenPlatform>(form().identity(), options.clone().into()).unwrap();
        assert_eq!(canonical(&form(), &again), canonical(&form(), call));
    }

    let stored = PreparedCall::new::<OpenPlatform>(&typed, form().identity(), now()).unwrap();
    let again = stored.call_of::<OauthToken>(form().identity(), options.clone().into()).unwrap();
    assert_eq!(canonical(&form(), &again), canonical(&form(), &typed));
    // What was stored as textual is no call of an API that is not.
    let spoilt = serde_json::to_string(&stored).unwrap().replace("\"textual\":true,", "");
    let spoilt: PreparedCall = serde_json::from_str(&spoilt).unwrap();
    assert_eq!(spoilt.call_of::<OauthToken>(form().identity(), options.into()).unwrap_err().field(), "api");
    assert!(OauthToken::META.textual);
}

/// 1.1.1
#[test]
fn evidence_of_a_textual_call_verifies() {
    let call = Call::new(&OauthToken::new("authorization_code").code("c")).unwrap();
    let (form, key): (FormV2, _) = (form(), support::app_key());
    let draft = form.draft(&call, &Signing::new(Sign::key(&key), now(), NONCE)).unwrap();
    let text = draft.message().clone();
    let request = form.seal(draft, &key.sign(&text).unwrap()).unwrap();
    let mut evidence = Evidence::of_request("open-platform", &form, &call, &KeyIdentity::new(), &text, &request, now());
    let node = br#"{"access_token":"t","expires_in":"1"}"#;
    let (head, body) = answer(envelope("alipay_system_oauth_token_response", node, node, "")).into_parts();
    evidence.answered(&head, &body, now());

    let stored: Evidence = serde_json::from_str(&serde_json::to_string(&evidence).unwrap()).unwrap();
    assert_eq!(stored.request.body.bytes().unwrap(), "code=c&grant_type=authorization_code");
    assert_eq!(stored.verify(&support::gateway_key()).unwrap().payload.payload(), &node[..]);

    let other = FormV2::new("https://openapi.alipay.com/gateway.do", "2014072300007149").unwrap();
    assert_eq!(stored.verify_with(&other, &support::gateway_key()).err(), Some(EvidenceError::OtherIdentity));
    assert!(stored.verify_with(&form, &support::gateway_key()).is_ok());

    // A later layout may mean something else by the same fields, no matter who gives the protocol.
    let later = serde_json::to_string(&evidence).unwrap().replacen(r#""version":1"#, r#""version":2"#, 1);
    let later: Evidence = serde_json::from_str(&later).unwrap();
    assert_eq!(later.verify(&support::gateway_key()).err(), Some(EvidenceError::Layout));
    assert_eq!(later.verify_with(&form, &support::gateway_key()).err(), Some(EvidenceError::Layout));
}

/// 1.1.1
#[test]
fn a_gateway_reads_content_or_else_the_parameters_that_are_not_common() {
    let textual: Pairs =
        [("app_id", "1"), ("code", "c"), ("auth_token", "t"), ("sign_type", "RSA2")].into_iter().collect();
    assert_eq!(payload(&textual).unwrap(), r#"{"code":"c"}"#);
    let content: Pairs = [("code", "c"), ("biz_content", r#"{"a":1}"#)].into_iter().collect();
    assert_eq!(payload(&content).unwrap(), r#"{"a":1}"#);
}
