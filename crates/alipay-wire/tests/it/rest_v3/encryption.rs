//! Section 6.3: encrypted bodies.

use alipay_wire::{EncodeError, OpenPlatformOptions};

use crate::rest_v3::{answer, canonical, header, query, read, refund, rest, signed};

fn asked() -> OpenPlatformOptions {
    OpenPlatformOptions::new().encrypt(true)
}

/// 6.3
#[test]
fn what_asks_to_be_encrypted_is_not_sent_in_plain() {
    assert_eq!(canonical(&rest(), &refund().with_options(asked())), Err(EncodeError::NoContentKey));
    // There is no body to encrypt, with or without a key.
    let get = query().with_options(asked());
    let name = "GET /v3/alipay/fund/account/query".to_owned();
    assert_eq!(canonical(&rest(), &get), Err(EncodeError::NotEncryptable(name)));
}

/// 6.3
#[test]
fn without_a_key_nothing_is_encrypted() {
    let request = signed(&rest(), &refund());
    assert!(header(&request, "alipay-encrypt-type").is_none());
    let left = signed(&rest(), &refund().with_options(OpenPlatformOptions::new().encrypt(false)));
    assert_eq!(left.body(), request.body());
}

/// 6.3
#[test]
fn an_encrypted_answer_without_a_key_says_what_to_configure() {
    let ciphertext = "q83vq83vq83vq83vq83vqw==";
    let error = read(&rest(), &refund(), answer(200, ciphertext)).unwrap_err();
    assert_eq!(error, crate::rest_v3::Failed::Open(alipay_wire::OpenError::NoContentKey));
}

#[cfg(feature = "encrypt")]
mod with_a_key {
    use alipay_wire::{
        EncodeError, OpenError, OpenPlatform, OpenPlatformOptions, Outcome, PreparedCall, RestV3,
        sign::{ContentKey, VerifyError},
    };

    use super::asked;
    use crate::rest_v3::{
        APP_ID, Failed, answer, canonical, header, now, query, read, refund, rest, signed, support, target, unsigned,
    };

    fn key() -> ContentKey {
        ContentKey::from_base64(&support::key("content_key.txt")).unwrap()
    }

    fn encrypting() -> RestV3 {
        rest().content_key(key())
    }

