//! Content encryption over REST. The ciphertexts were made by OpenSSL.

use alipay_sandbox::Sandbox;
use alipay_sign::{Sealed, Verified, Verify, VerifyError};
use alipay_wire::{Extra, OpenPlatform, Request, Response, Text};

use crate::rest_v3::client::{ACCOUNT, Answer, Ask, gateway_key, get, post};

const TARGET: &str = "/v3/test/secret";
/// `{"secret":"opensesame"}` with the sandbox's content key.
const ENCRYPTED: &str = "I1EUTLLohht+gJw3mltxzNDQudOuX41vx5oDxGV5cZw=";
/// The same with the key 00112233445566778899aabbccddeeff.
const OTHERS: &str = "gDz0kEyvIeC9iCol74vh8A5Z/sUv3V0FLwrEcD9JzUc=";
/// `{"secret":"wrong"}` with the sandbox's content key.
const WRONG: &str = "7y6AzLglIuTpsTbvCXeecEr5eZmG9u1c6NXgbYqEg+A=";

/// Tells a secret.
#[derive(Clone, PartialEq, Request)]
#[request(
    OpenPlatform,
    name = "test.secret.tell",
    route = "POST /v3/test/secret",
    safety = Query,
    answer = Told,
    codes = code::ALL
)]
struct Tell {
    /// The secret.
    #[wire(with = Text)]
    secret: String,
    extra: Extra,
}

/// What is behind it.
#[derive(Clone, PartialEq, Response)]
#[response(OpenPlatform)]
struct Told {
    /// The treasure.
    #[wire(with = Text)]
    treasure: String,
    extra: Extra,
}

alipay_wire::codes! {
    /// Codes.
    mod code;
    shared alipay_wire::open_platform::code {}
    own {
        WRONG_SECRET F "Find the right one.";
    }
}

fn taught(sandbox: Sandbox) -> Sandbox {
    sandbox.on(|tell: &Tell, _| match tell.secret.as_str() {
        "opensesame" => Ok(Told::new("gold")),
        _ => Err(code::WRONG_SECRET.into()),
    });
    sandbox
}

struct Anyone;

impl Verify for Anyone {
    fn verify(&self, _: Option<&alipay_sign::KeyId>, _: &[u8], _: &[u8]) -> Result<(), VerifyError> {
        Ok(())
    }
}

fn decrypted(sandbox: &Sandbox, answer: &Answer) -> String {
    assert_eq!(answer.header("content-type"), Some("text/plain"));
    let sealed = Sealed::framed("", answer.0.body().clone(), "", Vec::new(), None);
    let verified: Verified<bytes::Bytes> = sealed.verify(&Anyone).unwrap();
    String::from_utf8(verified.decrypt(&sandbox.content_key()).unwrap().into_payload().to_vec()).unwrap()
}

fn encrypted(body: &str) -> Ask {
    post(TARGET, body).header("alipay-encrypt-type", "AES").header("content-type", "text/plain")
}

#[tokio::test]
async fn what_comes_encrypted_is_answered_encrypted() {
    let sandbox = taught(Sandbox::empty().with_content_key());
    let answer = encrypted(ENCRYPTED).send(&sandbox).await;
    assert_eq!(answer.status(), 200, "{answer:?}");
    assert!(answer.is_signed_by(&gateway_key(&sandbox)), "signed over the ciphertext");
    assert_eq!(decrypted(&sandbox, &answer), r#"{"treasure":"gold"}"#);
    assert_eq!(sandbox.ledger()[0].body, r#"{"secret":"opensesame"}"#);
    let plain = post(TARGET, r#"{"secret":"opensesame"}"#).send(&sandbox).await;
    assert_eq!(plain.json()["treasure"], "gold");
}

#[tokio::test]
async fn failures_are_never_encrypted() {
    let sandbox = taught(Sandbox::empty().with_content_key());
    assert_eq!(encrypted(WRONG).send(&sandbox).await.code(), "WRONG_SECRET");
}

#[tokio::test]
async fn what_cannot_be_decrypted_is_told() {
    let (with_key, without_key) = (taught(Sandbox::empty().with_content_key()), taught(Sandbox::empty()));
    for (sandbox, ask, code) in [
        (&without_key, encrypted(ENCRYPTED), "missing-encrypt-key"),
        (&with_key, encrypted(OTHERS), "decryption-error-unknown"),
        (&with_key, encrypted(r#"{"secret":"opensesame"}"#), "decryption-error-unknown"),
        (&with_key, post(TARGET, ENCRYPTED), "decryption-error-missing-encrypt-type"),
        (
            &with_key,
            post(TARGET, ENCRYPTED).header("alipay-encrypt-type", "SM4"),
            "decryption-error-not-valid-encrypt-type",
        ),
    ] {
        let answer = ask.send(sandbox).await;
        assert_eq!((answer.status(), answer.code().as_str()), (400, code));
        assert!(!sandbox.ledger().pop().unwrap().processed);
    }
}

/// Some SDKs name the encryption on every request once they have a key, and decrypt every success.
#[tokio::test]
async fn a_request_without_a_body_is_answered_encrypted_when_it_says_so() {
    let sandbox = Sandbox::new().with_content_key();
    let answer = get(ACCOUNT).header("alipay-encrypt-type", "AES").send(&sandbox).await;
    assert!(decrypted(&sandbox, &answer).contains(r#""available_amount":"100.00""#));
    assert!(get(ACCOUNT).send(&sandbox).await.0.body().starts_with(b"{"));
}
