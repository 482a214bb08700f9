//! What the sandbox says when it refuses a signature.
#![allow(clippy::unwrap_used, reason = "a test may panic")]

use alipay_sandbox::Sandbox;
use alipay_sign::{PrivateKey, Sign};
use alipay_wire::{
    Call, Dialect, Dws, FormV2, Nonce, OpenPlatform, Protocol, RestV3, Safety, SignedHeader, Signing, Stamp,
    diagnose::{Finding, compare},
};
use bytes::Bytes;
use http::{Request, Uri};
use http_body_util::{BodyExt, Full};
use serde_json::{Value, json};
use tower_service::Service;

const QUERY: &str = "alipay.fund.account.query";

fn client_key(sandbox: &Sandbox) -> PrivateKey {
    PrivateKey::from_text(sandbox.client_private_key_pem()).unwrap().version(1)
}

/// A request, and the text that was signed for it.
fn signed<D: Dialect>(protocol: &dyn Protocol, api: &str, key: &PrivateKey) -> (Request<Bytes>, Bytes) {
    let call =
        Call::untyped(D::untyped(api).unwrap(), &json!({"alipay_user_id": "2088"}), Safety::Query, None).unwrap();
    let now = Stamp::from_unix_millis(1_700_000_000_000).unwrap();
    let draft = protocol.draft(&call, &Signing::new(Sign::key(key), now, Nonce::from_random([7; 16]))).unwrap();
    let text = draft.message().clone();
    let request = protocol.seal(draft, &key.sign(&text).unwrap()).unwrap();
    (request.map(|body| body.into_bytes().unwrap()), text)
}

async fn answered(sandbox: &Sandbox, request: Request<Bytes>) -> Value {
    let response = sandbox.clone().call(request.map(Full::new)).await.unwrap();
    serde_json::from_slice(&response.into_body().collect().await.unwrap().to_bytes()).unwrap()
}

#[tokio::test]
async fn a_refused_signature_is_explained_at_gateway_do() {
    let sandbox = Sandbox::new();
    let protocol = FormV2::new("http://sandbox.example/gateway.do", Sandbox::APP_ID).unwrap();
    let (mut request, text) = signed::<OpenPlatform>(&protocol, QUERY, &client_key(&sandbox));
    let target = format!("{}&alipay_sdk=other", request.uri().path_and_query().unwrap());
    *request.uri_mut() = target.parse::<Uri>().unwrap();
    let answer = answered(&sandbox, request).await;
    let node = &answer["alipay_fund_account_query_response"];
    assert_eq!(node["sub_code"], "isv.invalid-signature");
    let words = node["sub_msg"].as_str().unwrap();
    assert!(words.starts_with("verifies without the parameter `alipay_sdk`: it is sent but not signed"), "{words}");
    // And the text that was checked is quoted, as the gateway does it.
    let compared = compare(words, Some(&text));
    assert_eq!(compared.finding(), Finding::DifferentText);
    assert!(compared.sentence().contains("`alipay_sdk`: it reached the gateway, and was not signed"), "{compared}");

    let stranger = PrivateKey::from_text(include_str!("../../../../vectors/keys/gateway_private.pem")).unwrap();
    let (request, text) = signed::<OpenPlatform>(&protocol, QUERY, &stranger);
    let answer = answered(&sandbox, request).await;
    let words = answer["alipay_fund_account_query_response"]["sub_msg"].as_str().unwrap();
    assert!(words.starts_with("nothing near it verifies: it was signed with none of the keys"), "{words}");
    assert_eq!(compare(words, Some(&text)).finding(), Finding::SameText);
}

#[tokio::test]
async fn a_refused_signature_is_explained_where_headers_sign() {
    let sandbox = Sandbox::new();
    let key = client_key(&sandbox);
    let protocol = SignedHeader::<Dws>::new("http://sandbox.example", Sandbox::DWS_CLIENT_ID).unwrap();
    let (request, _) = signed::<Dws>(&protocol, "/ams/api/v1/accounts/queryAccountAndBenefit", &key);
    let spaced = request.map(|body| String::from_utf8_lossy(&body).replace(':', ": ").into_bytes().into());
    let answer = answered(&sandbox, spaced).await;
    assert_eq!(answer["result"]["resultCode"], "INVALID_SIGNATURE");
    let words = answer["result"]["resultMessage"].as_str().unwrap();
    assert!(words.starts_with("verifies without the blanks between the parts of its JSON"), "{words}");

    let protocol = RestV3::new("http://sandbox.example", Sandbox::APP_ID).unwrap();
    let sandbox = sandbox.with_clock(alipay_wire::FixedClock(Stamp::from_unix_millis(1_700_000_000_000).unwrap()));
    let (request, _) = signed::<OpenPlatform>(&protocol, "POST /v3/alipay/fund/account/query", &key);
    let answer = answered(&sandbox, request.map(|body| [&body[..], b"\n"].concat().into())).await;
    assert_eq!(answer["code"], "invalid-signature");
    let words = answer["message"].as_str().unwrap();
    assert!(words.starts_with("verifies without the line break at the end"), "{words}");
}
