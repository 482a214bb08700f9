//! What the gateway looks at before it takes a request.

use alipay_sandbox::{Entry, Sandbox};
use alipay_sign::PrivateKey;
use alipay_wire::{FixedClock, Stamp};

use crate::rest_v3::client::{ACCOUNT, Ask, get, now};

/// An id of another application.
const OTHER: &str = "2099000000000000";

#[tokio::test]
async fn a_request_must_say_who_when_and_what() {
    let sandbox = Sandbox::new().with_signed_failures();
    let cases: [(&str, Ask, bool); 13] = [
        // Found at the real gateway: not 401, and the time is what is missed first.
        ("missing-timestamp", get(ACCOUNT).change(|ask| ask.has_authorization = false), false),
        ("invalid-signature-type", get(ACCOUNT).change(|ask| ask.scheme = "ALIPAY-SM2withSM3"), false),
        ("missing-app-id", get(ACCOUNT).change(|ask| ask.app_id = None), false),
        ("invalid-app-id", get(ACCOUNT).change(|ask| ask.app_id = Some(OTHER)), false),
        ("app-cert-not-exist", get(ACCOUNT).change(|ask| ask.app_cert_sn = Some("1")), true),
        ("missing-timestamp", get(ACCOUNT).change(|ask| ask.timestamp = None), true),
        ("invalid-timestamp", get(ACCOUNT).change(|ask| ask.timestamp = Some("2026-01-01 00:00:00".to_owned())), true),
        ("invalid-timestamp", get(ACCOUNT).change(|ask| ask.timestamp = Some(now(-601))), true),
        ("invalid-timestamp", get(ACCOUNT).change(|ask| ask.timestamp = Some(now(660))), true),
        ("missing-signature", get(ACCOUNT).change(|ask| ask.is_signed = false), true),
        ("suspected-attack", get(ACCOUNT).change(|ask| ask.nonce = None), true),
        ("invalid-signature", get(ACCOUNT).header("alipay-app-auth-token", "a token that is not signed"), true),
        ("illegal-json", Ask { body: "no JSON".to_owned(), ..get(ACCOUNT) }, true),
    ];
    for (code, ask, is_signed) in cases {
        let answer = ask.send(&sandbox).await;
        assert_eq!((answer.status(), answer.code().as_str()), (400, code));
        assert_eq!(answer.is_signed(), is_signed, "{code}: signed once the application is known");
    }
    assert!(sandbox.ledger().iter().all(|entry| !entry.processed));
}

#[tokio::test]
async fn what_is_signed_is_what_is_sent() {
    let sandbox = Sandbox::new();
    let key = PrivateKey::from_text(sandbox.client_private_key_pem()).unwrap();
    for signed in [ACCOUNT.replace("2088301409188095", "2088000000000000"), ACCOUNT.replace('?', "?a=1&")] {
        let answer = get(ACCOUNT).send_over(&sandbox, &key, &signed).await;
        assert_eq!((answer.status(), answer.code().as_str()), (400, "invalid-signature"), "{signed}");
    }
    let stranger = alipay_sign::generate().unwrap().private_key();
    assert_eq!(get(ACCOUNT).send_signed_by(&sandbox, &stranger).await.code(), "invalid-signature");
    let answer = get(ACCOUNT).change(|ask| ask.token = Some("202411BBtoken")).send(&sandbox).await;
    assert_eq!(answer.status(), 200, "the token is the last line of what is signed");
}

#[tokio::test]
async fn a_nonce_counts_once_and_only_when_the_request_is_genuine() {
    let sandbox = Sandbox::new();
    let ask = get(ACCOUNT);
    let stranger = alipay_sign::generate().unwrap().private_key();
    assert_eq!(ask.send_signed_by(&sandbox, &stranger).await.code(), "invalid-signature");
    assert_eq!(ask.send(&sandbox).await.status(), 200);
    // Clones are one gateway.
    assert_eq!(ask.send(&sandbox.clone()).await.code(), "suspected-attack");
    assert_eq!(ask.send(&Sandbox::new()).await.status(), 200, "another gateway");
}

#[tokio::test]
async fn the_time_is_that_of_the_gateways_clock() {
    let then = Stamp::from_unix_millis(1_500_000_000_000).unwrap();
    let sandbox = Sandbox::new().with_clock(FixedClock(then));
    assert_eq!(get(ACCOUNT).send(&sandbox).await.code(), "invalid-timestamp");
    let at = |millis: i64| get(ACCOUNT).change(|ask| ask.timestamp = Some(millis.to_string()));
    for offset in [-600_000, 0, 600_000] {
        let answer = at(then.unix_millis() + offset).send(&sandbox).await;
        assert_eq!((answer.status(), answer.header("alipay-timestamp")), (200, Some("1500000000000")));
    }
    assert_eq!(at(then.unix_millis() - 600_001).send(&sandbox).await.code(), "invalid-timestamp");
}

#[tokio::test]
async fn the_ledger_tells_who_asked_what() {
    let sandbox = Sandbox::new();
    get(ACCOUNT).send(&sandbox).await;
    get(ACCOUNT).change(|ask| ask.app_id = Some(OTHER)).send(&sandbox).await;
    let ledger: Vec<Entry> = sandbox.ledger();
    let told = |at: usize| (ledger[at].api.as_str(), ledger[at].identity.as_str(), ledger[at].processed);
    assert_eq!(told(0), ("alipay.fund.account.query", Sandbox::APP_ID, true));
    assert_eq!(told(1), ("alipay.fund.account.query", OTHER, false));
    assert_eq!(ledger[0].body, r#"{"alipay_user_id":"2088301409188095","account_type":"ACCTRANS_ACCOUNT"}"#);
    assert!(ledger[0].signature.len() > 300);
}
