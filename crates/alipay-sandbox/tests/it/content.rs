//! Content encryption, as a client without the SDK meets it. The ciphertexts were made by OpenSSL.
#![cfg(feature = "encrypt")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, reason = "a test may panic")]

use crate::support;

use alipay_sandbox::Sandbox;
use alipay_sign::{Sealed, Verified, Verify, VerifyError};
use bytes::Bytes;

use support::{Answer, CONTENT, QUERY, gateway_key, params, send};

/// `support::CONTENT`.
const ENCRYPTED: &[u8] =
    b"Y/1rqsJyjDpZ8kQwTnSmsJnnN0VTs+0NZ6rg8EK8TL/YJaCu5gqE/hMtbJ6fo+J0h4fSZho4d1gVDUQzExHxJpIkqBrCRzc/XbeDyPZbJho=";
/// The same for a user the gateway does not know.
const ENCRYPTED_OTHER: &[u8] =
    b"Y/1rqsJyjDpZ8kQwTnSmsATiMlKEYqKJRfSS/bDaNvsLV663lB1OU2ZnrBKC6hpku7KPYYLn8dcelrBcbXADL8jHmdN0SUOFVWvFJAiMO1I=";
/// `support::CONTENT`, with the key 00112233445566778899aabbccddeeff.
const OTHERS: &[u8] =
    b"zCReB7G9WtXem7annpFP2qHO4wjOsQaWdcPBiTQ1f+xKK8XlvAFx2rD2JKZ9uHVZHdn9l58DAq9vnKydtEpgl23u+qDtc1D9ULFeFb/97Xk=";

/// Parameters of a request beside the common ones.
type Own = &'static [(&'static str, &'static [u8])];

struct Anyone;

impl Verify for Anyone {
    fn verify(&self, _: Option<&alipay_sign::KeyId>, _: &[u8], _: &[u8]) -> Result<(), VerifyError> {
        Ok(())
    }
}

/// The node inside the ciphertext.
fn decrypted(sandbox: &Sandbox, answer: &Answer) -> String {
    let ciphertext = answer.node();
    assert!(ciphertext.starts_with(b"\"") && ciphertext.ends_with(b"\""), "{answer:?}");
    let sealed = Sealed::framed("", Bytes::copy_from_slice(ciphertext), "", Vec::new(), None);
    let verified: Verified<Bytes> = sealed.verify(&Anyone).unwrap();
    String::from_utf8(verified.decrypt(&sandbox.content_key()).unwrap().into_payload().to_vec()).unwrap()
}

#[tokio::test]
async fn what_comes_encrypted_is_answered_encrypted() {
    let sandbox = Sandbox::new().with_content_key();
    for (content, expected) in
        [(ENCRYPTED, r#""available_amount":"100.00""#), (ENCRYPTED_OTHER, r#""sub_code":"ALIPAY_ACCOUNT_NOT_EXIST""#)]
    {
        let answer = send(&sandbox, params(QUERY, &[("biz_content", content), ("encrypt_type", b"AES")])).await;
        assert!(answer.is_signed_by(&gateway_key(&sandbox)), "signed over the ciphertext and its quotes");
        assert!(decrypted(&sandbox, &answer).contains(expected), "{expected}");
    }
    assert_eq!(sandbox.ledger()[0].body, CONTENT);
}

#[tokio::test]
async fn what_comes_plain_is_answered_plain() {
    let sandbox = Sandbox::new().with_content_key();
    let answer = send(&sandbox, params(QUERY, &[("biz_content", CONTENT.as_bytes())])).await;
    assert!(answer.has(r#""available_amount":"100.00""#), "{answer:?}");
}

#[tokio::test]
async fn what_cannot_be_decrypted_is_told_in_plain_text() {
    let (with_key, without_key) = (Sandbox::new().with_content_key(), Sandbox::new());
    let cases: [(&Sandbox, Own, &str, &str); 8] = [
        (&without_key, &[("biz_content", ENCRYPTED), ("encrypt_type", b"AES")], "40001", "isv.missing-encrypt-key"),
        (&with_key, &[("biz_content", OTHERS), ("encrypt_type", b"AES")], "40002", "isv.decryption-error-unknown"),
        (&with_key, &[("biz_content", b"{}"), ("encrypt_type", b"AES")], "40002", "isv.decryption-error-unknown"),
        (
            &with_key,
            &[("biz_content", ENCRYPTED), ("encrypt_type", b"SM4")],
            "40002",
            "isv.decryption-error-not-valid-encrypt-type",
        ),
        (&with_key, &[("biz_content", ENCRYPTED)], "40001", "isv.decryption-error-missing-encrypt-type"),
        (&without_key, &[("biz_content", ENCRYPTED)], "40001", "isv.decryption-error-missing-encrypt-type"),
        // Nothing to encrypt.
        (&with_key, &[("alipay_user_id", b"1"), ("encrypt_type", b"AES")], "40002", "isv.invalid-encrypt-type"),
        (&with_key, &[("alipay_user_id", b"1")], "40004", "INVALID_PARAMETER"),
    ];
    for (sandbox, own, code, sub_code) in cases {
        let answer = send(sandbox, params(QUERY, own)).await;
        let expected = format!(r#""sub_code":"{sub_code}""#);
        assert!(answer.has(&expected) && answer.has(format!(r#""code":"{code}""#)), "{sub_code}: {answer:?}");
        assert!(answer.is_signed_by(&gateway_key(sandbox)), "{sub_code}");
        assert!(!sandbox.ledger().pop().unwrap().processed);
    }
}

#[tokio::test]
async fn the_gateways_own_refusals_are_plain() {
    let sandbox = Sandbox::empty().with_content_key();
    let answer = send(&sandbox, params(QUERY, &[("biz_content", ENCRYPTED), ("encrypt_type", b"AES")])).await;
    assert!(answer.has("isv.invalid-method"), "{answer:?}");
}

#[cfg(feature = "gbk")]
#[tokio::test]
async fn a_ciphertext_holds_the_charset_of_its_request() {
    let sandbox = Sandbox::new().with_content_key();
    let content = "{\"alipay_user_id\":\"2088301409188095\",\"account_product_code\":\"DING_ACCOUNT\",\"merchant_user_id\":\"\
        张三\"}";
    let content = alipay_sign::Charset::Gbk.encode(content).unwrap();
    let encrypted = sandbox.content_key().encrypt(&content);
    let own: [(&str, &[u8]); 3] =
        [("biz_content", encrypted.as_bytes()), ("encrypt_type", b"AES"), ("charset", b"GBK")];
    let answer = send(&sandbox, params(QUERY, &own)).await;
    assert_eq!(answer.content_type(), "text/html;charset=GBK");
    assert!(answer.0.body().is_ascii());
    let sealed = Sealed::framed("", Bytes::copy_from_slice(answer.node()), "", Vec::new(), None);
    let node = sealed.verify(&Anyone).unwrap().decrypt(&sandbox.content_key()).unwrap();
    assert!(node.payload().windows(6).any(|window| window == b"\xC9\xCF\xBA\xA3\xCA\xD0"));
    assert!(String::from_utf8_lossy(&sandbox.ledger()[0].body).contains("张三"));
}