    /// 6.3
    #[test]
    fn the_body_is_encrypted_then_signed() {
        let ciphertext = key().encrypt(br#"{"a":"1"}"#);
        for call in [refund(), refund().with_options(asked())] {
            let request = signed(&encrypting(), &call);
            assert_eq!(request.body(), &ciphertext);
            assert_eq!(header(&request, "content-type"), Some("text/plain"));
            assert_eq!(header(&request, "alipay-encrypt-type"), Some("AES"));
            let text = canonical(&encrypting(), &call).unwrap();
            assert!(text.ends_with(&format!("\n/v3/alipay/trade/refund\n{ciphertext}\n")), "{text}");
        }
    }

    /// 6.3. The Java, .NET and PHP SDKs say so of every call once a key is configured.
    #[test]
    fn a_request_without_a_body_is_left_as_it_is() {
        let request = signed(&encrypting(), &query());
        assert_eq!(target(&request), "/v3/alipay/fund/account/query?a=1");
        assert!(header(&request, "alipay-encrypt-type").is_none() && request.body().is_empty());
        let asked = query().with_options(asked());
        assert!(matches!(canonical(&encrypting(), &asked), Err(EncodeError::NotEncryptable(_))));
    }

    /// 6.3
    #[test]
    fn one_call_can_be_left_plain() {
        let plain = refund().with_options(OpenPlatformOptions::new().encrypt(false));
        let request = signed(&encrypting(), &plain);
        assert_eq!(request.body(), r#"{"a":"1"}"#);
        assert_eq!(header(&request, "content-type"), Some("application/json"));
        assert!(header(&request, "alipay-encrypt-type").is_none());
    }

    /// 6.3. What the options add to the body is encrypted with it.
    #[test]
    fn a_member_from_the_options_is_encrypted_too() {
        let call = refund().with_options(OpenPlatformOptions::new().notify_url("https://n.example/"));
        let expected = key().encrypt(br#"{"a":"1","notify_url":"https://n.example/"}"#);
        assert_eq!(signed(&encrypting(), &call).body(), &expected);
    }

    /// 6.3
    #[test]
    fn an_encrypted_answer_is_verified_then_decrypted() {
        let ciphertext = key().encrypt(r#"{"trade_no":"余额"}"#.as_bytes());
        let (verified, conclusion) = read(&encrypting(), &refund(), answer(200, &ciphertext)).unwrap();
        assert_eq!(verified.payload(), r#"{"trade_no":"余额"}"#);
        assert_eq!(conclusion.outcome, Outcome::Success);

        // Base64 is often written with a line break at its end.
        let (verified, _) = read(&encrypting(), &refund(), answer(200, &format!("{ciphertext}\n"))).unwrap();
        assert_eq!(verified.payload(), r#"{"trade_no":"余额"}"#);

        let altered = ciphertext.replacen(|c: char| c.is_ascii_lowercase(), "Z", 1);
        let forged = answer(200, &ciphertext).map(|_| altered.into());
        let error = read(&encrypting(), &refund(), forged).unwrap_err();
        assert_eq!(error, Failed::Verify(VerifyError::Mismatch), "a bad signature, and never bad padding");
    }

    /// 6.3
    #[test]
    fn a_plain_success_to_an_encrypted_request_is_taken() {
        let (verified, _) = read(&encrypting(), &refund(), answer(200, r#"{"a":"1"}"#)).unwrap();
        assert_eq!(verified.payload(), r#"{"a":"1"}"#);
        assert!(read(&encrypting(), &refund(), answer(204, "")).is_ok());
    }

    /// 6.3
    #[test]
    fn failures_are_not_decrypted() {
        let error = r#"{"code":"missing-encrypt-key","message":"m","links":[]}"#;
        let (_, conclusion) = read(&encrypting(), &refund(), answer(400, error)).unwrap();
        assert_eq!(conclusion.answer.leading(), &"missing-encrypt-key");
        let unsigned = read(&encrypting(), &refund(), unsigned(400, error)).unwrap_err();
        assert_eq!(unsigned, Failed::Unsigned("missing-encrypt-key".to_owned()));
        // A ciphertext is no verdict there, whatever is in it.
        let odd = read(&encrypting(), &refund(), answer(400, &key().encrypt(b"{}"))).unwrap_err();
        assert_eq!(odd, Failed::Open(OpenError::NotAnAnswer));
    }

    /// 6.3
    #[test]
    fn what_another_key_encrypted_says_so() {
        let other = ContentKey::from_base64("AAAAAAAAAAAAAAAAAAAAAA==").unwrap().encrypt(b"{}");
        let error = read(&encrypting(), &refund(), answer(200, &other)).unwrap_err();
        assert!(matches!(error, Failed::Open(OpenError::Undecryptable(_))), "{error:?}");
        let twice = key().encrypt(br#"{"a":1,"a":2}"#);
        let error = read(&encrypting(), &refund(), answer(200, &twice)).unwrap_err();
        assert_eq!(error, Failed::Open(OpenError::DuplicateMember));
    }

    /// 6.3
    #[test]
    fn the_choice_survives_a_prepared_call_and_the_key_is_shown_nowhere() {
        let call = refund().with_options(OpenPlatformOptions::new().encrypt(false));
        let stored = PreparedCall::new::<OpenPlatform>(&call, APP_ID, now()).unwrap();
        let text = serde_json::to_string(&stored).unwrap();
        let stored: PreparedCall = serde_json::from_str(&text).unwrap();
        let again = stored.call::<OpenPlatform>(APP_ID, Default::default()).unwrap();
        assert_eq!(signed(&encrypting(), &again).body(), r#"{"a":"1"}"#);
        let secret = support::key("content_key.txt");
        assert!(!format!("{:?}", encrypting()).contains(secret.trim()) && !text.contains(secret.trim()));
    }

    /// 6.3. Pages of the same client are encrypted with the same key.
    #[test]
    fn pages_have_the_key_too() {
        use alipay_wire::{Protocol, Signing, sign::KeyIdentity};
        let pages = encrypting().pages().unwrap();
        let call = crate::rest_v3::call("alipay.trade.page.pay", serde_json::json!({ "a": "1" }));
        let draft = pages.draft(&call, &Signing::new(&KeyIdentity::new(), now(), crate::rest_v3::NONCE)).unwrap();
        assert!(String::from_utf8_lossy(draft.message()).contains("&encrypt_type=AES&"));
    }
}
