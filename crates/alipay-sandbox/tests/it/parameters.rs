//! Requests at `gateway.do` that are not plain content in UTF-8, and answers in another charset.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, reason = "a test may panic")]

use crate::support;

use alipay_sandbox::{Fault, Sandbox};

use support::{CONTENT, QUERY, gateway_key, params, send};

#[tokio::test]
async fn parameters_stand_for_content_where_there_is_none() {
    let sandbox = Sandbox::new();
    let business: [(&str, &[u8]); 2] = [("alipay_user_id", b"2088301409188095"), ("account_type", b"ACCTRANS_ACCOUNT")];
    let answer = send(&sandbox, params(QUERY, &business)).await;
    assert!(answer.has(r#""available_amount":"100.00""#), "{answer:?}");
    let entry = sandbox.ledger().pop().unwrap();
    assert_eq!(entry.body, r#"{"account_type":"ACCTRANS_ACCOUNT","alipay_user_id":"2088301409188095"}"#);
}

#[tokio::test]
async fn a_charset_the_gateway_does_not_have_is_refused() {
    let sandbox = Sandbox::new();
    let answer = send(&sandbox, params(QUERY, &[("biz_content", b"{}"), ("charset", b"big5")])).await;
    assert!(answer.has("isv.invalid-charset"), "{answer:?}");
    // Not in the charset it says it is in.
    let answer = send(&sandbox, params(QUERY, &[("biz_content", b"{\"a\":\"\xFF\"}")])).await;
    assert!(answer.has("isv.invalid-charset"), "{answer:?}");
}

#[tokio::test]
async fn a_gateway_that_fails_may_say_so_in_gbk() {
    let sandbox = Sandbox::new();
    sandbox.inject(Fault::UnknownInGbk);
    let answer = send(&sandbox, params(QUERY, &[("biz_content", CONTENT.as_bytes())])).await;
    assert_eq!(answer.content_type(), "text/html;charset=utf-8", "it does not know what it says");
    assert!(std::str::from_utf8(answer.0.body()).is_err());
    assert!(answer.has("aop.unknow-error") && answer.has(b"\xDF\\"), "{answer:?}");
    assert!(answer.is_signed_by(&gateway_key(&sandbox)));
    assert!(sandbox.ledger()[0].processed);
}

#[cfg(feature = "gbk")]
#[tokio::test]
async fn gbk_is_answered_in_gbk() {
    let sandbox = Sandbox::new();
    let content = b"{\"alipay_user_id\":\"2088301409188095\",\"account_type\":\"TRUSTEESHIP_ACCOUNT\",\
        \"account_product_code\":\"DING_ACCOUNT\",\"merchant_user_id\":\"\x9C\x5C\"}";
    let answer = send(&sandbox, params(QUERY, &[("biz_content", content), ("charset", b"GBK")])).await;
    assert_eq!(answer.content_type(), "text/html;charset=GBK");
    // The province of the card's bank.
    assert!(answer.has(b"\xC9\xCF\xBA\xA3\xCA\xD0"), "{answer:?}");
    assert!(answer.is_signed_by(&gateway_key(&sandbox)));
    assert!(String::from_utf8(sandbox.ledger().pop().unwrap().body.to_vec()).unwrap().contains("淺"));
}
