//! What the gateway answers, and what of it is signed.

use alipay_fund_account::{AccountType, FundAccountQuery, FundAccountQueryResponse, FundAccounts};
use alipay_sandbox::Sandbox;
use alipay_wire::Yuan;

use crate::rest_v3::client::{ACCOUNT, STRANGER, gateway_key, get};

#[tokio::test]
async fn a_success_is_signed_and_has_no_codes() {
    let sandbox = Sandbox::new();
    let answer = get(ACCOUNT).send(&sandbox).await;
    assert_eq!((answer.status(), answer.header("content-type")), (200, Some("application/json")));
    assert!(answer.is_signed_by(&gateway_key(&sandbox)));
    assert_eq!((answer.header("alipay-sn"), answer.header("alipay-trace-id").map(str::len)), (None, Some(32)));
    let body = answer.json();
    let members: Vec<_> = body.as_object().unwrap().keys().map(String::as_str).collect();
    assert_eq!(members, ["available_amount", "freeze_amount", "total_amount"]);
    assert_eq!(body["available_amount"], "100.00");
}

#[tokio::test]
async fn no_two_answers_are_signed_alike() {
    let sandbox = Sandbox::new();
    let (first, second) = (get(ACCOUNT).send(&sandbox).await, get(ACCOUNT).send(&sandbox).await);
    assert_eq!(first.0.body(), second.0.body());
    for name in ["alipay-nonce", "alipay-signature", "alipay-trace-id"] {
        assert_ne!(first.header(name), second.header(name), "{name}");
    }
}

#[tokio::test]
async fn failures_are_signed_when_asked_for() {
    for (sandbox, is_signed) in [(Sandbox::new(), false), (Sandbox::new().with_signed_failures(), true)] {
        for (target, status, code) in [
            (STRANGER, 400, "ALIPAY_ACCOUNT_NOT_EXIST"),
            ("/v3/alipay/fund/account/query?alipay_user_id=11111111111111111111111111111", 400, "INVALID_PARAMETER"),
            ("/v3/alipay/no/such/api", 404, "invalid-method"),
        ] {
            let answer = get(target).send(&sandbox).await;
            assert_eq!((answer.status(), answer.code().as_str()), (status, code));
            assert_eq!(answer.is_signed(), is_signed, "{code}");
            assert_eq!(answer.is_signed_by(&gateway_key(&sandbox)), is_signed, "{code}");
            assert!(answer.header("alipay-trace-id").is_some());
        }
        assert!(get(ACCOUNT).send(&sandbox).await.is_signed(), "successes always are");
    }
}

#[tokio::test]
async fn both_protocols_have_one_state() {
    let sandbox = Sandbox::new();
    let account = FundAccountQuery::new("2088000000000000").account_type(AccountType::AcctransAccount);
    sandbox.with_state(|accounts: &mut FundAccounts| {
        accounts.insert(account, FundAccountQueryResponse::new(Yuan::from_fen(7)));
    });
    let answer = get(STRANGER).send(&sandbox).await;
    assert_eq!(answer.json()["available_amount"], "0.07");
}
