//! Keys that change while the signed-header gateways run.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, reason = "a test may panic")]

use crate::support;

use alipay_sandbox::Sandbox;
use alipay_sign::{Credentials, PrivateKey, PublicKey, Sign, VerifyError};
use alipay_wire::{
    Call, Dialect, Dws, Nonce, Opened, Protocol, Safety, Sent, SignedHeader, Signing, Stamp, WorldFirst,
};
use bytes::Bytes;
use http::Response;
use http_body_util::{BodyExt, Full};
use serde_json::{Value, json};
use tower_service::Service;

use support::{CONTENT, QUERY, params, send};

const ACCOUNTS: &str = "/ams/api/v1/accounts/queryAccountAndBenefit";
const BALANCE: &str = "/aps/api/business/fund/inquiryBalance";

fn key(text: &str) -> PrivateKey {
    PrivateKey::from_text(text).unwrap()
}

async fn ask<D: Dialect>(
    sandbox: &Sandbox,
    protocol: &SignedHeader<D>,
    path: &str,
    body: &Value,
    key: &PrivateKey,
) -> (Call, Response<Bytes>)
where
    SignedHeader<D>: Protocol,
{
    let call = Call::untyped(D::untyped(path).unwrap(), body, Safety::Query, None).unwrap();
    let now = Stamp::from_unix_millis(1_700_000_000_000).unwrap();
    let draft = protocol.draft(&call, &Signing::new(Sign::key(key), now, Nonce::from_random([7; 16]))).unwrap();
    let signature = key.sign(draft.message()).unwrap();
    let request = protocol.seal(draft, &signature).unwrap().map(|body| Full::new(body.into_bytes().unwrap()));
    let (head, body) = sandbox.clone().call(request).await.unwrap().into_parts();
    (call, Response::from_parts(head, body.collect().await.unwrap().to_bytes()))
}

fn opens<D: Dialect>(
    protocol: &SignedHeader<D>,
    call: &Call,
    answer: Response<Bytes>,
    credentials: &Credentials,
) -> Result<(), VerifyError>
where
    SignedHeader<D>: Protocol,
{
    let (head, body) = answer.into_parts();
    let sent = Sent::new(Stamp::from_unix_millis(0).unwrap());
    let Opened::Signed(sealed) = protocol.open(call, &sent, &head, body).unwrap() else { panic!("unsigned") };
    sealed.verify(credentials.verifier()).map(drop).map_err(|(error, _)| error)
}

#[tokio::test]
async fn both_keys_of_both_sides_are_good_while_they_overlap() {
    let sandbox = Sandbox::new();
    let (before, old_text) = (sandbox.credentials(), sandbox.client_private_key_pem());
    sandbox.clone().rotate_keys();
    let (after, new_text) = (sandbox.credentials(), sandbox.client_private_key_pem());
    assert_eq!(after.signer().key().version, Some(2));

    let (dws, customer) = (sandbox.endpoints().dws(), json!({ "customerId": "2162265049047338" }));
    let (worldfirst, currency) = (sandbox.endpoints().worldfirst(), json!({ "currency": "CNY" }));
    for client in [key(old_text).version(1), key(new_text).version(2), key(old_text), key(new_text)] {
        let (call, answer) = ask::<Dws>(&sandbox, &dws, ACCOUNTS, &customer, &client).await;
        assert!(String::from_utf8_lossy(answer.body()).contains("SUCCESS"), "{client:?}: {answer:?}");
        assert!(answer.headers()["signature"].to_str().unwrap().contains("keyVersion=2"));
        opens(&dws, &call, answer.clone(), &after).unwrap();
        assert!(opens(&dws, &call, answer, &before).is_err(), "credentials of before know one key");

        let (call, answer) = ask::<WorldFirst>(&sandbox, &worldfirst, BALANCE, &currency, &client).await;
        assert!(String::from_utf8_lossy(answer.body()).contains("SUCCESS"), "{answer:?}");
        opens(&worldfirst, &call, answer, &after).unwrap();
    }
}

#[tokio::test]
async fn what_was_signed_before_stays_good() {
    let sandbox = Sandbox::new();
    let dws = sandbox.endpoints().dws();
    let client = key(sandbox.client_private_key_pem()).version(1);
    let (call, answer) = ask::<Dws>(&sandbox, &dws, ACCOUNTS, &json!({}), &client).await;
    assert!(answer.headers()["signature"].to_str().unwrap().contains("keyVersion=1"));
    sandbox.rotate_keys();
    opens(&dws, &call, answer, &sandbox.credentials()).unwrap();
}

#[tokio::test]
async fn a_key_is_good_under_its_own_version_only() {
    let sandbox = Sandbox::new();
    let old_text = sandbox.client_private_key_pem();
    let dws = sandbox.endpoints().dws();
    let refused = async |client: PrivateKey| {
        let (_, answer) = ask::<Dws>(&sandbox, &dws, ACCOUNTS, &json!({}), &client).await;
        String::from_utf8_lossy(answer.body()).contains("INVALID_SIGNATURE")
    };
    assert!(refused(key(old_text).version(2)).await, "not there yet");
    sandbox.rotate_keys();
    let new_text = sandbox.client_private_key_pem();
    assert!(refused(key(old_text).version(2)).await);
    assert!(refused(key(new_text).version(1)).await);
    assert!(refused(key(new_text).version(3)).await);
    assert!(!refused(key(new_text).version(2)).await);
}

#[tokio::test]
async fn the_open_platform_keeps_its_key_and_takes_both_of_the_client() {
    let sandbox = Sandbox::new();
    let gateway = support::gateway_key(&sandbox);
    sandbox.rotate_keys();
    let answer = send(&sandbox, params(QUERY, &[("biz_content", CONTENT.as_bytes())])).await;
    assert!(answer.has("\"10000\""), "{answer:?}");
    assert!(answer.is_signed_by(&gateway));
    let next = PublicKey::from_text(sandbox.gateway_public_key_pem()).unwrap();
    assert_ne!(gateway, next);
}

#[test]
fn notifications_are_signed_with_the_key_in_use() {
    let sandbox = Sandbox::new();
    let notification = || {
        let made = sandbox.notification("https://wallet.example/notify");
        made.signed_headers(Sandbox::DWS_CLIENT_ID, &json!({})).unwrap().headers()["signature"].clone()
    };
    assert!(notification().to_str().unwrap().contains("keyVersion=1"));
    sandbox.rotate_keys();
    assert!(notification().to_str().unwrap().contains("keyVersion=2"));
}
