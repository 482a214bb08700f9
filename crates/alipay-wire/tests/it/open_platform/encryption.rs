//! Section 3: encrypted content.

use alipay_wire::{EncodeError, OpenError, OpenPlatformOptions};
use serde_json::json;

use crate::open_platform::{Failed, call, canonical, form, genuine, query, text_of};

/// 3. Without a key there is nothing to encrypt with, with or without the feature.
#[test]
fn a_call_that_asks_to_be_encrypted_is_not_sent_in_plain() {
    let call = query().with_options(OpenPlatformOptions::new().encrypt(true));
    assert_eq!(canonical(&form(), &call), Err(EncodeError::NoContentKey));
    let call = query().with_options(OpenPlatformOptions::new().encrypt(false));
    assert_eq!(canonical(&form(), &call), canonical(&form(), &query()));
}

/// 3. The gateway has no way to encrypt parameters that are not `biz_content`.
#[test]
fn a_textual_request_that_asks_to_be_encrypted_is_an_error() {
    let call = call("alipay.user.info.share", json!({})).with_options(OpenPlatformOptions::new().encrypt(true));
    assert_eq!(canonical(&form(), &call), Err(EncodeError::NotEncryptable("alipay.user.info.share".to_owned())));
}

/// 3
#[test]
fn an_encrypted_answer_without_a_key_says_what_to_configure() {
    let error = text_of(genuine(br#""aGVsbG8=""#)).unwrap_err();
    assert_eq!(error, Failed::Open(OpenError::NoContentKey));
    let text = OpenError::NoContentKey.to_string();
    assert!(text.contains("content_key") && text.contains("feature `encrypt`"), "{text}");
}

/// 2.2.4 and 2.3. What is encrypted may be a success, and a success without a signature is none.
#[test]
fn an_encrypted_answer_without_a_signature_is_refused() {
    let answer = crate::open_platform::answer(r#"{"alipay_fund_account_query_response":"aGVsbG8="}"#);
    assert_eq!(text_of(answer).unwrap_err(), Failed::Open(OpenError::UnsignedSuccess));
}

#[cfg(feature = "encrypt")]
mod with_a_key {
    use alipay_wire::{
        Call, FormV2, OpenPlatform, Outcome, PreparedCall, Protocol,
        sign::{ContentKey, VerifyError},
    };

    use super::*;
    use crate::open_platform::{envelope, now, parameters, read_answer, signed, support};

    const PLAIN: &str = r#"{"code":"10000","available_amount":"26.45"}"#;

    fn key() -> ContentKey {
        ContentKey::from_base64(&support::key("content_key.txt")).unwrap()
    }

    fn encrypting() -> FormV2 {
        form().content_key(key())
    }

    /// The node an encrypted answer has.
    fn ciphertext(plain: &str) -> String {
        format!("\"{}\"", key().encrypt(plain.as_bytes()))
    }

    fn read(answer: http::Response<bytes::Bytes>) -> Result<(String, Outcome), Failed> {
        let (revealed, conclusion) = read_answer(&encrypting(), &query(), answer)?;
        Ok((String::from_utf8(revealed.into_payload().to_vec()).unwrap(), conclusion.outcome))
    }

    /// 3
    #[test]
    fn content_is_encrypted_then_signed_with_its_encrypt_type() {
        let ciphertext = key().encrypt(br#"{"a":"1"}"#);
        let text = canonical(&encrypting(), &query()).unwrap();
        assert!(text.contains(&format!("&biz_content={ciphertext}&charset=utf-8&encrypt_type=AES&")), "{text}");
        let [query, body] = parameters(&signed(&encrypting(), &query()));
        assert!(query.contains(&("encrypt_type".to_owned(), "AES".to_owned())));
        assert_eq!(body, [("biz_content".to_owned(), ciphertext)]);
    }

    /// 3. The Python client and smartwalle encrypt whatever they send once they have a key; Java asks for each call.
    #[test]
    fn one_call_can_be_left_plain() {
        let plain = query().with_options(OpenPlatformOptions::new().encrypt(false));
        assert_eq!(canonical(&encrypting(), &plain), canonical(&form(), &query()));
        let encrypted = query().with_options(OpenPlatformOptions::new().encrypt(true));
        assert_eq!(canonical(&encrypting(), &encrypted), canonical(&encrypting(), &query()));
    }

    /// 3
    #[test]
    fn the_choice_survives_a_prepared_call_and_the_key_is_not_in_it() {
        let sealed = |call: &Call| {
            let stored = PreparedCall::new::<OpenPlatform>(call, form().identity(), now()).unwrap();
            let text = serde_json::to_string(&stored).unwrap();
            assert!(text.contains(r#"{\"a\":\"1\"}"#) && !text.contains(support::key("content_key.txt").trim_end()));
            let stored: PreparedCall = serde_json::from_str(&text).unwrap();
            canonical(&encrypting(), &stored.call::<OpenPlatform>(form().identity(), Default::default()).unwrap())
        };
        for options in [
            OpenPlatformOptions::new(),
            OpenPlatformOptions::new().encrypt(true),
            OpenPlatformOptions::new().encrypt(false),
        ] {
            let call = query().with_options(options);
            assert_eq!(sealed(&call), canonical(&encrypting(), &call));
        }
    }

    /// 3
    #[test]
    fn a_textual_request_travels_plain() {
        let call = call("alipay.system.oauth.token", json!({ "code": "c" }));
        assert_eq!(canonical(&encrypting(), &call), canonical(&form(), &call));
    }

    /// 3
    #[test]
    fn an_encrypted_answer_is_verified_then_decrypted() {
        let answer = genuine(ciphertext(PLAIN).as_bytes());
        assert_eq!(read(answer), Ok((PLAIN.to_owned(), Outcome::Success)));
    }

    /// 3. Java decrypts and parses first, and verifies afterwards: anyone who can alter an answer learns from its errors.
    #[test]
    fn an_altered_ciphertext_is_a_bad_signature_and_never_bad_padding() {
        let genuine = ciphertext(PLAIN);
        let altered = genuine.replacen(|c: char| c.is_ascii_lowercase(), "A", 1);
        assert_ne!(genuine, altered);
        let answer = envelope("alipay_fund_account_query_response", altered.as_bytes(), genuine.as_bytes(), "");
        assert_eq!(read(crate::open_platform::answer(answer)), Err(Failed::Verify(VerifyError::Mismatch)));
    }

    /// 2.2.4. The Node client trims the node to its braces, and cannot verify one that has none.
    #[test]
    fn the_signed_text_has_both_quotes() {
        let node = ciphertext(PLAIN);
        let without = node.trim_matches('"');
        let answer = envelope("alipay_fund_account_query_response", node.as_bytes(), without.as_bytes(), "");
        assert_eq!(read(crate::open_platform::answer(answer)), Err(Failed::Verify(VerifyError::Mismatch)));
    }

    /// 2.1 and 3. A gateway that could not decrypt the request answers in plain.
    #[test]
    fn a_plain_failure_to_an_encrypted_request_is_read() {
        let node = r#"{"code":"40003","sub_code":"isv.decryption-error-unknown"}"#;
        assert_eq!(read(genuine(node.as_bytes())), Ok((node.to_owned(), Outcome::Refused)));
        let unsigned = crate::open_platform::answer(format!("{{\"error_response\":{node}}}"));
        assert_eq!(read(unsigned), Err(Failed::Unsigned("isv.decryption-error-unknown".to_owned())));
    }

    /// 3. As in Java and Node: the signature says who wrote it.
    #[test]
    fn a_plain_success_to_an_encrypted_request_is_taken() {
        assert_eq!(read(genuine(PLAIN.as_bytes())), Ok((PLAIN.to_owned(), Outcome::Success)));
    }

    /// 3
    #[test]
    fn an_answer_that_another_key_encrypted_is_an_error_that_says_so() {
        let other = ContentKey::from_base64("AAAAAAAAAAAAAAAAAAAAAA==").unwrap();
        let form = form().content_key(other);
        let error = read_answer(&form, &query(), genuine(ciphertext(PLAIN).as_bytes())).unwrap_err();
        let Failed::Open(error @ OpenError::Undecryptable(_)) = error else { panic!("{error:?}") };
        assert!(error.to_string().contains("AES key"), "{error}");
        let error = read(genuine(br#""no base64""#)).unwrap_err();
        assert_eq!(error, Failed::Open(OpenError::Undecryptable("it is not base64")));
    }

    /// 2.2.5
    #[test]
    fn a_member_that_stands_twice_in_the_ciphertext_is_refused() {
        let node = ciphertext(r#"{"code":"40004","a":{"b":1,"b":2}}"#);
        assert_eq!(read(genuine(node.as_bytes())), Err(Failed::Open(OpenError::DuplicateMember)));
    }

    /// 2.5 and 3. The certificate comes in plain, so it is asked for in plain.
    #[test]
    fn a_certificate_is_asked_for_in_plain() {
        let call = encrypting().key_request(&"7513".into()).unwrap();
        assert!(canonical(&encrypting(), &call).unwrap().contains("&biz_content={\"alipay_cert_sn\":\"7513\"}&"));
    }

    #[test]
    fn debug_shows_no_key() {
        let text = format!("{:?}", encrypting());
        assert!(text.contains("ContentKey(128 bits)") && !text.contains(support::key("content_key.txt").trim_end()));
    }
}
