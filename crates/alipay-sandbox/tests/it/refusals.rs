//! The documented errors, as a client without the SDK meets them: over HTTP, with signatures of its own making.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, reason = "a test may panic")]

use alipay_sandbox::{Entry, Sandbox};
use alipay_sign::{PrivateKey, PublicKey, Sign};
use alipay_wire::{
    ApiMeta, Call, Dialect, Dws, FormV2, Nonce, OpenPlatform, Opened, Protocol, Safety, Sent, SignedHeader, Signing,
    Stamp, WorldFirst,
};
use bytes::Bytes;
use http::{Method, Request, Response};
use http_body_util::{BodyExt, Full};
use serde_json::{Value, json};
use tower_service::Service;

const ACCOUNTS: &str = "/ams/api/v1/accounts/queryAccountAndBenefit";
const BALANCE: &str = "/aps/api/business/fund/inquiryBalance";
const QUERY: &str = "alipay.fund.account.query";

/// Protocol, API, body, key, expected code, and what the dialect's test varies beside.
type Case<'a, P, X> = (&'a P, &'a str, Value, &'a PrivateKey, &'a str, X);

fn key(text: &str) -> PrivateKey {
    PrivateKey::from_text(text).unwrap().version(1)
}

fn signed<D: Dialect>(protocol: &dyn Protocol, api: &str, body: &Value, key: &PrivateKey) -> (Call, Request<Bytes>) {
    let api: ApiMeta = D::untyped(api).unwrap();
    let call = Call::untyped(api, body, Safety::Query, None).unwrap();
    let now = Stamp::from_unix_millis(1_700_000_000_000).unwrap();
    let draft = protocol.draft(&call, &Signing::new(Sign::key(key), now, Nonce::from_random([7; 16]))).unwrap();
    let signature = key.sign(draft.message()).unwrap();
    let request = protocol.seal(draft, &signature).unwrap().map(|body| body.into_bytes().unwrap());
    (call, request)
}

async fn send(sandbox: &Sandbox, request: Request<Bytes>) -> Response<Bytes> {
    let request = request.map(Full::new);
    let response = sandbox.clone().call(request).await.unwrap();
    let (head, body) = response.into_parts();
    Response::from_parts(head, body.collect().await.unwrap().to_bytes())
}

/// The codes of an answer, and whether the gateway's signature on it holds.
fn read(protocol: &dyn Protocol, call: &Call, sandbox: &Sandbox, response: Response<Bytes>) -> (String, bool) {
    let gateway = PublicKey::from_text(sandbox.gateway_public_key_pem()).unwrap();
    let (head, body) = response.into_parts();
    match protocol.open(call, &Sent::new(Stamp::from_unix_millis(0).unwrap()), &head, body).unwrap() {
        Opened::Signed(sealed) => {
            let verified = sealed.verify(&gateway).map_err(|(error, _)| error).unwrap();
            let document = protocol.reveal(call, &head, verified).unwrap();
            let conclusion = protocol.conclude(call, &head, &document).unwrap();
            (conclusion.answer.leading().as_str().to_owned(), true)
        }
        Opened::Unsigned(unverified) => {
            (protocol.read_failure(call, &head, &unverified).answer.leading().as_str().to_owned(), false)
        }
    }
}

