//! The API, sent by the client and answered by the sandbox.

use alipay::{Client, Dws, Error, sandbox::Sandbox};
use private_api::{QueryPoints, QueryPointsResponse, Tier, query_points::code};

const CUSTOMER: &str = "2162265049047338";

fn client(sandbox: &Sandbox) -> Client<Dws> {
    let builder = Client::builder(sandbox.endpoints().dws());
    builder.credentials(sandbox.credentials()).http(sandbox.clone()).build().unwrap()
}

/// A sandbox that knows the API from its `catalog`.
fn sandbox() -> Sandbox {
    let sandbox = Sandbox::new();
    sandbox.register(|routes| private_api::catalog(routes));
    sandbox
}

#[tokio::test]
async fn it_is_answered() {
    let sandbox = sandbox();
    let answer = client(&sandbox).send(&QueryPoints::new(CUSTOMER).valid_on("2026-01-31")).await.unwrap();
    assert_eq!((answer.points, answer.tier), (1250, Some(Tier::Gold)));
    assert_eq!(sandbox.ledger()[0].api, "/ams/api/v1/loyalty/queryPoints");
}

#[tokio::test]
async fn its_own_code_is_a_refusal_with_advice() {
    let error = client(&sandbox()).send(&QueryPoints::new("2100000000000000")).await.unwrap_err();
    assert_eq!(error.effect().as_str(), "refused");
    let Error::Api(refused) = &error else { panic!("{error:?}") };
    assert_eq!(refused.code(), Some(&code::NO_LOYALTY_ACCOUNT.code.into()));
}

#[tokio::test]
async fn the_answer_about_another_customer_is_refused() {
    let sandbox = Sandbox::empty();
    let other = || Ok(QueryPointsResponse::new(alipay_wire::signed_header::ResultInfo::success(), "another", 1));
    sandbox.on(move |_: &QueryPoints, _| other());
    let error = client(&sandbox).send(&QueryPoints::new(CUSTOMER)).await.unwrap_err();
    let Error::Verify(foreign) = &error else { panic!("{error:?}") };
    assert_eq!(foreign.mismatch().map(|mismatch| mismatch.field()), Some("customerId"));
    assert_eq!(error.effect().as_str(), "none");
}

#[tokio::test]
async fn a_field_that_is_too_long_is_not_sent() {
    let sandbox = sandbox();
    let error = client(&sandbox).send(&QueryPoints::new("2".repeat(33))).await.unwrap_err();
    assert!(matches!(&error, Error::Invalid(invalid) if invalid.to_string().contains("customerId")), "{error:?}");
    assert!(sandbox.ledger().is_empty());
}
