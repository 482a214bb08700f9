//! One request type over both protocols.

use alipay_wire::{
    Api, Call, EncodeError, Extra, FormV2, OpenPlatform, OpenPlatformOptions, Outcome, PreparedCall, Protocol, Request,
    Response, Signing, Yuan, decode,
    open_platform::code,
    sign::{KeyIdentity, Sign},
};

use crate::rest_v3::{APP_ID, NONCE, answer, canonical, now, read, rest, support};

/// Asks what is on an account.
#[derive(Clone, PartialEq, Request)]
#[request(
    OpenPlatform,
    name = "alipay.fund.account.query",
    route = "GET /v3/alipay/fund/account/query",
    safety = Query,
    answer = AccountQueryResponse,
    codes = page::ALL
)]
pub(crate) struct AccountQuery {
    /// Whose.
    pub(crate) alipay_user_id: String,
    /// Which.
    pub(crate) account_type: Option<String>,
    pub(crate) extra: Extra,
}

/// What is on it.
#[derive(Clone, PartialEq, Response)]
#[response(OpenPlatform)]
pub(crate) struct AccountQueryResponse {
    /// What can be spent.
    pub(crate) available_amount: Yuan,
    pub(crate) extra: Extra,
}

alipay_wire::codes! {
    /// Of its page.
    pub mod page;
    own { ALIPAY_ACCOUNT_NOT_EXIST F "Check the member."; }
}

fn form() -> FormV2 {
    FormV2::new("https://openapi.alipay.com/gateway.do", APP_ID).unwrap()
}

fn question() -> Call {
    Call::new(&AccountQuery::new("2088301409188095").account_type("ACCTRANS_ACCOUNT")).unwrap()
}

#[test]
fn one_request_goes_over_both() {
    let text = canonical(&rest(), &question()).unwrap();
    assert!(
        text.contains(
            "\n/v3/alipay/fund/account/query?alipay_user_id=2088301409188095&account_type=ACCTRANS_ACCOUNT\n"
        )
    );
    let draft = form().draft(&question(), &Signing::new(&KeyIdentity::new(), now(), NONCE)).unwrap();
    assert!(String::from_utf8_lossy(draft.message()).contains("&method=alipay.fund.account.query&"));
}

#[test]
fn one_response_comes_from_both() {
    let (verified, conclusion) = read(&rest(), &question(), answer(200, r#"{"available_amount":"26.45"}"#)).unwrap();
    assert_eq!(conclusion.outcome, Outcome::Success);
    let new: <AccountQuery as Api>::Response = decode(&verified).unwrap();
    let node = r#"{"code":"10000","msg":"Success","available_amount":"26.45"}"#;
    let sealed = alipay_wire::sign::Sealed::framed("", node, "", support_sign(node), None);
    let old: <AccountQuery as Api>::Response = decode(&sealed.verify(&support::gateway_key()).unwrap()).unwrap();
    assert_eq!(new.available_amount, old.available_amount);
}

fn support_sign(text: &str) -> Vec<u8> {
    let key = alipay_wire::sign::PrivateKey::from_text(&support::key("gateway_private.pem")).unwrap();
    key.sign(text.as_bytes()).unwrap().into_bytes()
}

#[test]
fn its_codes_are_found_in_both() {
    let body = r#"{"code":"ALIPAY_ACCOUNT_NOT_EXIST","message":"m","links":[]}"#;
    let answer = read(&rest(), &question(), answer(400, body)).unwrap().1.answer;
    assert_eq!(answer.leading(), &page::ALIPAY_ACCOUNT_NOT_EXIST);
    assert_eq!(AccountQuery::META.code(answer.leading()).unwrap().action, "Check the member.");
    // The code as it came: what `gateway.do` puts above it, this protocol does not say.
    assert_eq!((answer.code == page::ALIPAY_ACCOUNT_NOT_EXIST, answer.sub_code), (true, None));
    assert_ne!(answer.code, code::BUSINESS_FAILED);
}

/// Typed or not, a stored call goes where it was to go.
#[test]
fn a_prepared_call_goes_over_both() {
    let stored = PreparedCall::new::<OpenPlatform>(&question(), APP_ID, now()).unwrap();
    let text = serde_json::to_string(&stored).unwrap();
    let stored: PreparedCall = serde_json::from_str(&text).unwrap();
    let expected = canonical(&rest(), &question());
    let typed = stored.call_of::<AccountQuery>(APP_ID, Default::default()).unwrap();
    let untyped = stored.call::<OpenPlatform>(APP_ID, Default::default()).unwrap();
    for call in [&typed, &untyped] {
        assert_eq!(canonical(&rest(), call), expected);
        let draft = form().draft(call, &Signing::new(Sign::key(&support::app_key()), now(), NONCE)).unwrap();
        assert!(String::from_utf8_lossy(draft.message()).contains("&method=alipay.fund.account.query&"));
    }
    // What was stored may have been changed.
    for (from, to) in [("/v3/alipay/fund/account/query", "/v3/alipay/other"), ("\"GET\"", "\"POST\"")] {
        let spoilt: PreparedCall = serde_json::from_str(&text.replace(from, to)).unwrap();
        assert_eq!(spoilt.call_of::<AccountQuery>(APP_ID, Default::default()).unwrap_err().field(), "api");
    }
    for path in ["/v3/../x", "/gateway.do", "/v2/x", "x"] {
        let spoilt: PreparedCall = serde_json::from_str(&text.replace("/v3/alipay/fund/account/query", path)).unwrap();
        assert!(spoilt.call::<OpenPlatform>(APP_ID, Default::default()).is_err(), "{path}");
    }
}

#[test]
fn a_token_is_given_again() {
    let call = question().with_options(OpenPlatformOptions::new().app_auth_token("T"));
    let stored = PreparedCall::new::<OpenPlatform>(&call, APP_ID, now()).unwrap();
    assert!(!serde_json::to_string(&stored).unwrap().contains("\"T\""));
    assert_eq!(stored.call::<OpenPlatform>(APP_ID, Default::default()).unwrap_err().field(), "app_auth_token");
    let again = stored.call::<OpenPlatform>(APP_ID, OpenPlatformOptions::new().app_auth_token("T").into()).unwrap();
    assert_eq!(canonical(&rest(), &again), canonical(&rest(), &call));
    let other = again.with_options(OpenPlatformOptions::new().return_url("x"));
    assert!(matches!(canonical(&rest(), &other), Err(EncodeError::Invalid(_))));
}