#[tokio::test]
async fn signed_header_gateways_sign_their_refusals() {
    let sandbox = Sandbox::new();
    let ours = key(sandbox.client_private_key_pem());
    let strangers = alipay_sign::generate().unwrap().private_key().version(1);
    let customer = |id: &str| json!({ "customerId": id });
    let known = "2162265049047338";
    let dws = sandbox.endpoints().dws();
    let other = SignedHeader::<Dws>::new(sandbox.endpoints().origin(), "NOBODY").unwrap();

    let cases: [Case<'_, SignedHeader<Dws>, Method>; 8] = [
        (&dws, ACCOUNTS, customer(known), &ours, "SUCCESS", Method::POST),
        (&dws, ACCOUNTS, customer("2100000000000000"), &ours, "USER_NOT_EXIST", Method::POST),
        (&dws, ACCOUNTS, customer(&"1".repeat(65)), &ours, "PARAM_ILLEGAL", Method::POST),
        (&dws, ACCOUNTS, json!({}), &ours, "PARAM_ILLEGAL", Method::POST),
        (&dws, ACCOUNTS, customer(known), &strangers, "INVALID_SIGNATURE", Method::POST),
        (&dws, ACCOUNTS, customer(known), &ours, "METHOD_NOT_SUPPORTED", Method::PUT),
        (&dws, "/ams/api/v1/accounts/nothing", customer(known), &ours, "INVALID_API", Method::POST),
        (&other, ACCOUNTS, customer(known), &ours, "INVALID_CLIENT", Method::POST),
    ];
    for (protocol, api, body, key, code, method) in cases {
        let (mut call, mut request) = signed::<Dws>(protocol, api, &body, key);
        *request.method_mut() = method.clone();
        let response = send(&sandbox, request).await;
        if method != Method::POST {
            // The answer is signed over the method that was used.
            let mut api = call.api().clone();
            api.route = api.route.map(|route| alipay_wire::Route { method, ..route });
            call = Call::untyped(api, &body, Safety::Query, None).unwrap();
        }
        assert_eq!(read(protocol, &call, &sandbox, response), (code.to_owned(), true));
    }

    let worldfirst = sandbox.endpoints().worldfirst();
    let (call, request) = signed::<WorldFirst>(&worldfirst, BALANCE, &json!({ "currency": "XXX" }), &ours);
    let response = send(&sandbox, request).await;
    assert_eq!(read(&worldfirst, &call, &sandbox, response), ("UN_SUPPORT_BUSINESS".to_owned(), true));
}

#[tokio::test]
async fn the_open_platform_signs_where_it_knows_the_application() {
    let sandbox = Sandbox::new();
    let ours = key(sandbox.client_private_key_pem());
    let strangers = alipay_sign::generate().unwrap().private_key();
    let user = |id: &str| json!({ "alipay_user_id": id, "account_type": "ACCTRANS_ACCOUNT" });
    let known = "2088301409188095";
    let ok = sandbox.endpoints().open_platform();
    let other = FormV2::new(&sandbox.endpoints().gateway(), "2099000000000000").unwrap();

    let cases: [Case<'_, FormV2, bool>; 6] = [
        (&ok, QUERY, user(known), &ours, "10000", true),
        (&ok, QUERY, user(&"1".repeat(29)), &ours, "INVALID_PARAMETER", true),
        (&ok, QUERY, user("2088000000000000"), &ours, "ALIPAY_ACCOUNT_NOT_EXIST", true),
        (&ok, QUERY, user(known), &strangers, "isv.invalid-signature", true),
        (&ok, "alipay.no.such.method", user(known), &ours, "isv.invalid-method", true),
        (&other, QUERY, user(known), &ours, "isv.invalid-app-id", false),
    ];
    for (protocol, api, body, key, code, is_signed) in cases {
        let (call, request) = signed::<OpenPlatform>(protocol, api, &body, key);
        let response = send(&sandbox, request).await;
        assert_eq!(read(protocol, &call, &sandbox, response), (code.to_owned(), is_signed));
    }
}

#[tokio::test]
async fn what_is_turned_away_is_not_processed() {
    let sandbox = Sandbox::new();
    let strangers = alipay_sign::generate().unwrap().private_key();
    let dws = sandbox.endpoints().dws();
    let (_, request) = signed::<Dws>(&dws, ACCOUNTS, &json!({ "customerId": "2162265049047338" }), &strangers);
    send(&sandbox, request).await;
    let ledger: Vec<Entry> = sandbox.ledger();
    assert_eq!((ledger.len(), ledger[0].processed, ledger[0].api.as_str()), (1, false, ACCOUNTS));
}
