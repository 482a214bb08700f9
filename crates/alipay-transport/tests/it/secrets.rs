//! Nothing personal or secret leaves through an error: not in `Debug`, not in `Display`, not in any `source()`.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, reason = "a test may panic")]

use crate::support;

use std::{convert::Infallible, error::Error as _, sync::Arc};

use alipay_dws_accounts::QueryAccountAndBenefit;
use alipay_sandbox::{Fault, Sandbox};
use alipay_sign::{Credentials, KeyPair, Sign};
use alipay_transport::{Body, Client, Error};
use alipay_wire::{Dws, SignedHeader, dws::Env, inbound};
use bytes::Bytes;
use http_body_util::Full;
use serde_json::json;
use support::{client, error};

const CUSTOMER: &str = "2199887766554433";
const AMOUNT: &str = "987654321012";
const ACCOUNT: &str = "6222020011223344556";
const TOKEN: &str = "tok_SENTINEL";
const SENTINELS: [&str; 4] = [CUSTOMER, AMOUNT, ACCOUNT, TOKEN];

fn request() -> QueryAccountAndBenefit {
    QueryAccountAndBenefit::new(CUSTOMER).environment(Env::new().device_token_id(TOKEN))
}

/// Everything an error says, in every way it can be asked.
fn said(error: &Error) -> String {
    let mut text = format!("{error} {error:?} {error:#?}");
    let mut source = error.source();
    while let Some(inner) = source {
        text.push_str(&format!(" {inner} {inner:?}"));
        source = inner.source();
    }
    text
}

fn assert_discreet(error: &Error, keys: &[&str]) {
    let text = said(error);
    for sentinel in SENTINELS.iter().chain(keys) {
        assert!(!text.contains(sentinel), "{} says {sentinel}: {text}", error.kind());
    }
}

/// A client whose gateway answers with `body`, signed.
fn answering(body: serde_json::Value, own: &KeyPair, gateway: &KeyPair) -> Client<Dws> {
    let signer = Arc::new(gateway.private_key());
    let answer = tower::service_fn(move |request: http::Request<Body>| {
        let (signer, body) = (Arc::clone(&signer), body.to_string());
        async move {
            let path = request.uri().path().to_owned();
            drop(request.into_body().into_bytes().unwrap());
            let key = Sign::key(&*signer);
            let reply =
                inbound::Reply::signed_headers(&http::Method::POST, &path, "CLIENT", "2022-01-12T11:00:00Z", key, body);
            let signature = signer.sign(reply.message()).unwrap();
            Ok::<_, Infallible>(reply.seal(&signature).unwrap().map(Full::<Bytes>::new))
        }
    });
    let credentials = Credentials::new(own.private_key(), gateway.private_key().public_key()).unwrap();
    let protocol = SignedHeader::<Dws>::new("https://gateway.example", "CLIENT").unwrap();
    Client::builder(protocol).credentials(credentials).http(answer).build().unwrap()
}

#[tokio::test]
async fn wrongly_typed_answers_are_not_quoted() {
    let (own, gateway) = (alipay_sign::generate().unwrap(), alipay_sign::generate().unwrap());
    let pem = own.private_pkcs8_pem();
    let key: &str = pem.lines().nth(3).unwrap();
    let success = json!({ "resultStatus": "S", "resultCode": "SUCCESS" });
    let account = |name: &str, value: serde_json::Value| json!({ "result": success, "accounts": [{ name: value }] });
    let answers = [
        account("availableAmount", json!(AMOUNT)),
        account("availableAmount", json!({ "currency": "MYR", "value": format!("{AMOUNT}.5") })),
        account("availableAmount", json!({ "currency": ACCOUNT, "value": AMOUNT })),
        account("availableAmount", json!({ "currency": "MYR", "value": [AMOUNT] })),
        account("accountNo", json!({ ACCOUNT: ACCOUNT })),
        account("accountNo", json!([ACCOUNT])),
        account("crossSiteCustomerId", json!(ACCOUNT)),
        account("createTime", json!(true)),
        account("currency", json!(TOKEN)),
        json!({ "result": success, "accounts": CUSTOMER }),
        json!({ "result": success, "accounts": [CUSTOMER] }),
        json!({ "result": success, "actionForm": TOKEN }),
        json!({ "result": success, CUSTOMER: TOKEN }),
        json!({ "result": { "resultStatus": "F", "resultCode": CUSTOMER, "resultMessage": ACCOUNT } }),
        json!({ "result": { "resultStatus": TOKEN, "resultCode": CUSTOMER } }),
        json!({ "result": CUSTOMER }),
        json!(CUSTOMER),
    ];
    for answer in answers {
        let client = answering(answer.clone(), &own, &gateway);
        let failure = client.send(&request()).await.expect_err(&answer.to_string());
        assert_discreet(&failure, &[key, pem.as_str()]);
    }
}

