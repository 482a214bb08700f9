//! Evidence and prepared calls of the REST protocol.

use alipay_wire::{
    Evidence, EvidenceError, FormV2, OpenError, OpenPlatformOptions, Outcome, Protocol, RestV3, Signing,
    open_platform::PRODUCTION_V3, sign::Sign,
};
use bytes::Bytes;
use http::Response;

use crate::rest_v3::{APP_ID, NONCE, answer, call, now, query, refund, rest, support, unsigned};

fn evidence(call: &alipay_wire::Call, response: Response<Bytes>) -> Evidence {
    let key = support::app_key();
    let draft = rest().draft(call, &Signing::new(Sign::key(&key), now(), NONCE)).unwrap();
    let text = draft.message().clone();
    let request = rest().seal(draft, &key.sign(&text).unwrap()).unwrap();
    let mut evidence = Evidence::of_request("open-platform", &rest(), call, Sign::key(&key), &text, &request, now());
    let (head, body) = response.into_parts();
    evidence.answered(&head, &body, now());
    serde_json::from_str(&serde_json::to_string(&evidence).unwrap()).unwrap()
}

#[test]
fn evidence_verifies_later() {
    let stored = evidence(&refund(), answer(200, r#"{"trade_no":"1"}"#));
    let proven = stored.verify(&support::gateway_key()).unwrap();
    assert_eq!(
        (proven.conclusion.outcome, &proven.payload.payload()[..]),
        (Outcome::Success, &br#"{"trade_no":"1"}"#[..])
    );
    assert!(stored.verify_with(&rest(), &support::gateway_key()).is_ok());
    let other = RestV3::new(PRODUCTION_V3, "2014072300007149").unwrap();
    assert_eq!(stored.verify_with(&other, &support::gateway_key()).err(), Some(EvidenceError::OtherIdentity));

    let refused =
        evidence(&refund(), answer(400, r#"{"code":"insufficient-isv-permissions","message":"m","links":[]}"#));
    let proven = refused.verify(&support::gateway_key()).unwrap();
    assert_eq!(
        (proven.conclusion.outcome, proven.conclusion.answer.leading().as_str()),
        (Outcome::Refused, "insufficient-isv-permissions")
    );
    assert!(evidence(&query(), answer(200, "{}")).verify(&support::gateway_key()).is_ok());
    assert!(evidence(&refund(), answer(204, "")).verify(&support::gateway_key()).is_ok());
}

#[test]
fn what_proves_nothing_says_so() {
    let error = |response| evidence(&refund(), response).verify(&support::gateway_key()).unwrap_err();
    assert_eq!(error(unsigned(400, r#"{"code":"X","message":"m"}"#)), EvidenceError::Unsigned);
    assert_eq!(error(unsigned(200, "{}")), EvidenceError::Open(OpenError::UnsignedSuccess));
    assert_eq!(error(unsigned(204, "")), EvidenceError::Open(OpenError::UnsignedSuccess));
    let spoilt = answer(200, "{}").map(|_| Bytes::from_static(b"{ }"));
    assert!(matches!(error(spoilt), EvidenceError::Verify(_)));
}

/// What was stored of `gateway.do` is still that, wherever its gateway has its path.
#[test]
fn evidence_of_gateway_do_is_told_apart() {
    for url in ["https://openapi.alipay.com/gateway.do", "https://proxy.example/v3/gateway.do"] {
        let form = FormV2::new(url, APP_ID).unwrap();
        let (key, call) = (support::app_key(), call("alipay.fund.account.query", serde_json::json!({})));
        let draft = form.draft(&call, &Signing::new(Sign::key(&key), now(), NONCE)).unwrap();
        let text = draft.message().clone();
        let request = form.seal(draft, &key.sign(&text).unwrap()).unwrap();
        let mut evidence = Evidence::of_request("open-platform", &form, &call, Sign::key(&key), &text, &request, now());
        let node = r#"{"code":"10000"}"#;
        let sign = crate::rest_v3::gateway_sign(node);
        let body = format!(r#"{{"alipay_fund_account_query_response":{node},"sign":"{sign}"}}"#);
        evidence.answered(&unsigned(200, "").into_parts().0, body.as_bytes(), now());
        assert!(evidence.verify(&support::gateway_key()).is_ok(), "{url}");
    }
}

/// Tokens of merchants are headers, which are left out; the text that was signed has them, as everywhere.
#[test]
fn evidence_leaves_out_the_header_of_a_token() {
    let call = refund().with_options(OpenPlatformOptions::new().app_auth_token("TOKEN"));
    let stored = evidence(&call, answer(200, "{}"));
    assert!(stored.request.headers.iter().all(|(name, value)| name != "alipay-app-auth-token" && value != "TOKEN"));
    assert!(stored.request.headers.iter().any(|(name, _)| name == "authorization"));
    assert!(!format!("{stored:?}").contains("TOKEN"));
}
