//! What errors say about signatures that do not hold.

use alipay::{
    Client, Credentials, Error, PrivateKey, PublicKey,
    dws::accounts::QueryAccountAndBenefit,
    fund_account::FundAccountQuery,
    sandbox::{Fault, Sandbox},
    wire::diagnose::{Diagnosis, Finding, Step},
};

fn names(diagnosis: &Diagnosis) -> Vec<&'static str> {
    diagnosis.steps().iter().map(Step::name).collect()
}

async fn form_error(sandbox: &Sandbox, credentials: Credentials) -> Error {
    let client = Client::builder(sandbox.endpoints().open_platform())
        .credentials(credentials)
        .http(sandbox.clone())
        .build()
        .unwrap();
    let request = FundAccountQuery::new("2088301409188095");
    client.send(&request).await.unwrap_err()
}

#[tokio::test]
async fn an_answer_that_does_not_verify_is_explained() {
    let sandbox = Sandbox::new();
    sandbox.inject(Fault::Tampered);
    let error = form_error(&sandbox, sandbox.credentials()).await;
    let diagnosis = error.explain().unwrap();
    assert_eq!(diagnosis.finding(), Finding::OtherText, "{diagnosis}");

    sandbox.inject(Fault::WrongKey);
    let error = form_error(&sandbox, sandbox.credentials()).await;
    assert_eq!(error.explain().unwrap().finding(), Finding::OtherKey);

    let client = Client::builder(sandbox.endpoints().dws())
        .credentials(sandbox.credentials())
        .http(sandbox.clone())
        .build()
        .unwrap();
    sandbox.inject(Fault::Tampered);
    let error = client.send(&QueryAccountAndBenefit::new("2162265049047338")).await.unwrap_err();
    assert_eq!(error.explain().unwrap().finding(), Finding::OtherText, "{error:?}");
}

#[tokio::test]
async fn a_refusal_of_our_signature_is_explained() {
    let sandbox = Sandbox::new();
    let stranger = PrivateKey::from_text(include_str!("../../../../vectors/keys/app_private.pem")).unwrap();
    let gateway = PublicKey::from_text(sandbox.gateway_public_key_pem()).unwrap();
    let error = form_error(&sandbox, Credentials::new(stranger, gateway).unwrap()).await;
    let Error::Api(_) = error else { panic!("{error:?}") };
    let diagnosis = error.explain().unwrap();
    assert_eq!(diagnosis.finding(), Finding::SameText, "{diagnosis}");
    assert!(names(&diagnosis).is_empty());
    for shown in [format!("{error:?}"), format!("{diagnosis:?}"), diagnosis.to_string()] {
        assert!(!shown.contains("2088301409188095"), "{shown}");
    }
}

#[tokio::test]
async fn other_errors_have_nothing_to_explain() {
    let sandbox = Sandbox::new();
    sandbox.inject(Fault::Refused);
    assert!(form_error(&sandbox, sandbox.credentials()).await.explain().is_none());
    sandbox.inject(Fault::DropBefore);
    sandbox.inject(Fault::DropBefore);
    sandbox.inject(Fault::DropBefore);
    assert!(form_error(&sandbox, sandbox.credentials()).await.explain().is_none());
}