#[tokio::test(start_paused = true)]
async fn no_kind_of_failure_quotes_the_request() {
    let sandbox = Sandbox::new();
    let key = sandbox.client_private_key_pem().lines().nth(3).unwrap();
    let client = client(&sandbox, sandbox.endpoints().dws());
    let faults = [
        Fault::DropAfter,
        Fault::Status(502),
        Fault::Status(404),
        Fault::Throttled,
        Fault::Unknown,
        Fault::WrongKey,
        Fault::Unsigned,
        Fault::PartialSignature,
        Fault::Tampered,
        Fault::Truncated,
        Fault::Oversized(2 << 20),
    ];
    for fault in faults {
        sandbox.inject(fault);
        let failure = error(client.request(&request()).attempts(1).send().await);
        assert_discreet(&failure, &[key]);
    }
    let invalid = QueryAccountAndBenefit::new(CUSTOMER.repeat(5)).extra("customerId", TOKEN);
    assert_discreet(&error(client.send(&invalid).await), &[key]);
    for shown in [format!("{:?}", request()), format!("{client:?}"), format!("{:?}", client.request(&request()))] {
        assert!(SENTINELS.iter().all(|sentinel| !shown.contains(sentinel)), "{shown}");
    }
}

/// Over REST the members of a query are in its URL, and so is the token of a user: no failure quotes that either.
#[cfg(feature = "hyper")]
#[tokio::test(start_paused = true)]
async fn no_kind_of_failure_quotes_the_url() {
    use alipay_transport::HttpTransport;
    use alipay_wire::{OpenPlatformOptions, RestV3, Safety};

    let sandbox = Sandbox::new();
    let over_sandbox = client(&sandbox, sandbox.endpoints().open_platform_v3());
    // Nobody listens there.
    let nowhere = RestV3::new("http://127.0.0.1:1", Sandbox::APP_ID).unwrap();
    let nowhere = Client::builder(nowhere).credentials(sandbox.credentials());
    let nowhere = nowhere.http(HttpTransport::builder().build().unwrap()).build().unwrap();
    let faults =
        [Fault::DropAfter, Fault::Status(302), Fault::Status(502), Fault::Unknown, Fault::WrongKey, Fault::Unsigned];
    let faults =
        faults.map(|fault| (&over_sandbox, Some(fault))).into_iter().chain([(&over_sandbox, None), (&nowhere, None)]);
    for (client, fault) in faults {
        fault.into_iter().for_each(|fault| sandbox.inject(fault));
        let body = json!({ "alipay_user_id": CUSTOMER, "account": ACCOUNT, "amount": AMOUNT });
        let options = OpenPlatformOptions::new().auth_token(TOKEN);
        let call = client.untyped("GET /v3/alipay/thing/{account}", &body, Safety::Query).options(options).attempts(1);
        let shown = format!("{call:?}");
        assert!(SENTINELS.iter().all(|sentinel| !shown.contains(sentinel)), "{shown}");
        assert_discreet(&error(call.send().await), &[]);
    }
}
