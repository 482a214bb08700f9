//! `gateway.do` beyond plain content, end to end: requests without `biz_content`, in GBK, and the gateway's own sub-codes.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, reason = "a test may panic")]

use crate::support;

use alipay_sandbox::Sandbox;
use alipay_transport::Error;
use alipay_wire::{
    CodeInfo, Dialect, Extra, OpenPlatform, OpenPlatformOptions, PreparedCall, Request, Response, Safety,
    open_platform::sub_code,
};
use serde_json::{Value, json};
use support::{client, error};

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
    #[wire(show)]
    pub(crate) grant_type: String,
    /// By which code.
    pub(crate) code: Option<String>,
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

/// Answers with the code it was asked with.
fn sandbox() -> Sandbox {
    let sandbox = Sandbox::empty();
    sandbox.on(|request: &OauthToken, _| Ok(OauthTokenResponse::new(request.code.clone().unwrap_or_default())));
    sandbox
}

fn content(sandbox: &Sandbox) -> Value {
    let entry = sandbox.ledger().pop().unwrap();
    assert!(entry.processed);
    serde_json::from_slice(&entry.body).unwrap()
}

#[tokio::test]
async fn a_textual_call_arrives_typed_untyped_and_prepared() {
    let sandbox = sandbox();
    let client = client(&sandbox, sandbox.endpoints().open_platform());
    let request = OauthToken::new("authorization_code").code("4b203fe6&c=11548bc 扫码");
    let expected = json!({ "grant_type": "authorization_code", "code": "4b203fe6&c=11548bc 扫码" });

    assert_eq!(client.send(&request).await.unwrap().access_token, request.code.clone().unwrap());
    assert_eq!(content(&sandbox), expected);

    client.send_untyped("alipay.system.oauth.token", &request, Safety::Query).await.unwrap();
    assert_eq!(content(&sandbox), expected);

    let api = OpenPlatform::untyped("alipay.system.oauth.token").unwrap().textual(true);
    client.untyped_api(api, &json!({ "grant_type": "x", "retries": 3 }), Safety::Query).send().await.unwrap();
    assert_eq!(content(&sandbox), json!({ "grant_type": "x", "retries": "3" }));

    let token = || OpenPlatformOptions::new().app_auth_token("T");
    let stored = serde_json::to_string(&client.prepare_with(&request, token()).unwrap()).unwrap();
    let stored: PreparedCall = serde_json::from_str(&stored).unwrap();
    let reply = client.prepared_as::<OauthToken>(&stored, token()).send().await.unwrap();
    assert_eq!(reply.value().access_token, request.code.clone().unwrap());
    assert_eq!(content(&sandbox), expected);
}

#[tokio::test]
async fn what_cannot_be_a_parameter_is_not_sent() {
    let sandbox = sandbox();
    let client = client(&sandbox, sandbox.endpoints().open_platform());
    let named_like_a_token = json!({ "auth_token": "x" });
    let failure = error(client.send_untyped("alipay.system.oauth.token", &named_like_a_token, Safety::Unkeyed).await);
    assert!(matches!(failure, Error::Encode(_)) && sandbox.ledger().is_empty(), "{failure:?}");
    assert_eq!(failure.effect().as_str(), "none");
}

/// What the sub-codes of the gateway mean for repetitions, even of a call that is never repeated when it is unknown.
#[tokio::test(start_paused = true)]
async fn the_gateways_sub_codes_decide_what_is_repeated() {
    let cases: [(CodeInfo, u32, &str); 4] = [
        (sub_code::UPLOAD_FAIL.info(), 3, "none"),
        (sub_code::METHOD_CALL_LIMITED.info(), 3, "none"),
        (sub_code::INVALID_SIGNATURE.info(), 1, "refused"),
        (sub_code::SYSTEM_ERROR.info(), 1, "unknown"),
    ];
    for (code, attempts, effect) in cases {
        let sandbox = Sandbox::empty();
        sandbox.on(move |_: &OauthToken, _| Err(code.into()));
        let client = client(&sandbox, sandbox.endpoints().open_platform());
        let failure = error(client.send(&OauthToken::new("x")).await);
        let Error::Api(api) = &failure else { panic!("{failure:?}") };
        assert_eq!(api.advice(), Some(code.action));
        assert_eq!((failure.attempts(), failure.effect().as_str()), (attempts, effect), "{}", code.code);
    }
}

#[cfg(feature = "gbk")]
#[tokio::test]
async fn a_call_in_gbk_is_answered_in_gbk() {
    use alipay_wire::sign::Charset;

    let sandbox = sandbox();
    let client = client(&sandbox, sandbox.endpoints().open_platform().charset(Charset::Gbk));
    let request = OauthToken::new("x").code("淺納脈{}");
    let reply = client.request(&request).send().await.unwrap();
    assert_eq!(reply.value().access_token, "淺納脈{}");
    assert_eq!(reply.header("content-type"), Some("text/html;charset=GBK"));
    assert_eq!(content(&sandbox)["code"], "淺納脈{}");

    let failure = error(client.send(&OauthToken::new("x").code("😀")).await);
    assert!(matches!(failure, Error::Encode(_)), "{failure:?}");
    let stranger = json!({ "grant_type": [] });
    let failure = error(client.send_untyped("alipay.no.such.method", &stranger, Safety::Unkeyed).await);
    assert_eq!(failure.answer().unwrap().leading(), &"isv.invalid-method");
}
